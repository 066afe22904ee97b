"""What the computing threads tell the screen: frozen values, never widgets."""

from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from depcalc.tui.desk import Alive


class Told(Message):
    """Something about a question; `alive` says whether anybody still waits for it."""

    alive: "Alive" = staticmethod(lambda: True)


class Progressed(Told):
    """A stage begins, or is so far."""

    def __init__(self, stage: str, done: int, total: int) -> None:
        super().__init__()
        self.stage, self.done, self.total = stage, done, total


class Answered(Told):
    """An answer of one kind. `preview`: on fewer of the same worlds, the whole one follows."""

    def __init__(self, kind: str, value: object, *, preview: bool = False) -> None:
        super().__init__()
        self.kind, self.value, self.preview = kind, value, preview


class Failed(Told):
    """There is no answer, and why; `where` is a traceback for what should not happen."""

    def __init__(self, kind: str, what: str, hint: str, where: str = "", *, empty: bool = False) -> None:
        super().__init__()
        self.kind, self.what, self.hint, self.where, self.empty = kind, what, hint, where, empty
