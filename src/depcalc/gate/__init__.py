"""What a reviewer must act on, and what stops a merge. Pure: reports, settings and a day in, an outcome out."""

from depcalc.gate.deciding import DEFAULT_DENY, check_waivers, new_or_worse, parse_deny, stops, with_waivers
from depcalc.gate.findings import Day, find
from depcalc.values.rules import BY_ID, BY_NAME, RULES, Rule

__all__ = [
    "BY_ID",
    "BY_NAME",
    "DEFAULT_DENY",
    "RULES",
    "Day",
    "Rule",
    "check_waivers",
    "find",
    "new_or_worse",
    "parse_deny",
    "stops",
    "with_waivers",
]
