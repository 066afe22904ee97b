"""What the figures rest on: the settings, the totals with their scale, coverage, what is left out, every notice."""

from rich.text import Text

from depcalc.render.frame import first_line
from depcalc.render.phrases import coverage, noted, outside, totals
from depcalc.render.style import Style
from depcalc.render.text import GLUE, clean
from depcalc.values.report import Report

LONGEST = 2000


def known(report: Report, style: Style) -> Text:
    """The words of the report; a list of notices is not cut short here."""
    first = first_line(report, Style(ascii=style.ascii))
    parts = [first, totals(report), coverage(report), outside(report.scope)]
    text = Text("\n\n".join(_line(part, style) for part in parts if part))
    text.append("\n\nNotices\n", "bold")
    said = [_line(one, style) for one in dict.fromkeys(map(noted, report.notices))]
    text.append("\n\n".join(said) or "None.", "not bold")
    return text


def _line(part: str, style: Style) -> str:
    return clean(part, ascii_only=style.ascii, longest=LONGEST).replace(GLUE, " ")
