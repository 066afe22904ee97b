"""Each screen at 80 x 24 as text. After a change that is meant: python -m tests.tui.goldens, and read the diff.

It writes the table of keys of docs/tui.md, too."""

import re
from pathlib import Path

from tests.tui import keys_in_docs
from tests.tui.running import an_app, play, press, screen

GOLDEN = Path(__file__).parent / "golden"
THUMB = re.compile(r"[ ▁▂▃▄▅▆▇]+$", re.M)  # of a scrollbar: it tells how long the rest is
SCREENS = {
    "list": (),
    "detail": ("enter",),
    "graph": ("2", "right"),
    "what-if": ("space", "3", "down", "right"),
    "plan": ("4",),
    "ask": ("5", *"acme-web", "enter"),
    "help": ("question_mark",),
    "filter": ("f",),
}


def shown(name: str) -> str:
    seen: list[str] = []

    async def scene(app, pilot):
        await press(app, pilot, *SCREENS[name])
        seen.append(screen(app))

    play(scene, an_app())
    return THUMB.sub("", seen[0])


if __name__ == "__main__":
    GOLDEN.mkdir(exist_ok=True)
    keys_in_docs.write()
    for name in SCREENS:
        (GOLDEN / f"{name}.txt").write_text(shown(name), encoding="utf-8")
