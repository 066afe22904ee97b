"""Over whole production scopes of real locks little stays undecided, and the page says what the bench finds."""

import pytest
from bench import coverage
from bench.generated import read_part

THREE = ("saleor", "sentry", "certbot")


@pytest.fixture(scope="module")
def reports(shared):
    return {name: coverage.read(*lock)[1] for name, *lock in coverage.TEN if name in THREE}


@pytest.mark.parametrize("name", THREE)
def test_at_most_a_tenth_of_the_rows_is_undecided(reports, name):
    rows = reports[name].decisions
    assert len(rows) > 50
    assert sum(d.verdict == "unknown" for d in rows) <= 0.1 * len(rows)


@pytest.mark.parametrize("name", THREE)
def test_the_page_says_what_each_lock_gives(reports, name):
    """To a percentage point: the money has its own random numbers."""
    lines = read_part("coverage.md", "locks").splitlines()
    (line,) = (line for line in lines if line.startswith(f"| {name} |"))
    said = [cell.strip() for cell in line.strip("| ").split("|")]
    found = coverage.by_lock(name, reports[name])
    assert said[:6] == list(found[:6])
    for a, b in zip(said[6:], found[6:], strict=True):
        assert abs(int(a.split()[0]) - int(b.split()[0])) <= 1


def test_three_kinds_of_knowledge_are_told_apart_for_every_input():
    lines = read_part("coverage.md", "inputs").splitlines()
    rows = [line.strip("| ").split(" | ") for line in lines if line.startswith("| ") and "%" in line]
    assert len(rows) == 18
    for name, *shares in rows:
        assert 98 <= sum(int(share.split()[0]) for share in shares) <= 102, name
