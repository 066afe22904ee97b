"""The back end of a shop that does not exist."""
