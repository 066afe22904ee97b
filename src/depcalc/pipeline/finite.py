"""Nothing but finite numbers leaves the model."""

import math
from collections.abc import Mapping
from dataclasses import fields, is_dataclass


def all_finite(value: object) -> bool:
    """Are all numbers inside a record, a mapping or a tuple finite?"""
    if isinstance(value, float):
        return math.isfinite(value)
    if isinstance(value, Mapping):
        return all(all_finite(part) for part in value.values())
    if isinstance(value, tuple):
        return all(all_finite(part) for part in value)
    if is_dataclass(value):
        return all(all_finite(getattr(value, f.name)) for f in fields(value))
    return True
