"""The parts of summaries on a shelf beside the memory: fetched when somebody looks, let go when too much is at hand.

Most of an environment is read and never walked; as objects it would take ten times the memory. What is fetched twice is
equal, not the same: nobody may remember such a part by its identity.
"""

import marshal
import struct
import tempfile
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

MOST_OPEN = 4 << 20  # bytes at hand, as estimated below
KEPT = 250  # bytes of the objects around a part that stays open
T = TypeVar("T")
_span = struct.Struct("<II").unpack_from
_loads = marshal.loads


def pack(parts: Iterable[Any]) -> bytes:
    """Parts that can be opened one by one: where each starts and ends, then the parts."""
    written = list(map(marshal.dumps, parts))
    first = 4 * (len(written) + 1)
    places = accumulate(map(len, written), initial=first)
    return struct.pack(f"<{len(written) + 1}I", *places) + b"".join(written)


class Shelf:
    """Bytes laid aside: in a file without a name in `folder`; in memory without one, or where the disk is full."""

    def __init__(self, folder: Path | None = None) -> None:
        self._file = _unnamed(folder)
        self._held: dict[int, bytes] = {}
        self._end = 0
        self._open: deque[Packed] = deque()
        self._n_open = 0

    def __enter__(self) -> "Shelf":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close_all()
        self._held.clear()
        if self._file is not None:
            self._file.close()

    def put(self, data: bytes) -> int:
        """Where it lies from now on."""
        at = self._end
        self._end += len(data)
        if not self._written(at, data):
            self._held[at] = data
        return at

    def _written(self, at: int, data: bytes) -> bool:
        if self._file is None:
            return False
        try:
            self._file.seek(at)
            return bool(self._file.write(data) == len(data))
        except OSError:
            return False

    def get(self, at: int, size: int) -> bytes:
        """What lies there."""
        held = self._held.get(at)
        if held is not None or self._file is None:
            return held or b""
        self._file.seek(at)
        return bytes(self._file.read(size))

    def opened(self, part: "Packed", n_bytes: int) -> None:
        """Count what is at hand; the longest open are closed when it is too much."""
        while self._n_open > MOST_OPEN and self._open:
            self._n_open -= self._open.popleft().close()
        if not part.weight:
            self._open.append(part)
        part.weight += n_bytes
        self._n_open += n_bytes

    def close_all(self) -> None:
        """Close what is open."""
        while self._open:
            self._n_open -= self._open.popleft().close()


def _unnamed(folder: Path | None) -> Any:
    try:
        return tempfile.TemporaryFile(dir=folder, buffering=0) if folder is not None else None
    except OSError:
        return None


class Packed:
    """What `pack` made, on a shelf; `kept` holds the parts that were opened to stay open for a while."""

    __slots__ = ("_at", "_shelf", "_size", "data", "kept", "weight")

    def __init__(self, shelf: Shelf, data: bytes) -> None:
        self._shelf, self._at, self._size = shelf, shelf.put(data), len(data)
        self.data: bytes | None = None
        self.kept: dict[int, Any] | None = None
        self.weight = 0

    def opened(self) -> bytes:
        """All of it, at hand from now on; see `Section` for how it is read."""
        data = self.data
        if data is None:
            data = self._shelf.get(self._at, self._size)
            self._shelf.opened(self, self._size)
            self.data = data
        return data

    def keep(self, number: int, make: Callable[..., Any] | None) -> Any:
        """One part that is asked for again and again."""
        data = self.opened()
        start, end = _span(data, 4 * number)
        found = _loads(data[start:end])
        found = found if make is None else make(*found)
        if self.kept is None:
            self.kept = {}
        self.kept[number] = found
        self._shelf.opened(self, end - start + KEPT)
        return found

    def close(self) -> int:
        """Let go of what is open; how much it was."""
        weight, self.weight = self.weight, 0
        self.data = self.kept = None
        return weight


class Section(Sequence[T]):
    """Some of the parts: `count` of them from `base` on, each made anew as `make` has it; nobody may change one."""

    __slots__ = ("_base", "_count", "_make", "_packed")

    def __init__(self, packed: Packed, base: int, count: int, make: Callable[..., T] | None = None) -> None:
        self._packed, self._base, self._count, self._make = packed, base, count, make

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, number: int) -> T:  # type: ignore[override]  # nobody asks for slices
        if not 0 <= number < self._count:
            raise IndexError(number)
        packed = self._packed  # some millions of times: no call that can be spared
        data = packed.data or packed.opened()
        start, end = _span(data, 4 * (self._base + number))
        found: Any = _loads(data[start:end])
        made: T = found if self._make is None else self._make(*found)
        return made

    def __iter__(self) -> Iterator[T]:
        return map(self.__getitem__, range(self._count))


class OpenSection(Section[T]):
    """Parts that are asked for again and again: what was opened stays open until too much is."""

    __slots__ = ()

    def __getitem__(self, number: int) -> T:  # type: ignore[override]
        at, packed = self._base + number, self._packed
        found: T | None = packed.kept.get(at) if packed.kept is not None else None
        return packed.keep(at, self._make) if found is None else found
