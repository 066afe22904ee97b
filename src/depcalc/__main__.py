"""`python -m depcalc` is the `depcalc` command."""

from depcalc.cli import console

if __name__ == "__main__":
    console()
