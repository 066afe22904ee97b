"""The verdict on use: used, named elsewhere, unused with evidence, or uncertain with the reason."""

from collections.abc import Sequence

from depcalc.values.usage import ImportBasis, Mention, Status, UsedName


def judge(
    name: str,
    used: Sequence[UsedName],
    hints: Sequence[Mention],
    basis: ImportBasis,
    doubts: Sequence[str],
) -> tuple[Status, str]:
    """Status and one sentence for it.

    basis    how we know under which names the package is imported: "unused" needs more than a guess
    doubts   what else leaves room for a use that was not seen
    """
    imported = [u for u in used if u.kind != "type-checking"]
    if imported:
        return "used", _where(imported)
    if used:
        first = used[0]
        return "type-checking", f"imported for type checking only, at {first.path}:{first.line}"
    if name.startswith("types-") or name.endswith("-stubs"):
        return "type-checking", "type stubs: no code imports them"
    if hints:
        return "by name", _hint(hints[0])
    if basis in ("table", "name"):
        return "uncertain", "nothing names it, but it is not installed here: its import names are a guess"
    if doubts:
        return "uncertain", f"nothing names it, but {doubts[0]}"
    return "unused", "no import, string, configuration, command or entry point names it"


def _where(used: Sequence[UsedName]) -> str:
    kinds = sorted({u.kind for u in used})
    first = min(used, key=lambda u: (u.kind != "runtime", u.path, u.line))
    return f"imported in {', '.join(kinds)}, at {first.path}:{first.line}"


def _hint(hint: Mention) -> str:
    place = f" at {hint.path}:{hint.line}" if hint.path else ""
    return f"not imported, but named {hint.said}{place}: {hint.text}"
