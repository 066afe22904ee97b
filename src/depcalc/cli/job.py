"""One run of a command: settings, style and the way to a survey and a report."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from depcalc.cli import stages
from depcalc.cli.terminal import style_for
from depcalc.config import KEYS, load_settings
from depcalc.errors import UsageError
from depcalc.values.notice import Notice

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping

    from depcalc.cli.streams import Streams
    from depcalc.cli.terminal import Progress
    from depcalc.render import Style
    from depcalc.values.report import Report
    from depcalc.values.settings import Settings
    from depcalc.values.survey import Survey


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes to stdout, and the exit code, decided before anything was rendered."""

    text: str
    code: int = 0


@dataclass(frozen=True, slots=True)
class Job:
    """One run of a command, with everything settled that does not need the project."""

    args: argparse.Namespace
    settings: Settings
    notices: tuple[Notice, ...]
    path: Path
    lockfiles: tuple[str, ...]
    environ: Mapping[str, str]
    style: Style
    progress: Progress

    def survey(self) -> Survey:
        return stages.survey(
            self.path,
            self.settings,
            lockfiles=self.lockfiles,
            environ=self.environ,
            progress=self.progress,
        )

    def appraise(self, survey: Survey, *, focus: str | None = None) -> Report:
        """The report, with what the configuration had to say."""
        self.progress("pricing")
        report = stages.appraise(survey, self.settings, focus=focus)
        report = replace(report, notices=(*self.notices, *self._age(survey), *report.notices))
        return direct_only(report) if self.args.direct else report

    @property
    def today(self) -> date:
        """The day of the run: waivers expire, releases and facts age by it; no figure depends on it."""
        return self.settings.as_of or date.today()

    def _age(self, survey: Survey) -> tuple[Notice, ...]:
        from depcalc.evidence.age import age_notices  # noqa: PLC0415 - the TUI starts without it

        most = self.settings.check.max_data_age_days
        return age_notices(survey.snapshot, self.today, most, as_of=self.settings.as_of)


def folder_of(args: argparse.Namespace) -> Path:
    """Where the command is to run as if it had been started there."""
    folder = Path(args.folder or ".")
    if not folder.is_dir():
        raise UsageError(f"-C {args.folder}: no such folder")
    return folder


def make_job(
    args: argparse.Namespace, streams: Streams, folder: Path, progress: Progress, *, to_file: bool
) -> Job:
    """Settle what does not need the project: settings, style, where it lies."""
    path = folder / (getattr(args, "path", None) or ".")
    if not path.exists():
        raise UsageError(f"{path}: no such file or folder")
    if args.online and args.offline:
        raise UsageError(
            "--online and --offline contradict each other", "leave one out; offline is the default"
        )
    flags = {name: getattr(args, name.replace("-", "_"), None) for name in KEYS}
    settings, notices = load_settings(path, flags, streams.environ)
    settings = replace(
        settings,
        site_packages=folder / args.site_packages if args.site_packages else None,
        wheels=_wheels(folder, args.wheels),
        usage=not args.no_usage,
        online=args.online,
    )
    style = style_for(streams, color=args.color, ascii_only=args.ascii, quiet=args.quiet, to_file=to_file)
    return Job(args, settings, notices, path, _lockfiles(args, folder), streams.environ, style, progress)


def _wheels(folder: Path, given: str | None) -> Path | None:
    if given is None:
        return None
    wheels = folder / given
    if not wheels.is_dir():
        raise UsageError(f"--wheels {given}: no such folder")
    return wheels


def _lockfiles(args: argparse.Namespace, folder: Path) -> tuple[str, ...]:
    """Each `--lockfile` as seen from the folder of `-C`."""
    return tuple(_seen_from(folder, text) if args.folder else text for text in args.lockfile or ())


def _seen_from(folder: Path, lockfile: str) -> str:
    prefix, colon, rest = lockfile.rpartition(":")
    return f"{prefix}{colon}{folder / rest}"


def direct_only(report: Report) -> Report:
    """`--direct`: rows of indirect packages are hidden, never subtracted."""
    hidden = Notice(
        "direct-only", "--direct hides shared rows and indirect packages; the totals include them"
    )
    direct = tuple(row for row in report.packages if row.direct)
    return replace(report, shared=(), packages=direct, notices=(*report.notices, hidden))
