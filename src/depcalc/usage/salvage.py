"""Import lines of a file that does not parse: Python 2, a template, newer syntax. Better than nothing."""

import re

from depcalc.usage.summary import Event, Import, Statement, Summary

MOST_LINES = 20_000
LONGEST_LINE = 300
_IMPORT = re.compile(r"^\s*import\s+([A-Za-z_][\w.]*)")
_FROM = re.compile(r"^\s*from\s+([A-Za-z_][\w.]*)\s+import\s+([A-Za-z_]\w*|\*)?")


def salvage(summary: Summary, text: str) -> Summary:
    """The same opaque summary with what its import lines say."""
    imports: list[Import] = []
    statements: list[Statement] = []
    for number, line in enumerate(text.split("\n", MOST_LINES)[:MOST_LINES], 1):
        if len(line) < LONGEST_LINE and ("import" in line):
            _add(imports, statements, line, number)
    summary.imports, summary.statements = imports, statements
    summary.outline = tuple(range(len(statements)))
    return summary


def _add(imports: list[Import], statements: list[Statement], line: str, number: int) -> None:
    if found := _FROM.match(line):
        base, name = found[1], found[2] or "*"
        event: Event = ("from", base, name, number)
    elif found := _IMPORT.match(line):
        base, name = found[1], ""
        event = ("import", base, number)
    else:
        return
    imports.append(Import(base, name, name or base, number, False, True, 0))
    statements.append(Statement("import", None, number, number, 0, 0, (event,), ()))
