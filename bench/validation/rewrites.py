"""Six packages rewritten, searched twice, and tested against the originals' past advisories.

  python -m bench.validation.rewrites            predicted beside found, and how the inputs were updated
  python -m bench.validation.rewrites --past     run the past-advisory tests again, on both arms (needs
                                                 pytest, cryptography and html5lib; 20 seconds)

The rewrites are our own code and hold known flaws. The tests run in a copy, in a process of their own with a
time limit.
"""

import csv
import math
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from bench.validation.pages import arguments, publish, table
from bench.validation.tables import SHARED

from depcalc.assumptions import load_assumptions

FOLDER = SHARED / "rewrites"
LLM_FACTOR_BEFORE, WEIGHT = (
    1.7,
    0.5,
)  # what the model held before these were searched; weight of the new count
REVIEW_MTOK = 1.0  # effort of one review; not metered: 0.4 to 2.5
LIMIT_SECONDS = 300


@dataclass(frozen=True, slots=True)
class Module:
    folder: str
    klass: str
    kloc: float


MODULES = (
    Module("pyjwt", "auth", 0.435),
    Module("python-multipart", "parser", 0.536),
    Module("bleach", "parser", 0.488),
    Module("rsa", "crypto", 0.267),
    Module("requests", "net", 0.922),
    Module("h11", "parser", 0.572),
)


def read(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


# ------------------------------------------------------------------ predicted beside found


def predicted(m: Module, reviews: int, effort: float = REVIEW_MTOK) -> float:
    """Serious flaws so many reviews should find: kappa x e-folds, D one first look. Money drops out."""
    t = load_assumptions("team")
    kappa = t["density"] * t.of_class(m.klass, "density") * LLM_FACTOR_BEFORE * m.kloc
    return kappa * math.log1p(reviews * effort / (t["look_tokens"] * m.kloc))


@dataclass(frozen=True, slots=True)
class Found:
    """Serious root causes by reviewer, and those the original does not share."""

    a: int
    b: int
    both: int
    either: int
    own: int
    minor: int
    dos: int

    def __add__(self, other: "Found") -> "Found":
        return Found(*(getattr(self, k) + getattr(other, k) for k in self.__slots__))


def found(m: Module) -> Found:
    rows = [r for r in read("ADJUDICATION.csv") if r["rewrite"] == m.folder]
    serious = [r for r in rows if r["rating"] == "serious"]
    by_a, by_b = (sum(r[k] == "yes" for r in serious) for k in ("found_by_A", "found_by_B"))
    both = sum(r["found_by_A"] == r["found_by_B"] == "yes" for r in serious)
    kinds = Counter(r["rating"] for r in rows)
    own = sum(r["in_original"] == "no" for r in serious)
    return Found(by_a, by_b, both, len(serious), own, kinds["minor"], kinds["dos"])


def found_table() -> str:
    weight = load_assumptions("team")["sev.medium"]
    lines, total, sums = [], Found(0, 0, 0, 0, 0, 0, 0), [0.0, 0.0]
    for m in MODULES:
        f, one, two = found(m), predicted(m, 1), predicted(m, 2)
        total, sums = total + f, [sums[0] + one, sums[1] + two]
        lines.append(_found_line(m.folder, m.klass, f"{1000 * m.kloc:.0f}", one, two, f, weight))
    lines.append(_found_line("all", "", f"{1000 * sum(m.kloc for m in MODULES):.0f}", *sums, total, weight))
    head = [
        "rewrite of",
        "class",
        "lines",
        "predicted, one review",
        "predicted, two",
        "found by A, B, both, either",
    ]
    head += ["weighed", "not in the original, weighed", "minor", "denial of service"]
    return table(head, lines, left=2)


def _found_line(
    name: str, klass: str, lines: str, one: float, two: float, f: Found, weight: float
) -> list[object]:
    seen = f"{f.a}, {f.b}, {f.both}, {f.either}"
    weighed = (f"{weight * f.either:.1f}", f"{weight * f.own:.1f}")
    return [name, klass, lines, f"{one:.3f}", f"{two:.3f}", seen, *weighed, f.minor, f.dos]


def update_table() -> str:
    """llm_factor after the count, by what is counted and by how much effort a review was."""
    weight, total = load_assumptions("team")["sev.medium"], Found(0, 0, 0, 0, 0, 0, 0)
    for m in MODULES:
        total = total + found(m)
    counts = {
        "serious, weighed, not in the original (taken)": weight * total.own,
        "serious, not in the original": float(total.own),
        "serious, weighed, all": weight * total.either,
        "serious, all": float(total.either),
    }
    lines = []
    for name, n in counts.items():
        cells = []
        for effort in (0.4, REVIEW_MTOK, 2.5):
            ratio = n / sum(predicted(m, 2, effort) for m in MODULES)
            cells.append(f"{ratio:.2g}: {LLM_FACTOR_BEFORE * ratio**WEIGHT:.1f}")
        lines.append([name, f"{n:.1f}", *cells])
    head = ["count, two reviews", "found", *(f"a review of {e:g} Mtok" for e in (0.4, 1, 2.5))]
    now = load_assumptions("team").rows["llm_factor"]
    return table(head, lines) + (
        f"\nEach cell: found over predicted, and `llm_factor` = {LLM_FACTOR_BEFORE} x ratio^{WEIGHT}. "
        f"The table holds {now.p50:g} ({now.p05:g} to {now.p95:g}).\n"
    )


# ------------------------------------------------------------------ past advisories, run again


def run_past(arm: str = "", limit: float = LIMIT_SECONDS) -> dict[str, bool]:
    """Advisory -> did the test pass, on the careful rewrites or on those of another arm."""
    with tempfile.TemporaryDirectory() as place:
        copy = Path(place) / "rewrites"
        shutil.copytree(FOLDER, copy, copy_function=shutil.copyfile)
        for file in copy.rglob(f"{arm}/*/*.py" if arm else "nothing"):
            shutil.copyfile(file, copy / file.parent.name / file.name)
        result = Path(place) / "result.xml"
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-p",
            "no:cacheprovider",
            f"--junitxml={result}",
            ".",
        ]
        try:
            subprocess.run(command, cwd=copy / "past", capture_output=True, timeout=limit, check=False)
        except subprocess.TimeoutExpired:
            raise SystemExit(f"the past-advisory tests took longer than {limit:g} s") from None
        if not result.exists():
            raise SystemExit(
                "the past-advisory tests did not start: they need pytest, cryptography, html5lib"
            )
        return outcomes(result.read_text(encoding="utf-8"))


