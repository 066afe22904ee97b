"""Every limit of this stage in one place: what is read, what is parsed, what is walked."""

from dataclasses import dataclass, field

from depcalc.installed.archives import Caps
from depcalc.installed.guard import Limits


@dataclass(frozen=True, slots=True)
class Walk:
    """Of one package in one run: over a limit it is inferred less, then taken whole."""

    steps: int = 400_000
    inferences: int = 1_500_000


@dataclass(frozen=True, slots=True)
class Workers(Limits):
    """Of the processes that parse; `kills` of one package, then its remaining files are opaque."""

    kills: int = 3


@dataclass(frozen=True, slots=True)
class Budget:
    """All of them; `project_files` bounds the walk of the project itself."""

    caps: Caps = field(default_factory=Caps)
    walk: Walk = field(default_factory=Walk)
    workers: Workers = field(default_factory=Workers)
    project_files: int = 50_000
    project_bytes: int = 200 << 20
