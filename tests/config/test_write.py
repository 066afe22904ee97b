"""What is added to the configuration leaves every other byte where it was, and can be read again."""

import tomllib
from datetime import date

import pytest

from depcalc.config.find import MOST
from depcalc.config.write import config_target, with_ledger, with_row, with_setting
from depcalc.errors import ConfigError

ENTRY = {"package": "acme-cron", "version": "1.4", "kind": "vendor", "path": "src/_cron.py", "symbols": []}
DECISION = {"package": "acme-web", "verdict": "keep", "date": date(2026, 11, 21)}
TOOL = "tool.depcalc"
BEFORE = {
    "nothing": "",
    "a table": "[tool.depcalc]\na = 1\n",
    "no last newline": "[tool.depcalc]\na = 1",
    "another follows": '[[tool.depcalc.ledger]]\npackage = "x"\npath = "y"\n[tool.b]\nc = 1\n',
    "a comment follows": '[[tool.depcalc.ledger]]\npackage = "x"\npath = "y"\n\n# about b\n[tool.b]\nc = 1\n',
    "several lines of text": '[[tool.depcalc.ledger]]\npackage = "x"\npath = """\n[tool.c]\n\n"""\n[d]\n',
    "lists": 'a = [\n  [1],\n]\n[[tool.depcalc.ledger]]\npackage = "x"\npath = "y"\nsymbols = [\n["z"]\n]\n',
}  # fmt: skip


@pytest.mark.parametrize("text", BEFORE.values(), ids=list(BEFORE))
def test_a_table_is_added_with_an_empty_line_around_it_and_nothing_else_moves(text):
    made = with_ledger(text, TOOL, ENTRY, None)
    for line in text.splitlines():
        assert line in made.splitlines()
    lines = made.splitlines()
    at = lines.index('package = "acme-cron"') - 1
    assert lines[at] == "[[tool.depcalc.ledger]]"
    assert at == 0 or lines[at - 1] == ""
    kept = [line for n, line in enumerate(lines) if not at - 1 <= n <= at + 5]
    assert [line for line in kept if line] == [line for line in text.splitlines() if line]
    rows = tomllib.loads(made)["tool"]["depcalc"]["ledger"]
    assert rows[-1] == {key: value for key, value in ENTRY.items() if value}


def test_what_is_said_about_the_next_table_stays_with_it():
    made = with_ledger(BEFORE["a comment follows"], TOOL, ENTRY, None)
    assert made.endswith("\n\n# about b\n[tool.b]\nc = 1\n")


def test_tables_written_as_a_list_stay_one():
    made = with_ledger('ledger = [{ package = "x", path = "y" }]\n', "", ENTRY, None)
    assert [row["package"] for row in tomllib.loads(made)["ledger"]] == ["x", "acme-cron"]


def test_the_same_package_is_decided_once_and_what_no_longer_holds_goes():
    text = with_row("# why\n", "", "decision", {**DECISION, "asks": ["upgrade to 2 first"]}, ("package",))
    made = with_row(text.replace("acme-web", "Acme_Web"), "", "decision", DECISION, ("package",))
    assert tomllib.loads(made) == {"decision": [DECISION]}
    assert made.startswith("# why\n")


def test_a_search_goes_to_the_entry_that_is_there():
    search = {"date": date(2026, 11, 21), "usd": 5.0, "found": 0}
    text = with_ledger("", "", ENTRY, None)
    made = with_ledger(text, "", {**ENTRY, "package": "Acme.Cron"}, search)
    (row,) = tomllib.loads(made)["ledger"]
    assert row["hardening"] == [search]


@pytest.mark.parametrize("prefix", ["", TOOL])
@pytest.mark.parametrize("text", BEFORE.values(), ids=list(BEFORE))
def test_a_setting_finds_its_table(text, prefix):
    made = with_setting(text, prefix, "cooldown", 7)
    found = tomllib.loads(made)
    for part in filter(None, prefix.split(".")):
        found = found[part]
    assert found["cooldown"] == 7
    lines = made.splitlines()
    at = lines.index("cooldown = 7")
    assert not "".join(lines[at + 1 : at + 2]).startswith("[")


WAIVED = "[tool.depcalc]\nprofile = 'team'\n\n# a waiver we have\n[[tool.depcalc.waiver]]\npackage = 'x'\n"


def test_a_setting_does_not_part_a_comment_from_what_it_is_about():
    made = with_setting(WAIVED, TOOL, "cooldown", 7)
    assert made == WAIVED.replace("'team'\n", "'team'\ncooldown = 7\n")
    plain = WAIVED.replace("[tool.depcalc]\n", "").replace("tool.depcalc.", "")
    assert with_setting(plain, "", "cooldown", 7) == plain.replace("'team'\n", "'team'\ncooldown = 7\n")


def test_a_setting_that_is_there_changes_in_its_place():
    text = WAIVED.replace("profile", "cooldown = 3 # days\nprofile")
    assert with_setting(text, TOOL, "cooldown", 7) == text.replace("cooldown = 3", "cooldown = 7")


@pytest.mark.parametrize("text", [WAIVED, *BEFORE.values()], ids=["waived", *BEFORE])
def test_a_setting_leaves_the_ends_of_lines(text):
    ended = text.replace("\n", "\r\n")
    made = with_setting(ended, TOOL, "cooldown", 7)
    assert "\n" not in made.replace("\r\n", "") or "\r\n" not in ended


def test_the_ends_of_lines_are_what_they_were():
    made = with_ledger("[tool.depcalc]\r\nprofile = 'team'\r\n", TOOL, ENTRY, None)
    assert "\n" not in made.replace("\r\n", "")


def test_a_file_beyond_its_limit_is_refused_before_half_of_it_is_written_back(tmp_path):
    (tmp_path / ".git").mkdir()
    (tmp_path / "depcalc.toml").write_text("# x\n" * (MOST // 4 + 1))
    with pytest.raises(ConfigError, match="larger than"):
        config_target(tmp_path)


@pytest.mark.parametrize("hostile", ["[/red]", 'a"b', "a\nb", "\\", "'''", "\x1b[31m", "[[tool.x]]"])
def test_hostile_text_is_written_as_text(hostile):
    made = with_ledger("[tool.depcalc]\n", TOOL, {**ENTRY, "path": hostile, "symbols": [hostile]}, None)
    (row,) = tomllib.loads(made)["tool"]["depcalc"]["ledger"]
    assert (row["path"], row["symbols"]) == (hostile, [hostile])


@pytest.mark.parametrize("key", ["path", "version", "symbols"])
def test_what_no_toml_can_say_is_refused_before_it_breaks_the_file(key):
    value = ["a\udcff"] if key == "symbols" else "a\udcff"
    with pytest.raises(ConfigError, match="not UTF-8"):
        with_ledger("", "", {**ENTRY, key: value}, None)
