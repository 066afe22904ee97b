"""What-if for machines, schema `depcalc/whatif/1`."""

from depcalc.render.json import dump
from depcalc.render.json_decision import Record, range_record
from depcalc.render.style import Style
from depcalc.render.wording import six
from depcalc.values.whatif import Pair, RowChange, WhatIf


def render_whatif_json(made: WhatIf, style: Style) -> str:
    """`depcalc whatif --format json`; the style changes nothing."""
    after = made.after
    return dump(
        {
            "schema": "depcalc/whatif/1",
            "tool": {"name": "depcalc", "version": after.tool_version},
            "as_of": after.as_of.isoformat(),
            "seed": after.seed,
            "draws": after.draws,
            "assumptions_digest": {
                "before": made.before.assumptions_digest,
                "after": after.assumptions_digest,
            },
            "data": {"id": after.snapshot.id, "date": after.snapshot.as_of.isoformat()},
            "project": {"path": after.path, "lockfiles": [lock.path for lock in after.lockfiles]},
            "choices": dict(sorted(made.choices.items())),
            "changed": [
                {"name": key, "before": _value(old), "after": _value(new)} for key, old, new in made.changed
            ],
            "rows": [_row(row) for row in sorted(made.rows, key=lambda row: row.package)],
            "totals": _totals(made),
            "freed": list(made.freed),
            "kept": list(made.kept),
            "notices": [
                {"code": one.code, "message": one.message, "path": one.path or None, "line": one.line}
                for one in after.notices
            ],
        }
    )


def _value(value: float | str) -> float | str:
    return value if isinstance(value, str) else six(value)


def _row(row: RowChange) -> Record:
    return {
        "package": row.package,
        "verdict": {"before": row.advised, "after": row.verdict},
        "option": row.option,
        "asked": row.asked,
        "closed": row.closed or None,
        "today_usd_per_year": _pair(row.today),
        "chosen_usd_per_year": _pair(row.chosen),
        "saves_against_today_usd_per_year": range_record(row.against_today),
        "saves_against_advised_usd_per_year": range_record(row.against_advised),
    }


def _totals(made: WhatIf) -> Record:
    return {
        "today_usd_per_year": _pair(made.today),
        "advised_usd_per_year": _pair(made.advised),
        "chosen_usd_per_year": _pair(made.chosen),
        "saves_against_today_usd_per_year": range_record(made.against_today),
        "saves_against_advised_usd_per_year": range_record(made.against_advised),
        "p_saves_against_advised": six(made.p_saves),
        "hazard_per_year": {
            "before": six(made.before.totals.hazard_today),
            "after": six(made.after.totals.hazard_today),
        },
        "anchor_hazard_per_year": six(made.after.totals.anchor_hazard),
    }


def _pair(pair: Pair) -> Record:
    return {
        "before": range_record(pair.before),
        "after": range_record(pair.after),
        "change": range_record(pair.change),
    }
