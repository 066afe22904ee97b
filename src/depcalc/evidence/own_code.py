"""Our own code that the ledger names: how many lines it has. Read as text, below the folder of the ledger."""

import os
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from depcalc.evidence.source_lines import COUNTERS, is_test
from depcalc.installed import Tree
from depcalc.values.fact import Fact, Gap, Known

SOURCE = "own code on disk"
MOST_FILES, FILE_BYTES, MOST_BYTES = 5_000, 2**24, 2**28
MOST_ENTRIES = 50_000  # looked at below one folder


def inside(path: str) -> str:
    """The path with slashes alone, relative to the folder of the ledger; "" where it leads out of it."""
    parts = PurePosixPath(path.replace("\\", "/")).parts
    out = not parts or parts[0] == "/" or ".." in parts or "\0" in path or Path(path).is_absolute()
    return "" if out else "/".join(parts)


def count_own(folder: Path, path: str) -> Known[float]:
    """Thousand lines of code of a file, or of what lies below a folder, its tests left out."""
    if not (below := inside(path)):
        return Gap(SOURCE, "the path leads out of the project")
    files = list(_files(folder, below))
    if not files:
        return Gap(SOURCE, "no source file is there")
    if len(files) > MOST_FILES:
        return Gap(SOURCE, f"more than {MOST_FILES:,} source files")
    tree, lines, left = Tree(folder), 0, MOST_BYTES
    for name in files:
        data, why = tree.read(name, FILE_BYTES + 1)
        left -= len(data)
        if why or len(data) > FILE_BYTES or left < 0:
            return Gap(SOURCE, f"{name[:100]} cannot be counted: {why or 'too long'}")
        lines += COUNTERS[_suffix(name)][1](data).code
    return Fact(lines / 1000, f"{SOURCE}: {len(files):,} files", None, "measured")


def _suffix(name: str) -> str:
    return os.path.splitext(name)[1].lower()


def _files(folder: Path, below: str) -> Iterator[str]:
    """Source files of a path; links are not followed."""
    if _suffix(below) in COUNTERS and (folder / below).is_file():
        yield below
        return
    seen = 0
    for here, folders, names in os.walk(folder / below):
        folders.sort()
        for name in sorted(names):
            if (seen := seen + 1) > MOST_ENTRIES:
                return
            found = Path(here, name).relative_to(folder).as_posix()
            if _suffix(name) in COUNTERS and not is_test(found):
                yield found
