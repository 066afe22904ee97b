"""The advice as text and as JSON: the answer first, nothing hostile, no figure beside malice, stable keys."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from depcalc.pipeline import survey
from depcalc.pipeline.advising import advise
from depcalc.pipeline.whatif import whatif
from depcalc.render.advise import render_advise
from depcalc.render.json_advise import render_advise_json
from depcalc.render.json_own import own_record
from depcalc.render.json_whatif import render_whatif_json
from depcalc.render.style import Style
from depcalc.render.text import cells
from depcalc.render.whatif import render_whatif
from depcalc.values.advice import ADVICE_VERDICTS, Near, Reason
from depcalc.values.settings import Settings
from tests.builders import HOSTILE, an_own_row
from tests.test_advise import LOCK

FEW = Settings(draws=200, usage=False)
SCHEMA = Path(__file__).parents[2] / "docs" / "report-schema.md"
NAMES = (
    "pytz",
    "requests",
    "cryptography",
    "oillow",
    "acme-not-there",
    "durationpy",
    "sklearn",
    "python-dateutil",
)


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    folder = tmp_path_factory.mktemp("advise")
    (folder / "requirements.txt").write_text(LOCK)
    return survey(folder, FEW, environ={})


@pytest.fixture(scope="module")
def advices(project):
    return {
        name: advise(project, FEW, name, name, uses=("from_str",) if name == "durationpy" else ())
        for name in NAMES
    }


@pytest.fixture(scope="module")
def tried(project):
    return whatif(project, FEW, replace(FEW, loss=1e6), {"requests": "rewrite"}, closed=True)


def test_the_first_line_is_the_answer(advices):
    first = {name: render_advise(one, Style()).splitlines()[0][2:] for name, one in advices.items()}
    assert first == {
        "pytz": "Do not add pytz: use zoneinfo, in the standard library.",
        "requests": "Keep requests: it is required here already.",
        "cryptography": "Add cryptography.",
        "oillow": "Do not add oillow: known to be malicious. Did you mean pillow or willow?",
        "acme-not-there": "Unknown: too little is known of acme-not-there to add it.",
        "durationpy": "Do not add durationpy: write it yourself.",
        "sklearn": "Do not add sklearn: use scikit-learn in its place.",
        "python-dateutil": "Add python-dateutil.",
    }


@pytest.mark.parametrize("width", [40, 80, 120])
def test_no_line_is_wider_than_the_terminal(advices, tried, width):
    texts = [render_advise(one, Style(width=width)) for one in advices.values()]
    for text in (*texts, render_whatif(tried, Style(width=width))):
        assert max(map(cells, text.splitlines())) <= width


def test_a_malicious_name_has_no_dollar_of_its_own(advices):
    text = render_advise(advices["oillow"], Style(quiet=True))
    assert "$" not in text
    assert json.loads(render_advise_json(advices["oillow"], Style()))["figures"] is None


def test_a_dollar_never_stands_without_the_word_estimate(advices, tried):
    for text in (*(render_advise(one, Style()) for one in advices.values()), render_whatif(tried, Style())):
        assert "$" not in text or "stimate" in text


def test_hostile_names_reach_the_terminal_as_text(advices):
    for hostile in HOSTILE:
        bad = replace(
            advices["acme-not-there"],
            name=hostile,
            asked=hostile,
            uses=(hostile,),
            near=(Near(hostile, 1, hostile),),
            reasons=(Reason("no-facts", hostile),),
            asks=(hostile,),
        )
        text = render_advise(bad, Style(width=80))
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u202e\u2066\ufeff]", text)
        assert "\n::" not in text
        json.loads(render_advise_json(bad, Style()))


def test_ascii_is_ascii(advices, tried):
    style = Style(ascii=True)
    assert all(render_advise(one, style).isascii() for one in advices.values())
    assert render_whatif(tried, style).isascii()


def test_what_is_closed_is_marked_and_said(tried):
    text = render_whatif(tried, Style(width=80))
    assert "rewrite, closed" in text
    assert "priced all the same: gated: net" in text
    assert "Nothing was written" in " ".join(text.split())


# ------------------------------------------------------------------ keys


def documented(title):
    """Keys of the tables under a heading of the page and its subheadings, as (object, key)."""
    page = SCHEMA.read_text(encoding="utf-8").split(f"\n## {title}\n")[1].split("\n## ")[0]
    found, place = set(), ""
    for line in page.splitlines():
        if line.startswith("### "):
            place = line.removeprefix("### ").partition(" ")[0]
        elif match := re.match(r"\| `([^`]+)` \|", line):
            found.add((place, match[1]))
    return found


def keys(value, skip, path=""):
    if isinstance(value, dict) and not {"mean", "p05"} <= set(value):
        for key, inner in value.items():
            yield path, key
            name = f"{path}.{key}".lstrip(".")
            if name not in skip:
                yield from keys(inner, skip, name)
    elif isinstance(value, list):
        for inner in value:
            yield from keys(inner, skip, f"{path}[]")


ELSEWHERE = {
    "assumptions_digest", "choices", "data", "figures", "notices", "options", "project", "settings", "tool",
    "totals.hazard_per_year", "rows[].verdict",
}  # fmt: skip
PAIRS = {f"rows[].{name}_usd_per_year" for name in ("today", "chosen")}
PAIRS |= {f"totals.{name}_usd_per_year" for name in ("today", "advised", "chosen")}


def test_every_key_of_the_advice_is_on_the_page_and_none_is_gone(advices):
    seen = {
        one for a in advices.values() for one in keys(json.loads(render_advise_json(a, Style())), ELSEWHERE)
    }
    page = documented("Another document: advice")
    assert seen - page == set()
    assert page - seen - PAST == set()


PAST = {
    ("test_plan.past_advisories[]", k)
    for k in ("id", "aliases", "severity", "disclosed", "exploited", "denial_of_service")
}


def test_every_key_of_a_what_if_is_on_the_page_and_none_is_gone(tried):
    seen = set(keys(json.loads(render_whatif_json(tried, Style())), ELSEWHERE | PAIRS))
    page = documented("Another document: what-if")
    assert seen - page == set()
    assert page - seen == set()


def test_every_verdict_is_explained_on_the_page():
    page = SCHEMA.read_text(encoding="utf-8")
    assert [verdict for verdict in ADVICE_VERDICTS if f"`{verdict}`" not in page] == []


def test_the_same_question_gives_the_same_bytes(project, advices):
    again = advise(project, FEW, "pytz", "pytz")
    assert render_advise_json(again, Style()) == render_advise_json(advices["pytz"], Style())


def test_a_golden_advice_has_the_words_that_agents_switch_on(advices):
    """The parts that do not move with the data."""
    document = json.loads(render_advise_json(advices["pytz"], Style()))
    told = {
        key: document[key] for key in ("schema", "package", "verdict", "instead", "here", "near", "test_plan")
    }
    assert told == {
        "schema": "depcalc/advice/1",
        "package": "pytz",
        "verdict": "use-stdlib",
        "instead": "zoneinfo",
        "here": None,
        "near": [],
        "test_plan": None,
    }
    assert document["alternatives"][0]["does_not"]
    assert set(document["options"]) == {"keep", "vendor", "rewrite", "rewrite-unhardened", "replace"}


def test_an_own_row_is_on_the_page_and_every_null_of_it_has_a_reason():
    record = own_record(an_own_row())
    page = SCHEMA.read_text(encoding="utf-8").split("### `own[]`\n")[1].split("\n### ")[0]
    assert set(record) == set(re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE))
    nulls = {name for name, value in record.items() if value is None}
    assert nulls <= {gap["name"] for gap in record["gaps"]}
    assert nulls


@pytest.mark.parametrize(
    ("need", "basis", "said"),
    [
        (0.3, "measured", "you would need less than an estimated $1 a year"),
        (4200.0, "measured", "you would need an estimated $4,000 a year"),
        (0.0, "measured", "own code would be no riskier as it is."),
        (0.0, "by rule", "no riskier as it is, if the part in use is as small as taken."),
        (None, "measured", "no budget within $100M a year"),
    ],
)
def test_what_you_would_need_is_said_as_it_is_in_explain(advices, need, basis, said):
    one = advices["requests"]
    one = replace(
        one, decision=replace(one.decision, parity_budget=need), slice=replace(one.slice, basis=basis)
    )
    assert said in " ".join(render_advise(one, Style()).split())
