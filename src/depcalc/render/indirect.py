"""One indirect package: where its cost stands, how much of it is reached, and through what."""

from collections.abc import Iterator
from dataclasses import replace

from depcalc.render.frame import blocks, first_line, for_terminal, paragraph, place_of
from depcalc.render.phrases import group_name
from depcalc.render.style import Style
from depcalc.render.use import render_use
from depcalc.render.wording import amount, lines_of_code, listed
from depcalc.values.report import IndirectUse, PackageRow, Report, SliceReport


def render_indirect(report: Report, name: str, style: Style) -> str:
    """`depcalc explain NAME` of a package without a row of its own."""
    report = for_terminal(report, style)
    row = next(row for row in report.packages if row.name == name)
    return style.finish(
        blocks(
            _head(report, row, style),
            _cost(report, row, style),
            _use(row, style),
            _next(row, place_of(report), style),
        )
    )


def _head(report: Report, row: PackageRow, style: Style) -> str:
    groups = ", ".join(map(group_name, row.groups)) or "production"
    by = f"; needed by {listed(row.needed_by_directs)}" if row.needed_by_directs else ""
    name = f"{row.name} {row.version}".rstrip()
    return first_line(report, style, name) + "\n" + paragraph(f"indirect, {groups}{by}", style)


def _cost(report: Report, row: PackageRow, style: Style) -> str:
    rows = [d.package for d in report.decisions if row.name in d.leaves_with]
    where = f"the row of {listed(rows)}" if rows else "the shared row, for no single row takes it with it"
    said = [f"It has no decision of its own: its cost stands in {where}."]
    said.append(f"Of its own an estimated {amount(row.today_usd)} $/yr as the lock stands.")
    if row.advisories:
        said.append(f"Open in {row.version}: {listed(row.advisories)}.")
    return paragraph(" ".join(said), style, "  ")


def _use(row: PackageRow, style: Style) -> str:
    if row.use is None:
        return ""
    return render_use(_plain(row.use.part), style, also=_reached(row, row.use))


def _plain(part: SliceReport) -> SliceReport:
    """Without the project's own status where the part is measured: that nothing of the project imports it is
    what makes it indirect, and how it is reached is said beside it."""
    return replace(part, status="", why="") if part.basis == "measured" else part


def _reached(row: PackageRow, use: IndirectUse) -> Iterator[str]:
    """Through what, or why nobody measured it and what is taken in place of it."""
    part = use.part
    if part.basis != "measured":
        yield f"Its part in use is not measured: {use.why_not}; {lines_of_code(part.kloc)} are taken by rule."
        return
    through = [f"through {listed(use.through)}"] if use.through else []
    if any(name.kind == "runtime" for name in part.names):
        through.insert(0, "from your own code")
    if through:
        yield f"Reached {' and '.join(through)}."
        return
    asks = f"; it is asked for by {listed(row.dependents)}" if row.dependents else ""
    if part.modules and part.functions_total and not part.functions:
        yield f"It is imported, and none of its functions is reached{asks}."
    else:
        yield f"It is reached, but the text does not tell through which package{asks}."


def _next(row: PackageRow, place: str, style: Style) -> str:
    if style.quiet:
        return ""
    others = [f"depcalc explain {name}{place}" for name in row.needed_by_directs[:1]]
    return paragraph(f"Next: {' · '.join([f'depcalc why {row.name}{place}', *others])}", style)
