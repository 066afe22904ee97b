"""What leaves with what, with cost and share on every line."""

from typing import ClassVar

from rich.style import Style as RichStyle
from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.events import Resize
from textual.widgets import Static, Tree
from textual.widgets.tree import TreeNode

from depcalc.render.text import cut
from depcalc.render.wording import amount, listed, share
from depcalc.tui.heads import project_name
from depcalc.tui.inks import bar, fitted, ink, plain
from depcalc.tui.tree import Branch, branches
from depcalc.tui.views.base import View

COST, OWN, SHARE, BAR = 9, 9, 12, 12
FOLD = 2  # cells of the sign that folds


class Branches(Tree[Branch]):
    """Names to the left by depth, figures in columns at every depth."""

    BINDINGS: ClassVar = [
        Binding("j", "cursor_down", "Down", show=False),
        Binding("k", "cursor_up", "Up", show=False),
        Binding("g,home", "scroll_home", "First", show=False),
        Binding("G,end", "scroll_end", "Last", show=False),
        Binding("right,l", "unfold", "Unfold", show=False),
        Binding("left,h", "fold", "Fold", show=False),
        Binding("E", "unfold_all", "Unfold all", show=False),
    ]
    DEFAULT_CSS = "Branches { height: 1fr; background: $background; overflow-x: hidden; }"
    guide_depth = 3
    auto_expand = False

    def __init__(self, view: "GraphView") -> None:
        self.view = view
        super().__init__(Text(""), id="tree")

    def render_label(self, node: TreeNode[Branch], base_style: RichStyle, style: RichStyle) -> Text:
        """The name cut to what is left beside the columns."""
        label = self.view.label(node, self.size.width or 80)
        label.stylize(style)
        return label

    def action_unfold(self) -> None:
        """Open, or go to the first below."""
        if (node := self.cursor_node) is not None and node.allow_expand:
            if node.is_expanded:
                self.action_cursor_down()
            else:
                node.expand()

    def action_fold(self) -> None:
        """Close, or go up."""
        if (node := self.cursor_node) is None:
            return
        if node.is_expanded and node.allow_expand and node.parent is not None:
            node.collapse()
        elif node.parent is not None:
            self.move_cursor(node.parent)

    def action_unfold_all(self) -> None:
        """All of it."""
        self.view.unfold_all()


