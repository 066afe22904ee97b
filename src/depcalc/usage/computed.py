"""Imports by a name that is computed: any package may be behind one."""

from collections.abc import Mapping

from depcalc.usage.summary import Event, Summary
from depcalc.usage.used_names import bodies, flattened

BUILTIN = frozenset({"__import__", "exec", "eval"})
IMPORTING = frozenset({"import_module", "find_spec", "resolve_name"})
# other ways to import by name; their arguments are not kept, so any use counts
OPAQUE = frozenset(
    {"import_string", "import_from_string", "locate", "run_module", "run_path", "spec_from_file_location"}
)


def computed_import(summaries: Mapping[str, Summary]) -> str:
    """One clause on the first computed import, "" where there is none."""
    for path, summary in summaries.items():
        for _, events in bodies(summary):
            for event in flattened(events):
                if _is_computed(summary, event):
                    return f"{path}:{event[-1]} may import by a computed name"
    return ""


def _is_computed(summary: Summary, event: Event) -> bool:
    if event[0] == "call":
        return _call(summary, event)
    if event[0] not in ("name", "attr"):
        return False
    name, position = (event[1], event[2]) if event[0] == "name" else (event[2], event[3])
    passed_on = name in IMPORTING or (event[0] == "name" and name in BUILTIN)
    return name in OPAQUE or (passed_on and position == "v")


def _call(summary: Summary, event: Event) -> bool:
    """A special call whose first argument is no constant text."""
    name, func, args, keywords = event[1], summary.exprs[event[2]], event[3], event[4]
    by_name = name in BUILTIN and (func[0] == "name" or name == "__import__")
    if not by_name and name not in IMPORTING:
        return False
    return bool(keywords) if not args else summary.exprs[args[0]][0] != "str"
