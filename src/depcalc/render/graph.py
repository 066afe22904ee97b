"""The graph in scope, name by name: a tree for people, JSON, and the languages of Graphviz and Mermaid."""

import re
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from depcalc.render.frame import blocks, paragraph
from depcalc.render.json import dump
from depcalc.render.json_decision import Record, group_label
from depcalc.render.phrases import group_name
from depcalc.render.style import Style
from depcalc.render.text import clean, cut
from depcalc.render.wording import listed
from depcalc.values.lock import Package
from depcalc.values.placement import Placement
from depcalc.values.survey import Survey

ODD = re.compile(r"[^A-Za-z0-9 ._+-]")  # what Mermaid might take for its own
BRANCHES = {False: ("├── ", "│   "), True: ("└── ", "    ")}  # is it the last one?
ASCII_BRANCHES = {False: ("|-- ", "|   "), True: ("`-- ", "    ")}
Branches = Mapping[bool, tuple[str, str]]
MOST_LEVELS = 100  # beyond it a tree is all indent
REPEATED, DEEPER = " (*)", " (+)"
LEGEND = {REPEATED: "(*) what it needs is shown elsewhere", DEEPER: "(+) needs more than is shown"}
EDGES_FROM = {
    "lock": "edges from the lock",
    "via-comments": "edges from comments in the file",
    "tool-table": "edges from a table of the tool that wrote it",
    "installed-metadata": "edges from installed metadata",
    "none": "the lock records no edges",
}


def render_graph(survey: Survey, style: Style, *, format: str, depth: int | None = None) -> str:
    """`depcalc graph`: who asks for what in scope, at most `depth` steps from the roots."""
    return GRAPHS[format](_Graph(survey, depth), style)


class _Graph:
    """The names in scope within `depth` steps, each under the name that leads to it first."""

    def __init__(self, survey: Survey, depth: int | None) -> None:
        self.survey = survey
        self.depth = depth
        self.needs = {place.name: () for place in survey.placements} | dict(survey.edges)
        self.directs = sorted(place.name for place in survey.placements if _is_top(place))

    @cached_property
    def parents(self) -> dict[str, tuple[int, str]]:
        """Name -> steps from the roots, and the name it hangs under: "" for the roots."""
        found = dict.fromkeys(self.directs, (1, ""))
        todo = deque(found)
        while todo:
            name = todo.popleft()
            level = found[name][0]
            for other in self.needs[name] if level != self.depth else ():
                if other not in found:
                    found[other] = (level + 1, name)
                    todo.append(other)
        return found

    @cached_property
    def places(self) -> list[Placement]:
        return sorted(
            (place for place in self.survey.placements if place.name in self.parents), key=lambda p: p.name
        )

    def edges(self) -> Iterator[tuple[str, str]]:
        for place in self.places:
            yield from ((place.name, other) for other in self.needs[place.name] if other in self.parents)


def _is_top(place: Placement) -> bool:
    """Asked for by the project, or locked for it without anybody saying who asks."""
    return place.direct or not (place.needed_by_directs or place.dependents)


@dataclass(frozen=True, slots=True)
class _Step:
    """A line of the tree that is still to be written."""

    name: str
    parent: str
    indent: str
    last: bool


def _text(graph: _Graph, style: Style) -> str:
    labels = {place.name: _label(place, style) for place in graph.places}
    lines, marks = [], set()
    for lead, name, mark in _tree(graph, ASCII_BRANCHES if style.ascii else BRANCHES):
        line = f"{lead}{labels[name]}{mark}"
        lines.append(cut(line, style.width) if style.width else line)
        marks.add(mark)
    legend = [] if style.quiet else [paragraph(text, style) for mark, text in LEGEND.items() if mark in marks]
    head = paragraph(_summary(graph, style), style)
    return style.finish(blocks(head, "\n".join(lines), "\n".join(legend)))


def _tree(graph: _Graph, branches: Branches) -> Iterator[tuple[str, str, str]]:
    """(lead, name, mark) line by line; a name shows what it needs in one place, so that a cycle ends."""
    todo = _below(graph.directs, "", "")
    while todo:
        step = todo.pop()
        branch, below = branches[step.last]
        needs = graph.needs[step.name]
        level, parent = graph.parents[step.name]
        mark = ""
        if needs and parent != step.parent:
            mark = REPEATED
        elif needs and level in (graph.depth, MOST_LEVELS):
            mark = DEEPER
        else:
            todo += _below(needs, step.name, step.indent + below)
        yield step.indent + branch, step.name, mark


