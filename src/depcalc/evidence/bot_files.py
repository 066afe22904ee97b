"""Reads how long Dependabot and Renovate wait before they offer a release. Pure: text in, waits out.

Two keys are needed, and depcalc brings no YAML or JSON5 library for them: a reader of indented lines, and a
few substitutions that turn JSON5 into JSON. What they do not understand counts as no wait at all.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from depcalc.evidence.spans import span_days

MOST_LINES, LONGEST_LINE = 20_000, 2_000
DEPENDABOT_PYTHON = frozenset({"pip", "uv"})
RENOVATE_PYTHON = frozenset(
    {
        "pep621",
        "pip-compile",
        "pip_requirements",
        "pip_setup",
        "pipenv",
        "poetry",
        "setup-cfg",
        "uv",
        "pypi",
        "python",
    }
)
_MATCHERS = ("matchManagers", "matchDatasources", "matchCategories")
_ITEM = re.compile(r"(\s*)((?:-\s+)*)(?:([\w-]+)\s*:(?:\s+(.*))?)?$")


@dataclass(frozen=True, slots=True)
class Wait:
    """Days before a release is offered, where the file says so; `part`: only for some packages."""

    days: float
    line: int | None
    part: bool = False


# ------------------------------------------------------------------ Dependabot


@dataclass(slots=True)
class _Entry:
    """One item of `updates`."""

    ecosystem: str = ""
    days: float | None = None
    line: int | None = None
    part: bool = False
    folder: str | None = None


def dependabot_waits(text: str, folder: str) -> Iterator[Wait]:
    """`cooldown: default-days` of the entries for Python packages in `folder`, as seen from the root of the
    repository ("" is the root itself). An entry that lists several folders, or none, may mean this one, too."""
    for entry in _entries(text):
        here = entry.folder is None or entry.folder.strip("/.") == folder
        if here and entry.ecosystem in DEPENDABOT_PYTHON and entry.days:
            yield Wait(entry.days, entry.line, entry.part)


def _entries(text: str) -> list[_Entry]:
    """Block style as people write it. A key belongs to `cooldown` while it is indented deeper."""
    entries: list[_Entry] = []
    item_at = cooldown_at = -1
    for number, raw in enumerate(text.splitlines()[:MOST_LINES], 1):
        found = _ITEM.match(_uncommented(raw[:LONGEST_LINE]))
        if not found or not (found[2] or found[3]):
            continue
        key, value = found[3] or "", (found[4] or "").strip().strip("\"'")
        column = len(found[1]) + len(found[2])
        if column <= cooldown_at:
            cooldown_at = -1
        if found[2] and cooldown_at < 0 and (item_at < 0 or len(found[1]) <= item_at):
            item_at = len(found[1])
            entries.append(_Entry())
        if not entries:
            continue
        entry = entries[-1]
        if key == "package-ecosystem":
            entry.ecosystem = value
        elif key == "directory":
            entry.folder = value
        elif key == "cooldown" and not value:
            cooldown_at = column
        elif key == "default-days" and cooldown_at >= 0:
            entry.days, entry.line = span_days(value), number
        elif key == "include" and cooldown_at >= 0:
            entry.part = True
    return entries


def _uncommented(line: str) -> str:
    line = "" if line.lstrip().startswith("#") else line
    return re.split(r"\s#", line, maxsplit=1)[0].rstrip()


# ------------------------------------------------------------------ Renovate


def renovate_waits(text: str) -> Iterator[Wait]:
    """`minimumReleaseAge`, once `stabilityDays`: at the top, or of the last rule on all Python packages."""
    settings = read_json5(text)
    if not isinstance(settings, dict) or settings.get("enabled") is False or not _manages_python(settings):
        return
    days, part = _age(settings), None
    rules = settings.get("packageRules")
    for rule in rules if isinstance(rules, list) else ():
        if isinstance(rule, dict) and (age := _age(rule)) is not None:
            if _speaks_of_python(rule):
                days = age
            elif not _speaks_of_others(rule):
                part = age
    line = next(
        (n for n, at in enumerate(text.splitlines(), 1) if re.search("minimumReleaseAge|stabilityDays", at)),
        None,
    )
    if days:
        yield Wait(days, line)
    elif part:
        yield Wait(part, line, part=True)


def _age(rule: dict[str, Any]) -> float | None:
    """None where the rule does not say; 0 where it says none."""
    for key in ("minimumReleaseAge", "stabilityDays"):
        if key in rule:
            return span_days(rule[key]) or 0.0
    return None


def _manages_python(settings: dict[str, Any]) -> bool:
    managers = settings.get("enabledManagers")
    return not isinstance(managers, list) or bool(
        RENOVATE_PYTHON.intersection(m for m in managers if isinstance(m, str))
    )


def _matched(rule: dict[str, Any]) -> set[str]:
    lists = [rule[key] for key in _MATCHERS if isinstance(rule.get(key), list)]
    return {name for names in lists for name in names if isinstance(name, str)}


def _speaks_of_python(rule: dict[str, Any]) -> bool:
    """No condition but managers, data sources and languages, and Python's among them where there are any."""
    others = [key for key in rule if key.startswith(("match", "exclude")) and key not in _MATCHERS]
    matched = _matched(rule)
    return not others and (not matched or bool(matched & RENOVATE_PYTHON))


def _speaks_of_others(rule: dict[str, Any]) -> bool:
    matched = _matched(rule)
    return bool(matched) and not matched & RENOVATE_PYTHON


_STRING = r'"(?:[^"\\\n]|\\.)*+"?'  # one without an end is taken whole, or it would be read from every quote
_SINGLE = r"'(?:[^'\\\n]|\\.)*+'?"
_JSON5 = re.compile(
    rf"(?P<string>{_STRING})|(?P<single>{_SINGLE})|(?P<comment>//[^\n]*|/\*[\s\S]*?(?:\*/|\Z))"
    r"|(?P<comma>,)(?=(?:\s|//[^\n]*|/\*[\s\S]*?\*/)*[\]}])|(?<![\w$])(?P<key>[A-Za-z_$][\w$]*+)(?=\s*+:)"
)


def read_json5(text: str) -> object:
    """JSON with comments, trailing commas, bare keys and single quotes; None for what is none of it."""
    try:
        return json.loads(_JSON5.sub(_as_json, text.removeprefix("\ufeff")))
    except (ValueError, RecursionError):
        return None


def _as_json(found: re.Match[str]) -> str:
    if found["string"]:
        return found["string"]
    if found["single"]:
        return json.dumps(found["single"][1:-1].replace("\\'", "'"))
    return json.dumps(found["key"]) if found["key"] else ""
