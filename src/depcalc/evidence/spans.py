"""How long a setting waits: "7 days", "1 week", "P7D", "24 hours". A date is no span."""

import re

_UNIT_DAYS = {
    **dict.fromkeys(("min", "minute"), 1 / 1440),
    **dict.fromkeys(("h", "hour"), 1 / 24),
    **dict.fromkeys(("d", "day"), 1.0),
    **dict.fromkeys(("w", "week"), 7.0),
    "month": 30.0,
    "year": 365.0,
}
_WORDS = re.compile(r"(\d{1,6})\s*([a-z]+?)s?(?:\s+ago)?")
_ISO = re.compile(r"p(?:(\d{1,6})w)?(?:(\d{1,6})d)?(?:t(?:(\d{1,6})h)?(?:(\d{1,6})m)?(?:\d{1,6}s)?)?")


def span_days(value: object) -> float | None:
    """Days, None for what is no span of time; a bare number is days."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return float(value)
    if not isinstance(value, str):
        return None
    text = value.strip().lower()
    if text.isdecimal() and len(text) < 7:
        return float(text)
    if found := _WORDS.fullmatch(text):
        unit = _UNIT_DAYS.get(found[2])
        return None if unit is None else int(found[1]) * unit
    if len(text) > 1 and (found := _ISO.fullmatch(text)) and any(found.groups()):
        weeks, days, hours, minutes = (int(part or 0) for part in found.groups())
        return weeks * 7 + days + hours / 24 + minutes / 1440
    return None
