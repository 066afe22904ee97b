"""Every limit of this stage in one place: what is read, what is parsed, what is walked."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Caps:
    """Of archives and trees. An archive over a limit is refused, a file over one is skipped, both with a
    notice."""

    archive_bytes: int = 200 << 20
    members: int = 50_000
    member_bytes: int = 8 << 20
    total_bytes: int = 300 << 20
    tar_bytes: int = 1 << 30
    ratio: int = 200  # inflated over compressed, after the first megabyte
    name_length: int = 512
    depth: int = 40
    native_bytes: int = 64 << 20
    metadata_bytes: int = 8 << 20


@dataclass(frozen=True, slots=True)
class Walk:
    """Of one package in one run: over a limit it is inferred less, then taken whole."""

    steps: int = 400_000
    inferences: int = 1_500_000


@dataclass(frozen=True, slots=True)
class Workers:
    """Of the processes that parse."""

    seconds: float = 5.0  # for one file, then the process is killed
    memory_bytes: int = 1 << 30
    kills: int = 3  # of one package, then its remaining files are opaque


@dataclass(frozen=True, slots=True)
class Budget:
    """All of them; `project_files` bounds the walk of the project itself."""

    caps: Caps = field(default_factory=Caps)
    walk: Walk = field(default_factory=Walk)
    workers: Workers = field(default_factory=Workers)
    project_files: int = 50_000
    project_bytes: int = 200 << 20
