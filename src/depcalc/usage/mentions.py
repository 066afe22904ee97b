"""Packages named outside imports: in strings of the code, or by a rule for plug-ins, companions, requirements."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from depcalc.usage.companions import companion_of
from depcalc.usage.sources import Source
from depcalc.usage.summary import Summary
from depcalc.usage.used_names import bodies, flattened
from depcalc.values.usage import Mention

MOST_MENTIONS = 20
LONGEST_TEXT = 2_000
PLUG_IN_PREFIXES = ("pytest-", "flake8-", "mkdocs-", "sphinx-", "sphinxcontrib-", "pylint-", "mypy-", "tox-",
                    "hatch-", "poetry-plugin-", "django-", "flask-", "types-")  # fmt: skip
_STRING_PARTS = re.compile(r"[A-Za-z_][\w-]*")
_MAY_NAME = re.compile(r"[-+/\s]")
_SHELL = re.compile(r"[\s'\"`;|&(){}\[\]<>,=/]+")


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


def in_code(
    summaries: Mapping[str, Summary], looked_for: Sequence[Wanted], read: Callable[[str], str]
) -> dict[str, list[Mention]]:
    """Strings that name a package: a name, a dotted path, a URL-like scheme, a word of a command.

    read   text of a file, for the line
    """
    by_word = by_words(looked_for)
    out: dict[str, list[Mention]] = {}
    for path, summary in summaries.items():
        for text in dict.fromkeys(_strings(summary)):
            for package in {p for w in _heads(text) for p in by_word.get(w, ())}:
                found = out.setdefault(package, [])
                if len(found) < MOST_MENTIONS:
                    line = _line_in(read(path), text, _line_of(summary, text))
                    found.append(Mention("string", " ".join(text.split())[:80], path, line))
    return out


def set_aside(
    summaries: Mapping[str, Summary], packages: Callable[[str], tuple[str, ...]]
) -> dict[str, list[Mention]]:
    """Imports in branches that another Python or platform takes, and in examples.

    packages   those that may provide a module
    """
    out: dict[str, list[Mention]] = {}
    for path, summary in summaries.items():
        for line, module, where in summary.aside:
            for package in packages(module):
                found = out.setdefault(package, [])
                if len(found) < MOST_MENTIONS:
                    found.append(Mention(where, module, path, line))
    return out


def _line_in(source: str, text: str, scope: int) -> int:
    """The line of a string, from the first of its scope on; that one where it is written otherwise."""
    shown = next((part.strip() for part in text.split("\n") if part.strip()), "")
    lines = source.split("\n")[scope - 1 :]
    quoted = (n for n, line in enumerate(lines, scope) if f'"{shown}"' in line or f"'{shown}'" in line)
    return next(quoted, next((n for n, line in enumerate(lines, scope) if shown in line), scope))


def by_words(looked_for: Sequence[Wanted]) -> dict[str, list[str]]:
    """Word -> packages it would be a mention of."""
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
                yield from (text for text in event[3] if _MAY_NAME.search(text))


def _heads(text: str) -> list[str]:
    """`a.b.C` -> a, a.b; `postgresql+acme://` -> postgresql, acme; of a command, those of each word."""
    if len(text) > LONGEST_TEXT:
        return []
    words = [w for w in _SHELL.split(text) if w]
    scheme = _STRING_PARTS.findall(text.partition("://")[0]) if "+" in text[:40] or "://" in text[:40] else []
    return [*(head for word in dict.fromkeys(words) for head in readings(word)), *scheme]


def readings(word: str) -> list[str]:
    """What a word may name: itself, what it starts with (`a.b.c`, `a-run`), `x` of `tool.x`."""
    bare = word.partition(":")[0].strip(".-")
    bare = bare.removeprefix("tool.") if bare.startswith("tool.") else bare
    dotted = [".".join(bare.split(".")[:i]) for i in range(1, min(bare.count(".") + 1, 4) + 1)]
    dashed = ["-".join(bare.split("-")[:i]) for i in range(1, min(bare.count("-") + 1, 4) + 1)]
    return list(dict.fromkeys((bare, *dotted, *dashed)))


def _line_of(summary: Summary, text: str) -> int:
    """First line of the scope whose body holds the string."""
    for statement in summary.statements:
        if any(text in part for e in flattened(statement.events) if e[0] == "strings" for part in e[1:]):
            return statement.line
    for scope, events in bodies(summary):
        if any(text in part for e in flattened(events) if e[0] == "strings" for part in e[1:]):
            return summary.signatures[scope].line
    return 1


def by_rule(package: str, sources: Mapping[str, Source], names: Iterable[str]) -> list[Mention]:
    """Plug-ins, companions, requirements: something else in the tree loads them."""
    out, source = [], sources.get(package)
    companion = companion_of(package, frozenset(names))
    if companion:
        out.append(Mention("known companion", companion, "", 0))
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
