"""How the model's inputs are known over ten real locks; writes docs/coverage.md.  python bench/coverage.py

Reads the locks of the shared collection beside the checkout; without it there is nothing to do.
"""

import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCKS = ROOT.parent / "shared" / "lockfiles"
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from bench.generated import table, write_part  # noqa: E402

from depcalc.assumptions import with_settings  # noqa: E402
from depcalc.model.elicit import Around, elicit  # noqa: E402
from depcalc.pipeline import appraise, survey  # noqa: E402
from depcalc.pipeline.coverage import KINDS, kind_of  # noqa: E402
from depcalc.values.inputs import Inputs  # noqa: E402
from depcalc.values.report import Report  # noqa: E402
from depcalc.values.settings import Settings  # noqa: E402
from depcalc.values.survey import Survey  # noqa: E402

SETTINGS = Settings(default_index="https://index.example/simple")
EXAMPLES = "uv/astral-sh__uv__ecosystem-{}-uv.lock"
TEN = (  # shown as, lock, its name in a project, start of the name of its project file
    (
        "saleor",
        EXAMPLES.format("saleor"),
        "uv.lock",
        "astral-sh__uv__test~ecosystem~saleor~",
    ),
    (
        "sentry",
        EXAMPLES.format("sentry"),
        "uv.lock",
        "astral-sh__uv__test~ecosystem~sentry~",
    ),
    ("semantic-kernel", EXAMPLES.format("semantic-kernel"), "uv.lock", ""),
    ("jupyterlab", EXAMPLES.format("jupyterlab"), "uv.lock", ""),
    ("meltano", "uv/meltano__meltano__uv.lock", "uv.lock", "meltano__meltano__"),
    ("dlt", "uv/dlt-hub__dlt__uv.lock", "uv.lock", "dlt-hub__dlt__"),
    ("pydantic-ai", "uv/pydantic__pydantic-ai__uv.lock", "uv.lock", "pydantic__pydantic-ai__"),
    ("guarddog", "uv/DataDog__guarddog__uv.lock", "uv.lock", ""),
    ("poetry", "poetry/python-poetry__poetry__poetry.lock", "poetry.lock", "python-poetry__poetry__"),
    ("certbot", "requirements/certbot__certbot__tools~requirements.txt", "requirements.txt", ""),
)


def read(lock: str, name: str, project: str) -> tuple[Survey, Report]:
    """The lock in a folder of its own, under its own name, with its project file where there is one."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(LOCKS / lock, Path(folder) / name)
        if project:
            shutil.copy(LOCKS / "project" / f"{project}pyproject.toml", Path(folder) / "pyproject.toml")
        seen = survey(Path(folder), SETTINGS, environ={})
    return seen, appraise(seen, SETTINGS)


def by_input(packages: list[Inputs]) -> Iterator[tuple[str, ...]]:
    """Share of the packages in which each input is known in each way."""
    found: dict[str, Counter[str]] = {}
    for p in packages:
        for used in p.basis:
            found.setdefault(used.name, Counter())[kind_of(used)] += 1
    for name, kinds in found.items():
        yield name, *(_percent(kinds[kind] / kinds.total()) for kind in KINDS)


def by_lock(name: str, report: Report) -> tuple[str, ...]:
    """What is known of one scope, its undecided rows, and what its total rests on."""
    c, rows = report.coverage, report.decisions
    unknown = sum(d.verdict == "unknown" for d in rows)
    known = (c.with_reach, c.with_size, c.with_advisories)
    return (
        name,
        str(c.packages),
        *(str(n) for n in known),
        f"{unknown} of {len(rows)}, {_percent(unknown / len(rows))}",
        *(_percent(getattr(c, kind)) for kind in KINDS),
    )


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def main() -> None:
    if not LOCKS.is_dir():
        raise SystemExit(f"the shared locks are not at {LOCKS}")
    packages: list[Inputs] = []
    lines = []
    for name, *lock in TEN:
        seen, report = read(*lock)
        packages += [elicit(e, with_settings(SETTINGS), Around()) for e in seen.evidence]
        lines.append(by_lock(name, report))
    locks = ("lock", "packages", "reach", "size", "advisories", "undecided rows")
    text = f"{len(packages)} packages.\n\n" + table(
        ("input", "measured", "sourced", "mapped by rule", "assumed"), "<>>>>", by_input(packages)
    )
    kinds = ("measured", "sourced", "by rule", "assumed")
    for part, made in {"inputs": text, "locks": table((*locks, *kinds), "<>>>>>>>>>", lines)}.items():
        print(made)
        write_part("coverage.md", part, made)


if __name__ == "__main__":
    main()
