"""Bytes of a source file to text, or the reason why not."""

import codecs
import re

# codecs that map bytes to text one way, without hiding code as `utf-7` or `unicode_escape` can
PLAIN = frozenset(
    """utf-8 utf-8-sig ascii iso8859-1 iso8859-2 iso8859-5 iso8859-9 iso8859-15 cp1250 cp1251 cp1252
    koi8-r gbk gb2312 big5 euc_jp euc_kr shift_jis cp949""".split()
)
_COOKIE = re.compile(rb"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")
LONGEST_LINE = 100_000


def decode(data: bytes) -> tuple[str, str]:
    """(text, "") or ("", why it was not read)."""
    if b"\0" in data:
        return "", "holds a NUL byte"
    name = _declared(data)
    if name not in PLAIN:
        return "", f"declares the codec {name[:40]}"
    try:
        text = data.decode(name)
    except UnicodeDecodeError:
        return "", f"is not {name}"
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if len(text) > LONGEST_LINE and max(map(len, text.split("\n"))) > LONGEST_LINE:
        return "", f"has a line of more than {LONGEST_LINE:,} characters"
    return text, ""


def _declared(data: bytes) -> str:
    """The codec of the coding comment in the first two lines, normalised."""
    for line in data[:1000].split(b"\n")[:2]:
        if found := _COOKIE.match(line):
            try:
                return codecs.lookup(found[1].decode("ascii")).name
            except (LookupError, UnicodeDecodeError, ValueError):
                return "unknown"
    return "utf-8"
