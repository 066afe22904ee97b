"""The command line as the contract lists it; nothing is guessed and nothing half done."""

import pytest

from depcalc.cli.parser import build_parser, parse
from depcalc.cli.words import COMMANDS
from depcalc.errors import UsageError
from tests.cli.running import run

CONTRACT = [
    "scan",
    "explain",
    "why",
    "graph",
    "whatif",
    "plan",
    "advise",
    "check",
    "diff",
    "report",
    "ledger",
    "data",
    "tui",
    "completion",
]
FLAGS = [
    "-C",
    "--lockfile",
    "--group",
    "--only-group",
    "--all-groups",
    "--extra",
    "--all-extras",
    "--all",
    "--direct",
    "--format",
    "-o",
    "--offline",
    "--online",
    "--profile",
    "--exposure",
    "--loss",
    "--price",
    "--prices",
    "--horizon",
    "--seed",
    "--draws",
    "--set",
    "--as-of",
    "--site-packages",
    "--wheels",
    "--python-version",
    "--python-platform",
    "--color",
    "--ascii",
    "-q",
    "-v",
    "-h",
    "-V",
]


def test_every_command_of_the_contract_is_listed():
    assert list(COMMANDS) == CONTRACT
    shown = run("--help").out
    assert all(f"\n    {name} " in shown for name in CONTRACT)


@pytest.mark.parametrize("command", CONTRACT)
def test_every_common_flag_is_in_the_help(command):
    shown = run(command, "--help").out
    missing = [flag for flag in FLAGS if f"  {flag}" not in shown and f" {flag}," not in shown]
    assert missing == (["--format"] if command in ("completion", "tui") else [])


def test_help_teaches():
    shown = run("--help").out
    for words in (
        "examples:",
        "where numbers come from:",
        "exit codes:",
        "depcalc explain acme-web",
        "estimates",
    ):
        assert words in shown


@pytest.mark.parametrize("command", CONTRACT)
def test_help_fits_eighty_columns(command):
    assert max(map(len, run(command, "--help").out.splitlines())) <= 80
    assert max(map(len, run("--help").out.splitlines())) <= 80


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (["explan"], "did you mean explain"),
        (["scan", "--formt", "json"], "did you mean --format"),
        (["--profle", "team"], "did you mean --profile"),
        (["scan", "--form", "json"], "does not take --form"),
        (["scan", "--format", "jsno"], "invalid choice: 'jsno'"),
        (["explain"], "required: NAME"),
        (["scan", "a", "b"], "does not take b"),
        (["scan", "--profile", "teem"], "did you mean team"),
        (["scan", "--loss", "lots"], "--loss: expected a number"),
        (["scan", "nowhere"], "no such file or folder"),
    ],
)
def test_a_mistake_gets_a_guess_or_a_reason(argv, said, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    ran = run(*argv)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
    assert "Traceback" not in ran.err


def test_a_bare_path_is_a_hint_and_not_a_scan(tmp_path, monkeypatch):
    (tmp_path / "shop").mkdir()
    monkeypatch.chdir(tmp_path)
    ran = run("shop")
    assert ran.code == 2
    assert "hint: for that path: depcalc scan shop" in ran.err


def test_flags_may_repeat():
    args = parse(["scan", "--group", "a", "--group", "b", "--set", "x=1", "--set", "y=2"])
    assert (args.group, args.set) == (["a", "b"], ["x=1", "y=2"])


def test_nothing_prints_while_parsing(capsys):
    with pytest.raises(UsageError):
        build_parser().parse_args(["scan", "--format"])
    assert capsys.readouterr() == ("", "")
