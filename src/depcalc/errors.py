"""Every error raised on purpose: a message that says what and where, and a hint that says what to do next."""


class DepcalcError(Exception):
    """Anything else that escapes is a bug in depcalc (exit 70)."""

    exit_code = 70

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(DepcalcError):
    """A flag or argument that cannot be used."""

    exit_code = 2


class ConfigError(UsageError):
    """A key or value of the configuration; the message names the file and the key."""


class AssumptionError(UsageError):
    """An assumption that does not exist or cannot take this value."""


class InputError(DepcalcError):
    """A file that cannot be read or understood."""

    exit_code = 2


class LockError(InputError):
    """A lockfile this reader cannot read; `at` is a path, a line or a place inside the document."""

    def __init__(self, message: str, at: str = "", hint: str = "") -> None:
        super().__init__(f"{message} (at {at})" if at else message, hint)
        self.at = at

    def inside(self, path: str) -> "LockError":
        """The same, with the file it is about."""
        named = LockError(f"{path}: {self.message}", hint=self.hint)
        named.at = self.at
        return named


class SnapshotError(InputError):
    """The bundled data cannot be opened or has a shape this version does not read."""


class EmptyScopeError(DepcalcError):
    """No lock found, or nothing in scope."""

    exit_code = 3


class ModelError(DepcalcError):
    """A broken invariant of the model: NaN, a negative hazard, shapes that differ."""
