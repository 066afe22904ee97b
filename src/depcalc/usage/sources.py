"""Where a package's text lies: an installed tree, a wheel or an sdist, as modules by name. Nothing is
unpacked."""

import csv
import hashlib
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from packaging.utils import (
    InvalidSdistFilename,
    InvalidWheelFilename,
    parse_sdist_filename,
    parse_wheel_filename,
)

from depcalc.installed.archives import Caps, Members, RefusedError, read_archive, safe_name
from depcalc.installed.places import kind_of
from depcalc.usage.entities import Module, Package
from depcalc.values.lock import normalise
from depcalc.values.notice import Notice

NATIVE = (".so", ".pyd", ".dylib", ".dll")
NOT_SOURCE = frozenset(
    """tests test testing docs doc examples example benchmarks benchmark scripts tools ci bench build dist
    perf samples demo setup conftest noxfile tasks fabfile versioneer""".split()
)
MOST_PTH, MOST_TOPS, TOP_BYTES = 8, 100, 16 << 10
_REQUIRES = re.compile(r"^Requires-Dist:\s*([A-Za-z0-9][\w.-]*)", re.MULTILINE)
_SCRIPT = re.compile(r"(?:^|/)(?:bin|Scripts|scripts)/([\w.-]{2,80}?)(?:\.exe)?$")
_DATA = re.compile(r"[^/]+\.data/(?:purelib|platlib)/(.*)")


@dataclass(slots=True)
class Source:
    """One package found on disk.

    tops      top-level names that `import` can use, native modules included
    commands  console scripts it installs
    token     changes when any of its files does; cheap to compute
    elsewhere its modules, or some, lie outside the tree (an editable install, a `.pth` file); which is not certain
    info, pth, stated   of an installed one: its metadata folder, its `.pth` files, its `top_level.txt`
    folders, why        where `followed` found the modules that lie elsewhere, or why it did not
    missing   installed files that its RECORD names and that are gone, tests apart: then none of it is read
    """

    name: str
    version: str
    kind: str
    package: Package
    tops: tuple[str, ...] = ()
    commands: tuple[str, ...] = ()
    token: str = ""
    elsewhere: bool = False
    info: Path | None = None
    pth: tuple[str, ...] = ()
    stated: tuple[str, ...] = ()
    folders: tuple[Path, ...] = ()
    why: str = ""
    missing: int = 0
    notices: list[Notice] = field(default_factory=list)


# ------------------------------------------------------------------ installed


def installed(site: Path, caps: Caps) -> dict[str, Source]:
    """Packages of a site-packages folder by normalised name, from their RECORD."""
    out: dict[str, Source] = {}
    for folder in sorted(site.glob("*.dist-info")):
        name, _, version = folder.name.removesuffix(".dist-info").rpartition("-")
        source = _installed_one(site, folder, normalise(name), version, caps)
        if source is not None:
            out[source.name] = source
    return out


def _installed_one(site: Path, folder: Path, name: str, version: str, caps: Caps) -> Source | None:
    record = read_text(folder / "RECORD", caps.metadata_bytes)
    if record is None:
        return None
    source = Source(name, version, "installed", Package(name), info=folder)
    stamp = hashlib.sha256()
    scripts: list[str] = []
    for entry in csv.reader(record.splitlines()):
        path = entry[0] if entry else ""
        if "/" not in path and path.endswith(".pth") and safe_name(path, caps):
            source.pth = (*source.pth, path)[:MOST_PTH]
        source.elsewhere |= bool(source.pth) or path.startswith("__editable__")
        scripts.extend(_SCRIPT.findall(path))
        if not safe_name(path, caps) or ".dist-info/" in path:
            continue
        file = site / path
        if path.endswith((".py", *NATIVE)) and add_file(source.package, path, file, caps):
            status = file.stat()
            stamp.update(f"{path}\0{status.st_size}\0{status.st_mtime_ns}\n".encode())
        elif path.endswith((".py", *NATIVE)) and kind_of(path) == "runtime":
            source.missing += not os.path.lexists(file)
    if source.missing:
        source.package.modules.clear()
        source.package.natives.clear()
    _describe(
        source,
        {p: read_text(folder / p, caps.metadata_bytes) or "" for p in ("entry_points.txt", "METADATA")},
    )
    source.commands = tuple(sorted({*source.commands, *scripts}))
    source.token = stamp.hexdigest()
    source.stated = tuple((read_text(folder / "top_level.txt", TOP_BYTES) or "").split()[:MOST_TOPS])
    return source


