"""What belongs to the project under study: its folder, and the repository around it. No program and no setting
is taken from there."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path


def in_project(place: str | Path, folder: Path, environ: Mapping[str, str]) -> bool:
    """`place` lies in the project at `folder`, or of the lock there, or leads through it by whatever links.

    What lies in the repository around the project is written by the same hands. Of several repositories, one in
    another, the outermost counts; a home folder and the root of the file system are never one.
    """
    whole = Path(os.path.abspath(place))
    real = [Path(os.path.realpath(one)) for one in (whole, *whole.parents)]
    return any(one.is_relative_to(root) for root in _roots(folder, environ) for one in real)


def _roots(folder: Path, environ: Mapping[str, str]) -> set[Path]:
    """Real paths: of the folder, and of the repository around it, as it is written and as it really lies."""
    folder = folder.parent if folder.is_file() else folder
    ways = Path(os.path.abspath(folder)), Path(os.path.realpath(folder))
    return {Path(os.path.realpath(root)) for way in ways for root in (way, _repository(way, environ))}


def _repository(folder: Path, environ: Mapping[str, str]) -> Path:
    return next(
        (one for one in reversed(list(_up(folder, environ))) if os.path.lexists(one / ".git")), folder
    )


def _up(folder: Path, environ: Mapping[str, str]) -> Iterator[Path]:
    """The folders from here up to a home folder or the root, neither of them included."""
    homes = {os.path.realpath(home) for key in ("HOME", "USERPROFILE") if (home := environ.get(key))}
    for above in (folder, *folder.parents):
        if above == above.parent or os.path.realpath(above) in homes:
            return
        yield above
