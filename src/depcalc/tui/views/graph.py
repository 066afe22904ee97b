"""What leaves with what, with cost and share on every line; or what needs what."""

from dataclasses import dataclass
from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.events import Resize

from depcalc.render.style import Style
from depcalc.render.text import cells, cut
from depcalc.render.wording import amount, listed, share
from depcalc.tui.heads import project_name
from depcalc.tui.inks import bar, fitted, ink, plain
from depcalc.tui.lines import EDGE, Lines
from depcalc.tui.rows import WAITING
from depcalc.tui.tree import ROOT, Branch, Line, Tree, branches, gone_tree, import_tree
from depcalc.tui.views.base import Said, View

COST, OWN, SHARE, BAR = 9, 9, 7, 12
LEAST_NAME, MOST_NAME = 12, 60
WIDE = 60  # cells; below it cost is the one figure
GONE, NEEDS = "gone", "needs"
SAID = {GONE: "What leaves together", NEEDS: "Who needs what"}
HEADS = {  # what the tree shows, for the help and for what leaves the screen
    GONE: "What leaves together: a package hangs under the one without which it would be gone. $/yr: estimated, of it"
    " and of all that would be gone without it; own: of it alone; share: of the total. +: others need it, too.",
    NEEDS: "Who needs what: a package hangs under each that needs it; what it needs is shown once, and right goes there"
    " from where it says so. own $/yr: estimated, of it alone.",
}


@dataclass(slots=True)
class Shape:
    """One of the two trees, what is unfolded in it and the lines that makes."""

    tree: Tree
    opened: set[str]
    lines: dict[str, Line]

    def unfold(self) -> list[str]:
        """The lines as they are now, by key."""
        self.lines = {f"{line.parent}\0{line.name}": line for line in self.tree.lines(self.opened)}
        return list(self.lines)


