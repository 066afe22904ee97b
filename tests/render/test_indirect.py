"""explain of an indirect package: where its cost stands, and what of it is reached, or why nobody knows."""

from dataclasses import replace

import pytest

from depcalc.render import Style, render_indirect
from depcalc.render.text import cells
from depcalc.values.report import IndirectUse, SliceReport
from depcalc.values.usage import UsedName
from tests.builders import HOSTILE, a_decision, a_hostile_report, a_report, an_indirect_use


def shown(use, report=None, **style):
    made = report or a_report()
    rows = tuple(replace(row, use=use) if row.name == "acme-tls" else row for row in made.packages)
    return render_indirect(replace(made, packages=rows), "acme-tls", Style(**style))


def words(use, report=None):
    return " ".join(shown(use, report).split())


def test_what_is_measured_is_shown_with_what_it_is_reached_through():
    said = words(an_indirect_use())
    assert "7 of 40 functions, 2 of 5 modules" in said
    assert "310 lines" in said
    assert "Reached through acme-web." in said


def test_own_code_that_names_it_is_a_way_to_it_too():
    part = replace(an_indirect_use().part, names=(UsedName("acme_tls.wrap", "runtime", "app.py", 3),))
    assert "Reached from your own code and through acme-web." in words(IndirectUse(part, ("acme-web",)))
    tested = replace(part, names=(UsedName("acme_tls.wrap", "tests", "test_app.py", 3),))
    assert "Reached through acme-web." in words(IndirectUse(tested, ("acme-web",)))


def test_a_way_that_no_text_tells_is_not_invented():
    said = words(replace(an_indirect_use(), through=()))
    assert "the text does not tell through which package; it is asked for by acme-gateway, acme-web" in said


def test_what_is_only_imported_is_not_called_reached():
    part = replace(an_indirect_use().part, functions=0, kloc=0.001)
    said = words(IndirectUse(part))
    assert "covers at most 1 line (" in said
    assert "It is imported, and none of its functions is reached; it is asked for by acme-gateway" in said


def test_compiled_code_is_not_in_the_lines():
    part = replace(an_indirect_use().part, notes=(("native code may call back", 1),))
    assert "310 lines (20 %), its compiled code not counted" in words(IndirectUse(part))
    assert "compiled" not in words(an_indirect_use())


def test_that_the_project_does_not_import_it_is_not_said_of_what_is_reached():
    assert "by name" not in words(an_indirect_use())
    unmeasured = replace(an_indirect_use().part, basis="estimated")
    assert "by name: acme-web requires it." in words(IndirectUse(unmeasured, (), "no source"))


def test_what_to_run_next_looks_at_the_same_project():
    assert "depcalc why acme-tls · " in words(an_indirect_use(), a_report(path="."))
    elsewhere = words(an_indirect_use(), a_report(path="../shop"))
    assert "depcalc why acme-tls ../shop · depcalc explain acme-gateway ../shop" in elsewhere


def test_what_is_not_measured_says_why_and_what_is_taken():
    said = words(IndirectUse(SliceReport(0.5, 0.3, "estimated"), (), "its source is not at hand"))
    assert "Its part in use is not measured: its source is not at hand; 500 lines are taken by rule." in said
    assert " of 0 functions" not in said


def test_its_cost_is_in_the_row_that_takes_it_along_or_in_the_shared_one():
    alone = a_report(decisions=(replace(a_decision(), leaves_with=("acme-tls",)),), shared=())
    assert "its cost stands in the row of acme-imaging." in words(an_indirect_use(), alone)
    assert "its cost stands in the shared row" in words(an_indirect_use())


@pytest.mark.parametrize("width", [20, 40, 80])
def test_it_fits_and_nothing_hostile_passes(width):
    assert max(map(cells, shown(an_indirect_use(), width=width).splitlines())) <= width
    report = a_hostile_report()
    rows = tuple(
        replace(row, name="acme-tls", use=IndirectUse(an_indirect_use().part, HOSTILE, "".join(HOSTILE)))
        for row in report.packages[:1]
    )
    text = render_indirect(replace(report, packages=rows), "acme-tls", Style(width=width, ascii=True))
    assert text.isascii()
    assert "\x1b" not in text
