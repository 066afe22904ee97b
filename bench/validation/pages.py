"""Markdown tables, and the generated blocks of docs/validation.md."""

import argparse
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from bench.validation.tables import ROOT

PAGE = ROOT / "docs" / "validation.md"
BLOCK = re.compile(r"<!-- (\S+) -->\n(.*?)<!-- /\1 -->", re.DOTALL)


def table(head: Sequence[str], lines: Iterable[Sequence[object]], left: int = 1) -> str:
    """A markdown table; all columns but the first `left` are set to the right."""
    rule = ["---" if k < left else "--:" for k in range(len(head))]
    cells = [list(head), rule, *([str(cell) for cell in line] for line in lines)]
    return "".join("| " + " | ".join(cell.replace("|", r"\|") for cell in line) + " |\n" for line in cells)


def blocks(page: Path = PAGE) -> dict[str, str]:
    """The generated blocks of the page by name."""
    return dict(BLOCK.findall(page.read_text(encoding="utf-8")))


def write_block(name: str, text: str, page: Path = PAGE) -> None:
    """Replace one block; it must be there."""
    old = page.read_text(encoding="utf-8")
    begin, end = f"<!-- {name} -->\n", f"<!-- /{name} -->"
    if begin not in old or end not in old:
        raise SystemExit(f"{page.name} has no block {name}")
    head, _, rest = old.partition(begin)
    page.write_text(head + begin + text + end + rest.partition(end)[2], encoding="utf-8")


def arguments(doc: str | None) -> argparse.ArgumentParser:
    """Every script prints; --write also renews its blocks of the page."""
    parser = argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="renew the blocks of docs/validation.md")
    return parser


def publish(made: dict[str, str], write: bool) -> None:
    """Print blocks, and put them on the page where asked."""
    for name, text in made.items():
        print(f"== {name}\n\n{text}")
        if write:
            write_block(name, text)
