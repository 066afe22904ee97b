"""What stands between the command and its first frame, counted in modules: no clock is needed to hold that."""

import subprocess
import sys

import pytest

from depcalc.render.style import Style
from depcalc.tui.app import TABS, DepcalcApp, view_of
from depcalc.tui.helping import help_text

HEAVY = (
    "numpy", "networkx", "sqlite3", "tomlkit", "depcalc.pipeline", "depcalc.model", "depcalc.lockfiles",
    "depcalc.values.report", "depcalc.values.survey", "depcalc.render.wording", "depcalc.render.renderers",
    "depcalc.cli.commands", "depcalc.tui.detail", "depcalc.tui.dialogs", "depcalc.tui.pricing",
    "depcalc.tui.views.graph", "textual.widgets._data_table",
    "textual.widgets._markdown",
)  # fmt: skip
INSIDE = 71  # cells of the help in a window of 80
FIRST_FRAME = """
import asyncio, sys
from datetime import date
from pathlib import Path
import depcalc.cli.parser, depcalc.cli.tui, depcalc.tui.engine
from depcalc.config import load_settings
from depcalc.tui.app import DepcalcApp
settings, _ = load_settings(Path("."), {}, {})
app = DepcalcApp(depcalc.tui.engine.Pipeline(Path("."), (), {}), settings, today=date(2026, 11, 21))
app.start = lambda: None
async def drawn():
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "1 List" in str(app.query_one("#tabs").content)
asyncio.run(drawn())
print(*sys.modules)
"""


def test_the_first_frame_waits_for_no_module_that_it_does_not_show(tmp_path):
    ran = subprocess.run(
        [sys.executable, "-c", FIRST_FRAME], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert sorted(set(HEAVY) & set(ran.stdout.split())) == []


@pytest.mark.parametrize("view", [*TABS, "detail"])
def test_the_keys_of_every_view_fit_their_window(view):
    said = help_text(view_of(view), DepcalcApp, (), Style(), 80).plain.partition("Marks")[0]
    assert [line for line in said.splitlines() if len(line) > INSIDE] == []
    assert "ctrl+p      all commands" in said


def test_in_a_narrow_window_each_key_has_its_own_line():
    said = help_text(view_of("list"), DepcalcApp, (), Style(), 40).plain
    assert "  enter       every number of it\n  /           find, with guesses\n" in said
