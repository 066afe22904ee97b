"""The plan: fits, adds up, says where the money ends, and lets no outside text do anything."""

import json
import re
from dataclasses import replace
from datetime import date

import pytest

from depcalc.render.json_plan import render_plan_json
from depcalc.render.plan import render_plan
from depcalc.render.style import Style
from depcalc.render.text import cells
from depcalc.values.plan import Brief, NegativeTest, Plan, Step, Upstream
from depcalc.values.report import Range
from depcalc.values.usage import Capability
from tests.builders import HOSTILE, a_hostile_report, a_range, a_report
from tests.render.test_advise import documented, keys

ESCAPE = re.compile(r"\x1b\[[0-9;]*m")


def a_step(**changes) -> Step:
    made = Step(
        phase=1,
        kind="upgrade",
        packages=("acme-imaging",),
        what="upgrade acme-imaging 10.4.0 to 12.3.0, closes 2 advisories",
        cost=340.0,
        once=340.0,
        yearly=0.0,
        work=7.0,
        removed=a_range(180),
        frees=(),
        state="in",
        spent=340.0,
        removed_so_far=1090.0,
        urgent=False,
        meanwhile=(),
    )
    return replace(made, **changes)


def a_brief(**changes) -> Brief:
    made = Brief(
        package="acme-gateway",
        klass="sdk",
        kloc=0.06,
        budget=120.0,
        tokens=20.0,
        at_least=0.0,
        review=11.0,
        capabilities=(Capability("subprocess", "subprocess.run", "acme/run.py", 12),),
        tests=(NegativeTest("GHSA-aaaa-bbbb-cccc", ("CVE-2026-0001",), "high", 8.1, date(2026, 2, 3)),),
        stop_after=600.0,
        next_finds=0.02,
    )
    return replace(made, **changes)


def a_plan(**changes) -> Plan:
    made = Plan(
        report=a_report(),
        budget=500.0,
        steps=(
            a_step(
                kind="cooldown", packages=(), what="set a cooldown of 7 days", cost=0.0, once=0.0, spent=0.0
            ),
            a_step(),
            a_step(
                phase=2,
                kind="harden",
                what="search our own src/_jwt.py",
                state="part",
                cost=160.0,
                spent=500.0,
            ),
            a_step(
                phase=3, kind="rewrite", what="rewrite the part of acme-gateway that is used", state="beyond"
            ),
            a_step(
                what="upgrade acme-strings 1.0 to 1.1", cost=60.0, removed=a_range(0.4), state="not worth it"
            ),
        ),
        spent=500.0,
        loss_before=a_range(2400),
        loss_after=a_range(1300),
        removed=Range(1090, 20, 400, 4400),
        upstream=(Upstream("acme-imaging", a_range(0.1), 26_000.0, 250_000.0, 0.0),),
        briefs=(a_brief(),),
        whole=570.0,
    )
    return replace(made, **changes)


def shown(plan=None, **style) -> str:
    return render_plan(plan or a_plan(), Style(**{"width": 80, **style}))


def flat(plan=None) -> str:
    return " ".join(shown(plan).split())


def hostile() -> Plan:
    steps = tuple(a_step(packages=(name,), what=f"upgrade {name}", frees=HOSTILE, state=state) for name in HOSTILE
                  for state in ("in", "beyond", "not worth it"))  # fmt: skip
    tests = tuple(NegativeTest(name, HOSTILE, name, None, date(2026, 1, 1)) for name in HOSTILE)
    seen = tuple(Capability(name, name, name, 1) for name in HOSTILE)
    return a_plan(
        report=a_hostile_report(),
        steps=steps,
        upstream=tuple(Upstream(name, a_range(1), 1.0, 1.0, 5.0) for name in HOSTILE),
        briefs=tuple(a_brief(package=name, klass=name, capabilities=seen, tests=tests) for name in HOSTILE),
    )


@pytest.mark.parametrize("width", [20, 40, 60, 80, 100, 120, 200])
@pytest.mark.parametrize("ascii_only", [False, True])
@pytest.mark.parametrize("made", [a_plan, hostile])
def test_no_line_is_wider_than_the_terminal(made, width, ascii_only):
    text = render_plan(made(), Style(width=width, ascii=ascii_only))
    assert max(cells(line) for line in text.splitlines()) <= width


