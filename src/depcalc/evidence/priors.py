"""Base rates as they stood on an earlier day: what nobody could know yet is taken out of the priors."""

from collections.abc import Mapping
from datetime import date

from depcalc.evidence.snapshot import Snapshot
from depcalc.values.survey import Prior

# assumption -> base rate of the snapshot that it moves with
MOVES_WITH: Mapping[str, str] = {
    "hijack": "hijack",
    "map.median_growth": "median_growth",
    "map.fix_prior": "fix_prior",
}


def read_priors(snapshot: Snapshot, as_of: date) -> tuple[Prior, ...]:
    """None on the day of the data itself: the assumptions stand as they are."""
    if as_of >= snapshot.as_of:
        return ()
    now, then = snapshot.base_rates(snapshot.as_of), snapshot.base_rates(as_of)
    return tuple(
        Prior(assumption, then[key].value / now[key].value, f"base rate of {then[key].day}")
        for assumption, key in MOVES_WITH.items()
        if key in then and key in now
    )
