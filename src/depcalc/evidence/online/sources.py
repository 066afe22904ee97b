"""Sources of packages that are not on disk: one archive of each from the index, kept by its hash and never unpacked.

An archive is taken for the hash that the lock wrote down, or where the lock has none, for the one that the index
gives; without either it is refused. Nothing of it is built or run: whoever reads it reads it in place.
"""

import contextlib
import hashlib
import os
import re
import tempfile
import threading
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from depcalc.errors import UsageError
from depcalc.evidence.advisories import parse_version
from depcalc.evidence.disk_cache import cache_folder
from depcalc.evidence.gather import NO_FILES, Wanted
from depcalc.evidence.online.limits import SOURCES, Limits
from depcalc.evidence.online.pages import File, Kind, parse_files
from depcalc.evidence.online.places import Place, Places, find_places, place
from depcalc.evidence.online.refreshing import may_leave
from depcalc.evidence.online.transport import SIMPLE, Client
from depcalc.evidence.online.trouble import SourceError, UnreachableError, UnrecognisedError
from depcalc.evidence.online.workers import ask_all
from depcalc.evidence.snapshot import Snapshot
from depcalc.values.notice import Notice

FOLDER = "sources"
STRONG = ("sha256", "sha384", "sha512")
MOST_KEPT_BYTES = 2 << 30  # in the cache; the oldest go first
MOST_TRIED = 3  # files of one package
LISTED = 5  # names in the notice
_DRAFT = "draft-"
_FILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.+!-]{0,199}")
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Fetched:
    """`folders`: each holds one archive, under its own name."""

    folders: tuple[Path, ...] = ()
    notices: tuple[Notice, ...] = ()


