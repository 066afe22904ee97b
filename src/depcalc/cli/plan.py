"""plan: where the next dollars do most."""

from dataclasses import replace

from depcalc.cli import stages
from depcalc.cli.job import Job
from depcalc.config.kinds import NOT_NEGATIVE
from depcalc.errors import UsageError
from depcalc.render.json_plan import render_plan_json
from depcalc.render.plan import render_plan


def plan(job: Job) -> str:
    """Steps in three phases, with running totals and the line where the budget ends."""
    budget = _budget(job.args.budget)
    survey = job.survey()
    job.progress("planning")
    made = stages.plan(survey, job.settings, budget)
    made = replace(made, report=replace(made.report, notices=(*job.notices, *made.report.notices)))
    return (render_plan_json if job.args.format == "json" else render_plan)(made, job.style)


def _budget(text: str | None) -> float | None:
    if text is None:
        return None
    try:
        return float(NOT_NEGATIVE.check(NOT_NEGATIVE.parse(text.replace(",", ""))))
    except ValueError as error:
        raise UsageError(f"--budget: {error}", "dollars, for example --budget 5000") from error
