"""Packages go through the model in blocks whose arrays fit a core's cache, on two threads."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import numpy as np

A = TypeVar("A")
B = TypeVar("B")
CELLS = 64_000  # packages x worlds
THREADS = 2
HELD = 30 * 2**20  # bytes, below the most that the C library's own limit grows to


def blocks(items: Sequence[A], worlds: int) -> list[Sequence[A]]:
    """The items in order, a block at a time."""
    size = max(1, CELLS // worlds)
    return [items[k : k + size] for k in range(0, len(items), size)]


def in_threads(work: Callable[[A], B], items: Sequence[A]) -> Iterator[B]:
    """Results in order, each as soon as it is there, so that what is summed up need not be kept.

    Numpy lets go of the interpreter, so threads use several cores.
    """
    _hold_memory()
    if len(items) < THREADS:
        yield from map(work, items)
    else:
        with ThreadPoolExecutor(max_workers=THREADS) as pool:
            yield from pool.map(work, items)


def _hold_memory() -> None:
    """Tell glibc to keep freed arrays at hand: it learns from the largest piece that was ever given back.

    Else every temporary array is fetched from the system and cleared anew, a third of the time of a first run. The
    piece is never written to, so it costs nothing; other C libraries do not mind.
    """
    np.empty(HELD, dtype=np.uint8)
