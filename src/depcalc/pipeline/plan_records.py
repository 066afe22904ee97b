"""The moves of a plan as the steps, briefs and rows that are shown."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from depcalc.model.draws import Worlds
from depcalc.model.law import Curve
from depcalc.model.plan import Move
from depcalc.model.plan_brief import effort
from depcalc.model.plan_budget import Bought
from depcalc.model.plan_search import Contribution
from depcalc.model.plan_tree import asks_for_upgrade
from depcalc.model.summary import summary
from depcalc.pipeline.case import Case
from depcalc.values.assumptions import Assumptions
from depcalc.values.evidence import Advisory
from depcalc.values.fact import value_or
from depcalc.values.inputs import Inputs
from depcalc.values.plan import Brief, NegativeTest, Step, Upstream
from depcalc.values.report import Decision, Report
from depcalc.values.survey import Survey

MOST_UPSTREAM = 5


@dataclass(frozen=True, slots=True)
class Words:
    """Says what a move is, with the versions, successors and paths behind it."""

    options: dict[str, str]
    inputs: dict[str, Inputs]
    versions: dict[str, str]
    paths: dict[str, str]
    cooldown: str

    def of(self, move: Move) -> str:
        """The move as an order."""
        if move.kind == "cooldown":
            return self.cooldown
        if move.kind in ("drop", "replace"):
            return "; ".join(self._departure(name, move.urgent) for name in move.names)
        (name,) = move.names
        return {
            "upgrade": f"upgrade {self._upgrade(name)}{self._closes(name)}",
            "move": f"move {self._upgrade(name)} now, rotate secrets",
            "harden": f"search our own {self.paths.get(name, name)} (in place of {name})",
            "upstream": f"pay for search and fixes of {name} upstream",
            "vendor": f"vendor {name}",
            "rewrite": f"rewrite the part of {name} that is used",
        }[move.kind]

    def asks(self, move: Move) -> tuple[str, ...]:
        """What is decided with it, beside the verdict."""
        if move.kind in ("upgrade", "move"):
            (name,) = move.names
            target = self._target(name)
            now = move.kind == "move"
            return (f"move to {target} now, rotate secrets" if now else f"upgrade to {target} first",)
        return ("remove it now, rotate secrets",) if move.kind == "drop" and move.urgent else ()

    def meanwhile(self, move: Move) -> tuple[str, ...]:
        """Upgrades of what would leave in a step that the budget does not reach."""
        if move.kind != "replace":
            return ()
        return tuple(
            self._upgrade(name) for name in sorted(move.frees) if asks_for_upgrade(self.inputs[name])
        )

    def _upgrade(self, name: str) -> str:
        pinned = f"{name} {self.versions[name]}" if name in self.versions else name
        return f"{pinned} to {self._target(name)}"

    def _target(self, name: str) -> str:
        return (self.inputs[name].target if name in self.inputs else "") or "a clean release"

    def _closes(self, name: str) -> str:
        n = sum(flaw.closed for flaw in self.inputs[name].open) if name in self.inputs else 0
        return f", closes {n} advisor{'y' if n == 1 else 'ies'}" if n else ""

    def _departure(self, name: str, urgent: bool) -> str:
        if self.options[name] == "drop":
            return f"remove {name} now, rotate secrets" if urgent else f"drop {name}"
        sub = self.inputs[name].substitute
        owner = "the standard library's " if sub and sub.kind == "stdlib" else ""
        return f"replace {name} with {owner}{sub.target}" if sub else f"replace {name}"


def words(case: Case, options: dict[str, str], survey: Survey, t: Assumptions) -> Words:
    """The words for one scope."""
    lock = "lock every version, " if case.context.policy == "float" else ""
    return Words(
        options=options,
        inputs={p.name: p for p in case.inputs},
        versions={name: e.version for name, e in case.evidence.items()},
        paths={one.entry.package: one.entry.path for one in survey.own},
        cooldown=(
            f"{lock}set a cooldown of {t['cooldown']:g} days, and take security releases within"
            f" {t['lag_keep']:g} days"
        ),
    )


def steps(
    moves: Iterable[Move], bought: Iterable[Bought], beyond: Iterable[Move], say: Words
) -> tuple[Step, ...]:
    """What the budget reaches, what lies beyond it, and what is not worth its work, each in order."""
    idle = sorted((move for move in moves if not move.pays), key=lambda move: move.rank)
    return (
        *_done(bought, say),
        *(replace(_step(move, say), state="beyond", meanwhile=say.meanwhile(move)) for move in beyond),
        *(replace(_step(move, say), state="not worth it") for move in idle),
    )


def _done(bought: Iterable[Bought], say: Words) -> Iterator[Step]:
    so_far = 0.0
    for one in bought:
        so_far += float(one.removed.mean())
        yield replace(
            _step(one.move, say),
            cost=one.cost,
            yearly=one.move.yearly if one.whole else one.cost,
            removed=summary(one.removed),
            state="in" if one.whole else "part",
            spent=one.spent,
            removed_so_far=so_far,
        )


def _step(move: Move, say: Words) -> Step:
    return Step(
        phase=move.phase,
        kind=move.kind,
        packages=move.names,
        what=say.of(move),
        cost=move.cost,
        once=move.once,
        yearly=move.yearly,
        work=move.work,
        removed=summary(move.removed),
        frees=tuple(sorted(move.frees)),
        state="beyond",
        spent=None,
        removed_so_far=None,
        urgent=move.urgent,
        meanwhile=(),
        asks=say.asks(move),
    )


def upstream_rows(found: Iterable[Contribution]) -> tuple[Upstream, ...]:
    """The packages where $1,000 upstream does most for everybody, and all where it pays here."""
    rows = [
        Upstream(
            package=one.name,
            here=summary(one.private),
            everyone=None if one.orgs is None else float(one.private.mean()) * one.orgs,
            organisations=one.orgs,
            pays_up_to=one.flow,
        )
        for one in found
    ]
    rows.sort(key=lambda row: (-(row.everyone or 0.0), row.package))
    return tuple(row for k, row in enumerate(rows) if k < MOST_UPSTREAM or row.pays_up_to > 0)


def briefs(rewrites: Sequence[str], report: Report, case: Case, w: Worlds, curve: Curve) -> tuple[Brief, ...]:
    """How to harden each rewrite of the plan."""
    decisions = {d.package: d for d in report.decisions}
    inputs = {p.name: p for p in case.inputs}
    return tuple(_brief(decisions[name], inputs[name], case, w, curve) for name in rewrites)


def _brief(d: Decision, p: Inputs, case: Case, w: Worlds, curve: Curve) -> Brief:
    made = effort(p, w, case.context, curve)
    known = value_or(case.evidence[p.name].advisories, ())
    return Brief(
        package=p.name,
        klass=p.klass,
        kloc=made.kloc,
        budget=made.budget,
        tokens=made.budget / w.t["price"],
        at_least=d.parity_budget,
        review=made.review,
        capabilities=d.slice.capabilities if d.slice.basis == "measured" else None,
        tests=tuple(map(_test, sorted(known, key=_worst_first))),
        stop_after=made.stop_after,
        next_finds=made.next_finds,
    )


def _worst_first(a: Advisory) -> tuple[bool, float, int, str]:
    return not a.exploited, -(a.score or 0.0), -a.disclosed.toordinal(), a.id


def _test(a: Advisory) -> NegativeTest:
    return NegativeTest(a.id, a.aliases, a.severity, a.score, a.disclosed)
