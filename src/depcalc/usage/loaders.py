"""Names of what imports a module by its name, and of what loads objects that name modules themselves."""

import re

LONGEST_CODE = 2_000  # of `exec` of a constant: longer strings are not searched

RUNNERS = frozenset({"exec", "eval"})
# by the last part of their name: the first argument, where it is constant, is searched like any string
IMPORTERS = frozenset(
    """__import__ import_module find_spec resolve_name import_string import_from_string import_by_path
    import_dotted_path symbol_by_name run_module run_path maybe_dotted load_module loadTestsFromName
    import_plugin""".split()
)
# the same, where they were imported: methods of that name are common
IMPORTED = frozenset(
    "locate import_object import_attribute load_object find_loader get_loader importorskip".split()
)
# their arguments tell nothing
OPAQUE = frozenset(
    """spec_from_file_location spec_from_loader SourceFileLoader SourcelessFileLoader ExtensionFileLoader load_source
    load_compiled load_dynamic _gcd_import zipimporter DottedNameResolver loadTestsFromNames""".split()
)
# where they are called
MADE = frozenset(
    """importlib.metadata.EntryPoint importlib_metadata.EntryPoint pkg_resources.EntryPoint
    pkg_resources.EntryPoint.parse""".split()
)
LOGGING = frozenset(
    {"LOGGING", "LOGGING_CONFIG", "logconfig_dict"}
)  # globals that others hand to `dictConfig`
MACHINERY = frozenset({"importlib", "builtins", "__builtin__", "__builtins__", "imp"})
INSPECTING = frozenset({"hasattr", "setattr", "delattr", "dir", "isinstance"})
SECRET_WORDS = frozenset(
    {
        "import_module",
        "__import__",
        "importlib.import_module",
        "builtins.__import__",
        "__builtins__.__import__",
    }
)
MODULE_FLAG = re.compile(r"(?:^|[\s/\"'])(?:python|pypy|py)[\d.w]*(?:\s+-\w+)*\s+-m\s+[\"']?$")
ONLY_FLAG = re.compile(r"[\"']?\s+-m\s+[\"']?")
RUNS = re.compile(r"import_module|__import__|\b(?:exec|eval)\s*\(")
_PICKLES = "load loads load_build Unpickler _Unpickler"
PICKLES = {
    **dict.fromkeys(("pickle", "cPickle", "_pickle", "dill", "cloudpickle", "marshal"), frozenset(_PICKLES.split())),
    "dill": frozenset((*_PICKLES.split(), "load_session", "load_module", "load_module_asdict")),
    "joblib": frozenset({"load", "numpy_pickle"}),
    "sklearn.externals.joblib": frozenset({"load"}),
    "shelve": frozenset({"open", "Shelf", "BsdDbShelf", "DbfilenameShelf"}),
    "jsonpickle": frozenset({"decode", "loads", "unpickler", "Unpickler"}),
    "pandas": frozenset({"read_pickle"}),
    "torch": frozenset({"load"}),
    "hydra.utils": frozenset("instantiate call get_class get_method get_object get_static_method".split()),
}  # fmt: skip
WHOLE = frozenset(
    "pickle cPickle _pickle dill cloudpickle marshal shelve jsonpickle".split()
)  # handed on as they are
_UNSAFE = "unsafe_load unsafe_load_all Loader CLoader UnsafeLoader CUnsafeLoader UnsafeConstructor"
YAML = {
    "yaml": frozenset(f"{_UNSAFE} Constructor".split()),
    "yaml.constructor": frozenset({"UnsafeConstructor", "Constructor"}),
    "yaml.loader": frozenset("Loader UnsafeLoader".split()),
    "yaml.cyaml": frozenset("CLoader CUnsafeLoader".split()),
    "ruamel.yaml": frozenset(f"{_UNSAFE} Constructor load load_all".split()),
}


def takes_name(dotted: str, imported: bool) -> bool:
    """Whether a function of that name imports what its first argument names."""
    last = dotted.rpartition(".")[2]
    return last in IMPORTERS or (imported and last in IMPORTED)


def is_runner(dotted: str) -> bool:
    """The builtin `exec`, not a method of that name."""
    module, _, last = dotted.rpartition(".")
    return last in RUNNERS and module in ("", "builtins", "__builtin__", "__builtins__")
