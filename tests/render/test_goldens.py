"""Every format of every case, byte for byte. See `goldens.py` for how to write them again."""

import pytest

from tests.render.goldens import GOLDEN, rendered

RENDERED = list(rendered())


@pytest.mark.parametrize(
    ("path", "content"), RENDERED, ids=[f"{p.parent.name}/{p.name}" for p, _ in RENDERED]
)
def test_the_answer_is_the_golden_one(path, content):
    assert content.decode() == path.read_bytes().decode(), "meant? python -m tests.render.goldens"


def test_no_golden_file_is_left_behind():
    assert {p for p in GOLDEN.glob("*/*") if p.is_file()} >= {path for path, _ in RENDERED}
