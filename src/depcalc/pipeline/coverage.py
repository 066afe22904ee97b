"""How much of what was needed was found, and how much of the money rests on it."""

from collections.abc import Mapping, Sequence

from depcalc.values.evidence import Evidence
from depcalc.values.fact import Fact
from depcalc.values.inputs import Inputs
from depcalc.values.report import Coverage, InputUsed

KINDS = ("measured", "sourced", "by_rule", "assumed")


def kind_of(used: InputUsed) -> str:
    """One of `KINDS`: an input assumed from a fact of the package is mapped by rule."""
    return "by_rule" if used.kind == "assumed" and used.by_rule else used.kind


def coverage(
    evidence: Sequence[Evidence], inputs: Sequence[Inputs], packages: Mapping[str, tuple[float, float]]
) -> Coverage:
    """packages   name -> ($/yr today, $/yr kept)"""
    return Coverage(
        packages=len(evidence),
        with_reach=sum(isinstance(e.downloads, Fact) for e in evidence),
        with_size=sum(
            any(isinstance(f, Fact) for f in (e.kloc, e.wheel_bytes, e.debian_kb)) for e in evidence
        ),
        with_usage=sum(isinstance(e.slice, Fact) for e in evidence),
        with_advisories=sum(isinstance(e.open_advisories, Fact) for e in evidence),
        **_rests_on(inputs, packages),
    )


def _rests_on(inputs: Sequence[Inputs], packages: Mapping[str, tuple[float, float]]) -> dict[str, float]:
    """Each package's cost of today, shared out evenly over its inputs, by kind, as shares of the total."""
    usd = dict.fromkeys(KINDS, 0.0)
    for p in inputs:
        for used in p.basis:
            usd[kind_of(used)] += packages[p.name][0] / len(p.basis)
    total = sum(usd.values())
    return {kind: usd[kind] / total for kind in KINDS} if total > 0 else {}
