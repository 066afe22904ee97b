"""Feeds damaged lockfiles to the readers: each gives a lock or a `LockError`, and nothing else, ever.

    python bench/fuzz_lockfiles.py --inputs 100000 --format pixi --format conda-lock

A lock that is read is also counted, selected and placed; now and then a damaged project file lies beside it.
What breaks this is written out.
"""

import argparse
import json
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

from depcalc.errors import LockError
from depcalc.graph import place
from depcalc.lockfiles.formats import FORMATS, Format, format_of
from depcalc.scope import count, select
from depcalc.values.lock import Lock
from depcalc.values.scope import Scope

ROOT = Path(__file__).parents[1]
SAMPLES, CORPUS = ROOT / "tests" / "samples", ROOT.parent / "shared" / "lockfiles"
FOLDERS = {"requirements": ("requirements", "generated"), "conda-lock": ("conda-lock", "conda-explicit")}
SHARE = 600  # characters that are kept of one block of a real file
HEAD, MOST_PACKAGES = 12, 4  # blocks before the first package, and packages, in one input
LONGEST = 8_000
SHORT = 12  # what is kept at most of a list or table of a large JSON file
BESIDE = "\x1e"  # parts a lock from the project file beside it
NAMES = {"# /// script": "tool.py", "[packages]": "Pipfile", "install_requires": "setup.cfg"}
TOP = re.compile(r"\n(?=\S)")
TOKENS = (
    *"\"'[]{}()=:;,#\\&*|><!%@`?-~\t\r\n \0\ufeff\u2028\u202eé",
    *("\n\n", "- ", ": ", " = ", "[[", "]]", "'''", '"""', "\\\n", "...", "---\n", "null", "true", "1e9"),
    *("<<<<<<< a\n", "=======\n", ">>>>>>> b\n", "[[package]]\n", "version = 1\n", "version: 6\n", "../"),
    *(
        "0x" + "f" * 5000,
        "9" * 5000,
        "9" * 30,
        "a" * 300,
        "[" * 60,
        "- " * 60,
        "{a: " * 60,
        "a." * 60,
        " " * 60,
        "\x1b[31m",
        "::error::",
    ),
)


def seeds(known: Format) -> list[str]:
    """Our samples, and real files where they lie beside the repository."""
    named = [path for path in sorted(SAMPLES.rglob("*")) if path.is_file() and format_of(path.name) is known]
    folders = FOLDERS.get(known.name, (known.name,))
    real = [
        path for name in folders if (CORPUS / name).is_dir() for path in sorted((CORPUS / name).iterdir())
    ]
    return [read_seed(path) for path in (*named, *real) if path.is_file()]


def projects(known: Format) -> list[str]:
    """Project files that may lie beside a lock of this format."""
    found = [*SAMPLES.rglob(known.project), *(CORPUS / "project").glob(f"*{known.project}")]
    return [read_seed(path) for path in sorted(found)] if known.project else []


