"""check: the gate. The outcome is settled before a format is chosen; warm answers come from `stored`."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from depcalc.cli import stages
from depcalc.cli.job import Answer, Job
from depcalc.render.check import render_check, render_check_json, render_check_markdown
from depcalc.render.sarif import render_sarif
from depcalc.render.style import Style
from depcalc.values.checked import Checked


def _sarif(checked: Checked, style: Style) -> str:
    out = checked.outcome
    return render_sarif(replace(checked.report, findings=(*out.blocking, *out.informing)), style)


FORMATS: Mapping[str, Callable[[Checked, Style], str]] = {
    "text": render_check,
    "json": render_check_json,
    "markdown": render_check_markdown,
    "sarif": _sarif,
}


def check(job: Job) -> Answer:
    """Findings against the policy; 0, 1 or, with --strict, 4."""
    style = replace(job.style, quiet=True) if job.environ.get("PRE_COMMIT") == "1" else job.style
    checked = stages.check(
        job.path,
        job.settings,
        lockfiles=job.lockfiles,
        new_only=job.args.new_only,
        base=job.args.base or "",
        strict=job.args.strict,
        today=job.today,
        environ=job.environ,
        progress=job.progress,
    )
    checked = replace(
        checked, report=replace(checked.report, notices=(*job.notices, *checked.report.notices))
    )
    return Answer(FORMATS[job.args.format](checked, style), checked.outcome.code)
