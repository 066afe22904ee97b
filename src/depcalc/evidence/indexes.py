"""The default index that pip and uv are set to: a mirror of the public one, as far as they know."""

import configparser
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from depcalc import files
from depcalc.evidence.inside import in_project

MOST = 2**20  # bytes of a settings file
_ENVIRONMENT = ("UV_DEFAULT_INDEX", "UV_INDEX_URL", "PIP_INDEX_URL")


def configured_indexes(
    environ: Mapping[str, str], pyproject_text: str | None, pip_configs: Iterable[str] = ()
) -> tuple[str, ...]:
    """Default indexes set in the environment, for uv in pyproject.toml, and in texts of pip's own files."""
    found = [_without_name(environ.get(key, "")) for key in _ENVIRONMENT]
    found += _of_uv(pyproject_text or "")
    found += [url for text in pip_configs for url in _of_pip(text)]
    return tuple(dict.fromkeys(url for url in found if url))


def read_pip_configs(environ: Mapping[str, str]) -> tuple[str, ...]:
    """The texts of pip's configuration files, from where pip would look for them."""
    named = environ.get("PIP_CONFIG_FILE")
    files = [Path(named)] if named else list(_pip_config_files(environ))
    return tuple(text for file in files if (text := _read(file)))


def outside_settings(environ: Mapping[str, str], folders: Iterable[Path]) -> Mapping[str, str]:
    """`environ` without a virtual environment that lies in the project: no file there chooses an index.

    folders   of the project
    """
    prefix = environ.get("VIRTUAL_ENV")
    if prefix and any(in_project(Path(prefix, "pip.conf"), folder, environ) for folder in folders):
        return {key: value for key, value in environ.items() if key != "VIRTUAL_ENV"}
    return environ


def _pip_config_files(environ: Mapping[str, str]) -> Iterator[Path]:
    yield Path("/etc/pip.conf")
    if home := environ.get("HOME") or environ.get("USERPROFILE"):
        yield Path(environ.get("XDG_CONFIG_HOME") or Path(home, ".config")) / "pip" / "pip.conf"
        yield Path(home, ".pip", "pip.conf")
    if data := environ.get("APPDATA"):
        yield Path(data, "pip", "pip.ini")
    if prefix := environ.get("VIRTUAL_ENV"):
        yield Path(prefix, "pip.conf")


def _read(file: Path) -> str:
    """ "" for what is not there or not ours to read: pip's settings are a help, not a need."""
    try:
        return files.read_bytes(file, MOST).decode("utf-8", errors="replace")
    except OSError:
        return ""


def _without_name(setting: str) -> str:
    """uv also takes `name=url`."""
    name, equals, url = setting.strip().partition("=")
    return url if equals and "/" not in name else setting.strip()


def _of_uv(text: str) -> list[str]:
    """Malformed text gives nothing: whoever reads the project's settings says what is wrong with it."""
    try:
        root = files.parse_toml(text)
    except ValueError:
        return []
    uv = _table(_table(root.get("tool")).get("uv"))
    listed = uv.get("index")
    indexes = [_table(entry) for entry in listed] if isinstance(listed, list) else []
    urls = [uv.get("index-url"), *(entry.get("url") for entry in indexes if entry.get("default") is True)]
    return [url for url in urls if isinstance(url, str)]


def _table(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _of_pip(text: str) -> list[str]:
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    try:
        parser.read_string(text)
    except configparser.Error:
        return []
    return [parser.get(section, "index-url", fallback="") for section in ("global", "install")]
