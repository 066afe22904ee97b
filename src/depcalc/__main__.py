"""`python -m depcalc` is the `depcalc` command."""

import os
import sys

# Python puts the working directory first when it runs a module; a project under study may hold a `csv.py`
sys.path[:] = [
    place for place in sys.path if place not in ("", os.curdir) and place != os.path.realpath(os.curdir)
]

from depcalc.cli import console  # noqa: E402

if __name__ == "__main__":
    console()
