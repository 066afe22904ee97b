"""No lock: what `pyproject.toml`, `setup.cfg`, a `Pipfile` or a PEP 723 script asks for, without versions."""

import re
from collections.abc import Iterator
from pathlib import PurePath

from depcalc.errors import LockError
from depcalc.lockfiles._names import origin_of, origin_text
from depcalc.lockfiles._packages import by_key, chooser, package_notices
from depcalc.lockfiles._pdm_project import pdm_declared
from depcalc.lockfiles._pep508 import Asked
from depcalc.lockfiles._pipfile_project import pipfile_declared
from depcalc.lockfiles._places import place_kind
from depcalc.lockfiles._poetry_project import poetry_declared
from depcalc.lockfiles._project import Asks, Declared, split_string, strings
from depcalc.lockfiles._reading import Table, load_toml
from depcalc.values.lock import Key, Lock, Origin, Package, normalise
from depcalc.values.notice import Notice

_PIN = re.compile(r"\s*===?\s*([^\s,;*]+)\s*")
_SPELLED = re.compile(
    r"""(?:^[ \t]*|["']|=[ \t]*)([A-Za-z0-9][\w.-]{0,200})(?=\s*(?:$|[\[<>=!~;@"'(,]))""", re.MULTILINE
)
_BUILD = re.compile(r"^\[build-system\].*(?:\n(?!\[).*)*", re.MULTILINE)
_CFG_LINE = re.compile(r"line:?\s+(\d+)")
_MAX_CFG = 64 * 1024
_UNPINNED = (
    "no lock: {} {} what is asked for, not which versions are installed; lock it to price what you run"
)


def parse_project(text: str, *, path: str) -> Lock:
    """Read a project's own file where it has no lock; `path` gives its kind and labels places in messages.
    Nothing is run: a setup.py is not read."""
    name = PurePath(path).name
    declared, document, notices = _declared(name, text, path)
    lines = _lines(text)
    asks = {asked.name: asked for asked in reversed(declared.everything()) if asked.name != declared.name}
    read = (_package(asked, lines.get(asked.name)) for _, asked in sorted(asks.items()))
    packages, twice = by_key(read, path)
    root = declared.root(chooser(packages, path))
    return Lock(
        path=path,
        format="project",
        requires_python=document.table("project").text("requires-python") or document.text("requires-python"),
        packages=tuple(packages.values()),
        roots=(root,),
        edges_from="none",
        notices=(
            Notice("no-lock", _UNPINNED.format(name, "says"), path),
            *notices,
            *twice,
            *package_notices(packages.values(), path, frozenset()),
        ),
    )


def _declared(name: str, text: str, path: str) -> tuple[Declared, Table, list[Notice]]:
    if name.endswith(".cfg"):
        declared, notices = _setup_cfg(text, path)
        return declared, Table({}, ""), notices
    if name.endswith(".py"):
        document = load_toml(_script(name, text, path), path=path)
        return Declared(name, strings(document, "dependencies")), document, []
    document = load_toml(text, path=path)
    if "Pipfile" in name:
        return pipfile_declared(document), document, []
    return _pyproject(document), document, _dynamic(document, path)


def _pyproject(document: Table) -> Declared:
    """Every table that is understood; a tool's groups and extras count beside the standard ones."""
    poetry, pdm = poetry_declared(document), pdm_declared(document)
    uv = strings(document.table("tool").table("uv"), "dev-dependencies")
    groups = {name: list(asks) for name, asks in poetry.groups.items()}
    for name, asks in (*pdm.groups.items(), ("dev", uv)):
        if asks:
            known = groups.setdefault(name, [])
            known += [asked for asked in asks if asked not in known]
    main = list(dict.fromkeys([*poetry.main, *pdm.main]))
    return Declared(poetry.name or pdm.name, main, poetry.extras, groups, poetry.idle)


def _dynamic(document: Table, path: str) -> list[Notice]:
    project = document.table("project")
    if "dependencies" not in project.texts("dynamic") or document.table("tool").table("poetry").data:
        return []
    message = "its requirements are dynamic: the build would have to be run to know them, and it is not"
    return [Notice("dynamic-requirements", message, path)]


def _script(name: str, text: str, path: str) -> str:
    """The TOML inside a script's `# /// script` comment, on the lines where it stands."""
    if name == "setup.py":
        raise LockError("a setup.py is not read: it would have to be run", path, "Lock the project instead.")
    blocks = list(_blocks(text.splitlines()))
    if len(blocks) != 1:
        what = "several" if blocks else "no"
        raise LockError(f"{what} `# /// script` block in this file", path, "PEP 723 describes it.")
    start, lines = blocks[0]
    return "\n" * start + "\n".join(line[2:] for line in lines)


def _blocks(lines: list[str]) -> Iterator[tuple[int, list[str]]]:
    """Each closed block of a script: the number of lines before its first one, and its lines."""
    start = -1
    for at, line in enumerate(lines):
        if start >= 0 and line.rstrip() == "# ///":
            yield start, lines[start:at]
            start = -1
        elif start >= 0 and line != "#" and not line.startswith("# "):
            start = -1
        elif start < 0 and line.rstrip() == "# /// script":
            start = at + 1


def _setup_cfg(text: str, path: str) -> tuple[Declared, list[Notice]]:
    if len(text) > _MAX_CFG:
        raise LockError(f"larger than {_MAX_CFG // 1024} KiB", path, "Is this a setup.cfg?")
    import configparser  # noqa: PLC0415 - rarely needed

    parser = configparser.ConfigParser(interpolation=None, delimiters=("=",))
    try:
        parser.read_string(text, path)
    except configparser.Error as error:
        line = _CFG_LINE.search(str(error))
        at = f"{path}:{line[1]}" if line else path
        raise LockError(f"not a setup.cfg: {type(error).__name__}", at, "Fix the file.") from error
    values = {"": parser.get("options", "install_requires", fallback="")}
    if parser.has_section("options.extras_require"):
        values |= {normalise(extra): value for extra, value in parser.items("options.extras_require")}
    elsewhere = [value for value in values.values() if value.strip().startswith(("file:", "attr:"))]
    asks = {label: _listed(value) for label, value in values.items() if value not in elsewhere}
    message = "{} is not read: what it lists is missing here"
    notices = [Notice("include-not-read", message.format(value.strip()[:200]), path) for value in elsewhere]
    name = normalise(parser.get("metadata", "name", fallback=""))
    return Declared(name, asks.pop("", []), asks), notices


def _listed(value: str) -> Asks:
    parts = (part.strip() for line in value.splitlines() for part in [line.partition(" #")[0]])
    return [asked for part in parts if part and not part.startswith("#") and (asked := split_string(part))]


def _package(asked: Asked, line: int | None) -> Package:
    """An exact pin is a version; everything else leaves it open."""
    origin = origin_of(place_kind(asked.url), asked.url) if asked.url else Origin()
    pin = _PIN.fullmatch(asked.specifier)
    return Package(Key(asked.name, pin[1] if pin else "", origin_text(origin)), origin, line)


def _lines(text: str) -> dict[str, int]:
    """The first line that seems to ask for each name; the tools of the build ask for something else."""
    found: dict[str, int] = {}
    line, seen = 1, 0
    build = _BUILD.search(text)
    outside = range(*build.span()) if build else range(0)
    for one in _SPELLED.finditer(text):
        line += text.count("\n", seen, one.start(1))
        seen = one.start(1)
        if seen not in outside:
            found.setdefault(normalise(one[1]), line)
    return found
