"""What every answer for people begins and ends with."""

from depcalc.render.phrases import scope_name
from depcalc.render.style import Style
from depcalc.render.text import clean, glue, scrub, wrap
from depcalc.render.wording import listed
from depcalc.values.report import Report


def for_terminal(report: Report, style: Style) -> Report:
    """The report with all text from outside made harmless for a terminal."""
    return scrub(report, lambda text: clean(text, ascii_only=style.ascii))


def first_line(report: Report, style: Style, *before: str) -> str:
    """The defaults that matter, broken between its parts where it is too long."""
    locks = ", ".join(lock.path for lock in report.lockfiles)
    parts = [
        *before,
        locks,
        f"profile {report.profile}",
        f"exposure {report.exposure}",
        f"scope {scope_name(report.scope)}",
        facts_day(report),
        _changed(report),
    ]
    text = " · ".join(glue(part) for part in parts if part).replace(" · ", f"{glue(' ·')} ")
    return wrap(text, style.width or 10_000)


def place_of(report: Report) -> str:
    """What a command that looks at the same project takes after its name."""
    return "" if report.path == "." else f" {report.path}"


def facts_day(report: Report) -> str:
    """The day of the newest fact; a later day that was asked for is only counted to."""
    newest = min(report.as_of, report.snapshot.as_of)
    later = f", counted to {report.as_of}" if report.as_of > newest else ""
    return f"facts as of {newest}{later}"


def _changed(report: Report) -> str:
    """Which assumptions are not the table's: set by the user, or read from the project."""
    keys = [key for key, _, _ in report.changed_assumptions]
    return f"changed: {listed(keys, 4)}" if keys else ""


def paragraph(text: str, style: Style, indent: str = "", hanging: str | None = None) -> str:
    """Prose at a readable width."""
    return wrap(text, style.prose, indent, hanging)


def blocks(*parts: str) -> str:
    """Paragraphs and tables with an empty line between them, empty ones left out."""
    return "\n\n".join(part for part in parts if part)


def inner(style: Style, indent: int = 2) -> int | None:
    """The width left for a table that is indented."""
    return None if style.width is None else max(1, style.width - indent)


def indented(lines: list[str], by: int = 2) -> str:
    """Lines moved to the right."""
    return "\n".join(" " * by + line for line in lines)
