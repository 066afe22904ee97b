"""Nothing but finite numbers leaves the model."""

import math
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any


def all_finite(value: Any) -> bool:
    """Are all numbers inside a record, a mapping or a tuple finite?"""
    if isinstance(value, float):
        return math.isfinite(value)
    if isinstance(value, str):
        return True
    if isinstance(value, tuple):
        return all(map(all_finite, value))
    if isinstance(value, Mapping):
        return all(map(all_finite, value.values()))
    kind: Any = type(value)
    return all(all_finite(getattr(value, name)) for name in _names(kind))


@cache
def _names(kind: type[Any]) -> tuple[str, ...]:
    """Of a record's class; nothing of what is none."""
    return tuple(f.name for f in fields(kind)) if is_dataclass(kind) else ()
