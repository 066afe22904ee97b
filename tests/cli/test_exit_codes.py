"""One table of exit codes, and what is said with each."""

import os
import subprocess
import sys

import pytest

from depcalc.errors import (
    AssumptionError,
    ConfigError,
    DepcalcError,
    EmptyScopeError,
    InputError,
    LockError,
    ModelError,
    UsageError,
)
from tests.cli.running import Pipeline, run

CODES = [
    (UsageError("no", "do this"), 2),
    (ConfigError("no"), 2),
    (AssumptionError("no"), 2),
    (InputError("no"), 2),
    (LockError("no", at="line 3"), 2),
    (EmptyScopeError("no"), 3),
    (ModelError("no"), 70),
    (DepcalcError("no"), 70),
    (ZeroDivisionError("no"), 70),
    (RecursionError("no"), 70),
    (KeyboardInterrupt(), 130),
]


@pytest.fixture
def scan_with(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def scan_with(error):
        Pipeline(error=error).install(monkeypatch)
        return run("scan")

    return scan_with


@pytest.mark.parametrize(("error", "code"), CODES, ids=[type(error).__name__ for error, _ in CODES])
def test_each_error_has_its_code(scan_with, error, code):
    ran = scan_with(error)
    assert (ran.code, ran.out) == (code, "")


def test_an_error_is_one_line_with_a_hint_and_no_traceback(scan_with):
    assert scan_with(UsageError("no such thing", "do this")).err == (
        "depcalc: error: no such thing\nhint: do this\n"
    )


def test_a_bug_comes_with_its_traceback_and_a_request(scan_with):
    said = scan_with(ZeroDivisionError("oops")).err
    assert "Traceback" in said
    assert "ZeroDivisionError: oops" in said
    assert "this is a bug in depcalc" in said
    assert "report it" in said


def test_an_interrupt_says_nothing(scan_with):
    assert scan_with(KeyboardInterrupt()).err == ""


def test_hostile_text_in_an_error_is_harmless(scan_with):
    said = scan_with(LockError("bad \x1b[31m name\n::error::x", at="a\u202eb")).err
    assert "\x1b" not in said
    assert "\u202e" not in said
    assert not any(line.startswith("::") for line in said.splitlines())


def python(*arguments: str, **more) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments], capture_output=True, text=True, check=False, timeout=60, **more
    )


def test_help_and_version_load_none_of_the_heavy_libraries():
    heavy = {"numpy", "networkx", "textual", "sqlite3", "asyncio", "requests"}
    for flag in ("--help", "--version"):
        program = (
            f"import sys, depcalc.cli; code = depcalc.cli.main([{flag!r}]); "
            f"print(code, sorted({heavy!r} & {{name.partition('.')[0] for name in sys.modules}}))"
        )
        assert python("-c", program).stdout.endswith("0 []\n")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")
def test_a_full_disk_is_an_error_and_not_a_traceback():
    with open("/dev/full", "w") as full:
        ran = subprocess.run(
            [sys.executable, "-m", "depcalc", "--help"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            timeout=60,
        )
    assert ran.returncode == 2
    assert "cannot write the answer" in ran.stderr
    assert "Traceback" not in ran.stderr
    assert "Exception ignored" not in ran.stderr


def test_a_reader_who_leaves_early_is_no_error():
    read, write = os.pipe()
    os.close(read)
    ran = subprocess.run(
        [sys.executable, "-m", "depcalc", "--help"],
        stdout=write,
        stderr=subprocess.PIPE,
        check=False,
        timeout=60,
    )
    os.close(write)
    assert (ran.returncode, ran.stderr) == (0, b"")


def test_closed_streams_are_no_bug():
    ran = subprocess.run(
        ["sh", "-c", f"{sys.executable} -m depcalc --version >&- 2>&-"], check=False, timeout=60
    )
    assert ran.returncode == 0


def test_the_module_and_the_command_are_one():
    assert python("-m", "depcalc", "--version").stdout.startswith("depcalc ")