class GraphView(View):
    """The dominator tree; what other packages need too says so."""

    title = "Graph"
    help = """\
  up down j k   move                right left  unfold, fold
  g G           first, last         E           unfold all
  enter         details
  A package hangs under the one without which it would be gone.
"""
    BINDINGS: ClassVar = [
        Binding("enter", "app.details", "Details"),
        Binding("escape", "app.show('list')", "Back", show=False),
    ]
    DEFAULT_CSS = "GraphView #columns, GraphView #also { height: 1; color: $text-muted; }"

    def __init__(self) -> None:
        super().__init__(id="graph")
        self._all: dict[str, Branch] = {}
        self._of: object = None

    def compose(self) -> ComposeResult:
        yield Static(id="columns", markup=False)
        tree = Branches(self)
        tree.show_root = False
        yield tree
        yield Static(id="also", markup=False)

    @property
    def tree_(self) -> Branches:
        return self.query_one(Branches)

    def main(self) -> Branches:
        return self.tree_

    def package(self) -> str:
        node = self.tree_.cursor_node
        return node.data.name if node and node.data else ""

    def line(self) -> str:
        node = self.tree_.cursor_node
        return self.label(node, 100).plain.strip() if node else ""

    def text(self) -> str:
        lines: list[str] = []

        def walk(node: TreeNode[Branch], depth: int) -> None:
            for child in node.children:
                lines.append("  " * depth + self.label(child, 100 - 2 * depth).plain)
                walk(child, depth + 1)

        walk(self.tree_.root, 0)
        return "\n".join(lines)

    @on(Resize)
    def _resized(self) -> None:
        self._titles()
        self.tree_.refresh()

    def redraw(self) -> None:
        report = self.held.report
        if report is None or report is self._of:
            self._titles()
            return
        self._of = report
        roots, self._all = branches(self.held.places, report)
        self.tree_.clear()
        for name in roots:
            self._add(self.tree_.root, name)
        self.tree_.root.expand()
        self.call_after_refresh(self._first)
        self._titles()

    def _first(self) -> None:
        self.tree_.cursor_line = max(0, self.tree_.cursor_line)

    def _add(self, parent: TreeNode[Branch], name: str) -> TreeNode[Branch]:
        one = self._all[name]
        node = parent.add(Text(plain(name, self.style_)), data=one, allow_expand=bool(one.below))
        return node

    @on(Tree.NodeExpanded)
    def _opened(self, event: Tree.NodeExpanded[Branch]) -> None:
        """What is below comes when it is asked for: two thousand lines need not be made at once."""
        self._grow(event.node)

    def _grow(self, node: TreeNode[Branch]) -> None:
        if node.data is not None and not node.children:
            for name in node.data.below:
                self._add(node, name)

    def unfold_all(self) -> None:
        """Every branch open."""
        todo = list(self.tree_.root.children)
        while todo:
            node = todo.pop()
            self._grow(node)
            node.expand()
            todo += node.children

    def label(self, node: TreeNode[Branch], width: int) -> Text:
        """Sign, mark, name, then the figures where the columns are."""
        one = node.data
        if one is None:
            return Text("")
        ascii_ = self.style_.ascii
        signs = ("v ", "> ") if ascii_ else ("▾ ", "▸ ")
        sign = (signs[0] if node.is_expanded else signs[1]) if one.below else "  "
        depth = self._depth(node)
        room = max(8, width - depth * 3 - self._figures(width) - FOLD - 2)
        name = plain(one.name, self.style_) + (" +" if one.also else "")
        text = Text(sign, no_wrap=True)
        text.append(self.style_.mark(one.verdict) + " ", ink(one.verdict, self.style_))
        text.append(fitted(name, room))
        text.append(fitted(amount(one.cost), COST, ">"))
        if width >= 60:
            text.append(fitted(amount(one.own), OWN, ">"), "dim")
            text.append(fitted(share(one.share), SHARE, ">").replace("\xa0", " ") + " ")
            text.append(bar(one.share, BAR, self.style_), ink(one.verdict, self.style_))
        return text

    def _figures(self, width: int) -> int:
        return COST + (OWN + SHARE + 1 + BAR if width >= 60 else 0) + 1

    @staticmethod
    def _depth(node: TreeNode[Branch]) -> int:
        depth, up = 0, node.parent
        while up is not None:
            depth, up = depth + 1, up.parent
        return max(0, depth - 1)

    def _titles(self) -> None:
        width = self.size.width or 80
        report = self.held.report
        name = plain(project_name(report.path), self.style_) if report else "Not priced yet"
        line = fitted(f" {name}", max(8, width - self._figures(width)))
        line += fitted("$/yr", COST, ">")
        if width >= 60:
            line += fitted("own", OWN, ">") + fitted("share", SHARE, ">")
        self.query_one("#columns", Static).update(Text(line, no_wrap=True))
        self._also()

    @on(Tree.NodeHighlighted)
    def _also(self) -> None:
        node = self.tree_.cursor_node
        one = node.data if node else None
        says = " +: other packages need it too"
        if one and one.also:
            says = f" {one.name} also needed by {listed(one.also, 6)}"
        elif one and one.below:
            says = f" {one.name}: {listed(one.below, 6)} would be gone with it"
        said = plain(says, self.style_)
        self.query_one("#also", Static).update(Text(cut(said, max(1, self.size.width or 80)), no_wrap=True))

    @on(Tree.NodeSelected)
    async def _enter(self) -> None:
        await self.held.action_details()
