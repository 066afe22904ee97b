"""What stands around the views: estimates that say so, what is known, nothing where nothing is, settings read again."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from depcalc.errors import ConfigError, EmptyScopeError, LockError
from depcalc.render.frame import first_line
from depcalc.render.phrases import FAR_ABOVE, coverage, totals
from depcalc.render.style import Style
from depcalc.tui.app import TABS
from depcalc.tui.project import Project
from depcalc.tui.rows import SHARED
from depcalc.tui.views.nothing import NothingView
from depcalc.values.settings import Settings
from tests.builders import AS_OF
from tests.tui.running import FakeEngine, a_tree_report, an_app, play, press, screen, settled

SIZES = [(40, 10), (80, 24), (120, 40), (200, 60)]


def flat(text):
    return " ".join(re.sub(r"[│\xa0]", " ", text).split())


# ------------------------------------------------------------------ estimates


@pytest.mark.parametrize("size", SIZES)
def test_the_totals_say_at_every_size_that_they_are_estimated(size):
    async def scene(app, pilot):
        assert "Estimated $1,900/yr" in screen(app)
        assert "advised 730" in screen(app)

    play(scene, size=size)


@pytest.mark.parametrize("size", SIZES[1:])
def test_the_range_of_the_totals_and_the_share_of_years_are_in_sight(size):
    async def scene(app, pilot):
        assert "(700 – 4,200)" in screen(app).splitlines()[1]
        assert "hit in 0.19 % of years" in screen(app).splitlines()[1]

    play(scene, size=size)


@pytest.mark.parametrize("size", SIZES)
def test_the_range_of_the_row_in_front_is_in_sight_without_opening_it(size):
    async def scene(app, pilot):
        assert "90 % within 160 – 2,300" in screen(app)

    play(scene, size=size)


def test_the_range_of_what_is_shared_is_in_sight_too():
    async def scene(app, pilot):
        await press(app, pilot, "G")
        assert re.search(r"acme-\w+: estimated \$\S+/yr, 90 % within", screen(app).splitlines()[-2])
        assert app.view.grid.key == SHARED

    play(scene)


def warned():
    report = a_tree_report()
    return replace(report, totals=replace(report.totals, anchor_warning=True))


@pytest.mark.parametrize("size", SIZES[1:])
def test_a_tree_far_above_the_scale_says_what_the_report_says(size):
    async def scene(app, pilot):
        assert FAR_ABOVE in flat(screen(app))
        await press(app, pilot, "2")
        assert FAR_ABOVE in flat(screen(app))

    play(scene, an_app(FakeEngine(warned())), size)


def test_a_tree_within_the_scale_is_not_warned_of():
    async def scene(app, pilot):
        assert "far above" not in screen(app)

    play(scene)


# ------------------------------------------------------------------ what is known


def test_what_the_data_knows_is_told_in_the_words_of_the_report():
    async def scene(app, pilot):
        await press(app, pilot, "D")
        said = flat(app.screen.query_one("Reader Static").content.plain)
        assert flat(coverage(app.report)) in said
        assert flat(totals(app.report)) in said
        assert flat(first_line(app.report, Style())) in said
        for notice in app.report.notices:
            assert notice.message in said

    play(scene)


def test_facts_that_are_too_old_are_told_of_as_by_the_commands():
    async def scene(app, pilot):
        await press(app, pilot, "D")
        said = flat(app.screen.query_one("Reader Static").content.plain)
        assert "the data snapshot is 500 days old" in said
        assert "`depcalc data update` fetches newer facts" in said

    app = an_app()
    app.today = AS_OF + timedelta(days=500)
    play(scene, app)


def test_an_order_that_no_head_shows_is_named_below_the_list():
    async def scene(app, pilot):
        await press(app, pilot, "s")
        assert "Saves" not in screen(app).splitlines()[2]
        assert "by Saves · 90 % within" in screen(app)

    play(scene, size=(40, 10))


# ------------------------------------------------------------------ nothing to show


EMPTY = EmptyScopeError("no lockfile in shop", "Looked for uv.lock.")
BROKEN = LockError("shop/uv.lock: line 212 is not valid TOML", 'Fix the file, or run "uv lock".')


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(("error", "words"), [(EMPTY, "nothing to analyse"), (BROKEN, "cannot be read")])
def test_no_view_shows_a_figure_where_nothing_was_read(size, error, words):
    async def scene(app, pilot):
        for key in (*"1234", "1", "enter"):
            await press(app, pilot, key)
            head, *rest = screen(app).splitlines()
            assert words in head
            assert error.message.split(":")[-1].strip(" .")[:20] in flat("\n".join(rest))
            assert "$" not in screen(app)
            assert "reading" not in screen(app)

    play(scene, an_app(FakeEngine(error=error)), size)


def test_ask_answers_where_there_is_no_project():
    async def scene(app, pilot):
        await press(app, pilot, "5", *"acme-web", "enter")
        assert app.view.id == "ask"
        assert "acme-web" in screen(app)
        await press(app, pilot, "escape", "escape")
        assert "Nothing to analyse here" in screen(app)

    play(scene, an_app(FakeEngine(error=EMPTY)))


def test_an_environment_without_a_lock_gets_words_and_no_silence():
    async def scene(app, pilot):
        await press(app, pilot, "e")
        assert "pip freeze > requirements.txt" in flat(screen(app))

    play(scene, an_app(FakeEngine(error=EMPTY)), (120, 34), words=True)


@pytest.mark.parametrize("size", SIZES)
def test_every_key_works_where_there_is_nothing(size):
    keys = [key for one in NothingView.BINDINGS for key in one.key.split(",")]

    async def scene(app, pilot):
        for key in (*keys, "D", "y", "e", "question_mark"):
            await press(app, pilot, key)
            assert app.is_running, key
            while len(app.screen_stack) > 1:
                await press(app, pilot, "escape")
        assert "Nothing to analyse here" in screen(app)

    play(scene, an_app(FakeEngine(error=EMPTY)), size)


def test_only_what_leads_on_is_offered_where_there_is_nothing():
    async def scene(app, pilot):
        assert "o Another folder e Environment" in screen(app)

    async def broken(app, pilot):
        assert "o Another folder" in screen(app)
        assert "Environment" not in screen(app)

    play(scene, an_app(FakeEngine(error=EMPTY), elsewhere=lambda path: None))
    play(broken, an_app(FakeEngine(error=BROKEN), elsewhere=lambda path: None))


def test_before_figures_what_if_and_plan_show_none():
    class Still(FakeEngine):
        def appraise(self, survey, settings, focus=None):
            raise MemoryError

    async def scene(app, pilot):
        for key in "34":
            await press(app, pilot, key)
            assert "$" not in screen(app)

    play(scene, an_app(Still()))


def test_what_is_mended_comes_back_to_the_view_that_was_wanted():
    engine = FakeEngine(error=BROKEN)

    async def scene(app, pilot):
        await press(app, pilot, "3")
        engine.error = None
        await press(app, pilot, "r")
        await settled(app, pilot)
        assert app.view.id == "whatif"
        assert "Loss if exploited" in screen(app)

    play(scene, an_app(engine))


def test_a_shared_row_says_why_it_cannot_be_marked():
    async def scene(app, pilot):
        await press(app, pilot, "G", "space")
        assert "no decision about one of them is in reach" in flat(screen(app))
        assert app.choices == {}

    play(scene, size=(120, 34), words=True)


# ------------------------------------------------------------------ read again


def test_reading_again_reads_the_settings_too():
    asked = []

    def elsewhere(path):
        asked.append(path)
        return Project(FakeEngine(), Settings(loss=5_000_000.0), "shop-api")

    async def scene(app, pilot):
        assert app.settings.loss != 5_000_000
        await press(app, pilot, "r")
        assert app.settings.loss == app.after.loss == 5_000_000
        assert asked == [None]

    play(scene, an_app(elsewhere=elsewhere))


def test_settings_that_cannot_be_read_are_said_and_no_old_figure_stands():
    def elsewhere(path):
        raise ConfigError('pyproject.toml:41: unknown key "horizn"', 'did you mean "horizon"?')

    async def scene(app, pilot):
        await press(app, pilot, "r")
        assert 'unknown key "horizn"' in screen(app)
        assert "$" not in screen(app)

    play(scene, an_app(elsewhere=elsewhere))


def test_another_folder_is_read_again_where_it_is():
    asked = []

    def elsewhere(path):
        asked.append(path)
        return Project(FakeEngine(), Settings(), "shop-two")

    async def scene(app, pilot):
        await press(app, pilot, "o", *"there", "enter")
        await press(app, pilot, "r")
        assert asked == ["there", "there"]

    play(scene, an_app(FakeEngine(error=EMPTY), elsewhere=elsewhere))


# ------------------------------------------------------------------ leaving, and the line of views


def test_ctrl_c_interrupts_and_q_does_not():
    codes = {}
    for key in ("ctrl+c", "q"):

        async def scene(app, pilot, key=key):
            await pilot.press(key)
            await pilot.pause()
            codes[key] = app.return_code or 0

        play(scene)
    assert codes == {"ctrl+c": 130, "q": 0}


@pytest.mark.parametrize("view", TABS)
def test_the_names_of_the_views_are_whole_in_the_narrowest_window(view):
    async def scene(app, pilot):
        await app.action_show(view)
        await settled(app, pilot)
        line = next(one for one in screen(app).splitlines() if "1 List" in one)
        for name in TABS.values():
            assert name in line
        assert f"{TABS[view]}]" in line

    play(scene, size=(40, 10))


@pytest.mark.parametrize("size", [(40, 10), (80, 24)])
def test_a_click_on_a_name_shows_its_view(size):
    async def scene(app, pilot):
        line = app.query_one("#tabs")._said.plain
        await pilot.click("#tabs", offset=(line.index("Plan") + 1, 0))
        await settled(app, pilot)
        assert app.wanted == "plan"

    play(scene, size=size)


def test_a_word_in_passing_leaves_the_lines_below_free():
    async def scene(app, pilot):
        below = screen(app).splitlines()[-2:]
        app.notify("Copied.", markup=False)
        await pilot.pause(0.3)
        assert "Copied." in screen(app)
        assert screen(app).splitlines()[-2:] == below

    play(scene, words=True)


def test_the_graph_leaves_the_screen_with_its_heads_and_units(tmp_path):
    async def scene(app, pilot):
        await press(app, pilot, "2")
        app._exported("markdown")
        said = (tmp_path / "depcalc-graph.md").read_text()
        assert "estimated" in said
        assert re.search(r"What leaves together: shop-api +\$/yr +own +share", said)

    play(scene, an_app(folder=tmp_path))


def test_the_graph_of_a_project_at_a_dot_bears_its_name():
    async def scene(app, pilot):
        app.report = replace(app.report, path=".")
        await press(app, pilot, "2")
        assert "What leaves together: shop-api" in screen(app)

    play(scene)


def test_names_are_drawn_before_anything_else_is_read():
    seen = []

    class Watched(FakeEngine):
        def survey(self, settings, progress):
            seen.append("acme-imaging" in screen(app))
            return super().survey(settings, progress)

    app = an_app(Watched())

    async def scene(app, pilot):
        assert seen == [True]

    play(scene, app)


def test_how_sure_a_verdict_is_stands_below_the_list_as_in_the_report():
    async def scene(app, pilot):
        assert "acme-gateway: moderate; estimated $780/yr" in screen(app)
        await press(app, pilot, "down")
        assert "acme-imaging: only (strong); estimated" in screen(app)

    play(scene)


def test_the_heads_show_what_the_list_is_ordered_by():
    async def scene(app, pilot):
        heads = []
        for key in ("s", "S", *"sss"):
            heads.append(next(line for line in screen(app).splitlines() if "Verdict" in line))
            await press(app, pilot, key)
        heads.append(next(line for line in screen(app).splitlines() if "Verdict" in line))
        marked = [next(word for word in head.split() if word[-1] in "▾▴") for head in heads]
        assert marked == ["$/yr▾", "Saves▾", "Saves▴", "Crowd▾", "Need▾", "Package▴"]

    play(scene)


def test_in_ascii_the_sign_of_the_order_is_no_letter():
    async def scene(app, pilot):
        assert "$/yr*" in screen(app)
        await press(app, pilot, "S")
        assert "$/yr^" in screen(app)

    play(scene, an_app(look=Style(ascii=True)))
