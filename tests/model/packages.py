"""Random inputs of the model, over the ranges that real packages span."""

import math

from hypothesis import strategies as st

from depcalc.values.inputs import Inputs, OpenFlaw, Recorded, Substitute

CLASSES = tuple(
    "crypto auth parser framework protocol net database numeric sdk general devtool pure data".split()
)


def between(low: float, high: float):
    """Evenly over the orders of magnitude."""
    return st.floats(math.log(low), math.log(high)).map(math.exp)


def shares(low: float = 0.0, high: float = 1.0):
    return st.floats(low, high)


flaws = st.builds(
    OpenFlaw,
    weight=st.sampled_from((1.0, 0.3, 0.05, 0.57)),
    exploit=st.sampled_from((2.5, 1.0, 0.35)),
    age=between(0.01, 8),
    closed=st.booleans(),
    exploited=st.booleans(),
)
records = st.builds(Recorded, age=between(0.1, 4), usd=between(50, 2e4), found=st.integers(0, 2))
substitutes = st.none() | st.builds(
    Substitute, kind=st.sampled_from(("stdlib", "sibling")), target=st.just("x"), glue=between(0.005, 0.5)
)


@st.composite
def packages(draw, name="p", **fixed):
    size = draw(between(0.05, 800))
    made = {
        "name": name,
        "klass": draw(st.sampled_from(CLASSES)),
        "size": size,
        "slice": size * draw(shares(0.005, 0.9)),
        "orgs": draw(between(1, 1e6)),
        "spend": draw(between(200, 2e6)),
        "adv_weight": draw(shares(0, 8)),
        "adv_rate": draw(shares(0, 10)),
        "years": draw(between(0.5, 15)),
        "churn": draw(shares(0, 1.5)),
        "releases": draw(between(0.1, 80)),
        "h_mod": draw(between(0.5, 8)),
        "fix": draw(shares(0.05, 0.99)),
        "apic": draw(shares(1, 3)),
        "rewrite": draw(shares(0.3, 1)),
        "native": draw(st.booleans()),
        "slice_known": draw(st.booleans()),
        "open": draw(st.lists(flaws, max_size=4).map(tuple)),
        "upgrade_hours": draw(shares(0, 6)),
        "substitute": draw(substitutes),
        "malicious": draw(st.booleans()),
        "recorded": draw(st.lists(records, max_size=1).map(tuple)),
    }
    return Inputs(**{**made, **fixed})
