"""`depcalc graph`, and the flags that name one Python or one platform."""

import json
from pathlib import Path

import pytest

from tests.cli.running import run

SAMPLE = str(Path(__file__).parents[1] / "samples" / "shop-uv" / "uv.lock")


def test_the_tree_of_a_lock():
    ran = run("graph", SAMPLE)
    assert (ran.code, ran.err) == (0, "")
    assert "├── kombu 5.6.0\n│   ├── redis 7.0.0\n│   └── vine 5.1.0\n" in ran.out


@pytest.mark.parametrize(("format", "start"), [("json", "{"), ("dot", "digraph"), ("mermaid", "flowchart")])
def test_the_graph_for_other_programs(format, start):
    ran = run("graph", SAMPLE, "--format", format)
    assert ran.code == 0
    assert ran.out.startswith(start)


def test_direct_and_depth_cut_it():
    direct = run("graph", SAMPLE, "--direct")
    assert "kombu 5.6.0 (+)" in direct.out
    assert "vine" not in direct.out
    assert run("graph", SAMPLE, "--depth", "1").out == direct.out
    assert run("graph", SAMPLE, "--depth", "0").code == 2


def test_one_python_and_one_platform():
    ran = run("graph", SAMPLE, "--python-version", "3.12", "--python-platform", "linux", "--format", "json")
    found = json.loads(ran.out)
    (numpy,) = (one for one in found["packages"] if one["name"] == "numpy")
    assert [one["version"] for one in numpy["locked"]] == ["2.2.0"]
    assert "one-environment" in {one["code"] for one in found["notices"]}


@pytest.mark.parametrize(
    ("flag", "said"),
    [
        ("--python-version=3", "not a version of Python"),
        ("--python-platform=linus", "no platform is called 'linus'"),
    ],
)
def test_what_is_no_python_or_platform_is_refused(flag, said):
    ran = run("graph", SAMPLE, flag)
    assert ran.code == 2
    assert said in ran.err
