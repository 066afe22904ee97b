"""Lines in their thousands: what is out of sight costs nothing, and the cursor stays where it was put."""

import asyncio

import pytest
from rich.text import Text
from textual.app import App

from depcalc.tui.lines import Lines

MANY = [f"line-{n}" for n in range(2000)]


class Listing(App):
    """Lines and nothing else; keeps what was drawn, and where the cursor was."""

    def __init__(self):
        super().__init__()
        self.drawn, self.been, self.chosen = [], [], 0

    def compose(self):
        yield Lines(self.make, lambda: self.been.append(self.lines.key), "lines")

    def make(self, key):
        self.drawn.append(key)
        return Text(key)

    @property
    def lines(self):
        return self.query_one(Lines)

    def on_lines_chosen(self):
        self.chosen += 1


def play(scene, keys=MANY):
    async def played():
        app = Listing()
        async with app.run_test(size=(40, 20)) as pilot:
            app.lines.focus()
            app.lines.put(keys)
            await pilot.pause()
            await scene(app, pilot)

    asyncio.run(played())


def test_only_lines_in_sight_are_drawn():
    async def scene(app, pilot):
        assert set(app.drawn) == set(MANY[:20])
        app.drawn.clear()
        await pilot.press("j")
        assert set(app.drawn) <= set(MANY[:2])
        app.drawn.clear()
        await pilot.press("G")
        assert set(app.drawn) <= set(MANY[-20:])

    play(scene)


@pytest.mark.parametrize(
    ("keys", "row"),
    [
        ("j", 1), ("jjk", 1), ("G", 1999), ("Gj", 1999), ("Gg", 0), ("k", 0), (["ctrl+d"], 19),
        (["ctrl+d", "ctrl+u"], 0), (["end", "up"], 1998), (["pagedown", "pageup", "home"], 0),
    ],
)  # fmt: skip
def test_keys_move_and_stop_at_the_ends(keys, row):
    async def scene(app, pilot):
        await pilot.press(*keys)
        assert app.lines.key == MANY[row]
        assert app.lines.scroll_offset.y <= row < app.lines.scroll_offset.y + 20

    play(scene)


def test_other_lines_leave_the_cursor_on_its_own():
    async def scene(app, pilot):
        app.lines.go(7)
        app.lines.put(MANY[::-1], app.lines.key)
        assert app.lines.key == MANY[7]
        app.lines.put(MANY[8:], MANY[7])
        assert app.lines.key == MANY[8]

    play(scene)


def test_a_click_moves_and_a_second_one_chooses():
    async def scene(app, pilot):
        await pilot.click(Lines, offset=(3, 4))
        assert (app.lines.key, app.chosen) == (MANY[4], 0)
        await pilot.click(Lines, offset=(3, 4))
        assert app.chosen == 1

    play(scene)


def test_a_click_below_the_last_line_is_none():
    async def scene(app, pilot):
        await pilot.click(Lines, offset=(3, 9))
        assert (app.lines.key, app.chosen) == ("line-0", 0)

    play(scene, MANY[:3])


def test_no_lines_are_no_trouble():
    async def scene(app, pilot):
        await pilot.press("j", "k", "g", "G", "ctrl+d", "enter")
        assert app.lines.key == ""

    play(scene, [])
