"""diff: what a change of the lock costs."""

from depcalc.cli import stages
from depcalc.cli.job import Job
from depcalc.errors import UsageError
from depcalc.render.diff import render_diff, render_diff_json, render_diff_markdown

FORMATS = {"text": render_diff, "json": render_diff_json, "markdown": render_diff_markdown}


def diff(job: Job) -> str:
    """Added, removed and changed packages, with what they add to the lock as it stands."""
    base, head = _sides(job)
    job.progress("reading the base")
    made = stages.diff(
        job.path,
        job.settings,
        lockfiles=job.lockfiles,
        base=base,
        head=head,
        today=job.today,
        environ=job.environ,
    )
    return FORMATS[job.args.format](made, job.style)


def _sides(job: Job) -> tuple[str, str]:
    """BASE..HEAD, BASE against the working tree, or HEAD against what is staged."""
    written = job.args.revisions or ""
    if job.args.staged and written:
        raise UsageError("--staged compares with HEAD: leave the revisions out")
    if job.args.staged:
        return "HEAD", stages.STAGED
    base, dots, head = written.partition("..")
    if dots and not head:
        head = "HEAD"
    return base or "HEAD", head.lstrip(".") or stages.WORKTREE
