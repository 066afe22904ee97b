"""Other people's code in a repository: which package, about which version, how far from it."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from packaging.version import InvalidVersion
from packaging.version import Version as Pep440

from depcalc.installed import Tree
from depcalc.owned.at_hand import AtHand, Held
from depcalc.owned.limits import Budget, Memory, Progress, silent
from depcalc.owned.matching import Cluster, Version, find_clusters, folder_of
from depcalc.owned.names import NameIndex
from depcalc.owned.reading import Reader
from depcalc.owned.shapes import FORMAT, Shape, from_row
from depcalc.owned.stated import read_stated, version_in
from depcalc.owned.unknown import doubt, missing_ones, of_shared_origin, unknown_ones
from depcalc.owned.versions import closest
from depcalc.owned.walk import Found, marked_root, walk
from depcalc.values.notice import Notice
from depcalc.values.owned import Stated, VendoredCopy, VendoredScan

UNPARSED = Shape(trouble="took too long or too much memory to parse")
UNLIKE = 0.8  # drift outside of a vendor folder from where on it is no copy
_VERSION_FILES = ("__init__.py", "version.py", "_version.py", "__about__.py", "__version__.py")


def find_vendored(
    folder: Path,
    at_hand: AtHand,
    *,
    own: Iterable[str] = (),
    budget: Budget | None = None,
    memory: Memory | None = None,
    progress: Progress = silent,
    jobs: int = 2,
) -> VendoredScan:
    """Copies of packages at hand below `folder`, and what lies in vendor folders unexplained.

    own      normalised names of the project's own distributions: they are no copies of themselves
    memory   keeps shapes by the text they were made of
    """
    limits = budget or Budget()
    search = _Search(folder, at_hand, frozenset(own), limits, progress)
    with Reader(limits, memory, progress, jobs) as reader:
        return search.run(reader)


class _Search:
    """One run; the stations in order."""

    def __init__(
        self, folder: Path, at_hand: AtHand, own: frozenset[str], budget: Budget, progress: Progress
    ) -> None:
        self._tree, self._budget, self._progress = Tree(folder), budget, progress
        self._held = [held for held in at_hand.packages if held.name not in own]
        self._found: Found = walk(folder, budget)
        self._notices = [*at_hand.notices, *self._found.notices]
        self._stated = read_stated(self._tree, self._found.stated)

    def run(self, reader: Reader) -> VendoredScan:
        index = self._index()
        texts, wanted = self._ours(index)
        ours = self._shapes(reader, texts)
        theirs = self._theirs(reader, wanted)
        copies = [self._copy(c, ours, theirs[c.package], texts) for c in find_clusters(ours, theirs)]
        copies = [c for c in copies if c.marked or c.drift.share < UNLIKE]
        doubtful = [c for c in copies if of_shared_origin(c)]
        names = {held.name for held in self._held}
        unknown = unknown_ones(self._found, ours, copies, self._stated, names)
        unknown = sorted([*unknown, *map(doubt, doubtful)], key=lambda u: u.path)
        copies = [c for c in copies if c not in doubtful]
        return VendoredScan(
            tuple(copies),
            tuple(unknown),
            tuple(missing_ones(self._stated, copies, unknown)),
            len(self._found.files),
            not self._notices,
            tuple(self._notices),
        )

    def _index(self) -> NameIndex:
        """Names that the packages at hand define; only as much text as the budget allows."""
        index, size = NameIndex(), 0
        for done, held in enumerate(self._held):
            files = held.read()
            size += sum(map(len, files.values()))
            if size > self._budget.at_hand_bytes:
                self._note("at-hand-cut", f"only the first {done:,} packages at hand were compared")
                break
            index.add(held.name, files.values())
            self._progress("packages at hand", done + 1, len(self._held))
        return index

    def _ours(self, index: NameIndex) -> tuple[dict[str, bytes], set[str]]:
        """Our files worth parsing, and the packages to compare them with."""
        texts, wanted, size = dict[str, bytes](), {s.name for s in self._stated}, 0
        for path in self._found.files:
            data, _ = self._tree.read(path, self._budget.file_bytes + 1)
            size += len(data)
            if size > self._budget.total_bytes:
                self._note("project-too-large", f"files from {path} on were not looked at")
                break
            candidates = index.candidates(data)
            wanted |= candidates
            if candidates or marked_root(path):
                texts[path] = data
        return texts, wanted

    def _shapes(self, reader: Reader, texts: Mapping[str, bytes]) -> dict[str, Shape]:
        sound = {p: d for p, d in texts.items() if len(d) <= self._budget.file_bytes}
        rows = reader.ask("shape", FORMAT, list(sound.values()))
        shapes = {p: UNPARSED if row is None else from_row(row) for p, row in zip(sound, rows, strict=True)}
        return {p: shapes.get(p, Shape(trouble="is too large")) for p in texts}

    def _theirs(self, reader: Reader, wanted: set[str]) -> dict[str, list[Version]]:
        """The shapes of the packages wanted, versions from old to new."""
        names = sorted({held.name for held in self._held} & wanted)
        if len(names) > self._budget.candidates:
            self._note("candidates-cut", f"only {self._budget.candidates:,} packages at hand were compared")
        out: dict[str, list[Version]] = {}
        for name in names[: self._budget.candidates]:
            out[name] = [Version(h.version, self._shapes(reader, h.read())) for h in self._versions(name)]
        return out

    def _versions(self, name: str) -> list[Held]:
        """Versions of a package from old to new; over the limit the stated one and the newest stay."""
        every = sorted((held for held in self._held if held.name == name), key=_by_version)
        stated = {s.version for s in self._stated if s.name == name}
        chosen = [h for h in every if h.version in stated][: self._budget.versions]
        rest = [h for h in every if h not in chosen]
        most = self._budget.versions - len(chosen)
        return sorted([*chosen, *rest[max(len(rest) - most, 0) :]], key=_by_version)

    def _copy(
        self,
        cluster: Cluster,
        ours: Mapping[str, Shape],
        versions: Sequence[Version],
        texts: Mapping[str, bytes],
    ) -> VendoredCopy:
        best = closest(cluster, ours, versions)
        files = tuple(sorted(cluster.files))
        return VendoredCopy(
            _place(files),
            cluster.package,
            best.version,
            best.tied,
            tuple(v.version for v in versions),
            best.drift,
            best.taken,
            files,
            bool(marked_root(files[0])),
            tuple(self._statements(cluster.package, files, texts)),
        )

    def _statements(self, package: str, files: Sequence[str], texts: Mapping[str, bytes]) -> list[Stated]:
        """What the tree says of this copy, from the vendor folder it lies in and from its own text."""
        root = marked_root(files[0])
        out = [s for s in self._stated if s.name == package and (root or "/") in s.path]
        for path in sorted(files, key=lambda p: p.count("/")):
            if path.rpartition("/")[2] in _VERSION_FILES or len(files) == 1:
                version = version_in(texts.get(path, b""))
                if version:
                    return [*out, Stated(package, version, "__version__", path)]
        return out

    def _note(self, code: str, text: str) -> None:
        self._notices.append(Notice(code, text))


def _place(files: Sequence[str]) -> str:
    """The folder of a copy; the file itself where the copy is one file, or lies loose in a vendor folder."""
    if len(files) == 1:
        return files[0].removesuffix("/__init__.py")
    return folder_of(files)


def _by_version(held: Held) -> tuple[bool, Pep440, str]:
    try:
        return True, Pep440(held.version), held.version
    except InvalidVersion:
        return False, Pep440("0"), held.version
