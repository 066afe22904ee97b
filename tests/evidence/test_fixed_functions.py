"""Functions that advisories are about: the table, and whether the part in use reaches them."""

import csv
import sys
from dataclasses import replace

import pytest
from tests.builders import an_advisory

from depcalc import packaged
from depcalc.assumptions import load_assumptions
from depcalc.evidence.fixed_functions import fixed_functions, watched, with_reach
from depcalc.evidence.snapshot import FILE, open_snapshot
from depcalc.model.draws import worlds
from depcalc.model.flaws import open_flaws
from depcalc.model.hazards import _weigh
from depcalc.usage import scan_project
from depcalc.values.evidence import Evidence
from depcalc.values.fact import Fact
from depcalc.values.lock import Key
from depcalc.values.usage import Slice

REBUILD = "requests.sessions:SessionRedirectMixin.rebuild_proxies"
OPEN = replace(an_advisory("PYSEC-2023-74", aliases=("CVE-2023-32681",)), functions=())
PART = Slice(60, 0, 1000, 300, 4, 212, 2, 9, reachable=("requests.api:get",), watched=(REBUILD,))


def rows():
    with packaged.path("fixed_functions.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def one(part, package="requests", still=OPEN):
    return with_reach(package, [still], part)[0]


# ------------------------------------------------------------------ the table


def test_every_row_is_an_advisory_that_the_facts_know_of_that_package():
    with open_snapshot(packaged.path(FILE)) as snapshot:
        known = snapshot.advisories({row["package"] for row in rows()})
    assert len(rows()) >= 40
    for row in rows():
        names = [{r.advisory.id, *r.advisory.aliases} for r in known[row["package"]]]
        assert sum(row["advisory"] in one for one in names) == 1, row


def test_every_row_says_what_it_rests_on():
    for row in rows():
        assert row["basis"] in ("named", "linked", "part"), row
        assert row["seen_in"], row
        assert row["source"].split(" ")[0] in ("pypa/advisory-database", "github/advisory-database"), row
        for name in row["functions"].split():
            module, _, function = name.partition(":")
            assert all(part.isidentifier() for part in (*module.split("."), *function.split("."))), row
    assert len({(row["package"], row["advisory"]) for row in rows()}) == len(rows())


def test_only_packages_of_the_lock_are_watched():
    assert watched({"requests", "acme"}) == {"requests": frozenset({REBUILD})}


# ------------------------------------------------------------------ three answers


def test_a_function_that_may_run_is_reached():
    found = one(replace(PART, reachable=("requests.api:get", REBUILD)))
    assert (found.reach, found.functions) == ("reached", (REBUILD,))


def test_a_function_that_is_there_and_may_not_run_is_not_reached():
    assert one(PART).reach == "not reached"


def test_a_function_that_this_version_does_not_have_proves_nothing():
    assert one(replace(PART, watched=())).reach == "not known"


def test_a_file_that_nobody_could_read_may_call_anything():
    assert one(replace(PART, opaque_files=1)).reach == "not known"


def test_all_of_several_must_be_there_and_out_of_reach():
    names = fixed_functions()["django", "CVE-2024-42005"]
    still = replace(OPEN, advisory=replace(OPEN.advisory, aliases=("CVE-2024-42005",)))
    assert one(replace(PART, watched=names[:1]), "django", still).reach == "not known"
    assert one(replace(PART, watched=names), "django", still).reach == "not reached"
    assert one(replace(PART, watched=names, reachable=names[1:]), "django", still).reach == "reached"


def test_an_advisory_without_a_row_stays_as_it_is():
    assert one(PART, "acme") == OPEN


# ------------------------------------------------------------------ from source to answer


@pytest.mark.parametrize(("call", "there"), [("rebuild", True), ("other", False)])
def test_a_scan_says_which_of_the_watched_functions_are_there(tmp_path, call, there):
    site, project = tmp_path / "site", tmp_path / "project"
    (site / "lib-1.dist-info").mkdir(parents=True)
    project.mkdir()
    (site / "lib.py").write_text("class S:\n    def rebuild(self): pass\n    def other(self): pass\n")
    (site / "lib-1.dist-info" / "RECORD").write_text("lib.py,,\n")
    (project / "app.py").write_text(f"import lib\nlib.S().{call}()\n")
    usage = scan_project(
        project,
        site_packages=site,
        wheels=None,
        packages=[Key("lib", "1")],
        cache=None,
        jobs=0,
        watch={"lib": {"lib:S.rebuild", "lib:S.gone"}, "elsewhere": {"x:y"}},
    )
    part = usage.of("lib").slice.value
    assert part.watched == ("lib:S.rebuild",)
    assert ("lib:S.rebuild" in part.reachable) is there


# ------------------------------------------------------------------ the model


def flaws(reach):
    e = Evidence("requests", "2.30.0", open_advisories=Fact((replace(OPEN, reach=reach),), "x"))
    return open_flaws(replace(e, as_of=OPEN.advisory.disclosed), load_assumptions("team"))


def test_what_is_not_known_changes_nothing():
    assert flaws("not known") == flaws("reached")


def test_out_of_reach_weighs_less_in_every_world_and_never_nothing():
    w = worlds(load_assumptions("team"), n=500, seed=3)
    (near,), (far,) = flaws("reached"), flaws("not reached")
    for kept, lowered in zip(_weigh(near, w)[:2], _weigh(far, w)[:2], strict=True):
        assert (lowered <= kept).all()
        assert (lowered > 0).all()
        assert (lowered / kept).mean() < 0.6


def test_at_the_median_it_is_the_assumption_that_lowers_it():
    w = worlds(load_assumptions("team"), n=1, seed=0)
    (near,), (far,) = flaws("reached"), flaws("not reached")
    share = load_assumptions("team")["open_unreached"]
    assert _weigh(far, w)[0][0] == pytest.approx(share * _weigh(near, w)[0][0])
    assert sys.float_info.min < share < 1
