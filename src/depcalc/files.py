"""Reading what others wrote: bounded, never blocking, and TOML that cannot be made expensive."""

import errno
import re
import stat
import sys
import tomllib
from pathlib import Path
from typing import Any

MOST_DOTS = 100  # of one line outside strings: each part of a dotted key makes the parser walk all before it
_STRINGS = re.compile(r'"[^"\n]*"|' + r"'[^'\n]*'")


def read_bytes(path: Path, limit: int) -> bytes:
    """At most `limit` bytes of a regular file, one more where there is more; `OSError` for anything else,
    a pipe or a device among it. Each look is announced to audit hooks, what is not there included."""
    sys.audit("depcalc.look", str(path))
    if not stat.S_ISREG(path.stat().st_mode):
        raise OSError(errno.EINVAL, "expected a file, found a folder, a device or a pipe")
    with path.open("rb") as file:
        return file.read(limit + 1)


def parse_toml(text: str) -> dict[str, Any]:
    """The document; `ValueError` for everything that is not TOML or that would cost too much to read."""
    if line := dotted_line(text):
        raise ValueError(f"a key of more than {MOST_DOTS} parts (at line {line})")
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def dotted_line(text: str) -> int:
    """The first line with an endless dotted key, 0 where there is none."""
    for number, line in enumerate(text.splitlines(), 1):
        if line.count(".") > MOST_DOTS and _STRINGS.sub("", line).count(".") > MOST_DOTS:
            return number
    return 0
