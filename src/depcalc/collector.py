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
            if gc.get_freeze_count() == 0:
                gc.freeze()  # and back, into the oldest generation: the next young collection walks none of it
                gc.unfreeze()
            gc.enable()
