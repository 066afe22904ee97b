"""Hostile repositories and wheels: bounded work, nothing run, the rest of the answer intact."""

import os
import zipfile

import pytest
from tests.owned.trees import PARSER, folding_wheels, write

from depcalc.installed.guard import Guard, Limits, Task
from depcalc.owned import Budget, find_homemade, find_vendored, packages_at_hand
from depcalc.owned.reading import WORKER
from depcalc.owned.shapes import shape_of

WEAK = "import requests\n\ndef get(url):\n    return requests.get(url, verify=False)\n"
SOURCES = {
    "deep-brackets": "(" * 5_000 + ")" * 5_000,
    "long-sum": "x = " + " + ".join(["a"] * 60_000),
    "long-elif": "if a: pass\n" + "".join(f"elif a == {i}: pass\n" for i in range(20_000)),
    "nested-attributes": "x = a" + ".b" * 20_000,
    "nested-calls": "x = " + "f(" * 90 + "1" + ")" * 90,
    "nul": "x = 1\0",
    "other-codec": b"# -*- coding: utf-7 -*-\nx = 1\n",
    "python-2": "print 'x'\n",
    "long-line": "x = '" + "a" * 200_000 + "'\n",
    "big-number": "x = 0x" + "f" * 20_000 + "\n",
    "surrogates": "x = '\\udc80'\ndef f(a):\n    return '\\udc80' + a\n",
    "named-character": "x = '\\N{BULLET}'\n",
    "assigned-in-circles": "a = b\nb = a\ndef f(t):\n    t = t\n    u = u == t\n    return hmac.new(t, u) == u\n",
    "empty": "",
}  # fmt: skip


@pytest.mark.parametrize("source", SOURCES)
def test_the_rest_stays_intact_beside_a_hostile_file(tmp_path, source):
    text = SOURCES[source]
    files = {
        "_vendor/folding/parser.py": PARSER,
        "_vendor/bad/__init__.py": text,
        "app/weak.py": WEAK,
        "app/bad.py": text,
    }
    repo = write(tmp_path / "repo", files)
    held = folding_wheels(tmp_path / "w")
    assert [c.package for c in find_vendored(repo, held, jobs=1).copies] == ["folding"]
    found = find_homemade(repo, jobs=1)
    assert ("app/weak.py", "cert-check") in {(f.path, f.kind) for f in found.findings}


def test_a_named_character_is_parsed():
    with Guard(WORKER, Limits()) as guard:
        ((_, answer),) = guard.answers([Task(0, ("shape", b'x = "\\N{BULLET}"\n'), 20)])
    assert answer is not None
    assert answer[0] == ""


def test_a_file_that_takes_its_parser_down_is_said_to_be_unread(tmp_path):
    repo = write(tmp_path / "repo", {"app/deep.py": "x = " + "-" * 3_000_000 + "1\n", "app/weak.py": WEAK})
    found = find_homemade(repo, jobs=1, budget=Budget(guard=Limits(seconds=2.0)))
    assert found.unread == ("app/deep.py",)
    assert not found.complete
    assert len(found.findings) == 1


def test_links_out_of_the_repository_are_not_followed(tmp_path):
    outside = write(tmp_path / "outside", {"secret.py": WEAK})
    repo = write(tmp_path / "repo", {"app/__init__.py": ""})
    os.symlink(outside, repo / "app" / "linked")
    os.symlink(outside / "secret.py", repo / "app" / "linked.py")
    os.mkfifo(repo / "app" / "pipe.py")
    found = find_homemade(repo, jobs=1)
    assert found.findings == ()
    assert found.files == 1


def test_environments_and_tools_folders_are_not_the_project(tmp_path):
    repo = write(tmp_path / "repo", {
        ".venv/pyvenv.cfg": "", ".venv/lib/a.py": WEAK, "my-env/pyvenv.cfg": "", "my-env/a.py": WEAK,
        "node_modules/a.py": WEAK, "_vendor/a.py": WEAK, "src/a.py": WEAK,
    })  # fmt: skip
    assert [f.path for f in find_homemade(repo, jobs=1).findings] == ["src/a.py"]


def test_a_wheel_that_is_no_zip_is_left_out_with_a_notice(tmp_path):
    held = packages_at_hand(
        None, write(tmp_path / "w", {"broken-1.0-py3-none-any.whl": b"no zip", "odd.whl": b""})
    )
    assert held.packages == ()
    assert {n.code for n in held.notices} == {"archive-refused", "wheel-name"}


def test_members_that_climb_out_of_a_wheel_are_not_read(tmp_path):
    with zipfile.ZipFile(tmp_path / "bad-1.0-py3-none-any.whl", "w") as archive:
        archive.writestr("../../evil.py", PARSER)
        archive.writestr("bad/__init__.py", PARSER)
    (held,) = packages_at_hand(None, tmp_path).packages
    assert list(held.read()) == ["bad/__init__.py"]


def test_nothing_of_a_copy_or_a_wheel_is_run(tmp_path):
    trap = f"open({str(tmp_path / 'ran')!r}, 'w').write('x')\n" + PARSER
    repo = write(tmp_path / "repo", {"_vendor/folding/parser.py": trap, "_vendor/folding/__init__.py": trap})
    find_vendored(repo, folding_wheels(tmp_path / "w"), jobs=1)
    find_homemade(repo, jobs=1)
    assert not (tmp_path / "ran").exists()


def test_a_shape_is_bounded():
    text = "def f():\n" + "".join(f"    a{n} = {n}\n" for n in range(30_000))
    assert len(shape_of(text.encode()).units) == 1
