"""Writes the generated part of a page between its markers, as tests/test_docs.py does for docs/model.md."""

import re
from collections.abc import Iterable
from pathlib import Path

DOCS = Path(__file__).resolve().parents[1] / "docs"


def write_part(page: str, name: str, text: str) -> None:
    """Replace what stands between `<!-- name -->` and `<!-- /name -->`."""
    file = DOCS / page
    old = file.read_text(encoding="utf-8")
    file.write_text(re.sub(_part(name), lambda match: match[1] + text + match[3], old), encoding="utf-8")


def read_part(page: str, name: str) -> str:
    """What stands between the markers."""
    found = re.search(_part(name), (DOCS / page).read_text(encoding="utf-8"))
    if found is None:
        raise SystemExit(f"docs/{page} has no part {name}")
    return found[2]


def _part(name: str) -> str:
    return rf"(?s)(<!-- {name} -->\n)(.*?)(<!-- /{name} -->)"


def table(titles: Iterable[str], aligned: str, rows: Iterable[Iterable[object]]) -> str:
    """A Markdown table; `aligned` has one of `<` and `>` for each column."""
    head = [" | ".join(titles), " | ".join("--:" if a == ">" else "---" for a in aligned)]
    lines = [*head, *(" | ".join(map(str, row)) for row in rows)]
    return "".join(f"| {line} |\n" for line in lines)
