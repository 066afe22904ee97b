"""Code that we carry without a lock saying so: vendored copies, home-made security code, and what we took over.

Text alone is read; nothing is imported, run or unpacked. Hostile text is parsed in processes that can be killed.
"""

from depcalc.owned.at_hand import AtHand, Held, packages_at_hand
from depcalc.owned.homemade import find_homemade
from depcalc.owned.kinds import KINDS, Kind
from depcalc.owned.limits import Budget, Memory, Progress
from depcalc.owned.vendored import find_vendored

__all__ = [
    "KINDS",
    "AtHand",
    "Budget",
    "Held",
    "Kind",
    "Memory",
    "Progress",
    "find_homemade",
    "find_vendored",
    "packages_at_hand",
]
