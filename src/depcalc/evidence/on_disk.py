"""What the files of the project's own environment say of each package: size, native code, licence. Offline.

RECORD and METADATA are read as text, source files are counted, nothing is imported. A package counts as
measured where the very version that the lock names is installed. File times are no release dates and are not
used. docs/evidence.md, "Measured on disk".
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from depcalc.evidence.advisories import parse_version
from depcalc.evidence.changed import changed
from depcalc.evidence.disk_cache import DiskCache
from depcalc.evidence.disk_count import Counted, count_all
from depcalc.evidence.licences import stated_licence
from depcalc.evidence.ports import INSTALLED, Lines, Status, status_of
from depcalc.installed import Distribution, Environment
from depcalc.values.evidence import Evidence
from depcalc.values.fact import Fact, Gap, Known

SOURCE = INSTALLED.name
NO_ENVIRONMENT = Gap(SOURCE, "no environment beside the lock (.venv, venv, env); --site-packages names one")
_EXTRA = re.compile(r";.*\bextra\s*==")  # needed by an extra only


def add_installed(
    found: Sequence[Evidence], environment: Environment | None, cache: DiskCache, lines: Iterable[Lines] = ()
) -> tuple[tuple[Evidence, ...], Status]:
    """The evidence with what is measured on disk: there it wins for size and native code, and what another
    source said stays visible beside it.

    lines   what another source shows of each package: it comes after ours
    """
    also = tuple(lines) or ((),) * len(found)
    if environment is None:
        blank = tuple(_blank(e, NO_ENVIRONMENT, more) for e, more in zip(found, also, strict=True))
        return blank, Status(SOURCE, "absent", NO_ENVIRONMENT.reason, len(found))
    matched = dict(_matches(found, environment))
    here = {e.name: d for e in found if (d := matched[e.name, e.version]) and not isinstance(d, Gap)}
    counted = count_all(environment, list(here.values()), cache)
    made, n_measured = [], 0
    for e, more in zip(found, also, strict=True):
        distribution = matched[e.name, e.version]
        if isinstance(distribution, Gap):
            made.append(_blank(e, distribution, more))
        else:
            n_measured += 1
            made.append(_measured(e, distribution, counted[distribution.folder], more))
    reason = "the rest is not installed, or in another version"
    return tuple(made), status_of(INSTALLED, len(found), n_measured, reason)


def _matches(
    found: Sequence[Evidence], environment: Environment
) -> Iterator[tuple[tuple[str, str], Distribution | Gap]]:
    """(name, version) -> what is installed at exactly that version, or why nothing is."""
    by_name: dict[str, list[Distribution]] = {}
    for distribution in environment.distributions:
        by_name.setdefault(distribution.name, []).append(distribution)
    for e in found:
        others = by_name.get(e.name, [])
        same = next((d for d in others if _same_version(d.version, e.version)), None)
        if same is None and others:
            versions = ", ".join(d.version for d in others)
            yield (
                (e.name, e.version),
                Gap(SOURCE, f"{versions} is installed, not {e.version or 'a pinned version'}"),
            )
        else:
            yield (e.name, e.version), same or Gap(SOURCE, "not installed")


def _same_version(one: str, other: str) -> bool:
    if one == other:
        return True
    first, second = parse_version(one), parse_version(other)
    return first is not None and first == second


# ------------------------------------------------------------------ facts


def _blank(e: Evidence, why: Gap, lines: Lines) -> Evidence:
    return changed(e, kloc=why, copyleft=why, more=(*e.more, *lines))


def _measured(e: Evidence, distribution: Distribution, counted: Counted, lines: Lines) -> Evidence:
    licence = stated_licence(
        distribution.first("License-Expression"),
        distribution.first("License"),
        distribution.all("Classifier"),
    )
    native = _native(counted)
    also: Lines = ()
    if isinstance(native, Fact) and isinstance(e.native, Fact) and native.value != e.native.value:
        also = (("native_also", e.native),)
    return changed(
        e,
        kloc=_kloc(counted),
        native=native if isinstance(native, Fact) else e.native,
        copyleft=licence.copyleft,
        more=(*e.more, *also, *_shown(distribution, counted, licence.shown), *lines),
    )


def _kloc(counted: Counted) -> Known[float]:
    """A part that cannot be counted leaves a gap: a number that is only a lower bound would read as small."""
    if counted.origin == "editable":
        return Gap(SOURCE, "installed editable: its source is elsewhere")
    if counted.unread:
        return Gap(SOURCE, counted.unread)
    total = counted.total
    if counted.bare or (counted.platform and not counted.natives):
        return Gap(
            SOURCE, f"compiled parts come without their source; what can be counted is {total:,} lines"
        )
    if not total:
        return Gap(SOURCE, "no source lines in its files")
    return Fact(total / 1000, _cited(counted), None, "measured")


def _native(counted: Counted) -> Known[bool]:
    if counted.unread or counted.origin == "editable":
        return Gap(SOURCE, counted.unread or "installed editable: its files are elsewhere")
    return Fact(counted.natives > 0 or counted.platform, _cited(counted), None, "measured")


def _cited(counted: Counted) -> str:
    return f"{SOURCE}, from {counted.origin}" if counted.origin else SOURCE


def _shown(
    distribution: Distribution, counted: Counted, licence: str
) -> Iterator[tuple[str, Known[float | str]]]:
    """No inputs, but for the lines: no rule makes a package smaller. What is none is not worth a line."""
    needed = [line for line in distribution.all("Requires-Dist") if not _EXTRA.search(line)]
    cited = _cited(counted)
    numbers = [
        *((f"lines_{language}", lines) for language, lines in counted.lines),
        ("lines_of_tables", counted.data),
        ("source_files", counted.sources),
        ("test_files", counted.tests),
        ("native_files", counted.natives),
        ("console_scripts", counted.scripts),
        ("requires", len(needed)),
    ]
    for name, value in numbers:
        if value:
            yield name, Fact(float(value), cited, None, "measured")
    if licence:
        yield "licence", Fact(licence, "installed METADATA")
