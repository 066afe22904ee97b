"""The table of renderers, one line for each format."""

from collections.abc import Callable, Mapping

from depcalc.render.csv import render_csv
from depcalc.render.cyclonedx import render_cyclonedx
from depcalc.render.explain import render_explain
from depcalc.render.graph import render_graph
from depcalc.render.html import render_html
from depcalc.render.indirect import render_indirect
from depcalc.render.json import render_json, render_why_json
from depcalc.render.markdown import render_markdown
from depcalc.render.sarif import render_sarif
from depcalc.render.style import Style
from depcalc.render.table import render_table
from depcalc.render.why import render_why
from depcalc.values.report import Report

__all__ = ["RENDERERS", "render_graph", "render_indirect", "render_why", "render_why_json"]

RENDERERS: Mapping[str, Callable[[Report, Style], str]] = {
    "table": render_table,
    "explain": render_explain,
    "json": render_json,
    "csv": render_csv,
    "markdown": render_markdown,
    "sarif": render_sarif,
    "cyclonedx": render_cyclonedx,
    "html": render_html,
}
