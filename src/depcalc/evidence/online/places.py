"""Whom we ask. The index is the one the user's own tools are set to, never one that a project's file names.

Else the public index, whose address comes at run time from a library that knows it. OSV, the download list and
OSS-Fuzz are no package indexes; mirrors of them are named in the environment alone, because the answers may end
up in a snapshot that all of this user's projects read.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from depcalc.errors import UsageError
from depcalc.evidence.indexes import configured_indexes, read_pip_configs
from depcalc.evidence.public import find_public_hosts

DEFAULTS: Mapping[str, str] = {
    "DEPCALC_OSV_URL": "https://api.osv.dev/v1/query",
    "DEPCALC_OSV_ARCHIVE_URL": "https://osv-vulnerabilities.storage.googleapis.com/PyPI/all.zip",
    "DEPCALC_TOP_LIST_URL": "https://hugovk.github.io/top-pypi-packages/top-pypi-packages.min.json",
    "DEPCALC_OSS_FUZZ_URL": "https://oss-fuzz-build-logs.storage.googleapis.com/status.json",
}
"""Variables of the environment and what they stand for where they are not set."""


@dataclass(frozen=True, slots=True)
class Place:
    """An address without its user and password, and these apart: nothing printed or stored holds them."""

    url: str = ""
    auth: tuple[str, str] | None = None

    @property
    def host(self) -> str:
        return urlsplit(self.url).netloc

    def at(self, *parts: str) -> str:
        """The address of something below this one, with a slash at the end."""
        return "/".join([self.url.rstrip("/"), *(quote(part, safe="") for part in parts), ""])


@dataclass(frozen=True, slots=True)
class Places:
    """`mirror`: the index is not the public one, so that names on it need not be public."""

    index: Place
    mirror: bool
    osv: Place
    osv_archive: Place
    top_list: Place
    oss_fuzz: Place

    def document(self, name: str) -> str:
        """The JSON document of a project; mirrors that have one keep it beside their simple pages."""
        root = self.index.url.rstrip("/").removesuffix("/simple")
        return f"{root}/pypi/{quote(name, safe='')}/json"


def find_places(environ: Mapping[str, str]) -> Places:
    """From the environment and pip's own settings, else the public places."""
    own = environ.get("DEPCALC_DEFAULT_INDEX", "").strip()
    named = [own] if own else list(configured_indexes(environ, None, read_pip_configs(environ)))
    index = place(named[0]) if named else _public_index()
    at = {name: place(environ.get(name, "").strip() or url, name) for name, url in DEFAULTS.items()}
    return Places(
        index=index,
        mirror=bool(named) and index.host not in find_public_hosts(),
        osv=at["DEPCALC_OSV_URL"],
        osv_archive=at["DEPCALC_OSV_ARCHIVE_URL"],
        top_list=at["DEPCALC_TOP_LIST_URL"],
        oss_fuzz=at["DEPCALC_OSS_FUZZ_URL"],
    )


def _public_index() -> Place:
    hosts = find_public_hosts()
    return Place(f"https://{hosts[0]}/simple") if hosts else Place()


def place(url: str, set_by: str = "the default index") -> Place:
    """A web address, taken apart; `UsageError` for any other kind of address."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        parts, host, port = urlsplit(""), "", None
    if parts.scheme not in ("http", "https") or not host:
        raise UsageError(f"{set_by} is no web address", "expected https://... or http://...")
    shown = f"[{host}]" if ":" in host else host
    plain = parts._replace(netloc=f"{shown}:{port}" if port else shown, fragment="").geturl()
    auth = (parts.username, parts.password or "") if parts.username else None
    return Place(plain, auth)