CASE = re.compile(r"test_(CVE|DSA)_(\d+)(?:_(\d+))?(?=_|$)")


def outcomes(junit: str) -> dict[str, bool]:
    """Advisory -> passed, from pytest's own report; controls and extras are left out."""
    said = {}
    for case in ElementTree.fromstring(junit).iter("testcase"):
        name = CASE.match(case.get("name", ""))
        if name:
            said["-".join(part for part in name.groups() if part)] = len(list(case)) == 0
    return said


def past_table(arm: str = "") -> str:
    passed = run_past(arm)
    lines, sums = [], Counter[str]()
    for package in dict.fromkeys(r["package"] for r in read("PAST.csv")):
        count = Counter[str]()
        for r in read("PAST.csv"):
            if r["package"] == package:
                kind = "serious" if r["kind"] == "serious" else "dos"
                state = "not run" if r["advisory"] not in passed else "ok" if passed[r["advisory"]] else "bad"
                count[f"{kind} {state}" if r["applies"] == "yes" else "not applicable"] += 1
        sums += count
        lines.append(_past_line(package, count))
    lines.append(_past_line("all", sums))
    head = [
        "original",
        "serious: passed",
        "failed",
        "denial of service: passed",
        "failed",
        "not applicable",
        "not run",
    ]
    failed = ", ".join(sorted(name for name, ok in passed.items() if not ok)) or "none"
    return table(head, lines) + f"\nFailed: {failed}.\n"


def _past_line(name: str, n: "Counter[str]") -> list[object]:
    keys = ("serious ok", "serious bad", "dos ok", "dos bad", "not applicable")
    return [name, *(n[k] for k in keys), n["serious not run"] + n["dos not run"]]


def made() -> dict[str, str]:
    return {"rewrites-found": found_table(), "rewrites-update": update_table()}


def main(argv: Sequence[str] | None = None) -> None:
    parser = arguments(__doc__)
    parser.add_argument("--past", action="store_true", help="run the tests of past advisories")
    args = parser.parse_args(argv)
    past = {"rewrites-past": "", "rewrites-past-hurried": "quick"}
    publish({name: past_table(arm) for name, arm in past.items()} if args.past else made(), args.write)


if __name__ == "__main__":
    main()
