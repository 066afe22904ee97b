"""Finding vendored copies, scored on trees that say what they hold: those inside pip and setuptools.

    python bench/vendored.py fetch SCRATCH    downloads the hosts, and wheels of what they vendor (minutes)
    python bench/vendored.py run SCRATCH      precision, recall, versions and drift; see docs/owned-code.md

Per vendored package the wheel of the stated version and its two neighbours are fetched where they exist. Wheels that
bench/homemade.py fetched to the same SCRATCH stand at hand, too: packages that must not be matched.
"""

import argparse
import json
import re
import shutil
import statistics
import subprocess
import sys
import tarfile
import time
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))

from packaging.version import InvalidVersion, Version  # noqa: E402

from depcalc.installed import Tree  # noqa: E402
from depcalc.owned.at_hand import AtHand, Held, packages_at_hand  # noqa: E402
from depcalc.owned.limits import Budget  # noqa: E402
from depcalc.owned.stated import read_stated  # noqa: E402
from depcalc.owned.vendored import find_vendored  # noqa: E402
from depcalc.owned.walk import walk  # noqa: E402

HOSTS = (
    ("pip", "24.0", "wheel"),
    ("pip", "25.2", "wheel"),
    ("setuptools", "69.5.1", "sdist"),
    ("setuptools", "75.8.0", "wheel"),
)
HIDDEN = "lib_of_ours"  # what vendor folders are called where nothing may hint at them


# ------------------------------------------------------------------ fetch


def pip(*words):
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", *words]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def fetch(args):
    hosts, wheels = args.scratch / "hosts", args.scratch / "wheels"
    hosts.mkdir(parents=True, exist_ok=True)
    wheels.mkdir(exist_ok=True)
    wanted = {}
    for name, version, kind in HOSTS:
        fetch_host(hosts, name, version, kind)
        for stated in statements(hosts / f"{name}-{version}"):
            wanted.setdefault(stated.name, set()).add(stated.version)
    for name, versions in sorted(wanted.items()):
        for version in sorted(with_neighbours(args.scratch, name, versions)):
            done = pip(
                "download",
                "-q",
                "--no-deps",
                "--only-binary",
                ":all:",
                "-d",
                str(wheels),
                f"{name}=={version}",
            )
            print(f"{name} {version}: {'no wheel' if done.returncode else 'there'}", flush=True)


def fetch_host(hosts, name, version, kind):
    folder = hosts / f"{name}-{version}"
    if folder.exists():
        return
    how = ["--only-binary", ":all:"] if kind == "wheel" else ["--no-binary", ":all:"]
    done = pip("download", "-q", "--no-deps", *how, "-d", str(hosts), f"{name}=={version}")
    file = next((f for f in hosts.glob(f"{name}-{version}*") if f.is_file()), None)
    if file is None:
        sys.exit(f"{name} {version} was not downloaded: {done.stderr[-300:]}")
    if file.suffix == ".whl":
        zipfile.ZipFile(file).extractall(folder)
    else:
        with tarfile.open(file) as archive:
            archive.extractall(hosts, filter="data")


def statements(folder):
    return read_stated(Tree(folder), walk(folder, Budget()).stated)


def with_neighbours(scratch, name, versions):
    """The stated versions with the release before and after each."""
    cache = scratch / "versions.json"
    known = json.loads(cache.read_text()) if cache.exists() else {}
    if name not in known:
        found = re.search(r"Available versions: (.*)", pip("index", "versions", name).stdout)
        known[name] = found[1].split(", ") if found else []
        cache.write_text(json.dumps(known))
    order = sorted(filter(sound, known[name]), key=Version)
    out = set(versions)
    for version in versions:
        if version in order:
            at = order.index(version)
            out.update(order[max(at - 1, 0) : at + 2])
    return out


def sound(version):
    try:
        return not Version(version).is_prerelease
    except InvalidVersion:
        return False


# ------------------------------------------------------------------ run


class Kept:
    """The text of a wheel, read once for all the runs."""

    def __init__(self, held):
        self._files = held.read()

    def read(self):
        return self._files


class Remembered(dict):
    """Shapes already worked out in this run; timings are of searches that know the packages at hand."""

    def get(self, keys):
        return {key: self[key] for key in keys if key in self}

    def put(self, entries):
        self.update(entries)


