"""One table of keys: help, palette and docs say what the bindings do, and nothing else."""

from dataclasses import replace

import pytest
from textual.binding import Binding

from depcalc.render.style import Style
from depcalc.tui.app import DepcalcApp, view_of
from depcalc.tui.helping import help_text
from depcalc.tui.keys import WRITTEN
from depcalc.tui.tree import branches
from depcalc.values.placement import Placement
from tests.builders import a_survey
from tests.tui import keys_in_docs
from tests.tui.keys_in_docs import VIEWS
from tests.tui.running import FakeEngine, a_tree_report, an_app, places_of, play, press, screen


def bound(owner):
    return {WRITTEN.get(one.key, one.key) for one in Binding.make_bindings(owner.BINDINGS)}


def test_the_keys_of_the_docs_are_the_keys_there_are():
    """After a change that is meant: python -m tests.tui.goldens."""
    assert keys_in_docs.written() == keys_in_docs.told()


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("width", [40, 80])
def test_the_help_names_every_key_of_the_view_and_of_everywhere(view, width):
    said = help_text(view_of(view), DepcalcApp, (), Style(), width).plain.partition("\nMarks\n")[0].split()
    assert (bound(view_of(view)) | bound(DepcalcApp)) - set(said) == set()


def test_the_palette_holds_our_commands_and_no_others():
    async def scene(app, pilot):
        titles = [one.title for one in app.get_system_commands(app.screen)]
        assert {"View: Graph", "Export", "Help", "Quit", "Filter", "Light or dark"} <= set(titles)
        assert {"Screenshot", "Theme", "Maximize", "Minimize", "Keys", "All commands"}.isdisjoint(titles)
        assert len(titles) == len(set(titles))

    play(scene)


def test_the_palette_runs_what_it_names():
    async def scene(app, pilot):
        await press(app, pilot, "ctrl+p", *"other graph")
        await press(app, pilot, "enter")
        assert app.view.kind == "needs"

    async def graph_first(app, pilot):
        await press(app, pilot, "2")
        await scene(app, pilot)

    play(graph_first)


def test_a_plus_beside_a_name_is_explained():
    said = help_text(view_of("list"), DepcalcApp, (), Style(), 80).plain
    assert "+           beside a name: other packages need it, too." in said


def test_what_stays_is_marked_alike_in_list_and_graph():
    report = a_tree_report()
    stays = replace(report.decisions[1], stays_because=(report.decisions[0].package,))
    report = replace(report, decisions=(report.decisions[0], stays, *report.decisions[2:]))

    class Engine(FakeEngine):
        def survey(self, settings, progress):
            by = report.decisions[0].package
            places = [
                replace(one, dependents=(by,), needed_by_directs=(by,)) if one.name == stays.package else one
                for one in places_of(report)
            ]
            return a_survey(placements=tuple(places))

    async def scene(app, pilot):
        assert f"{stays.package} +" in screen(app)
        await press(app, pilot, "2")
        assert f"{stays.package} +" in screen(app)

    play(scene, an_app(Engine(report)))


def test_what_would_be_gone_with_it_is_no_reason_to_stay():
    def place(name, direct, dependents, gone):
        return Placement(name, ("1",), direct, ("",), "production", 1, dependents, (), (), gone)

    ring = (
        place("acme-a", True, ("acme-b",), ("acme-a", "acme-b")),
        place("acme-b", False, ("acme-a",), ("acme-b",)),
    )
    assert branches(ring, None)["acme-a"].also == ()
