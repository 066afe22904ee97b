"""Popular packages whose name is close to one that was asked for: a slip of the pen, or somebody's trap."""

import csv
from collections.abc import Iterator, Mapping
from functools import cache

from depcalc import packaged
from depcalc.evidence.snapshot import Snapshot
from depcalc.values.advice import Near
from depcalc.values.lock import normalise

POPULAR = 5_000  # rows of the download list that are worth imitating
MOST = 3
LONG, SHORTEST = 8, 4  # letters: from LONG on two slips are still a slip, below SHORTEST none is
AFFIXES = ("python-", "py-", "-python", "-py", "python", "py", "-lib", "-client", "-sdk")
FAR_MORE = 100  # times the downloads: then a listed name is worth a warning too


def near_names(snapshot: Snapshot, name: str) -> tuple[Near, ...]:
    """At most three popular names that may have been meant, the most popular first."""
    found = {near.name: near for near in (*_imported_as(snapshot, name), *_alike(snapshot, name))}
    found.pop(name, None)
    return tuple(sorted(found.values(), key=_order))[:MOST]


def _order(near: Near) -> tuple[int, int]:
    return (0 if near.how.startswith("imported") else 1, near.rank or POPULAR)


def _alike(snapshot: Snapshot, name: str) -> Iterator[Near]:
    listed = snapshot.packages([name]).get(name)
    for other, rank, downloads in snapshot.popular(POPULAR):
        if other == name or (listed is not None and downloads < FAR_MORE * listed.downloads):
            continue
        if how := _how(name, other):
            yield Near(other, rank, how)


def _how(name: str, other: str) -> str:
    plain, its = name.replace("-", ""), other.replace("-", "")
    if plain == its:
        return "only the dashes differ"
    if (slips := _slips(plain, its)) is not None:
        return "one letter apart" if slips == 1 else "two letters apart"
    if sorted(name.split("-")) == sorted(other.split("-")):
        return "the same words in another order"
    if _bare(name) == _bare(other) and len(_bare(name)) >= SHORTEST:
        return "the same name with another affix"
    return ""


def _bare(name: str) -> str:
    """Without what people add to a name, and without dashes."""
    for affix in AFFIXES:
        short = name.removeprefix(affix) if not affix.startswith("-") else name.removesuffix(affix)
        if short != name and len(short) >= SHORTEST:
            return short.replace("-", "")
    return name.replace("-", "")


def _slips(name: str, other: str) -> int | None:
    """1 or 2 where so many letters were missed, added, mistaken or swapped; None where more were."""
    most = 2 if min(len(name), len(other)) >= LONG else 1 if min(len(name), len(other)) >= SHORTEST else 0
    if abs(len(name) - len(other)) > most:
        return None
    slips = distance(name, other, most)
    return slips if 0 < slips <= most else None


def distance(a: str, b: str, most: int) -> int:
    """Damerau's distance with neighbours swapped once; anything above `most` comes as `most + 1`."""
    before, row = list[int](), list(range(len(b) + 1))
    for i, left in enumerate(a, 1):
        older, before, row = before, row, [i]
        for j, right in enumerate(b, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (left != right))
            if i > 1 and j > 1 and left == b[j - 2] and a[i - 2] == right:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)


def _imported_as(snapshot: Snapshot, name: str) -> Iterator[Near]:
    """A name that is what another package is imported as: yaml, cv2, bs4."""
    other = _imports().get(name)
    if other and other != name:
        listed = snapshot.packages([other]).get(other)
        yield Near(other, listed.rank if listed else None, f"imported as {name}")


@cache
def _imports() -> Mapping[str, str]:
    with packaged.path("import_names.csv").open(encoding="utf-8", newline="") as handle:
        return {normalise(row["module"]): normalise(row["package"]) for row in csv.DictReader(handle)}


@cache
def stdlib_pythons(name: str) -> tuple[str, ...]:
    """Versions of Python whose standard library has a public module of this name; () for none."""
    with packaged.path("stdlib_modules.csv").open(encoding="utf-8", newline="") as handle:
        rows = {row["module"]: tuple(row["pythons"].split()) for row in csv.DictReader(handle)}
    return () if name.startswith("_") else rows.get(name.replace("-", "_"), ())
