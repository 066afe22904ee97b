"""A class gets its first instance: which members may already be asked for."""

import sys

from depcalc.usage.dispatch import after
from depcalc.usage.entities import Class, External, Module
from depcalc.usage.marks import DIR, PICKLE_HOOKS
from depcalc.usage.members import add_value_name, dispatch, shaped, use_bindings, use_member
from depcalc.usage.state import State
from depcalc.usage.stdlib_facts import PROTOCOL, is_stdlib

# names that external bases build from parts: (base, prefixes); "*" ends a shape that anything may precede
HOOK_PREFIXES: dict[str, tuple[str, ...]] = {
    "ast.NodeVisitor": ("visit_",),
    "ast.NodeTransformer": ("visit_",),
    "cmd.Cmd": ("do_", "complete_", "help_"),
    "http.server.BaseHTTPRequestHandler": ("do_",),
    "http.server.SimpleHTTPRequestHandler": ("do_",),
    "html.parser.HTMLParser": ("handle_",),
    "unittest.TestCase": ("test", "setUp", "tearDown", "asyncSetUp", "asyncTearDown"),
    "unittest.IsolatedAsyncioTestCase": ("test", "setUp", "tearDown", "asyncSetUp", "asyncTearDown"),
}
MOST_VOCABULARIES = 200  # remembered at a time: they are large
URL_HANDLER = ("_open", "_request", "_response")


def first_instance(st: State, cls: Class) -> None:
    """Index the class for names to come, and dispatch the names already asked."""
    members = cls.members
    known, unknown = _external_members(st, cls)
    _hooks(st, cls, list(members))
    if "__getattr__" in cls.members or "__getattribute__" in cls.members:
        _proxy(st, cls)
    _index(st, cls)
    for base in cls.mro:
        for owner, bindings, stored in st.waiting.pop(base, ()):
            use_bindings(st, owner, bindings, stored, not stored)
    is_read, is_set = ({name for base in cls.mro for name in asked.get(base, ())} for asked in st.asked)
    handed_on = [vocabulary(st, module) for module in dict.fromkeys(base.module for base in cls.mro)]
    called_back = frozenset().union(*(words.intersection(members) for words in (known, *handed_on)))
    expected = called_back | is_read
    for name, owner in members.items():
        by_name = name in st.named_anywhere or shaped(st, name)
        if by_name:
            add_value_name(st, name)
        stored = by_name or f"={name}" in st.pool or name in is_set or name in called_back or unknown
        if _wanted(st, cls, name, expected, unknown):
            use_member(st, owner, name, stored)
        elif stored:
            use_member(st, owner, name, True, load=False)
    for above, name, stored in st.supers.pop(cls, ()):
        after(st, cls, above, name, stored)


def _index(st: State, cls: Class) -> None:
    """Its members by name, those apart that a base with an instance has there already."""
    st.indexed.add(cls)
    for name, owner in cls.members.items():
        if owner is cls or owner not in st.indexed:
            st.by_member.setdefault(name, []).append(owner)


def _wanted(st: State, cls: Class, name: str, expected: frozenset[str], unknown: bool) -> bool:
    if name in st.pool or name in expected or name in PROTOCOL:
        return True
    if name.startswith("__") and name.endswith("__"):
        return name != DIR and (name not in PICKLE_HOOKS or cls.module.package in st.copied)
    if (name[:1] == "_" == name[-1:] and len(name) > 2) or (unknown and not name.startswith("__")):
        return True
    return name in st.named_anywhere or shaped(st, name)


def _external_members(st: State, cls: Class) -> tuple[frozenset[str], bool]:
    """Members that external bases have, which they may call; whether a base is unknown."""
    known: frozenset[str] = frozenset()
    unknown = False
    for qual in cls.externals:
        members = st.facts.members(qual) if qual is not None else None
        if members is not None:
            known |= members
        elif qual is None or not st.facts.is_described(qual.rpartition(".")[0]):
            unknown = unknown or qual != "builtins.type"
    return known, unknown


def _hooks(st: State, cls: Class, names: list[str]) -> None:
    for qual in cls.externals:
        prefixes = HOOK_PREFIXES.get(qual or "", ())
        url = (qual or "").startswith("urllib.request.")
        for name in names:
            if name.startswith(prefixes) or (url and (name.endswith(URL_HANDLER) or "_error_" in name)):
                dispatch(st, cls, name)


def _proxy(st: State, cls: Class) -> None:
    """It may stand in for any class: what is read from known receivers may be read from it."""
    for name in cls.members:
        st.proxies.setdefault(name, []).append(cls)
        if name in st.typed_names or f"={name}" in st.typed_names:
            dispatch(st, cls, name, f"={name}" in st.typed_names, name in st.typed_names)


def vocabulary(st: State, module: Module) -> frozenset[str]:
    """Attribute names that the standard modules a module imports read on objects they are handed."""
    known = st.knowledge.vocabularies.get(module)
    if known is None:
        names = st.knowledge.standard_imports.get(module)
        if names is None:
            described = tuple(sys.intern(n) for n in _standard_imports(st, module) if st.facts.words(n))
            names = st.knowledge.standard_imports[module] = described
        known = frozenset().union(*map(st.facts.words, names))
        if len(st.knowledge.vocabularies) >= MOST_VOCABULARIES:
            st.knowledge.vocabularies.clear()
        st.knowledge.vocabularies[module] = known
    return known


def _standard_imports(st: State, module: Module) -> list[str]:
    """Standard modules it imports, straight or through a compatibility module of its own package."""
    out: dict[str, None] = {}
    for found in module.known.imports:
        if found.typing_only:
            continue
        full = f"{found.base}.{found.name}" if found.name else found.base
        if is_stdlib(found.base.split(".")[0]):
            out.update(dict.fromkeys((found.base, full)))
        elif found.name and found.name != "*":
            out.update(dict.fromkeys(_through(st, module, found.base, found.name)))
    return list(out)


def _through(st: State, module: Module, base: str, name: str) -> list[str]:
    source = st.universe.find(base, module.package)
    if source is None or source.package is not module.package or source not in st.universe.loaded:
        return []
    quals = [e.qual for e in st.names.attribute(source, name) if isinstance(e, External)]
    return [part for qual in quals for part in (qual, qual.rpartition(".")[0]) if part]
