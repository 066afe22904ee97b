"""Edges from what is installed, for locks that record none."""

import json

from depcalc.installed import Distribution
from depcalc.lockfiles import parse_requirements
from depcalc.lockfiles.edges import requires_dist, with_installed_edges
from depcalc.lockfiles.pipfile import parse_pipfile_lock
from depcalc.scope import select
from depcalc.values.lock import Lock
from depcalc.values.scope import Scope

INSTALLED = {
    ("httpx", "1"): [
        "anyio",
        "h2 (>=3) ; extra == 'http2'",
        "brotli; extra == 'brotli'",
        "tomli; python_version < '3'",
    ],
    ("anyio", "1"): ["idna>=2.8"],
    ("idna", "1"): [],
    ("h2", "1"): ["h2[x]", "not a requirement !"],
    ("other", "1"): ["nothing"],
}


def pipfile_lock(project: str | None) -> Lock:
    names = ("httpx", "anyio", "idna", "h2", "brotli")
    document = {"_meta": {}, "default": {name: {"version": "==1"} for name in names}}
    return parse_pipfile_lock(json.dumps(document), project, path="Pipfile.lock")


def edges(lock: Lock) -> set[tuple[str, str, str]]:
    named = [(one, extra, asks) for one in lock.packages for extra, asks in (("", one.requires), *one.extras)]
    return {(one.key.name, extra, ask.name) for one, extra, asks in named for ask in asks if ask.targets}


def codes(lock: Lock) -> set[str]:
    return {notice.code for notice in lock.notices}


PROJECT = '[packages]\nhttpx = {version = "*", extras = ["http2"]}\n'


def test_edges_markers_and_extras_come_from_the_metadata():
    lock = with_installed_edges(pipfile_lock(PROJECT), INSTALLED)
    assert edges(lock) >= {("httpx", "", "anyio"), ("anyio", "", "idna"), ("httpx", "http2", "h2")}
    assert lock.edges_from == "installed-metadata"
    assert [ask.marker for ask in lock.packages[0].requires] == ["", "python_version < '3'"]


def test_an_extra_that_nobody_asks_for_is_none():
    lock = with_installed_edges(pipfile_lock(PROJECT), INSTALLED)
    assert [extra for extra, _ in lock.packages[0].extras] == ["http2"]
    assert "brotli" in {ask.name for ask in lock.roots[0].requires}


def test_what_something_declared_leads_to_is_no_longer_asked_for_by_the_project():
    lock = with_installed_edges(pipfile_lock(PROJECT), INSTALLED)
    assert [(ask.name, ask.declared) for ask in lock.roots[0].requires] == [
        ("httpx", True),
        ("brotli", False),
    ]
    assert {node.key.name for node in select(lock, Scope()).nodes} == {
        "httpx",
        "anyio",
        "idna",
        "h2",
        "brotli",
    }


def test_what_is_not_installed_in_its_locked_version_is_named():
    lock = with_installed_edges(pipfile_lock(PROJECT), INSTALLED)
    (notice,) = [one for one in lock.notices if one.code == "edges-unknown"]
    assert notice.message.endswith("1, brotli")
    assert "no-edges" not in codes(lock)


def test_without_a_project_file_what_nothing_requires_is_direct():
    lock = with_installed_edges(pipfile_lock(None), INSTALLED)
    assert [ask.name for ask in lock.roots[0].requires] == ["httpx", "h2", "brotli"]
    assert "direct-unknown" not in codes(lock)


def test_a_plain_list_gets_its_edges_too():
    lock = with_installed_edges(parse_requirements("httpx==1\nanyio==1\nidna==1\n", path="r.txt"), INSTALLED)
    assert edges(lock) == {("httpx", "", "anyio"), ("anyio", "", "idna")}
    assert [ask.name for ask in lock.roots[0].requires] == ["httpx"]


def test_a_lock_with_edges_and_one_of_which_nothing_is_installed_stay_as_they_are():
    lock = parse_requirements("a==1\n    # via -r a.in\n", path="r.txt")
    assert with_installed_edges(lock, {("a", "1"): ["b"]}) is lock
    plain = parse_requirements("httpx==2\n", path="r.txt")
    assert with_installed_edges(plain, INSTALLED) is plain


def test_the_headers_of_an_environment_are_taken_as_they_are():
    headers = {"name": ["A.b"], "requires-dist": ["b>=1", "c; extra == 'x'"]}
    found = requires_dist([Distribution("A.b", "1.0", "a_b-1.0.dist-info", headers)])
    assert found == {("a-b", "1.0"): ("b>=1", "c; extra == 'x'")}
