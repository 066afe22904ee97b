"""Code of a project that this stage does not read: where there is any, nothing can be called unused."""

import os
import re
import stat
from collections.abc import Collection, Iterator
from pathlib import Path

from depcalc.installed.places import SKIPPED
from depcalc.usage.project_files import DEEPEST, MOST_FOLDERS, PYTHON, folders, inside
from depcalc.usage.sources import read_bytes, read_text

# Python, or what may import Python, in other files than those read
OTHER_CODE = tuple(
    """.ipynb .pyx .pxd .pxi .py.in .py.j2 .py.tmpl .wsgi .cgi .fcgi .pyz .egg .pyc .qmd .rmd .sage .xsh .so
    .pyd""".split()
)
OTHER_NAMES = frozenset({"SConstruct", "SConscript", "wscript"})
# folders named like these may be somebody's source after all; the others of SKIPPED are caches
MAY_BE_SOURCE = frozenset({"env", ".env", "venv", ".venv", "build", "dist", "_build"})
REFERRING = re.compile(
    r"pyproject\.toml|setup\.(cfg|py)|Pipfile|(uv|poetry|pdm)\.lock|pylock.*\.toml|.*requirements.*\.(txt|in)"
)
MOST_SCRIPTS = 5_000
REFERRING_BYTES = 8 << 20
_OUTSIDE = re.compile(r"""(?:^|[\s"'=(@:])((?:\.\./[\w./-]*|\.\.(?=["'])))""")
_SUBMODULE = re.compile(r"^\s*path\s*=\s*(\S.*?)\s*$", re.MULTILINE)
_RUNS_PYTHON = re.compile(rb"#!.*(python|pypy|jython|xonsh|\buv\b|\bpipx\b|\bpex\b)")
_TEXTS = (".md", ".rst", ".txt")


def unread_code(folder: Path, read: Collection[str]) -> str:
    """One clause on the first piece of code that was not read, "" where there is none."""
    found = (*_outside(folder), *_submodules(folder))
    return found[0] if found else next(_in_tree(folder, read), "")


def is_other_code(file: Path) -> bool:
    """Whether a file is code in a form that is not parsed here; only the start of a script is looked at."""
    name = file.name.lower()
    if name.endswith(OTHER_CODE) or file.name in OTHER_NAMES:
        return True
    return not file.suffix and _RUNS_PYTHON.match(_first_line(file)) is not None


def is_script(file: Path) -> bool:
    """Whether a file without a suffix says what is to run it."""
    return not file.suffix and _first_line(file).startswith(b"#!")


def _first_line(file: Path) -> bytes:
    try:
        regular = stat.S_ISREG(file.lstat().st_mode)
    except OSError:
        return b""
    return read_bytes(file, 128).partition(b"\n")[0] if regular else b""


def _in_tree(folder: Path, read: Collection[str]) -> Iterator[str]:
    known, scripts, here = frozenset(read), 0, folder.resolve()
    for number, (where, prefix, names, links) in enumerate(folders(folder, may_hold_source)):
        if number >= MOST_FOLDERS or prefix.count("/") >= DEEPEST:
            yield "there are more folders, or deeper ones, than are looked into"
        for name in links:
            if _leads_out(where / name, here):
                yield f"the link {prefix}{name} leads to code outside the folder"
        for name in names:
            path = prefix + name
            if name.endswith(PYTHON) and path not in known:
                yield from _python_unread(where / name, path, here)
            scripts += "." not in name
            if scripts > MOST_SCRIPTS:
                yield f"more than {MOST_SCRIPTS:,} files may be scripts"
            if is_other_code(where / name):
                yield f"{path} holds code that is not read"


def _python_unread(file: Path, path: str, here: Path) -> Iterator[str]:
    if not file.is_symlink():
        yield f"{path} was not read"
    elif not inside(file, here) and file.exists():
        yield f"the link {path} leads to code outside the folder"


def _leads_out(link: Path, here: Path) -> bool:
    return link.is_dir() and not (link / "pyvenv.cfg").exists() and not inside(link, here)


def may_hold_source(folder: Path) -> bool:
    """Not a cache, not an environment."""
    if folder.name in SKIPPED - MAY_BE_SOURCE or folder.name.endswith(".egg-info"):
        return False
    return not (folder / "pyvenv.cfg").exists() and not (folder / "conda-meta").exists()


def _outside(folder: Path) -> Iterator[str]:
    """References of the project's own declarations to code outside its folder."""
    for file in (folder / name for name in _names(folder) if REFERRING.fullmatch(name)):
        if not file.is_file() or file.is_symlink():
            continue
        for line in (read_text(file, REFERRING_BYTES) or "").splitlines():
            found = _OUTSIDE.search(line[:1_000])
            listed = line.lstrip().startswith(("#", "-r", "-c", "--r", "--c"))
            if found and not listed and not found[1].endswith(_TEXTS):
                yield f"{file.name} refers to code outside the folder ({found[1][:60]})"


def _submodules(folder: Path) -> Iterator[str]:
    """Submodules that are not there; one that is there was read like any folder."""
    for path in _SUBMODULE.findall(read_text(folder / ".gitmodules", 1 << 16) or ""):
        place = folder / path
        if ".." in Path(path).parts or Path(path).is_absolute():
            continue
        if not set(_names(place)) - {".git"}:
            yield f"the submodule {path} is not checked out"


def _names(folder: Path) -> list[str]:
    """What a folder holds, sorted; nothing where it cannot be read."""
    _, inner, files = next(os.walk(folder), ("", [], []))
    return sorted([*inner, *files])
