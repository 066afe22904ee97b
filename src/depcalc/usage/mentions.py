"""Packages named outside imports: strings of the code, configuration, commands, plug-ins. They make
"uncertain"."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from depcalc.usage.sources import Source, read_text
from depcalc.usage.summary import Summary
from depcalc.usage.used_names import bodies, flattened
from depcalc.values.usage import Mention

TEXT_BYTES = 1 << 20
MOST_FILES, MOST_ENTRIES = 400, 20_000
MOST_MENTIONS = 20
CONFIGURATION = frozenset(
    """pyproject.toml setup.cfg tox.ini pytest.ini mypy.ini .flake8 .pylintrc .coveragerc mkdocs.yml
    mkdocs.yaml alembic.ini logging.ini .readthedocs.yaml .readthedocs.yml uwsgi.ini app.yaml
    serverless.yml""".split()
)
COMMANDS = frozenset(
    """Makefile makefile GNUmakefile justfile Justfile Dockerfile Procfile .pre-commit-config.yaml
    .gitlab-ci.yml .travis.yml azure-pipelines.yml docker-compose.yml docker-compose.yaml compose.yml
    compose.yaml noxfile.py entrypoint.sh Taskfile.yml""".split()
)
COMMAND_SUFFIXES = (".sh", ".mk", ".dockerfile")
SETTINGS_SUFFIXES = (".ini", ".cfg", ".conf")
COMMAND_FOLDERS = (".github/workflows", ".circleci", ".ci", "scripts", "bin", "docker", "deploy")
DEPENDENCY_SECTIONS = re.compile(
    r"\[+\s*(project|build-system|dependency-groups|project\.optional-dependencies|options"
    r"|options\.extras_require|tool\.poetry(\..*)?dependencies|tool\.pdm\.dev-dependencies|tool\.uv(\..*)?"
    r"|tool\.hatch\.envs\..*)\s*\]+"
)
# packages that another one or the standard library picks up by itself
COMPANIONS = {
    "tzdata": "zoneinfo reads it where the system has no time zones",
    "uvloop": "servers pick it up when it is there",
    "httptools": "servers pick it up when it is there",
    "watchfiles": "servers pick it up when it is there",
    "python-multipart": "web frameworks import it for forms",
    "email-validator": "validators import it for e-mail fields",
    "colorama": "terminal libraries import it on Windows",
    "psycopg2-binary": "database layers import it by URL",
    "psycopg-binary": "psycopg picks it up",
    "greenlet": "database layers import it for asyncio",
}
PLUG_IN_PREFIXES = ("pytest-", "flake8-", "mkdocs-", "sphinx-", "sphinxcontrib-", "pylint-", "mypy-", "tox-",
                    "hatch-", "poetry-plugin-", "django-", "flask-", "types-")  # fmt: skip
_WORD = re.compile(r"[A-Za-z_][\w.-]*")
_STRING_PARTS = re.compile(r"[A-Za-z_][\w-]*")
_REQUIREMENT = re.compile(
    r"""^\s*(?:-\s*)?["']?([A-Za-z0-9][\w.-]*)(\[[^\]]*\])?\s*(?:[<>=!~;@^].*)?["']?,?\s*(?:#.*)?$"""
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Words that would be a mention of a package: its name, its modules, its commands."""

    package: str
    words: frozenset[str]


def wanted(package: str, imports: Iterable[str], source: Source | None) -> Wanted:
    """What to look for."""
    words = {package, package.replace("-", "_"), *imports}
    words.update(source.commands if source is not None else ())
    return Wanted(package, frozenset(w for w in words if len(w) > 1))


def in_code(summaries: Mapping[str, Summary], looked_for: Sequence[Wanted]) -> dict[str, list[Mention]]:
    """Strings that are a name, a dotted path, or a URL-like scheme naming a package."""
    by_word = _by_word(looked_for)
    out: dict[str, list[Mention]] = {}
    for path, summary in summaries.items():
        for text in _strings(summary):
            for package in {p for w in _heads(text) for p in by_word.get(w, ())}:
                found = out.setdefault(package, [])
                if len(found) < MOST_MENTIONS:
                    found.append(Mention("string", text[:80], path, _line_of(summary, text)))
    return out


def _by_word(looked_for: Sequence[Wanted]) -> dict[str, list[str]]:
    out: dict[str, list[str]] = {}
    for one in looked_for:
        for word in one.words:
            out.setdefault(word, []).append(one.package)
    return out


def _strings(summary: Summary) -> Iterator[str]:
    for _, events in bodies(summary):
        for event in flattened(events):
            if event[0] == "strings":
                yield from event[1]
                yield from event[2]
                yield from (
                    text for text in event[3] if "+" in text[:40] or "://" in text[:40] or "-" in text[:40]
                )


def _heads(text: str) -> list[str]:
    """`a.b.C` -> a, a.b; `postgresql+acme://` -> postgresql, acme."""
    if len(text) > 200 or " " in text.strip() or "\n" in text:
        return []
    dotted = text.partition(":")[0].split(".")
    prefixes = [".".join(dotted[:i]) for i in range(1, min(len(dotted), 4) + 1)]
    scheme = _STRING_PARTS.findall(text.partition("://")[0]) if "+" in text[:40] or "://" in text[:40] else []
    return [*prefixes, *scheme]


def _line_of(summary: Summary, text: str) -> int:
    """First line of the scope whose body holds the string."""
    for statement in summary.statements:
        if any(text in part for e in flattened(statement.events) if e[0] == "strings" for part in e[1:]):
            return statement.line
    for scope, events in bodies(summary):
        if any(text in part for e in flattened(events) if e[0] == "strings" for part in e[1:]):
            return summary.scopes[scope].line
    return 1


def in_files(folder: Path, looked_for: Sequence[Wanted]) -> dict[str, list[Mention]]:
    """Configuration and command files that name a package, the places that declare it apart."""
    by_word = _by_word(looked_for)
    out: dict[str, list[Mention]] = {}
    for path, how in _texts(folder) if by_word else ():
        for number, line in _lines(read_text(path, TEXT_BYTES) or "", path.suffix):
            words = dict.fromkeys(w for found in _WORD.findall(line) for w in _readings(found))
            for word in words:
                for package in by_word.get(word, ()):
                    found = out.setdefault(package, [])
                    if len(found) < MOST_MENTIONS:
                        shown = path.relative_to(folder).as_posix()
                        found.append(Mention(how, line.strip()[:80], shown, number))
    return out


def _readings(word: str) -> list[str]:
    """What a dotted word of a configuration file may name: itself, what it starts with, `x` of `tool.x`."""
    bare = word.strip(".")
    tool = bare.removeprefix("tool.") if bare.startswith("tool.") else bare
    return [bare, tool, bare.partition(".")[0], tool.partition(".")[0]]


def _texts(folder: Path) -> Iterator[tuple[Path, str]]:
    count = 0
    for place in ("", *COMMAND_FOLDERS):
        where = folder / place
        found = islice(where.iterdir(), MOST_ENTRIES) if where.is_dir() and not where.is_symlink() else ()
        for file in sorted(found):
            how = _how(file, place)
            if how and file.is_file() and not file.is_symlink():
                yield file, how
                count += 1
                if count >= MOST_FILES:
                    return


def _how(file: Path, place: str) -> str:
    if file.name in CONFIGURATION or (not place and file.suffix in SETTINGS_SUFFIXES):
        return "configuration"
    is_command = (
        file.name in COMMANDS or file.name.startswith("Dockerfile") or file.suffix in COMMAND_SUFFIXES
    )
    in_place = bool(place) and file.suffix in (".yml", ".yaml", "", ".sh")
    return "command" if is_command or in_place else ""


def _lines(text: str, suffix: str) -> Iterator[tuple[int, str]]:
    """Lines that may use something: declarations and comments are left out."""
    declaring = False
    for number, line in enumerate(text.splitlines(), 1):
        bare = line.strip()
        if bare.startswith("[") and suffix in (".toml", ".cfg", ".ini"):
            declaring = bool(DEPENDENCY_SECTIONS.fullmatch(bare))
            yield number, line
        elif (
            not declaring
            and not bare.startswith("#")
            and not (suffix == ".toml" and _REQUIREMENT.match(line))
        ):
            yield number, line


def by_rule(package: str, sources: Mapping[str, Source], names: Iterable[str]) -> list[Mention]:
    """Plug-ins, companions, requirements: something else in the tree loads them."""
    out, source = [], sources.get(package)
    if package in COMPANIONS:
        out.append(Mention("known companion", COMPANIONS[package], "", 0))
    groups = source.package.entry_points if source is not None else {}
    for group, targets in sorted(groups.items()):
        out.append(Mention("entry point", f"{group}: {targets[0]}", "", 0))
    hosts = {p.rstrip("-") for p in PLUG_IN_PREFIXES if package.startswith(p)}
    if hosts and (hosts & set(names) or package.startswith(("types-",))):
        out.append(Mention("plug-in by its name", f"extends {', '.join(sorted(hosts))}", "", 0))
    user = next((n for n, other in sorted(sources.items()) if package in other.package.requires), None)
    if user is not None:
        out.append(Mention("requirement", f"{user} requires it", "", 0))
    return out
