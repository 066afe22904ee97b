"""Code without a lock saying so: what no ledger entry names, and security code of our own making."""

from collections.abc import Iterator
from pathlib import PurePosixPath

from depcalc.values.finding import Finding
from depcalc.values.owned import HomemadeFinding, OwnedCode, UnknownCopy, VendoredCopy
from depcalc.values.settings import Settings

LISTED = 3


def of_owned(owned: OwnedCode, settings: Settings) -> Iterator[Finding]:
    """DC010 and DC017, as advice at a file and line."""
    root = PurePosixPath(owned.folder)
    known = [entry.path.strip("/") for entry in settings.ledger]
    for copy in owned.vendored.copies:
        if not _named(copy.path, known):
            yield _vendored(copy, root)
    for one in owned.vendored.unknown:
        if not _named(one.path, known):
            yield _unknown(one, root)
    yield from (_homemade(one, root) for one in owned.homemade.findings if one.where == "runtime")


def _named(path: str, known: list[str]) -> bool:
    """A ledger entry names it, a folder around it or a part of it."""
    return any(f"{path}/".startswith(f"{one}/") or f"{one}/".startswith(f"{path}/") for one in known)


def _vendored(copy: VendoredCopy, root: PurePosixPath) -> Finding:
    versions = f"{copy.version} or {', '.join(copy.tied[:LISTED])}" if copy.tied else copy.version
    drift = copy.drift
    changed = "unchanged" if drift.identical else f"{drift.share:.0%} of its functions differ"
    message = f"{copy.path} holds code of {copy.package}, about version {versions}, {changed}; no ledger entry names it"
    return Finding("DC010", "medium", copy.package, copy.version, message, str(root / copy.path))


def _unknown(one: UnknownCopy, root: PurePosixPath) -> Finding:
    stated = next((f" (it says {s.name} {s.version})".replace(" )", ")") for s in one.stated), "")
    message = (
        f"{one.path} lies among other people's code{stated}; of which package we cannot know: {one.reason}"
    )
    return Finding("DC010", "low", "", "", message, str(root / one.path))


def _homemade(one: HomemadeFinding, root: PurePosixPath) -> Finding:
    where = f"{one.symbol}: " if one.symbol else ""
    also = f" Also at line {', '.join(map(str, one.also[:LISTED]))}." if one.also else ""
    message = f"{where}{one.advice}{also}"
    return Finding("DC017", "medium", "", "", message, str(root / one.path), one.line, trait=one.trait)
