"""Random locks: cycles, self edges, several versions, extras that one parent switches on, members."""

from hypothesis import strategies as st

from depcalc.values.lock import Key, Lock, Named, Origin, Package, Requirement, Root

NAMES = ("a", "b", "c", "d", "e", "f")
EXTRAS = ("x", "y")
TOP, MEMBER = Key("top", "1", "editable ."), Key("side", "1", "editable side")
GROUPS = ("build", "dev")


@st.composite
def locks(draw: st.DrawFn) -> Lock:
    """A lock whose roots are a project, a member that packages may ask for too, and their groups."""
    versions = {name: draw(st.integers(0, 2)) for name in NAMES}
    keys = [Key(name, str(number)) for name, count in versions.items() for number in range(1, count + 1)]
    anyone = [*keys, TOP, MEMBER]
    packages = [_package(draw, key, anyone) for key in keys]
    roots = [_root(draw, TOP, anyone, top=True), _root(draw, MEMBER, anyone, top=False)]
    held = [
        Package(root.key, Origin("editable", "."), None, requires=root.requires, extras=root.extras)
        for root in roots
    ]
    return Lock(
        "uv.lock", "uv", packages=tuple(draw(st.permutations([*packages, *held]))), roots=tuple(roots)
    )


def _package(draw: st.DrawFn, key: Key, anyone: list[Key]) -> Package:
    return Package(key, requires=_asks(draw, anyone), extras=_named(draw, EXTRAS, anyone))


def _root(draw: st.DrawFn, key: Key, anyone: list[Key], top: bool) -> Root:
    return Root(
        key.name,
        key,
        _asks(draw, anyone),
        _named(draw, EXTRAS, anyone),
        _named(draw, GROUPS, anyone),
        top=top,
    )


def _named(draw: st.DrawFn, names: tuple[str, ...], anyone: list[Key]) -> Named:
    chosen = draw(st.sets(st.sampled_from(names)))
    return tuple((name, _asks(draw, anyone)) for name in sorted(chosen))


def _asks(draw: st.DrawFn, anyone: list[Key]) -> tuple[Requirement, ...]:
    names = draw(st.lists(st.sampled_from(sorted({key.name for key in anyone})), max_size=3))
    return tuple(_ask(draw, [key for key in anyone if key.name == name]) for name in names)


def _ask(draw: st.DrawFn, candidates: list[Key]) -> Requirement:
    targets = draw(st.sets(st.sampled_from(candidates), min_size=1))
    extras = draw(st.sets(st.sampled_from(EXTRAS)))
    return Requirement(candidates[0].name, tuple(sorted(targets)), tuple(sorted(extras)))
