"""A small fixed share of what `bench/fuzz_lockfiles.py` does at length."""

import random
from itertools import islice

import pytest
from bench.fuzz_lockfiles import inputs, outcome, projects, reader, seeds

from depcalc.lockfiles.formats import FORMATS, Format

INPUTS = 200
READ = [one for one in FORMATS if seeds(one)]


@pytest.mark.parametrize("known", READ, ids=[one.name for one in READ])
def test_a_damaged_file_is_read_or_refused_and_nothing_else(known: Format):
    read, dice = reader(known), random.Random(known.name)
    for text in islice(inputs(seeds(known), projects(known), dice), INPUTS):
        assert outcome(read, text) in ("read", "refused")
