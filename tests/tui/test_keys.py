"""Every key in every view at three sizes, keys at random, and the mouse: nothing breaks."""

import random

import pytest
from textual.binding import Binding
from textual.events import Key
from textual.widgets import Input

from depcalc.tui.app import TABS, DepcalcApp, view_of
from depcalc.tui.lines import Lines
from depcalc.tui.views.base import Reader
from tests.tui.running import SIZES, an_app, play, press, screen, settled

VIEWS = {name: view_of(name) for name in (*TABS, "detail")}
LEAVE = {"quit", "interrupt", "suspend_process"}
WIDGETS = {"detail": Reader, "ask": Reader}


def keys_of(*owners) -> list[str]:
    found = []
    for owner in owners:
        for one in Binding.make_bindings(owner.BINDINGS):
            if one.action not in LEAVE:
                found += one.key.split(",")
    return list(dict.fromkeys(found))


async def back_to(app, pilot, view):
    while len(app.screen_stack) > 1:
        app.pop_screen()
        await pilot.pause()
    await app.action_show(view)
    if view == "detail":
        app._detail("acme-imaging")
    await settled(app, pilot)


@pytest.mark.parametrize("size", SIZES, ids=lambda s: f"{s[0]}x{s[1]}")
@pytest.mark.parametrize("view", VIEWS)
def test_every_key_of_a_view_works_at_every_size(view, size, tmp_path):
    keys = keys_of(VIEWS[view], WIDGETS.get(view, Lines), DepcalcApp)
    pressed = []

    async def scene(app, pilot):
        for key in keys:
            if app.view.id != view or len(app.screen_stack) > 1:
                await back_to(app, pilot, view)
            await pilot.press(key)
            await pilot.pause()
            pressed.append(key)
            assert app.is_running, key
        await settled(app, pilot)

    play(scene, an_app(folder=tmp_path), size)
    assert pressed == keys


@pytest.mark.parametrize("seed", range(3))
def test_keys_at_random_never_break_it(seed, tmp_path):
    keys = [*keys_of(*VIEWS.values(), Lines, Reader, DepcalcApp), "enter", "tab", "shift+tab", *"abz19 ",
            "backspace", "ctrl+p", "escape"]  # fmt: skip
    luck = random.Random(seed)

    async def scene(app, pilot):
        for n in range(70):
            await pilot.press(luck.choice(keys))
            if n % 20 == 19:
                await pilot.resize_terminal(*luck.choice([*SIZES, (20, 5), (200, 60)]))
        await settled(app, pilot)
        assert app.is_running

    play(scene, an_app(folder=tmp_path, target=None))


@pytest.mark.parametrize("key", ["q", "ctrl+c", "ctrl+q"])
def test_a_key_quits_from_any_view(key):
    async def scene(app, pilot):
        await press(app, pilot, "3")
        await pilot.press(key)
        await pilot.pause()
        assert not app.is_running

    play(scene)


def test_ctrl_c_quits_while_a_name_is_typed():
    async def scene(app, pilot):
        await pilot.press("5", "a", "ctrl+c")
        await pilot.pause()
        assert not app.is_running

    play(scene)


@pytest.mark.parametrize("keys", ["/zq", "5zq", "2/5zq"])
def test_who_types_ahead_types_where_it_belongs(keys):
    """All keys are there before the first is answered: none of them may quit."""

    async def scene(app, pilot):
        for key in keys:
            app.post_message(Key("slash" if key == "/" else key, key))
        await settled(app, pilot)
        assert app.is_running
        line = app.focused
        assert isinstance(line, Input)
        assert line.value == "zq"

    play(scene)


def test_a_figure_or_a_slash_in_a_name_is_typed():
    async def scene(app, pilot):
        await press(app, pilot, "5", *"a/1", "slash", "2")
        assert app.view.id == "ask"
        assert app.focused.value == "a/1/2"
        await press(app, pilot, "escape", "1", "v", *"1/2")
        assert app.focused.value == "1/2"
        assert app.view.id == "list"

    play(scene)


def test_the_views_go_round_and_a_click_on_their_line_shows_one():
    async def scene(app, pilot):
        for view in (*list(TABS)[1:], "list"):
            if app.view.id == "ask":
                await press(app, pilot, "tab")
            await press(app, pilot, "right_square_bracket")
            assert app.view.id == view
        await pilot.click("#tabs", offset=(12, 0))
        await settled(app, pilot)
        assert app.view.id == "graph"

    play(scene)


def test_every_key_of_the_footer_is_a_button():
    async def scene(app, pilot):
        await pilot.click(next(key for key in app.query("FooterKey") if key.key == "f"))
        await settled(app, pilot)
        assert "all rows" in screen(app)

    play(scene)


def test_the_palette_holds_every_view():
    async def scene(app, pilot):
        titles = [one.title for one in app.get_system_commands(app.screen)]
        assert {f"View: {title}" for title in TABS.values()} <= set(titles)
        assert {"Export", "Write", "Light or dark"} <= set(titles)

    play(scene)


def test_help_is_about_the_view_in_front():
    async def scene(app, pilot):
        await press(app, pilot, "4", "question_mark")
        shown = screen(app)
        assert "less money" in shown
        assert "unmark the package" not in shown

    play(scene)
