"""What a project's `requires-python` says of the lowest Python it supports; Poetry's spellings too."""

import re

_CLAUSE = re.compile(r"(>=|~=|===|==|\^|~|>|<=|<|!=)?\s*v?(\d{1,3})(?:\.(\d{1,3}|\*))?")
_LOWER = {">=", "~=", "==", "===", "^", "~", ">", ""}


def lowest_python(requires: str) -> tuple[int, int] | None:
    """The lowest (major, minor) that the text admits: the highest lower bound of each alternative, and the
    lowest of the alternatives. None where an alternative sets no lower bound, or the text cannot be read."""
    lowest = [_of_alternative(part) for part in requires.split("||")]
    known = [found for found in lowest if found is not None]
    return min(known) if known and len(known) == len(lowest) else None


def _of_alternative(text: str) -> tuple[int, int] | None:
    bounds = []
    for clause in re.split(r"[,\s]+(?=[<>=!~^\d])", text.strip()):
        found = _CLAUSE.match(clause.strip())
        if found and (found[1] or "") in _LOWER:
            minor = 0 if found[3] in (None, "*") else int(found[3])
            bounds.append((int(found[2]), minor))
    return max(bounds, default=None)
