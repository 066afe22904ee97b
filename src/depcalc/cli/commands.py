"""What each command does: settings, survey, appraisal, text."""

import argparse
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from packaging.utils import canonicalize_name, is_normalized_name

from depcalc.cli import stages
from depcalc.cli.advise import advise
from depcalc.cli.check import check
from depcalc.cli.completion import completion
from depcalc.cli.data import data
from depcalc.cli.diff import diff
from depcalc.cli.job import Answer, Job, folder_of, make_job
from depcalc.cli.ledger import ledger
from depcalc.cli.plan import plan
from depcalc.cli.report import report
from depcalc.cli.streams import Streams, deliver
from depcalc.cli.terminal import Progress
from depcalc.cli.whatif import whatif
from depcalc.config.kinds import guess
from depcalc.errors import UsageError
from depcalc.render import RENDERERS, render_graph, render_indirect, render_why, render_why_json
from depcalc.render.phrases import group_name
from depcalc.render.wording import listed
from depcalc.values.placement import Placement
from depcalc.values.survey import Survey

Keep = Callable[[Job, Answer], None]


def _keep_nothing(job: Job, answer: Answer) -> None:
    """Only `check` remembers its answers."""


def run(args: argparse.Namespace, streams: Streams, keep: Keep = _keep_nothing) -> int:
    """Do what was asked and hand the answer over; the exit code never depends on the format."""
    folder = folder_of(args)
    target = _target(args, folder)
    progress = Progress(streams, quiet=args.quiet, verbose=args.verbose)
    try:
        job = make_job(args, streams, folder, progress, to_file=target not in (None, "-"))
        answer = COMMANDS[args.command](job)
    finally:
        progress.done()
    if isinstance(answer, str):
        answer = Answer(answer)
    if target is None:
        keep(job, answer)
    deliver(answer.text, streams, target)
    return answer.code


def _target(args: argparse.Namespace, folder: Path) -> str | None:
    """The file of `-o`, as seen from the folder of `-C`; None for stdout. A report writes its own."""
    names = args.output or []
    if not names or args.command == "report":
        return None
    if len(names) > 1:
        raise UsageError(f"depcalc {args.command} writes one answer: -o once", "depcalc report takes several")
    return names[0] if names[0] == "-" else str(folder / names[0])


def scan(job: Job) -> str:
    """The table of decisions."""
    return RENDERERS[job.args.format](job.appraise(job.survey()), job.style)


def explain(job: Job) -> str:
    """One decision, in full."""
    survey = job.survey()
    place = _find(survey, job.args.name)
    if not place.direct:
        return _explain_indirect(job, survey, place)
    report = job.appraise(survey, focus=place.name)
    report = replace(report, decisions=tuple(d for d in report.decisions if d.package == place.name))
    style = replace(job.style, unit=job.args.unit, outlook=job.args.outlook)
    return RENDERERS["json" if job.args.format == "json" else "explain"](report, style)


def _explain_indirect(job: Job, survey: Survey, place: Placement) -> str:
    """What has no decision of its own: where its cost stands, and how much of it is reached."""
    report = job.appraise(survey)
    if not any(row.name == place.name for row in report.packages):
        raise UsageError(f"{place.name} is indirect, and --direct hides it", "leave --direct out")
    if job.args.format == "json":
        return RENDERERS["json"](replace(report, decisions=()), job.style)
    return render_indirect(report, place.name, job.style)


def why(job: Job) -> str:
    """The paths to one package."""
    survey = job.survey()
    place = _find(survey, job.args.name)
    render = render_why_json if job.args.format == "json" else render_why
    return render(place, stages.paths(survey, place.name), job.style)


def graph(job: Job) -> str:
    """The tree, or the graph for other programs."""
    depth = 1 if job.args.direct else job.args.depth
    if depth is not None and depth < 1:
        raise UsageError(f"--depth {depth}: at least 1, the direct requirements")
    return render_graph(job.survey(), job.style, format=job.args.format, depth=depth)


def _find(survey: Survey, written: str) -> Placement:
    """A package in scope by any spelling of its name."""
    name = canonicalize_name(written)
    in_scope = {place.name: place for place in survey.placements}
    if name in in_scope:
        return in_scope[name]
    if any(package.key.name == name for package in survey.lock.packages):
        left_out = listed((group_name(group) for group, _ in survey.selection.outside), 3)
        hint = f"left out: {left_out}; --all takes everything in" if left_out else "--all takes everything in"
        raise UsageError(f"{name} is in the lock but not in scope", hint)
    if not is_normalized_name(name):
        raise UsageError(f"{written[:100]!r} is no name of a package", "depcalc graph lists what is there")
    raise UsageError(
        f"{name} is not in the tree{guess(name, in_scope)}",
        f"depcalc advise {name} is for packages that are not here yet",
    )


COMMANDS: Mapping[str, Callable[[Job], str | Answer]] = {
    "scan": scan,
    "explain": explain,
    "why": why,
    "graph": graph,
    "advise": advise,
    "whatif": whatif,
    "plan": plan,
    "check": check,
    "diff": diff,
    "ledger": ledger,
    "report": report,
    "data": data,
    "completion": completion,
}
