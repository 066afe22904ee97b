"""Requirement strings, `name[extra] >=1,<2 ; marker` and `name @ URL`, split without reading their parts."""

import re
from typing import NamedTuple

from depcalc.values.lock import normalise

MAX_LENGTH = 10_000
_NAME = r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?"
_CLAUSE = r"(?:===|==|~=|!=|<=|>=|<|>)\s*(?:\d+!)?[^\s,;()<>=!~\[\]'\"]+"
_SPEC = rf"{_CLAUSE}(?:\s*,\s*{_CLAUSE})*,?"
_REQUIREMENT = re.compile(
    rf"\s*(?P<name>{_NAME})\s*(?:\[(?P<extras>[^\]]*)\])?\s*"
    rf"(?:@\s*(?P<url>\S+)|\(\s*(?P<inner>{_SPEC})?\s*\)|(?P<spec>{_SPEC}))?\s*(?:;(?P<marker>.*))?"
)


class Asked(NamedTuple):
    """A requirement string in pieces; `name` and `extras` are normalised."""

    name: str
    extras: tuple[str, ...] = ()
    specifier: str = ""
    marker: str = ""
    url: str = ""


def split_requirement(text: str) -> Asked | None:
    """None where the text is no requirement."""
    text = " ".join(text.split())
    found = _REQUIREMENT.fullmatch(text) if len(text) <= MAX_LENGTH else None
    if not found:
        return None
    extras = (extra.strip() for extra in (found["extras"] or "").split(","))
    return Asked(
        name=normalise(found["name"]),
        extras=tuple(normalise(extra) for extra in extras if extra),
        specifier=(found["spec"] or found["inner"] or "").strip(),
        marker=(found["marker"] or "").strip(),
        url=found["url"] or "",
    )
