"""The golden files: one folder for each case, one file for each format, compared as bytes.

After a change that is meant, write them again and read the diff:

    python -m tests.render.goldens
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from depcalc.render import RENDERERS, Style
from depcalc.values.report import Report
from tests.builders import a_decision, a_hostile_report, a_malicious, a_report

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


def cases() -> dict[str, Report]:
    hostile = a_hostile_report()
    return {
        "five-directs": a_report(),
        "one-explained": a_report(decisions=(a_decision(),)),
        "malicious": a_report(decisions=(a_malicious(),), shared=()),
        "hostile": replace(hostile, decisions=hostile.decisions[:3]),
    }


def rendered() -> Iterator[tuple[Path, bytes]]:
    for case, report in cases().items():
        for name, (kind, style) in FORMATS.items():
            yield GOLDEN / case / name, RENDERERS[kind](report, style).encode()


if __name__ == "__main__":
    for path, content in rendered():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
