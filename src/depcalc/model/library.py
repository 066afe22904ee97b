"""A block of upstream packages in every world: flaws, reach, hardening, prize, and who searches them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from depcalc.model.draws import Draws, Worlds
from depcalc.model.law import Curve, fading, gamma_quantile
from depcalc.values.inputs import Context, Inputs


def column(values: Sequence[float]) -> Draws:
    """(packages, 1), to broadcast against (packages, worlds)."""
    return np.array(values, dtype=np.float64)[:, None]


@dataclass(frozen=True, slots=True)
class Library:
    """All (packages, worlds) unless said otherwise.

    used       KLOC of it we use          reach     share of its flaws that lies in what we use
    prior      flaws per e-fold by size and class alone; kappa the same after its advisories
    spend      crowd spend, $/yr          look      a competent first look at it, $
    stock      search on top of the look, faded and fixed, $; hardening is look + stock
    prize      what a working exploit earns an attacker, $
    rate       serious reachable advisories to come, per year
    churn, fix (packages, 1)
    """

    packages: tuple[Inputs, ...]
    used: Draws
    reach: Draws
    prior: Draws
    kappa: Draws
    spend: Draws
    look: Draws
    stock: Draws
    prize: Draws
    rate: Draws
    churn: Draws
    fix: Draws

    @property
    def hardening(self) -> Draws:
        return self.look + self.stock

    def column(self, get: Callable[[Inputs], float]) -> Draws:
        """(packages, 1) of one input of each package."""
        return column([get(p) for p in self.packages])

    def take(self, rows: Sequence[int]) -> "Library":
        """The same worlds for some of the packages."""
        index = np.array(rows, dtype=np.intp)
        arrays = {
            name: getattr(self, name)[index]
            for name in ("used", "reach", "prior", "kappa", "spend", "look", "stock", "prize", "rate")
        }
        return replace(
            self,
            packages=tuple(self.packages[k] for k in rows),
            churn=self.churn[index],
            fix=self.fix[index],
            **arrays,
        )


def library(packages: Sequence[Inputs], w: Worlds) -> Library:
    """The upstream side of a block of packages.

    Basis: assumptions `density`, `class.*.density`, `kappa_shape`, `temper`, `gamma0`, `uplift`, `recency`,
    `surge_years`, `advisory_prior`, `spend.factor`, `decay`, `look_tokens`, `prize_*`; docs/model.md, "Flaws",
    "Hardening".
    Holds: more advisories never lower kappa on average; more spend never lowers hardening; the forecast moves the
    rate alone, and a higher chance never lowers it.
    """
    t, names = w.t, [p.name for p in packages]
    size = column([p.size for p in packages])
    churn, fix = column([p.churn for p in packages]), column([p.fix for p in packages])
    used = np.minimum(_slice(packages, w), size)
    exposed = used * column([_exposed(p) for p in packages])
    reach = np.minimum(1.0, (exposed / size) ** t["rule.reach_exp"])
    prior = w["density"] * size * column([t.of_class(p.klass, "density") for p in packages])
    kappa = _flaws(packages, prior, w)
    heard = _heard(packages, prior, kappa, w)
    spend = column([p.spend for p in packages]) * w.noise(names, "spend", t["spend.factor"])
    return Library(
        packages=tuple(packages),
        used=used,
        reach=reach,
        prior=prior,
        kappa=kappa,
        spend=spend,
        look=w["look"] * size,
        stock=spend * fix / (w["decay"] + churn),
        prize=np.minimum(w["prize_cap"], w["prize_per_org"] * column([p.orgs for p in packages])),
        rate=reach * heard * w["gamma0"] * w["uplift"],
        churn=churn,
        fix=fix,
    )


def _slice(packages: Sequence[Inputs], w: Worlds) -> Draws:
    """(packages, worlds) KLOC used, with its error: wider where nobody measured it."""
    spread = {known: w.t[f"slice_factor.{word}"] for known, word in ((True, "measured"), (False, "unknown"))}
    rows = [w.noise([p.name], "slice", spread[p.slice_known])[0] * p.slice for p in packages]
    return np.stack(rows)


def _exposed(p: Inputs) -> float:
    """What may run here, module-level code included, over what a rewrite must cover."""
    return 1.0 if p.exposed is None else p.exposed / p.slice


def _flaws(packages: Sequence[Inputs], prior: Draws, w: Worlds, counts: Draws | float = 1.0) -> Draws:
    """kappa: the prior of size and class, updated by the advisories seen in the years observed.

    The surge of the last years is in those counts already, so it belongs in the exposure too. `counts` is the share of
    what was seen that is news: less than 1 where the prior was made from it already.
    """
    t = w.t
    temper = t["temper"] * counts
    years = column([p.years for p in packages])
    surge = (w["uplift"] - 1) * fading(np.minimum(years, t["surge_years"]), t["recency"])
    seen = fading(years, t["recency"]) + surge
    shape = t["kappa_shape"] + temper * column([p.adv_weight for p in packages])
    z = w.scores.rows([p.name for p in packages], "kappa")
    drawn = gamma_quantile(shape, z, t["rule.gamma_floor"])
    flaws: Draws = drawn / (t["kappa_shape"] / prior + temper * w["gamma0"] * seen)
    return flaws


def _heard(packages: Sequence[Inputs], prior: Draws, kappa: Draws, w: Worlds) -> Draws:
    """kappa as the rate of advisories has it: its prior moved to the forecast by the weight `advisory_prior`.

    The forecast was made from the advisories that `kappa` counts, so they are news to the rest of the weight alone. It
    is of flaws times the search that they get, and says nothing of flaws nobody looks for: `kappa` itself stays.
    """
    weight = w.t["advisory_prior"]
    if weight == 0 or all(p.foretold is None for p in packages):
        return kappa
    trust = column([0.0 if p.foretold is None else weight for p in packages])
    told = column([1.0 if p.foretold is None else p.foretold for p in packages]) / w["gamma0"]
    moved = prior ** (1 - trust) * told**trust
    return _flaws(packages, moved, w, 1 - trust)


@dataclass(frozen=True, slots=True)
class Attention:
    """What attackers send our way for each component.

    e          (packages, 1) how exposed it is: group x exposure of the project
    q          (packages, worlds) P(a reachable flaw in it matters here)
    campaigns  (packages, worlds) its share of campaigns against this project, per year
    scan       (packages, worlds) its share of untargeted search, $/yr
    prize      (worlds,) what breaking us is worth to an attacker, $
    """

    e: Draws
    q: Draws
    campaigns: Draws
    scan: Draws
    prize: Draws

    def take(self, rows: Sequence[int]) -> "Attention":
        index = np.array(rows, dtype=np.intp)
        return Attention(self.e[index], self.q[index], self.campaigns[index], self.scan[index], self.prize)


def attention(packages: Sequence[Inputs], w: Worlds, context: Context) -> Attention:
    """Basis: `class.*.q`, `q_factor`, `surface`, `campaigns`, `scan`, `group.*`, `exposure.*`, `eta`."""
    t = w.t
    q = column([t.of_class(p.klass, "q") for p in packages])
    q = np.minimum(1.0, q * w.noise([p.name for p in packages], "q", t["q_factor"]))
    share = np.minimum(1.0, q / t["surface"])
    outside = t[f"exposure.{context.exposure}"]
    return Attention(
        e=column([t[f"group.{p.exposure}"] * outside for p in packages]),
        q=q,
        campaigns=w["campaigns"] * share,
        scan=w["scan"] * share,
        prize=w["eta"] * w["loss"],
    )


def searched(att: Attention, curve: Curve, kappa: Draws, look: Draws, spent: Draws, share: Draws) -> Draws:
    """Hazard from those who search what we run: prize-driven campaigns plus untargeted scans.

    share   of the attention of plain unhardened code that this component gets, 0..1
    returns (packages, worlds), per year
    """
    held, found = curve.both(kappa, look, spent, att.prize, share * att.scan)
    return att.e * (share * att.campaigns * held + found)


def zero_day(lib: Library, att: Attention, w: Worlds, curve: Curve) -> Draws:
    """Mass exploitation of the library, and search of our copy of it.

    Attackers compare yields and turn away from code that yields less per dollar than plain code.
    Basis: `mass_reach`, `mass_orgs`, `own_flaw_usd`, `rule.share_*`; docs/model.md, "0-day".
    Holds: more crowd spend never raises it; more churn never lowers it.
    """
    t = w.t
    popular = column([min(1.0, p.orgs / t["mass_orgs"]) for p in lib.packages])
    mass = att.e * lib.reach * att.q * w["mass_reach"] * popular
    worth = np.clip(
        (t["own_flaw_usd"] * lib.kappa / lib.hardening) ** t["rule.share_exp"], t["rule.share_low"], 1.0
    )
    ours = searched(att, curve, lib.reach * lib.kappa, lib.reach * lib.look, lib.reach * lib.stock, worth)
    return mass * curve.captured(lib.kappa, lib.look, lib.stock, lib.prize) + ours
