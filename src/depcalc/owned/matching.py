"""Which of our files are copies of whose files, and where the copy as a whole lies. Pure."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from depcalc.owned.shapes import Shape, Unit
from depcalc.owned.walk import marked_root

LEAST_WEIGHT = 12  # syntax nodes of a unit that can tell one package from another
LEAST_SHARE, LEAST_HIT = 0.3, 60  # of a file's telling nodes, and nodes, that must be theirs
LEAST_COPY = 120  # nodes shared by a copy outside of any vendor folder
Paths = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a package: shapes by path as site-packages holds them."""

    version: str
    files: Mapping[str, Shape]


@dataclass(frozen=True, slots=True)
class Cluster:
    """A copy: our path -> the path in the package; `root` is where the package's own paths begin."""

    package: str
    root: Paths
    files: dict[str, str] = field(default_factory=dict)
    hit: int = 0


@dataclass(frozen=True, slots=True)
class _Hit:
    package: str
    path: str
    share: float
    weight: int

    def rank(self, ours: str) -> tuple[float, int, bool]:
        named = self.package.replace("-", "_") in ours.lower().replace("-", "_")
        return round(self.share, 2), len(common_suffix(ours, self.path)), named


def find_clusters(ours: Mapping[str, Shape], theirs: Mapping[str, list[Version]]) -> list[Cluster]:
    """Copies by place, each of our files in one of them at most."""
    holders = _holders(theirs)
    hits = {path: hit for path, shape in ours.items() if (hit := _best(path, shape, holders)) is not None}
    found: dict[tuple[str, Paths], dict[str, _Hit]] = defaultdict(dict)
    for path, hit in hits.items():
        found[hit.package, _roots(path, hit.path)][path] = hit
    clusters = [_cluster(package, root, files) for (package, root), files in found.items()]
    sound = [c for c in clusters if c.hit >= LEAST_COPY or marked_root(next(iter(c.files)))]
    sound = _absorbed(sorted(sound, key=lambda c: (-c.hit, c.package, c.root)))
    taken = {path for cluster in sound for path in cluster.files}
    for cluster in sound:
        taken |= _complete(cluster, ours, theirs[cluster.package], taken)
    return sorted(sound, key=lambda c: (min(c.files), c.package))


def _holders(theirs: Mapping[str, list[Version]]) -> dict[str, set[Paths]]:
    """Digest of a telling unit -> (package, path) of every file that holds it."""
    out: dict[str, set[Paths]] = defaultdict(set)
    for package, versions in theirs.items():
        for version in versions:
            for path, shape in version.files.items():
                for unit in telling(shape.units):
                    out[unit.digest].add((package, path))
    return out


def telling(units: Iterable[Unit]) -> list[Unit]:
    """Units large enough to be no coincidence."""
    return [unit for unit in units if unit.weight >= LEAST_WEIGHT]


def _best(path: str, shape: Shape, holders: Mapping[str, set[Paths]]) -> _Hit | None:
    """The package, and the file of it, that explains most of one of our files."""
    units = telling(shape.units)
    total = sum(unit.weight for unit in units)
    by_package, by_file = Counter[str](), Counter[Paths]()
    for unit in units:
        at = holders.get(unit.digest, set())
        by_package.update(dict.fromkeys({package for package, _ in at}, unit.weight))
        by_file.update(dict.fromkeys(at, unit.weight))
    hits = []
    for package, weight in by_package.items():
        if weight >= LEAST_SHARE * total and (weight >= LEAST_HIT or weight == total):
            files = [
                (n, len(common_suffix(path, p)), p) for (owner, p), n in by_file.items() if owner == package
            ]
            hits.append(_Hit(package, max(files)[2], weight / total, weight))
    return max(hits, key=lambda hit: (*hit.rank(path), hit.package), default=None)


def common_suffix(ours: str, theirs: str) -> list[str]:
    """The parts that both paths end with."""
    out: list[str] = []
    for a, b in zip(reversed(ours.split("/")), reversed(theirs.split("/")), strict=False):
        if a != b:
            break
        out.append(a)
    return out


def _roots(ours: str, theirs: str) -> Paths:
    """What is left of both paths without their common end; the paths themselves where they share none."""
    shared = len(common_suffix(ours, theirs))
    a, b = ours.split("/"), theirs.split("/")
    return ("/".join(a[: len(a) - shared]), "/".join(b[: len(b) - shared])) if shared else (ours, theirs)


def _cluster(package: str, root: Paths, files: Mapping[str, _Hit]) -> Cluster:
    return Cluster(
        package, root, {p: h.path for p, h in files.items()}, sum(h.weight for h in files.values())
    )


def _absorbed(clusters: list[Cluster]) -> list[Cluster]:
    """A file that lies inside a larger copy of the same package belongs to it, wherever it moved."""
    out: list[Cluster] = []
    for cluster in clusters:
        home = next((c for c in out if c.package == cluster.package and _inside(cluster, c)), None)
        if home is None:
            out.append(cluster)
        else:
            home.files.update(cluster.files)
    return out


def _inside(small: Cluster, large: Cluster) -> bool:
    folder = folder_of(large.files)
    return (
        bool(folder)
        and folder != marked_root(f"{folder}/")
        and all(path.startswith(f"{folder}/") for path in small.files)
    )


def folder_of(paths: Iterable[str]) -> str:
    """The deepest folder that holds all of them; a single file is its own folder's file."""
    split = [path.split("/")[:-1] for path in paths]
    shared = split[0]
    for parts in split[1:]:
        same = next((n for n, (a, b) in enumerate(zip(shared, parts, strict=False)) if a != b), None)
        shared = shared[: min(len(shared), len(parts)) if same is None else same]
    return "/".join(shared)


def _complete(
    cluster: Cluster, ours: Mapping[str, Shape], versions: list[Version], taken: set[str]
) -> set[str]:
    """Files too small to tell anything join the copy they lie in, where the package has them, too."""
    here, there = cluster.root
    known = {path for version in versions for path in version.files}
    added = dict[str, str]()
    for path in ours:
        if path in taken or (here and not path.startswith(f"{here}/")):
            continue
        rest = path[len(here) + 1 :] if here else path
        theirs = f"{there}/{rest}" if there else rest
        if theirs in known and _near(path, cluster):
            added[path] = theirs
    cluster.files.update(added)
    return set(added)


def _near(path: str, cluster: Cluster) -> bool:
    """In the same folder as a file of the copy, or below one."""
    folder = folder_of(cluster.files)
    root = marked_root(path)
    return (path.startswith(f"{folder}/") and folder != root) or path.rpartition("/")[0] in {
        other.rpartition("/")[0] for other in cluster.files if other.rpartition("/")[0] != root
    }  # fmt: skip
