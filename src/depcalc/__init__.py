"""depcalc: what each dependency costs to keep, vendor or rewrite, in dollars a year, with the odds."""

__version__ = "0.1.0.dev0"
