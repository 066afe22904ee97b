"""Upstream news set against code that we took over. Pure."""

import datetime
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeAlias

from depcalc.values.evidence import Advisory
from depcalc.values.owned import AdvisoryDetail, LedgerNews, Standing
from depcalc.values.settings import LedgerEntry

Holds: TypeAlias = Callable[[str, str], bool | None]
SHORTEST = 4  # letters of a bare name that cannot be an everyday word by chance
LONGEST_TEXT = 200_000
NO_DETAIL = AdvisoryDetail()
_PLAIN = re.compile(r"[a-z]+")


def match_ledger(
    entry: LedgerEntry,
    advisories: Iterable[Advisory],
    holds: Holds,
    *,
    since: datetime.date | None = None,
    details: Mapping[str, AdvisoryDetail] | None = None,
    files: Sequence[str] = (),
) -> tuple[LedgerNews, ...]:
    """What each advisory published since we took the code means for it, by id.

    holds    (version, ranges as stored) -> is the version in them; None where that cannot be told
    since    the day the code was taken; None: every advisory counts
    details  by advisory id or alias, where anything beyond the ranges is known
    files    upstream files that were taken, where a vendored copy tells
    """
    known = details or {}
    news = [a for a in advisories if since is None or a.disclosed >= since]
    return tuple(
        LedgerNews(a.id, *_standing(entry, a, holds, _detail_of(a, known), files))
        for a in sorted(news, key=lambda a: a.id)
    )


def _detail_of(advisory: Advisory, known: Mapping[str, AdvisoryDetail]) -> AdvisoryDetail:
    names = (advisory.id, *advisory.aliases)
    return next((known[name] for name in names if name in known), NO_DETAIL)


def _standing(
    entry: LedgerEntry, advisory: Advisory, holds: Holds, detail: AdvisoryDetail, files: Sequence[str]
) -> tuple[Standing, str]:
    inside = holds(entry.version, advisory.ranges) if advisory.ranges else None
    if inside is False:
        return "not in range", f"{entry.version} is outside of the affected versions"
    if taken := _named(entry.symbols, files, detail):
        return "concerned", f"it names {taken}, which we took"
    unsure = "" if inside else "; which versions are affected cannot be told"
    if detail.functions and entry.symbols:
        return (
            "possibly",
            f"it names {', '.join(detail.functions[:3])}, none of which we list as taken{unsure}",
        )
    if detail == NO_DETAIL:
        return "possibly", f"nothing is known of it that names a function or file{unsure}"
    return "possibly", f"its text names nothing that we list as taken{unsure}"


def _named(symbols: Iterable[str], files: Iterable[str], detail: AdvisoryDetail) -> str:
    """The first taken symbol or file that the advisory names, "" where it names none."""
    text = detail.text[:LONGEST_TEXT]
    functions = {_bare(name) for name in detail.functions}
    for symbol in symbols:
        if _bare(symbol) in functions or _mentions(text, symbol):
            return symbol
    named = {file.strip("/") for file in detail.files}
    for file in files:
        if any(_same_file(file, other) for other in named) or _mentions_file(text, file):
            return file
    return ""


def _bare(name: str) -> str:
    return name.rstrip("()").rpartition(".")[2].rpartition(":")[2]


def _mentions(text: str, symbol: str) -> bool:
    """A name that reads like code anywhere; an everyday word only where it is written as code."""
    bare = _bare(symbol)
    if not bare:
        return False
    name = re.escape(bare)
    if _PLAIN.fullmatch(bare) or len(bare) < SHORTEST:
        return re.search(rf"`(?:[\w.]+\.)?{name}(?:\(\))?`|\b{name}\(|\.{name}\b", text) is not None
    return re.search(rf"(?<!\w){name}(?!\w)", text) is not None


def _mentions_file(text: str, file: str) -> bool:
    """`pkg/module.py`: the path with at least its folder, for every package has a utils.py."""
    tail = "/".join(file.split("/")[-2:])
    return (
        "/" in tail
        and re.search(rf"(?<![\w/]){re.escape(tail)}(?!\w)|/{re.escape(tail)}(?!\w)", text) is not None
    )


def _same_file(ours: str, named: str) -> bool:
    return ours == named or ours.endswith(f"/{named}") or named.endswith(f"/{ours}")
