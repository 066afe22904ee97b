"""Children that answer: what an interrupt in another thread may do to them."""

import pytest

from depcalc.installed import guard
from depcalc.installed.guard import Child
from depcalc.usage.budget import Workers
from depcalc.usage.pool import SCRIPT, Task, _words
from depcalc.usage.static_tests import Target


@pytest.mark.parametrize("closed", [False, True])
def test_a_child_that_is_ended_while_it_starts_answers_nothing_and_leaves_no_process(monkeypatch, closed):
    child = Child(SCRIPT, Workers(), _words(Target()))
    started = []

    def ended_meanwhile(stream):
        started.append(child._process)
        child.end()
        if closed:
            raise ValueError("read of closed file")

    monkeypatch.setattr(guard, "receive", ended_meanwhile)
    assert child.ask([Task(0, "acme", "acme", False, False, b"x = 1\n")]) is None
    assert [process.poll() is not None for process in started] == [True]