def add_file(package: Package, path: str, file: Path, caps: Caps) -> bool:
    """A file of an installed package, where it is really there and no link out of the tree."""
    if not file.is_file() or file.is_symlink():
        return False
    if path.endswith(NATIVE):
        package.natives[path] = partial(read_bytes, file, caps.native_bytes)
        return True
    shown = str(file)
    return add_module(package, path, shown, partial(read_bytes, shown, caps.member_bytes))


def read_bytes(file: Path | str, limit: int) -> bytes:
    """At most `limit` bytes of a file; nothing of one that cannot be read."""
    try:
        with open(file, "rb", buffering=0) as handle:
            return handle.read(
                min(limit, os.fstat(handle.fileno()).st_size)
            )  # what is asked for is allocated
    except OSError:
        return b""


def read_text(file: Path, limit: int) -> str | None:
    """Text of a metadata file, None where there is none."""
    try:
        with file.open("rb") as handle:
            return handle.read(limit).decode("utf-8", errors="replace")
    except OSError:
        return None


def add_module(package: Package, path: str, shown: str, read: "object") -> bool:
    """Index an importable file under its dotted name; False where no import could name it."""
    parts = path.removesuffix(".py").split("/")
    is_package = parts[-1] == "__init__"
    if is_package:
        parts.pop()
    if not parts or not all(p.isidentifier() for p in parts):
        return False
    name = ".".join(parts)
    known = package.modules.get(name)
    if known is None or not known.is_package:
        package.modules[name] = Module(name, package, shown, is_package, read)  # type: ignore[arg-type]
    return True


def _describe(source: Source, metadata: Mapping[str, str]) -> None:
    """Entry points, requirements and top-level names."""
    groups = entry_points(metadata.get("entry_points.txt", ""))
    scripts = {**groups.pop("console_scripts", {}), **groups.pop("gui_scripts", {})}
    source.commands = tuple(sorted(scripts))
    source.package.entry_points = {group: tuple(targets.values()) for group, targets in groups.items()}
    head = metadata.get("METADATA", "").partition("\n\n")[0]
    source.package.requires = frozenset(normalise(n) for n in _REQUIRES.findall(head))
    source.tops = top_names(source.package)


def top_names(package: Package) -> tuple[str, ...]:
    """Top-level names that `import` can use."""
    tops = {name.split(".", 1)[0] for name in package.modules}
    tops.update(native_name(path).split(".", 1)[0] for path in package.natives)
    return tuple(sorted(t for t in tops if t.isidentifier()))


def native_name(path: str) -> str:
    """`pkg/_c.cpython-311-x86_64-linux-gnu.so` is the module `pkg._c`."""
    folder, _, file = path.rpartition("/")
    return f"{folder}/{file.split('.', 1)[0]}".strip("/").replace("/", ".")


def entry_points(text: str) -> dict[str, dict[str, str]]:
    """Group -> name -> target of an `entry_points.txt`."""
    out: dict[str, dict[str, str]] = {}
    group = ""
    for line in text.splitlines()[:5_000]:
        bare = line.strip()
        if bare.startswith("[") and bare.endswith("]"):
            group = bare[1:-1].strip()
        elif group and "=" in bare and not bare.startswith("#"):
            name, _, target = bare.partition("=")
            out.setdefault(group, {})[name.strip()] = target.split("[")[0].strip()
    return out


# ------------------------------------------------------------------ archives


def archives(
    folder: Path, wanted: Iterable[tuple[str, str]], caps: Caps
) -> tuple[dict[str, Source], list[Notice]]:
    """Wheels and sdists of a folder for the wanted (name, version); a wheel before an sdist."""
    versions = dict(wanted)
    found: dict[str, tuple[int, str, Path]] = {}
    for file in sorted(p for p in folder.iterdir() if p.is_file()):
        parsed = _parsed(file.name)
        if parsed is not None:
            name, version, rank = parsed
            if versions.get(name) in (version, "") and (name not in found or rank < found[name][0]):
                found[name] = (rank, version, file)
    out: dict[str, Source] = {}
    notices: list[Notice] = []
    for name, (_, version, file) in found.items():
        try:
            out[name] = _from_archive(file, name, version, caps)
            notices.extend(out[name].notices)
        except RefusedError as error:
            notices.append(Notice("archive-refused", f"{file.name} was not read: {error}", str(file)))
    return out, notices


