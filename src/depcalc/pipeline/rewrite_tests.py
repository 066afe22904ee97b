"""How to test own code that takes a package's place: beside it, by what must hold, by its past flaws. Pure."""

from collections.abc import Mapping, Sequence

from depcalc.values.advice import PastAdvisory, TestPlan
from depcalc.values.evidence import Advisory, Evidence
from depcalc.values.fact import value_or

MOST_PAST = 60
BANDS = ("critical", "high", "medium", "low", "unknown")  # worst first
UNTOUCHED = (("C:N", "I:N"), ("VC:N", "VI:N"))  # parts of a vector: neither secrecy nor integrity
ALWAYS = (
    "any input gives an answer or your own error: nothing else is raised, nothing hangs",
    "the same input gives the same answer, whatever was called before",
    "empty, single and very long inputs; text beyond ASCII; numbers at their limits",
)
BY_CLASS: Mapping[str, tuple[str, ...]] = {
    "parser": (
        "twice the input takes about twice the time; nesting and size are bounded",
        "what is read and written again reads the same",
        "nothing is accepted that the library refuses",
    ),
    "crypto": (
        "published test vectors, byte for byte",
        "an input changed in any one bit or cut short is refused",
        "secrets are compared in constant time and never printed",
    ),
    "auth": (
        "a token changed in any byte, expired or for somebody else is refused",
        "the caller names algorithm and key; the token never chooses",
    ),
    "net": (
        "no line break passes from an argument into a header",
        "credentials stay with their host across redirects",
        "sizes, times and redirects are bounded; certificates are checked",
    ),
    "protocol": (
        "a message split at any byte means the same",
        "lengths and line ends only as the standard says; what is ambiguous is refused",
    ),
    "framework": ("text from outside is never code, a path or markup unless it was escaped",),
    "database": ("text from outside is never part of a statement",),
    "numeric": ("close to the library's result at zero, infinity, not-a-number and the largest values",),
    "sdk": ("no secret appears in a message, a log or an address",),
    "data": ("every entry of the table equals the library's at this version",),
    "pure": ("what has an inverse comes back unchanged; what is done twice changes nothing more",),
}


def plan_tests(e: Evidence, klass: str, uses: Sequence[str]) -> TestPlan:
    """Three kinds of tests, and which of the library's past advisories become tests of yours."""
    past = sorted(map(_past, value_or(e.advisories, ())), key=_order)
    return TestPlan(
        version=e.version,
        differential=tuple(_beside(e, uses)),
        properties=(*ALWAYS, *BY_CLASS.get(klass, BY_CLASS["pure"])),
        past=tuple(past[:MOST_PAST]),
        left_out=max(0, len(past) - MOST_PAST),
    )


def _beside(e: Evidence, uses: Sequence[str]) -> list[str]:
    what = ", ".join(uses) if uses else "each name that you would call"
    at = f"{e.name} {e.version}".strip()
    return [
        f"call yours and {at} side by side on the same inputs, for: {what}",
        "take inputs from your own calls first, then mutate them; compare results and the kind of error",
        "keep the library in a development group for this, out of what is deployed",
        "a difference is a bug or a sentence in your documentation; none is left unexplained",
    ]


def _past(advisory: Advisory) -> PastAdvisory:
    parts = advisory.vector.split("/")
    return PastAdvisory(
        id=advisory.id,
        aliases=advisory.aliases,
        severity=advisory.severity,
        disclosed=advisory.disclosed,
        exploited=advisory.exploited,
        out_of_scope=any(all(part in parts for part in both) for both in UNTOUCHED),
    )


def _order(one: PastAdvisory) -> tuple[bool, bool, int, float, str]:
    return (
        one.out_of_scope, not one.exploited, BANDS.index(one.severity), -one.disclosed.toordinal(), one.id,
    )  # fmt: skip
