"""How large a package is, how much of it we use, who else does, and what they spend on searching it."""

import math

from depcalc.model.pace import Mapped, years_since
from depcalc.values.assumptions import Assumptions
from depcalc.values.evidence import Evidence
from depcalc.values.fact import Fact, value_or


def native(e: Evidence) -> tuple[bool, bool]:
    """(native code, known): wheel tags, else Debian's architecture, else taken as not native."""
    if isinstance(e.native, Fact):
        return e.native.value, True
    if isinstance(e.debian_arch, Fact):
        return e.debian_arch.value != "all", True
    return False, False


def size(e: Evidence, klass: str, t: Assumptions) -> tuple[Mapped, bool]:
    """(KLOC without blanks and comments, known): counted, from the wheel, from Debian, else of the class."""
    if isinstance(e.kloc, Fact):
        return Mapped(e.kloc.value, e.kloc.kind, e.kloc.source), True
    if isinstance(e.wheel_bytes, Fact):
        kind = "native" if value_or(e.wheel_native, native(e)[0]) else "pure"
        kb = e.wheel_bytes.value / 1000
        rule = f"{kind} wheel of {kb:,.0f} kB ({e.wheel_bytes.source}), within x/÷2"
    elif isinstance(e.debian_kb, Fact):
        pure = value_or(e.debian_arch, "all") == "all"
        kind, kb = ("deb_pure" if pure else "deb_native"), e.debian_kb.value
        rule = f"installed size in Debian, {kb:,.0f} kB"
    else:
        return Mapped(t.of_class(klass, "size"), "assumed", f"unknown: typical of class {klass}"), False
    value = (kb / t[f"map.size_{kind}_kb"]) ** t[f"map.size_{kind}_exp"]
    top = t.get(f"map.size_cap.{klass}", t["map.size_cap"])
    value, least = min(max(value, t["map.size_low"]), top), _counted(e)
    if value < least:
        return Mapped(least, "assumed", f"{rule}; at least the lines that could be counted", True), True
    return Mapped(value, "assumed", rule, True), True


def _counted(e: Evidence) -> float:
    """KLOC that were read of what cannot be counted whole: no rule may make it smaller."""
    read = (f for name, f in e.more if name.startswith("lines_") and name != "lines_of_tables")
    return sum(float(f.value) for f in read if isinstance(f, Fact)) / 1000


def used_slice(e: Evidence, klass: str, kloc: float, t: Assumptions) -> tuple[Mapped, bool]:
    """(KLOC we use, measured): large libraries are used thinly, frameworks widely."""
    if isinstance(e.slice, Fact):
        return Mapped(min(e.slice.value.kloc, kloc), e.slice.kind, e.slice.source), True
    share = t["map.slice_share"] * t.get(f"map.slice.{klass}", 1.0)
    value = min(kloc, share * kloc ** t["map.slice_exp"])
    return Mapped(value, "assumed", "not measured: a share of the size by class, within x/÷3"), False


def rewrite_share(kloc: float, klass: str, t: Assumptions) -> Mapped:
    """Share of the slice one must write, while the slice is not measured."""
    share = t.of_class(klass, "rewrite") * (kloc / t["map.rewrite_size"]) ** t["map.rewrite_exp"]
    return Mapped(min(1.0, max(t["map.rewrite_low"], share)), "assumed", f"class {klass} and size")


def organisations(e: Evidence, t: Assumptions) -> Mapped:
    """Organisations that use it."""
    per = 1 / t["orgs_per_download"]
    if isinstance(e.downloads, Fact):
        value = max(1.0, e.downloads.value / per)
        return Mapped(value, "assumed", f"one for every {per:,.0f} downloads a month", True)
    few = max(1.0, t["map.downloads_unlisted"] / per)
    return Mapped(few, "assumed", "outside the download list: taken as a third of its last entry")


def crowd_spend(
    e: Evidence, klass: str, kloc: float, native_code: bool, orgs: float, t: Assumptions
) -> tuple[tuple[str, float], ...]:
    """(channel, $/yr): what everybody together spends on searching it for flaws.

    Basis: assumptions `spend.*`, `class.*.spend`; docs/model.md, "Crowd spend". Nobody observes it.
    """
    if isinstance(e.crowd_spend, Fact):
        return (("stated", e.crowd_spend.value),)
    advisories = value_or(e.advisories, ())
    recent = sum(1 for a in advisories if years_since(a.disclosed, e.as_of) < t["map.recent_years"])
    reach = (orgs / t["spend.reach_ref"]) ** t["spend.reach_exp"] * min(1.0, kloc / t["spend.size_ref"])
    fuzzed = t["spend.ossfuzz_native" if native_code else "spend.ossfuzz_python"]
    audits = [years_since(a.day, e.as_of) for a in value_or(e.audits, ())]
    lately = any(years_since(x.known, e.as_of) < t["map.takeover_years"] for x in value_or(e.takeovers, ()))
    return (
        ("users", t["spend.users"] * t["spend.users_usd"] * t.of_class(klass, "spend") * reach),
        ("revealed", t["spend.per_advisory"] * recent / t["map.recent_years"]),
        ("oss-fuzz", fuzzed if value_or(e.oss_fuzz, False) else 0.0),
        ("audits", sum(t["spend.audit"] * math.exp(-age / t["map.audit_years"]) for age in audits)),
        ("takeover", t["spend.takeover"] if lately else 0.0),
        ("floor", t["spend.floor"]),
    )
