"""SARIF by the validator that code scanning's rules are written for. It exits 0 whatever it finds: its log counts."""

import gzip
import json
import os
import subprocess
from pathlib import Path

import pytest

from depcalc.render import RENDERERS, Style
from depcalc.values.finding import SEVERITIES, Finding
from depcalc.values.rules import RULES
from tests.builders import a_hostile_report, a_report

ROOT = Path(__file__).parents[2]
USUAL = ROOT / "node_modules/@microsoft/sarif-multitool-linux/Sarif.Multitool"
TOOL = Path(os.environ.get("SARIF_MULTITOOL") or USUAL)
NO_PAGE = "Warning_ProvideToolnformationUri"  # the project has no page of its own to name
LEVELS = (*SEVERITIES, "unknown")
MOST_BYTES = 10 * 10**6  # of an upload, compressed


def of_every_rule():
    levels = {rule.id: LEVELS if rule.severity == "advisory" else (rule.severity,) for rule in RULES}
    return tuple(
        Finding(
            id_,
            level,
            "acme-web",
            "4.2",
            f"{id_} says so",
            "shop-api/uv.lock",
            88,
            level,
            waived_by="why" if at else "",
        )
        for id_, found in levels.items()
        for at, level in enumerate(found)
    )


def many():
    return tuple(
        Finding(
            "DC001",
            LEVELS[n % 5],
            f"acme-{n}",
            "1.0",
            f"GHSA-{n} affects it",
            "shop-api/uv.lock",
            n + 1,
            f"GHSA-{n}",
        )
        for n in range(6000)
    )


REPORTS = {
    "empty": a_report(),
    "every rule": a_report(findings=of_every_rule()),
    "hostile": a_hostile_report(),
    "more than are kept": a_report(findings=many()),
}


@pytest.mark.skipif(
    not TOOL.is_file(), reason="npm install @microsoft/sarif-multitool, or name it in SARIF_MULTITOOL"
)
@pytest.mark.parametrize("name", REPORTS)
def test_the_validator_of_code_scanning_finds_nothing(name, tmp_path):
    (tmp_path / "made.sarif").write_text(RENDERERS["sarif"](REPORTS[name], Style()), encoding="utf-8")
    plain = {**os.environ, "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"}
    subprocess.run(
        [TOOL, "validate", "made.sarif", "--rule-kind", "Sarif;Ghas", "--output", "log.sarif"],
        cwd=tmp_path, env=plain, capture_output=True, check=False,
    )  # fmt: skip
    (run,) = json.loads((tmp_path / "log.sarif").read_text("utf-8-sig"))["runs"]
    assert run["invocations"][0]["executionSuccessful"]
    found = [(one["ruleId"], one["message"]["id"]) for one in run["results"]]
    assert [one for one in found if one[1] != NO_PAGE] == []


@pytest.mark.parametrize("name", REPORTS)
def test_what_the_validator_does_not_see(name):
    text = RENDERERS["sarif"](REPORTS[name], Style())
    run = json.loads(text)["runs"][0]
    rules, results = run["tool"]["driver"]["rules"], run["results"]
    assert len(results) <= 5000
    assert len(gzip.compress(text.encode())) < MOST_BYTES
    for rule in rules:
        assert len(rule["properties"]["tags"]) <= 20
        assert isinstance(rule["properties"]["security-severity"], str)
    for result in results:
        assert result["partialFingerprints"]["primaryLocationLineHash"]
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert len(result["locations"]) == 1
        assert result["message"]["text"].strip()
