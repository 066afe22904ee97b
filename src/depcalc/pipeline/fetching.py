"""Which sources a run fetches: of public packages in scope that lie nowhere here, and only where asked to."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from depcalc.evidence.gather import Wanted
from depcalc.evidence.online.sources import Fetched, fetch_sources
from depcalc.evidence.snapshot import Snapshot
from depcalc.installed import Environment
from depcalc.pipeline.using import project_folder
from depcalc.usage.sources import held
from depcalc.values.lock import Lock
from depcalc.values.settings import Settings

Progress = Callable[[str, int, int], None]


def fetched_sources(
    path: Path,
    lock: Lock,
    versions: Mapping[str, Sequence[Wanted]],
    environment: Environment | None,
    settings: Settings,
    snapshot: Snapshot,
    environ: Mapping[str, str],
    progress: Progress,
) -> Fetched:
    """Archives of what `versions` pins and neither the environment nor the folder of wheels holds."""
    if not (settings.online and settings.usage) or project_folder(path, lock) is None:
        return Fetched()
    here = {one.name for one in environment.distributions} if environment else set()
    here |= {name for name, _ in held(settings.wheels)} if settings.wheels else set()
    return fetch_sources(
        [one for name, group in versions.items() if name not in here for one in group],
        snapshot,
        environ,
        default_index=settings.default_index,
        progress=lambda done, total: progress("fetching sources", done, total),
    )
