"""Security code written by hand in the project's own sources: where, and what to do instead."""

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeAlias

from depcalc.installed import Tree
from depcalc.installed.decode import decode
from depcalc.installed.places import kind_of
from depcalc.owned.kinds import BY_NAME, Hit
from depcalc.owned.limits import Budget, Memory, Progress, silent
from depcalc.owned.rules_addresses import own_url
from depcalc.owned.rules_certificates import unchecked
from depcalc.owned.rules_ciphers import own_cipher
from depcalc.owned.rules_compare import compared
from depcalc.owned.rules_hashes import hashed
from depcalc.owned.rules_jwt import own_jwt
from depcalc.owned.rules_loading import unsafe_load
from depcalc.owned.rules_markup import own_markup, own_parser
from depcalc.owned.rules_random import drawn
from depcalc.owned.rules_sessions import own_session
from depcalc.owned.rules_sql import own_sql
from depcalc.owned.scopes import Module, Scope, module_of
from depcalc.owned.walk import marked_root, walk
from depcalc.values.notice import Notice
from depcalc.values.owned import HomemadeFinding, HomemadeScan

FORMAT = "homemade 1"
MOST_FINDINGS = 500  # of one file: more is noise
_BROKEN = (SyntaxError, ValueError, RecursionError, MemoryError)
Row: TypeAlias = tuple[str, int, str]  # kind, line, function
RULES = (
    compared,
    hashed,
    drawn,
    unchecked,
    own_jwt,
    own_session,
    own_cipher,
    own_sql,
    own_markup,
    own_url,
    unsafe_load,
)


def find_homemade(
    folder: Path,
    *,
    copies: Iterable[str] = (),
    budget: Budget | None = None,
    memory: Memory | None = None,
    progress: Progress = silent,
    jobs: int = 2,
) -> HomemadeScan:
    """Home-made security code below `folder`, other people's trees left out.

    copies   files found to be vendored: they are not the project's own
    """
    from depcalc.owned.reading import Reader  # noqa: PLC0415 (the worker imports this module and needs no pipe)

    limits = budget or Budget()
    found, tree, theirs = walk(folder, limits), Tree(folder), frozenset(copies)
    texts, size, notices = dict[str, bytes](), 0, list(found.notices)
    for path in found.files:
        if marked_root(path) or path in theirs:
            continue
        data, _ = tree.read(path, limits.file_bytes + 1)
        size += len(data)
        if size > limits.total_bytes:
            notices.append(Notice("project-too-large", f"files from {path} on were not looked at"))
            break
        texts[path] = data if len(data) <= limits.file_bytes else b"\0"
    with Reader(limits, memory, progress, jobs) as reader:
        rows = dict(zip(texts, reader.ask("homemade", FORMAT, list(texts.values())), strict=True))
    findings = [f for path, answer in rows.items() if answer for f in _findings(path, answer)]
    unread = tuple(path for path, answer in rows.items() if answer is None)
    return HomemadeScan(tuple(findings), len(texts), unread, not notices and not unread, tuple(notices))


def _findings(path: str, rows: Iterable[Row]) -> Iterator[HomemadeFinding]:
    """One finding for each kind and function, at its first line."""
    lines: dict[tuple[str, str], list[int]] = {}
    for kind, line, symbol in rows:
        lines.setdefault((kind, symbol), []).append(line)
    for (kind, symbol), at in sorted(lines.items(), key=lambda item: (min(item[1]), item[0])):
        first, *also = sorted(set(at))
        known = BY_NAME[kind]
        yield HomemadeFinding(
            known.rule, kind, path, first, symbol, known.advice, kind_of(path), tuple(also)
        )  # fmt: skip


# ------------------------------------------------------------------ one file


def rows_of(data: bytes) -> list[Row] | None:
    """What one file holds, as plain values; None where it cannot be parsed."""
    text, why = decode(data)
    if why:
        return None
    try:
        module = module_of(ast.parse(text))
        return sorted(set(_rows(module)), key=lambda row: (row[1], row[0]))[:MOST_FINDINGS]
    except _BROKEN:
        return None


def _rows(module: Module) -> Iterator[Row]:
    for scope in module.scopes:
        for kind, node in _hits(scope):
            yield kind, getattr(node, "lineno", 1), scope.name
    for kind, node, name in own_parser(module):
        yield kind, getattr(node, "lineno", 1), name


def _hits(scope: Scope) -> Iterator[Hit]:
    for rule in RULES:
        yield from rule(scope)
