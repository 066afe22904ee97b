"""The page a lead shows in a meeting: one file that asks nothing of anybody, escaped throughout.

Its policy allows the style and the script that stand in it, by their hashes, and nothing else: a hostile package
name can neither load nor send anything.
"""

import base64
import hashlib
from collections.abc import Sequence

from depcalc.render.frame import facts_day
from depcalc.render.html_assets import SCRIPT, STYLE
from depcalc.render.html_drawings import budget, money, who_is_ahead
from depcalc.render.html_parts import safe, said
from depcalc.render.html_tables import decisions, findings, own, tree
from depcalc.render.joint import joint_lines
from depcalc.render.phrases import anchor, coverage, notices, outside, scope_name
from depcalc.render.steps import by_cost, first_steps
from depcalc.render.style import Style
from depcalc.render.text import GLUE
from depcalc.render.wording import between, dollars, of_years
from depcalc.values.report import Decision, Report


def render_html(report: Report, style: Style, steps: Sequence[tuple[float, float]] = ()) -> str:
    """The whole page. `steps`: (dollars spent, loss removed a year) along the plan, for the frontier."""
    rows = by_cost(report)
    body = "".join(
        (
            _header(report),
            "<main>",
            _section("What to do first", _first(rows, report)),
            _section("Every direct requirement", decisions(rows)),
            _section("What leaves only together", _listed(joint_lines(report))),
            _section("Who is ahead", who_is_ahead(rows)),
            _section("Where the money is", money(rows)),
            _section("What a budget buys", budget(steps)),
            _section("Code of our own", own(report)),
            _section("Findings", findings(report)),
            _section("The tree", tree(report)),
            _section("What it rests on", _rests_on(report)),
            "</main>",
        )
    ).replace(GLUE, " ")
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy"'
        f' content="{_policy()}"><meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta name="color-scheme" content="light dark"><meta name="referrer" content="no-referrer">'
        f"<title>depcalc: {safe(_locks(report))}</title><style>{STYLE}</style></head>"
        f"<body>{body}<script>{SCRIPT}</script></body></html>\n"
    )


def _policy() -> str:
    return (
        f"default-src 'none'; style-src '{_hash(STYLE)}'; script-src '{_hash(SCRIPT)}'; base-uri 'none';"
        " form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _locks(report: Report) -> str:
    return ", ".join(lock.path for lock in report.lockfiles)


def _section(title: str, body: str) -> str:
    if not body:
        return ""
    name = title.lower().replace(" ", "-")
    return f'<section aria-labelledby="{name}"><h2 id="{name}">{title}</h2>{body}</section>'


# ------------------------------------------------------------------ the head


def _header(report: Report) -> str:
    sums = report.totals
    facts = (
        f"profile {report.profile}, exposure {report.exposure}, scope {scope_name(report.scope)},"
        f" {facts_day(report)}"
    )
    boxes = (
        ("Today, estimated a year", dollars(sums.today.mean), between(sums.today)),
        ("Under the verdicts", dollars(sums.verdicts.mean), between(sums.verdicts)),
        ("Saved a year", dollars(sums.saving.mean), between(sums.saving)),
        (
            "Hit through its packages",
            f"{of_years(sums.hazard_today)} of years",
            f"a typical app of 60 packages: {of_years(sums.anchor_hazard)}",
        ),
        ("Packages in scope", f"{report.scope.packages:,}", f"{report.scope.direct:,} asked for directly"),
    )
    cells = "".join(
        f"<div><dt>{safe(name)}</dt><dd>{safe(value)}<small>{safe(more)}</small></dd></div>"
        for name, value, more in boxes
    )
    return (
        f"<header><h1>Dependencies of {safe(_locks(report))}</h1>{said(facts, 'soft')}"
        f'<dl class="sums">{cells}</dl>{said(f"All figures are estimates. {anchor(report)}", "soft")}</header>'
    )


def _first(rows: Sequence[Decision], report: Report) -> str:
    return _listed(first_steps(list(rows), report))


def _listed(lines: Sequence[str]) -> str:
    return f"<ul>{''.join(f'<li>{safe(line)}</li>' for line in lines)}</ul>" if lines else ""


def _rests_on(report: Report) -> str:
    changed = ", ".join(f"{key} = {value:g} ({origin})" for key, value, origin in report.changed_assumptions)
    made = f"{report.draws:,} worlds, seed {report.seed or 'median'}, depcalc {report.tool_version}."
    if changed:
        made += f" Changed assumptions: {changed}."
    lines = [line for line in (outside(report.scope), *notices(report)) if line]
    return f"{said(coverage(report))}{said(made, 'soft')}{_listed(lines)}"
