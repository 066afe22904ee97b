"""The verdict on use: used, named elsewhere, unused with evidence, or uncertain with the reason."""

from collections.abc import Sequence

from depcalc.values.usage import ImportBasis, Mention, Status, UsedName


def judge(
    name: str,
    used: Sequence[UsedName],
    hints: Sequence[Mention],
    basis: ImportBasis,
    complete: bool,
    unexplained: bool,
) -> tuple[Status, str]:
    """Status and one sentence for it.

    basis        how we know under which names the package is imported
    complete     every Python file of the project was read
    unexplained  some import is explained by no package, so it may be this one's
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
    if not complete:
        return "uncertain", "not imported in the files that could be read; some could not"
    if basis == "name" and unexplained:
        return "uncertain", "not imported under its own name; some imports are explained by no package"
    return "unused", "no import, string, configuration, command or entry point names it"


def _where(used: Sequence[UsedName]) -> str:
    kinds = sorted({u.kind for u in used})
    first = min(used, key=lambda u: (u.kind != "runtime", u.path, u.line))
    return f"imported in {', '.join(kinds)}, at {first.path}:{first.line}"


def _hint(hint: Mention) -> str:
    place = f" at {hint.path}:{hint.line}" if hint.path else ""
    return f"not imported, but named in a {hint.how}{place}: {hint.text}"
