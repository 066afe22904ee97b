"""CycloneDX 1.6: the strict validator, and the references that it does not check."""

import json

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from depcalc.render import RENDERERS, Style
from tests.builders import HOSTILE, a_hostile_report, a_report, an_own_row

CASES = {
    "plain": a_report(),
    "hostile": a_hostile_report(),
    "own code": a_report(
        own=tuple(an_own_row(package=t, version=t, path=t, symbols=HOSTILE) for t in HOSTILE)
    ),
}


def document(report):
    return json.loads(RENDERERS["cyclonedx"](report, Style()))


@pytest.mark.parametrize("report", CASES.values(), ids=CASES)
def test_the_strict_validator_finds_nothing(report):
    text = RENDERERS["cyclonedx"](report, Style())
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None


@pytest.mark.parametrize("report", CASES.values(), ids=CASES)
def test_no_reference_dangles_and_none_is_used_twice(report):
    made = document(report)
    refs = [one["bom-ref"] for one in made["components"]] + [made["metadata"]["component"]["bom-ref"]]
    assert len(refs) == len(set(refs))
    for one in made["dependencies"]:
        assert {one["ref"], *one["dependsOn"]} <= set(refs)
    for one in made["vulnerabilities"]:
        assert {place["ref"] for place in one["affects"]} <= set(refs)


def test_the_figures_are_properties():
    report = a_report()
    made = document(report)
    (direct,) = [one for one in made["components"] if one["name"] == report.decisions[0].package]
    names = {one["name"] for one in direct["properties"]}
    assert {"depcalc:verdict", "depcalc:annual_cost_usd", "depcalc:crowd_annual_usd"} <= names


def test_the_same_report_has_the_same_serial_number_and_another_has_another():
    numbers = {document(one)["serialNumber"] for one in (a_report(), a_report(), a_report(path="other"))}
    assert len(numbers) == 2
