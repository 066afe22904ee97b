"""What goes wrong between us and a source. Neither leaves `evidence`: a gap and a status say it instead."""


class SourceError(Exception):
    """`str()` is half a sentence for a status, without addresses that could hold a password."""


class UnreachableError(SourceError):
    """No answer, or one that stopped, came too slowly or said that something went wrong over there."""


class NotThereError(SourceError):
    """The source answered that it does not know the thing."""


class UnrecognisedError(SourceError):
    """An answer that is not what this source answers: too long, cut, garbled or about something else."""
