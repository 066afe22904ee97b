"""The package index's own list of vulnerabilities beside ours.  python bench/index_oracle.py [NAME ...]

An index tells in its JSON which vulnerabilities its newest version of a project has. It is asked for the
packages that depcalc itself uses, and for those named: a few, one by one. Its host comes from pip at run time.
"""

import json
import re
import sys
import tomllib
import urllib.request
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from depcalc.evidence.gather import Wanted, gather  # noqa: E402
from depcalc.evidence.public import find_public_hosts  # noqa: E402
from depcalc.evidence.snapshot import Snapshot, open_snapshot  # noqa: E402
from depcalc.values.lock import normalise  # noqa: E402

STEPS, SECONDS, MOST_BYTES, MOST_NAMES = 12, 20, 2**25, 20


def own_needs() -> Iterator[str]:
    """What depcalc asks for, extras for users included."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    for asked in [*project["dependencies"], *(a for name in extras if name != "dev" for a in extras[name])]:
        name = normalise(re.split(r"[^A-Za-z0-9._-]", asked, maxsplit=1)[0])
        if name != "depcalc":
            yield name


def ask(host: str, name: str) -> dict[str, Any]:
    with urllib.request.urlopen(f"https://{host}/pypi/{name}/json", timeout=SECONDS) as reply:
        return json.loads(reply.read(MOST_BYTES))


def folded(vulnerabilities: list[dict[str, Any]]) -> list[tuple[set[str], str]]:
    """(every name of a flaw, day it was published or "") of those not withdrawn, aliases together."""
    groups: list[tuple[set[str], str]] = []
    for one in vulnerabilities:
        if one.get("withdrawn"):
            continue
        names, day = {one["id"], *one["aliases"]}, str(one.get("published") or "")[:10]
        for group in [g for g in groups if g[0] & names]:
            groups.remove(group)
            names, day = names | group[0], min(day, group[1])
        groups.append((names, day))
    return groups


def compare(snapshot: Snapshot, name: str, told: dict[str, Any]) -> tuple[str, int, list[str]]:
    """(newest version, flaws that both list, what differs and why)."""
    version, day = told["info"]["version"], snapshot.as_of
    theirs = folded(told["vulnerabilities"])
    (found,), _ = gather([Wanted(name, version)], snapshot, as_of=day, max_steps=STEPS)
    ours = [{o.advisory.id, *o.advisory.aliases} for o in found.open_advisories.value]
    recorded = [{a.id, *a.aliases} for a in found.advisories.value]
    said = []
    for names, published in theirs:
        if any(names & mine for mine in ours):
            continue
        later = bool(published) and date.fromisoformat(published) > day
        why = "in our history, its ranges leave this version out" if any(names & a for a in recorded) else ""
        why = why or ("published after the day of our data" if later else "not in our data")
        said.append(f"theirs alone: {min(names)} {published}: {why}")
    said += [f"ours alone: {min(mine)}" for mine in ours if not any(mine & names for names, _ in theirs)]
    return version, sum(any(mine & names for names, _ in theirs) for mine in ours), said


def main() -> None:
    if not (hosts := find_public_hosts()):
        raise SystemExit("no pip at hand that names the index")
    names = [*dict.fromkeys((*own_needs(), *map(normalise, sys.argv[1:])))]
    if len(names) > MOST_NAMES:
        raise SystemExit(f"more than {MOST_NAMES} names: an index is not asked in bulk")
    n_both = n_differ = 0
    with open_snapshot() as snapshot:
        for name in names:
            try:
                version, both, said = compare(snapshot, name, ask(hosts[0], name))
            except (OSError, ValueError, KeyError) as error:
                print(f"{name}: no answer ({type(error).__name__})")
                continue
            n_both, n_differ = n_both + both, n_differ + len(said)
            print(f"{name} {version}: {both} in both", *said, sep="\n    ")
    print(f"{len(names)} packages: {n_both} flaws in both lists, {n_differ} in one of them")


if __name__ == "__main__":
    main()
