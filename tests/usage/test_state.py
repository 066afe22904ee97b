"""What a run remembers: small, and each thing once."""

from tests.usage.small import run

LIB = "x = 1\ndef f():\n    return x\n"


def made():
    st = run(LIB, "import lib\nlib.f()\n", "demand")
    return st, st.universe.modules["lib"]


def test_a_step_is_done_once_for_each_number_each_module_and_each_kind():
    st, module = made()
    assert st.once("step", module, 700)
    assert not st.once("step", module, 700)
    assert st.once("step", module, 3)
    assert st.once("step", st.universe.modules["proj"], 700)
    assert st.once("other step", module, 700)


def test_what_was_not_done_was_not_done_however_far_the_numbers_reach():
    st, module = made()
    assert not st.was("step", module, 5)
    st.once("step", module, 4)
    assert st.was("step", module, 4)
    assert not st.was("step", module, 3)
    assert not st.was("step", module, 5)


def test_a_statement_is_needed_once_and_one_that_is_none_never():
    st, module = made()
    assert [n for n, needed in enumerate(st.statements[module]) if needed] == [0, 1]
    assert not st.statement(module, 0)
    assert not st.statement(module, -1)


def test_the_meaning_of_a_name_is_found_once():
    st, module = made()
    assert st.names.attribute(module, "f") is st.names.attribute(module, "f")
    assert st.names.attribute(module, "nothing") == ()


def test_names_that_are_read_and_names_that_are_set_are_kept_apart():
    st = run(
        "class K:\n    def __init__(self):\n        self.a = 1\n    def m(self):\n        return self.a\n",
        "import lib\nlib.K().m()\n",
    )
    read, is_set = ({name for names in asked.values() for name in names} for asked in st.asked)
    assert {"m", "a"} <= read
    assert "a" in is_set
    assert "m" not in is_set


def test_a_place_is_noted_once_however_often_it_is_walked():
    library = "def keep(x): R.append(x)\n@keep(getattr(x, y))\ndef f(): pass\ndef g(x, y): getattr(x, y)\n"
    st = run(library, "import lib\nlib.f()\nlib.g()\n")
    assert st.of(st.universe.modules["lib"]).notes == {"attributes by unknown names": 2}
