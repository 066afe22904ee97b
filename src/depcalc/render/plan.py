"""The plan for people: steps with running totals, where the money ends, what upstream search does for whom,
and a brief for each rewrite."""

from collections.abc import Iterable, Iterator

from depcalc.render.frame import blocks, first_line, indented, inner, paragraph
from depcalc.render.grid import Cell, Column, lay_out
from depcalc.render.phrases import anchor, notices
from depcalc.render.plan_brief import orders, section
from depcalc.render.style import Ink, Style
from depcalc.render.text import clean, scrub, wrap
from depcalc.render.wording import (
    amount,
    between,
    count,
    dollars,
    listed,
    spread,
    two,
)
from depcalc.values.plan import Plan, Step, Upstream

PHASES = {
    1: "1  Drop, patch, cool down, replace",
    2: "2  Search own code and upstream",
    3: "3  Take code over",
}
NOTHING = {1: "Nothing to change pays", 2: "No search pays", 3: "No code to take over pays"}
COLUMNS = (
    Column("\nstep", least=20),
    Column("first year\n$", ">"),
    Column("removes\n$/yr", ">"),
    Column("so far\n$", ">"),
    Column("removes, $/yr\n5 % – 95 %", ">"),
)
FIGURES = 45  # cells that all columns but the first take at most
NARROWEST = 24
UPSTREAM = (
    Column("$1,000 a year upstream", least=12),
    Column("removes here\n$/yr", ">"),
    Column("for all users\n$/yr", ">"),
    Column("users", ">"),
)
MOST_IDLE = 8


def render_plan(plan: Plan, style: Style) -> str:
    """`depcalc plan` for people."""
    plan = scrub(plan, lambda text: clean(text, ascii_only=style.ascii))
    return style.finish(
        blocks(
            first_line(plan.report, style),
            paragraph(_title(plan), style),
            "\n".join(_table(plan, style)),
            paragraph(_together(plan), style),
            _idle(plan, style),
            _upstream(plan, style),
            *(
                section(f"Hardening brief: rewrite of {one.package}", orders(one), style)
                for one in plan.briefs
            ),
            _caveats(plan, style),
        )
    )


def _title(plan: Plan) -> str:
    if plan.budget is None:
        return "Plan: everything that pays. --budget USD shows where the money ends."
    return f"Plan for {dollars(plan.budget)} in the first year."


# ------------------------------------------------------------------ the steps


def _table(plan: Plan, style: Style) -> list[str]:
    rows: list[list[Cell]] = []
    done = [step for step in plan.steps if step.state in ("in", "part")]
    beyond = [step for step in plan.steps if step.state == "beyond"]
    rows += _phases(done, style, str)
    if plan.budget is not None and beyond:
        rows += [_line(f"-- {dollars(plan.budget)} ends here --", style.bold)]
        rows += _phases(beyond, style, style.dim, done[-1].phase if done else 0)
    told = {step.phase for step in (*done, *beyond)}
    rows += [_line(f"{n}  {NOTHING[n]}", style.dim) for n in PHASES if n not in told]
    return lay_out(COLUMNS, rows, width=style.width, title_ink=style.dim)


def _line(text: str, ink: Ink) -> list[Cell]:
    """A row of words alone."""
    return [Cell(text, ink), *([Cell("")] * (len(COLUMNS) - 1))]


def _phases(steps: Iterable[Step], style: Style, ink: Ink, phase: int = 0) -> Iterator[list[Cell]]:
    """The steps under the heading of their phase, which is not said again for `phase`."""
    for step in steps:
        if step.phase != phase:
            phase = step.phase
            yield _line(PHASES[phase], style.bold)
        first, *rest = _words(step, style)
        yield [Cell(text, ink) for text in (first, *_figures(step))]
        yield from (_line(text, ink) for text in rest)


