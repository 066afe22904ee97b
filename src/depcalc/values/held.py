"""Code of our own as the model takes it."""

from dataclasses import dataclass
from typing import Literal

from depcalc.values.inputs import Inputs


@dataclass(frozen=True, slots=True)
class Held:
    """Own code as the model takes it: the inputs of the package it replaces, the searches on record and the
    change of its lines among them. `kloc` is None where its lines could not be counted."""

    package: Inputs
    kind: Literal["vendor", "rewrite"]
    kloc: float | None
