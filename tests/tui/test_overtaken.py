"""Answers that come late, windows that change, pages opened early: no figure stands where another one is asked for."""

from dataclasses import replace
from threading import Event

import pytest

from depcalc.errors import InputError, UsageError
from depcalc.render.style import Style
from depcalc.tui.project import Project
from depcalc.tui.trials import difference
from depcalc.values.settings import Settings
from tests.tui.running import (
    FakeEngine,
    a_tree_report,
    a_whatif,
    an_advice,
    an_app,
    play,
    press,
    screen,
    settled,
    until,
)


class Slow(FakeEngine):
    """Stands still wherever the test says, until it says go."""

    def __init__(self, at=(), **kept):
        super().__init__(**kept)
        self.at, self.go, self.gate = set(at), Event(), self._wait

    def _wait(self, what):
        if what in self.at:
            self.at.discard(what)
            assert self.go.wait(10)

    def advise(self, survey, settings, asked, uses):
        self._wait(f"advise {asked}")
        return an_advice(asked=asked, name=asked)

    def plan(self, survey, settings, budget):
        self._wait("plan")
        return super().plan(survey, settings, budget)


def test_a_plan_of_what_was_read_before_is_not_shown_for_what_is_read_now():
    engine = Slow({"plan"})
    fresh = a_tree_report(path="shop-two")

    async def scene(app, pilot):
        await pilot.press("4", "1")
        app.start(lambda: Project(FakeEngine(fresh), Settings(), "shop-two"))
        engine.go.set()
        await settled(app, pilot)
        assert app.report.path == "shop-two"
        assert app.planned is None

    play(scene, an_app(engine))


def test_the_explanation_of_an_old_reading_does_not_explain_the_new_one():
    engine = Slow()

    async def scene(app, pilot):
        engine.at = {"appraise"}
        await pilot.press("enter", "escape")
        app.start(lambda: Project(FakeEngine(), Settings(), "shop-two"))
        engine.go.set()
        await settled(app, pilot)
        assert app.explained == {}

    play(scene, an_app(engine))


def test_the_last_name_asked_about_is_the_one_answered():
    engine = Slow({"advise acme-slow"})

    async def scene(app, pilot):
        await pilot.press("5", *"acme-slow", "enter", "i", "ctrl+a", "ctrl+k", *"acme-quick", "enter")
        await until(app, pilot, "acme-quick 4.2.16")
        engine.go.set()
        await settled(app, pilot)
        assert app.advice.name == "acme-quick"
        assert "acme-slow" not in screen(app)

    play(scene, an_app(engine))


def test_trouble_with_an_old_reading_is_no_trouble_with_the_new_one():
    class Broken(Slow):
        def survey(self, settings, progress):
            self._wait("broken")
            progress("reading your source", 4, 10)
            raise InputError("uv.lock:3: no table", "lock it again")

    engine = Broken({"broken"})

    async def scene(app, pilot):
        while engine.at:
            await pilot.pause(0.01)
        app.start(lambda: Project(FakeEngine(), Settings(), "shop-two"))
        await until(app, pilot, "shop-two")
        engine.go.set()
        await settled(app, pilot)
        assert app.failed is None
        assert app.stage == ""

    play(scene, an_app(engine), settle=False)


def test_an_answer_posted_before_the_next_key_is_not_taken_for_the_next_question():
    async def scene(app, pilot):
        await press(app, pilot, "space", "3")
        old = app.tried
        taken = []
        app._take_whatif = lambda made, preview: taken.append(made)
        app.ask_whatif()
        while app.desk.busy:  # posted by now, read by nobody
            pass
        app.ask_whatif()
        first = len(taken)
        await settled(app, pilot)
        assert old is not None
        assert first == 0
        assert len(taken) == 2  # the preview and the whole of the last question alone

    play(scene)


