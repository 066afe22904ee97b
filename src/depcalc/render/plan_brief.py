"""The hardening brief of one rewrite, for people."""

from collections.abc import Iterable, Iterator

from depcalc.render.frame import paragraph
from depcalc.render.style import Style
from depcalc.render.wording import dollars, lines_of_code, listed, rough, two
from depcalc.values.plan import Brief, NegativeTest

MOST_TESTS = 8


def section(title: str, lines: Iterable[str], style: Style) -> str:
    """A title and its lines below it."""
    head = style.bold(paragraph(title, style))
    return "\n".join([head, *(paragraph(line, style, "  ", "    ") for line in lines)])


def orders(one: Brief) -> Iterator[str]:
    """What to spend, what to attack first, what to test, and when to stop."""
    yield (
        f"Size: about {lines_of_code(one.kloc)}, class {one.klass}. The first review costs an estimated"
        f" {dollars(one.review)}, in the price of the step."
    )
    if one.budget > 0:
        yield (
            f"Budget: {dollars(one.budget)} a year of search on top, about {two(one.tokens)} million tokens"
            " at today's price."
        )
    else:
        yield "Budget: no search beyond the first review."
    yield f"No riskier than keeping it: {_parity(one.at_least)}."
    yield _first(one)
    yield _tests(one.tests)
    yield _stop(one)


def _parity(usd: float | None) -> str:
    if usd is None:
        return "not within $100M a year"
    return f"from ${rough(usd)} a year on" if usd else "already without any"


def _first(one: Brief) -> str:
    if one.capabilities is None:
        return "Attack first: the part in use is not measured here, so what it can do is unknown."
    seen = sorted(one.capabilities, key=lambda found: (found.at_import or found.weak, found.tag))
    first = {found.tag: found for found in reversed(seen)}
    if not first:
        return "Attack first: what it takes in. No call that reaches out was seen, and a parser makes none."
    shown = [f"{first[tag].tag} ({first[tag].name})" for tag in dict.fromkeys(found.tag for found in seen)]
    return f"Attack first, as the measured part can do it: {listed(shown, MOST_TESTS)}."


def _tests(tests: tuple[NegativeTest, ...]) -> str:
    if not tests:
        return "Negative tests: no advisory of the library is on record."
    shown = listed((f"{test.id} ({test.severity})" for test in tests), MOST_TESTS)
    return f"Negative tests, one for each past advisory ({len(tests)}): {shown}."


def _stop(one: Brief) -> str:
    if one.budget <= 0:
        return "Stop: after the first review."
    if one.stop_after is None:
        return "Stop: not in sight; go on with the budget of each year."
    return (
        f"Stop: when {dollars(one.stop_after)} in a row have found nothing serious; a find starts the count"
        f" again. The first $1,000 finds an estimated {two(one.next_finds)} serious flaws."
    )
