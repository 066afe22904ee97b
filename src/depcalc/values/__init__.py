"""The nouns of depcalc: frozen records with no IO, no clock and no numpy."""
