"""Reads the assumption table and applies what the user changed."""

import difflib
import hashlib
import math
import tomllib
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from depcalc import packaged
from depcalc.errors import AssumptionError
from depcalc.values.assumptions import PROFILES, WORDS, Assumption, Assumptions
from depcalc.values.settings import Settings


@cache
def _rows() -> list[dict[str, Any]]:
    with packaged.path("assumptions.toml").open("rb") as handle:
        rows: list[dict[str, Any]] = tomllib.load(handle)["assumption"]
    return rows


@cache
def load_assumptions(profile: str) -> Assumptions:
    """The shipped table for one profile: rows of that profile and those that hold for all."""
    if profile not in PROFILES:
        raise AssumptionError(f"no profile is called {profile!r}", f"one of: {', '.join(PROFILES)}")
    rows = {
        row["key"]: Assumption(
            key=row["key"],
            p05=row.get("p05"),
            p50=row["p50"],
            p95=row.get("p95"),
            unit=row["unit"],
            source=row["source"],
            status=row["status"],
            date=row["date"],
            note=row.get("note", ""),
            of=row.get("of", ""),
        )
        for row in _rows()
        if row.get("profile", "all") in ("all", profile)
    }
    return Assumptions(profile, MappingProxyType(rows))


def with_settings(settings: Settings, profile: str | None = None) -> Assumptions:
    """The table as this run uses it: profile, then loss, price, horizon and cooldown, then every `--set`."""
    t = load_assumptions(profile or settings.profile)
    origin = settings.origin
    if settings.prices and settings.prices != DEFAULT_PRICES:
        row = t.rows.get(f"price_list.{settings.prices}")
        if row is None:
            known = "; ".join(map(str, price_lists(t)))
            raise AssumptionError(f"no price list is called {settings.prices!r}", f"one of: {known}")
        t = t.with_median("price", row.p50, f"price list {settings.prices}, of {row.of}")
    if settings.price is not None:
        t = t.with_median("price", settings.price, origin.get("price", "--price"))
    if settings.loss is not None:
        t = t.with_median("loss", settings.loss, origin.get("loss", "--loss"))
    if settings.horizon is not None:
        t = _override(t, "horizon", repr(settings.horizon), origin.get("horizon", "--horizon"))
    if settings.cooldown is not None:
        t = t.with_value("cooldown", settings.cooldown, origin.get("cooldown", "configuration"))
    for key, text, where in settings.overrides:
        if ABOUT_ONE not in key:
            t = _override(t, key, text, where)
    return t


DEFAULT_PRICES = "blend-2026-11"
ABOUT_ONE = ":"  # `package:input` is about one package, and no row of the table


@dataclass(frozen=True, slots=True)
class PriceList:
    """What a million tokens of search cost in one month."""

    name: str
    usd_per_mtok: float
    month: str

    def __str__(self) -> str:
        return f"{self.name} (${self.usd_per_mtok:g} per million tokens, {self.month})"


def price_lists(t: Assumptions) -> tuple[PriceList, ...]:
    """The named lists: the default, which is the row `price` of the table itself, then the others."""
    own = load_assumptions(t.profile).rows["price"]
    named = [(key, row) for key, row in sorted(t.rows.items()) if key.startswith("price_list.")]
    return (
        PriceList(DEFAULT_PRICES, own.p50, own.of),
        *(PriceList(key.removeprefix("price_list."), row.p50, row.of) for key, row in named),
    )


ONLY_WORDS = frozenset({"curve"})
LIMITS = {  # (least, most) of rows that steer the calculation itself
    "advisory_prior": (0.0, 1.0),
    "discount": (1e-6, 10.0),
    "horizon": (0.01, 100.0),
    "rewrite_budget": (0.0, 1e9),
    "rule.clip": (0.1, 8.0),
    "rule.draws": (1.0, 1e6),
    "rule.flip_part": (0.01, 0.5),
    "rule.grid_points": (2.0, 1000.0),
    "rule.parity_steps": (1.0, 200.0),
}
UNREAD = frozenset(  # in the table for a reader's sake, or for parts that are not built yet
    {"map.calendar_major", "rule.spend_warn", "spend.mean_top1000", "spend.sum_list"}
)
MAY_BE_ZERO = frozenset(  # constants that switch something off when they are 0
    {
        "advisory_prior",
        "cooldown",
        "drop_hours",
        "hysteresis",
        "map.hijack_past",
        "p_kev",
        "spend.audit",
        "spend.floor",
        "spend.ossfuzz_native",
        "spend.ossfuzz_python",
        "spend.per_advisory",
        "spend.takeover",
        "spend.users",
        "stakes",
    }
)


def _override(t: Assumptions, key: str, text: str, where: str) -> Assumptions:
    """What is allowed depends on the shipped table, not on what was set before."""
    if key not in t.rows:
        near = difflib.get_close_matches(key, t.rows, 3, 0.6)
        hint = f"did you mean {', '.join(near)}?" if near else "docs/model.md lists every assumption"
        raise AssumptionError(f"{where}: no assumption is called {key!r}", hint)
    own, words = load_assumptions(t.profile), WORDS.get(key, {})
    if text in words and words[text] == own[key]:
        return t.with_row(own.rows[key])
    if text in words:
        return t.with_value(key, words[text], where)
    if key in ONLY_WORDS:
        raise AssumptionError(f"{where}: {key} takes {' or '.join(words)}, got {text!r}")
    try:
        value = float(text.replace("_", ""))
    except ValueError:
        a_number = " or ".join((*words, "a number"))
        raise AssumptionError(f"{where}: {key} takes {a_number}, got {text!r}") from None
    if not math.isfinite(value):
        raise AssumptionError(f"{where}: {key} takes a finite number, got {text!r}")
    if key in UNREAD:
        raise AssumptionError(f"{where}: nothing in this version reads {key}", "docs/model.md says why")
    _within(own, key, value, f"{where}: {key} takes a number", f", got {text!r}")
    return t.with_value(key, value, where)


def _within(own: Assumptions, key: str, value: float, takes: str, got: str) -> None:
    if key.endswith(".gated") and value not in (0.0, 1.0):
        raise AssumptionError(f"{takes}: 1 gated, 0 not{got}")
    least, most = LIMITS.get(key, (-math.inf, math.inf))
    if not least <= value <= most:
        raise AssumptionError(f"{takes} between {least:g} and {most:g}{got}")
    may_be_zero = key in LIMITS or key in MAY_BE_ZERO or own[key] == 0
    if own[key] >= 0 and (value < 0 or (value == 0 and not may_be_zero)):
        raise AssumptionError(f"{takes} {'of at least' if may_be_zero else 'above'} 0{got}")


def digest(t: Assumptions) -> str:
    """Twelve hex digits that name this exact table: the same digest means the same numbers."""
    text = "\n".join(f"{r.key} {r.p05!r} {r.p50!r} {r.p95!r}" for _, r in sorted(t.rows.items()))
    return hashlib.sha256(f"{t.profile}\n{text}".encode()).hexdigest()[:12]
