"""whatif: the same sums with other choices or assumptions. It writes nothing."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from packaging.utils import canonicalize_name

from depcalc.cli import stages
from depcalc.cli.job import Job
from depcalc.config import KEYS, load_settings
from depcalc.config.kinds import guess
from depcalc.errors import UsageError
from depcalc.render.json_whatif import render_whatif_json
from depcalc.render.whatif import render_whatif
from depcalc.values.report import OPTIONS
from depcalc.values.settings import Settings

ASSUMED = ("profile", "exposure", "loss", "price", "prices", "horizon", "set")  # flags that are tried out
OF_WORLDS = ("rule.draws", "rule.seed", "rule.clip")
ALSO = {"yoink": "rewrite", "remove": "drop"}  # words that people use


def whatif(job: Job) -> str:
    """Before and after, row by row and for the whole tree."""
    choices = _choices(job.args.choices)
    before = _before(job)
    if not choices and before == job.settings:
        raise UsageError(
            "nothing to try: name a choice or an assumption", "depcalc whatif acme-web=drop --loss 2000000"
        )
    _refuse_other_worlds(before, job.settings)
    survey = job.survey()
    job.progress("pricing twice")
    made = stages.whatif(survey, before, job.settings, choices, closed=job.args.closed)
    render = render_whatif_json if job.args.format == "json" else render_whatif
    return render(made, job.style)


def _refuse_other_worlds(before: Settings, after: Settings) -> None:
    """Both sides are priced in the same worlds, or noise would look like a difference."""
    old, new = ({key: text for key, text, _ in one.overrides} for one in (before, after))
    for key in OF_WORLDS:
        if old.get(key) != new.get(key):
            raise UsageError(
                f"--set {key}: it changes the worlds that both sides are priced in",
                "--draws and --seed hold for both sides",
            )


def _choices(words: Sequence[str]) -> dict[str, str]:
    choices: dict[str, str] = {}
    for word in words:
        name, _, option = word.partition("=")
        option = ALSO.get(option, option)
        if option not in OPTIONS:
            raise UsageError(f"{word[:200]}: no option is called {option[:100]!r}{_instead(name, option)}")
        if (name := canonicalize_name(name)) in choices:
            raise UsageError(f"{name} has two choices: {choices[name]} and {option}")
        choices[name] = option
    return choices


def _instead(name: str, option: str) -> str:
    """A number is an assumption, not an option."""
    try:
        float(option.replace("_", ""))
    except ValueError:
        return guess(option, (*OPTIONS, *ALSO)) or f"; one of: {', '.join(OPTIONS)}"
    return f"; an assumption is changed by --set {name}={option}"


def _before(job: Job) -> Settings:
    """The settings without the flags that are tried out."""
    flags = {name: getattr(job.args, name.replace("-", "_"), None) for name in KEYS if name not in ASSUMED}
    plain, _ = load_settings(Path(job.path), flags, job.environ)
    names = ("profile", "exposure", "loss", "price", "prices", "horizon", "overrides", "origin")
    return replace(job.settings, **{name: getattr(plain, name) for name in names})
