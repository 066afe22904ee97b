"""What the gate says: for people, for pull requests, for programs. The exit code was decided before."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from depcalc.render.frame import blocks, facts_day, paragraph
from depcalc.render.json import dump
from depcalc.render.json_findings import finding_record
from depcalc.render.markdown import harmless
from depcalc.render.style import Style
from depcalc.render.text import clean, scrub
from depcalc.render.wording import count, dollars, listed, six
from depcalc.values.checked import Checked
from depcalc.values.finding import Finding, rank
from depcalc.values.notice import UNREAD
from depcalc.values.rules import BY_ID

MOST_SHOWN = 20
MOST_LISTED = 4
NO_FIX = "no fix is known: replace it, or waive it with a reason"
MARKER = "<!-- depcalc -->"
MOST_CHARACTERS = 60_000  # of a comment


def render_check(checked: Checked, style: Style) -> str:
    """`depcalc check`: what stops the merge first, and one line where nothing does."""
    checked = scrub(_lean(checked), lambda text: clean(text, ascii_only=style.ascii))
    out = checked.outcome
    parts = [
        _headline(checked, style),
        "\n".join(_lines(checked, style)),
        "\n".join(f"! {clean(why)}" for why in out.missing),
    ]
    parts.append(_unread(checked, style))
    if not style.quiet:
        parts += [_informing(checked, style), _foot(checked, style)]
    return style.finish(blocks(*parts))


def _unread(checked: Checked, style: Style) -> str:
    """What the answer does not cover: a gate must not pass in silence what it could not read."""
    found = (
        [one for one in checked.report.notices if one.code in UNREAD] if not checked.outcome.missing else []
    )
    lines = [
        f"Not covered: {one.message} ({one.path}{f':{one.line}' if one.line else ''})"
        for one in found[:MOST_LISTED]
    ]
    if len(found) > MOST_LISTED:
        lines.append(f"Not covered: {len(found) - MOST_LISTED} more, all in --format json")
    return "\n".join(paragraph(line, style, "", "  ") for line in lines)


def _lean(checked: Checked) -> Checked:
    """Without what is not shown: escaping all of a large report takes longer than finding it."""
    report = replace(checked.report, decisions=(), shared=(), own=(), joint=(), findings=(), owned=None)
    return replace(checked, report=report)


def _headline(checked: Checked, style: Style) -> str:
    out, report = checked.outcome, checked.report
    what = f"new since {out.compared}" if out.compared else "in all"
    stops = f"{count(len(out.blocking), 'finding')} {'stops' if len(out.blocking) == 1 else 'stop'} this"
    if not out.blocking:
        stops = "evidence is missing (--strict)" if out.missing else "nothing to stop for"
    said = f"depcalc check: {stops} ({what}; {count(report.scope.packages, 'package')})"
    if checked.new_usd is not None:
        said += f"; the change adds an estimated {dollars(checked.new_usd)} a year to the lock as it stands"
    return style.alarm(paragraph(said, style)) if out.code else paragraph(said, style)


def _lines(checked: Checked, style: Style) -> Iterator[str]:
    """One entry for each place and rule: ten advisories of one package are one upgrade."""
    targets = {row.name: row.upgrade_to for row in checked.report.packages}
    for same in _by_place(checked.outcome.blocking):
        first, rule = same[0], BY_ID[same[0].rule]
        said = first.message if len(same) == 1 else f"{first.package} {first.version}: {_advisories(same)}"
        worst = min((one.severity for one in same), key=rank)
        yield paragraph(f"{_where(first)}: {first.rule} {rule.name}, {worst}: {said}", style, "", "    ")
        upgrade = first.rule == "DC001" and targets.get(first.package)
        todo = f"upgrade to {upgrade}" if upgrade else NO_FIX if first.rule == "DC001" else rule.todo
        yield paragraph(f"to do: {todo}", style, "    ", "    ")


def _by_place(found: Iterable[Finding]) -> list[list[Finding]]:
    groups: dict[tuple[object, ...], list[Finding]] = {}
    for one in found:
        groups.setdefault((one.path, one.line, one.rule, one.package), []).append(one)
    return list(groups.values())


def _advisories(same: Sequence[Finding]) -> str:
    return f"{len(same)} findings: {listed((one.advisory for one in same), MOST_LISTED)}"


def _where(one: Finding) -> str:
    return f"{one.path or 'configuration'}:{one.line}" if one.line else one.path or "configuration"


def _informing(checked: Checked, style: Style) -> str:
    """What does not stop anything: counted by rule, so that it is not noise."""
    open_, waived = _split(checked.outcome.informing)
    lines = []
    if open_:
        lines.append(f"Not stopping: {_counted(open_)}. depcalc check --format json lists them.")
    if waived:
        lines.append(f"Waived: {_counted(waived)}.")
    lines += [f"{_where(one)}: {one.message}" for one in open_ if one.rule == "DC014"]
    return "\n".join(paragraph(line, style, "", "  ") for line in lines)


def _split(found: Iterable[Finding]) -> tuple[list[Finding], list[Finding]]:
    found = list(found)
    return [one for one in found if not one.waived_by], [one for one in found if one.waived_by]


def _counted(found: Sequence[Finding]) -> str:
    counts: dict[str, int] = {}
    for one in found:
        counts[BY_ID[one.rule].name] = counts.get(BY_ID[one.rule].name, 0) + 1
    return listed(f"{n} {name}" for name, n in counts.items())


def _foot(checked: Checked, style: Style) -> str:
    report = checked.report
    said = f"Policy: {listed(checked.deny, 12)}. F{facts_day(report)[1:]}; findings as of {checked.today}."
    notes = [f"Note: {one.message}" for one in report.notices if one.code == "nothing-to-compare"]
    if any(one.severity == "unknown" for one in checked.outcome.blocking):
        notes.append("An advisory that nobody has scored counts as high.")
    return "\n".join(paragraph(line, style, "", "  ") for line in (said, *notes))


# ------------------------------------------------------------------ programs


def render_check_json(checked: Checked, style: Style) -> str:
    """Schema `depcalc/check/1`."""
    out, report = checked.outcome, checked.report
    return dump(
        {
            "schema": "depcalc/check/1",
            "tool": {"name": "depcalc", "version": report.tool_version},
            "as_of": report.as_of.isoformat(),
            "today": checked.today.isoformat(),
            "data": {"id": report.snapshot.id, "date": report.snapshot.as_of.isoformat()},
            "policy": {"deny": list(checked.deny)},
            "compared_with": out.compared or None,
            "new_cost_usd_per_year": None if checked.new_usd is None else six(checked.new_usd),
            "exit_code": out.code,
            "blocking": [finding_record(one) for one in out.blocking],
            "informing": [finding_record(one) for one in out.informing],
            "missing": list(out.missing),
            "notices": [
                {"code": one.code, "message": one.message, "path": one.path or None, "line": one.line}
                for one in report.notices
            ],
        }
    )


# ------------------------------------------------------------------ pull requests


def render_check_markdown(checked: Checked, style: Style) -> str:
    """One comment that a bot can find again: the headline, what stops, the rest folded away."""
    checked = scrub(_lean(checked), harmless)
    out = checked.outcome
    title = f"**depcalc**: {_stops(checked)}"
    shown, more = out.blocking[:MOST_SHOWN], out.blocking[MOST_SHOWN:]
    parts = [
        MARKER,
        title,
        _table(shown),
        _folded("more that stop", more),
        _folded("not stopping", out.informing),
    ]
    parts += [f"- evidence: {why}" for why in out.missing]
    return _bounded("\n\n".join(filter(None, parts)).replace("$", "\\$") + "\n")


def _stops(checked: Checked) -> str:
    out = checked.outcome
    since = f", new since {out.compared}" if out.compared else ""
    if out.blocking:
        return f"{count(len(out.blocking), 'finding')} to resolve{since}"
    if out.missing:
        return f"evidence is missing (--strict){since}"
    return f"nothing to stop for{since}"


def _table(found: Sequence[Finding]) -> str:
    if not found:
        return ""
    rows = [
        f"| {one.rule} {BY_ID[one.rule].name} | {one.severity} | {one.package} {one.version} | {one.message}"
        f"{f' (waived: {one.waived_by})' if one.waived_by else ''} | {_where(one)} |"
        for one in found
    ]
    return "\n".join(["| rule | severity | package | what | where |", "|---|---|---|---|---|", *rows])


def _folded(title: str, found: Sequence[Finding]) -> str:
    if not found:
        return ""
    return f"<details><summary>{len(found)} {title}</summary>\n\n{_table(found)}\n\n</details>"


def _bounded(text: str) -> str:
    """A comment holds only so much; what is left out is counted in rows."""
    if len(text) <= MOST_CHARACTERS:
        return text
    kept = text[:MOST_CHARACTERS].rsplit("\n", 1)[0]
    left = text[len(kept) :].count("\n| ")
    closing = "\n\n</details>" if kept.count("<details>") > kept.count("</details>") else ""
    return f"{kept}{closing}\n\n{left} more rows: `depcalc check --format json` has them all.\n"
