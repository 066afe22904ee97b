"""Is a package's source copyleft? From what its METADATA states, and only from that.

Copyleft closes the gate on `vendor` and `rewrite` because both put its source, or code made from it, into our
tree. For that the weak families count like the strong ones: LGPL, MPL and EPL let others link or sit beside
the code freely, but files copied or derived from it keep their terms. Exceptions (`WITH ...`) loosen
linking, never copying, so they change nothing.

Sources: identifiers are those of the SPDX licence list; which of them are copyleft is read off their own
texts (each asks that copies and derived works be passed on under the same licence). `A OR B` leaves us the
choice, so it is copyleft only where every choice is; `A AND B` where any part is. A name in neither list is
a gap.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from depcalc.values.fact import Fact, Gap, Known

SOURCE = "installed METADATA"
_HEAD = 2_000  # characters of such a text that are looked at
_SHORT = 200  # characters: longer values of License are the text itself, or a bundle of texts
_COPYLEFT = re.compile(
    r"(?:A?GPL|LGPL|GFDL|MPL|EPL|EUPL|CDDL|CPL|IPL|OSL|CECILL(?!-B)|CPAL|RPL|RPSL|SSPL|APSL|QPL|MS-RL|SISSL"
    r"|Sleepycat|CC-BY(?:-NC)?-SA|LiLiQ-R|NPL|ODbL)\b",
    re.IGNORECASE,
)
_FREE = re.compile(
    r"(?:MIT|BSD|0BSD|Apache|ISC|PSF|Python|CNRI|Zlib|libpng|Unlicense|CC0|CC-BY(?!-)|CC-BY-[1-4]|HPND|ZPL|BSL"
    r"|AFL|ECL|X11|NCSA|W3C|WTFPL|PostgreSQL|UPL|OpenSSL|OFL|Unicode|Beerware|MulanPSL|CECILL-B|TCL|Artistic"
    r"|blessing|LicenseRef-Public-Domain|Spencer|FTL|IJG|ICU|NTP|curl|SMLNJ|Info-ZIP|EFL|MS-PL|Fair|MirOS"
    r"|BlueOak)\b",
    re.IGNORECASE,
)
# How people write it in `License` and in classifiers: copyleft first, for "GNU Lesser" also reads as "GNU".
_WORDED_COPYLEFT = re.compile(
    r"\b[AL]?GPL(?:v?[\d.]+)?\b|GNU (?:Affero|Lesser|Library|General|Free Doc)|Mozilla Public"
    r"|\bMPL[\s-]*v?[\d.]*"
    r"|Eclipse Public|European Union Public|\bEUPL|\bCDDL|Common Development|Open Software Licen[cs]e"
    r"|CeCILL\b(?!-B)|Common Public|Reciprocal|Share[- ]?Alike|Server Side Public|IBM Public",
    re.IGNORECASE,
)
_WORDED_FREE = re.compile(
    r"\bMIT\b|\bBSD\b|Apache|\bISC\b|\bISCL\b|Python Software Foundation|\bPSFL?\b|Public Domain|Unlicense"
    r"|zlib|\bCC0|Zope Public|\bZPL|Academic Free|Boost Software|Historical Permission|\bHPND|\bW3C\b|\bWTFPL"
    r"|PostgreSQL|University of Illinois|\bNCSA|Universal Permissive|Eiffel|Artistic|CeCILL-B|MirOS|X\.Net"
    r"|Attribution Assurance|\b3-clause\b|\b2-clause\b|Expat",
    re.IGNORECASE,
)
_OPENINGS = (
    ("Permission is hereby granted, free of charge", "MIT"),
    ("Redistribution and use in source", "BSD"),
)
_TOKEN = re.compile(r"\(|\)|[^\s()]+")


class Stated(NamedTuple):
    """What METADATA says of the licence; `shown` is a line for people, "" where it says nothing."""

    copyleft: Known[bool]
    shown: str


def stated_licence(expression: str, text: str, classifiers: Sequence[str]) -> Stated:
    """`License-Expression` rules; without one, of classifiers and a short `License` the strictest."""
    if expression.strip():
        return Stated(_of_expression(expression), expression.strip()[:_SHORT])
    names = [c.rpartition("::")[2].strip() for c in classifiers if c.startswith("License ::")]
    names = [name for name in names if name != "OSI Approved"]
    if text.strip() and text.strip().upper() != "UNKNOWN":
        names.append(text if len(text) <= _SHORT else _title(text))
    named = tuple(dict.fromkeys(name for name in names if name))
    if not named:
        return Stated(Gap(SOURCE, "it names no licence"), "")
    return Stated(_of_names(named), "; ".join(named)[:_SHORT])


def _title(text: str) -> str:
    """A whole licence text by its first telling words: further down may be licences of parts it bundles."""
    head = " ".join(text[:_HEAD].split())
    found = [
        (match.start(), match[0])
        for words in (_WORDED_COPYLEFT, _WORDED_FREE)
        if (match := words.search(head))
    ]
    found += [(head.index(words), name) for words, name in _OPENINGS if words in head]
    return min(found, default=(0, "a text of its own"))[1]


@lru_cache(maxsize=500)
def _of_names(names: tuple[str, ...]) -> Known[bool]:
    shown = "; ".join(names)[:_SHORT]
    if any(_WORDED_COPYLEFT.search(name) for name in names):
        # classifiers cannot say OR: "MIT" beside "GPL" may be a choice, and we do not assume it
        several = "; of several the strictest" if len(names) > 1 else ""
        return Fact(True, f"{SOURCE}: {shown}{several}")
    if all(_WORDED_FREE.search(name) for name in names):
        return Fact(False, f"{SOURCE}: {shown}")
    odd = next(name for name in names if not _WORDED_FREE.search(name))
    return Gap(SOURCE, f"the licence {odd[:80]!r} is in neither of our lists")


# ------------------------------------------------------------------ SPDX expressions


def _of_expression(expression: str) -> Known[bool]:
    tokens = _TOKEN.findall(expression[:10_000])
    try:
        copyleft, rest = _either(tokens)
    except (IndexError, RecursionError):
        return Gap(SOURCE, f"the licence expression {expression[:80]!r} cannot be read")
    if rest or copyleft is None:
        return Gap(SOURCE, f"the licence expression {expression[:80]!r} holds a name in neither of our lists")
    return Fact(copyleft, f"{SOURCE}: {expression.strip()[:_SHORT]}")


def _either(tokens: list[str]) -> tuple[bool | None, list[str]]:
    """OR binds loosest. One free choice is enough; an unknown one decides nothing."""
    value, tokens = _both(tokens)
    while tokens and tokens[0].upper() == "OR":
        other, tokens = _both(tokens[1:])
        value = False if False in (value, other) else None if None in (value, other) else True
    return value, tokens


def _both(tokens: list[str]) -> tuple[bool | None, list[str]]:
    """AND: one copyleft part is enough."""
    value, tokens = _one(tokens)
    while tokens and tokens[0].upper() == "AND":
        other, tokens = _one(tokens[1:])
        value = True if True in (value, other) else None if None in (value, other) else False
    return value, tokens


def _one(tokens: list[str]) -> tuple[bool | None, list[str]]:
    if tokens[0] == "(":
        value, tokens = _either(tokens[1:])
        return (value, tokens[1:]) if tokens[0] == ")" else (None, tokens)
    name, tokens = tokens[0], tokens[1:]
    if tokens and tokens[0].upper() == "WITH":
        tokens = tokens[2:]
    if _COPYLEFT.match(name):
        return True, tokens
    return (False if _FREE.match(name) else None), tokens
