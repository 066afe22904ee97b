"""What is known of common packages is looked up and never made up; what nobody knows stays a gap and a wide range."""

import csv
import gzip
from dataclasses import fields, replace

import pytest
from bench import coverage

from depcalc.assumptions import load_assumptions
from depcalc.evidence.gather import Wanted, gather
from depcalc.model import reach
from depcalc.pipeline import appraise
from depcalc.render import Style
from depcalc.render.explain import render_explain
from depcalc.values.fact import Fact, Gap

STEPS = 12
THREE, MOST_COMMON = ("saleor", "sentry", "certbot"), 10
LOOKED_UP = ("downloads", "wheel_bytes", "advisories", "oss_fuzz", "newest_upload")
NOTHING = Gap("nowhere", "nobody knows it")


@pytest.fixture(scope="module")
def scanned(shared):
    return {name: coverage.read(*lock) for name, *lock in coverage.TEN if name in THREE}


@pytest.fixture(scope="module")
def tables(shared):
    """The download list and the release facts as they were handed to us."""
    found = {}
    for name in ("packages", "wheels"):
        with gzip.open(shared / "data" / f"{name}.csv.gz", "rt", encoding="utf-8", newline="") as file:
            found[name] = list(csv.DictReader(file))
    return found


def common(scanned, name):
    """(survey, report, the direct requirements that most of the world downloads most)."""
    seen, report = scanned[name]
    ranks = {e.name: e.rank.value for e in seen.evidence if isinstance(e.rank, Fact)}
    known = [d for d in report.decisions if d.package in ranks]
    return seen, report, sorted(known, key=lambda d: ranks[d.package])[:MOST_COMMON]


@pytest.mark.parametrize("name", THREE)
def test_the_ten_most_common_packages_have_their_facts_from_a_source(scanned, name):
    _, _, decisions = common(scanned, name)
    assert len(decisions) == MOST_COMMON
    for d in decisions:
        facts = {key: fact for key, fact, _ in d.facts}
        for key in LOOKED_UP:
            assert facts[key].kind in ("measured", "sourced"), (d.package, key)
            assert facts[key].source, (d.package, key)


@pytest.mark.parametrize("name", THREE)
def test_explain_prints_them_with_their_sources(scanned, name):
    _, report, decisions = common(scanned, name)
    for d in decisions:
        text = render_explain(replace(report, decisions=(d,)), Style(width=200))
        for key in LOOKED_UP:
            (line,) = (
                one for one in text.splitlines() if one.strip().startswith(key.replace("_", " ") + "  ")
            )
            assert "measured" in line or "sourced" in line, line


@pytest.mark.parametrize("name", THREE)
def test_none_of_them_is_made_up(scanned, tables, name):
    seen, _, decisions = common(scanned, name)
    listed = {row["name"]: row for row in tables["packages"]}
    sizes = {(r["package"], r["version"]): r["wheel_bytes"] for r in tables["wheels"]}
    locked = {p.key.name: p.files for p in seen.lock.packages}
    for d in decisions:
        facts = {key: fact.value for key, fact, _ in d.facts}
        assert facts["downloads"] == float(listed[d.package]["downloads_month"]), d.package
        assert facts["rank"] == int(listed[d.package]["rank"])
        size = locked[d.package].wheel_bytes
        assert facts["wheel_bytes"] == (size if size is not None else int(sizes[d.package, d.version]))
        uploads = {r["upload_date"] for r in tables["wheels"] if r["package"] == d.package}
        assert facts["newest_upload"].isoformat() in uploads


# ------------------------------------------------------------------ what nobody knows


def forgotten(e):
    """The package with every fact of it lost."""
    lost = {f.name: NOTHING for f in fields(e) if isinstance(getattr(e, f.name), Fact | Gap)}
    return replace(e, **lost, class_basis="name rule", more=())


@pytest.fixture(scope="module")
def blank(scanned):
    """The reports of the same locks when nothing is known of any package."""
    made = {}
    for name, (seen, _) in scanned.items():
        nothing = replace(seen, evidence=tuple(map(forgotten, seen.evidence)))
        made[name] = {d.package: d for d in appraise(nothing, coverage.SETTINGS).decisions}
    return made


@pytest.mark.parametrize("name", THREE)
def test_of_an_unknown_package_everything_is_a_gap_and_nothing_is_advised(blank, name):
    for d in blank[name].values():
        assert d.verdict == "unknown"
        assert d.saving is None
        assert set(LOOKED_UP) <= {key for key, _ in d.gaps}
        assert not {key for key, _, _ in d.facts} & set(LOOKED_UP)


@pytest.mark.parametrize("name", THREE)
def test_the_less_is_known_the_wider_the_range_of_the_loss(scanned, blank, name):
    for known in common(scanned, name)[2]:
        here, lost = known.option("keep").loss, blank[name][known.package].option("keep").loss
        assert lost.p95 / lost.p05 > 1.2 * here.p95 / here.p05, known.package


# ------------------------------------------------------------------ sizes of neighbours


@pytest.mark.parametrize("pin", [("pendulum", "2.1.2"), ("pyrsistent", "0.18.1"), ("multidict", "6.0.4")])
def test_a_neighbour_s_pure_wheel_is_sized_as_pure_and_the_gate_keeps_the_native_code(snapshot, as_of, pin):
    (e,), _ = gather([Wanted(*pin)], snapshot, as_of=as_of, max_steps=STEPS)
    assert e.native.value is True
    assert e.wheel_native.value is False
    assert e.wheel_bytes.source == e.wheel_native.source
    t = load_assumptions("team")
    size, _ = reach.size(e, "general", t)
    kb = e.wheel_bytes.value / 1000
    assert size.value == pytest.approx((kb / t["map.size_pure_kb"]) ** t["map.size_pure_exp"])
    assert size.source.startswith("pure wheel of")
    assert reach.native(e) == (True, True)


def test_a_native_wheel_of_the_same_version_is_sized_as_native(snapshot, as_of):
    (e,), _ = gather([Wanted("numpy", "2.3.5")], snapshot, as_of=as_of, max_steps=STEPS)
    assert e.wheel_native == e.native
    assert reach.size(e, "numeric", load_assumptions("team"))[0].source.startswith("native wheel of")
