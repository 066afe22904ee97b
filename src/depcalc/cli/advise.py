"""advise: one package, before it is added or rewritten."""

import re

from packaging.utils import canonicalize_name

from depcalc.cli import stages
from depcalc.cli.job import Job
from depcalc.errors import EmptyScopeError, UsageError
from depcalc.render.advise import render_advise
from depcalc.render.json_advise import render_advise_json
from depcalc.values.survey import Survey

NAMED = re.compile(
    r"([A-Za-z0-9](?:[A-Za-z0-9._-]{0,98}[A-Za-z0-9])?)(?:\[[A-Za-z0-9._,\s-]*\])?(?:===?(\S{1,100}))?"
)
USED = re.compile(r"[A-Za-z_][A-Za-z0-9_.]{0,199}")
MOST_USES = 200


def advise(job: Job) -> str:
    """Whether to add it, or what to do instead."""
    name, version = _named(job.args.name)
    uses = _uses(job.args.uses)
    advice = stages.advise(
        _survey(job),
        job.settings,
        job.args.name,
        name,
        version,
        uses=uses,
        folder=job.path if job.path.is_dir() else job.path.parent,
        environ=job.environ,
    )
    render = render_advise_json if job.args.format == "json" else render_advise
    return render(advice, job.style)


def _named(written: str) -> tuple[str, str]:
    """NAME, NAME[extra] or NAME==VERSION, as a requirement would say it."""
    found = NAMED.fullmatch(written.strip())
    if found is None:
        raise UsageError(
            f"{written[:100]!r} is no name of a package",
            "letters of the Latin alphabet, digits, dots, dashes; NAME==VERSION for one release",
        )
    return canonicalize_name(found[1]), found[2] or ""


def _uses(written: str | None) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(part.strip() for part in (written or "").split(",") if part.strip()))
    wrong = [name for name in names if not USED.fullmatch(name)]
    if wrong or len(names) > MOST_USES:
        what = f"{wrong[0][:100]!r} is no name" if wrong else f"more than {MOST_USES} names"
        raise UsageError(f"--uses: {what}", "names of the package, as in code: --uses get,Session.post")
    return names


def _survey(job: Job) -> Survey:
    """The project; where there is none, the package is judged by itself."""
    try:
        return job.survey()
    except EmptyScopeError as error:
        return stages.without_project(job.path, job.settings, error.message)
