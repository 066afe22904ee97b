"""Counts the files of installed distributions, once each: the counts are kept in the user's cache."""

import json
import os
import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

from depcalc.evidence.disk_cache import DiskCache
from depcalc.evidence.source_lines import COUNTERS, Lines, is_test
from depcalc.installed import Distribution, Environment, Record, Tree, read_details, read_record

COUNTED_BY = 3  # goes up when the same files would count otherwise
MOST_FILES, FILE_BYTES = 50_000, 2**24
MOST_BYTES = 2**31  # of source in one run; ten times what a large application has
_NATIVE = re.compile(r"\.(?:so|pyd|dylib|dll)(?:\.\d+)*$")
_MYPYC = "__mypyc"  # what mypyc puts beside the modules it compiles from shipped source
_NO_PLATFORM = "any"


class Counted(NamedTuple):
    """One installed distribution, as its files say.

    lines        (language, lines without blanks and comments), test files and large tables left out
    data         lines of large tables
    sources      files counted; `tests` source files of tests, not counted
    natives      extension modules and libraries; `bare` of them come without their source beside them
    platform     its wheel was built for one platform
    scripts      console and GUI scripts
    read         bytes of source that were read
    origin       "" from an index, else "git", "directory", "editable", ...
    unread       why not every file was counted, "" where every one was
    lasting      would be the same again while RECORD is: no file failed to be read
    """

    lines: tuple[tuple[str, int], ...] = ()
    data: int = 0
    sources: int = 0
    tests: int = 0
    natives: int = 0
    bare: int = 0
    platform: bool = False
    scripts: int = 0
    read: int = 0
    origin: str = ""
    unread: str = ""
    lasting: bool = True

    @property
    def total(self) -> int:
        return sum(lines for _, lines in self.lines)


KINDS = tuple(type(value) for value in Counted()[1:])  # of all its fields but the lines
_Known: TypeAlias = tuple[str, Counted]  # the state of its RECORD, and what was counted then


def count_all(
    environment: Environment, distributions: Sequence[Distribution], cache: DiskCache
) -> Mapping[str, Counted]:
    """By folder: from the cache where the files are as they were, counted now where not."""
    site = str(environment.site_packages.absolute())
    key = f"environment {COUNTED_BY} {site}"
    known = _from_json(cache.get([key]).get(key, ""))
    counted, fresh, left = dict[str, Counted](), dict[str, _Known](), MOST_BYTES
    for distribution in distributions:
        folder = distribution.folder
        state, stored = _state(f"{site}/{folder}"), known.get(folder)
        if stored and state and stored[0] == state:
            counted[folder] = stored[1]
        elif left <= 0:
            much = f"more than {MOST_BYTES // 2**20:,} MB of source in this environment"
            counted[folder] = Counted(unread=much)
        else:
            counted[folder] = found = count(environment, distribution)
            left -= found.read
            if state and found.lasting:
                fresh[folder] = (state, found)
    if fresh:
        here = {d.folder for d in environment.distributions}
        cache.put({key: _to_json({f: k for f, k in {**known, **fresh}.items() if f in here})})
    return counted


def _state(folder: str) -> str:
    """Of its RECORD; "" where there is none. Places do not share counts: two environments may hold other files
    under one RECORD, and one of them may be hostile."""
    try:
        seen = os.lstat(f"{folder}/RECORD")
    except (OSError, ValueError):
        return ""
    return f"{seen.st_mtime_ns} {seen.st_size} {seen.st_ino}"


def _to_json(known: Mapping[str, _Known]) -> str:
    return json.dumps({folder: (state, *counted) for folder, (state, counted) in known.items()})


def _from_json(text: str) -> dict[str, _Known]:
    """By folder; empty where the text is not one of ours."""
    try:
        return {
            folder: (state, _counted(lines, more))
            for folder, (state, lines, *more) in json.loads(text).items()
        }
    except (ValueError, TypeError, AttributeError, OverflowError, RecursionError):
        return {}


def _counted(lines: Sequence[tuple[str, int]], more: list[Any]) -> Counted:
    if tuple(map(type, more)) != KINDS:
        raise TypeError
    return Counted(tuple([(str(language), int(n)) for language, n in lines]), *more)


def count(environment: Environment, distribution: Distribution) -> Counted:
    """Read and count the files of one distribution."""
    record, details = read_record(environment, distribution), read_details(environment, distribution)
    paths = sorted({row.path for row in record.rows})
    sources = [path for path in paths if _suffix(path) in COUNTERS]
    counted = [path for path in sources if not is_test(path)]
    natives = [path for path in paths if _NATIVE.search(path)]
    stems = {_stem(path) for path in sources}
    lines, read, unread, failed = _count_lines(Tree(environment.site_packages), counted)
    return Counted(
        lines=tuple(sorted((language, found.code) for language, found in lines.items() if found.code)),
        data=sum(found.data for found in lines.values()),
        sources=len(counted),
        tests=len(sources) - len(counted),
        natives=len(natives),
        bare=sum(_stem(path) not in stems and not _stem(path).endswith(_MYPYC) for path in natives),
        platform=any(tag.rpartition("-")[2] != _NO_PLATFORM for tag in details.tags),
        scripts=_scripts(details.entry_points),
        read=read,
        origin=details.origin,
        unread=_incomplete(record) or unread,
        lasting=not failed,
    )


def _suffix(path: str) -> str:
    return "." + path.rpartition(".")[2].lower()


def _stem(path: str) -> str:
    folder, slash, name = path.rpartition("/")
    return folder + slash + name.partition(".")[0]


def _incomplete(record: Record) -> str:
    cut = next((n.message for n in record.notices if n.code == "record-cut"), "")
    return record.gap or cut or ("" if record.rows else "RECORD lists no files")


def _count_lines(tree: Tree, paths: Sequence[str]) -> tuple[dict[str, Lines], int, str, bool]:
    """(lines by language, bytes read, why a file was left out, whether one failed to be read)."""
    lines: dict[str, Lines] = {}
    failed = False
    read, unread = 0, f"more than {MOST_FILES:,} source files" if len(paths) > MOST_FILES else ""
    for path in paths[:MOST_FILES]:
        data, why = tree.read(path, FILE_BYTES + 1) if read < MOST_BYTES else (b"", "too much to read")
        read += len(data)
        if why or len(data) > FILE_BYTES:
            unread = unread or f"{path[:100]} cannot be counted: {why or 'too long'}"
            failed = failed or bool(why)
            continue
        language, counter = COUNTERS[_suffix(path)]
        code, tables = counter(data)
        before = lines.get(language, Lines(0))
        lines[language] = Lines(before.code + code, before.data + tables)
    return lines, read, unread, failed


def _scripts(entry_points: str) -> int:
    """Lines `name = module:object` under console_scripts and gui_scripts."""
    section, n = "", 0
    for line in entry_points.splitlines():
        if line.startswith("["):
            section = line.strip(" []\t")
        elif section in ("console_scripts", "gui_scripts") and "=" in line.partition("#")[0]:
            n += 1
    return n