def test_outside_text_does_nothing_to_a_terminal():
    text = shown(hostile())
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]", text)
    assert "::error" not in text
    assert shown(hostile(), ascii=True).isascii()


def test_colour_changes_nothing_but_colour():
    assert ESCAPE.sub("", shown(colour="256")) == shown()


def test_the_money_ends_between_what_it_reaches_and_what_it_does_not():
    text = shown(width=120)
    done, beyond = text.split("-- $500 ends here --")
    assert "search our own src/_jwt.py, in part" in " ".join(done.split())
    assert "rewrite the part of" in beyond
    assert "ends here" not in shown(a_plan(budget=None))


def test_what_waits_for_money_says_what_is_due_until_then():
    late = a_step(kind="replace", what="replace six", state="beyond", meanwhile=("django 3.2.0 to 4.2.30",))
    assert "replace six; until then upgrade django 3.2.0 to 4.2.30" in " ".join(
        shown(a_plan(steps=(late,)), width=120).split()
    )


def test_what_does_not_pay_stands_apart_with_both_figures():
    assert "upgrade acme-strings 1.0 to 1.1: $60, removes an estimated $0.40 a year" in flat()
    assert "upgrade acme-strings" not in shown().split("Together")[0]


def test_a_phase_with_nothing_to_do_says_so():
    only = a_plan(steps=(a_step(),))
    assert "No search pays" in flat(only)
    assert "No code to take over pays" in flat(only)


def test_a_malicious_release_gets_no_figure_of_what_it_removes():
    urgent = a_step(kind="move", what="move acme-poisoned 1.2.0 to 1.2.1 now, rotate secrets", urgent=True)
    line = next(
        line for line in shown(a_plan(steps=(urgent,)), width=120).splitlines() if "acme-poisoned" in line
    )
    assert line.split()[-3:] == ["340", "-", "340"]


def test_money_that_is_left_is_named():
    assert "For the other $160 nothing here pays" in flat(a_plan(steps=(a_step(),), spent=340.0))
    assert "nothing here pays" not in flat()


def test_a_total_has_its_scale_beside_it():
    assert "for scale, a typical app of 60 packages" in flat()


def test_private_and_public_return_are_told_apart():
    text = flat()
    assert "No dollar of it comes back to you here" in text
    assert re.search(r"acme-imaging 0\.10 26,000 250,000", text)
    paying = Upstream("acme-imaging", a_range(0.1), 26_000.0, 250_000.0, 300.0)
    assert "It comes back to you for acme-imaging" in flat(a_plan(upstream=(paying,)))


def test_users_that_nobody_counted_are_unknown():
    here = Upstream("acme-internal", a_range(700), None, None, 300.0)
    assert re.search(r"acme-internal 700 - unknown", flat(a_plan(upstream=(here,))))


def test_a_brief_says_how_much_what_first_and_when_to_stop():
    text = flat()
    assert "Budget: $120 a year of search on top, about 20 million tokens" in text
    assert "subprocess (subprocess.run)" in text
    assert "GHSA-aaaa-bbbb-cccc (high)" in text
    assert "Stop: when $600 in a row have found nothing serious" in text


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"capabilities": None}, "the part in use is not measured here"),
        ({"capabilities": ()}, "a parser makes none"),
        ({"tests": ()}, "no advisory of the library is on record"),
        ({"stop_after": None}, "not in sight"),
        ({"budget": 0.0}, "no search beyond the first review"),
        ({"at_least": None}, "not within $100M a year"),
    ],
)
def test_a_brief_claims_nothing_that_is_not_known(changes, said):
    assert said in flat(a_plan(briefs=(a_brief(**changes),)))


def test_every_key_of_the_plan_is_on_the_page_and_none_is_gone():
    skip = {"tool", "settings", "briefs[].attack_first"}
    seen = set(keys(json.loads(render_plan_json(a_plan(), Style())), skip))
    assert seen == documented("Another document: plan")


def test_what_is_not_done_has_no_running_total():
    steps = json.loads(
        render_plan_json(a_plan(steps=(a_step(state="beyond", spent=None, removed_so_far=None),)), Style())
    )
    assert steps["steps"][0]["spent_usd"] is None
    assert steps["steps"][0]["removed_so_far_usd_per_year"] is None
