"""report: one survey, one appraisal, as many documents as were asked for."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from depcalc.cli import stages
from depcalc.cli.job import Job
from depcalc.cli.streams import unwritten, write_whole
from depcalc.cli.words import REPORTS
from depcalc.errors import UsageError
from depcalc.render import RENDERERS
from depcalc.render.html import render_html
from depcalc.render.text import clean
from depcalc.values.report import Report
from depcalc.values.survey import Survey

Points = tuple[tuple[float, float], ...]
SUFFIXES = {  # the longest that fits counts
    ".cdx.json": "cyclonedx",
    ".md": "markdown",
    ".html": "html",
    ".sarif": "sarif",
    ".json": "json",
    ".csv": "csv",
}


def report(job: Job) -> str:
    """Every `-o [FORMAT:]FILE`; without one the answer is the text on stdout."""
    targets = list(_targets(job))
    job = replace(job, settings=replace(job.settings, owned=job.settings.usage))
    survey = job.survey()
    made = job.appraise(survey)
    alone = job.args.format or REPORTS[0]
    wanted = {format for format, _ in targets} or {alone}
    steps = _frontier(job, survey) if "html" in wanted else ()
    if not targets:
        return _render(alone, made, job, steps)
    written = []
    for format, path in targets:
        text = _render(format, made, job, steps)
        _write(path, text)
        written.append(f"{clean(str(path))}: {format}, {len(text.encode(errors='replace')):,} bytes\n")
    return "" if job.args.quiet else "".join(written)


def _render(format: str, made: Report, job: Job, steps: Points) -> str:
    if format == "html":
        return render_html(made, job.style, steps)
    return RENDERERS[format](made, job.style)


def _frontier(job: Job, survey: Survey) -> Points:
    """Dollars spent and loss removed along the plan."""
    job.progress("planning")
    steps = stages.plan(survey, job.settings, None).steps
    return tuple(
        (s.spent, s.removed_so_far) for s in steps if s.spent is not None and s.removed_so_far is not None
    )


def _write(path: Path, text: str) -> None:
    try:
        write_whole(path, text)
    except OSError as error:
        raise unwritten(path, error) from error


def _targets(job: Job) -> Iterator[tuple[str, Path]]:
    folder = Path(job.args.folder or ".")
    for text in job.args.output or ():
        prefix, colon, rest = text.partition(":")
        named = colon and prefix in REPORTS
        format = prefix if named else _by_suffix(text, job.args.format)
        if job.args.format not in (None, format):
            raise UsageError(
                f"--format {job.args.format}, and -o {text} is {format}",
                f"leave one of them out, or write -o {job.args.format}:FILE",
            )
        yield format, folder / (rest if named else text)


def _by_suffix(text: str, otherwise: str | None) -> str:
    for suffix, format in SUFFIXES.items():
        if text.lower().endswith(suffix):
            return format
    if otherwise:
        return otherwise
    raise UsageError(
        f"-o {text}: the suffix names no format", f"write FORMAT:FILE; the formats are {', '.join(REPORTS)}"
    )
