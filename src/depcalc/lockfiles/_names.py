"""Names, origins and days, spelled one way for every format."""

import re
from datetime import date
from typing import TypeGuard

from depcalc.values.lock import Origin, OriginKind

_VALID = re.compile(r"[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?", re.IGNORECASE)
_WEB_LOGIN = re.compile(r"(https?://)[^/@\s]*@")
_LOGIN_SECRET = re.compile(r"(://[^/@:\s]*):[^/@\s]*@")


def is_valid_name(name: str) -> bool:
    return bool(_VALID.fullmatch(name))


def origin_of(kind: OriginKind, location: str) -> Origin:
    """An origin without the credentials that a URL may carry."""
    if "@" not in location:
        return Origin(kind, location)
    return Origin(kind, _LOGIN_SECRET.sub(r"\1@", _WEB_LOGIN.sub(r"\1", location)))


def origin_text(origin: Origin) -> str:
    """`Key.origin`: "" when unstated."""
    return "" if origin.kind == "unstated" else f"{origin.kind} {origin.location}"


def is_size(size: object) -> TypeGuard[int]:
    """Whether this is a number of bytes that a file may have."""
    return type(size) is int and 0 < size < 2**63


def day_of(stamp: object) -> date | None:
    """The day of a timestamp as a lock writes it, None when it is not one."""
    try:
        return date.fromisoformat(str(stamp)[:10])
    except ValueError:  # also of a number too long to be written
        return None
