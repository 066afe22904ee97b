"""How this project takes new releases, as far as its own files say: "lock", "cooldown" or "float".

Only what the project keeps in its repository counts, not the settings of whoever runs depcalc. A cooldown
needs a written wait of a day or more that covers all Python packages; a file that cannot be understood is no
cooldown. docs/evidence.md, "The update policy".
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from depcalc.evidence.bot_files import Wait, dependabot_waits, renovate_waits
from depcalc.evidence.spans import span_days
from depcalc.files import parse_toml
from depcalc.installed import Tree
from depcalc.values.lock import Lock
from depcalc.values.notice import Notice

LEAST_DAYS = 1.0
FILE_BYTES = 2**20
HEAD_BYTES = 2**13  # of a lock: its options stand at the top
MOST_FOLDERS = 12  # up from the lock to the root of the repository
_BOTS = (
    *((f".github/dependabot.{suffix}", "Dependabot") for suffix in ("yml", "yaml")),
    *(
        (f"{folder}{name}", "Renovate")
        for folder in ("", ".github/", ".gitlab/")
        for name in ("renovate.json", "renovate.json5")
    ),
    *((name, "Renovate") for name in (".renovaterc", ".renovaterc.json", ".renovaterc.json5")),
)
_COMMAND = re.compile(r"""--(?:exclude-newer|uploaded-prior-to)[= ]+("[^"]*"|'[^']*'|\S+)""")
_LOCKED_SPAN = re.compile(r'^exclude-newer-span = "([^"]+)"$', re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Sign:
    """Whose setting waits how many days, and where it stands. `part`: for some packages only."""

    who: str
    days: float
    path: str
    line: int | None
    part: bool = False


@dataclass(frozen=True, slots=True)
class UpdatePolicy:
    """`policy`: "lock" | "cooldown" | "float"; `signs` are what was found, the longest wait first."""

    policy: str
    signs: tuple[Sign, ...] = ()
    notices: tuple[Notice, ...] = ()


def detect_policy(lock: Lock) -> UpdatePolicy:
    """From the files beside the lock and up to the root of its repository."""
    folder = Path(lock.path).parent
    found = sorted((*_tool_signs(folder, Path(lock.path).name), *_bot_signs(folder)), key=lambda s: -s.days)
    waits = [sign for sign in found if sign.days >= LEAST_DAYS and not sign.part]
    if waits:
        return UpdatePolicy("cooldown", tuple(found), (_notice("cooldown", waits[0]),))
    if loose := _loose(lock):
        text = f"{loose}: new releases come in as they appear"
        return UpdatePolicy(
            "float", tuple(found), (Notice("update-policy", f"update policy float: {text}", lock.path),)
        )
    partial = tuple(_notice("lock", sign) for sign in found[:1])
    return UpdatePolicy("lock", tuple(found), partial)


def _notice(policy: str, sign: Sign) -> Notice:
    limits = ", for some packages only" if sign.part else ""
    text = f"update policy {policy}: {sign.who} waits {sign.days:g} days{limits}"
    return Notice("update-policy", text, sign.path, sign.line)


def _loose(lock: Lock) -> str:
    """Why the lock locks little, "" where most of it is pinned. Local code has no version to pin."""
    versions = [p.key.version for p in lock.packages if p.origin.kind in ("index", "unstated")]
    unpinned = versions.count("")
    return f"{unpinned} of {len(versions)} packages are not pinned" if 2 * unpinned > len(versions) else ""


# ------------------------------------------------------------------ settings of the tools that resolve


def _tool_signs(folder: Path, lock_name: str) -> Iterator[Sign]:
    tree = Tree(folder)
    project = _Toml(tree, "pyproject.toml")
    uv = _Toml(tree, "uv.toml")
    if uv.there:  # then uv reads nothing from pyproject.toml
        yield from uv.signs("uv", ("exclude-newer",))
    else:
        yield from project.signs("uv", ("tool", "uv", "exclude-newer"))
    yield from _Toml(tree, "poetry.toml").signs("Poetry", ("solver", "min-release-age"))
    yield from project.options("PDM", ("tool", "pdm", "options", "lock"))
    yield from project.options("pip-tools", ("tool", "pip-tools", "pip-args"))
    head = tree.text(lock_name, HEAD_BYTES)
    for line in (line for line in head.splitlines()[:20] if line.startswith("#")):
        yield from _sign_of("its own command", _option(line), lock_name, _line_of(head, line))
    if found := _LOCKED_SPAN.search(head):
        yield from _sign_of("uv", found[1], lock_name, _line_of(head, found[0]))


class _Toml:
    """One file of settings; malformed ones say nothing here: whoever needs them says what is wrong."""

    def __init__(self, tree: Tree, name: str) -> None:
        data, why = tree.read(name, FILE_BYTES)
        self.name, self.text, self.there = name, data.decode("utf-8", errors="replace"), not why
        try:
            self.root: dict[str, Any] = parse_toml(self.text)
        except ValueError:
            self.root = {}

    def signs(self, who: str, path: tuple[str, ...]) -> Iterator[Sign]:
        yield from _sign_of(who, self._at(path), self.name, _line_of(self.text, path[-1]))

    def options(self, who: str, path: tuple[str, ...]) -> Iterator[Sign]:
        """Command-line options, a list or one text."""
        value = self._at(path)
        text = (
            " ".join(map(str, value)) if isinstance(value, list) else value if isinstance(value, str) else ""
        )
        yield from _sign_of(who, _option(text), self.name, _line_of(self.text, path[-1]))

    def _at(self, path: tuple[str, ...]) -> object:
        value: object = self.root
        for key in path:
            value = value.get(key) if isinstance(value, dict) else None
        return value


def _option(text: str) -> str | None:
    found = _COMMAND.search(text[:FILE_BYTES])
    return found[1].strip("\"'") if found else None


def _sign_of(who: str, value: object, path: str, line: int | None) -> Iterator[Sign]:
    if days := span_days(value):
        yield Sign(who, days, path, line)


def _line_of(text: str, wanted: str) -> int | None:
    return next((n for n, line in enumerate(text.splitlines(), 1) if wanted in line), None)


# ------------------------------------------------------------------ bots


def _bot_signs(folder: Path) -> Iterator[Sign]:
    root = _root(folder)
    tree = Tree(root)
    for name, who in _BOTS:
        if text := tree.text(name, FILE_BYTES):
            waits = _waits(who, text, folder, root)
            yield from (Sign(who, wait.days, name, wait.line, wait.part) for wait in waits)


def _waits(who: str, text: str, folder: Path, root: Path) -> Iterator[Wait]:
    if who != "Dependabot":
        return renovate_waits(text)
    there = folder.absolute().relative_to(root.absolute()).as_posix()
    return dependabot_waits(text, "" if there == "." else there)


def _root(folder: Path) -> Path:
    """The folder that holds `.git`, else the lock's own."""
    here = folder.absolute()
    above = (here, *here.parents)[:MOST_FOLDERS]
    return next((place for place in above if (place / ".git").exists()), folder)
