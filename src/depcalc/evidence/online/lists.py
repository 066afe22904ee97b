"""The list of most downloaded packages, and the projects of OSS-Fuzz. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from packaging.utils import canonicalize_name, is_normalized_name

from depcalc.evidence.online.json_text import count, day, objects, parse_object
from depcalc.evidence.online.trouble import UnrecognisedError


@dataclass(frozen=True, slots=True)
class TopList:
    """`rows`: (package, downloads a month), most first."""

    made: date
    rows: tuple[tuple[str, int], ...]


def parse_top_list(body: bytes) -> TopList:
    """`{"last_update": ..., "rows": [{"download_count": ..., "project": ...}]}`."""
    root = parse_object(body)
    made, found = day(root.get("last_update")), dict[str, int]()
    for row in objects(root.get("rows")):
        name, n = row.get("project"), count(row.get("download_count"))
        if isinstance(name, str) and n and is_normalized_name(plain := canonicalize_name(name)):
            found.setdefault(plain, n)
    if made is None or not found:
        raise UnrecognisedError("the answer is no list of downloads")
    return TopList(made, tuple(sorted(found.items(), key=lambda row: (-row[1], row[0]))))


@dataclass(frozen=True, slots=True)
class FuzzProject:
    """`repository` as "host/owner/name", "" where the list names none."""

    name: str
    repository: str


def parse_fuzz_list(body: bytes) -> tuple[FuzzProject, ...]:
    """`{"projects": [{"name": ..., "main_repo": ...}]}`, the build status that OSS-Fuzz publishes."""
    found = {
        one["name"]: FuzzProject(one["name"], plain_repository(one.get("main_repo")))
        for one in objects(parse_object(body).get("projects"))
        if isinstance(one.get("name"), str) and one["name"]
    }
    if not found:
        raise UnrecognisedError("the answer is no list of projects")
    return tuple(found[name] for name in sorted(found))


def plain_repository(url: object) -> str:
    """ "host/owner/name" in lower case of a repository's address, "" for what is none."""
    if not isinstance(url, str):
        return ""
    try:
        parts = urlsplit(url.strip() if "://" in url else f"https://{url.strip()}")
    except ValueError:
        return ""
    host, path = parts.netloc.rpartition("@")[2].lower(), parts.path.strip("/").lower().removesuffix(".git")
    owner_and_name = path.split("/")[:2]
    return "/".join([host, *owner_and_name]) if host and len(owner_and_name) == 2 else ""


def fuzzed_packages(
    projects: Iterable[FuzzProject], repositories: Iterable[tuple[str, str]]
) -> tuple[tuple[str, str], ...]:
    """(package, project) where both name one repository and no other listed package shares it.

    A project that only bears the name of a package says nothing: many are C libraries of the same name.
    """
    by_repository: dict[str, list[str]] = {}
    for package, url in repositories:
        by_repository.setdefault(plain_repository(url), []).append(package)
    return tuple(
        sorted(
            (packages[0], project.name)
            for project in projects
            if project.repository and len(packages := by_repository.get(project.repository, [])) == 1
        )
    )
