"""The files of one distribution, as RECORD lists them, and the small files beside its METADATA."""

import csv
import json
from dataclasses import dataclass
from pathlib import PurePosixPath

from depcalc.installed.environment import LONGEST_LINE, LONGEST_NAME, Distribution, Environment, parse_headers
from depcalc.installed.tree import SMALL_BYTES, Tree
from depcalc.values.notice import Notice

RECORD_BYTES, MOST_ROWS = 2**25, 200_000
OUT_OF_SITE = 3  # steps up from site-packages that stay in its environment: lib/pythonX.Y/site-packages


@dataclass(frozen=True, slots=True)
class RecordRow:
    """A file relative to site-packages; `size` as RECORD states it, None where it does not."""

    path: str
    size: int | None


@dataclass(frozen=True, slots=True)
class Record:
    """`rows`: files below site-packages; `outside`: scripts and data elsewhere in the environment, by path;
    `gap`: why there are no rows, "" where RECORD was read."""

    rows: tuple[RecordRow, ...] = ()
    outside: tuple[str, ...] = ()
    gap: str = ""
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True)
class Details:
    """The small files beside METADATA.

    tags        of WHEEL, like "py3-none-any"; purelib is its Root-Is-Purelib, None where it does not say
    requested   the user asked for it by name
    origin      what direct_url.json names: "editable", "git", "archive", "directory"; "" for an index
    """

    top_level: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    purelib: bool | None = None
    installer: str = ""
    requested: bool = False
    origin: str = ""
    entry_points: str = ""


def read_record(environment: Environment, distribution: Distribution) -> Record:
    """The files RECORD lists below site-packages. Sizes are its own claims."""
    if distribution.folder.endswith(".egg-info"):
        return Record(gap="an egg-info lists no installed files")
    data, why = Tree(environment.site_packages).read(f"{distribution.folder}/RECORD", RECORD_BYTES)
    if why:
        return Record(gap=f"RECORD cannot be read: {why}")
    return parse_record(data.decode("utf-8", errors="replace"), distribution.folder)


def parse_record(text: str, folder: str) -> Record:
    """The rows of a RECORD; paths that leave the environment are dropped with a notice."""
    rows, outside, escaped, cut = list[RecordRow](), list[str](), list[str](), ""
    lines = text.replace("\0", "").splitlines()
    try:
        for fields in csv.reader(line for line in lines[:MOST_ROWS] if len(line) <= LONGEST_LINE):
            path = fields[0] if fields else ""
            where = _where(path)
            if where == "inside":
                size = fields[2] if len(fields) > 2 else ""
                rows.append(RecordRow(path, int(size) if size.isascii() and size.isdigit() else None))
            elif where:
                (outside if where == "outside" else escaped).append(path)
    except (csv.Error, ValueError):  # an unfinished quote, a field or number without end
        cut = "RECORD cannot be read to its end"
    if len(lines) > MOST_ROWS:
        cut = f"RECORD has more than {MOST_ROWS:,} rows: the rest is not read"
    if escaped:
        text = f"{len(escaped)} paths leave the environment and are left out: {escaped[0][:100]!r}"
        notice = [Notice("record-escapes", f"RECORD of {folder}: {text}")]
    else:
        notice = []
    notice += [Notice("record-cut", f"{cut}: {folder}")] if cut else []
    return Record(tuple(rows), tuple(outside), "", tuple(notice))


def _where(path: str) -> str:
    """inside site-packages, outside of it in the same environment, "escapes", or "" for no path at all."""
    if not path:
        return ""
    if "/../" not in path and not path.startswith(("/", ".", "\\")) and path[1:2] != ":":
        return "inside" if "\\" not in path else "escapes"
    parts = PurePosixPath(path.replace("\\", "/")).parts
    up = next((n for n, part in enumerate(parts) if part != ".."), len(parts))
    if path.startswith(("/", "\\")) or path[1:2] == ":" or ".." in parts[up:] or up > OUT_OF_SITE:
        return "escapes"
    return "outside" if up else "inside"


def read_details(environment: Environment, distribution: Distribution) -> Details:
    """Top-level modules, wheel tags, who installed it from where, entry points as text."""
    if distribution.is_file:
        return Details()
    tree, folder = Tree(environment.site_packages), distribution.folder
    wheel = parse_headers(tree.read(f"{folder}/WHEEL", SMALL_BYTES)[0])
    pure = wheel.get("root-is-purelib", [""])[-1].lower()
    return Details(
        top_level=tuple(tree.text(f"{folder}/top_level.txt").split()),
        tags=tuple(wheel.get("tag", ())),
        purelib={"true": True, "false": False}.get(pure),
        installer=tree.text(f"{folder}/INSTALLER").strip()[:LONGEST_NAME],
        requested=not tree.read(f"{folder}/REQUESTED", 1)[1],
        origin=_origin(tree.text(f"{folder}/direct_url.json")),
        entry_points=tree.text(f"{folder}/entry_points.txt"),
    )


def _origin(text: str) -> str:
    try:
        stated = json.loads(text)
    except (ValueError, RecursionError):
        return ""
    if not isinstance(stated, dict):
        return ""
    folder, vcs = stated.get("dir_info"), stated.get("vcs_info")
    if isinstance(folder, dict):
        return "editable" if folder.get("editable") is True else "directory"
    if isinstance(vcs, dict):
        return str(vcs.get("vcs") or "version control")[:LONGEST_NAME]
    return "archive"
