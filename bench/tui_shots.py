"""Makes the screenshots of the README: the app draws itself.  python bench/tui_shots.py

The same project, size and day give the same pictures; they are written to docs/img/.
"""

import asyncio
from datetime import date
from pathlib import Path

from depcalc.config import load_settings
from depcalc.render.style import Style
from depcalc.tui.app import DepcalcApp
from depcalc.tui.engine import Pipeline

ROOT = Path(__file__).resolve().parents[1]
SHOP = ROOT / "examples" / "acme-shop"
FOLDER = ROOT / "docs" / "img"
SIZE, DAY = (120, 34), date(2026, 8, 28)
SHOTS = {
    "tui-list": ("down", "down"),
    "tui-detail": ("enter",),
    "tui-graph": ("2", "E"),
    "tui-what-if": ("1", "space", "down", "down", "space", "3", "G", *["up"] * 7, "right"),
    "tui-plan": ("4", "left", "left"),
}


async def draw() -> None:
    settings, _ = load_settings(SHOP, {}, {})
    engine = Pipeline(SHOP.relative_to(ROOT), (), {})
    app = DepcalcApp(engine, settings, Style(), today=DAY, name="acme-shop")
    async with app.run_test(size=SIZE) as pilot:
        for name, keys in SHOTS.items():
            await idle(app, pilot)
            for key in keys:
                await pilot.press(key)
                await idle(app, pilot)
            (FOLDER / f"{name}.svg").write_text(app.export_screenshot(title="depcalc tui"), encoding="utf-8")
            print(f"docs/img/{name}.svg")


async def idle(app, pilot) -> None:
    for _ in range(3):
        await pilot.pause()
        while app.desk.busy:
            await asyncio.sleep(0.01)
    await pilot.pause()


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    asyncio.run(draw())
