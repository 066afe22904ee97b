"""A value with its provenance, or a gap: looked for and missing, which is never the same as zero."""

from dataclasses import dataclass
from datetime import date
from typing import Generic, Literal, TypeAlias, TypeVar

T_co = TypeVar("T_co", covariant=True)
V = TypeVar("V")
Kind: TypeAlias = Literal["measured", "sourced", "assumed"]


@dataclass(frozen=True, slots=True)
class Fact(Generic[T_co]):
    """`measured`: counted on this project or its files; `sourced`: read from a dated source;
    `assumed`: scaled or mapped by a rule, with the rule as its source."""

    value: T_co
    source: str
    day: date | None = None
    kind: Kind = "sourced"


@dataclass(frozen=True, slots=True)
class Gap:
    """A value that `source` was asked for and does not have."""

    source: str
    reason: str


Known: TypeAlias = Fact[T_co] | Gap


def value_or(known: "Known[V]", default: V) -> V:
    """The value of a fact; `default` where there is a gap, for the mappings that name their fallback."""
    return known.value if isinstance(known, Fact) else default