def run(args):
    theirs, others = (
        [Held(h.name, h.version, Kept(h)) for h in packages_at_hand(None, args.scratch / folder).packages]
        for folder in ("wheels", "references")
    )
    args.memory = Remembered()
    print(f"{len(theirs)} wheels of vendored packages, {len(others)} of others\n")
    for title, choose, hide in (
        ("stated version and neighbours at hand", lambda held, stated: True, False),
        ("only the neighbours at hand", lambda held, stated: (held.name, held.version) not in stated, False),
        ("nothing of them at hand", lambda held, stated: held.name not in {n for n, _ in stated}, False),
        ("vendor folders renamed, statements removed", lambda held, stated: True, True),
    ):
        print(f"## {title}\n\n{HEAD}")
        rows = [score(args, name, version, theirs, others, choose, hide) for name, version, _ in HOSTS]
        print(total(rows), "\n")


HEAD = """\
| host | stated | to find | found | right | recall | precision | version right | tied | identical | drift | most | s |
|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|"""


def score(args, name, version, theirs, others, choose, hide):
    folder = args.scratch / "hosts" / f"{name}-{version}"
    stated = {(s.name, s.version) for s in statements(folder)}
    at_hand = [h for h in theirs if choose(h, stated)]
    names = {n for n, _ in stated}
    at_hand += [h for h in others if h.name not in names]
    to_find = names & {h.name for h in at_hand} & (present(folder, theirs) | set())
    started = time.monotonic()
    scan = find_vendored(
        hidden(args.scratch, folder) if hide else folder,
        AtHand(tuple(at_hand)),
        own={name},
        memory=args.memory,
    )
    took = time.monotonic() - started
    copies = scan.copies
    right = [c for c in copies if c.package in names]
    if args.verbose:
        for copy in copies:
            said = sorted(v for n, v in stated if n == copy.package)
            print(f"    {copy.path}: {copy.package} {copy.version} {list(copy.tied)}, stated {said}, "
                  f"drift {copy.drift.share:.3f} {copy.drift}")  # fmt: skip
        print("    not found:", sorted(to_find - {c.package for c in copies}))
        print("    unknown:", [u.path for u in scan.unknown], "missing:", [m.name for m in scan.missing])
    held = {(h.name, Version(h.version)) for h in at_hand if sound(h.version)}
    told = {(n, Version(v)) for n, v in stated if sound(v)}
    tellable = [c for c in right if told & held & {(c.package, v) for _, v in told}]
    exact = [c for c in tellable if any((c.package, Version(v)) in told for v in (c.version, *c.tied))]
    row = {
        "host": f"{name} {version}", "stated": len(names), "to find": len(to_find), "found": len(copies),
        "right": len(right), "names": len(to_find & {c.package for c in right}),
        "exact": len(exact), "tellable": len(tellable), "tied": sum(bool(c.tied) for c in exact),
        "identical": sum(c.drift.identical for c in right), "drift": [c.drift.share for c in right],
        "seconds": took,
    }  # fmt: skip
    print(line(row), flush=True)
    return row


def present(folder, theirs):
    """Packages of which at least one file name of the wheel lies below a vendor folder."""
    below = {p.split("_vendor/", 1)[1] for p in walk(folder, Budget()).files if "_vendor/" in p}
    return {h.name for h in theirs if any(path in below for path in h.read())}


def hidden(scratch, folder):
    """A copy of the host in which no name and no statement tells that code is vendored."""
    out = scratch / "hidden" / folder.name
    if not out.exists():
        for path in walk(folder, Budget()).files:
            target = out / path.replace("_vendor/", f"{HIDDEN}/").replace("extern/", "ext/")
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(folder / path, target)
    return out


def line(row):
    drift = row["drift"]
    cells = [
        row["host"], row["stated"], row["to find"], row["found"], row["right"],
        share(row["names"], row["to find"]), share(row["right"], row["found"]), share(row["exact"], row["tellable"]),
        row["tied"], row["identical"], f"{statistics.median(drift):.3f}" if drift else "-",
        f"{max(drift):.3f}" if drift else "-", f"{row['seconds']:.1f}",
    ]  # fmt: skip
    return f"| {' | '.join(map(str, cells))} |"


def total(rows):
    keys = (
        "stated",
        "to find",
        "found",
        "right",
        "names",
        "exact",
        "tellable",
        "tied",
        "identical",
        "seconds",
    )
    merged = {key: sum(row[key] for row in rows) for key in keys}
    return line({"host": "all", "drift": [d for row in rows for d in row["drift"]], **merged})


def share(part, whole):
    return f"{part}/{whole} ({part / whole:.1%})" if whole else "-"


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("do", choices=("fetch", "run"))
    parser.add_argument("scratch", type=Path)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--verbose", action="store_true", help="every copy, and what was not found")
    args = parser.parse_args()
    {"fetch": fetch, "run": run}[args.do](args)


if __name__ == "__main__":
    main()
