"""Reading a project, in a thread: names first, then facts, then figures on few worlds, then on all of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from depcalc.tui import dials
from depcalc.tui.messages import Answered, Progressed
from depcalc.tui.telling import progress

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from depcalc.tui.desk import Alive
    from depcalc.tui.project import Project
    from depcalc.tui.work import Work
    from depcalc.values.notice import Notice
    from depcalc.values.report import Report
    from depcalc.values.settings import Settings
    from depcalc.values.survey import Survey

PATIENCE = 0.3  # seconds until the names are on the screen


def read(app: Work, alive: Alive, opened: Callable[[], Project] | None) -> None:
    """`opened` reads the settings again; None where those that are held are fresh."""
    engine, settings, about = app.engine, app.settings, app.about
    if opened is not None:
        project = opened()
        app.post_if(alive, Answered("project", project))
        engine, settings, about = project.engine, project.settings, project.notices
    app.drawn.clear()
    app.post_if(alive, Answered("names", engine.names(settings)))
    app.drawn.wait(PATIENCE)  # what comes next would take the processor from the first rows
    survey = engine.survey(settings, progress(lambda told: app.post_if(alive, told)))
    app.post_if(alive, Answered("survey", survey))
    app.post_if(alive, Answered("medians", dict(engine.values(survey, settings))))
    about = (*about, *_age(survey, settings, app.today))

    def appraised(settings: Settings) -> Report:
        report = engine.appraise(survey, settings)
        return replace(report, notices=(*about, *report.notices))

    few = dials.preview_of(settings)
    app.post_if(alive, Progressed("pricing", 0, 0))
    if few is not None:
        app.post_if(alive, Answered("report", appraised(few), preview=True))
    with app.desk.long(alive):
        app.post_if(alive, Answered("report", appraised(settings)))


def _age(survey: Survey, settings: Settings, today: date) -> tuple[Notice, ...]:
    from depcalc.evidence.age import age_notices  # noqa: PLC0415 - the first rows do without

    most = settings.check.max_data_age_days
    return age_notices(survey.snapshot, today, most, as_of=settings.as_of)
