"""What a package index says of one project: its releases, what is yanked, and its status (PEP 792). Pure.

Three forms are read: the simple page as JSON (PEP 691, 700) or as HTML (PEP 503, 592), told apart by what they
hold because labels have been wrong, and the older JSON document of a project.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from html.parser import HTMLParser
from typing import Any, NamedTuple
from urllib.parse import unquote

from packaging.utils import canonicalize_name
from packaging.version import Version

from depcalc.evidence.advisories import parse_version
from depcalc.evidence.online.json_text import count, day, objects, parse_object, table, texts
from depcalc.evidence.online.trouble import UnrecognisedError

STATUSES = ("active", "archived", "quarantined", "deprecated")
LONGEST = 300  # characters of a reason


@dataclass(frozen=True, slots=True)
class Release:
    """The files of one version. `pure`: a wheel for every platform exists; `yanked`: every file is."""

    version: str
    uploaded: date | None
    yanked: bool
    pure: bool | None
    wheel_bytes: int | None
    sdist_bytes: int | None


@dataclass(frozen=True, slots=True)
class Page:
    """`status` is "" where the index states none; `releases` oldest version first."""

    name: str
    releases: tuple[Release, ...]
    status: str = ""
    reason: str = ""

    @property
    def complete(self) -> bool:
        """Does it say when files came and how large they are?"""
        return all(r.uploaded and (r.wheel_bytes or r.sdist_bytes) for r in self.releases)


class File(NamedTuple):
    """One file as the index lists it. `link` may be relative to the page; `sha256` "" where it gives none."""

    filename: str
    size: int | None
    uploaded: date | None
    yanked: bool
    link: str = ""
    sha256: str = ""


class Kind(NamedTuple):
    """Of a file: which version, and how well a wheel stands for what is installed (0 is best, 9 an sdist)."""

    version: Version
    place: int


def parse_page(body: bytes, name: str) -> Page:
    """A simple page; `UnrecognisedError` where it lists no file of this project."""
    files, status = _listed(body)
    return _page(name, files, status.get("status"), status.get("reason"))


def parse_files(body: bytes, name: str) -> list[tuple[Kind, File]]:
    """The files of this project on a simple page, with what each is."""
    plain = canonicalize_name(name)
    found = ((file_kind(file.filename, plain), file) for file in _listed(body)[0])
    return [(kind, file) for kind, file in found if kind is not None]


def _listed(body: bytes) -> tuple[list[File], dict[str, Any]]:
    """Every file of a simple page, and the status of the project."""
    if body.lstrip()[:1] == b"{":
        root = parse_object(body)
        files = [_json_file(item, "upload-time") for item in objects(root.get("files"))]
        return files, table(root.get("project-status"))
    links = _Links()
    try:
        links.feed(body.decode("utf-8", errors="replace"))
        links.close()
    except AssertionError:  # how the parser says that a declaration makes no sense
        raise UnrecognisedError("the answer is not HTML") from None
    return links.files, dict(links.status)


def parse_document(body: bytes, name: str) -> Page:
    """The JSON document of a project."""
    releases = table(parse_object(body).get("releases")).values()
    files = [_json_file(item, "upload_time_iso_8601") for listed in releases for item in objects(listed)]
    return _page(name, files, None, None)


def filled(page: Page, other: Page) -> Page:
    """The page, with days and sizes that only the other one has: where both say something the page rules."""
    more = {release.version: release for release in other.releases}
    return replace(page, releases=tuple(_filled(r, more.get(r.version)) for r in page.releases))


def _filled(release: Release, other: Release | None) -> Release:
    if other is None:
        return release
    return replace(
        release,
        uploaded=release.uploaded or other.uploaded,
        wheel_bytes=release.wheel_bytes or other.wheel_bytes,
        sdist_bytes=release.sdist_bytes or other.sdist_bytes,
    )


def _json_file(item: dict[str, Any], uploaded: str) -> File:
    """A text that is no text counts as none."""
    filename, link, digest = (
        next(iter(texts([value])), "")
        for value in (item.get("filename"), item.get("url"), table(item.get("hashes")).get("sha256"))
    )
    return File(
        filename, count(item.get("size")), day(item.get(uploaded)), bool(item.get("yanked")), link, digest
    )


class _Links(HTMLParser):
    """The files and the status of an HTML page."""

    def __init__(self) -> None:
        super().__init__()
        self.files: list[File] = []
        self.status: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if tag == "a" and (link := said.get("href")):
            yanked = "data-yanked" in said
            uploaded = day(said.get("data-upload-time"))
            digest = link.partition("#sha256=")[2]
            self.files.append(File(_last_part(link), None, uploaded, yanked, link.partition("#")[0], digest))
        if tag == "meta" and (name := said.get("name") or "").startswith("pypi:project-status"):
            self.status["reason" if name.endswith("reason") else "status"] = said.get("content") or ""


def _last_part(link: str) -> str:
    """The name of the file, without the digest behind it."""
    return unquote(link.partition("#")[0].partition("?")[0].rpartition("/")[2])


# ------------------------------------------------------------------ files to releases


def _page(name: str, files: Sequence[File], status: object, reason: object) -> Page:
    by_version: dict[Version, list[tuple[Kind, File]]] = {}
    plain = canonicalize_name(name)
    for file in files:
        if (kind := file_kind(file.filename, plain)) is not None:
            by_version.setdefault(kind.version, []).append((kind, file))
    if not by_version:
        raise UnrecognisedError(f"the answer lists no release of {name}")
    known = status if isinstance(status, str) and status in STATUSES else ""
    why = reason[:LONGEST] if known and isinstance(reason, str) else ""
    return Page(name, tuple(_release(v, by_version[v]) for v in sorted(by_version)), known, why)


SDIST, FOREIGN = 9, 5
WHEEL_PARTS = (5, 6)  # the sixth is a build number


def file_kind(filename: str, name: str) -> Kind | None:
    """None for files of other projects and other kinds. By hand: a page may list ten thousand wheels, and
    `packaging` would make a set of tags for each."""
    if filename.endswith(".whl"):
        parts = filename.removesuffix(".whl").split("-")
        project, text = (parts[0], parts[1]) if len(parts) in WHEEL_PARTS else ("", "")
        place = _place(*parts[-3:]) if project else FOREIGN
    else:
        stem = filename.removesuffix(".tar.gz").removesuffix(".zip")
        project, _, text = stem.rpartition("-") if stem != filename else ("", "", "")
        place = SDIST
    version = parse_version(text) if project and canonicalize_name(project) == name else None
    return Kind(version, place) if version is not None else None


def _place(python: str, abi: str, platform: str) -> int:
    """The order of preference of data/README.md: any platform, else 64-bit Linux by Python."""
    if abi == "none" and platform == "any":
        return 0 if "py3" in python else 1
    if "linux" not in platform or not platform.endswith("x86_64") or "musllinux" in platform:
        return FOREIGN
    return 2 if (python, abi) == ("cp312", "cp312") else 3 if abi == "abi3" else 4


def _release(version: Version, files: Sequence[tuple[Kind, File]]) -> Release:
    places = [kind.place for kind, _ in files if kind.place != SDIST]
    best = min(places, default=None)
    return Release(
        version=str(version),
        uploaded=min((f.uploaded for _, f in files if f.uploaded), default=None),
        yanked=all(f.yanked for _, f in files),
        pure=None if best is None else best <= 1,
        wheel_bytes=_largest(f.size for k, f in files if k.place == best and best is not None),
        sdist_bytes=_largest(f.size for k, f in files if k.place == SDIST),
    )


def _largest(sizes: Iterable[int | None]) -> int | None:
    return max(_known(sizes), default=None)


def _known(sizes: Iterable[int | None]) -> Iterator[int]:
    return (size for size in sizes if size is not None)
