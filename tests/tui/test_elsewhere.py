"""Where there is nothing to show: another folder, a narrow window, too little memory."""

import json

import pytest

from depcalc.cli.job import direct_only
from depcalc.errors import EmptyScopeError, UsageError
from depcalc.tui.project import Project
from depcalc.values.settings import Settings
from tests.tui.running import FakeEngine, an_app, play, press, screen


def moving(asked):
    """An app over nothing, and a project at "there"."""

    def elsewhere(written):
        asked.append(written)
        if written != "there":
            raise UsageError(f"{written}: no such file or folder")
        return Project(FakeEngine(), Settings(), "shop-two")

    return an_app(FakeEngine(error=EmptyScopeError("no lock here")), elsewhere=elsewhere)


def test_another_folder_is_read_in_its_place():
    asked = []

    async def scene(app, pilot):
        assert "o  choose another folder" in screen(app)
        await press(app, pilot, "o", *"there", "enter")
        assert "acme-imaging" in screen(app)
        assert "shop-two" in screen(app)
        assert asked == ["there"]

    play(scene, moving(asked))


def test_what_is_no_folder_is_said_and_can_be_typed_again():
    async def scene(app, pilot):
        await press(app, pilot, "o", *"gone", "enter")
        assert "gone: no such file or folder" in screen(app)
        await press(app, pilot, *["backspace"] * 4, *"there", "enter")
        assert "acme-imaging" in screen(app)

    play(scene, moving([]))


def test_escape_stays_where_it_is():
    async def scene(app, pilot):
        await press(app, pilot, "o", "escape")
        assert "Nothing to analyse here" in screen(app)

    play(scene, moving([]))


@pytest.mark.parametrize("size", [(40, 10), (80, 24)])
def test_what_the_verdict_costs_is_in_sight_in_the_narrowest_window(size):
    async def scene(app, pilot):
        first = next(line for line in screen(app).splitlines() if "acme-gateway" in line)
        assert first.split()[-2:] == ["780", "160"] if size[0] == 40 else "160" in first
        assert "$/yr" in screen(app)
        assert "Estimated $1,900/yr" in screen(app)
        assert "Advised" in screen(app)

    play(scene, size=size)


@pytest.mark.parametrize(("size", "told"), [((40, 10), True), ((200, 40), False)])
def test_help_says_which_columns_found_no_room(size, told):
    async def scene(app, pilot):
        hidden = app.view.hidden
        await press(app, pilot, "question_mark", "G")
        assert (hidden[:2] == ["Crowd", "Need"]) == told
        said = app.screen.query_one("Reader Static").content.plain
        assert ("No room here for: Crowd, Need" in said) == told

    play(scene, size=size)


def test_the_saving_stands_in_the_list_beside_the_pane():
    async def scene(app, pilot):
        assert "Saves" in screen(app).splitlines()[3]

    play(scene, size=(120, 34))


def test_direct_hides_the_shared_row_and_says_that_totals_include_it(tmp_path):
    async def scene(app, pilot):
        assert "shared" not in screen(app)
        assert "$1,900/yr" in screen(app)
        await press(app, pilot, "D")
        assert "--direct hides shared rows" in app.screen.query_one("Reader Static").content.plain
        await press(app, pilot, "escape", "2", "E")
        assert "acme-tls" not in screen(app)
        assert "acme-cloud-3" not in screen(app)
        app._exported("json")
        await press(app, pilot, "1")
        app._exported("json")
        told = json.loads((tmp_path / "depcalc-list.json").read_text())
        assert told["shared"] == []
        assert all(row["direct"] for row in told["packages"])

    play(scene, an_app(narrow=direct_only, folder=tmp_path))


def test_too_little_memory_is_said_without_a_traceback():
    class Full(FakeEngine):
        def appraise(self, survey, settings, focus=None):
            raise MemoryError

    async def scene(app, pilot):
        assert "not enough memory" in screen(app)
        assert "this is a bug" not in screen(app)

    play(scene, an_app(Full()))
