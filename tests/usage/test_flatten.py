"""What flattening notes of a file: events, lines, tables."""

from depcalc.usage.flatten import flatten
from depcalc.usage.static_tests import Target


def summary(text: str):
    return flatten(text.encode(), "lib", is_package=False, runs_main=False, target=Target())


def named(text: str) -> set[str]:
    """Names that the bodies and headers of a file read."""
    found = summary(text)
    bodies = [*found.events, *(s.events for s in found.statements)]
    return {event[1] for body in bodies for event in body if event[0] == "name"}


def test_a_call_inside_an_annotation_runs_and_names_alone_do_not():
    assert named("class A:\n    def f(self, x: dict[str, list[make(1)]]): pass\n") == {"make"}
    assert named("class A:\n    def f(self, x: dict[str, one | two]): pass\n") == set()


def test_an_annotation_of_any_length_is_read():
    found = summary("def f(x: " + "int | " * 2_500 + "int): pass\n")
    assert (found.trouble, found.scopes[1].kind) == ("", "function")


def test_expressions_without_a_rule_of_their_own_are_searched():
    assert named(
        "def f(x):\n    x[a:b]\n    f'{c:{d}}'\n    del e[g]\n    assert h, i\n    raise j from k\n"
    ) == set("abcdeghijk")


def test_an_attribute_changed_in_place_is_read_from_the_same_receiver():
    events = summary("def f(x):\n    g.h += 1\n").events
    attributes = [event[1:5] for body in events for event in body if event[0] == "attr"]
    assert len({base for base, *_ in attributes}) == 1
    assert {(name, stored) for _, name, _, stored in attributes} == {("h", True), ("h", False)}


def test_lines_belong_to_the_innermost_scope_and_to_one_statement():
    found = summary(
        "x = 1; y = 2\n\n# nothing\ndef f():\n    '''Says.'''\n    def g():\n        return 1\n    return g\n"
    )
    assert [scope.lines for scope in found.scopes] == [1, 2, 2]
    assert [statement.lines for statement in found.statements] == [1, 0, 0]
    assert found.lines == 5


def test_a_long_table_is_data_unless_something_is_computed_inside():
    rows = "    'k': (1, [2, {'a': %s}]),\n" * 25
    assert summary("T = {\n" + rows.replace("%s", "3") + "}\n").data_lines == 27
    assert summary("T = {\n" + rows.replace("%s", "f()") + "}\n").data_lines == 0
    assert summary("T = make(\n" + "    [1, 2],\n" * 25 + ")\n").data_lines == 27
