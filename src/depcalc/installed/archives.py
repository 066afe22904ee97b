"""Reading wheels and sdists in place: capped, nothing written to disk, hostile members refused or skipped."""

import bz2
import gzip
import io
import lzma
import os
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import IO

_BROKEN_ZIP = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OSError,
)
_BROKEN_TAR = (tarfile.TarError, zlib.error, EOFError, lzma.LZMAError, ValueError, OSError)


@dataclass(frozen=True, slots=True)
class Caps:
    """Of archives and trees. An archive over a limit is refused, a file over one is skipped, both with a
    notice."""

    archive_bytes: int = 200 << 20
    members: int = 50_000
    member_bytes: int = 8 << 20
    total_bytes: int = 300 << 20
    tar_bytes: int = 1 << 30
    ratio: int = 200  # inflated over compressed, after the first megabyte
    name_length: int = 512
    depth: int = 40
    native_bytes: int = 64 << 20
    metadata_bytes: int = 8 << 20


class RefusedError(Exception):
    """The archive as a whole is not read; the message says why."""


@dataclass(slots=True)
class Members:
    """What an archive holds: bytes of members that were wanted, sizes of all, members skipped with the
    reason."""

    files: dict[str, bytes] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)
    skipped: list[tuple[str, str]] = field(default_factory=list)


def read_archive(path: Path, wanted: Callable[[str], bool], caps: Caps) -> Members:
    """The wanted members of a wheel, zip or tar."""
    try:
        if path.stat().st_size > caps.archive_bytes:
            raise RefusedError("it is too large")
        if path.suffix in (".whl", ".zip"):
            return _read_zip(path, wanted, caps)
        return _read_tar(path, wanted, caps)
    except OSError as error:
        raise RefusedError(f"it cannot be read: {error.strerror or error}") from error


def safe_name(name: str, caps: Caps) -> bool:
    """Whether a member's name is a plain relative path."""
    if not name or len(name) > caps.name_length or name.startswith("/") or "\0" in name or "\\" in name:
        return False
    parts = name.split("/")
    return ".." not in parts and "." not in parts and len(parts) <= caps.depth and ":" not in parts[0]


def _read_zip(path: Path, wanted: Callable[[str], bool], caps: Caps) -> Members:
    try:
        with zipfile.ZipFile(path) as archive:
            infos = archive.infolist()
            if len(infos) > caps.members:
                raise RefusedError(f"it has {len(infos):,} members")
            _no_overlap(infos)
            return _zip_members(archive, infos, wanted, caps)
    except _BROKEN_ZIP as error:
        raise RefusedError(f"it is not a sound zip: {str(error)[:80]}") from error


def _no_overlap(infos: list[zipfile.ZipInfo]) -> None:
    """Members that share bytes are the mark of a bomb."""
    spans = sorted((i.header_offset, i.header_offset + i.compress_size) for i in infos)
    if any(after[0] < before[1] for before, after in pairwise(spans)):
        raise RefusedError("its members overlap")


def _zip_members(
    archive: zipfile.ZipFile, infos: list[zipfile.ZipInfo], wanted: Callable[[str], bool], caps: Caps
) -> Members:
    out, total = Members(), 0
    for info in infos:
        if info.is_dir():
            continue
        if reason := _zip_trouble(info, out, caps):
            out.skipped.append((info.filename[:100], reason))
            continue
        out.sizes[info.filename] = info.file_size
        if not wanted(info.filename):
            continue
        if info.file_size > caps.member_bytes:
            out.skipped.append((info.filename, "is too large"))
            continue
        data = _zip_member(archive, info, caps)
        if data is None:
            out.skipped.append((info.filename, "cannot be read"))
            continue
        total += len(data)
        if total > caps.total_bytes:
            raise RefusedError("it holds too much")
        out.files[info.filename] = data
    return out


def _zip_trouble(info: zipfile.ZipInfo, out: Members, caps: Caps) -> str:
    if not safe_name(info.filename, caps):
        return "has an unsafe name"
    if info.filename in out.sizes:
        return "appears twice"
    if stat.S_ISLNK(info.external_attr >> 16):
        return "is a link"
    if info.flag_bits & 1:
        return "is encrypted"
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return "is compressed in another way than deflate"
    return ""


def _zip_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, caps: Caps) -> bytes | None:
    try:
        with archive.open(info) as handle:
            return _bounded(handle, info.file_size, info.compress_size, caps)
    except _BROKEN_ZIP:
        return None


def _bounded(handle: IO[bytes], declared: int, compressed: int, caps: Caps) -> bytes:
    """All of a stream that keeps to what it declares and inflates no more than allowed."""
    chunks, size = [], 0
    while chunk := handle.read(1 << 16):
        size += len(chunk)
        if size > declared:
            raise RefusedError("a member is larger than it says")
        if size > 1 << 20 and size > compressed * caps.ratio:
            raise RefusedError("a member inflates too much")
        chunks.append(chunk)
    return b"".join(chunks)


class _Limited(io.RawIOBase):
    """A stream that refuses to give more than so many bytes."""

    def __init__(self, raw: IO[bytes], limit: int) -> None:
        self._raw, self._left = raw, limit

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "bytearray | memoryview") -> int:  # type: ignore[override]
        data = self._raw.read(min(len(buffer), 1 << 16))
        self._left -= len(data)
        if self._left < 0:
            raise RefusedError("it inflates too much")
        buffer[: len(data)] = data
        return len(data)


def _read_tar(path: Path, wanted: Callable[[str], bool], caps: Caps) -> Members:
    with path.open("rb") as handle:
        limited = io.BufferedReader(_Limited(_inflated(handle), caps.tar_bytes), 1 << 16)
        try:
            with tarfile.open(fileobj=limited, mode="r|") as archive:
                return _tar_members(archive, wanted, caps)
        except _BROKEN_TAR as error:
            raise RefusedError(f"it is not a sound tar: {str(error)[:80]}") from error


def _inflated(handle: IO[bytes]) -> IO[bytes]:
    magic = handle.read(6)
    handle.seek(0, os.SEEK_SET)
    if magic[:2] == b"\x1f\x8b":
        return gzip.GzipFile(fileobj=handle)  # type: ignore[return-value]
    if magic[:3] == b"BZh":
        return bz2.BZ2File(handle)
    return lzma.LZMAFile(handle) if magic == b"\xfd7zXZ\0" else handle


def _tar_members(archive: tarfile.TarFile, wanted: Callable[[str], bool], caps: Caps) -> Members:
    out, total = Members(), 0
    for count, member in enumerate(_entries(archive)):
        if count >= caps.members:
            raise RefusedError("it has too many members")
        if not member.isreg():
            if not member.isdir():
                out.skipped.append((member.name[:100], "is not a regular file"))
            continue
        if not safe_name(member.name, caps) or member.name in out.sizes:
            out.skipped.append((member.name[:100], "has an unsafe name or appears twice"))
            continue
        out.sizes[member.name] = member.size
        if not wanted(member.name):
            continue
        if member.size > caps.member_bytes:
            out.skipped.append((member.name, "is too large"))
            continue
        handle = archive.extractfile(member)
        data = handle.read(member.size) if handle else b""
        total += len(data)
        if total > caps.total_bytes:
            raise RefusedError("it holds too much")
        out.files[member.name] = data
    return out


def _entries(archive: tarfile.TarFile) -> Iterator[tarfile.TarInfo]:
    while (member := archive.next()) is not None:
        archive.members = []  # type: ignore[attr-defined]  # a stream needs no memory of what went by
        yield member
