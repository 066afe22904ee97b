"""Where METADATA's headers end, against the pattern that says it."""

import re

from hypothesis import given
from hypothesis import strategies as st

from depcalc.installed.environment import parse_headers

BLANK_LINE = re.compile(rb"\r?\n\r?\n")


@given(st.lists(st.sampled_from([b"\n", b"\r", b"\r\n", b"a: b", b" c", b"\t", b":"]), max_size=12))
def test_nothing_after_the_first_blank_line_is_a_header(parts):
    data = b"".join(parts)
    assert parse_headers(data) == parse_headers(BLANK_LINE.split(data, maxsplit=1)[0])
