"""What leaves together is said once, and says what the rows say."""

from dataclasses import replace

from depcalc.render import RENDERERS, Style
from depcalc.values.report import JointGroup, JointRow, Range
from tests.builders import HOSTILE, a_decision, a_report, a_web_framework

GROUP = JointGroup(
    (JointRow("acme-imaging", "keep", "replace"), JointRow("acme-web", "replace", "replace")),
    ("acme-tls",),
    Range(540, 120, 280, 1700),
)


def text(kind, **changes):
    made = a_report(**{"joint": (GROUP,), **changes})
    return " ".join(RENDERERS[kind](made, Style(width=80)).split())


def test_the_table_says_what_leaves_only_together_and_what_that_saves():
    said = text("table")
    assert (
        "Together: replace acme-imaging (its row says keep); replace acme-web. That frees acme-tls too."
        in said
    )
    assert "saves an estimated $540 a year more than the rows one by one" in said
    assert "Together:" not in text("table", joint=())


def test_explain_says_it_for_the_packages_of_the_group_alone():
    assert "Together:" in text("explain", decisions=(a_decision(),))
    assert "Together:" not in text("explain", decisions=(a_decision(package="acme-other"),))


def test_explain_says_what_stays_and_for_whom():
    decision = replace(a_web_framework(), stays_behind=("acme-tls",))
    assert "stays, because others need it: acme-tls (for acme-gateway)" in text(
        "explain", decisions=(decision,)
    )


def test_names_of_strangers_do_nothing():
    rows = tuple(JointRow(name, "keep", "replace") for name in HOSTILE)
    said = RENDERERS["table"](a_report(joint=(JointGroup(rows, HOSTILE, GROUP.saving),)), Style(width=80))
    assert "\x1b" not in said
    assert "::error" not in said
