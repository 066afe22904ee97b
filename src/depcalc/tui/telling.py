"""What a computing thread says of itself: how far it is, not too often, and its trouble as a message."""

from __future__ import annotations

import time
import traceback
from typing import TYPE_CHECKING

from depcalc.errors import DepcalcError, EmptyScopeError
from depcalc.tui.messages import Failed, Progressed

if TYPE_CHECKING:
    from collections.abc import Callable

    from depcalc.pipeline.surveying import Progress

OFTEN = 0.1  # seconds between two words on progress


def progress(tell: Callable[[Progressed], None]) -> Progress:
    """Each stage as it begins, and how far it is from time to time."""
    heard, when = "", 0.0

    def say(stage: str, done: int = 0, total: int = 0, /) -> None:
        nonlocal heard, when
        now = time.monotonic()
        if stage != heard or now - when >= OFTEN:
            heard, when = stage, now
            tell(Progressed(stage, done, total))

    return say


def trouble(kind: str, error: Exception) -> Failed:
    """What a reader can do about it; what nobody expected brings its traceback."""
    if isinstance(error, DepcalcError):
        return Failed(kind, error.message, error.hint, empty=isinstance(error, EmptyScopeError))
    if isinstance(error, OSError):
        return Failed(kind, f"cannot read: {error.strerror or error}", str(error.filename or ""))
    if isinstance(error, MemoryError):
        return Failed(kind, "not enough memory for this", "fewer worlds need less: --draws 1000")
    trace = "".join(traceback.format_exception(error))
    where = "v shows where" if kind == "survey" else trace.strip().splitlines()[-1][:200]
    return Failed(kind, "this is a bug in depcalc; please report it", where, trace)
