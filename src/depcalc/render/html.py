"""The page a lead shows in a meeting: one file that asks nothing of anybody, escaped throughout.

Its policy allows the style and the script that stand in it, by their hashes, and nothing else: a hostile package
name can neither load nor send anything.
"""

import base64
import hashlib
from collections.abc import Iterator, Mapping, Sequence

from depcalc.render.html_assets import SCRIPT, STYLE
from depcalc.render.html_parts import Head, Mark, Td, frontier, race, safe, sortable, stacked
from depcalc.render.phrases import (
    FLAGS,
    anchor,
    coverage,
    flags_in_order,
    notices,
    scope_name,
    verdict_words,
)
from depcalc.render.steps import by_cost, first_steps
from depcalc.render.style import MARKS, Style
from depcalc.render.text import GLUE
from depcalc.render.use import functions
from depcalc.render.wording import amount, between, count, dollars, of_years, rough
from depcalc.values.finding import rank
from depcalc.values.report import Decision, PackageRow, Report

MOST_RACED = 40
MOST_FINDINGS = 200
OPTIONS = ("today", "keep", "vendor", "rewrite")
ALARMING = ("malicious", "vulnerable", "taken-over", "yanked", "unused")


def render_html(report: Report, style: Style, steps: Sequence[tuple[float, float]] = ()) -> str:
    """The whole page. `steps`: (dollars spent, loss removed a year) along the plan, for the frontier."""
    rows = by_cost(report)
    body = "".join(
        (
            _header(report),
            "<main>",
            _section("What to do first", _first(rows, report)),
            _section("Every direct requirement", _decisions(rows)),
            _section("Who is ahead", _race(rows)),
            _section("Where the money is", _money(rows)),
            _section("What a budget buys", _frontier(steps)),
            _section("Findings", _findings(report)),
            _section("The tree", _tree(report)),
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


def _paragraph(text: str, kind: str = "") -> str:
    return f'<p class="{kind}">{safe(text)}</p>' if kind else f"<p>{safe(text)}</p>"


# ------------------------------------------------------------------ the head


def _header(report: Report) -> str:
    sums = report.totals
    facts = (
        f"profile {report.profile}, exposure {report.exposure}, scope {scope_name(report.scope)},"
        f" facts as of {report.as_of}"
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
        f"<header><h1>Dependencies of {safe(_locks(report))}</h1>{_paragraph(facts, 'soft')}"
        f'<dl class="sums">{cells}</dl>{_paragraph(f"All figures are estimates. {anchor(report)}", "soft")}</header>'
    )


def _first(rows: Sequence[Decision], report: Report) -> str:
    steps = first_steps(list(rows), report)
    return f"<ul>{''.join(f'<li>{safe(step)}</li>' for step in steps)}</ul>" if steps else ""


# ------------------------------------------------------------------ decisions


HEADS = (
    Head("Package"),
    Head("Verdict"),
    Head("Confidence"),
    Head("Today $/yr", True),
    Head("Advised $/yr", True),
    Head("Crowd $/yr", True),
    Head("You would need $/yr", True),
    Head("Functions you use", True),
    Head("Leaves", True),
    Head("Flags"),
)


def _decisions(rows: Sequence[Decision]) -> str:
    table = sortable("Decisions, one row for each direct requirement", HEADS, map(_row, rows), sorted_by=3)
    return table + _paragraph(
        "Crowd: what everybody together spends a year on searching the package. You would need: your own search a"
        " year for a rewrite no riskier than keeping it; - where no budget gets there.",
        "soft",
    )


def _row(d: Decision) -> tuple[Td, ...]:
    today, advised = d.option("today"), d.advised
    used = d.slice.functions
    return (
        Td(f"<b>{safe(d.package)}</b> {safe(d.version)}"),
        Td(safe(f"{MARKS[d.verdict][0]} {verdict_words(d)}")),
        Td(safe("" if d.verdict == "unknown" else d.confidence)),
        _usd(today.cost.mean if today else None),
        _usd(advised.cost.mean if advised else None),
        _usd(d.collective_spend.mean),
        Td(safe(rough(d.parity_budget)), -1.0 if d.parity_budget is None else d.parity_budget),
        Td(safe(functions(d.slice)), -1.0 if used is None else float(used)),
        Td(str(len(d.leaves_with) or "-"), float(len(d.leaves_with))),
        Td(_flags(d)),
    )


def _usd(value: float | None) -> Td:
    return Td(safe(amount(value)), -1.0 if value is None else value)


def _flags(d: Decision) -> str:
    spans = (
        f'<span{" class=bad" if flag in ALARMING else ""} title="{safe(FLAGS.get(flag, flag))}">{safe(flag)}</span>'
        for flag in flags_in_order(d.flags)
    )
    return f'<span class="flags">{"".join(spans)}</span>' if d.flags else ""


# ------------------------------------------------------------------ drawings


def _race(rows: Sequence[Decision]) -> str:
    known = [d for d in rows if d.verdict != "unknown"]
    drawn = race([(d.package, tuple(_marks(d))) for d in known[:MOST_RACED]], "Crowd, you and the attacker")
    if not drawn:
        return ""
    ahead = sum(d.parity_budget is None or d.parity_budget > 0 for d in known)
    said = (
        f"The crowd is ahead of you for {count(ahead, 'package')} of {len(known)}: a rewrite of them is riskier than"
        " keeping them until you spend what the square says, every year."
    )
    legend = (
        "Circle: what the crowd spends a year. Square: what you would need to spend. Triangle: the search at which an"
        " attack stops paying. Dollars a year, each line ten times the one before."
    )
    left = len(known) - MOST_RACED
    more = _paragraph(f"The {MOST_RACED} dearest; {left} more in the table.", "soft") if left > 0 else ""
    return f"{_paragraph(said)}{drawn}{_paragraph(legend, 'soft')}{more}"


def _marks(d: Decision) -> Iterator[Mark]:
    yield Mark(
        d.collective_spend.mean,
        "crowd",
        f"{d.package}: the crowd spends {dollars(d.collective_spend.mean)} a year",
    )
    if d.parity_budget:
        yield Mark(d.parity_budget, "you", f"{d.package}: you would need {dollars(d.parity_budget)} a year")
    prize = d.break_even_spend.mean
    yield Mark(prize, "prize", f"{d.package}: an attack stops paying at {dollars(prize)} a year of search")


def _money(rows: Sequence[Decision]) -> str:
    """Sums over the rows: what each option would lose by channel, and its work."""
    bars = [(name, _parts(rows, name)) for name in OPTIONS]
    bars = [(name, parts) for name, parts in bars if parts]
    drawn = stacked(
        [(name, list(parts.items())) for name, parts in bars], "Cost of the rows by option and channel"
    )
    if not drawn:
        return ""
    legend = (
        "Every row under one option, closed ones included: expected loss by channel, and work. Packages that several"
        " rows need are not in it."
    )
    table = "".join(
        f"<tr><th scope=row>{name}</th>{''.join(f'<td class=n>{amount(parts[kind])}</td>' for kind in KINDS)}</tr>"
        for name, parts in bars
    )
    heads = "".join(f'<th scope="col" class="n">{word}, $/yr</th>' for word in KINDS.values())
    swatches = "".join(map(_swatch, KINDS.items()))
    return (
        f'{drawn}<ul class="legend">{swatches}</ul>{_paragraph(legend, "soft")}<details><summary>The same as a table'
        f'</summary><div class="wide" role="region" aria-label="Cost by option and channel" tabindex="0"><table><thead>'
        f'<tr><th scope="col">option</th>{heads}</tr></thead><tbody>{table}</tbody></table></div></details>'
    )


def _swatch(kind: tuple[str, str]) -> str:
    name, word = kind
    square = f'<rect class="{name}" width="12" height="12"/>'
    return f'<li><svg width="12" height="12" aria-hidden="true">{square}</svg> {word}</li>'


KINDS = {
    "loss": "loss by flaws that nobody has published",
    "nday": "loss by published flaws",
    "supply": "loss by poisoned releases",
    "work": "work",
}


def _parts(rows: Sequence[Decision], name: str) -> Mapping[str, float]:
    sums = dict.fromkeys(KINDS, 0.0)
    for d in rows:
        option = d.option(name)
        if option is None:
            return {}
        h = option.hazard
        total = h.zero_day + h.n_day + h.supply_chain
        for kind, part in zip(KINDS, (h.zero_day, h.n_day, h.supply_chain), strict=False):
            sums[kind] += option.loss.mean * part / total if total > 0 else 0.0
        sums["work"] += max(0.0, option.work)
    return sums


def _frontier(steps: Sequence[tuple[float, float]]) -> str:
    if not steps:
        return ""
    free = max((removed for spent, removed in steps if spent <= 0), default=0.0)
    said = f"What costs nothing comes first and takes away {dollars(free)} of loss a year. " if free else ""
    if max(spent for spent, _ in steps) <= 0:
        return _paragraph(f"{said}No step beyond that pays.")
    said += (
        "Along the plan, what pays most first: dollars of the first year against the yearly loss they remove."
    )
    return f"{_paragraph(said)}{frontier([(0.0, 0.0), *steps], 'Budget against loss removed')}"


# ------------------------------------------------------------------ findings, tree, basis


def _findings(report: Report) -> str:
    found = sorted(report.findings, key=lambda one: (rank(one.severity), one.rule, one.package))
    if not found:
        return ""
    heads = (Head("Severity"), Head("Rule"), Head("Package"), Head("What"), Head("Where"))
    rows = (
        (
            Td(safe(one.severity), None),
            Td(safe(one.rule)),
            Td(safe(f"{one.package} {one.version}".strip())),
            Td(safe(f"{one.message}{f' (waived: {one.waived_by})' if one.waived_by else ''}")),
            Td(safe(f"{one.path}:{one.line}" if one.line else one.path)),
        )
        for one in found[:MOST_FINDINGS]
    )
    more = len(found) - MOST_FINDINGS
    after = _paragraph(f"{more} more in the JSON report.", "soft") if more > 0 else ""
    return sortable("Findings", heads, rows, sorted_by=0) + after


def _tree(report: Report) -> str:
    """Each direct with what leaves with it; what several need stands once at the end."""
    rows = {row.name: row for row in report.packages}
    parts = [_branch(d, rows) for d in sorted(report.decisions, key=lambda d: d.package)]
    for shared in report.shared:
        names = "".join(f"<li>{_leaf(name, rows)}</li>" for name in shared.packages)
        title = (
            f"{count(len(shared.packages), 'package')} that several need: ${amount(shared.today.mean)} a year"
        )
        parts.append(f"<details><summary>{safe(title)}</summary><ul>{names}</ul></details>")
    return "".join(parts)


def _branch(d: Decision, rows: Mapping[str, PackageRow]) -> str:
    today = d.option("today")
    title = f"{d.package} {d.version}: ${amount(today.cost.mean if today else None)} a year"
    if not d.leaves_with:
        return f"<p>{safe(title)}</p>"
    leaves = "".join(f"<li>{_leaf(name, rows)}</li>" for name in d.leaves_with)
    return (
        f"<details><summary>{safe(title)}, {count(len(d.leaves_with), 'package')} with it</summary>"
        f"<ul>{leaves}</ul></details>"
    )


def _leaf(name: str, rows: Mapping[str, PackageRow]) -> str:
    row = rows.get(name)
    if row is None:
        return safe(name)
    open_ = f", {count(len(row.advisories), 'open advisory', 'open advisories')}" if row.advisories else ""
    return safe(f"{name} {row.version}: ${amount(row.today_usd)} a year{open_}")


def _rests_on(report: Report) -> str:
    lines = "".join(f"<li>{safe(line)}</li>" for line in notices(report))
    changed = ", ".join(f"{key} = {value:g} ({origin})" for key, value, origin in report.changed_assumptions)
    said = f"{report.draws:,} worlds, seed {report.seed or 'median'}, depcalc {report.tool_version}."
    if changed:
        said += f" Changed assumptions: {changed}."
    return f"{_paragraph(coverage(report))}{_paragraph(said, 'soft')}<ul>{lines}</ul>"
