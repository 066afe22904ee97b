"""SARIF as code scanning takes it: what its validator checks, and what it does not."""

import json

import pytest

from depcalc.render import RENDERERS, Style
from depcalc.render.sarif import relative
from depcalc.values.finding import SEVERITIES, Finding
from tests.builders import HOSTILE, a_report

BAD = Finding("DC001", "high", "acme-tls", "1.0", "GHSA-1 affects it", "shop-api/uv.lock", 7, "GHSA-1")


def sarif(*found, path="shop-api"):
    return json.loads(RENDERERS["sarif"](a_report(findings=found, path=path), Style()))["runs"][0]


def one(finding):
    (result,) = sarif(finding)["results"]
    return result


def everything():
    levels = [*SEVERITIES, "unknown"]
    return [
        Finding(rule, level, "p", "1", "m", "uv.lock", 1, "A")
        for rule in ("DC001", "DC012")
        for level in levels
    ]


def test_an_index_points_at_the_rule_of_that_id():
    run = sarif(*everything())
    rules = run["tool"]["driver"]["rules"]
    assert len({rule["id"] for rule in rules}) == len(rules)
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]


def test_severity_is_a_text_on_the_rule():
    for rule in sarif(*everything())["tool"]["driver"]["rules"]:
        assert isinstance(rule["properties"]["security-severity"], str)
        assert 0 < float(rule["properties"]["security-severity"]) <= 10
        assert len(rule["properties"]["tags"]) <= 20
        for key in ("shortDescription", "fullDescription", "help"):
            assert rule[key]["text"]


def test_a_finding_stands_at_its_line_as_seen_from_the_repository():
    place = one(BAD)["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "shop-api/uv.lock"
    assert (place["region"]["startLine"], place["region"]["endLine"]) == (7, 7)


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("/repo/a/uv.lock", "a/uv.lock"),
        ("../x/uv.lock", "x/uv.lock"),
        ("", "pyproject.toml"),
        ("/repo", "repo"),
    ],
)
def test_a_path_never_leads_out_of_the_repository(path, uri):
    assert relative(path, "/repo") == uri


def fingerprint(**changed):
    from dataclasses import replace

    return one(replace(BAD, **changed))["partialFingerprints"]["primaryLocationLineHash"]


def test_a_fingerprint_survives_an_upgrade_and_new_words():
    assert fingerprint(version="2.0", message="other words", line=99) == fingerprint()


@pytest.mark.parametrize("what", [{"advisory": "GHSA-2"}, {"package": "acme-web"}, {"path": "a/uv.lock"}])
def test_another_finding_has_another_fingerprint(what):
    assert fingerprint(**what) != fingerprint()


def test_what_is_waived_is_suppressed_with_its_reason():
    from dataclasses import replace

    said = one(replace(BAD, waived_by="not reachable"))["suppressions"]
    assert said == [{"kind": "external", "status": "accepted", "justification": "not reachable"}]


def test_no_more_than_code_scanning_keeps_and_the_worst_first():
    low = [Finding("DC008", "low", f"p{n}", "1", "m", "uv.lock") for n in range(5001)]
    results = sarif(*low, BAD)["results"]
    assert len(results) == 5000
    assert results[0]["ruleId"] == "DC001-high"


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_data(text):
    finding = Finding("DC001", "high", text, text, text, text, 1, text)
    written = RENDERERS["sarif"](a_report(findings=(finding,), path=text), Style())
    assert written.isascii()
    message = json.loads(written)["runs"][0]["results"][0]["message"]["text"]
    assert "\x1b" not in message
    assert "\n" not in message
