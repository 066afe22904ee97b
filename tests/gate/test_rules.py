"""Every rule has its page, and every page its rule."""

from pathlib import Path

import pytest

from depcalc.values.finding import SEVERITIES
from depcalc.values.rules import RULES

PAGES = Path(__file__).parents[2] / "docs" / "rules"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_has_a_page_that_names_it(rule):
    text = (PAGES / f"{rule.id}.md").read_text()
    assert text.startswith(f"# {rule.id} {rule.name}\n")
    assert rule.name in text.rpartition("## In a policy")[2]


def test_no_page_is_left_of_a_rule_that_is_gone():
    assert {path.stem for path in PAGES.glob("DC*.md")} == {rule.id for rule in RULES}


def test_ids_and_names_are_never_used_twice():
    assert len({rule.id for rule in RULES}) == len({rule.name for rule in RULES}) == len(RULES)


def test_a_severity_is_one_of_the_known():
    assert {rule.severity for rule in RULES} <= {*SEVERITIES, "advisory"}