def read_seed(path: Path) -> str:
    text = path.read_text("utf-8", errors="replace")
    if not text.startswith("{"):
        return text
    lengths = (json.dumps(shortened(json.loads(text), most), indent=1) for most in range(SHORT, 0, -1))
    return next((one for one in lengths if len(one) < LONGEST // 2), text[:LONGEST])


def shortened(value: object, most: int) -> object:
    """Lists cut, and tables of more than what any object of these formats has for keys of its own."""
    if isinstance(value, dict):
        kept = list(value.items())[: max(most, SHORT)]
        return {key: shortened(one, most) for key, one in kept}
    return [shortened(one, most) for one in value[:most]] if isinstance(value, list) else value


def piece(text: str, dice: random.Random) -> str:
    """A short text as it is; of a long one its head, and a few of its packages from somewhere in it."""
    if len(text) <= SHARE * 2 or text.startswith("{"):
        return text
    blocks = [
        block if len(block) <= SHARE else block[: block.rfind("\n", 0, SHARE)] for block in TOP.split(text)
    ]
    starts = [place for place, block in enumerate(blocks) if block.startswith(("[[", "- "))] or [len(blocks)]
    kept = blocks[: starts[0]][:HEAD]
    first = dice.randrange(len(starts))
    for start, end in pairwise(starts[first:][:MOST_PACKAGES]):
        kept += blocks[start:end]
    kept += blocks[starts[-1] :]
    return "\n".join(kept) + "\n"


def damaged(text: str, others: list[str], dice: random.Random) -> str:
    """A few cuts, doublings, swaps, tokens and foreign pieces."""
    for _ in range(dice.choice((1, 1, 1, 2, 3, 6))):
        at, size = dice.randint(0, len(text)), int(dice.paretovariate(0.7))
        kind = dice.randrange(6)
        if kind == 0:
            text = text[:at] + text[at + size :]
        elif kind == 1:
            text = text[:at] + text[at : at + size] * 2 + text[at + size :]
        elif kind == 2:
            text = text[:at] + dice.choice(TOKENS) + text[at + dice.choice((0, 1, size)) :]
        elif kind == 3:
            lines = text.split("\n")
            one, other = dice.randrange(len(lines)), dice.randrange(len(lines))
            lines[one], lines[other] = lines[other], lines[one]
            text = "\n".join(lines)
        elif kind == 4:
            other = dice.choice(others)
            start = dice.randint(0, len(other))
            text = text[:at] + other[start : start + min(size * 10, SHARE)] + text[at:]
        else:
            text = (
                text[:at] + chr(dice.choice((dice.randrange(128), dice.randrange(0xD800)))) + text[at + 1 :]
            )
    return text[:LONGEST]


def inputs(texts: list[str], beside: list[str], dice: random.Random) -> Iterator[str]:
    """Damaged locks, each third one with a project file, damaged too."""
    while True:
        text = damaged(piece(dice.choice(texts), dice), texts, dice)
        if beside and not dice.randrange(3):
            text += BESIDE + damaged(dice.choice(beside), beside, dice)
        yield text


def reader(known: Format) -> Callable[[str], Lock]:
    def read(text: str) -> Lock:
        lock, _, project = text.partition(BESIDE)
        if known.project:
            return known.parse(lock, project or None, path="a.lock")
        name = next((name for sign, name in NAMES.items() if sign in text), "pyproject.toml")
        return known.parse(text, path=name if known.name == "project" else "a.lock")

    return read


def outcome(read: Callable[[str], Lock], text: str) -> str:
    """ "read" or "refused"; anything else raises."""
    try:
        lock = read(text)
    except LockError:
        return "refused"
    count(lock)
    select(lock)
    place(select(lock, Scope(all_groups=True, all_extras=True, python_version="3.12")))
    return "read"


def run(known: Format, n: int, seed: int) -> bool:
    texts, dice = seeds(known), random.Random(f"{known.name} {seed}")
    if not texts:
        print(f"{known.name}: no file to start from, skipped")
        return True
    counts: Counter[str] = Counter()
    slowest, started = 0.0, time.perf_counter()
    read = reader(known)
    for _, text in zip(range(n), inputs(texts, projects(known), dice), strict=False):
        began = time.perf_counter()
        try:
            counts[outcome(read, text)] += 1
        except Exception as error:
            counts["broken"] += 1
            broken = Path(f"broken-{known.name}-{counts['broken']}.txt")
            broken.write_text(text, "utf-8", errors="surrogatepass")
            print(f"{known.name}: {type(error).__name__}: {error}; the input is in {broken}")
            if counts["broken"] == 5:
                break
        slowest = max(slowest, time.perf_counter() - began)
    took = time.perf_counter() - started
    shown = ", ".join(f"{number:,} {word}" for word, number in sorted(counts.items()))
    print(f"{known.name}: {counts.total():,} inputs: {shown}; {took:.0f} s, slowest {slowest * 1e3:.0f} ms")
    return not counts["broken"]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inputs", type=int, default=2000, help="for each reader")
    parser.add_argument("--format", action="append", choices=[one.name for one in FORMATS])
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    chosen = [one for one in FORMATS if not args.format or one.name in args.format]
    broken = [one.name for one in chosen if not run(one, args.inputs, args.seed)]
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
