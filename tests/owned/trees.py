"""Small repositories and wheels made of text."""

import zipfile
from collections.abc import Mapping
from pathlib import Path

from depcalc.owned.at_hand import packages_at_hand

PARSER = '''"""Words of a text."""
import re
LIMIT = 80


def fold(text, width=LIMIT):
    """Break a text into lines."""
    lines, line = [], ""
    for word in re.split(r"\\s+", text):
        if len(line) + len(word) > width:
            lines.append(line)
            line = ""
        line = f"{line} {word}".strip()
    return [*lines, line]


class Counter:
    unit = "word"

    def __init__(self, text):
        self.words = text.split()
        self.seen = {word: self.words.count(word) for word in self.words}

    def most(self, n):
        ranked = sorted(self.seen.items(), key=lambda pair: (-pair[1], pair[0]))
        return [word for word, times in ranked[:n] if times > 0]


def shout(text):
    return " ".join(part.upper() for part in fold(text) if part and not part.isspace())
'''
NEWER = PARSER.replace("len(line) + len(word) > width", "len(line) + len(word) + 1 > width")
INIT = 'from folding.parser import Counter, fold\n__version__ = "1.0"\n'


def write(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """A folder with these files."""
    for path, text in files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode() if isinstance(text, str) else text)
    return folder


def wheel(folder: Path, name: str, version: str, files: Mapping[str, str]) -> None:
    """A wheel file in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(folder / f"{name}-{version}-py3-none-any.whl", "w", zipfile.ZIP_DEFLATED) as archive:
        for path, text in files.items():
            archive.writestr(path, text)
        archive.writestr(f"{name}-{version}.dist-info/METADATA", f"Name: {name}\nVersion: {version}\n")


def folding_wheels(folder: Path):
    """Two versions of one package, and another package."""
    wheel(folder, "folding", "1.0", {"folding/__init__.py": INIT, "folding/parser.py": PARSER})
    newer = INIT.replace("1.0", "1.1")
    wheel(folder, "folding", "1.1", {"folding/__init__.py": newer, "folding/parser.py": NEWER})
    wheel(
        folder, "other", "3.0", {"other/__init__.py": "def unrelated(a, b):\n    return [a, b, a + b]\n" * 3}
    )
    return packages_at_hand(None, folder)
