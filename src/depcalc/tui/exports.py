"""The current view as JSON, markdown or a picture, in a new file of the working folder."""

from pathlib import Path
from typing import TYPE_CHECKING

from depcalc.render import RENDERERS, render_graph
from depcalc.render.json_advise import render_advise_json
from depcalc.render.json_plan import render_plan_json
from depcalc.render.json_whatif import render_whatif_json
from depcalc.render.style import Style

if TYPE_CHECKING:
    from depcalc.tui.windows import Windows

SUFFIXES = {"json": ".json", "markdown": ".md", "svg": ".svg"}
WHOLE = Style(width=100)


def as_json(app: "Windows", view: str) -> str:
    """What the command behind the view prints with --format json; "" where there is nothing yet."""
    if view == "plan":
        return render_plan_json(app.planned, WHOLE) if app.planned else ""
    if view == "whatif":
        return render_whatif_json(app.tried, WHOLE) if app.tried else ""
    if view == "ask":
        return render_advise_json(app.advice, WHOLE) if app.advice else ""
    if view == "graph":
        return render_graph(app.survey, WHOLE, format="json") if app.survey else ""
    report = app.report
    if view == "detail":
        report = app.explained.get(app.package_here(), None) or report
    return RENDERERS["json"](app.told(report), WHOLE) if report else ""


def as_markdown(app: "Windows", view: str) -> str:
    """A report for the list; elsewhere the view's own text, fenced."""
    if view == "list":
        return RENDERERS["markdown"](app.told(app.report), WHOLE) if app.report else ""
    text = app.view_text().rstrip()
    fence = "`" * max(3, 1 + max((len(run) for run in text.split() if set(run) == {"`"}), default=2))
    return f"{fence}text\n{text}\n{fence}\n" if text else ""


def free_name(folder: Path, view: str, format: str) -> Path:
    """A file that is not there yet: nothing is written over."""
    suffix = SUFFIXES[format]
    names = (f"depcalc-{view}{n}{suffix}" for n in ("", *(f"-{n}" for n in range(2, 1000))))
    return next(folder / name for name in names if not (folder / name).exists())
