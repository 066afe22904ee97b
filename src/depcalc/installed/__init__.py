"""Reads an installed environment as text: which distributions it holds and what their metadata says.

Nothing in it is imported or run, no link in it is followed, and everything has a limit: it may have come with
the project under study. What cannot be read is a notice. Standard library only.
"""

from depcalc.installed.environment import Distribution, Environment, read_environment
from depcalc.installed.files import Details, Record, RecordRow, read_details, read_record
from depcalc.installed.find import find_environment, site_packages_in
from depcalc.installed.tree import Tree

__all__ = [
    "Details",
    "Distribution",
    "Environment",
    "Record",
    "RecordRow",
    "Tree",
    "find_environment",
    "read_details",
    "read_environment",
    "read_record",
    "site_packages_in",
]
