"""Which part of each package a project really uses, by static analysis of text alone."""

from depcalc.usage.budget import Budget
from depcalc.usage.scan import scan_project
from depcalc.usage.static_tests import Target

__all__ = ["Budget", "Target", "scan_project"]
