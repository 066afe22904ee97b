"""Every limit of this stage in one place."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

from depcalc.installed.archives import Caps
from depcalc.installed.guard import Limits

Progress: TypeAlias = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Budget:
    """What is walked, read and parsed; over a limit the rest is left out with a notice.

    at_hand_bytes   source text of all packages at hand together
    candidates      packages at hand whose code is parsed for comparison
    versions        of one package, nearest to a stated version first
    """

    files: int = 50_000
    file_bytes: int = 4 << 20
    total_bytes: int = 300 << 20
    at_hand_bytes: int = 1 << 30
    wheels: int = 2_000
    candidates: int = 200
    versions: int = 24
    depth: int = 40
    caps: Caps = field(default_factory=Caps)
    guard: Limits = field(default_factory=Limits)


class Memory(Protocol):
    """What was found before, by the identity of the text; a store on disk, or nothing."""

    def get(self, keys: Sequence[str]) -> Mapping[str, bytes]: ...

    def put(self, entries: Iterable[tuple[str, bytes]]) -> None: ...


class NoMemory:
    """Remembers nothing."""

    def get(self, keys: Sequence[str]) -> Mapping[str, bytes]:
        return {}

    def put(self, entries: Iterable[tuple[str, bytes]]) -> None:
        return


def silent(what: str, done: int, of: int) -> None:
    """Progress nobody looks at."""
