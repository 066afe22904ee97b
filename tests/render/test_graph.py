"""The graph in each format; after a change that is meant: python -m tests.render.test_graph."""

import json
import re
from pathlib import Path

import pytest

from depcalc.graph import name_edges, place
from depcalc.lockfiles import parse_uv
from depcalc.render import Style, render_graph, render_why
from depcalc.render.text import cells
from depcalc.scope import count, select
from depcalc.values.lock import Key, Lock, Package, Requirement, Root
from depcalc.values.scope import Scope
from depcalc.values.survey import Survey
from tests.builders import HOSTILE, a_survey

TESTS = Path(__file__).parents[1]
GOLDEN = TESTS / "golden"
SAMPLE = TESTS.joinpath("samples", "shop-uv", "uv.lock").read_text("utf-8")
FILES = {
    "graph.txt": ("text", Style(width=80), None),
    "graph-ascii.txt": ("text", Style(width=40, ascii=True), None),
    "graph-direct.txt": ("text", Style(), 1),
    "graph.json": ("json", Style(), None),
    "graph.dot": ("dot", Style(), None),
    "graph.mmd": ("mermaid", Style(), None),
}


def survey_of(lock: Lock, scope: Scope = Scope()) -> Survey:
    selection = select(lock, scope)
    return a_survey(
        lock=lock,
        selection=selection,
        counts=count(lock),
        placements=place(selection),
        edges=name_edges(selection),
        notices=(*lock.notices, *selection.notices),
    )


def lock_of(needs: dict[str, tuple[str, ...]], *directs: str) -> Lock:
    def asks(names: tuple[str, ...]) -> tuple[Requirement, ...]:
        return tuple(Requirement(name, (Key(name, "1.0"),)) for name in names)

    packages = tuple(Package(Key(name, "1.0"), requires=asks(others)) for name, others in needs.items())
    return Lock("uv.lock", "uv", packages=packages, roots=(Root("shop", requires=asks(directs)),))


CASES = {
    "graph-shop": survey_of(parse_uv(SAMPLE, path="uv.lock"), Scope(all_groups=True, all_extras=True)),
    "graph-hostile": survey_of(lock_of(dict.fromkeys(HOSTILE, HOSTILE), *HOSTILE[:3])),
}


def rendered() -> dict[Path, str]:
    return {
        GOLDEN / case / name: render_graph(survey, style, format=format, depth=depth)
        for case, survey in CASES.items()
        for name, (format, style, depth) in FILES.items()
    }


@pytest.mark.parametrize(("path", "text"), rendered().items(), ids=lambda one: getattr(one, "name", ""))
def test_the_answer_is_the_golden_one(path, text):
    assert text == path.read_bytes().decode(), "meant? python -m tests.render.test_graph"


@pytest.mark.parametrize("survey", CASES.values(), ids=CASES)
def test_a_tree_fits_its_width(survey):
    for width in (30, 80):
        tree = render_graph(survey, Style(width=width), format="text")
        assert max(map(cells, tree.splitlines())) <= width


def test_a_name_shows_what_it_needs_in_one_place():
    lock = lock_of({"a": ("b", "c"), "b": ("c",), "c": ("d",), "d": ("a",)}, "a", "b")
    assert render_graph(survey_of(lock), Style(), format="text").split("\n\n")[1] == "\n".join(
        (
            "├── a 1.0",
            "│   ├── b 1.0 (*)",
            "│   └── c 1.0",
            "│       └── d 1.0",
            "│           └── a 1.0 (*)",
            "└── b 1.0",
            "    └── c 1.0 (*)",
        )
    )


def test_a_depth_cuts_the_tree_and_the_graph_alike():
    survey = survey_of(lock_of({"a": ("b",), "b": ("c",), "c": ()}, "a"))
    assert "b 1.0 (+)" in render_graph(survey, Style(), format="text", depth=2)
    found = json.loads(render_graph(survey, Style(), format="json", depth=2))
    assert [one["name"] for one in found["packages"]] == ["a", "b"]
    assert found["edges"] == [{"from": "a", "to": "b"}]


def test_a_chain_without_end_is_drawn_to_a_bound():
    needs = {f"p{n}": (f"p{n + 1}",) for n in range(3000)} | {"p3000": ()}
    tree = render_graph(survey_of(lock_of(needs, "p0")), Style(), format="text")
    assert "p99 1.0 (+)" in tree
    assert len(tree) < 50_000


@pytest.mark.parametrize("survey", CASES.values(), ids=CASES)
def test_dot_and_mermaid_hold_one_statement_a_line(survey):
    quoted = r'"(?:[^"\\\x00-\x1f]|\\\\|\\")*"'
    lines = render_graph(survey, Style(), format="dot").splitlines()
    statement = rf"  {quoted} (?:\[label={quoted}(?:, style=bold)?\]|-> {quoted});"
    assert all(re.fullmatch(statement, line) for line in lines[3:-1])
    plain = r"(?:[A-Za-z0-9 ._+-]|#\d+;)*"
    node = rf'  p\d+(?:\[\["{plain}"\]\]|\["{plain}"\])|  p\d+ --> p\d+'
    assert all(
        re.fullmatch(node, line) for line in render_graph(survey, Style(), format="mermaid").splitlines()[1:]
    )


def test_json_says_where_each_package_stands():
    found = json.loads(render_graph(CASES["graph-shop"], Style(), format="json"))
    certifi = next(one for one in found["packages"] if one["name"] == "certifi")
    (locked,) = certifi["locked"]
    assert SAMPLE.splitlines()[locked["line"] - 1] == "[[package]]"
    assert (locked["path"], locked["origin"]) == ("uv.lock", "index")


if __name__ == "__main__":
    for path, text in rendered().items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")


def test_what_is_locked_undeclared_is_drawn_and_nobody_is_said_to_ask_for_it():
    asks = (Requirement("a", (Key("a", "1.0"),)), Requirement("b", (Key("b", "1.0"),), declared=False))
    below = (Requirement("c", (Key("c", "1.0"),)),)
    packages = (Package(Key("a", "1.0")), Package(Key("b", "1.0"), requires=below), Package(Key("c", "1.0")))
    survey = survey_of(
        Lock("Pipfile.lock", "pipenv", packages=packages, roots=(Root("shop", requires=asks),))
    )
    tree = render_graph(survey, Style(quiet=True), format="text")
    assert [name in tree for name in ("a 1.0", "b 1.0", "c 1.0")] == [True] * 3
    (b,) = (place for place in survey.placements if place.name == "b")
    assert "nobody says" in render_why(b, (), Style())