def _words(step: Step, style: Style) -> list[str]:
    """What to do, in as many lines as the column needs."""
    said = step.what + (", in part" if step.state == "part" else "")
    gone = [name for name in step.frees if name not in step.packages]
    said += f" ({count(len(gone), 'package')} less)" if gone else ""
    said += f"; until then upgrade {listed(step.meanwhile)}" if step.meanwhile else ""
    width = 200 if style.width is None else max(NARROWEST, style.width - FIGURES)
    return wrap(said, width, "   ", "     ").split("\n")


def _figures(step: Step) -> tuple[str, str, str, str]:
    """A malicious release gets no figure of what it removes."""
    removed, ends = amount(step.removed.mean), spread(step.removed)
    if step.urgent:
        removed, ends = "-", ""
    return amount(step.cost), removed, amount(step.spent), ends


def _together(plan: Plan) -> str:
    done = [step for step in plan.steps if step.state in ("in", "part")]
    spent = dollars(plan.spent)
    if plan.budget is not None:
        spent += f" of {dollars(plan.budget)}"
    yearly = sum(step.yearly for step in done)
    own = ", code of our own on record included" if plan.report.own else ""
    later = f" Later years: {_change(yearly)} than today." if abs(yearly) >= 1 else ""
    return (
        f"Together {spent} in the first year, and an estimated {dollars(plan.removed.mean)} a year of"
        f" {dollars(plan.loss_before.mean)} expected loss less{own} ({between(plan.removed)}).{later}{left(plan)}"
        f" {anchor(plan.report)}"
    )


def _change(usd: float) -> str:
    return f"{dollars(abs(usd))} a year {'more' if usd > 0 else 'less'} work"


def left(plan: Plan) -> str:
    """Of a budget beyond all that pays, with a space before."""
    if plan.budget is None or any(step.state in ("beyond", "part") for step in plan.steps):
        return ""
    left = plan.budget - plan.spent
    return f" For the other {dollars(left)} nothing here pays." if left >= 1 else ""


def _idle(plan: Plan, style: Style) -> str:
    idle = [step for step in plan.steps if step.state == "not worth it"]
    if not idle:
        return ""
    said = [f"{step.what}: {_little(step)}" for step in idle[:MOST_IDLE]]
    more = [f"and {count(len(idle) - MOST_IDLE, 'more step')}"] if len(idle) > MOST_IDLE else []
    title = "Worth its work only when you touch this anyway"
    return section(title, [*said, *more], style)


def _little(step: Step) -> str:
    if step.work < 0:
        return f"saves an estimated {dollars(-step.work)} of work a year and removes no risk"
    return f"{dollars(step.cost)}, removes an estimated {dollars(max(0.0, step.removed.mean))} a year"


# ------------------------------------------------------------------ upstream


def _upstream(plan: Plan, style: Style) -> str:
    if not plan.upstream:
        return ""
    table = indented(
        lay_out(UPSTREAM, [_funded(row) for row in plan.upstream], width=inner(style), title_ink=style.dim)
    )
    return f"{paragraph(_returns(plan.upstream), style)}\n{table}"


def _returns(rows: Iterable[Upstream]) -> str:
    """Who gets what: the money is ours, the search serves everybody."""
    paying = [row.package for row in rows if row.pays_up_to > 0]
    here = (
        f"It comes back to you for {listed(paying)}." if paying else "No dollar of it comes back to you here."
    )
    return (
        f"Search and fixes that you pay for upstream serve everybody. {here} For all users: if each of them lost"
        " what you would; few do, so read the order."
    )


def _funded(row: Upstream) -> list[Cell]:
    users = "unknown" if row.organisations is None else two(row.organisations)
    texts = (row.package, amount(row.here.mean), amount(row.everyone), users)
    return [Cell(text) for text in texts]


def _caveats(plan: Plan, style: Style) -> str:
    said = (
        "All figures are estimates, absolute dollars within a factor of ten; the order is the answer. First"
        " year: what is done once and a year of what it adds. Cooldown: new releases wait, security releases"
        " do not; a line of configuration, priced at nothing. Each step is priced after those above it."
    )
    lines = [] if style.quiet else [said, *notices(plan.report)]
    return "\n".join(paragraph(line, style, hanging="  " if line != said else "") for line in lines)
