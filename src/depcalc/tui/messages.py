"""What the computing threads tell the screen: frozen values, never widgets."""

from textual.message import Message


class Progressed(Message):
    """A stage begins, or is so far."""

    def __init__(self, stage: str, done: int, total: int) -> None:
        super().__init__()
        self.stage, self.done, self.total = stage, done, total


class Answered(Message):
    """An answer of one kind. `preview`: on fewer of the same worlds, the whole one follows."""

    def __init__(self, kind: str, value: object, *, preview: bool = False) -> None:
        super().__init__()
        self.kind, self.value, self.preview = kind, value, preview


class Failed(Message):
    """There is no answer, and why; `where` is a traceback for what should not happen."""

    def __init__(self, kind: str, what: str, hint: str, where: str = "", *, empty: bool = False) -> None:
        super().__init__()
        self.kind, self.what, self.hint, self.where, self.empty = kind, what, hint, where, empty
