"""The golden files: one folder for each case, one file for each format, compared as bytes.

After a change that is meant, write them again and read the diff:

    python -m tests.render.goldens
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

from depcalc.render import RENDERERS, Style
from depcalc.render.check import render_check, render_check_json, render_check_markdown
from depcalc.render.diff import render_diff, render_diff_json, render_diff_markdown
from depcalc.render.html import render_html
from depcalc.values.checked import Checked
from depcalc.values.diff import Change, Diff
from depcalc.values.finding import Finding, Outcome
from depcalc.values.report import Report
from tests.builders import (
    AS_OF,
    HOSTILE,
    a_decision,
    a_hostile_report,
    a_malicious,
    a_report,
    an_own_row,
)

GOLDEN = Path(__file__).parent.parent / "golden"
FORMATS = {
    "table-80.txt": ("table", Style(width=80)),
    "table-120.txt": ("table", Style(width=120)),
    "table-colour.txt": ("table", Style(width=100, colour="truecolor")),
    "table-ascii.txt": ("table", Style(width=80, ascii=True)),
    "explain.txt": ("explain", Style(width=80)),
    "report.json": ("json", Style()),
    "report.csv": ("csv", Style()),
    "report.md": ("markdown", Style()),
    "report.sarif": ("sarif", Style()),
    "report.cdx.json": ("cyclonedx", Style()),
}
GATE = {
    "check.txt": (render_check, Style(width=80)),
    "check.json": (render_check_json, Style()),
    "check.md": (render_check_markdown, Style()),
}
COMPARED = {
    "diff.txt": (render_diff, Style(width=100)),
    "diff.json": (render_diff_json, Style()),
    "diff.md": (render_diff_markdown, Style()),
}
STEPS = ((0.0, 120.0), (200.0, 340.0), (900.0, 420.0))


def cases() -> dict[str, Report]:
    hostile = a_hostile_report()
    return {
        "five-directs": a_report(),
        "one-explained": a_report(decisions=(a_decision(),)),
        "malicious": a_report(decisions=(a_malicious(),), shared=()),
        "hostile": replace(hostile, decisions=hostile.decisions[:3]),
    }


def a_checked(texts: tuple[str, ...], report: Report) -> Checked:
    """One finding of each text stops, one is waived, one informs; evidence is missing."""
    stops = tuple(Finding("DC001", "high", t, t, t, t, 7, f"{t}{n}") for t in texts for n in range(2))
    waived = tuple(Finding("DC002", "critical", t, t, t, t, None, waived_by=t) for t in texts)
    told = tuple(Finding("DC014", "low", t, "", t, t) for t in texts)
    outcome = Outcome(stops, (*waived, *told), texts[:2], texts[0])
    return Checked(report, outcome, texts[:3], date(2026, 11, 21), 321.0)


def a_diff(texts: tuple[str, ...], report: Report) -> Diff:
    """Each text comes, goes and changes."""
    none = replace(report, totals=replace(report.totals, today=replace(report.totals.today, mean=900.0)))
    changes = tuple(
        Change(t, kind, "" if kind == "added" else t, "" if kind == "removed" else t, kind != "changed", usd,
               AS_OF if kind == "added" else None, kind == "added", (t,), (t,), (t,), "", t, 3)
        for t in texts
        for kind, usd in (("added", 320.0), ("removed", -45.5), ("changed", 0.2))
    )  # fmt: skip
    return Diff(texts[0], ":worktree", none, report, changes, 7.0, date(2026, 11, 21))


def gates() -> dict[str, tuple[tuple[str, ...], Report]]:
    """What `check`, `diff` and the page are shown of: plain names, and names that attack."""
    plain = a_report(
        own=(an_own_row(),), findings=(Finding("DC008", "low", "acme-web", "4.2", "unused", "uv.lock", 88),)
    )
    hostile = cases()["hostile"]
    return {"gate": (("acme-web", "acme-imaging", "acme-tls"), plain), "gate-hostile": (HOSTILE, hostile)}


def rendered() -> Iterator[tuple[Path, bytes]]:
    for case, report in cases().items():
        for name, (kind, style) in FORMATS.items():
            yield GOLDEN / case / name, RENDERERS[kind](report, style).encode()
    for case, (texts, report) in gates().items():
        for name, (render, style) in GATE.items():
            yield GOLDEN / case / name, render(a_checked(texts, report), style).encode()
        for name, (render_two, style) in COMPARED.items():
            yield GOLDEN / case / name, render_two(a_diff(texts, report), style).encode()
        yield GOLDEN / case / "report.html", render_html(report, Style(), STEPS).encode()


if __name__ == "__main__":
    for path, content in rendered():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
