"""One source file to its summary. Runs in a worker process that may be killed; reads text, runs nothing."""

import ast
import warnings
from typing import Any

from depcalc.installed.decode import decode
from depcalc.usage import outline
from depcalc.usage.counting import counted
from depcalc.usage.hidden import hidden
from depcalc.usage.import_statements import left_aside
from depcalc.usage.lines import count_lines
from depcalc.usage.salvage import salvage
from depcalc.usage.scribe import Scribe
from depcalc.usage.static_tests import Target
from depcalc.usage.summary import Summary, dump, opaque
from depcalc.usage.written import Values

LARGEST_FILE = 500_000  # bytes; a larger one is parsed only when it is made of many lines
LARGEST_PARSED = 3_000_000
MOST_PER_LINE = 1_000  # bytes a line, on average, in a file above LARGEST_FILE
DEEP = "is nested too deeply"
BY_NAME = tuple(
    """import_module __import__ __getattr__ lazy_import LazyImport LazyLoader LazyModule find_spec lazy_loader
    attach( load_module resolve_name import_string ImportString dictConfig entry_point __path__""".split()
)


def summarise(
    data: bytes, module: str, *, is_package: bool, runs_main: bool, target: Target, only_count: bool = False
) -> bytes:
    """What `flatten` finds, as bytes; `marshal` has a bound on nesting of its own."""
    summary = flatten(
        data, module, is_package=is_package, runs_main=runs_main, target=target, only_count=only_count
    )
    try:
        return dump(summary)
    except ValueError:
        return dump(salvage(opaque(DEEP, summary.physical_lines), decode(data)[0]))


def flatten(
    data: bytes, module: str, *, is_package: bool, runs_main: bool, target: Target, only_count: bool = False
) -> Summary:
    """The summary of a file; an opaque one, with the trouble named, where it cannot be read.

    runs_main   `if __name__ == "__main__"` counts: a file of the project, or a `__main__` module
    only_count  nothing but its lines, classes and functions is asked for
    """
    estimated = max(data.count(b"\n") + 1, len(data) // 35)
    if len(data) > LARGEST_PARSED or (len(data) > LARGEST_FILE and len(data) > MOST_PER_LINE * estimated):
        return opaque(f"has {len(data):,} bytes", estimated)
    text, trouble = decode(data)
    if trouble:
        return opaque(trouble, estimated)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
    except (SyntaxError, ValueError, OverflowError) as error:
        version = ".".join(map(str, target.python))
        return salvage(opaque(f"is not Python {version}: {error.args[0]}"[:200], estimated), text)
    except (RecursionError, MemoryError):
        return salvage(opaque(DEEP, estimated), text)
    try:
        if only_count:
            return counted(text, tree, runs_main, target)
        return _summary(Scribe(module, is_package, runs_main, target), text, tree)
    except RecursionError:
        return salvage(opaque(DEEP, estimated), text)


def _summary(scribe: Scribe, text: str, tree: ast.Module) -> Summary:
    last = text.count("\n") + 1
    scribe.declares = "global" in text or "nonlocal" in text
    order = outline.module(scribe, tree, last)
    _finish(scribe)
    lines, data = count_lines(text, tree, scribe)
    return Summary(
        lines=lines,
        physical_lines=last,
        data_lines=data,
        exprs=list(scribe.numbers),
        events=scribe.events,
        binds=scribe.binds,
        signatures=scribe.signatures,
        statements=scribe.statements,
        imports=scribe.imports,
        scopes=scribe.scopes,
        outline=order,
        stars=tuple(scribe.stars),
        exports=_exports(tree) if "__all__" in text else None,
        stores=tuple(scribe.foreign_stores),
        tests=_tests(scribe),
        dynamic=tuple(sorted(scribe.words)) if any(word in text for word in BY_NAME) else None,
        dotted=tuple(sorted(scribe.dotted)),
        **(_of_project(scribe, text, tree) if scribe.runs_main else {}),
    )


def _of_project(scribe: Scribe, text: str, tree: ast.Module) -> dict[str, Any]:
    """What is asked of the project's own files alone."""
    nodes = list(ast.walk(tree))
    values = Values(nodes)
    return {
        "hidden": hidden(scribe.package, nodes, values),
        "aside": tuple(left_aside(scribe, text, nodes)),
        "written": tuple(values.configurations(tree)),
    }


def _finish(scribe: Scribe) -> None:
    scribe.finished_binds()
    for (part, number), sink in scribe.bodies.items():
        if not sink:
            continue
        if part == "statement":
            scribe.statements[number].events = scribe.finished(sink, 0)
        else:
            outer = scribe.scopes[number].parent if part in ("header", "defaults") else number
            setattr(scribe.scopes[number], part, scribe.laid_down(sink, outer))


def _exports(tree: ast.Module) -> tuple[str, ...] | None:
    """`__all__` where one literal says it all."""
    found: tuple[str, ...] | None = None
    for node in tree.body:
        if isinstance(node, ast.Assign) and any(
            isinstance(t, ast.Name) and t.id == "__all__" for t in node.targets
        ):
            literal = node.value.elts if isinstance(node.value, ast.List | ast.Tuple) else None
            found = (
                None
                if literal is None
                else tuple(str(e.value) for e in literal if isinstance(e, ast.Constant))
            )
        elif (
            isinstance(node, ast.AugAssign)
            and isinstance(node.target, ast.Name)
            and node.target.id == "__all__"
        ):
            return None
    return found


def _tests(scribe: Scribe) -> dict[str, object]:
    """Only names assigned once stand for a test."""
    binds = scribe.binds[0]
    return {name: test for name, test in scribe.tests.items() if len(binds.get(name, ())) == 1}