def fetch_sources(
    wanted: Collection[Wanted],
    snapshot: Snapshot,
    environ: Mapping[str, str],
    *,
    default_index: str = "",
    limits: Limits = SOURCES,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Fetched:
    """One archive for each public package, from the cache or the index. Trouble is a notice, never an exception.

    Only what is looked up under its own name and pinned is asked for: a conda package is another build.
    """
    kept = cache_folder(environ)
    asked = [one for one in wanted if one.public and one.version and not one.public_name]
    if kept is None or not asked:
        return Fetched()
    places = find_places(environ)
    names, _ = may_leave({one.name for one in asked}, snapshot, places, default_index)
    chosen = [one for one in asked if one.name in set(names)]
    folder = kept / FOLDER
    _tidy(folder)
    with Client(kept, limits, datetime.now(UTC).date()) as client:
        fetcher = _Fetcher(client, places, folder, limits)
        found = ask_all(
            {(one.name, one.version): partial(fetcher, one) for one in chosen},
            threads=limits.threads,
            until=client.until,
            progress=lambda done: progress(done, len(chosen)),
        )
    folders = sorted({answer for answer in found.values() if isinstance(answer, Path)})
    trouble = {name: str(answer) for (name, _), answer in found.items() if isinstance(answer, SourceError)}
    return Fetched(tuple(folders), _notices(trouble))


def _notices(trouble: Mapping[str, str]) -> tuple[Notice, ...]:
    if not trouble:
        return ()
    shown = "; ".join(f"{name}: {trouble[name]}" for name in sorted(trouble)[:LISTED])
    more = f" and {len(trouble) - LISTED} more" if len(trouble) > LISTED else ""
    return (
        Notice("sources-missing", f"the source of {len(trouble)} packages was not fetched ({shown}{more})"),
    )


# ------------------------------------------------------------------ one package


class _Fetcher:
    """Fetches for all threads of one run; `_left` is what the run may still take."""

    def __init__(self, client: Client, places: Places, folder: Path, limits: Limits) -> None:
        self._client, self._places, self._folder, self._limits = client, places, folder, limits
        self._lock = threading.Lock()
        self._left, self._files = limits.run_bytes, limits.run_files

    def __call__(self, one: Wanted) -> Path:
        if not self._places.index.url:
            raise UnreachableError("no package index is known here")
        page = self._places.index.at(one.name)
        body = self._client.get(page, self._places.index, SIMPLE).body
        listed = [(kind, file) for kind, file in parse_files(body, one.name) if _is_of(kind, one.version)]
        locked = _strong((one.files or NO_FILES).hashes)
        trouble: SourceError = UnrecognisedError("the index lists no file of it that can be checked")
        for file in candidates(listed, locked, self._limits.archive_bytes)[:MOST_TRIED]:
            try:
                return self._kept(file, locked) or self._fetched(file, locked, page)
            except SourceError as error:
                trouble = error
            except OSError as error:
                trouble = UnreachableError(f"it cannot be kept here: {error.strerror}")
        raise trouble

    def _kept(self, file: File, locked: Collection[str]) -> Path | None:
        """The folder of a file that was fetched before and is still what it was."""
        folder = self._folder / file.sha256
        with contextlib.suppress(OSError):
            if _SHA256.fullmatch(file.sha256):
                digests = _digests(folder / file.filename)
                whole = digests["sha256"] == file.sha256
                return folder if whole and _agreed(digests, file, locked) else None
        return None

    def _fetched(self, file: File, locked: Collection[str], page: str) -> Path:
        with tempfile.TemporaryDirectory(prefix=_DRAFT, dir=self._folder, ignore_cleanup_errors=True) as made:
            draft = Path(made, file.filename)
            self._download(_address(file, page, self._places.index), draft, file.size)
            digests = _digests(draft)
            if not _agreed(digests, file, locked):
                whose = "the lock's" if locked else "the one that the index gives"
                raise UnrecognisedError(f"its hash is not {whose}")
            return self._keep(draft, digests["sha256"])

    def _download(self, where: Place, draft: Path, size: int | None) -> None:
        """What arrived counts, however it went."""
        taken = self._take(size)
        try:
            self._client.download(where, draft, "")
        finally:
            self._give(taken - (draft.stat().st_size if draft.exists() else 0))

    def _keep(self, draft: Path, digest: str) -> Path:
        """Into its place by a rename, whole or not at all."""
        folder = self._folder / digest
        folder.mkdir(mode=0o700, exist_ok=True)
        os.replace(draft, folder / draft.name)
        return folder

    def _take(self, size: int | None) -> int:
        """Room for a file of this size, for the largest where nobody says."""
        most = self._limits.archive_bytes if size is None else size
        with self._lock:
            if self._left < most or self._files < 1:
                raise UnrecognisedError("enough was fetched in this run")
            self._left, self._files = self._left - most, self._files - 1
        return most

    def _give(self, n_bytes: int) -> None:
        with self._lock:
            self._left += n_bytes


def candidates(listed: Iterable[tuple[Kind, File]], locked: Collection[str], most: int) -> list[File]:
    """Files that may be fetched, best first: a wheel for every platform, other wheels, the sdist.

    locked  hashes of the lock; where there are some, a file that the index gives another hash for is none of them
    most    bytes of one file
    """
    sha256 = {digest[7:] for digest in locked if digest.startswith("sha256:")}
    found = []
    for kind, file in listed:
        checkable = (
            bool(locked) if not _SHA256.fullmatch(file.sha256) else not sha256 or file.sha256 in sha256
        )
        if checkable and _FILE_NAME.fullmatch(file.filename) and (file.size or 0) <= most:
            found.append((kind.place, file.size or most, file.filename, file))
    return [file for *_, file in sorted(found, key=lambda row: row[:3])]


def _is_of(kind: Kind, version: str) -> bool:
    return kind.version == parse_version(version)


def _strong(hashes: Iterable[str]) -> frozenset[str]:
    """Those that nobody can forge, as `_digests` writes them."""
    return frozenset(one.lower() for one in hashes if one.partition(":")[0].lower() in STRONG)


def _digests(file: Path) -> dict[str, str]:
    made = {kind: hashlib.new(kind) for kind in STRONG}
    with file.open("rb") as handle:
        while piece := handle.read(1 << 20):
            for one in made.values():
                one.update(piece)
    return {kind: one.hexdigest() for kind, one in made.items()}


def _agreed(digests: Mapping[str, str], file: File, locked: Collection[str]) -> bool:
    """Is it what the lock wrote down, or where that has no hash, what the index says?"""
    return any(
        f"{kind}:{digest}" in (locked or {f"sha256:{file.sha256}"}) for kind, digest in digests.items()
    )


def _address(file: File, page: str, index: Place) -> Place:
    """Where the page says that the file is, over a connection no weaker than the page's; the password of the index
    is for the index alone."""
    try:
        found = place(urljoin(page, file.link or file.filename), "the index")
    except (UsageError, ValueError):
        raise UnrecognisedError("the index gives it no web address") from None
    if urlsplit(found.url).scheme not in (urlsplit(page).scheme, "https"):
        raise UnrecognisedError("the index sends it over a weaker connection")
    return Place(found.url, index.auth if found.host == index.host else found.auth)


# ------------------------------------------------------------------ the folder


def _tidy(folder: Path) -> None:
    """Make the folder; drop what an ended run left half-done, and the oldest where it grew too large."""
    with contextlib.suppress(OSError):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        held = sorted((file for file in folder.glob("*/*") if file.is_file()), key=_age)
        now = datetime.now(UTC).timestamp()
        left = sum(file.stat().st_size for file in held) - MOST_KEPT_BYTES
        for file in held:
            half_done = file.parent.name.startswith(_DRAFT)
            if (half_done and now - _age(file) > 3600) or (not half_done and left > 0):
                left -= file.stat().st_size
                file.unlink()
                file.parent.rmdir()


def _age(file: Path) -> float:
    return file.stat().st_mtime
