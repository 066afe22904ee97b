"""What `check` and `diff` print: harmless in every format, whatever a stranger writes; the code was decided before."""

import json
import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from depcalc.cli.check import FORMATS
from depcalc.render import Style
from depcalc.render.html import render_html
from depcalc.values.finding import SEVERITIES, Finding, Outcome
from tests.builders import HOSTILE, a_report
from tests.render.goldens import COMPARED, GATE, a_checked, a_diff, gates

TEXTS, REPORT = gates()["gate-hostile"]
CHECKED, DIFF = a_checked(TEXTS, REPORT), a_diff(TEXTS, REPORT)
ANSWERS = {name: render(CHECKED, style) for name, (render, style) in GATE.items()}
ANSWERS |= {name: render(DIFF, style) for name, (render, style) in COMPARED.items()}
ANSWERS["report.html"] = render_html(REPORT, Style())
UNSEEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\u061c]")
every_answer = pytest.mark.parametrize("name", ANSWERS)


@every_answer
def test_no_character_that_steers_a_terminal_or_hides_gets_through(name):
    allowed = "\u200b" if name.endswith(".md") else ""  # it keeps a mention from being one
    assert set(UNSEEN.findall(ANSWERS[name])) <= set(allowed)


@every_answer
def test_no_line_is_a_command_of_a_build_server(name):
    lines = ANSWERS[name].splitlines()
    assert not [line for line in lines if re.match(r"\s*(::|##\[)", line)]


@pytest.mark.parametrize("name", ["check.md", "diff.md"])
def test_markdown_has_no_tag_cell_link_or_mention_of_theirs(name):
    text = ANSWERS[name]
    ours = ("details", "/details", "summary", "/summary")
    tags = set(re.findall(r"<([^!>][^>]*)>", text))
    assert tags <= set(ours)
    assert not re.search(r"(?<![\\`])\[[^\]]*\]\(", text)
    assert not re.search(r"@\w", text)
    rows = [line for line in text.splitlines() if line.startswith("| ") and "---" not in line]
    widths = {len(re.findall(r"(?<!\\)\|", row)) for row in rows}
    assert len(widths) == 1


def test_the_page_holds_no_element_of_theirs():
    text = ANSWERS["report.html"]
    assert text.count("<script>") == 1
    assert not re.search(r"<(?:img|a|iframe|object|form)\b|\son\w+=", text)


@pytest.mark.parametrize("name", ["check.json", "diff.json"])
def test_json_gives_names_back_as_they_are(name):
    assert json.loads(ANSWERS[name])
    for text in HOSTILE[:3]:
        assert json.dumps(text)[1:-1] in json.dumps(json.loads(ANSWERS[name]))


# ------------------------------------------------------------------ the exit code


findings = st.builds(
    Finding,
    rule=st.sampled_from(["DC001", "DC002", "DC008", "DC014", "DC017", "DC018"]),
    severity=st.sampled_from([*SEVERITIES, "unknown"]),
    package=st.sampled_from(HOSTILE) | st.text(max_size=20),
    version=st.text(max_size=20),
    message=st.text(max_size=60),
    path=st.text(max_size=20),
    line=st.none() | st.integers(1, 10**6),
    advisory=st.text(max_size=20),
    waived_by=st.text(max_size=20),
)
outcomes = st.builds(
    Outcome,
    blocking=st.lists(findings, max_size=4).map(tuple),
    informing=st.lists(findings, max_size=4).map(tuple),
    missing=st.lists(st.text(max_size=30), max_size=2).map(tuple),
    compared=st.text(max_size=20),
)


@settings(deadline=None, max_examples=60)
@given(outcome=outcomes, quiet=st.booleans())
def test_no_format_changes_the_exit_code_or_fails(outcome, quiet):
    checked = replace(CHECKED, report=a_report(), outcome=outcome)
    expected = 1 if outcome.blocking else 4 if outcome.missing else 0
    for render in FORMATS.values():
        assert isinstance(render(checked, Style(width=80, quiet=quiet)), str)
        assert checked.outcome.code == expected
    told = json.loads(FORMATS["json"](checked, Style()))
    assert told["exit_code"] == expected
