"""What the project's own source says of each package: whether it is used, which part of it, what that part
can do. Measured elsewhere; here it becomes evidence.

Capabilities raise a gate and never lower one: a parser written by hand shows none at all, so their absence
proves nothing. docs/slice.md, "What it feeds".
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from depcalc.evidence.changed import changed
from depcalc.evidence.fixed_functions import with_reach
from depcalc.values.evidence import Evidence, SliceUse
from depcalc.values.fact import Fact, Gap, Known, value_or
from depcalc.values.usage import Capability, PackageUsage, ProjectUsage, Slice

SOURCE = "usage"
UNGATED = frozenset({"general", "pure", "devtool", "data", "sdk", "numeric"})  # classes that can be raised
CLASS_OF = {  # capability -> class of code that has it, what is gated hardest first
    "crypto": "crypto",
    "tls": "crypto",
    "deserialise": "parser",
    "parse-markup": "parser",
    "archive": "parser",
    "sql": "database",
    "network": "net",
}
NO_FILES = Gap(SOURCE, "no Python source of the project was found")
SHORTEST = 0.001  # KLOC: importing it is use, too
LISTED = 3  # places named in a source


def add_usage(
    found: Sequence[Evidence],
    usage: ProjectUsage,
    directs: Collection[str],
    needs: Mapping[str, Sequence[str]],
    *,
    directs_known: bool,
) -> tuple[Evidence, ...]:
    """The evidence with what the project uses.

    needs          name -> names it requires: its code cannot count on anything else; without it nothing is known
    directs        names the project asks for itself: only of those can nothing be used
    directs_known  False where the lock does not tell direct from indirect
    """
    by_name = {one.name: one for one in usage.packages}
    out = []
    for e in found:
        one = by_name.get(e.name)
        if one is None or not usage.read:
            out.append(changed(e, used=NO_FILES, slice=NO_FILES))
            continue
        used = _used(one, directs_known) if e.name in directs else e.used
        out.append(_sliced(changed(e, used=used, names=_names(one, usage.complete)), one, needs))
    return tuple(out)


def _names(one: PackageUsage, complete: bool) -> Known[tuple[str, ...]]:
    """Everything the source names below the package's modules; a bare module may be used for anything."""
    written = [name.name.split(".")[1:] for name in one.names if name.kind != "type-checking"]
    cut = one.n_uses > len(one.names)
    if one.status != "used" or one.mentions or cut or not complete or not written or not all(written):
        return Gap(SOURCE, "not every use of it is a name that can be read")
    found = {part for parts in written for part in (".".join(parts), *parts)}
    return Fact(tuple(sorted(found)), SOURCE, None, "measured")


def _used(one: PackageUsage, directs_known: bool) -> Known[bool]:
    if one.status == "uncertain":
        return Gap(SOURCE, one.why)
    if one.status != "unused":
        return Fact(True, f"{SOURCE}: {one.why}", None, "measured")
    if not directs_known:
        return Gap(SOURCE, f"{one.why}; but the lock does not tell what is asked for directly")
    return Fact(False, f"{SOURCE}: {one.why}", None, "measured")


def _sliced(e: Evidence, one: PackageUsage, needs: Mapping[str, Sequence[str]]) -> Evidence:
    if isinstance(one.slice, Gap):
        return changed(e, slice=one.slice)
    part = one.slice.value
    if part.whole:
        return changed(e, slice=Gap(SOURCE, "too costly to follow: all of it would count as used"))
    still = e.open_advisories
    if isinstance(still, Fact):
        still = Fact(with_reach(e.name, still.value, part), still.source, still.day, still.kind)
    asked = needs.get(e.name)
    reaches = tuple(name for name in part.reaches if asked is None or name in asked)
    measured = Fact(replace(use_of(part), reaches=reaches), SOURCE, None, "measured")
    return _raised(changed(e, slice=measured, open_advisories=still), part)


def use_of(part: Slice) -> SliceUse:
    """A measured slice as the model takes it."""
    total = max(part.package_lines, 1)
    return SliceUse(
        kloc=max(SHORTEST, part.lines / 1000),
        symbols=tuple(name.partition(".")[2] or name for name in part.symbols),
        functions=part.functions,
        functions_total=part.functions_total,
        modules=part.modules,
        modules_total=part.modules_total,
        reaches=part.reaches,
        exec_share=min(1.0, max(part.exec_lines, 1) / total),
    )


# ------------------------------------------------------------------ capabilities


def _raised(e: Evidence, part: Slice) -> Evidence:
    """A class that is never advised for rewriting, where the code in use does what such code does; it also
    confirms a gate that rests on a name alone."""
    klass = value_or(e.klass, "general")
    strong = [c for c in part.capabilities if not c.weak and not c.at_import]
    tag = next((tag for tag in CLASS_OF if any(c.tag == tag for c in strong)), "")
    if not tag or (klass not in UNGATED and e.class_basis != "name rule"):
        return e
    said = f"{tag} in the part in use: {_places([c for c in strong if c.tag == tag])}"
    return changed(
        e,
        klass=Fact(CLASS_OF[tag], said, None, "measured"),
        class_basis="capability",
        more=(*e.more, ("class_by_name", e.klass)),
    )


def _places(found: Sequence[Capability]) -> str:
    shown = ", ".join(f"{c.name} at {c.path}:{c.line}" for c in found[:LISTED])
    more = len(found) - LISTED
    return f"{shown} and {more} more" if more > 0 else shown
