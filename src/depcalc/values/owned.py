"""Code of others that we carry, security code that we wrote ourselves, and what upstream news means for it."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from depcalc.values.notice import Notice
from depcalc.values.usage import FileKind

StatedBy: TypeAlias = Literal["vendor.txt", "dist-info", "__version__"]
Standing: TypeAlias = Literal["concerned", "possibly", "not in range"]


@dataclass(frozen=True, slots=True)
class Stated:
    """What the tree says of itself; nothing here was checked. `version` is "" where only a name is stated."""

    name: str
    version: str
    by: StatedBy
    path: str
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Drift:
    """Functions of the copied files beside the same files of the version they were compared with.

    same, changed, added, removed   functions; changed keeps its name with another body
    files_left_out                  Python files of that version that were not copied
    statements_differ               lines outside functions differ: constants, tables, a version string
    """

    same: int
    changed: int
    added: int
    removed: int
    files_left_out: int = 0
    statements_differ: bool = False

    @property
    def share(self) -> float:
        """Changed, added and removed functions over all of both sides; 0 where there are none."""
        total = self.same + self.changed + self.added + self.removed
        return (total - self.same) / total if total else 0.0

    @property
    def identical(self) -> bool:
        """Nothing in the copied files differs from that version, imports and comments apart."""
        return self.share == 0 and not self.statements_differ


@dataclass(frozen=True, slots=True)
class VendoredCopy:
    """A tree or file of the repository that matches a package at hand.

    path       the folder or file
    files      its files that are in the package, relative to the project
    version    the best matching version at hand: an estimate, exact only where `drift.identical`
    tied       other versions at hand that match just as well
    at_hand    every version of the package that was compared
    taken      share of the package's functions that the copy holds, 0..1
    marked     it lies in a folder for other people's code (`_vendor` and the like)
    """

    path: str
    package: str
    version: str
    tied: tuple[str, ...]
    at_hand: tuple[str, ...]
    drift: Drift
    taken: float
    files: tuple[str, ...]
    marked: bool
    stated: tuple[Stated, ...] = ()


@dataclass(frozen=True, slots=True)
class UnknownCopy:
    """Something in a folder for other people's code that nothing at hand explains: we cannot know."""

    path: str
    reason: str
    files: int
    stated: tuple[Stated, ...] = ()


@dataclass(frozen=True, slots=True)
class VendoredScan:
    """`missing`: stated in a vendor.txt, with no file of it found; `complete`: no limit cut the search."""

    copies: tuple[VendoredCopy, ...] = ()
    unknown: tuple[UnknownCopy, ...] = ()
    missing: tuple[Stated, ...] = ()
    files: int = 0
    complete: bool = True
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True)
class HomemadeFinding:
    """Security code written by hand.

    rule, kind   stable: "HM01", "digest-compare"
    symbol       qualified name of the function, "" at module level
    also         further lines of the same kind in the same function
    """

    rule: str
    kind: str
    path: str
    line: int
    symbol: str
    advice: str
    where: FileKind = "runtime"
    also: tuple[int, ...] = ()

    @property
    def trait(self) -> str:
        """What makes it the same finding after its lines have moved."""
        return f"{self.kind} {self.symbol}".strip()


@dataclass(frozen=True, slots=True)
class HomemadeScan:
    """`unread`: Python files that could not be parsed, nothing is known of them."""

    findings: tuple[HomemadeFinding, ...] = ()
    files: int = 0
    unread: tuple[str, ...] = ()
    complete: bool = True
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True)
class OwnedCode:
    """What was found below a folder; the paths in both are relative to it."""

    folder: str
    vendored: VendoredScan
    homemade: HomemadeScan

    @property
    def notices(self) -> tuple[Notice, ...]:
        """What both had to say, once."""
        return tuple(dict.fromkeys((*self.vendored.notices, *self.homemade.notices)))


@dataclass(frozen=True, slots=True)
class AdvisoryDetail:
    """What is known of an advisory beyond its ranges; empty where nothing is."""

    text: str = ""
    functions: tuple[str, ...] = ()
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LedgerNews:
    """One advisory, published since we took the code, set against the ledger entry it may concern."""

    advisory: str
    standing: Standing
    why: str
