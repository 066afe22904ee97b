"""The slice on its way through a report: from the project's source to gates, costs and words."""

import json
import sys

import pytest

from depcalc.pipeline import appraise, survey
from depcalc.pipeline.using import slice_of_names
from depcalc.render import RENDERERS, Style
from depcalc.values.settings import Settings
from tests.test_pipeline import lock
from tests.test_pipeline_locks import install

PINS = (("acme-geo", "1.0"), ("acme-net", "1.0"), ("acme-idle", "1.0"))
NET = "import socket\n\ndef fetch(host):\n    return socket.create_connection((host, 443))\n"
GEO = "def distance(a, b):\n    return abs(a - b)\n\n" + "".join(
    f"def other{n}(x):\n    y = x + {n}\n    return y\n\n" for n in range(40)
)


@pytest.fixture
def project(tmp_path):
    lock(tmp_path, *PINS)
    (tmp_path / "app.py").write_text(
        "from acme_geo import distance\nimport acme_net\n\nprint(distance(1, 2), acme_net.fetch('x'))\n"
    )
    site = tmp_path / ".venv" / "lib" / "python3.12" / "site-packages"
    for name, code in (("acme_geo", GEO), ("acme_net", NET), ("acme_idle", "raise SystemExit('was run')\n")):
        install(site, name, "1.0")
        (site / f"{name}-1.0.dist-info" / "RECORD").write_text(f"{name}.py,,\n")
        (site / f"{name}.py").write_text(code)
    (tmp_path / ".venv" / "pyvenv.cfg").write_text("home = /usr/bin\n")
    return tmp_path


def report(folder, **settings):
    asked = Settings(**settings)
    return appraise(survey(folder, asked, environ={}), asked)


def decisions(folder, **settings):
    return {d.package: d for d in report(folder, **settings).decisions}


def test_the_part_in_use_is_counted_with_the_place_of_each_use(project):
    part = decisions(project)["acme-geo"].slice
    assert (part.basis, part.functions, part.functions_total) == ("measured", 1, 41)
    assert [(n.name, n.path, n.line) for n in part.names] == [("acme_geo.distance", "app.py", 1)]


def test_what_nothing_uses_is_dropped(project):
    d = decisions(project)["acme-idle"]
    assert (d.verdict, "unused" in d.flags) == ("drop", True)


def test_a_capability_closes_the_gate_and_says_why(project):
    d = decisions(project)["acme-net"]
    assert d.class_basis == "capability"
    assert d.option("rewrite").why_not == "gated by what the part in use does: net"


def test_without_usage_the_slice_is_a_rule_and_nothing_is_unused(project):
    found = decisions(project, usage=False)
    assert {d.slice.basis for d in found.values()} == {"estimated"}
    assert not any("unused" in d.flags for d in found.values())


def test_a_lock_alone_in_a_folder_drops_nothing(tmp_path):
    lock(tmp_path, *PINS)
    found = decisions(tmp_path).values()
    assert {d.verdict for d in found} <= {"keep", "unknown"}
    assert {d.slice.status for d in found} == {""}


def test_a_module_can_be_mapped_by_hand(project):
    (project / "app.py").write_text("import strange_name\n")
    assert "unused" in decisions(project)["acme-idle"].flags
    assert "unused" not in decisions(project, imports=(("strange_name", "acme-idle"),))["acme-idle"].flags


def test_explain_shows_the_names_and_the_table_how_many_functions(project):
    whole = report(project)
    assert "1 of 41" in RENDERERS["table"](whole, Style(width=120))
    told = RENDERERS["explain"](whole, Style())
    assert "acme_geo.distance" in told
    assert "app.py:1" in told
    assert "socket.create_connection at acme_net.py:4" in told
    part = json.loads(RENDERERS["json"](whole, Style()))["decisions"][0]["slice"]
    assert part["status"] == "used"


def test_nothing_of_the_project_or_its_packages_is_run(project):
    seen = []
    roots = str(project)

    def hook(event, args):
        if event in ("exec", "import") and roots in repr(args):
            seen.append((event, repr(args)[:200]))

    sys.addaudithook(hook)
    report(project)
    roots = "\0"
    assert seen == []


def part_of(folder, *uses):
    return slice_of_names("acme-geo", uses, folder, Settings(), {}).slice


def test_the_part_that_named_functions_need_is_measured_where_the_source_is_installed(project):
    made = part_of(project, "distance")
    assert (made.functions, made.functions_total) == (1, 41)
    more = part_of(project, "distance", "other3")
    assert more.kloc > made.kloc


@pytest.mark.parametrize(
    ("uses", "missing"),
    [
        (("nowhere",), ("nowhere",)),
        (("distance", "nowhere", "other3"), ("nowhere",)),
        (("nowhere.distance",), ("nowhere.distance",)),
    ],
)
def test_a_name_that_is_not_in_the_source_measures_nothing_and_is_named(project, uses, missing):
    named = slice_of_names("acme-geo", uses, project, Settings(), {})
    assert (named.slice, named.missing) == (None, missing)


def test_a_name_that_is_not_there_takes_nothing_away_from_the_others(project):
    found = slice_of_names("acme-geo", ("distance", "other3"), project, Settings(), {})
    named = slice_of_names("acme-geo", ("distance", "nowhere", "other3"), project, Settings(), {})
    assert named.least == found.slice.kloc > 0
    assert slice_of_names("acme-geo", ("nowhere",), project, Settings(), {}).least == 0


def test_names_are_looked_for_in_the_modules_that_are_for_users(project):
    site = next((project / ".venv").glob("lib/*/site-packages"))
    (site / "_acme_geo.py").write_text("def inner():\n    pass\n")
    (site / "acme_geo-1.0.dist-info/RECORD").write_text("_acme_geo.py,,\nacme_geo.py,,\n")
    assert part_of(project, "distance").functions == 1


def test_a_member_is_used_on_an_instance_of_its_class(project):
    site = next((project / ".venv").glob("lib/*/site-packages"))
    (site / "acme_geo.py").write_text(
        "class Map:\n    def __init__(self):\n        self.at = 1\n\n"
        "    def zoom(self):\n        return self.near()\n\n    def near(self):\n        return self.at\n"
    )
    named = slice_of_names("acme-geo", ("Map.zoom", "Map.nowhere"), project, Settings(), {})
    assert (named.slice.functions, named.missing) == (3, ("Map.nowhere",))


def test_a_module_is_there_whoever_imported_it_before(project):
    site = next((project / ".venv").glob("lib/*/site-packages"))
    (site / "acme_geo.py").unlink()
    (site / "acme_geo").mkdir()
    (site / "acme_geo" / "__init__.py").write_text("from acme_geo import maps\n")
    (site / "acme_geo" / "maps.py").write_text("def near():\n    return 1\n")
    (site / "acme_geo-1.0.dist-info" / "RECORD").write_text("acme_geo/__init__.py,,\nacme_geo/maps.py,,\n")
    named = slice_of_names("acme-geo", ("maps", "maps.near", "maps.far"), project, Settings(), {})
    assert named.missing == ("maps.far",)


@pytest.mark.parametrize(("name", "uses"), [("acme-absent", ("get",)), ("acme-geo", ())])
def test_what_is_not_at_hand_or_not_asked_is_not_measured(project, name, uses):
    assert slice_of_names(name, uses, project, Settings(), {}) is None
