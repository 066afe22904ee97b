"""Decisions of people, the project's own and imported ones."""

from datetime import date

import pytest
from tests.builders import a_report

from depcalc.config import load_settings
from depcalc.errors import ConfigError
from depcalc.gate.recorded import of_recorded
from depcalc.values.settings import RecordedDecision, Settings

TODAY = date(2026, 11, 21)
EARLY, LATE = date(2026, 1, 1), date(2026, 6, 1)


def found(*decisions):
    return [
        (one.rule, one.path, one.message)
        for one in of_recorded(a_report(), Settings(decisions=decisions), TODAY)
    ]


def test_ours_beats_an_imported_one_and_the_contradiction_is_said_where_it_stands():
    ours = RecordedDecision("acme-text", "keep", EARLY)
    theirs = RecordedDecision("acme-text", "rewrite", LATE, source="other.toml")
    ((rule, path, message),) = found(theirs, ours)
    assert (rule, path) == ("DC019", "other.toml")
    assert "contradicts the decision to keep acme-text of 2026-01-01, which counts" in message


def test_of_two_imports_the_newer_counts():
    old = RecordedDecision("acme-text", "keep", EARLY, source="a.toml")
    new = RecordedDecision("acme-text", "drop", LATE, source="b.toml")
    ((_, path, _),) = found(old, new)
    assert path == "a.toml"


def test_those_that_agree_need_no_word():
    assert (
        found(
            RecordedDecision("acme-text", "keep", EARLY),
            RecordedDecision("acme-text", "keep", LATE, source="b"),
        )
        == []
    )


def test_an_imported_decision_grows_stale_like_any_other():
    due = RecordedDecision("acme-text", "keep", EARLY, review=TODAY, source="b.toml")
    ((rule, path, message),) = found(due)
    assert (rule, path) == ("DC019", "b.toml")
    assert "was due for review on 2026-11-21" in message


def test_an_import_that_is_overruled_is_not_asked_to_be_reviewed():
    theirs = RecordedDecision("acme-text", "keep", EARLY, review=EARLY, source="b.toml")
    assert found(RecordedDecision("acme-text", "keep", LATE), theirs) == []


def test_to_rewrite_what_is_gated_is_a_finding_wherever_it_was_decided():
    ((rule, path, _),) = found(RecordedDecision("acme-imaging", "rewrite", EARLY, source="b.toml"))
    assert (rule, path) == ("DC006", "b.toml")


# ------------------------------------------------------------------ files


ONE = '[[{prefix}decision]]\npackage = "Acme_Text"\nverdict = "drop"\ndate = 2026-01-01\n'


def load(folder, text):
    (folder / "depcalc.toml").write_text(text)
    return load_settings(folder, {}, {})[0].decisions


@pytest.mark.parametrize(("name", "prefix"), [("decisions.toml", ""), ("pyproject.toml", "tool.depcalc.")])
def test_another_repository_lends_its_decisions(tmp_path, name, prefix):
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / name).write_text(ONE.format(prefix=prefix))
    (one,) = load(tmp_path, f'[[decision]]\nimport = "other/{name}"\n')
    assert (one.package, one.verdict) == ("acme-text", "drop")
    assert one.source.endswith(f"other/{name}")


@pytest.mark.parametrize(
    ("other", "entry", "said"),
    [
        (None, 'import = "gone.toml"', "no such file"),
        ("", 'import = "other.toml"\nverdict = "keep"', "no other key"),
        ('[[decision]]\nimport = "more.toml"\n', 'import = "other.toml"', "imports nothing itself"),
        ("[[decision]\n", 'import = "other.toml"', "not valid TOML"),
        ('[[decision]]\npackage = "a"\n', 'import = "other.toml"', "this key is required"),
    ],
)
def test_an_import_that_cannot_be_read_is_an_error_with_its_place(tmp_path, other, entry, said):
    if other is not None:
        (tmp_path / "other.toml").write_text(other)
    with pytest.raises(ConfigError, match=said):
        load(tmp_path, f"[[decision]]\n{entry}\n")


def test_an_imported_file_lends_nothing_but_decisions(tmp_path):
    waiver = '[[waiver]]\npackage = "a"\nreason = "r"\nexpires = 2099-01-01\n'
    (tmp_path / "other.toml").write_text(ONE.format(prefix="") + waiver)
    (tmp_path / "depcalc.toml").write_text('[[decision]]\nimport = "other.toml"\n')
    made = load_settings(tmp_path, {}, {})[0]
    assert (len(made.decisions), made.waivers) == (1, ())
