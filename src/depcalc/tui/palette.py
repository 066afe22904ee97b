"""The command palette: what the keys of the view in front and of everywhere do, by name."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from textual.app import SystemCommand

from depcalc.tui.keys import keys_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from depcalc.tui.app import DepcalcApp


def commands(app: DepcalcApp) -> Iterator[SystemCommand]:
    """Ours and no others; where a view and everywhere share a key, the view's."""
    view, taken = app.view, {"command_palette"}
    for owner in (view, app):
        for key in keys_of(type(owner)):
            if taken.isdisjoint((*key.keys, key.action)):
                yield SystemCommand(
                    key.title,
                    f"{' '.join(key.keys)}   {key.words}",
                    partial(app.run_action, key.action, owner),
                )
            taken.update((*key.keys, key.action))
