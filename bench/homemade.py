"""Precision and recall of the detector of home-made security code, per kind, on a labelled set.

    python bench/homemade.py fetch SCRATCH            downloads the wheels that hold the references (minutes)
    python bench/homemade.py run SCRATCH [--held-out] the set used for tuning, or the third held out from it
    python bench/homemade.py density SCRATCH          findings for each 10,000 lines of those wheels

Positives are our own snippets, tests/samples/homemade/positives.toml. References are functions of well-known packages,
named in references.csv by package, version, file, qualified name and digest: drawn by chance among functions that use
the vocabulary of a kind, then read and labelled; `kinds` is empty for a negative. A reference is judged in its file.
"""

import argparse
import ast
import csv
import hashlib
import subprocess
import sys
import tomllib
import zipfile
from collections import Counter, defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))

from depcalc.owned.homemade import rows_of  # noqa: E402
from depcalc.owned.kinds import KINDS  # noqa: E402

SAMPLES = ROOT / "tests" / "samples" / "homemade"


def held_out(name):
    """A third of all labels, by their names."""
    return hashlib.sha256(name.encode()).digest()[0] % 3 == 0


def references():
    with (SAMPLES / "references.csv").open(newline="") as file:
        return list(csv.DictReader(file))


def fetch(args):
    folder = args.scratch / "references"
    folder.mkdir(parents=True, exist_ok=True)
    for package, version in sorted({(row["package"], row["version"]) for row in references()}):
        if not list(folder.glob(f"{package}-{version}-*.whl")):
            command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--only-binary", ":all:"]
            subprocess.run([*command, "-d", str(folder), f"{package}=={version}"], check=True)


# ------------------------------------------------------------------ the labelled set


def labelled(args):
    """(name, expected kinds, found kinds)."""
    for snippet in tomllib.loads((SAMPLES / "positives.toml").read_text("utf-8"))["snippet"]:
        rows = rows_of(snippet["code"].encode()) or []
        yield snippet["id"], set(snippet["kinds"]), {kind for kind, _, _ in rows}
    by_file = defaultdict(list)
    for row in references():
        by_file[row["package"], row["version"], row["file"]].append(row)
    for (package, version, file), rows in by_file.items():
        text = member(args.scratch, package, version, file)
        if text is None:
            print(f"not at hand: {package} {version} {file}", file=sys.stderr)
            continue
        found = rows_of(text.encode()) or []
        for row in rows:
            first, last = lines_of(text, row["name"], row["sha256"])
            kinds = {kind for kind, line, _ in found if first <= line <= last}
            yield f"{package}:{file}:{row['name']}", set(row["kinds"].split()), kinds


def member(scratch, package, version, file):
    wheel = next((scratch / "references").glob(f"{package}-{version}-*.whl"), None)
    return zipfile.ZipFile(wheel).read(file).decode() if wheel else None


def lines_of(text, name, digest):
    """The lines of a function, which must be the one that was labelled."""
    body = ast.parse(text).body
    *path, last = name.split(".")
    for part in path:
        body = next(n for n in body if isinstance(n, ast.ClassDef) and n.name == part).body
    node = next(n for n in body if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef) and n.name == last)
    if hashlib.sha256(ast.get_source_segment(text, node).encode()).hexdigest()[:16] != digest:
        sys.exit(f"{name} is not the function that was labelled")
    return node.lineno, node.end_lineno


def run(args):
    right, missed, wrong = Counter(), defaultdict(list), defaultdict(list)
    positives = negatives = clean = 0
    for name, expected, found in labelled(args):
        if held_out(name) != args.held_out:
            continue
        positives, negatives = positives + bool(expected), negatives + (not expected)
        clean += not expected and not found
        for kind in expected & found:
            right[kind] += 1
        for kind in expected - found:
            missed[kind].append(name)
        for kind in found - expected:
            wrong[kind].append(name)
    print(f"{'held out' if args.held_out else 'tuning'}: {positives} positives, {negatives} negatives, "
          f"{clean} of them without a finding\n")  # fmt: skip
    print("| kind | right | missed | wrong | recall | precision |\n|---|--:|--:|--:|--:|--:|")
    for kind in (k.name for k in KINDS):
        print(line(kind, right[kind], len(missed[kind]), len(wrong[kind])))
    print(line("all", right.total(), sum(map(len, missed.values())), sum(map(len, wrong.values()))))
    if args.quiet:
        return
    for title, names in (("missed", missed), ("wrong", wrong)):
        for kind in sorted(names):
            print(f"{title} {kind}: {', '.join(names[kind])}")


def line(name, right, missed, wrong):
    def share(whole):
        return f"{right / whole:.0%}" if whole else "-"

    return f"| {name} | {right} | {missed} | {wrong} | {share(right + missed)} | {share(right + wrong)} |"


# ------------------------------------------------------------------ whole packages


def density(args):
    """How often it speaks up in code of people who know what they do."""
    count, lines, shown = Counter(), 0, []
    for wheel in sorted((args.scratch / "references").glob("*.whl")):
        archive = zipfile.ZipFile(wheel)
        for file in sorted(n for n in archive.namelist() if n.endswith(".py")):
            if any(part in ("tests", "test", "_vendor", "vendor", "testing") for part in file.split("/")):
                continue
            data = archive.read(file)
            lines += data.count(b"\n")
            for kind, number, symbol in rows_of(data) or []:
                count[kind] += 1
                shown.append(f"{kind} {file}:{number} {symbol}")
    print(
        f"{lines:,} lines, {count.total()} findings, {count.total() / lines * 10_000:.2f} for each 10,000 lines"
    )
    for kind, n in count.most_common():
        print(f"  {kind}: {n}")
    if not args.quiet:
        print("\n".join(shown))


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("do", choices=("fetch", "run", "density"))
    parser.add_argument("scratch", type=Path)
    parser.add_argument("--held-out", action="store_true")
    parser.add_argument("--quiet", action="store_true", help="the table alone")
    args = parser.parse_args()
    {"fetch": fetch, "run": run, "density": density}[args.do](args)


if __name__ == "__main__":
    main()
