"""The ledger for people: what was taken, what it was searched for, what is to be said of it."""

from collections.abc import Iterator, Sequence

from depcalc.render.frame import blocks, paragraph
from depcalc.render.grid import Cell, Column, laid_out
from depcalc.render.style import Style
from depcalc.render.text import clean, scrub
from depcalc.render.wording import amount, count, listed
from depcalc.values.finding import Finding
from depcalc.values.rules import BY_ID
from depcalc.values.settings import LedgerEntry

COLUMNS = (
    Column("package", least=16),
    Column("version"),
    Column("kind"),
    Column("where", least=16),
    Column("searches", ">"),
    Column("$ so far", ">"),
    Column("found", ">"),
    Column("symbols", least=12, words=True),
)


def render_entries(entries: Sequence[LedgerEntry], file: str, style: Style) -> str:
    """`depcalc ledger list`."""
    if not entries:
        return style.finish(
            paragraph("The ledger is empty: depcalc ledger add NAME --of VERSION --at PATH.", style)
        )
    entries = [scrub(e, lambda text: clean(text, ascii_only=style.ascii)) for e in entries]
    rows = [[Cell(text) for text in _row(e)] for e in entries]
    head = f"{count(len(entries), 'entry', 'entries')} in {clean(file)}"
    lines, lost = laid_out(COLUMNS, rows, width=style.width, keep=2, title_ink=style.dim)
    left_out = f"No room at {style.width} columns for {listed(lost)}: --format json has them." if lost else ""
    return style.finish(blocks(paragraph(head, style), "\n".join(lines), paragraph(left_out, style)))


def _row(e: LedgerEntry) -> Iterator[str]:
    yield from (e.package, e.version, e.kind, e.path, str(len(e.hardening)))
    yield amount(sum(r.usd for r in e.hardening))
    yield str(sum(r.found for r in e.hardening))
    yield ", ".join(e.symbols)


def render_ledger_check(found: Sequence[Finding], n_entries: int, path: str, style: Style) -> str:
    """`depcalc ledger check`: findings about code that was taken over."""
    looked = (
        f"Looked at {count(n_entries, 'ledger entry', 'ledger entries')}, and in {clean(path)} for vendored code"
        " that none of them names."
    )
    found = [scrub(one, lambda text: clean(text, ascii_only=style.ascii)) for one in found]
    if not found:
        return style.finish(paragraph(f"{looked} Nothing to say.", style))
    rules = listed(dict.fromkeys(BY_ID[one.rule].name for one in found))
    lines = [f"{one.path}: {one.rule} {BY_ID[one.rule].name}, {one.severity}: {one.message}" for one in found]
    return style.finish(
        blocks(
            paragraph(f"{count(len(found), 'finding')} about own code: {rules}.", style),
            "\n".join(paragraph(line, style, "", "    ") for line in lines),
            paragraph(looked, style),
        )
    )