def _below(names: Sequence[str], parent: str, indent: str) -> list[_Step]:
    return [_Step(name, parent, indent, name == names[-1]) for name in reversed(names)]


def _label(place: Placement, style: Style) -> str:
    """Name and versions; of a direct also the groups that ask for it, unless that is production alone."""
    groups = listed(group_name(group) for group in place.groups) if place.groups != ("",) else ""
    name = _plain_label(place)
    return clean(f"{name} [{groups}]" if groups and place.direct else name, ascii_only=style.ascii)


def _summary(graph: _Graph, style: Style) -> str:
    survey = graph.survey
    scope = listed(group_name(group) for group in survey.selection.groups)
    parts = [
        survey.lock.path,
        f"{len(survey.placements):,} packages, {len(graph.directs):,} direct",
        f"scope {scope}",
        EDGES_FROM[survey.counts.edges_from],
    ]
    return " · ".join(clean(part, ascii_only=style.ascii) for part in parts)


def _json(graph: _Graph, _: Style) -> str:
    """Schema `depcalc/graph/1`; keys may be added."""
    survey = graph.survey
    counts, selection = survey.counts, survey.selection
    locked: dict[str, list[Package]] = {}
    in_scope = {node.key for node in selection.nodes}
    for package in survey.lock.packages:
        if package.key in in_scope:
            locked.setdefault(package.key.name, []).append(package)
    return dump(
        {
            "schema": "depcalc/graph/1",
            "lockfiles": [
                {"path": lock.path, "format": lock.format, "revision": lock.revision}
                for lock in survey.lockfiles
            ],
            "graph": {
                "packages": counts.packages,
                "edges": counts.edges,
                "direct": counts.direct,
                "orphans": [{"name": key.name, "version": key.version} for key in counts.orphans],
                "edges_from": counts.edges_from,
            },
            "scope": {
                "groups": [group_label(group) for group in selection.groups],
                "outside": [
                    {"name": group_label(group), "packages": packages}
                    for group, packages in selection.outside
                ],
            },
            "depth": graph.depth,
            "packages": [_record(place, locked.get(place.name, []), survey) for place in graph.places],
            "edges": [{"from": name, "to": other} for name, other in graph.edges()],
            "notices": [
                {"code": n.code, "message": n.message, "path": n.path, "line": n.line} for n in survey.notices
            ],
        }
    )


def _record(place: Placement, locked: Sequence[Package], survey: Survey) -> Record:
    return {
        "name": place.name,
        "direct": place.direct,
        "groups": [group_label(group) for group in place.groups],
        "depth": place.depth,
        "leaves_with": list(place.leaves_with),
        "gone_with": list(place.gone_with),
        "locked": [
            {
                "version": package.key.version,
                "origin": package.origin.kind,
                "location": package.origin.location,
                "path": package.path or survey.lock.path,
                "line": package.line,
            }
            for package in locked
        ],
    }


def _dot(graph: _Graph, _: Style) -> str:
    lines = ["digraph depcalc {", "  rankdir=LR;", "  node [shape=box];"]
    for place in graph.places:
        bold = ", style=bold" if place.direct else ""
        lines.append(f"  {_quoted(place.name)} [label={_quoted(_plain_label(place))}{bold}];")
    lines += [f"  {_quoted(name)} -> {_quoted(other)};" for name, other in graph.edges()]
    return "\n".join([*lines, "}", ""])


def _quoted(text: str) -> str:
    r"""A string of Graphviz; in its labels `\N` and the like would stand for something else."""
    return '"' + clean(text).replace("\\", "\\\\").replace('"', '\\"') + '"'


def _mermaid(graph: _Graph, _: Style) -> str:
    ids = {place.name: f"p{number}" for number, place in enumerate(graph.places)}
    lines = ["flowchart LR"]
    for place in graph.places:
        left, right = ('[["', '"]]') if place.direct else ('["', '"]')
        lines.append(f"  {ids[place.name]}{left}{_entities(_plain_label(place))}{right}")
    lines += [f"  {ids[name]} --> {ids[other]}" for name, other in graph.edges()]
    return "\n".join([*lines, ""])


def _entities(text: str) -> str:
    return ODD.sub(lambda odd: f"#{ord(odd[0])};", clean(text))


def _plain_label(place: Placement) -> str:
    return f"{place.name} {', '.join(place.versions)}".rstrip()


GRAPHS: Mapping[str, Callable[[_Graph, Style], str]] = {
    "text": _text,
    "json": _json,
    "dot": _dot,
    "mermaid": _mermaid,
}
