"""A fast way through the text of a `uv.lock` as uv writes it, with tomllib behind it for everything else.

A lock is a head and one block of lines per package. A block of the usual shape is read by pattern, any other by
tomllib on its own: a block that is TOML by itself and holds nothing but its package means the same alone as
it does in the file. On any surprise the answer is None, and the whole file goes to tomllib.
"""

import re
import tomllib

Document = dict[str, object]
_HEADER = "[[package]]\n"
_TEXT = r'[^"\\\x00-\x1f\x7f]+'  # what needs no escape; never a line's end
_QUOTED = f'"{_TEXT}"'
_NUMBER = r"0|[1-9][0-9]{0,15}"
_FILE = (
    rf'\{{ (url|path|filename) = "({_TEXT})"(?:, hash = "({_TEXT})")?(?:, size = ({_NUMBER}))?'
    rf'(?:, upload-time = "({_TEXT})")? \}}'
)
_SOURCE = rf'\{{ (registry|git|url|path|directory|editable|virtual) = "({_TEXT})" \}}'
_ASK = (
    rf'^    \{{ name = "({_TEXT})"(?:, version = "({_TEXT})")?(?:, source = {_SOURCE})?'
    rf'(?:, extra = \[({_QUOTED}(?:, {_QUOTED})*)\])?(?:, marker = "({_TEXT})")? \}},\n'
)
_TABLES = r"(?:    \{ [^\n]*\n)++"
_LISTS = rf"(?:[A-Za-z0-9_-]++ = \[\n{_TABLES}\]\n)++"
_BLOCK = re.compile(
    rf"""name\ =\ "(?P<name>{_TEXT})"\n
    (?:version\ =\ "(?P<version>{_TEXT})"\n)?
    source\ =\ {_SOURCE.replace(" ", "[ ]")}\n
    (?:resolution-markers\ =\ \[\n(?P<forks>(?:[ ]{{4}}{_QUOTED},\n)++)\]\n)?
    (?:dependencies\ =\ \[\n(?P<asks>{_TABLES.replace(" ", "[ ]")})\]\n)?
    (?:sdist\ =\ (?P<sdist>\{{[^\n]*)\n)?
    (?:wheels\ =\ \[\n(?P<wheels>{_TABLES.replace(" ", "[ ]")})\]\n)?
    (?:\n\[package\.optional-dependencies\]\n(?P<extras>{_LISTS.replace(" ", "[ ]")}))?
    (?:\n\[package\.(?P<dev>dev-dependencies|dependency-groups)\]\n(?P<groups>{_LISTS.replace(" ", "[ ]")}))?
    \n*+""",
    re.VERBOSE,
)
_ASKS = re.compile(_ASK, re.MULTILINE)
_SDIST = re.compile(_FILE)
_WHEELS = re.compile(rf"^    {_FILE},\n", re.MULTILINE)
_LIST = re.compile(r"^([A-Za-z0-9_-]+) = \[\n((?:    [^\n]*\n)+)\]\n", re.MULTILINE)
_STRINGS = re.compile(f'"({_TEXT})"')
