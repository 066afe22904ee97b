"""Summaries on the shelf: the same answers as in memory, and no more at hand than allowed."""

import io
import itertools

import pytest
from tests.usage.small import run

from depcalc.usage import packed
from depcalc.usage.budget import Workers
from depcalc.usage.flatten import flatten
from depcalc.usage.instances import MOST_VOCABULARIES, vocabulary
from depcalc.usage.packed import OpenSection, Packed, Section, Shelf, pack
from depcalc.usage.pool import Pool, Task
from depcalc.usage.static_tests import Target
from depcalc.usage.summary import Binds, dump, lineless, load

TEXT = b"""import os
from a import b as c

WORDS = ["x", os.sep]

@c
def f(a, b=1):
    c = os.path.join(a)
    return c.x

class K(c.Base, metaclass=f):
    y = 1

    def __init__(self, z):
        self.z = z
"""
ASIDE = ("exprs", "events", "binds", "signatures", "statements", "imports")


def made(text=TEXT):
    return flatten(text, "m", is_package=False, runs_main=False, target=Target())


@pytest.fixture(params=["in memory", "in a file"])
def shelf(request, tmp_path):
    with Shelf(tmp_path if request.param == "in a file" else None) as opened:
        yield opened


@pytest.mark.parametrize("name", ASIDE)
def test_what_is_loaded_says_the_same_as_what_was_flattened(shelf, name):
    before, after = getattr(made(), name), getattr(load(dump(made()), shelf), name)
    assert len(before) > 1
    assert list(after) == list(before)
    assert [after[i] for i in range(len(after))] == list(before)


def test_what_is_at_hand_says_the_same_too(shelf):
    before, after = made(), load(dump(made()), shelf)
    assert after.scopes == before.scopes
    assert (after.outline, after.stores, after.lines) == (before.outline, before.stores, before.lines)
    assert lineless(after) == lineless(before)


def test_scopes_that_are_no_class_share_their_lack_of_stores(shelf):
    scopes = load(dump(made()), shelf).scopes
    assert scopes[0].stores is scopes[1].stores
    assert scopes[2].stores == {"z": [made().scopes[2].stores["z"][0]]}


def test_every_binding_of_a_file_has_a_number_of_its_own():
    bindings = [b for binds in made().binds for found in binds.values() for b in found]
    assert len({b[6] for b in bindings}) == len(bindings) > 5


def test_names_of_a_scope_answer_like_a_dict(shelf):
    for before, after in zip(made().binds, load(dump(made()), shelf).binds, strict=True):
        assert dict(after) == before
        assert (list(after), len(after)) == (list(before), len(before))
        for name in before:
            assert (name in after, after.get(name), after[name]) == (True, before[name], before[name])


@pytest.mark.parametrize("name", ["", "missing", "alph", "lpha", "alpha\nbeta", "\n", "beta\n"])
def test_a_part_of_a_name_or_several_are_no_name(shelf, name):
    names = Binds([[1], [2]], 0, "\nalpha\nbeta\n")
    assert names.get(name) is None
    assert name not in names
    with pytest.raises(KeyError):
        names[name]
    assert (names["alpha"], names["beta"]) == ([1], [2])


def test_names_that_are_remembered_are_one_object_for_all(shelf):
    first, second = (next(iter(Binds([[1]], 0, f"\n{'alp' + 'ha'}\n"))) for _ in range(2))
    assert first is second


def test_a_number_beyond_its_section_is_none_of_the_next(shelf):
    summary = load(dump(made()), shelf)
    for name in ASIDE:
        section = getattr(summary, name)
        for number in (-1, len(section)):
            if not isinstance(section, OpenSection):
                with pytest.raises(IndexError):
                    section[number]


def test_no_more_stays_open_than_allowed(shelf, monkeypatch):
    monkeypatch.setattr(packed, "MOST_OPEN", 3_000)
    parts = [Packed(shelf, pack([{"a": n}, "x" * 500])) for n in range(50)]
    assert [OpenSection(part, 0, 2)[0] for part in parts] == [{"a": n} for n in range(50)]
    assert 0 < sum(part.weight for part in parts) <= 4_000
    assert 0 < sum(part.kept is not None for part in parts) < 10
    assert OpenSection(parts[0], 0, 2)[0] == {"a": 0}  # closed long ago


def test_what_was_opened_stays_until_it_is_closed(shelf):
    section = OpenSection(Packed(shelf, pack([{"a": 1}])), 0, 1)
    first = section[0]
    assert section[0] is first
    shelf.close_all()
    assert section[0] is not first
    assert section[0] == first


def test_the_file_of_a_shelf_has_no_name_and_is_gone_with_it(tmp_path):
    with Shelf(tmp_path) as shelf:
        at = shelf.put(b"abc")
        assert shelf.get(at, 3) == b"abc"
        assert not shelf._held
    assert list(tmp_path.iterdir()) == []


class Full(io.BytesIO):
    def write(self, data):
        raise OSError("no space left on device")


def test_a_full_disk_costs_memory_and_nothing_else(tmp_path):
    with Shelf(tmp_path) as shelf:
        first = shelf.put(b"before")
        real, shelf._file = shelf._file, Full()
        second = shelf.put(b"after")
        shelf._file = real
        assert (shelf.get(first, 6), shelf.get(second, 5)) == (b"before", b"after")


def test_a_folder_that_cannot_be_used_costs_memory_and_nothing_else(tmp_path):
    with Shelf(tmp_path / "missing") as shelf:
        assert shelf.get(shelf.put(b"abc"), 3) == b"abc"


def test_texts_are_read_a_few_batches_ahead_of_the_workers():
    taken = itertools.count()

    def tasks():
        for number in range(40):
            next(taken)
            yield Task(number, "p", f"m{number}", False, False, b"x = 1\n" * 50_000)  # a batch each

    with Pool(1, Target(), Workers()) as pool:
        answers = pool.flatten(tasks())
        next(answers)
        assert next(taken) < 10
        answers.close()


def test_a_section_makes_records(shelf):
    part = Packed(shelf, pack([(1, 2), (3, 4)]))
    assert list(Section(part, 0, 2, complex)) == [1 + 2j, 3 + 4j]


def test_vocabularies_are_forgotten_when_they_are_many():
    text = "import json\nclass A: pass\n"
    state = run(
        {f"lib/m{n}.py": text for n in range(MOST_VOCABULARIES + 20)} | {"lib/__init__.py": ""},
        "import lib.m1",
    )
    for module in state.universe.packages["lib"].modules.values():
        state.universe.load(module)
        assert ("read" in vocabulary(state, module)) == (module.name != "lib")
    assert 0 < len(state.knowledge.vocabularies) <= MOST_VOCABULARIES
