"""What a change of the lock brings and takes."""

from collections.abc import Iterator, Sequence

from depcalc.render.frame import blocks, paragraph
from depcalc.render.grid import Cell, Column, lay_out
from depcalc.render.json import dump
from depcalc.render.markdown import harmless
from depcalc.render.style import Style
from depcalc.render.text import clean, scrub
from depcalc.render.wording import amount, count, dollars, listed, six
from depcalc.values.diff import Change, Diff

SIDES = {":staged": "what is staged", ":worktree": "the working tree"}
COLUMNS = (
    Column("package", least=16),
    Column("change", least=12),
    Column("$/yr", ">"),
    Column("released", least=10),
    Column("what to know", least=16, words=True),
)
MARKER = "<!-- depcalc -->"
MOST_ROWS = 20
KINDS = {"added": "package comes", "removed": "package goes", "changed": "package changes"}
PLURALS = {
    "package comes": "packages come",
    "package goes": "packages go",
    "package changes": "packages change",
}


def render_diff(diff: Diff, style: Style) -> str:
    """`depcalc diff` for people; informs and never stops anything."""
    diff = scrub(diff, lambda text: clean(text, ascii_only=style.ascii))
    rows = [[Cell(text) for text in _row(one)] for one in _by_weight(diff.changes)]
    table = "\n".join(lay_out(COLUMNS, rows, width=style.width, keep=2, title_ink=style.dim)) if rows else ""
    foot = [] if style.quiet or not rows else [_caveat(diff)]
    return style.finish(
        blocks(
            paragraph(_headline(diff), style),
            table,
            *(paragraph(f, style) for f in [*_warnings(diff), *foot]),
        )
    )


def side(name: str) -> str:
    """A revision, or what stands for one."""
    return SIDES.get(name, name)


def _headline(diff: Diff) -> str:
    between = f"{side(diff.base)} to {side(diff.head)}"
    if diff.before is None and diff.after is None:
        return f"depcalc diff, {between}: neither side has a lock"
    if not diff.changes:
        return f"depcalc diff, {between}: no package changes"
    counts = [
        count(n, noun, PLURALS[noun])
        for kind, noun in KINDS.items()
        if (n := sum(c.kind == kind for c in diff.changes))
    ]
    young = sum(bool(c.young) for c in diff.changes)
    said = f"depcalc diff, {between}: {', '.join(counts)}; {_money(diff.usd)}"
    if young:
        said += f"; {count(young, 'release is', 'releases are')} inside the cooldown of {diff.cooldown_days:g} days"
    return f"{said}."


def _money(usd: float) -> str:
    if abs(usd) < 1:
        return "no difference in estimated cost"
    verb = "adds" if usd > 0 else "takes away"
    return f"it {verb} an estimated {dollars(abs(usd))} a year of the lock as it stands"


def _by_weight(changes: Sequence[Change]) -> list[Change]:
    return sorted(changes, key=lambda c: (not c.malicious, not c.young, not c.direct, -abs(c.usd), c.package))


def _row(one: Change) -> tuple[str, ...]:
    versions = {"added": f"+ {one.after}", "removed": f"- {one.before}"}.get(
        one.kind, f"{one.before} > {one.after}"
    )
    sign = "+" if one.usd > 0 else "-" if one.usd < 0 else ""
    return (
        one.package if one.direct else f"  {one.package}",
        versions,
        f"{sign}{amount(abs(one.usd))}",
        str(one.released) if one.released else "unknown" if one.after else "",
        "; ".join(_notes(one)),
    )


def _notes(one: Change) -> Iterator[str]:
    if one.malicious:
        yield "malicious, see below"
    if one.moved:
        yield "from elsewhere, see below"
    if one.young:
        yield "inside the cooldown"
    if one.opened:
        yield f"opens {_ids(one.opened)}"
    if one.closed:
        yield f"closes {_ids(one.closed)}"
    if not one.direct and one.needed_by:
        yield f"through {listed(one.needed_by, 2)}"


def _ids(ids: Sequence[str]) -> str:
    """One advisory by name, more of them by number: a cell is cut."""
    return ids[0] if len(ids) == 1 else count(len(ids), "advisory", "advisories")


def _warnings(diff: Diff) -> list[str]:
    """What must not be cut: malicious releases, and sides that cannot be compared."""
    bad = [
        f"{one.package} {one.after} is malicious: {one.malicious}." for one in diff.changes if one.malicious
    ]
    bad += [f"{one.package} now comes from {one.moved}." for one in diff.changes if one.moved]
    return bad + [f"Note: {one.message}." for one in diff.notices]


def _caveat(diff: Diff) -> str:
    return (
        "Estimates. Both sides are priced with the same facts, seed and assumptions, and without what is measured"
        " on disk: the difference comes from the lock alone. Indented packages are indirect; the age of a release"
        f" is counted to {diff.today}."
    )


# ------------------------------------------------------------------ other formats


def render_diff_json(diff: Diff, style: Style) -> str:
    """Schema `depcalc/diff/1`."""
    return dump(
        {
            "schema": "depcalc/diff/1",
            "base": diff.base.lstrip(":"),
            "head": diff.head.lstrip(":"),
            "today": diff.today.isoformat(),
            "cooldown_days": six(diff.cooldown_days),
            "cost_usd_per_year": {
                "base": six(diff.before.totals.today.mean) if diff.before else None,
                "head": six(diff.after.totals.today.mean) if diff.after else None,
                "change": six(diff.usd),
            },
            "changes": [
                {
                    "package": c.package,
                    "kind": c.kind,
                    "before": c.before or None,
                    "after": c.after or None,
                    "direct": c.direct,
                    "cost_usd_per_year": six(c.usd),
                    "released": c.released.isoformat() if c.released else None,
                    "inside_cooldown": c.young,
                    "malicious": c.malicious or None,
                    "comes_from": c.moved or None,
                    "advisories_opened": list(c.opened),
                    "advisories_closed": list(c.closed),
                    "needed_by": list(c.needed_by),
                    "path": c.path or None,
                    "line": c.line,
                }
                for c in diff.changes
            ],
        }
    )


def render_diff_markdown(diff: Diff, style: Style) -> str:
    """For a pull request: the headline, the weightiest rows, the rest counted."""
    diff = scrub(diff, harmless)
    rows = _by_weight(diff.changes)
    lines = ["| package | change | \\$/yr | released | what to know |", "|---|---|--:|---|---|"]
    lines += [f"| {' | '.join(cell.strip() for cell in _row(one))} |" for one in rows[:MOST_ROWS]]
    more = (
        f"\n\n{len(rows) - MOST_ROWS} more rows in `depcalc diff --format json`."
        if len(rows) > MOST_ROWS
        else ""
    )
    head = _headline(diff).replace("depcalc diff", "**depcalc diff**", 1).replace("$", "\\$")
    table = "\n".join(lines) + more if rows else ""
    return (
        "\n\n".join(filter(None, [MARKER, head, *_warnings(diff), table, _caveat(diff) if rows else ""]))
        + "\n"
    )
