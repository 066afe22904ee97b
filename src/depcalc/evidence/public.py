"""Which origins are the public index. Its host comes at run time from a library that knows it."""

import ast
import importlib.util
import sysconfig
import zipfile
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from depcalc.values.lock import Origin

_MODULE = "pip/_internal/models/index.py"  # where pip names the public index; read, never run


def is_public(
    origin: Origin, *, default_index: str, public_hosts: Sequence[str], configured: Sequence[str] = ()
) -> bool:
    """Do public facts apply to a package from here?

    An origin that the lock leaves unstated is public; so is an index on a host of the public index, and
    one that somebody configured as the default: `default_index`, or one of `configured`.
    """
    if origin.kind == "unstated" or (origin.kind == "index" and not origin.location):
        return True
    if origin.kind != "index":
        return False
    if _host(origin.location) in public_hosts:
        return True
    return _plain(origin.location) in {_plain(url) for url in (default_index, *configured) if url}


@cache
def find_public_hosts() -> tuple[str, ...]:
    """The host of the public index as pip knows it, () when no pip is at hand."""
    for text in _module_texts():
        if url := _public_url(text):
            return (_host(url),)
    return ()


def _module_texts() -> Iterator[str]:
    """From pip where it is installed, else from the wheel that comes with Python to install it."""
    if (pip := _folder("pip")) is not None:
        file = pip.parent / _MODULE
        if file.is_file():
            yield file.read_text(encoding="utf-8")
    for wheel in _bundled_wheels():
        with zipfile.ZipFile(wheel) as archive:
            if _MODULE in archive.namelist():
                yield archive.read(_MODULE).decode("utf-8")


def _bundled_wheels() -> Iterator[Path]:
    ensurepip, elsewhere = _folder("ensurepip"), sysconfig.get_config_var("WHEEL_PKG_DIR")
    folders = [ensurepip / "_bundled"] if ensurepip else []
    folders += [Path(elsewhere)] if elsewhere else []
    for folder in folders:
        yield from sorted(folder.glob("pip-*.whl"))


def _folder(package: str) -> Path | None:
    """Where a package is installed, found without importing it."""
    spec = importlib.util.find_spec(package)
    return Path(spec.origin).parent if spec is not None and spec.origin else None


def _public_url(source: str) -> str:
    """The first argument of the module's `PyPI = PackageIndex(...)`."""
    for node in ast.parse(source).body:
        match node:
            case ast.Assign(
                targets=[ast.Name(id="PyPI")], value=ast.Call(args=[ast.Constant(value=str(url)), *_])
            ):
                return url
    return ""


def _host(url: str) -> str:
    try:
        return urlsplit(url.strip()).netloc.rpartition("@")[2].lower()
    except ValueError:  # brackets that are no IPv6 address
        return ""


def _plain(url: str) -> str:
    """Credentials, the case of the host and a slash at the end make no difference."""
    host, stripped = _host(url), url.strip()
    if not host:
        return stripped.rstrip("/")
    parts = urlsplit(stripped)
    return f"{parts.scheme}://{host}{parts.path.rstrip('/')}"
