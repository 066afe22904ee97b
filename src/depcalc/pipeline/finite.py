"""Nothing but finite numbers leaves the model."""

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from operator import attrgetter
from typing import Any

Parts = Callable[[Any], Iterable[Any]]


def all_finite(value: Any) -> bool:
    """Are all numbers inside a record, a mapping or a tuple finite?"""
    left = [value]
    while left:
        one = left.pop()
        if isinstance(one, float):
            if not math.isfinite(one):
                return False
        elif parts := _parts(one.__class__):
            left.extend(parts(one))
    return True


@cache
def _parts(kind: type[Any]) -> Parts | None:
    """What a value of this class is made of; None where that is nothing that could be a number."""
    if issubclass(kind, tuple):
        return tuple
    if issubclass(kind, Mapping):
        return lambda one: one.values()
    names = [field.name for field in fields(kind)] if is_dataclass(kind) else []
    if len(names) == 1:
        return lambda one: (getattr(one, names[0]),)
    return attrgetter(*names) if names else None
