"""The score of a CVSS vector, versions 3 and 4, by the library of the extra `online`.

Version 3 has a base score. Version 4 has one score for all metrics that are given, how mature an exploit is among them.
"""

import re

_VECTOR = re.compile(r"CVSS:(?:3\.[01]|4\.0)(?:/[A-Z]{1,3}:[A-Za-z]{1,6}){1,40}")


def base_score(vector: str) -> float | None:
    """0 to 10 in steps of a tenth; None for a vector of another version or one that cannot be read."""
    if not _VECTOR.fullmatch(vector):
        return None
    from cvss import CVSS3, CVSS4, CVSSError  # type: ignore[import-untyped]  # noqa: PLC0415

    try:
        return float((CVSS4 if vector.startswith("CVSS:4") else CVSS3)(vector).base_score)
    except CVSSError:
        return None
