"""Every package of a scope as it stands at one point of a plan, and what single steps change of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from depcalc.model import hazards
from depcalc.model.blocks import blocks, in_threads
from depcalc.model.draws import Draws, Worlds
from depcalc.model.law import Curve
from depcalc.model.library import zero_day
from depcalc.model.options import cost_today, upstream
from depcalc.model.plan_costs import without_annual
from depcalc.values.inputs import Context, Inputs


@dataclass(frozen=True, slots=True)
class Standing:
    """One package as it stands.

    loss     (worlds,) $/yr
    yearly   mean work a year
    due      mean one-off work that comes within the horizon if nothing is done now, $
    upgrade  mean one-off work of the upgrade if it is done now, $
    """

    loss: Draws
    yearly: float
    due: float
    upgrade: float


def stand(packages: Iterable[Inputs], w: Worlds, context: Context, curve: Curve) -> dict[str, Standing]:
    """Name -> how it stands as `today` has it: the pinned version under the policy of the project."""
    bare = without_annual(w)

    @np.errstate(all="ignore")  # what is not finite is refused where the plan is made
    def block(some: Sequence[Inputs]) -> list[tuple[str, Standing]]:
        up = upstream(some, w, context)
        now = cost_today(up, w, zero_day(up.lib, up.att, w, curve))
        work = hazards.work(up.lib, bare, up.load.soon)
        yearly = work.float if context.policy == "float" else work.today
        due = (now.work - yearly).mean(1) / w.annual
        upgrade = (up.work.keep - work.keep).mean(1) / w.annual
        return [
            (p.name, Standing(now.loss[k], float(yearly[k].mean()), float(due[k]), float(upgrade[k])))
            for k, p in enumerate(some)
        ]

    ordered = sorted(packages, key=lambda p: p.name)
    return {name: made for some in in_threads(block, blocks(ordered, w.n)) for name, made in some}


def upgraded(p: Inputs) -> Inputs:
    """The package after the upgrade that it asks for: no advisory that it closes is open any more."""
    left = tuple(flaw for flaw in p.open if not flaw.closed)
    return replace(p, open=left, upgrade_hours=0.0, malicious=False, yanked=False)


def asks_for_upgrade(p: Inputs) -> bool:
    """Is there anything to move away from, and somewhere to go?"""
    return not p.bad_name and not p.no_clean_release and (p.malicious or any(flaw.closed for flaw in p.open))
