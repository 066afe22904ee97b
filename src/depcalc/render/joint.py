"""What leaves together: where deciding on all directs at once differs from the rows, and what stays behind."""

from depcalc.render.wording import between, dollars, listed
from depcalc.values.report import Decision, JointGroup, Report

MOST_GROUPS, MOST_NAMES, MOST_ASKERS = 4, 6, 2


def joint_lines(report: Report) -> list[str]:
    """One sentence for each group of directs that leave only together."""
    lines = [_group(group) for group in report.joint[:MOST_GROUPS]]
    more = len(report.joint) - MOST_GROUPS
    return [*lines, *([f"and {more} more such groups in --format json."] if more > 0 else [])]


def _group(group: JointGroup) -> str:
    kinds = dict.fromkeys((row.choice, row.verdict) for row in group.rows)
    todo = "; ".join(_part(group, choice, verdict) for choice, verdict in kinds)
    frees = f" That frees {listed(group.frees, MOST_NAMES)} too." if group.frees else ""
    saving = group.saving
    return (
        f"Together: {todo}.{frees} It saves an estimated {dollars(saving.mean)} a year more than the rows one by"
        f" one ({between(saving)})."
    )


def _part(group: JointGroup, choice: str, verdict: str) -> str:
    names = [row.package for row in group.rows if (row.choice, row.verdict) == (choice, verdict)]
    alone = (
        "" if choice == verdict else f" ({'its row says' if len(names) == 1 else 'their rows say'} {verdict})"
    )
    return f"{choice} {listed(names, MOST_NAMES)}{alone}"


def joint_of(report: Report, decision: Decision) -> list[str]:
    """The same for the group of one decision, if it is in any."""
    return [
        _group(group) for group in report.joint if any(row.package == decision.package for row in group.rows)
    ]


def stays_behind(report: Report, decision: Decision) -> str:
    """What it brings and others need too, with who asks for it; "" when nothing does."""
    if not decision.stays_behind:
        return ""
    askers = {row.name: row.dependents for row in report.packages}
    gone = {decision.package, *decision.leaves_with}
    names = []
    for name in decision.stays_behind:
        others = [one for one in askers.get(name, ()) if one not in gone]
        names.append(f"{name} (for {listed(others, MOST_ASKERS)})" if others else name)
    return f"stays, because others need it: {listed(names, MOST_NAMES)}"
