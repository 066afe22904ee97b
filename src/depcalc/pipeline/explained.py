"""What only `explain` asks of a decision: what would flip it, which question is first, and does it last."""

from dataclasses import replace

from depcalc import policy
from depcalc.model.compare import compare
from depcalc.model.draws import Worlds
from depcalc.pipeline.case import Case, case_of
from depcalc.pipeline.outlook import outlook
from depcalc.pipeline.priors import table
from depcalc.pipeline.sensitivity import Probe, asked_of, only, probe_of, questions, switch_points
from depcalc.values.report import Decision
from depcalc.values.settings import Settings
from depcalc.values.survey import Survey
from depcalc.values.switch import Moved


def explained(decision: Decision, survey: Survey, settings: Settings, case: Case, w: Worlds) -> Decision:
    """The decision with everything that takes other runs of the same row."""
    probe = probe_of(survey, settings, decision.package, case, w)
    return replace(
        decision,
        switch_points=switch_points(probe),
        questions=questions(probe),
        outlook=outlook(probe),
        moved=_before(probe),
    )


def _before(probe: Probe) -> Moved | None:
    """The same decision with the table's own numbers; None where the user set none."""
    plain = replace(
        probe.settings, loss=None, price=None, prices="", horizon=None, cooldown=None, overrides=()
    )
    if plain == probe.settings:
        return None
    t = table(probe.survey, plain)
    asked = asked_of(case_of(only(probe.survey, probe.asked), plain, t), probe.name)
    made = compare([asked.row], asked.below, probe.w.under(t), asked.context, policy.settle).rows[0]
    v = policy.judge(asked.row, made, t, asked.context)
    advised = made.options.get(v.verdict)
    return Moved(
        v.verdict, v.confidence, made.options["today"].cost.mean, advised.cost.mean if advised else None
    )
