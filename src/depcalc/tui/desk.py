"""Computing beside the screen: a thread for each question, and of every kind only the newest answer counts.

Textual's own thread workers keep the process alive until they end; these do not, so that leaving is immediate.
"""

import threading
from collections.abc import Callable

Post = Callable[[object], None]
Alive = Callable[[], bool]


class Superseded(Exception):  # noqa: N818  (no error: a newer question has been asked)
    """Ends work whose answer nobody waits for."""


class Desk:
    """`ask` starts work; it hears from `alive` whether a newer question of its kind has come."""

    def __init__(self) -> None:
        self._newest: dict[str, int] = {}
        self._running: set[threading.Thread] = set()
        self._long = threading.Lock()

    @property
    def busy(self) -> bool:
        """Something is being computed."""
        return bool(self._running)

    def ask(self, kind: str, work: Callable[[Alive], None]) -> None:
        """Start work; what was asked before of this kind is forgotten."""
        ticket = self._newest[kind] = self._newest.get(kind, 0) + 1
        thread = threading.Thread(
            target=self._run, args=(work, lambda: self._newest.get(kind) == ticket), daemon=True
        )
        self._running.add(thread)
        thread.start()

    def forget(self, kind: str) -> None:
        """Nobody waits for this kind any more."""
        self._newest[kind] = self._newest.get(kind, 0) + 1

    def forget_all(self) -> None:
        """What was asked before is about something else."""
        for kind in list(self._newest):
            self.forget(kind)

    def long(self, alive: Alive) -> threading.Lock:
        """Work that takes seconds goes one at a time; what is out of date does not start."""
        if not alive():
            raise Superseded
        return self._long

    def _run(self, work: Callable[[Alive], None], alive: Alive) -> None:
        try:
            work(alive)
        except Superseded:
            pass
        finally:
            self._running.discard(threading.current_thread())
