"""Runs `main` in this process with a pipeline made of plain functions."""

import io
from dataclasses import dataclass, field
from typing import Any

from depcalc.cli import main, stages
from depcalc.values.lock import Key
from tests.builders import a_decision, a_report, a_survey, a_web_framework


@dataclass
class Ran:
    code: int
    out: str
    err: str


@dataclass
class Pipeline:
    """What the commands see of the pipeline; `seen` keeps what they asked for."""

    survey_made: Any = field(default_factory=a_survey)
    report_made: Any = field(default_factory=lambda: a_report(decisions=(a_decision(), a_web_framework())))
    error: BaseException | None = None
    seen: dict[str, Any] = field(default_factory=dict)

    def survey(self, path, settings, *, lockfiles, environ, progress):
        self.seen |= {"path": path, "settings": settings, "lockfiles": lockfiles}
        progress("reading the lock")
        if self.error:
            raise self.error
        return self.survey_made

    def appraise(self, survey, settings, *, focus=None):
        self.seen["focus"] = focus
        return self.report_made

    def paths(self, survey, name):
        return ((Key("acme-web", "1.0"), Key(name, "1.0")),)

    def install(self, monkeypatch) -> "Pipeline":
        for name in ("survey", "appraise", "paths"):
            monkeypatch.setattr(stages, name, getattr(self, name))
        return self


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def run(*argv: str, environ: dict[str, str] | None = None, terminal: bool = False) -> Ran:
    out, err = (Terminal(), Terminal()) if terminal else (io.StringIO(), io.StringIO())
    code = main(argv, stdin=io.StringIO(), stdout=out, stderr=err, environ=environ or {})
    return Ran(code, out.getvalue(), err.getvalue())
