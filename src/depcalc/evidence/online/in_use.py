"""What `depcalc data` tells of the snapshots here. Offline."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from depcalc import packaged
from depcalc.errors import SnapshotError
from depcalc.evidence.online.checking import check_snapshot
from depcalc.evidence.online.kept import Chosen, check_digest, kept_files, open_newest, snapshot_folder
from depcalc.evidence.online.places import find_places
from depcalc.evidence.snapshot import FILE, open_snapshot
from depcalc.evidence.sources import UPDATED
from depcalc.values.survey import SnapshotInfo


@dataclass(frozen=True, slots=True)
class Verified:
    """`trouble` is "" for a whole snapshot, whose content id is `id`."""

    file: Path
    bundled: bool
    used: bool
    id: str
    trouble: str


def in_use(environ: Mapping[str, str]) -> tuple[Chosen, SnapshotInfo, tuple[tuple[str, str], ...]]:
    """The snapshot in use, open; what the bundled one is; and (source, host) of all that an update asks."""
    chosen = open_newest(environ)
    with open_snapshot() as shipped:
        bundled = shipped.info()
    places = find_places(environ)
    at = {
        "advisories": places.osv_archive,
        "downloads": places.top_list,
        "index": places.index,
        "oss-fuzz": places.oss_fuzz,
    }
    return chosen, bundled, tuple((UPDATED[key][0], at[key].host or "not known here") for key in at)


def verify(environ: Mapping[str, str]) -> tuple[Verified, ...]:
    """Every snapshot that could be used, newest first, the bundled one last."""
    chosen = open_newest(environ)
    chosen.snapshot.close()
    bundled = packaged.path(FILE).resolve()
    files = (*kept_files(snapshot_folder(environ)), bundled)
    return tuple(_verified(file, file == bundled, file == chosen.file) for file in files)


def _verified(file: Path, bundled: bool, used: bool) -> Verified:
    try:
        if not bundled:
            check_digest(file)
        return Verified(file, bundled, used, check_snapshot(file).id, "")
    except SnapshotError as error:
        return Verified(file, bundled, used, "", error.message)
