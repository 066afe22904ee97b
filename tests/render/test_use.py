"""The section on the part in use: what it can do, with the place of it."""

from dataclasses import replace

from depcalc.render import Style
from depcalc.render.use import render_use
from depcalc.values.usage import Capability
from tests.builders import an_indirect_use


def words(*found):
    part = replace(an_indirect_use().part, capabilities=found)
    return " ".join(render_use(part, Style()).split())


def network(name, line):
    return Capability("network", name, "acme/wire.py", line)


def test_one_line_of_source_is_shown_once_by_what_it_does():
    said = words(
        network("socket.AF_UNIX", 65), network("socket.SOCK_STREAM", 65), network("socket.socket", 65)
    )
    assert "It can do network: socket.socket at acme/wire.py:65." in said


def test_what_is_done_stands_before_a_constant_and_the_rest_is_counted():
    found = [network("socket.AF_INET", n) for n in (1, 2, 3)] + [network("socket.socket", 9)]
    assert "network: socket.socket at acme/wire.py:9, socket.AF_INET at acme/wire.py:1," in words(*found)
    assert "and 1 more" in words(*found)
