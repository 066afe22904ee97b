"""The base score of a CVSS 3 vector, by the formulas of its specification (first.org, CVSS v3.1, section 7).

Version 4 needs a table of several hundred scores that is not here: a record with nothing else has no score, and
"unknown" is said of its severity.
"""

import re
from collections.abc import Mapping

_VECTOR = re.compile(r"CVSS:3\.[01](?:/[A-Za-z]{1,3}:[A-Za-z])+")
_WEIGHTS: Mapping[str, Mapping[str, float]] = {
    "AV": {"N": 0.85, "A": 0.62, "L": 0.55, "P": 0.2},
    "AC": {"L": 0.77, "H": 0.44},
    "UI": {"N": 0.85, "R": 0.62},
    **{letter: {"H": 0.56, "L": 0.22, "N": 0.0} for letter in "CIA"},
}
_PRIVILEGES = {"U": {"N": 0.85, "L": 0.62, "H": 0.27}, "C": {"N": 0.85, "L": 0.68, "H": 0.5}}


def base_score(vector: str) -> float | None:
    """0 to 10 in steps of a tenth; None for a vector of another version or one that cannot be read."""
    if not _VECTOR.fullmatch(vector):
        return None
    said = dict(part.split(":", 1) for part in vector.split("/")[1:])
    try:
        impact, exploitability = _impact(said), _exploitability(said)
    except KeyError:
        return None
    if impact <= 0:
        return 0.0
    return _up(min(10.0, (1.08 if said["S"] == "C" else 1.0) * (impact + exploitability)))


def _impact(said: Mapping[str, str]) -> float:
    kept = 1.0
    for letter in "CIA":
        kept *= 1 - _WEIGHTS[letter][said[letter]]
    lost = 1 - kept
    if said["S"] == "U":
        return 6.42 * lost
    return float(7.52 * (lost - 0.029) - 3.25 * (lost - 0.02) ** 15)


def _exploitability(said: Mapping[str, str]) -> float:
    found = 8.22 * _PRIVILEGES[said["S"]][said["PR"]]
    for name in ("AV", "AC", "UI"):
        found *= _WEIGHTS[name][said[name]]
    return found


def _up(score: float) -> float:
    """To the next tenth, over whole numbers, so that 4.00000001 by rounding error stays 4.0."""
    scaled = round(score * 100_000)
    return scaled / 100_000 if scaled % 10_000 == 0 else (scaled // 10_000 + 1) / 10
