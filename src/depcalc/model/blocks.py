"""Packages go through the model in blocks whose arrays fit a core's cache, on two threads."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

A = TypeVar("A")
B = TypeVar("B")
BLOCK = 16
THREADS = 2


def blocks(items: Sequence[A]) -> list[Sequence[A]]:
    """The items in order, a block at a time."""
    return [items[k : k + BLOCK] for k in range(0, len(items), BLOCK)]


def in_threads(work: Callable[[A], B], items: Sequence[A]) -> list[B]:
    """Results in order. Numpy lets go of the interpreter, so threads use several cores."""
    if len(items) < THREADS:
        return [work(item) for item in items]
    with ThreadPoolExecutor(max_workers=THREADS) as pool:
        return list(pool.map(work, items))
