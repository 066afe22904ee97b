"""Home-made security code: every labelled snippet of ours, and code beside it that is sound."""

import tomllib
from pathlib import Path

import pytest
from tests.owned.trees import write

from depcalc.owned import KINDS, find_homemade
from depcalc.owned.homemade import rows_of

SAMPLES = Path(__file__).parents[1] / "samples" / "homemade"
SNIPPETS = {s["id"]: s for s in tomllib.loads((SAMPLES / "positives.toml").read_text("utf-8"))["snippet"]}


def kinds(text: str) -> set[str]:
    return {kind for kind, _, _ in rows_of(text.encode()) or []}


@pytest.mark.parametrize("name", SNIPPETS)
def test_a_labelled_snippet_is_pointed_at_for_what_it_is(name):
    assert kinds(SNIPPETS[name]["code"]) == set(SNIPPETS[name]["kinds"])


SOUND = {s["id"]: s["code"] for s in tomllib.loads((SAMPLES / "sound.toml").read_text("utf-8"))["snippet"]}


@pytest.mark.parametrize("name", SOUND)
def test_sound_code_is_left_alone(name):
    assert kinds(SOUND[name]) == set()


def test_a_finding_names_file_line_function_and_advice(tmp_path):
    text = "import random\n\n\nclass Keys:\n    def new_token(self):\n        return random.randint(1, 9)\n"
    (found,) = find_homemade(write(tmp_path, {"src/app/keys.py": text}), jobs=1).findings
    assert (found.rule, found.kind) == ("HM05", "random-token")
    assert (found.path, found.line, found.symbol) == ("src/app/keys.py", 6, "Keys.new_token")
    assert "secrets" in found.advice
    assert found.where == "runtime"


def test_tests_docs_and_tools_are_told_apart(tmp_path):
    text = "import requests\nrequests.get('https://acme.example', verify=False)\n"
    files = dict.fromkeys(
        ("src/a.py", "tests/test_a.py", "docs/conf.py", "examples/demo.py", "tools/x.py"), text
    )
    found = find_homemade(write(tmp_path, files), jobs=1).findings
    assert {f.path: f.where for f in found} == {
        "src/a.py": "runtime", "tests/test_a.py": "tests", "docs/conf.py": "docs", "examples/demo.py": "docs",
        "tools/x.py": "tooling",
    }  # fmt: skip


def test_one_function_is_one_finding_of_a_kind_with_its_further_lines(tmp_path):
    text = "import ssl\ndef f(c):\n    c.check_hostname = False\n    c.verify_mode = ssl.CERT_NONE\n"
    (found,) = find_homemade(write(tmp_path, {"a.py": text}), jobs=1).findings
    assert (found.line, found.also) == (3, (4,))


def test_files_known_to_be_copies_are_not_the_project_s_own(tmp_path):
    text = "import random\ndef token():\n    return random.randint(1, 9)\n"
    repo = write(tmp_path, {"src/theirs.py": text, "src/ours.py": text})
    assert [f.path for f in find_homemade(repo, copies=["src/theirs.py"], jobs=1).findings] == ["src/ours.py"]


def test_rules_are_stable_and_every_kind_says_what_to_do():
    assert [(k.rule, k.name) for k in KINDS] == [
        ("HM01", "digest-compare"), ("HM02", "own-mac"), ("HM03", "own-jwt"), ("HM04", "password-hash"),
        ("HM05", "random-token"), ("HM06", "cert-check"), ("HM07", "own-crypto"), ("HM08", "sql-escape"),
        ("HM09", "html-sanitise"), ("HM10", "url-check"), ("HM11", "unsafe-load"), ("HM12", "session-sign"),
    ]  # fmt: skip
    assert all(k.advice.endswith(".") and k.advice.count(". ") == 0 for k in KINDS)
