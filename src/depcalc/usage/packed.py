"""Parts of a summary as bytes, opened when somebody looks and closed again when too much is open.

Most of an environment is read and never walked; as objects it would take ten times the memory. What is opened twice is
equal, not the same: nobody may remember such a part by its identity.
"""

import marshal
from collections.abc import ItemsView, Iterator, ValuesView
from typing import Any

MOST_OPEN = 3 << 20  # bytes, as packed


class _Opened:
    """Everything that is open in this process, closed all at once."""

    def __init__(self) -> None:
        self.parts: list[Packed] = []
        self.n_bytes = 0

    def add(self, part: "Packed", n_bytes: int) -> None:
        if self.n_bytes > MOST_OPEN:
            self.close()
        self.parts.append(part)
        self.n_bytes += n_bytes

    def close(self) -> None:
        for part in self.parts:
            part.close()
        self.parts.clear()
        self.n_bytes = 0


_opened = _Opened()


class Packed:
    """What `pack` made bytes of."""

    __slots__ = ("_data", "_value")

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._value: Any = None

    def open(self) -> Any:
        """The part itself; nobody may change it."""
        found = self._value
        if found is None:
            found = self._value = marshal.loads(self._data)
            _opened.add(self, len(self._data))
        return found

    def close(self) -> None:
        self._value = None

    def __iter__(self) -> Iterator[Any]:
        return iter(self.open())

    def __len__(self) -> int:
        return len(self.open())


class PackedSequence(Packed):
    """Expressions, or the events of a body."""

    __slots__ = ()

    def __getitem__(self, number: int) -> Any:
        found = self._value
        return (self.open() if found is None else found)[number]


class PackedBindings(Packed):
    """Names of a function with their bindings."""

    __slots__ = ()

    def get(self, name: str, default: Any = None) -> Any:
        found = self._value
        return (self.open() if found is None else found).get(name, default)

    def __getitem__(self, name: str) -> Any:
        return self.open()[name]

    def __contains__(self, name: str) -> bool:
        return name in self.open()

    def items(self) -> ItemsView[str, Any]:
        return self.open().items()  # type: ignore[no-any-return]

    def values(self) -> ValuesView[Any]:
        return self.open().values()  # type: ignore[no-any-return]


def pack(value: Any) -> Any:
    """As bytes of our own format; what is empty stays as it is."""
    return marshal.dumps(value) if value else value


def close_all() -> None:
    """Close what is open: its owners are no longer needed."""
    _opened.close()
