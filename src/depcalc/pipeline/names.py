"""Which packages of a project may be looked up, and under which names: read from its lock alone."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from depcalc.evidence.indexes import outside_settings
from depcalc.pipeline import locks
from depcalc.pipeline.wanted import mirror_of_project, wanted
from depcalc.scope import select
from depcalc.values.settings import Settings


def public_names(
    paths: Sequence[str | Path], settings: Settings, environ: Mapping[str, str]
) -> tuple[tuple[str, ...], str]:
    """The names of the public packages in scope, as public facts go by them; what the project's own files call
    the default index."""
    read = locks.read(paths, settings.site_packages)
    selection = select(read.lock, settings.scope)
    environ = outside_settings(environ, read.folders)
    found = wanted(read.lock, selection, settings, read.texts, environ)
    names = sorted({one.looked_up for some in found.values() for one in some if one.public})
    return tuple(names), mirror_of_project(settings, read.texts)