def test_a_page_that_was_opened_before_all_figures_were_there_gets_its_explanation():
    engine = Slow({"appraise"})

    async def scene(app, pilot):
        await until(app, pilot, "preview")
        await pilot.press("enter")
        await until(app, pilot, "Working out")
        engine.go.set()
        await settled(app, pilot)
        assert "Working out" not in screen(app)
        assert list(app.explained) == [app.view.package()]

    play(scene, an_app(engine), settle=False)


def test_a_page_that_cannot_be_explained_says_why_and_waits_no_longer():
    class Broken(FakeEngine):
        def appraise(self, survey, settings, focus=None):
            if focus == "acme-gateway":
                raise UsageError("horizon takes less", "say less")
            return super().appraise(survey, settings, focus)

    async def scene(app, pilot):
        await press(app, pilot, "enter")
        assert "Working out" not in screen(app)
        assert " horizon takes less\n say less\n\n acme-gateway" in screen(app)
        await press(app, pilot, "n")
        assert "horizon takes less" not in screen(app)

    play(scene, an_app(Broken()))


def test_a_page_that_is_read_again_is_explained_again():
    async def scene(app, pilot):
        await press(app, pilot, "enter", "r")
        assert app.view.id == "detail"
        assert "Working out" not in screen(app)

    play(scene)


def test_no_frame_of_the_next_page_shows_the_page_before():
    async def scene(app, pilot):
        await press(app, pilot, "enter", "escape", "down")
        name, seen, painted = app.package_here(), [], app._display

        def paint(shown, what):
            painted(shown, what)
            if "[1 List]" not in screen(app):
                seen.append(screen(app))

        app._display = paint
        await press(app, pilot, "enter")
        assert seen
        assert [frame for frame in seen if name not in frame] == []

    play(scene)


@pytest.mark.parametrize("size", [(120, 34), (80, 24), (46, 14), (40, 10)])
@pytest.mark.parametrize("view", ["1", "2", "3", "4"])
def test_a_window_of_another_size_shows_what_one_of_that_size_from_the_start_does(view, size):
    frames = []

    async def grown(app, pilot):
        await press(app, pilot, view)
        await pilot.resize_terminal(*size)
        await settled(app, pilot)
        frames.append(screen(app).splitlines()[:3])

    async def born(app, pilot):
        await press(app, pilot, view)
        frames.append(screen(app).splitlines()[:3])

    play(grown, an_app(FakeEngine(replace(a_tree_report(), seed=1))), (100, 30))
    play(born, an_app(FakeEngine(replace(a_tree_report(), seed=1))), size)
    assert frames[0] == frames[1]


def test_a_long_change_is_read_to_its_end_with_the_keys_of_every_text(tmp_path):
    file = tmp_path / "pyproject.toml"
    file.write_text("[project]\n")

    async def scene(app, pilot):
        for _ in app.decisions:
            await press(app, pilot, "d", "down")
        await press(app, pilot, "w")
        first = screen(app)
        await press(app, pilot, "G")
        assert screen(app) != first
        assert "review =" in "".join(screen(app).splitlines()[-6:])
        await press(app, pilot, "g")
        assert screen(app) == first

    target = lambda: (file, "tool.depcalc", file.read_text())  # noqa: E731
    play(scene, an_app(target=target, write=lambda *_: True))


def test_what_is_unknown_turns_to_nothing():
    made = a_whatif(a_tree_report(), {}, (("price", 6.0, 10.0),))
    first, second, *rest = made.rows
    rows = (
        replace(first, advised="today", verdict="unknown"),
        replace(second, advised="keep", verdict="vendor"),
    )
    said = difference(replace(made, rows=(*rows, *rest)), 200, Style()).plain
    assert f"verdicts: {second.package} keep to vendor" in said
    assert first.package not in said


def test_the_page_below_the_dials_is_broken_once():
    async def scene(app, pilot):
        await press(app, pilot, "space", "3")
        page = app.view.query_one("#moved")
        assert max(map(len, page.content.plain.splitlines())) <= page.container_size.width

    play(scene)
