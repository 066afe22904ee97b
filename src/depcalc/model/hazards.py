"""N-day and supply-chain hazards of a block of packages, and the work of keeping them."""

import math
from dataclasses import dataclass

import numpy as np

from depcalc.model.draws import DAYS, Draws, Worlds
from depcalc.model.law import cooldown_left
from depcalc.model.library import Attention, Library
from depcalc.values.inputs import Context, Inputs, OpenFlaw


def coming(lib: Library, att: Attention, w: Worlds, lag: Draws) -> Draws:
    """Hazard of advisories still to come, each open here for `lag` years (cut at the horizon).

    Holds: a longer lag never lowers it.
    """
    lag = np.minimum(lag, w.horizon)
    live = lib.rate * lag
    hit = att.q * w["hit"] * w["p_exploited"] * live * lag / (lag + w["weapon_days"] / DAYS)
    return att.e * (att.campaigns * -np.expm1(-live) + hit)


@dataclass(frozen=True, slots=True)
class Lags:
    """Years from an advisory to patched, (packages, worlds), per option."""

    today: Draws
    keep: Draws
    float: Draws
    vendor: Draws


def lags(lib: Library, w: Worlds, context: Context) -> Lags:
    """Where no fix comes, the lag is the time until the team has moved off."""
    orphan, quick = w["lag_orphan"] / DAYS, w["lag_keep"] / DAYS
    patched = quick + w["missed_security"] * w.t["cooldown"] / DAYS
    slow = w["lag_today"] / DAYS if context.policy == "lock" else patched
    keep = patched * lib.fix + orphan * (1 - lib.fix)
    return Lags(
        today=np.maximum(slow, patched) * lib.fix + np.maximum(orphan, slow) * (1 - lib.fix),
        keep=keep,
        float=quick * lib.fix + orphan * (1 - lib.fix),
        vendor=np.maximum(w["lag_vendor"] / DAYS, keep),
    )


def stays_open(flaw: OpenFlaw, w: Worlds) -> Draws:
    """(worlds,) years an open advisory stays open today: what stayed open three years will stay open."""
    return np.maximum(w["lag_today"] / DAYS, flaw.age) if flaw.closed else w["lag_orphan"] / DAYS


@dataclass(frozen=True, slots=True)
class OpenLoad:
    """Advisories open in the pinned versions, (packages, worlds): `all_` of them, as today, and what is
    `left` after upgrading; `soon` is the share of the upgrade's work that today pays anyway."""

    all_: Draws
    left: Draws
    soon: Draws


def open_load(lib: Library, att: Attention, w: Worlds) -> OpenLoad:
    """Hazard of the open advisories.

    Reach is wider than for unknown flaws: advisories cluster in the interface people use.
    Basis: `lag_today`, `lag_orphan`, `age_*`, `p_exploited`, `p_kev`, `hit`, `rule.open_reach_exp`, `open_unreached`.
    Holds: another open advisory never lowers today's hazard; a closed one adds nothing after the upgrade; one whose
    functions are out of reach never weighs more than one where that is not known, and never nothing.
    """
    shape = lib.kappa.shape
    load = OpenLoad(np.zeros(shape), np.zeros(shape), np.zeros(shape))
    for k, p in enumerate(lib.packages):
        if not p.open:
            continue
        reach = lib.reach[k] ** w.t["rule.open_reach_exp"]
        weighed = [(flaw.closed, *_weigh(flaw, w)) for flaw in p.open]
        for target, kept in ((load.all_, True), (load.left, False)):
            live = sum((x[1] for x in weighed if kept or not x[0]), np.zeros(w.n))
            mass = sum((x[2] for x in weighed if kept or not x[0]), np.zeros(w.n))
            held = att.campaigns[k] * -np.expm1(-reach * live)
            target[k] = att.e[k] * (held + att.q[k] * reach * w["hit"] * mass)
        fixable = [x[3] for x in weighed if x[0]]
        if fixable:
            load.soon[k] = sum(fixable[1:], fixable[0]) / len(fixable)
    return load


