"""Code that we carry without a lock saying so, and what of it a revision had already."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from depcalc.evidence.disk_cache import cache_folder
from depcalc.installed import Environment
from depcalc.owned import find_homemade, find_vendored, packages_at_hand
from depcalc.pipeline.revisions import files_at
from depcalc.pipeline.using import project_folder
from depcalc.usage.store import Store
from depcalc.values.finding import Finding
from depcalc.values.lock import Lock
from depcalc.values.owned import OwnedCode
from depcalc.values.settings import Settings

Progress = Callable[[str, int, int], None]


def project_owned(
    path: Path,
    lock: Lock,
    environment: Environment | None,
    settings: Settings,
    environ: Mapping[str, str],
    progress: Progress,
) -> OwnedCode | None:
    """Vendored copies and home-made security code of the project; None where it was not asked for."""
    folder = project_folder(path, lock)
    if folder is None or not settings.owned:
        return None
    at_hand = packages_at_hand(environment.site_packages if environment else None, settings.wheels)
    own = {root.key.name for root in lock.roots if root.key}
    memory = Store(cache_folder(environ))
    try:
        vendored = find_vendored(folder, at_hand, own=own, memory=memory, progress=progress)
        theirs = [file for copy in vendored.copies for file in copy.files]
        homemade = find_homemade(folder, copies=theirs, memory=memory, progress=progress)
    finally:
        memory.close()
    return OwnedCode(folder.as_posix(), vendored, homemade)


def was_there(
    found: Sequence[Finding], folder: Path, revision: str, environ: Mapping[str, str]
) -> Iterable[tuple[str, ...]]:
    """Identities of findings in the source that a revision had too: other people's code that lay there, and
    home-made code of the same kind in the same function."""
    names = {one: _below(one.path, folder) for one in found if one.rule in ("DC010", "DC017")}
    with files_at(folder, revision, sorted(set(names.values())), environ) as made:
        for one, name in names.items():
            if one.rule == "DC010" and (made / name).exists():
                yield one.identity
        before = {(f.path, f.trait) for f in find_homemade(made).findings if names}
    yield from (one.identity for one, name in names.items() if (name, one.trait) in before)


def _below(path: str, folder: Path) -> str:
    place = Path(path)
    return place.relative_to(folder).as_posix() if place.is_relative_to(folder) else place.as_posix()
