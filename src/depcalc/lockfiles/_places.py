"""Requirements that are a place instead of a name: a path, a URL, a repository."""

import re

from depcalc.lockfiles._names import is_valid_name
from depcalc.lockfiles._pep508 import Asked
from depcalc.values.lock import OriginKind, normalise

MAX_LENGTH = 2_000
_MARKER = re.compile(r"\s;(.*)$")
_EGG = re.compile(r"[#&]egg=([\w.-]+)")
_ARCHIVE = re.compile(r"\.(?:whl|zip|tar\.\w+|tgz|egg)$")
_WHEEL = re.compile(r"([\w.]+)-(\d[\w.!+]*)(?:-\w[\w.]*){3,4}\.whl")
_SDIST = re.compile(r"([\w.-]+)-v?(\d[\w.!+]*)\.(?:zip|tar\.\w+|tgz)")
_VCS = re.compile(r"(?:git|hg|svn|bzr)(?:\+|://)")
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


def split_place(text: str) -> Asked | None:
    """What a path, URL or repository asks for; the name is its `#egg=`, its file's or its folder's. None
    where the text looks like none of them, or where that is no name."""
    if len(text) > MAX_LENGTH:
        return None
    marker = _MARKER.search(text)
    place = text[: marker.start()].strip() if marker else text
    place, extras = _without_extras(place)
    if not (_URL.match(place) or "/" in place or place.startswith(".") or _ARCHIVE.search(place)):
        return None
    name, version = _name_of(place)
    if not is_valid_name(name):
        return None
    return Asked(
        name=normalise(name),
        extras=tuple(normalise(one.strip()) for one in extras.split(",")) if extras else (),
        specifier=f"=={version}" if version else "",
        marker=marker[1].strip() if marker else "",
        url=place,
    )


def _without_extras(place: str) -> tuple[str, str]:
    before, bracket, inner = place[:-1].rpartition("[") if place.endswith("]") else ("", "", "")
    return (before, inner) if bracket and "]" not in inner else (place, "")


def place_kind(place: str) -> OriginKind:
    """What kind of place it is, from its spelling alone."""
    if _VCS.match(place):
        return "git" if place.startswith("git") else "url"
    if _URL.match(place) and not place.startswith("file:"):
        return "url"
    return "path" if _ARCHIVE.search(place.partition("#")[0]) else "directory"


def _name_of(place: str) -> tuple[str, str]:
    file = place.partition("#")[0].rstrip("/").rpartition("/")[2]
    found = _WHEEL.fullmatch(file) or _SDIST.fullmatch(file)
    if egg := _EGG.search(place):
        return egg[1], ""
    return (found[1], found[2]) if found else (file.partition("@")[0].removesuffix(".git") or place, "")
