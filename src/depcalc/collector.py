"""Work that makes many values and no cycles, without the cycle collector looking at each of them."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """The collector is off inside, and as it was afterwards; what was made counts as old by then."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.freeze()
            gc.unfreeze()  # into the oldest generation, so that the next young collection does not walk it all
            gc.enable()
