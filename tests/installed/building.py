"""Installed environments made by hand, as small as a claim needs."""

from pathlib import Path

from depcalc.installed import Distribution, read_environment


def site(project: Path, environment: str = ".venv", python: str = "python3.12") -> Path:
    folder = project / environment / "lib" / python / "site-packages"
    folder.mkdir(parents=True)
    return folder


def install(
    where: Path,
    name: str = "acme",
    version: str = "1.0",
    files: dict[str, str | bytes] | None = None,
    *,
    headers: str = "",
    record: str | bytes | None = None,
    **beside: str,
) -> Path:
    """Files and a dist-info that lists them. `beside`: other files of it, WHEEL="..." and so on."""
    info = where / f"{name.replace('-', '_')}-{version}.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{headers}\n\nAbout.\n"
    )
    for path, text in (files or {}).items():
        file = where / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
    rows = "".join(f"{path},,\n" for path in (files or {}))
    data = rows if record is None else record
    (info / "RECORD").write_bytes(data if isinstance(data, bytes) else data.encode())
    for file_name, text in beside.items():
        (info / file_name.replace("_json", ".json").replace("_txt", ".txt")).write_text(text)
    return info


def only(where: Path) -> Distribution:
    (distribution,) = read_environment(where).distributions
    return distribution