class GraphView(View):
    """Two trees of the same packages; `x` goes from one to the other."""

    title = "Graph"
    notes = "\n".join(HEADS.values())
    BINDINGS: ClassVar = [
        Binding("enter", "app.details", "Details", key_display="enter", tooltip="details"),
        Binding("x", "turn", "Other graph", tooltip="the other graph"),
        Binding("right,l", "unfold", "Unfold", key_display="→", tooltip="unfold, go below"),
        Binding("left,h", "fold", "Fold", key_display="←", tooltip="fold, go up"),
        Binding("E", "unfold_all", "All", tooltip="unfold, fold all"),
        Binding("escape", "app.show('list')", "Back", show=False, tooltip="to the list"),
    ]
    DEFAULT_CSS = """
    GraphView #columns { height: 1; color: $text-muted; text-style: bold; }
    GraphView #also { height: 1; color: $text-muted; }
    """

    def __init__(self) -> None:
        super().__init__(id="graph")
        self.kind = GONE
        self.made: dict[str, Branch] = {}
        self.shapes: dict[str, Shape] = {}
        self._of: tuple[object, object] = (None, None)

    def compose(self) -> ComposeResult:
        yield Said("columns")
        yield Lines(self._drawn, self._also, "tree")
        yield Said("also")

    @property
    def grid(self) -> Lines:
        return self.query_one(Lines)

    @property
    def shape(self) -> Shape:
        """The tree in front."""
        return self.shapes[self.kind]

    def main(self) -> Lines:
        return self.grid

    def package(self) -> str:
        line = self._line()
        return line.name if line else ""

    def _line(self) -> Line | None:
        return self.shape.lines.get(self.grid.key) if self.shapes else None

    def line(self) -> str:
        return self._drawn(self.grid.key).plain.strip() if self._line() else ""

    def text(self) -> str:
        told = HEADS[self.kind]
        return f"{told}\n\n{self._heads().rstrip()}\n{self.grid.lines()}"

    # -------------------------------------------------------------- drawing

    @on(Resize)
    def redraw(self) -> None:
        if not self.area.width:
            return
        app = self.held
        if self._of[0] is not app.places or self._of[1] is not app.report:
            self._of = (app.places, app.report)
            self._plant()
        self._fill()

    def _plant(self) -> None:
        """Other packages or figures: what is unfolded stays unfolded."""
        app = self.held
        self.made = branches(app.places, app.report)
        edges = app.survey.edges if app.survey else ()
        trees = {
            GONE: gone_tree(app.places, self.made, direct=app.direct),
            NEEDS: import_tree(app.places, edges, direct=app.direct),
        }
        opened = {kind: shape.opened for kind, shape in self.shapes.items()}
        self.shapes = {kind: Shape(tree, opened.get(kind, set()), {}) for kind, tree in trees.items()}

    def _fill(self, at: str = "") -> None:
        grid = self.grid
        grid.put(self.shape.unfold(), at or grid.key)
        self._titles()
        self._also()

    def _drawn(self, key: str) -> Text:
        line, style, width = self.shape.lines[key], self.style_, self.area.width - EDGE
        one = self.made[line.name]
        room = self._room(width)
        text = Text(no_wrap=True)
        text.append(lead(line.last[1:], room - LEAST_NAME, style), "dim")
        text.append(sign(line, style) + " ")
        text.append(style.mark(one.verdict) + " ", ink(one.verdict, style))
        more = " +" if one.also and self.kind == GONE else ""
        where = _where(line, style)
        room = max(4, room - text.cell_len)
        name = cut(plain(one.name, style), max(4, room - cells(more + where)))
        text.append(fitted(name + more + where, room))
        return text.append_text(self._money(line, one, width))

    def _money(self, line: Line, one: Branch, width: int) -> Text:
        text, style = Text(), self.style_
        if line.seen:  # its money stands where it is shown
            return text
        first = one.cost if self.kind == GONE else one.own
        text.append(fitted(WAITING if first is None else amount(first), COST, ">"))
        if self._figures(width) == COST:
            return text
        text.append(fitted(WAITING if one.own is None else amount(one.own), OWN, ">"), "dim")
        if one.cost is not None:
            text.append(fitted(_share(one.share), SHARE, ">") + " ")
            text.append(bar(one.share, BAR, style), ink(one.verdict, style))
        return text

    def _titles(self) -> None:
        self.query_one("#columns", Said).say(Text(self._heads(), no_wrap=True))

    def _heads(self) -> str:
        report, style, width = self.held.report, self.style_, self.area.width - EDGE
        name = plain(project_name(self.held.titled), style) if report else "not priced yet"
        line = fitted(f" {SAID[self.kind]}: {name}", 1 + self._room(width))
        line += fitted("$/yr" if self.kind == GONE else "own $/yr", COST, ">")
        if self._figures(width) > COST:
            line += fitted("own", OWN, ">") + fitted("share", SHARE, ">")
        return line

    def _figures(self, width: int) -> int:
        """Cells of the columns on the right."""
        return COST + (OWN + SHARE + 1 + BAR if width >= WIDE and self.kind == GONE else 0)

    def _room(self, width: int) -> int:
        """Cells for names; figures never stand far from them."""
        return min(width - self._figures(width), MOST_NAME)

    def _also(self) -> None:
        """Who else needs it, and what would be gone with it."""
        one = self.made.get(self.package())
        says = "no packages" if one is None else f"{one.name}: nothing else needs it"
        if one and one.also:
            says = f"{one.name}{self._in_list(one)} also needed by {listed(one.also, 6)}"
        elif one and one.gone:
            says = f"{one.name}: {listed(one.gone, 6)} would be gone with it"
        said = plain(f" {says}", self.style_)
        self.query_one("#also", Said).say(Text(cut(said, max(1, self.area.width)), no_wrap=True))

    def _in_list(self, one: Branch) -> str:
        """What its row counts, where that is less: it stays when its requirement goes, and so does what it brings."""
        decision = self.held.decision(one.name)
        today = decision.option("today") if decision else None
        if today is None or one.cost is None or amount(today.cost.mean) == amount(one.cost):
            return ""
        return f": {amount(today.cost.mean)} in the list, because it stays;"

    # -------------------------------------------------------------- keys

    def action_turn(self) -> None:
        """The other graph, on the same package."""
        name = self.package()
        self.kind = NEEDS if self.kind == GONE else GONE
        self._go(name)

    def _go(self, name: str) -> None:
        """To where a package is at home, unfolding the way there."""
        if name in self.made:
            self.shape.opened.update(self.shape.tree.way_to(name))
        self._fill(f"{self.shape.tree.homes.get(name, ROOT)}\0{name}")

    def action_unfold(self) -> None:
        """Open, or go to the first below; from where it is shown elsewhere, go there."""
        line = self._line()
        if line is None:
            return
        if line.seen:
            self._go(line.name)
        elif line.opened:
            self.grid.go(self.grid.row + 1)
        elif line.opens:
            self.shape.opened.add(line.name)
            self._fill()

    def action_fold(self) -> None:
        """Close, or go up."""
        line = self._line()
        if line is None:
            return
        if line.opened:
            self.shape.opened.discard(line.name)
            self._fill()
        elif line.parent != ROOT:
            self.grid.put_cursor(f"{self.shape.tree.homes[line.parent]}\0{line.parent}")

    def action_unfold_all(self) -> None:
        """All of it, and back."""
        opened, below = self.shape.opened, set(self.shape.tree.below)
        self.shape.opened = set() if opened >= below else below
        self._go(self.package())

    @on(Lines.Chosen)
    async def _enter(self) -> None:
        await self.held.action_details()


def sign(line: Line, style: Style) -> str:
    """Whether a line can be folded."""
    if not line.opens:
        return " "
    return ("v" if style.ascii else "▾") if line.opened else (">" if style.ascii else "▸")


def lead(last: tuple[bool, ...], most: int, style: Style) -> str:
    """Where a line hangs; of a way that is too long the end."""
    if not last:
        return ""
    bars, ends = (("| ", "  "), ("|-", "`-")) if style.ascii else (("│ ", "  "), ("├─", "└─"))
    drawn = "".join(bars[one] for one in last[:-1]) + ends[last[-1]]
    if len(drawn) <= max(2, most):
        return drawn
    dots = "~" if style.ascii else "…"
    return dots + drawn[len(drawn) - max(2, most) + 1 :]


def _where(line: Line, style: Style) -> str:
    if not line.seen:
        return ""
    arrow = ("^" if line.seen == "above" else "v") if style.ascii else ("↑" if line.seen == "above" else "↓")
    return f" {arrow} see {line.seen}"


def _share(part: float) -> str:
    """As `share` says it, in the width of a column."""
    return "<1 %" if part < 0.005 else share(part).replace("\xa0", " ")
