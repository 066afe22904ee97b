"""A value with its provenance, or a gap: looked for and missing, which is never the same as zero."""

from dataclasses import dataclass
from datetime import date
from typing import Generic, Literal, TypeAlias, TypeVar

T_co = TypeVar("T_co", covariant=True)
V = TypeVar("V")
Kind: TypeAlias = Literal["measured", "sourced", "assumed"]


@dataclass(frozen=True, slots=True, init=False)
class Fact(Generic[T_co]):
    """`measured`: counted on this project or its files; `sourced`: read from a dated source;
    `assumed`: scaled or mapped by a rule, with the rule as its source.

    A run makes twenty of them for each package: filling the slots directly takes half the time of the generated
    `__init__`, which looks each one up by name.
    """

    value: T_co
    source: str
    day: date | None = None
    kind: Kind = "sourced"

    def __init__(self, value: T_co, source: str, day: date | None = None, kind: Kind = "sourced") -> None:
        _set_value(self, value)
        _set_source(self, source)
        _set_day(self, day)
        _set_kind(self, kind)


_set_value, _set_source, _set_day, _set_kind = (
    Fact.__dict__[name].__set__ for name in ("value", "source", "day", "kind")
)


@dataclass(frozen=True, slots=True)
class Gap:
    """A value that `source` was asked for and does not have."""

    source: str
    reason: str


Known: TypeAlias = Fact[T_co] | Gap


def value_or(known: "Known[V]", default: V) -> V:
    """The value of a fact; `default` where there is a gap, for the mappings that name their fallback."""
    return known.value if isinstance(known, Fact) else default
