"""How each input is known: measured, sourced, mapped by rule, or assumed. And what the total rests on."""

from dataclasses import fields, replace
from datetime import date

import pytest

from depcalc.assumptions import load_assumptions
from depcalc.model.basis import MADE_FROM
from depcalc.model.elicit import Around, elicit
from depcalc.pipeline.coverage import KINDS, coverage, kind_of
from depcalc.values.evidence import Evidence, SliceUse, Successor
from depcalc.values.fact import Fact

T = load_assumptions("team")
DAY = date(2026, 8, 18)
NOTHING = Evidence("alpha", "1.0", as_of=DAY)
KNOWN = replace(
    NOTHING,
    downloads=Fact(2e6, "list"),
    downloads_year_ago=Fact(1e6, "list"),
    rank=Fact(900, "list"),
    first_seen=Fact(date(2021, 1, 1), "list"),
    advisories=Fact((), "database"),
    open_advisories=Fact((), "database"),
    klass=Fact("parser", "class table"),
    class_basis="table",
    wheel_bytes=Fact(40_000, "lock", None, "measured"),
    native=Fact(False, "lock", None, "measured"),
    uploaded=Fact(date(2026, 1, 1), "lock", None, "measured"),
)


def kinds(e):
    return {used.name: kind_of(used) for used in elicit(e, T, Around()).basis}


def test_of_a_package_nobody_knows_every_input_is_assumed():
    assert set(kinds(NOTHING).values()) == {"assumed"}


def test_no_rule_makes_a_package_smaller_than_what_was_counted_of_it():
    """A wheel without its compiled parts says 2.5 KLOC by the rule; 3,000 lines were read, tables apart."""
    counted = (("lines_python", Fact(2000.0, "disk")), ("lines_c", Fact(1000.0, "disk")))
    tables = ("lines_of_tables", Fact(9000.0, "disk"))

    def size(*more):
        made = elicit(
            replace(KNOWN, more=more, slice=Fact(SliceUse(2.9), "usage", None, "measured")), T, Around()
        )
        return made.size, made.slice, next(used for used in made.basis if used.name == "source size")

    by_rule = size()[0]
    assert by_rule < 3
    assert size(tables)[0] == by_rule
    least, used, shown = size(*counted, tables)
    assert (least, used) == (3.0, 2.9), "the measured part is not cut to an estimate of the whole"
    assert shown.source.endswith("at least the lines that could be counted")
    assert kind_of(shown) == "by_rule"
    assert size(("lines_python", Fact(10.0, "disk")))[0] == by_rule


def test_facts_show_as_what_they_are_and_rules_as_rules():
    found = kinds(KNOWN)
    assert found["class"] == found["advisories a year"] == found["years observed"] == "sourced"
    assert found["native code"] == "measured"
    for name in ("source size", "part you use", "organisations", "growth", "serious advisories", *MADE_FROM):
        assert found[name] == "by_rule", name
    assert found["fix probability"] == "assumed", "no advisory in five years: the list's own share"


@pytest.mark.parametrize(
    ("lost", "then"),
    [
        ({"downloads": NOTHING.downloads}, {"organisations", "growth", "takeover modifier", "crowd spend"}),
        ({"wheel_bytes": NOTHING.wheel_bytes}, {"source size", "part you use", "rewrite share"}),
        ({"first_seen": NOTHING.first_seen}, {"years observed", "churn", "releases"}),
    ],
)
def test_what_is_made_from_a_missing_fact_is_assumed_again(lost, then):
    found = kinds(replace(KNOWN, **lost))
    assert {name for name, kind in found.items() if kind == "assumed"} == then | {"fix probability"}


def test_a_class_guessed_from_the_name_is_a_rule_and_the_class_of_all_others_is_none():
    guessed = replace(KNOWN, klass=Fact("parser", "name rule", kind="assumed"), class_basis="name rule")
    assert kinds(guessed)["class"] == "by_rule"
    other = replace(guessed, klass=Fact("general", "name rule", kind="assumed"))
    assert kinds(other)["class"] == kinds(other)["churn"] == "assumed"


def test_counted_lines_and_a_measured_slice_are_measured():
    found = kinds(
        replace(
            KNOWN,
            kloc=Fact(3.0, "files", None, "measured"),
            slice=Fact(SliceUse(0.1), "text", None, "measured"),
        )
    )
    assert found["source size"] == found["part you use"] == "measured"


def test_every_number_of_the_inputs_has_a_line_that_says_how_it_is_known():
    """A number among the inputs without a line would be one nobody accounts for."""
    named = {
        "klass": "class", "native": "native code", "size": "source size", "slice": "part you use",
        "orgs": "organisations", "spend": "crowd spend", "adv_weight": "serious advisories",
        "adv_rate": "advisories a year", "years": "years observed", "churn": "churn", "releases": "releases",
        "h_mod": "takeover modifier", "fix": "fix probability", "apic": "outside change",
        "rewrite": "rewrite share", "upgrade_hours": "upgrade effort", "quiet": "years without a release",
    }  # fmt: skip
    p = elicit(KNOWN, T, Around())
    assert set(named.values()) | {"growth"} == {used.name for used in p.basis}
    numbers = {f.name for f in fields(p) if isinstance(getattr(p, f.name), float)}
    assert numbers <= set(named)


# ------------------------------------------------------------------ what the total rests on


def test_the_shares_add_up_and_follow_the_money():
    known, unknown = elicit(KNOWN, T, Around()), elicit(replace(NOTHING, name="beta"), T, Around())
    dear = coverage((), (known, unknown), {"alpha": (99.0, 0.0), "beta": (1.0, 0.0)})
    cheap = coverage((), (known, unknown), {"alpha": (1.0, 0.0), "beta": (99.0, 0.0)})
    for made in (dear, cheap):
        assert sum(getattr(made, kind) for kind in KINDS) == pytest.approx(1)
    assert cheap.assumed > 0.95 > 0.2 > dear.assumed


def test_what_costs_nothing_rests_on_assumptions_alone():
    assert coverage((), (), {}).assumed == 1


# ------------------------------------------------------------------ substitutes


def a_substitute(**changes):
    row = Successor(
        kind="stdlib", target="json", min_python="3.0", coverage="full", lacks=("RawJSON",), reason="stdlib",
        last_release=None, fork=False, glue_base_kloc=0.01, glue_per_slice=0.1, note="",
    )  # fmt: skip
    return replace(row, **changes)


def opens(row, symbols=(), in_tree=()):
    used = Fact(SliceUse(0.05, symbols=symbols), "text", None, "measured") if symbols else KNOWN.slice
    e = replace(KNOWN, successor=Fact(row, "table"), slice=used)
    return elicit(e, T, Around(in_tree=frozenset(in_tree))).substitute is not None


def test_a_name_that_is_measured_and_lacking_closes_even_a_full_substitute():
    assert opens(a_substitute())
    assert opens(a_substitute(), ("dumps",))
    assert not opens(a_substitute(), ("dumps", "RawJSON"))


def test_a_package_named_like_a_module_does_not_open_a_partial_row_of_the_standard_library():
    partial = a_substitute(coverage="partial")
    assert not opens(partial)
    assert not opens(partial, in_tree=("json",))
    assert opens(partial, ("dumps",))