def _weigh(flaw: OpenFlaw, w: Worlds) -> tuple[Draws, Draws, Draws]:
    """(severity-weighted years open, exploitation-weighted years open, share closed in the horizon)."""
    t, stays = w.t, stays_open(flaw, w)
    closes = -np.expm1(-w.horizon / stays)
    fresh = 1.0
    if not flaw.exploited:
        fresh = t["age_floor"] + (1 - t["age_floor"]) * math.exp(-flaw.age / t["age_scale"])
    chance = t["p_kev"] if flaw.exploited else np.minimum(1.0, w["p_exploited"] * flaw.exploit)
    share = fresh * stays / w.horizon * closes
    if flaw.unreached:
        share = share * w["open_unreached"]
    return flaw.weight * share, chance * share, closes


@dataclass(frozen=True, slots=True)
class Supply:
    """Hazard of malicious releases, (packages, worlds), per option; own code has none."""

    today: Draws
    keep: Draws
    float: Draws
    vendor: Draws


def supply(lib: Library, w: Worlds, context: Context) -> Supply:
    """A malicious pin has come in already: it adds to today alone, whatever the policy.

    Basis: `hijack`, `hijack_hit`, `float_run`, `lock_run`, `vendor_run`, `stealth`, `cooldown`, `window_*`.
    Holds: vendor <= keep <= today <= float unless the pin is malicious.
    """
    t = w.t
    ran = lib.column(lambda p: p.h_mod) * (w["hijack"] * w["hijack_hit"] * w["float_run"])
    left = cooldown_left(t["cooldown"], w["stealth"], t["window_median"], t["window_sigma"])
    share = {"float": np.ones(w.n), "lock": np.maximum(w["lock_run"], left), "cooldown": left}[context.policy]
    pinned = lib.column(lambda p: float(p.malicious)) * (w["hijack_hit"] / w.horizon)
    return Supply(
        today=ran * share + pinned,
        keep=ran * left,
        float=ran,
        vendor=ran * left * w["vendor_run"],
    )


@dataclass(frozen=True, slots=True)
class Work:
    """Work of the options that keep the package, $/yr, (packages, worlds)."""

    upkeep: Draws
    today: Draws
    keep: Draws
    float: Draws
    vendor: Draws


def work(lib: Library, w: Worlds, soon: Draws) -> Work:
    """`soon`: the share of the upgrade that today pays anyway, because the same upgrade closes later.

    Basis: `bumps`, `bump_minutes`, `rate`, `upgrade_hours.*`, `vendor_hours`, `backport_hours`, `carry`,
    `stale_hours`; docs/model.md, "Work and prices".
    """
    t, hour = w.t, w["rate"]
    bumps = lib.column(lambda p: _bumps(p, t["bumps"]))
    upkeep = bumps * (w["bump_minutes"] / 60 * hour)
    upgrade = lib.column(_upgrade_hours) * (hour * w.annual)
    backport = lib.column(lambda p: min(1.0, t["rule.backport_share"] * p.rewrite))
    stale = lib.column(lambda p: max(0.0, p.apic - 1))
    vendor = (
        w["vendor_hours"] * hour * w.annual
        + upgrade
        + lib.rate * frozen(lib, w) * backport * (w["backport_hours"] * hour)
        + t["rule.vendor_upkeep"] * upkeep
        + w["carry"] * lib.column(lambda p: p.size)
        + w["stale_hours"] * hour * stale
    )
    return Work(
        upkeep=upkeep,
        today=upkeep + upgrade * soon,
        keep=upkeep + upgrade,
        float=t["rule.float_upkeep"] * upkeep + upgrade,
        vendor=vendor,
    )


def frozen(lib: Library, w: Worlds) -> Draws:
    """Share of coming advisories that concern a frozen copy: those on newer code miss it."""
    return w["decay"] / (w["decay"] + lib.churn)


def _bumps(p: Inputs, limit: float) -> float:
    """Updates a year: one for each release or advisory, saturating at the project's own pace."""
    return -limit * math.expm1(-(p.releases + p.adv_rate) / limit)


def _upgrade_hours(p: Inputs) -> float:
    """Hours of the upgrade, where there is anything to move away from."""
    return p.upgrade_hours if p.malicious or any(flaw.closed for flaw in p.open) else 0.0
