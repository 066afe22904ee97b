"""Lock + Scope -> Selection: which packages count, who asks for them, and how exposed they are."""

from depcalc.scope.counting import count
from depcalc.scope.selecting import select

__all__ = ["count", "select"]
