"""Evidence with other fields, as `dataclasses.replace` makes it and three times as fast: it is asked for each
package by each source."""

from dataclasses import fields
from operator import attrgetter

from depcalc.values.evidence import Evidence

_NAMES = tuple(field.name for field in fields(Evidence))
_VALUES = attrgetter(*_NAMES)


def changed(e: Evidence, **new: object) -> Evidence:
    """A copy in which these fields are other ones."""
    return Evidence(**{**dict(zip(_NAMES, _VALUES(e), strict=True)), **new})
