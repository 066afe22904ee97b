"""Code of our own on record, as records of the schema `depcalc/report/1`."""

from depcalc.render.json_decision import Record, range_record
from depcalc.render.wording import six
from depcalc.values.fact import Fact, Gap, Known
from depcalc.values.report import OwnRow


def own_record(row: OwnRow) -> Record:
    """One component of the ledger; every null has its reason in `gaps`."""
    sums = row.sums
    return {
        "package": row.package,
        "version": row.version,
        "kind": row.kind,
        "path": row.path,
        "symbols": list(row.symbols),
        "class": row.klass,
        "class_basis": row.class_basis,
        "lines": round(1000 * sums.kloc),
        "lines_measured": isinstance(row.kloc, Fact),
        "changes_per_year": six(row.changes.value) if isinstance(row.changes, Fact) else None,
        "searches": row.searches,
        "searched_usd": six(row.spent),
        "found": row.found,
        "last_search": row.last.isoformat() if row.last else None,
        "left_share": None if sums.left is None else six(sums.left),
        "stale": row.stale,
        "asks": list(row.asks),
        "cost_usd_per_year": range_record(sums.cost),
        "loss_usd_per_year": range_record(sums.loss),
        "loss_unsearched_usd_per_year": six(sums.loss_unsearched),
        "work_usd_per_year": six(sums.work),
        "hazard_per_year": {
            "zero_day": six(sums.hazard.zero_day),
            "n_day": six(sums.hazard.n_day),
            "supply_chain": six(sums.hazard.supply_chain),
        },
        "flaws": six(sums.flaws),
        "flaws_before_searches": six(sums.flaws_before),
        "hardening_usd": six(sums.hardening),
        "saved_by_next_usd_per_year": six(sums.next_dollar),
        "found_by_next_1000_usd": six(sums.next_finds),
        "best_budget_usd_per_year": six(sums.budget),
        "best_cost_usd_per_year": range_record(sums.hardened),
        "open_advisories": list(row.open_advisories),
        "gaps": [
            *_gap("lines", row.kloc),
            *_gap("changes_per_year", row.changes),
            *([] if row.last else [{"name": "last_search", "reason": "no search on record"}]),
            *([] if sums.left is not None else [{"name": "left_share", "reason": "no search on record"}]),
        ],
    }


def _gap(name: str, known: Known[float]) -> list[Record]:
    return [{"name": name, "reason": known.reason}] if isinstance(known, Gap) else []
