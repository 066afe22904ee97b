"""Which part of a package the project uses, with the place of each use, and what that part can do."""

from collections.abc import Iterable, Iterator, Sequence

from depcalc.render.frame import indented, inner, paragraph
from depcalc.render.grid import Cell, Column, lay_out
from depcalc.render.style import Style
from depcalc.render.wording import count, lines_of_code, listed, share
from depcalc.values.report import SliceReport
from depcalc.values.usage import Capability, Mention, UsedName

MOST_NAMES, MOST_PLACES, MOST_MENTIONS, MOST_CAPABILITIES = 12, 3, 3, 3
REACHED = "of all functions of the package those that your code can reach, by its text (blank: not measured)"
COMPILED = "native code"  # how a note on an extension module begins
NAMES = (Column("name", least=16), Column("where", least=16, words=True))


def render_use(part: SliceReport, style: Style, *, also: Iterable[str] = ()) -> str:
    """The section of `depcalc explain`; "" where nobody looked. `also`: sentences on how it is reached."""
    said = [*_size(part), *_status(part), *also]
    if not (said or part.names):
        return ""
    head = style.bold(paragraph("What you use", style, "  "))
    grid = indented(lay_out(NAMES, list(_rows(part.names)), width=inner(style, 4)), 4) if part.names else ""
    first = int(part.status == "by name")  # one is said already
    after = [
        *_more(part.names),
        *map(_mention, part.mentions[first : first + MOST_MENTIONS]),
        *_abilities(part.capabilities),
    ]
    return "\n".join(filter(None, [head, *_wrapped(said, style), grid, *_wrapped(after, style)]))


def functions(part: SliceReport) -> str:
    """ "4 of 212"; "" where it is not measured."""
    if part.functions is None or part.functions_total is None:
        return ""
    return f"{part.functions:,} of {part.functions_total:,}"


def _wrapped(lines: Iterable[str], style: Style) -> list[str]:
    return [paragraph(line, style, "    ", "      ") for line in lines]


def _size(part: SliceReport) -> Iterator[str]:
    if part.basis != "measured" or part.functions is None:
        return
    said = f"{functions(part)} functions"
    if part.modules is not None and part.modules_total is not None:
        said += f", {part.modules:,} of {count(part.modules_total, 'module')}"
    said += f": a rewrite of them covers at most {lines_of_code(part.kloc)} ({share(part.share)})"
    if any(note.startswith(COMPILED) for note, _ in part.notes):
        said += ", its compiled code not counted"
    if part.exec_share is not None:
        said += f"; {share(part.exec_share)} of its code may run"
    yield f"{said}."
    if part.reaches:
        yield f"Of other packages it still needs {listed(part.reaches)}."
    if part.notes:
        yield "Less certain because of: " + ", ".join(f"{note} ({n})" for note, n in part.notes) + "."


def _status(part: SliceReport) -> Iterator[str]:
    """Said where the names below do not say it already."""
    if part.why and not part.names:
        yield f"{part.status}: {part.why}."


# ------------------------------------------------------------------ names and places


def _rows(names: Sequence[UsedName]) -> Iterator[list[Cell]]:
    for name, uses in list(_by_name(names).items())[:MOST_NAMES]:
        places = list(dict.fromkeys(map(_place, uses)))
        more = len(places) - MOST_PLACES
        where = ", ".join(places[:MOST_PLACES]) + (f" and {more} more" if more > 0 else "")
        optional = " (if it is there)" if all(use.optional for use in uses) else ""
        yield [Cell(name + optional), Cell(where)]


def _by_name(names: Sequence[UsedName]) -> dict[str, list[UsedName]]:
    """Names of running code first, and of those what is used most."""
    found: dict[str, list[UsedName]] = {}
    for use in names:
        found.setdefault(use.name, []).append(use)
    order = sorted(
        found, key=lambda name: (not any(u.kind == "runtime" for u in found[name]), -len(found[name]), name)
    )
    return {
        name: sorted(found[name], key=lambda use: (use.kind != "runtime", use.path, use.line))
        for name in order
    }


def _place(use: UsedName) -> str:
    kind = "" if use.kind == "runtime" else f" ({use.kind})"
    return f"{use.path}:{use.line}{kind}"


def _more(names: Sequence[UsedName]) -> Iterator[str]:
    more = len({use.name for use in names}) - MOST_NAMES
    if more > 0:
        yield f"and {count(more, 'more name')}, all in --format json"


def _mention(one: Mention) -> str:
    place = f" at {one.path}:{one.line}" if one.path and one.line else f" in {one.path}" if one.path else ""
    return f"Named {one.said}{place}: {one.text}"


# ------------------------------------------------------------------ capabilities


def _abilities(found: Sequence[Capability]) -> Iterator[str]:
    """One line for each kind; what only runs on import, or is not certain, says so."""
    live = [one for one in found if not one.at_import and not one.weak]
    for tag in dict.fromkeys(one.tag for one in live):
        yield f"It can do {tag}: {_evidence([one for one in live if one.tag == tag])}."
    rest = dict.fromkeys(one.tag for one in found)
    less = [tag for tag in rest if tag not in {one.tag for one in live}]
    if less:
        yield f"Perhaps also, or when imported only: {listed(less)}."


def _evidence(found: Sequence[Capability]) -> str:
    """One name for each line, what is done before a constant that is handed to it."""
    order = sorted(found, key=lambda one: one.name.rpartition(".")[2].isupper())
    lines = {(one.path, one.line): one for one in reversed(order)}
    best = [one for one in order if lines[one.path, one.line] is one]
    more = len(best) - MOST_CAPABILITIES
    shown = ", ".join(f"{one.name} at {one.path}:{one.line}" for one in best[:MOST_CAPABILITIES])
    return f"{shown} and {more} more" if more > 0 else shown
