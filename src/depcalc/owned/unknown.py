"""What lies in folders for other people's code and nothing at hand explains: named, never guessed at. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set

from depcalc.owned.shapes import Shape
from depcalc.owned.walk import Found, marked_root
from depcalc.values.lock import normalise
from depcalc.values.owned import Stated, UnknownCopy, VendoredCopy

SHARED_ORIGIN = 0.05  # share of a package below which the name must speak for it


def of_shared_origin(copy: VendoredCopy) -> bool:
    """A sliver of a large package that nothing here names: both may have it from a third."""
    named = copy.package.replace("-", "_") in copy.path.replace("-", "_").lower()
    return copy.taken < SHARED_ORIGIN and not named and all(s.by == "__version__" for s in copy.stated)


def doubt(copy: VendoredCopy) -> UnknownCopy:
    """Say where the same code is, and not whose it is."""
    reason = f"the same code is a small part of {copy.package} {copy.version}, which may have it from elsewhere, too"
    return UnknownCopy(copy.path, reason, len(copy.files), copy.stated)


def unknown_ones(
    found: Found,
    ours: Mapping[str, Shape],
    copies: Iterable[VendoredCopy],
    stated: Sequence[Stated],
    at_hand: Set[str],
) -> list[UnknownCopy]:
    """Children of vendor folders of which no file belongs to a copy."""
    explained = {path for copy in copies for path in copy.files}
    out = [
        _unknown(place, [ours[p] for p in paths if p in ours], stated, at_hand)
        for place, paths in _children(found).items()
        if explained.isdisjoint(paths)
    ]
    out += [UnknownCopy(place, "it holds no Python: not compared", 0) for place in found.others]
    return sorted(out, key=lambda u: u.path)


def _children(found: Found) -> dict[str, list[str]]:
    """What a vendor folder holds: modules, packages, and the packages inside of a namespace."""
    holding = {path.rpartition("/")[0] for path in found.files}
    out: dict[str, list[str]] = defaultdict(list)
    for path in found.files:
        root = marked_root(path)
        if root and path != f"{root}/__init__.py":
            out[_child(path, root, holding)].append(path)
    return out


def _child(path: str, root: str, holding: Set[str]) -> str:
    parts = path[len(root) + 1 :].split("/")
    place = root
    for part in parts:
        place = f"{place}/{part}"
        if place in holding:
            break
    return place


def _unknown(place: str, shapes: list[Shape], stated: Sequence[Stated], at_hand: Set[str]) -> UnknownCopy:
    said = tuple(_said_of(place, stated))
    return UnknownCopy(place, _reason(shapes, said, at_hand), len(shapes), said)


def _said_of(place: str, stated: Sequence[Stated]) -> Iterator[Stated]:
    """Statements of the same vendor folder whose name is that of the folder or module."""
    root = marked_root(f"{place}/")
    inside = place[len(root) + 1 :].removesuffix(".py").replace("/", "-")
    names = {normalise(inside), normalise(inside.rpartition("-")[2])}
    yield from (s for s in stated if s.name in names and s.path.startswith(root))


def _reason(shapes: list[Shape], said: tuple[Stated, ...], at_hand: Set[str]) -> str:
    if shapes and all(shape.trouble for shape in shapes):
        return "its files cannot be parsed"
    if not any(shape.units for shape in shapes):
        return "it holds no code to compare"
    if not said:
        return "nothing at hand matches its code"
    if said[0].name in at_hand:
        return f"it states {said[0].name}, and the copies of {said[0].name} at hand do not match its code"
    return f"it states {said[0].name}, and no copy of {said[0].name} is at hand to compare with"


def missing_ones(
    stated: Iterable[Stated], copies: Iterable[VendoredCopy], unknown: Iterable[UnknownCopy]
) -> list[Stated]:
    """Stated in a vendor.txt, with nothing found that it could speak of."""
    spoken = {s for copy in copies for s in copy.stated} | {s for one in unknown for s in one.stated}
    return [s for s in stated if s.by == "vendor.txt" and s not in spoken]
