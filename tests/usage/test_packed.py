"""Parts of summaries that are kept as bytes: the same answers, closed when too much is open."""

import pytest

from depcalc.usage import packed
from depcalc.usage.flatten import flatten
from depcalc.usage.packed import PackedBindings, PackedSequence, close_all, pack
from depcalc.usage.static_tests import Target
from depcalc.usage.summary import dump, load

TEXT = b"import os\n\ndef f(a, b=1):\n    c = os.path.join(a)\n    return c.x\n\nclass K:\n    y = 1\n"


@pytest.fixture
def both():
    made = flatten(TEXT, "m", is_package=False, runs_main=False, target=Target())
    return made, load(dump(made))


def test_what_is_loaded_says_the_same_as_what_was_flattened(both):
    made, loaded = both
    assert list(loaded.exprs) == made.exprs
    for before, after in zip(made.scopes, loaded.scopes, strict=True):
        assert dict(after.binds.items()) == before.binds
        assert tuple(after.events) == before.events


def test_functions_and_expressions_stay_bytes_and_what_is_known_by_identity_does_not(both):
    _, loaded = both
    module, function, cls = loaded.scopes
    assert isinstance(loaded.exprs, PackedSequence)
    assert isinstance(function.binds, PackedBindings)
    assert isinstance(module.binds, dict)
    assert isinstance(cls.binds, dict)


def test_a_part_that_was_closed_opens_again():
    part = PackedBindings(pack({"a": [1]}))
    first = part.get("a")
    close_all()
    assert part["a"] == first
    assert "b" not in part
    assert list(part.values()) == [[1]]


def test_no_more_stays_open_than_allowed(monkeypatch):
    monkeypatch.setattr(packed, "MOST_OPEN", 1000)
    close_all()
    parts = [PackedSequence(pack([n] * 100)) for n in range(50)]
    assert [part[3] for part in parts] == list(range(50))
    open_now = sum(len(part._data) for part in parts if part._value is not None)
    assert 0 < open_now < 2000


def test_what_is_empty_is_no_bytes():
    assert pack(()) == ()
    assert pack({}) == {}
