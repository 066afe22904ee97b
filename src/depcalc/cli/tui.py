"""tui: the same survey and the same sums at the keyboard. It imports what its first frame needs and no more."""

import argparse
import gc
import os
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from depcalc.cli.job import Job, direct_only, folder_of, make_job
from depcalc.cli.streams import PLEASE_REPORT, Streams, say, unwritten, write_changed, write_whole
from depcalc.cli.terminal import Progress
from depcalc.errors import ModelError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from depcalc.tui.project import Project

BUG = ModelError.exit_code
RARELY = (20_000, 20, 1_000)  # walking every object of a large tree stops the screen for a third of a second


def refuse_without_terminal(streams: Streams) -> None:
    """Before anything is read: what has no keys or takes no colours is told what to use instead."""
    try:
        there = all(stream.isatty() for stream in (streams.stdin, streams.out, streams.err))
    except ValueError:  # closed
        there = False
    if not there:
        raise UsageError("depcalc tui needs a terminal", "use depcalc scan, it prints the table")
    if streams.environ.get("TERM") in ("dumb", ""):
        raise UsageError("this terminal cannot be drawn on (TERM=dumb)", "use depcalc scan")
    if find_spec("textual") is None:
        raise UsageError("depcalc tui needs Textual", 'pip install "depcalc[tui]"')


def start(args: argparse.Namespace, streams: Streams) -> int:
    """Until somebody quits; whatever is wrong with the command is said before the screen is taken."""
    refuse_without_terminal(streams)
    if args.output:
        raise UsageError("depcalc tui writes no answer: -o has no meaning", "e in the TUI exports a view")
    gc.set_threshold(*RARELY)
    job = _job(args, streams)
    _settle_colour(job)
    code = _shown(job, streams, lambda written: _project(_job(args, streams, written)))
    for stream in (streams.out, streams.err):
        stream.flush()
    os._exit(
        code
    )  # sums that nobody will read, and a large tree to take apart, would keep the prompt waiting


def _job(args: argparse.Namespace, streams: Streams, path: str | None = None) -> Job:
    if path is not None:  # another project, with its own lock and the same flags
        args = argparse.Namespace(**{**vars(args), "path": Path(path).expanduser(), "lockfile": None})
    silent = Progress(streams, quiet=True, verbose=False)
    return make_job(args, streams, folder_of(args), silent, to_file=False)


def _shown(job: Job, streams: Streams, elsewhere: "Callable[[str | None], Project]") -> int:
    from depcalc.tui.app import INTERRUPTED, DepcalcApp  # noqa: PLC0415 - Textual loads here and not before

    project = _project(job)
    app = DepcalcApp(
        project.engine,
        project.settings,
        job.style,
        today=job.today,
        name=project.name,
        notices=project.notices,
        target=project.target,
        write=change,
        save=save,
        folder=Path(),
        narrow=direct_only if job.args.direct else None,
        elsewhere=elsewhere,
    )
    app.run()
    if app.return_code == INTERRUPTED:
        return INTERRUPTED
    if app.return_code:  # Textual has shown where it happened
        say(streams.err, f"depcalc: error: this is a bug in depcalc\n{PLEASE_REPORT}")
        return BUG
    return 0


def _project(job: Job) -> "Project":
    from depcalc.tui.engine import Pipeline  # noqa: PLC0415
    from depcalc.tui.project import Project  # noqa: PLC0415

    return Project(
        Pipeline(job.path, job.lockfiles, job.environ),
        job.settings,
        job.path.resolve().name,
        job.notices,
        lambda: _target(job.path),
    )


def save(path: Path, text: str) -> None:
    """A file of an export: whole, or an error that says what to do."""
    try:
        write_whole(path, text)
    except OSError as error:
        raise unwritten(path, error) from error


def change(path: Path, before: str, after: str) -> bool:
    """The configuration, where it is still what was read."""
    try:
        return write_changed(path, before, after)
    except OSError as error:
        raise unwritten(path, error) from error


def _target(path: Path) -> tuple[Path, str, str]:
    """The configuration file, what stands before the name of each table, and its text."""
    from depcalc.config.write import config_target  # noqa: PLC0415

    return config_target(path)


def _settle_colour(job: Job) -> None:
    """An empty NO_COLOR asks for nothing; a flag is as good as the variable."""
    if job.style.colour == "none":
        os.environ["NO_COLOR"] = "1"
    else:
        os.environ.pop("NO_COLOR", None)
