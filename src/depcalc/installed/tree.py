"""Reads plain files below one folder, and nothing that a hostile folder could put in their place."""

import errno
import os
import stat
import sys
from collections.abc import Iterable
from pathlib import Path

SMALL_BYTES = 2**18
PIECE = 2**12
_FLAGS = (
    os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
)


def is_folder(path: Path | str) -> bool:
    """A folder and no link to one. Each look is announced, as in `files`."""
    sys.audit("depcalc.look", str(path))
    try:
        return stat.S_ISDIR(os.lstat(path).st_mode)
    except (OSError, ValueError):
        return False


def entries_of(folder: Path) -> list["os.DirEntry[str]"]:
    """What lies in a folder, by name; nothing where it cannot be listed."""
    try:
        with os.scandir(folder) as found:
            return sorted(found, key=lambda entry: entry.name)
    except (OSError, ValueError):
        return []


class Tree:
    """Reads plain files below one folder: no link on the way, no pipe, no device, never more than asked."""

    def __init__(self, root: Path, folders: Iterable[str] = ()) -> None:
        """`folders`: names right below that were just seen to be folders and no links."""
        self._root = str(root)
        self._folders: dict[str, bool] = {"": True, **dict.fromkeys(folders, True)}

    def read(self, path: str, most: int) -> tuple[bytes, str]:
        """(the first `most` bytes, "") or (b"", why not)."""
        sys.audit("depcalc.look", f"{self._root}/{path}")
        if not self._inside(path.rpartition("/")[0]):
            return b"", "a link, or not below the folder"
        try:
            handle = os.open(f"{self._root}/{path}", _FLAGS)
        except (OSError, ValueError) as error:
            return b"", _reason(error)
        try:
            seen = os.fstat(handle)
            if not stat.S_ISREG(seen.st_mode):
                return b"", "not a plain file"
            return _read(handle, most, seen.st_size), ""
        except OSError as error:
            return b"", _reason(error)
        finally:
            os.close(handle)

    def text(self, path: str, most: int = SMALL_BYTES) -> str:
        """What it says as text, "" where it cannot be read."""
        return self.read(path, most)[0].decode("utf-8", errors="replace")

    def _inside(self, folder: str) -> bool:
        """Each folder on the way is one, and no link; asked once each."""
        if (known := self._folders.get(folder)) is None:
            above, _, name = folder.rpartition("/")
            known = (
                name not in ("", ".", "..") and self._inside(above) and is_folder(f"{self._root}/{folder}")
            )
            self._folders[folder] = known
        return known


def _read(handle: int, most: int, size: int) -> bytes:
    """Asks for no more at once than there should be: room for `most` bytes would be taken and given back."""
    parts, left, step = [], most, max(size, PIECE)
    while left > 0 and (part := os.read(handle, min(left, step))):
        parts.append(part)
        left -= len(part)
    return b"".join(parts)


def _reason(error: OSError | ValueError) -> str:
    if isinstance(error, OSError) and error.errno == errno.ELOOP:  # what O_NOFOLLOW says
        return "a link"
    return (error.strerror if isinstance(error, OSError) else "") or "cannot be opened"
