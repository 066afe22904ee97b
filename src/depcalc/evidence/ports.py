"""What every source of facts declares of itself, and how it says that a run went."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from depcalc.values.fact import Known
from depcalc.values.notice import Notice

State: TypeAlias = Literal["ok", "partial", "absent"]
Lines: TypeAlias = tuple[tuple[str, Known[float | str]], ...]  # of one package, shown and never an input


@dataclass(frozen=True, slots=True)
class Source:
    """`provides`: fields of `Evidence` or names among its `more`; `lines_*` is all that begin so."""

    name: str
    provides: tuple[str, ...]
    needs_network: bool = False


@dataclass(frozen=True, slots=True)
class Status:
    """One source in one run: `answered` of `asked`, and why not all.

    state   "ok": it answered for all it was asked; "partial": for some; "absent": it is not there at all
    """

    source: str
    state: State
    reason: str = ""
    asked: int = 0
    answered: int = 0

    def notice(self) -> tuple[Notice, ...]:
        """For a reader: half an answer is worth a line; a source that is not there is told by its gaps."""
        if self.state != "partial":
            return ()
        return (Notice("source-partial", f"{self.source}: {self.answered} of {self.asked}; {self.reason}"),)


def status_of(source: Source, asked: int, answered: int, reason: str) -> Status:
    """ "ok" where all was answered; `reason` says why the rest was not."""
    if answered == asked:
        return Status(source.name, "ok", "", asked, answered)
    return Status(source.name, "partial" if answered else "absent", reason, asked, answered)


INSTALLED = Source(
    "installed files",
    (
        *("kloc", "native", "copyleft", "native_also", "lines_*", "source_files", "test_files"),
        *("native_files", "console_scripts", "requires", "licence"),
    ),
)
HISTORY = Source("git history", ("pin_changes_per_year", "locked_since", "fix_lag_days", "lock_history"))
UPDATE_POLICY = Source("update policy", ("policy",))
LOCAL: tuple[Source, ...] = (INSTALLED, HISTORY, UPDATE_POLICY)
"""Sources that read nothing but the project's own files."""

INDEX = Source(
    "package index",
    ("uploaded", "newest_upload", "yanked", "wheel_bytes", "native", "releases_*", "status"),
    True,
)
OSV = Source("OSV", ("advisories", "open_advisories", "upgrade", "bad_pin"), True)
TOP_LIST = Source("download list", ("downloads", "downloads_year_ago", "rank", "first_seen"), True)
OSS_FUZZ = Source("OSS-Fuzz", ("oss_fuzz",), True)
ONLINE: tuple[Source, ...] = (INDEX, OSV, TOP_LIST, OSS_FUZZ)
"""Sources that are asked with `--online` (the first two) and by `depcalc data update`, and never otherwise."""
