"""Where packages sit, on graphs small enough to see."""

import subprocess
import sys

from depcalc.graph import name_edges, paths_to, place
from depcalc.scope import select
from depcalc.values.lock import Key, Lock, Package, Requirement, Root
from depcalc.values.placement import Placement
from depcalc.values.scope import Scope


def ask(text: str) -> Requirement:
    """`name`, `name[x]` or `name=2` for its second version."""
    text, _, version = text.partition("=")
    name, _, extra = text.removesuffix("]").partition("[")
    return Requirement(name, (Key(name, version or "1"),), (extra,) if extra else ())


def asks(text: str) -> tuple[Requirement, ...]:
    return tuple(map(ask, text.split()))


def lock(requires: str, groups: dict[str, str] | None = None, **packages: str) -> Lock:
    """Packages by name: what they require, and after a `|` what their extra x adds; `name_2` is version 2."""
    held = []
    for label, text in packages.items():
        name, _, version = label.partition("_")
        plain, _, extra = text.partition("|")
        extras = (("x", asks(extra)),) if extra else ()
        held.append(Package(Key(name, version or "1"), requires=asks(plain), extras=extras))
    named = tuple((group, asks(text)) for group, text in sorted((groups or {}).items()))
    return Lock(
        "a.lock", "poetry", packages=tuple(held), roots=(Root("shop", None, asks(requires), groups=named),)
    )


def placed(one: Lock, **scope: bool) -> dict[str, Placement]:
    return {placement.name: placement for placement in place(select(one, Scope(**scope)))}


def test_a_chain_leaves_with_the_direct_that_brings_it():
    found = placed(lock("a", a="b", b="c", c=""))
    assert found["a"].leaves_with == ("b", "c")
    assert found["a"].gone_with == ("a", "b", "c")
    assert [found[name].depth for name in "abc"] == [1, 2, 3]
    assert found["c"].needed_by_directs == ("a",)
    assert found["c"].dependents == ("b",)


def test_what_two_directs_share_leaves_with_neither():
    found = placed(lock("a b", a="c", b="c", c="d", d=""))
    assert found["a"].leaves_with == found["b"].leaves_with == ()
    assert found["c"].needed_by_directs == ("a", "b")
    assert found["c"].gone_with == ("c", "d")


def test_a_direct_that_another_direct_needs_stays_and_says_so():
    found = placed(lock("a b", a="b", b="c", c=""))
    assert found["b"].needed_by_directs == ("a",)
    assert found["b"].leaves_with == ()
    assert found["a"].leaves_with == ()
    assert found["b"].gone_with == ("b", "c")


def test_a_cycle_leaves_as_a_whole():
    found = placed(lock("a", a="b", b="c", c="b a"))
    assert found["a"].leaves_with == ("b", "c")
    assert found["b"].gone_with == ("b", "c")
    assert found["a"].dependents == ("c",)


def test_a_package_that_asks_for_itself_is_not_its_own_dependent():
    found = placed(lock("a", a="a b", b=""))
    assert found["a"].dependents == ()
    assert name_edges(select(lock("a", a="a b", b=""))) == (("a", ("b",)), ("b", ()))


def test_an_extra_that_one_of_two_parents_switches_on_leaves_with_that_parent():
    found = placed(lock("a b", a="m[x]", b="m", m="|n", n=""))
    assert found["a"].leaves_with == ("n",)
    assert found["m"].needed_by_directs == ("a", "b")
    assert found["n"].gone_with == ("n",)


def test_a_direct_that_stays_without_its_extra_loses_what_the_extra_brought():
    found = placed(lock("m[x] b", b="m", m="|n", n=""))
    assert found["m"].needed_by_directs == ("b",)
    assert found["m"].leaves_with == ("n",)


def test_a_name_in_two_versions_is_gone_only_with_both():
    found = placed(lock("a b", a="m", b="m=2", m="", m_2="n", n=""))
    assert found["m"].versions == ("1", "2")
    assert found["m"].gone_with == ("m", "n")
    assert found["b"].leaves_with == ("n",)
    assert found["a"].leaves_with == ()


def test_a_package_takes_the_most_exposed_group_that_reaches_it():
    one = lock("a", {"dev": "b", "build": "c"}, a="m", b="m n", c="n", m="", n="")
    found = placed(one, all_groups=True)
    assert {name: found[name].exposure for name in "abcmn"} == {
        "a": "production",
        "b": "development",
        "c": "build",
        "m": "production",
        "n": "build",
    }
    assert found["m"].groups == ("", "group:dev")


def test_what_the_project_itself_is_asked_for_is_not_a_way_in():
    """A plug-in asks for the project; what the project requires does not thereby belong to the plug-in."""
    top = Key("shop", "1", "editable .")
    plugin = Package(Key("plugin", "1"), requires=(Requirement("shop", (top,)),))
    rich = Package(Key("rich", "1"))
    project = Package(top, requires=asks("plugin rich"))
    one = Lock(
        "uv.lock", "uv", packages=(project, plugin, rich), roots=(Root("shop", top, project.requires),)
    )
    found = placed(one)
    assert set(found) == {"plugin", "rich"}
    assert found["plugin"].gone_with == ("plugin",)
    assert found["rich"].dependents == ()


def test_a_member_that_only_a_package_asks_for_is_a_way_through():
    top, side = Key("shop", "1", "editable ."), Key("side", "1", "editable side")
    plugin = Package(Key("plugin", "1"), requires=(Requirement("side", (side,)),))
    packages = (
        Package(top, requires=asks("plugin")),
        plugin,
        Package(side, requires=asks("rich")),
        Package(Key("rich", "1")),
    )
    roots = (Root("shop", top, asks("plugin")), Root("side", side, asks("rich"), top=False))
    one = Lock("uv.lock", "uv", packages=packages, roots=roots)
    found = placed(one)
    assert set(found) == {"plugin", "rich"}
    assert found["plugin"].leaves_with == ("rich",)
    assert found["rich"].dependents == ("plugin",)
    assert found["rich"].depth == 3


def test_paths_are_distinct_and_the_shortest_come_first():
    selection = select(lock("a c", a="b", b="c", c="d", d=""))
    paths = [[key.name for key in path] for path in paths_to(selection, "d")]
    assert paths == [["shop", "c", "d"], ["shop", "a", "b", "c", "d"]]
    assert len(paths_to(selection, "d", limit=1)) == 1


def test_placing_does_not_import_networkx():
    code = "import depcalc.graph as g, sys; g.place(g.Selection()); assert 'networkx' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)
