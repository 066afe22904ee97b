"""Which version at hand a copy is closest to, and how far it drifted from it. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from depcalc.owned.matching import Cluster, Version
from depcalc.owned.shapes import Shape
from depcalc.values.owned import Drift


@dataclass(frozen=True, slots=True)
class Closest:
    """`tied`: versions that match just as well; `taken`: share of its functions that the copy holds."""

    version: str
    tied: tuple[str, ...]
    drift: Drift
    taken: float


@dataclass(frozen=True, slots=True)
class _Score:
    version: str
    drift: Drift
    functions: int
    likeness: float

    @property
    def rank(self) -> tuple[float, int]:
        return self.likeness, -self.drift.files_left_out


def closest(cluster: Cluster, ours: Mapping[str, Shape], versions: Iterable[Version]) -> Closest:
    """The version most like the copy; between equals the one listed last."""
    scores = [_score(cluster, ours, version) for version in versions]
    best = max(scores, key=lambda s: s.rank)
    equal = [s.version for s in scores if s.rank == best.rank]
    kept = best.drift.same + best.drift.changed
    return Closest(
        equal[-1],
        tuple(equal[:-1]),
        next(s.drift for s in scores if s.version == equal[-1]),
        kept / best.functions if best.functions else 0.0,
    )


def _score(cluster: Cluster, ours: Mapping[str, Shape], version: Version) -> _Score:
    same = changed = added = removed = told = differ = 0
    for path, theirs in cluster.files.items():
        a, b = ours[path], version.files.get(theirs, Shape())
        s, c, plus, minus = compare_functions(a, b)
        same, changed, added, removed = same + s, changed + c, added + plus, removed + minus
        alike, unlike = _compare_statements(a, b)
        told, differ = told + alike, differ + unlike
    used = set(cluster.files.values())
    left_out = sum(1 for path, shape in version.files.items() if path not in used and shape.units)
    drift = Drift(same, changed, added, removed, left_out, differ > 0)
    every = same + changed + added + removed + told + differ
    functions = sum(len(shape.functions) for shape in version.files.values())
    return _Score(version.version, drift, functions, (same + told) / every if every else 1.0)


def compare_functions(ours: Shape, theirs: Shape) -> tuple[int, int, int, int]:
    """(same, changed, added, removed): a changed function keeps its name."""
    a = Counter((unit.name, unit.digest) for unit in ours.functions)
    b = Counter((unit.name, unit.digest) for unit in theirs.functions)
    same = (a & b).total()
    left, right = Counter[str](), Counter[str]()
    for (name, _), n in (a - b).items():
        left[name] += n
    for (name, _), n in (b - a).items():
        right[name] += n
    changed = (left & right).total()
    return same, changed, left.total() - changed, right.total() - changed


def _compare_statements(ours: Shape, theirs: Shape) -> tuple[int, int]:
    """(alike, unlike) statements outside functions."""
    a = Counter((u.name, u.digest) for u in ours.units if not u.is_function)
    b = Counter((u.name, u.digest) for u in theirs.units if not u.is_function)
    alike = (a & b).total()
    return alike, max(a.total(), b.total()) - alike
