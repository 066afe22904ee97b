"""The tables of the page, and the tree."""

from collections.abc import Mapping, Sequence

from depcalc.render.html_parts import Head, Td, safe, said, sortable
from depcalc.render.phrases import FLAGS, flags_in_order, verdict_words
from depcalc.render.style import MARKS
from depcalc.render.use import REACHED, functions
from depcalc.render.wording import amount, count, rough, share
from depcalc.values.finding import SEVERITIES, rank
from depcalc.values.report import Decision, OwnRow, PackageRow, Report
from depcalc.values.rules import BY_ID

MOST_FINDINGS = 200
ALARMING = ("malicious", "vulnerable", "taken-over", "yanked", "unused")
HEADS = (
    Head("Package"),
    Head("Verdict"),
    Head("Confidence", word=True),
    Head("Today $/yr", True),
    Head("Advised $/yr", True),
    Head("Crowd $/yr", True),
    Head("You would need $/yr", True),
    Head("Functions reached", True),
    Head("Leaves", True),
    Head("Flags"),
)
FUNCTIONS = 7  # shown where any slice was measured


def decisions(rows: Sequence[Decision]) -> str:
    """One row for each direct requirement, the dearest first."""
    measured = any(d.slice.functions is not None for d in rows)
    shown = [at for at in range(len(HEADS)) if measured or at != FUNCTIONS]
    cells = ([row[at] for at in shown] for row in map(_row, rows))
    table = sortable(
        "Decisions, one row for each direct requirement", [HEADS[at] for at in shown], cells, sorted_by=3
    )
    reached = f" Functions reached: {REACHED}." if measured else ""
    return table + said(
        "Crowd: what everybody together spends a year on searching the package. You would need: your own search a"
        " year for a rewrite no riskier than keeping it; - where no budget gets there."
        f"{reached}",
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


# ------------------------------------------------------------------ own code


OWN = (
    Head("Code of"),
    Head("Kind"),
    Head("Where"),
    Head("Cost $/yr", True),
    Head("Without searches $/yr", True),
    Head("Searched so far $", True),
    Head("Left of it", True),
    Head("Next $1 saves $", True),
    Head("What it asks for"),
)


def own(report: Report) -> str:
    """The components of the ledger; "" where there are none."""
    if not report.own:
        return ""
    table = sortable("Code of our own on record", OWN, map(_own, report.own), sorted_by=3)
    return table + said("Estimated, and in no total above: these are no packages of the lock.", "soft")


def _own(row: OwnRow) -> tuple[Td, ...]:
    sums = row.sums
    left = -1.0 if sums.left is None else sums.left
    return (
        Td(f"<b>{safe(row.package)}</b> {safe(row.version)}"),
        Td(safe(row.kind)),
        Td(safe(row.path)),
        _usd(sums.cost.mean),
        _usd(sums.loss_unsearched + sums.work),
        _usd(row.spent),
        Td("-" if sums.left is None else share(sums.left), left),
        _usd(sums.next_dollar),
        Td(safe("; ".join(row.asks))),
    )


# ------------------------------------------------------------------ findings and the tree


def findings(report: Report) -> str:
    """What a reviewer must act on, the most severe first."""
    found = sorted(report.findings, key=lambda one: (rank(one.severity), one.rule, one.package))
    if not found:
        return ""
    heads = (
        Head("Severity", word=True),
        Head("Rule", word=True),
        Head("Package"),
        Head("What"),
        Head("Where"),
    )
    rows = (
        (
            Td(safe(one.severity), float(len(SEVERITIES) - rank(one.severity))),
            Td(f"{safe(one.rule)} {BY_ID[one.rule].name}"),
            Td(safe(f"{one.package} {one.version}".strip())),
            Td(safe(f"{one.message}{f' (waived: {one.waived_by})' if one.waived_by else ''}")),
            Td(safe(f"{one.path}:{one.line}" if one.line else one.path)),
        )
        for one in found[:MOST_FINDINGS]
    )
    more = len(found) - MOST_FINDINGS
    after = said(f"{more} more in the JSON report.", "soft") if more > 0 else ""
    return sortable("Findings, one row for each", heads, rows, sorted_by=0) + after


def tree(report: Report) -> str:
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
