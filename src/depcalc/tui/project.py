"""What the app is about: one project with its settings."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from depcalc.tui.engine import Engine
    from depcalc.tui.writing import Target
    from depcalc.values.notice import Notice
    from depcalc.values.settings import Settings


class Project(NamedTuple):
    """`target` is where its configuration lies, None where nothing can be written."""

    engine: Engine
    settings: Settings
    name: str = ""
    notices: tuple[Notice, ...] = ()
    target: Target | None = None
