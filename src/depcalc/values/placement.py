"""Where a package sits in the graph of a selection."""

from dataclasses import dataclass

from depcalc.values.scope import Exposure


@dataclass(frozen=True, slots=True)
class Placement:
    """One name in scope; several locked versions of a name share it.

    versions           locked versions in scope, oldest text first
    groups             every group and extra it comes in by, directly or through others; "" is production
    depth              1 for a direct, steps from the roots otherwise; what is in scope undeclared is 2 steps
                       away at least
    dependents         names in scope that ask for it, sorted; roots are not named
    needed_by_directs  other directs from which it can be reached, sorted
    leaves_with        other names that go if we *stop requiring* it (direct only): nothing else reaches them;
                       it goes itself where `needed_by_directs` is empty
    gone_with          names, itself included, that go if it is *gone* from the graph altogether
    """

    name: str
    versions: tuple[str, ...]
    direct: bool
    groups: tuple[str, ...]
    exposure: Exposure
    depth: int
    dependents: tuple[str, ...]
    needed_by_directs: tuple[str, ...]
    leaves_with: tuple[str, ...]
    gone_with: tuple[str, ...]
