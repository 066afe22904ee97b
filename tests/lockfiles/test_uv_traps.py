"""The traps of uv.lock, one test each, named after the list of traps in the issue."""

from depcalc.graph import place
from depcalc.lockfiles import parse_uv
from depcalc.scope import count, select
from depcalc.values.lock import Lock
from depcalc.values.scope import Scope

INDEX = "https://index.example/simple"


def package(name: str, version: str = "1.0", source: str = f'registry = "{INDEX}"', asks: str = "") -> str:
    stated = f'version = "{version}"\n' if version else ""
    entries = "".join(f"    {{ {ask} }},\n" for ask in asks.split(" | ")) if asks else ""
    listed = f"dependencies = [\n{entries}]\n" if asks else ""
    return f'[[package]]\nname = "{name}"\n{stated}source = {{ {source} }}\n{listed}'


def read(*packages: str, head: str = "") -> Lock:
    text = "version = 1\nrevision = 3\n" + head + "\n" + "\n".join(packages)
    return parse_uv(text, path="uv.lock")


def shop(asks: str, *more: str) -> str:
    return package("shop", source='virtual = "."', asks=asks) + "".join(more)


def names(lock: Lock, scope: Scope = Scope()) -> set[str]:
    selection = select(lock, scope)
    return {node.key.name for node in selection.nodes if node.key not in selection.members}


def test_p3_a_header_without_packages_is_a_lock():
    lock = read()
    assert (lock.packages, lock.roots) == ((), ())
    assert count(lock).packages == 0


def test_p5_what_nothing_reaches_is_an_orphan_and_not_a_package():
    counts = count(read(shop('name = "web"'), package("web"), package("stale")))
    assert counts.packages == 2
    assert [key.name for key in counts.orphans] == ["stale"]


def test_p6_one_version_from_two_indexes_is_two_packages():
    cpu, gpu = (f'registry = "https://{kind}.example/simple"' for kind in ("cpu", "gpu"))
    asks = f'name = "torch", version = "2.7", source = {{ {cpu} }}, marker = "sys_platform == \'darwin\'"'
    lock = read(shop(asks), package("torch", "2.7", cpu), package("torch", "2.7", gpu))
    assert len({one.key for one in lock.packages}) == 3
    (ask,) = lock.roots[0].requires
    assert [key.origin for key in ask.targets] == ["index https://cpu.example/simple"]


def test_p7_a_package_without_a_version_has_the_empty_one():
    lock = read(shop('name = "plugin"'), package("plugin", "", 'editable = "plugins/one"'))
    assert lock.packages[1].key.version == ""
    assert names(lock) == {"plugin"}


def test_p8_forks_are_told_apart_by_version_and_a_bare_name_means_all():
    old, new = package("numpy", "1.26"), package("numpy", "2.2")
    asks = 'name = "numpy", version = "2.2", marker = "python_full_version >= \'3.10\'" | name = "pandas"'
    lock = read(shop(asks), old, new, package("pandas", asks='name = "numpy"'))
    numpy, pandas = lock.roots[0].requires
    assert [key.version for key in numpy.targets] == ["2.2"]
    assert [key.version for key in lock.packages[3].requires[0].targets] == ["1.26", "2.2"]
    assert pandas.targets == (lock.packages[3].key,)


def test_p9_cycles_and_edges_to_itself_end():
    one = package("dvc", asks='name = "dvc-s3" | name = "dvc", extra = ["all"]')
    other = package("dvc-s3", asks='name = "dvc"')
    lock = read(shop('name = "dvc"'), one, other)
    assert names(lock) == {"dvc", "dvc-s3"}
    assert {one.name: one.gone_with for one in place(select(lock))}["dvc"] == ("dvc", "dvc-s3")
    assert count(lock).edges == 3


def test_p10_an_extra_brings_what_it_lists_and_only_where_it_is_asked_for():
    kombu = package("kombu") + '\n[package.optional-dependencies]\nredis = [\n    { name = "redis" },\n]\n'
    lock = read(shop('name = "kombu", extra = ["redis"]'), kombu, package("redis"))
    assert names(lock) == {"kombu", "redis"}
    assert names(read(shop('name = "kombu"'), kombu, package("redis"))) == {"kombu"}


def test_p11_extras_that_exclude_each_other_decide_the_edges_of_others():
    asks = (
        'name = "torch", version = "1.0", marker = "extra == \'extra-4-shop-cpu\'" | '
        'name = "torch", version = "2.0", marker = "extra != \'extra-4-shop-cpu\'"'
    )
    extras = '\n[package.optional-dependencies]\ncpu = [\n    { name = "model" },\n]\n'
    lock = read(
        shop('name = "model"', extras), package("model", asks=asks), package("torch"), package("torch", "2.0")
    )
    versions = {
        extra: {node.key.version for node in select(lock, scope).nodes if node.key.name == "torch"}
        for extra, scope in (("", Scope()), ("cpu", Scope(extras=("cpu",))))
    }
    assert versions == {"": {"2.0"}, "cpu": {"1.0"}}


def test_p39_a_direct_name_in_two_versions_is_two_packages_and_one_name():
    asks = 'name = "six", version = "1.0" | name = "six", version = "2.0"'
    lock = read(shop(asks), package("six"), package("six", "2.0"))
    assert count(lock).direct == 2
    assert [direct.name for direct in select(lock).directs] == ["six"]


def test_p40_an_edge_for_a_development_group_is_not_in_production():
    groups = '\n[package.dev-dependencies]\ndev = [\n    { name = "mcp" },\n]\n'
    asks = 'name = "httpx-sse", marker = "extra == \'group-4-shop-dev\'"'
    lock = read(shop('name = "mcp"', groups), package("mcp", asks=asks), package("httpx-sse"))
    assert names(lock) == {"mcp"}
    assert names(lock, Scope(groups=("dev",))) == {"httpx-sse", "mcp"}


def test_a_script_s_lock_asks_through_its_manifest():
    head = '\n[manifest]\nrequirements = [{ name = "web", specifier = ">=1" }]\n'
    lock = read(package("web", asks='name = "tls"'), package("tls"), head=head)
    assert [direct.name for direct in select(lock).directs] == ["web"]
    assert names(lock) == {"tls", "web"}


def test_a_workspace_s_members_are_named_by_its_manifest():
    head = '\n[manifest]\nmembers = ["shop", "shop-admin"]\n'
    admin = package("shop-admin", source='editable = "admin"', asks='name = "web"')
    lock = read(shop('name = "shop-admin"'), admin, package("web"), head=head)
    assert [(root.name, root.top) for root in lock.roots] == [("shop", True), ("shop-admin", False)]
    assert [direct.name for direct in select(lock).directs] == ["web"]
