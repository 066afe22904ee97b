"""JSON from outside: objects and lists by their expected type, and trouble in one kind of exception."""

import json
from datetime import date
from typing import Any

from depcalc.evidence.online.trouble import UnrecognisedError

LARGEST = 2**53


def parse_object(body: bytes) -> dict[str, Any]:
    """The object that `body` holds; anything else is not an answer."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        raise UnrecognisedError("the answer is not JSON") from None
    if not isinstance(found, dict):
        raise UnrecognisedError("the answer is JSON of another shape")
    return found


def objects(value: object) -> list[dict[str, Any]]:
    """The objects of a list; what is neither is left out."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def texts(value: object) -> list[str]:
    """The texts of a list; what is neither is left out."""
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def table(value: object) -> dict[str, Any]:
    """An object, {} for anything else."""
    return value if isinstance(value, dict) else {}


def count(value: object) -> int | None:
    """A whole number that is not negative."""
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < LARGEST else None


def day(value: object) -> date | None:
    """The date of "2026-04-01", "2026-04-01T10:00:00Z" and "2026-04-01 10:00:00"."""
    try:
        return date.fromisoformat(value[:10]) if isinstance(value, str) else None
    except ValueError:
        return None