def held(folder: Path) -> set[tuple[str, str]]:
    """(package, version) of the archives of a folder, by their names."""
    if not folder.is_dir():
        return set()
    found = [_parsed(file.name) for file in folder.iterdir()]
    return {one[:2] for one in found if one is not None}


def _parsed(name: str) -> tuple[str, str, int] | None:
    """(package, version, rank): pure wheels first, then other wheels, then sdists."""
    try:
        if name.endswith(".whl"):
            wheel, version, _, tags = parse_wheel_filename(name)
            return str(wheel), str(version), int(all(t.platform != "any" for t in tags))
        sdist, version = parse_sdist_filename(name)
        return str(sdist), str(version), 2
    except (InvalidWheelFilename, InvalidSdistFilename):
        return None


def _wanted(name: str) -> bool:
    return name.endswith((".py", "/METADATA", "PKG-INFO", "entry_points.txt", "top_level.txt", *NATIVE))


def _from_archive(file: Path, name: str, version: str, caps: Caps) -> Source:
    members = read_archive(file, _wanted, caps)
    status = file.stat()
    source = Source(name, version, "wheel" if file.suffix == ".whl" else "sdist", Package(name))
    source.token = hashlib.sha256(f"{file.name}\0{status.st_size}\0{status.st_mtime_ns}".encode()).hexdigest()
    for path, reason in members.skipped[:20]:
        source.notices.append(Notice("member-skipped", f"{path} {reason}", file.name))
    files = _wheel_files(members) if source.kind == "wheel" else _sdist_files(members, name)
    for path, member in sorted(files.items()):
        data = members.files.get(member)
        if path.endswith(NATIVE):
            source.package.natives[path] = lambda d=data: d or b""  # type: ignore[misc]
        elif data is not None:
            add_module(source.package, path, f"{file.name}/{member}", lambda d=data: d)
    _describe(source, _metadata(members))
    scripts = (s for m in members.sizes if ".data/" in m for s in _SCRIPT.findall(m))
    source.commands = tuple(sorted({*source.commands, *scripts}))
    return source


def _metadata(members: Members) -> dict[str, str]:
    out: dict[str, str] = {}
    for path, data in members.files.items():
        key = {"METADATA": "METADATA", "PKG-INFO": "METADATA"}.get(
            path.rpartition("/")[2], path.rpartition("/")[2]
        )
        if key in ("METADATA", "entry_points.txt"):
            out.setdefault(key, data.decode("utf-8", errors="replace"))
    return out


def _wheel_files(members: Members) -> dict[str, str]:
    """Path under site-packages -> member."""
    out: dict[str, str] = {}
    for member in members.sizes:
        inside = _DATA.fullmatch(member)
        path = inside[1] if inside else member
        if (
            path.endswith((".py", *NATIVE))
            and ".dist-info/" not in member
            and (inside or ".data/" not in member)
        ):
            out[path] = member
    return out


def _sdist_files(members: Members, name: str) -> dict[str, str]:
    """Importable files of an sdist: declared top levels, else packages outside test and docs folders."""
    bare = {m.partition("/")[2]: m for m in members.sizes if m.endswith((".py", *NATIVE))}
    declared = {
        word
        for path, data in members.files.items()
        if path.endswith(".egg-info/top_level.txt")
        for word in data.decode("utf-8", errors="replace").split()
    }
    roots = [
        f"{prefix}/" for prefix in ("src", "lib", "python") if any(p.startswith(f"{prefix}/") for p in bare)
    ]
    out: dict[str, str] = {}
    for path, member in bare.items():
        root = next((r for r in roots if path.startswith(r)), "")
        inside = path[len(root) :]
        top = inside.split("/", 1)[0].removesuffix(".py")
        chosen = top in declared if declared else looks_importable(inside, top, root, name, bare)
        if chosen:
            out[inside] = member
    return out


def looks_importable(inside: str, top: str, root: str, name: str, bare: Mapping[str, str]) -> bool:
    """Whether a file beside tests and tools is of the package."""
    if top in NOT_SOURCE and normalise(top) != name:
        return False
    return f"{root}{top}/__init__.py" in bare or bool(root) or normalise(inside.removesuffix(".py")) == name
