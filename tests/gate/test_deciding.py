"""Which findings stop a merge, which are new, what a waiver covers."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depcalc.errors import ConfigError
from depcalc.gate import DEFAULT_DENY, RULES, new_or_worse, parse_deny, stops, with_waivers
from depcalc.values.finding import SEVERITIES, Finding, Outcome
from depcalc.values.settings import Waiver

TODAY = date(2026, 11, 21)
BAD = Finding("DC001", "high", "acme-tls", "1.0", "GHSA-1 affects acme-tls", "uv.lock", 7, "GHSA-1")
found = st.builds(
    Finding,
    st.sampled_from([rule.id for rule in RULES]),
    st.sampled_from([*SEVERITIES, "unknown"]),
    st.sampled_from(["acme-tls", "acme-web", ""]),
    st.sampled_from(["1.0", "2.0"]),
    st.just("said"),
    st.sampled_from(["uv.lock", "a/uv.lock"]),
    st.integers(1, 9),
    st.sampled_from(["", "GHSA-1", "GHSA-2"]),
)


def waiver(days=100, **what):
    return Waiver("not reachable", TODAY + timedelta(days), **(what or {"package": "acme-tls"}))


def stopped(finding, *deny):
    return stops(finding, parse_deny(deny))


@pytest.mark.parametrize(("severity", "is_stopped"), [("critical", True), ("high", True), ("medium", False)])
def test_a_severity_in_the_policy_is_the_least_that_stops(severity, is_stopped):
    assert stopped(replace(BAD, severity=severity), "vulnerable:high") is is_stopped


def test_an_unscored_advisory_counts_as_high():
    assert stopped(replace(BAD, severity="unknown"), "vulnerable:high")
    assert not stopped(replace(BAD, severity="unknown"), "vulnerable:critical")


def test_a_rule_can_be_named_by_its_id():
    assert stopped(BAD, "dc001")


def test_a_misspelt_rule_is_refused_with_a_guess():
    with pytest.raises(ConfigError, match="did you mean vulnerable"):
        parse_deny(["vulnerabel"])


def test_a_misspelt_severity_is_refused():
    with pytest.raises(ConfigError, match="one of critical"):
        parse_deny(["vulnerable:severe"])


def test_the_default_policy_stops_for_what_is_malicious_and_for_high_advisories():
    assert DEFAULT_DENY[:2] == ("malicious", "vulnerable:high")
    assert stopped(replace(BAD, rule="DC002", severity="critical"))
    assert not stopped(replace(BAD, rule="DC008", severity="low"))


# ------------------------------------------------------------------ new


@given(st.lists(found, max_size=8))
def test_nothing_is_new_beside_itself(findings):
    assert new_or_worse(findings, findings) == ()


@given(st.lists(found, max_size=8))
def test_everything_is_new_beside_nothing(findings):
    assert new_or_worse(findings, []) == tuple(findings)


def test_an_upgrade_that_leaves_the_advisory_open_is_not_new():
    assert new_or_worse([replace(BAD, version="2.0", line=99, message="x")], [BAD]) == ()


def test_worse_is_new():
    worse = replace(BAD, severity="critical")
    assert new_or_worse([worse], [BAD]) == (worse,)
    assert new_or_worse([BAD], [worse]) == ()


# ------------------------------------------------------------------ waivers


@pytest.mark.parametrize(
    ("what", "covered"),
    [
        ({"package": "acme-tls"}, True),
        ({"advisory": "GHSA-1"}, True),
        ({"rule": "vulnerable"}, True),
        ({"rule": "DC001", "package": "acme-tls"}, True),
        ({"package": "acme-web"}, False),
        ({"package": "acme-tls", "advisory": "GHSA-2"}, False),
        ({"rule": "malicious"}, False),
    ],
)
def test_a_waiver_covers_what_it_names_and_no_more(what, covered):
    first, *_ = with_waivers([BAD], [waiver(**what)], TODAY, "pyproject.toml")
    assert bool(first.waived_by) is covered
    assert stopped(first, "vulnerable") is not covered


def rules(findings):
    return [one.rule for one in findings]


def test_an_expired_waiver_covers_nothing_and_says_so():
    first, said = with_waivers([BAD], [waiver(-1)], TODAY, "pyproject.toml")
    assert first.waived_by == ""
    assert (said.rule, said.severity, said.path) == ("DC014", "medium", "pyproject.toml")
    assert "expired" in said.message


def test_a_waiver_still_holds_on_its_last_day():
    assert with_waivers([BAD], [waiver(0)], TODAY, "")[0].waived_by


@pytest.mark.parametrize(("days", "warned"), [(42, True), (43, False)])
def test_a_waiver_warns_six_weeks_ahead(days, warned):
    assert ("DC014" in rules(with_waivers([BAD], [waiver(days)], TODAY, ""))) is warned


def test_a_waiver_that_covers_nothing_is_said_unless_it_opens_a_gate():
    assert rules(with_waivers([], [waiver()], TODAY, "")) == ["DC014"]
    assert with_waivers([], [waiver()], TODAY, "", gated=["acme-tls"]) == ()


# ------------------------------------------------------------------ the code


@pytest.mark.parametrize(
    ("blocking", "missing", "code"), [((), (), 0), ((BAD,), (), 1), ((), ("old",), 4), ((BAD,), ("old",), 1)]
)
def test_a_certain_finding_counts_before_a_gap(blocking, missing, code):
    assert Outcome(blocking, (), missing).code == code
