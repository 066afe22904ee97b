"""tui: the same survey and the same sums at the keyboard."""

import os
import sys
from importlib.util import find_spec
from pathlib import Path

from depcalc.cli.job import Answer, Job
from depcalc.cli.streams import Streams, write_whole
from depcalc.config.write import config_target
from depcalc.errors import ModelError, UsageError

BUG = ModelError.exit_code


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


def tui(job: Job) -> Answer:
    """Until somebody quits."""
    if job.args.output:
        raise UsageError("depcalc tui writes no answer: -o has no meaning", "e in the TUI exports a view")
    job.progress.done()
    _settle_colour(job)
    from depcalc.tui.app import DepcalcApp  # noqa: PLC0415 - Textual loads here and not before
    from depcalc.tui.engine import Pipeline  # noqa: PLC0415

    app = DepcalcApp(
        Pipeline(job.path, job.lockfiles, job.environ),
        job.settings,
        job.style,
        today=job.today,
        name=job.path.resolve().name,
        notices=job.notices,
        target=lambda: config_target(job.path),
        write=write_whole,
        folder=Path(),
    )
    app.run()
    code = BUG if app.return_code else 0  # Textual has shown where it happened
    if app.desk.busy:  # nobody waits for sums that nobody will read
        sys.stdout.flush()
        os._exit(code)
    return Answer("", code)


def _settle_colour(job: Job) -> None:
    """An empty NO_COLOR asks for nothing; a flag is as good as the variable."""
    if job.style.colour == "none":
        os.environ["NO_COLOR"] = "1"
    else:
        os.environ.pop("NO_COLOR", None)
