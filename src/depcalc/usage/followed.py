"""Where the source of an editable install, or of a package with a `.pth` file, lies. What says so is text here:
followed to plain folders inside the project or its environment, and never run."""

import hashlib
import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from depcalc.installed.archives import Caps, safe_name
from depcalc.usage.project_files import enterable, folders, inside
from depcalc.usage.sources import NATIVE, Source, add_file, looks_importable, read_text, top_names

PTH_BYTES = 64 << 10
MOST_LINES = 100
LONGEST_LINE = 1_000
MOST_FILES = 20_000
LAYOUTS = ("src", "lib", "python")  # where a project keeps its packages
BUILT = ("pyproject.toml", "setup.py", "setup.cfg")  # beside them lie tests and tools, too


class _LeftError(Exception):
    """A place that is not followed; the message says why."""


@dataclass(frozen=True, slots=True)
class _Bounds:
    """What may be read: the project's folder and the environment's, links resolved."""

    project: Path
    environment: Path

    def folder(self, path: Path) -> Path:
        """The folder itself, where it is one, no link, inside, and not the project's own source."""
        try:
            found = path.resolve()
            plain = path.is_dir() and not path.is_symlink()
        except (OSError, RuntimeError, ValueError) as error:
            raise _LeftError("a path that is none") from error
        if not (inside(found, self.project) or inside(found, self.environment)):
            raise _LeftError("outside the project and its environment")
        if not plain:
            raise _LeftError("no plain folder")
        if found == self.project or (found.parent == self.project and found.name in LAYOUTS):
            raise _LeftError("this project itself")
        return found


def follow(sources: Mapping[str, Source], site: Path, project: Path, caps: Caps) -> None:
    """Give the packages whose modules lie elsewhere those that can be found, and a reason where not all can."""
    bounds = _Bounds(project.resolve(), _environment(site).resolve())
    for source in sources.values():
        if source.elsewhere:
            _follow_one(source, site, bounds, caps)


def _environment(site: Path) -> Path:
    """The virtual environment around a site-packages folder; without one, that folder."""
    above = list(site.absolute().parents)[:4]
    return next((p for p in above if (p / "pyvenv.cfg").is_file()), site)


def _follow_one(source: Source, site: Path, bounds: _Bounds, caps: Caps) -> None:
    found, reasons = _from_pth(source, site, bounds)
    stated = set(source.stated)
    if not found and source.info is not None:
        found, trouble = _from_direct_url(source.info, bounds)
        guess = [] if stated else ["its import names are a guess"]
        reasons = guess if found else [*reasons, *trouble]
    before = set(source.package.modules)
    try:
        for folder in found:
            _add_folder(source, folder, caps)
    except _LeftError as error:
        reasons = [*reasons, str(error)]
    source.tops = top_names(source.package)
    added = {n.partition(".")[0] for n in source.package.modules.keys() - before}
    certain = bool(added) and not reasons and stated <= {*source.tops}
    source.folders = tuple(found)
    source.elsewhere = not certain
    source.why = "" if added else "; ".join(dict.fromkeys(reasons)) or "no source found where it points to"


def _from_pth(source: Source, site: Path, bounds: _Bounds) -> tuple[list[Path], list[str]]:
    """Folders that the lines of its `.pth` files name, and why others are left."""
    out: list[Path] = []
    reasons: list[str] = []
    for name in source.pth:
        try:
            for line in _lines(site / name):
                out.append(bounds.folder(site / line))
        except _LeftError as error:
            reasons.append(f"{name} names {error}")
    return list(dict.fromkeys(out)), reasons


def _lines(file: Path) -> Iterator[str]:
    """The folders it names; a line that starts with `import` is code, which we neither run nor read."""
    if file.is_symlink():
        raise _LeftError("a link")
    text = read_text(file, PTH_BYTES + 1) or ""
    lines = text.splitlines()
    if len(text) > PTH_BYTES or len(lines) > MOST_LINES:
        raise _LeftError("more than is followed")
    code = [line for line in lines if line.startswith(("import ", "import\t"))]
    for line in lines:
        bare = line.strip()
        if not bare or bare.startswith("#") or line in code:
            continue
        if len(bare) > LONGEST_LINE or "\0" in bare:
            raise _LeftError("a path that is none")
        yield bare
    if code:
        raise _LeftError("code to run, not a folder")


def _from_direct_url(info: Path, bounds: _Bounds) -> tuple[list[Path], list[str]]:
    """The folder that `direct_url.json` says it was installed from, as editable."""
    url = _editable_url(read_text(info / "direct_url.json", PTH_BYTES) or "")
    if not url:
        return [], []
    try:
        parts = urlsplit(url)
        if parts.scheme != "file" or parts.netloc not in ("", "localhost"):
            raise _LeftError("no folder of this machine")
        folder = bounds.folder(Path(re.sub("^/(?=[A-Za-z]:)", "", unquote(parts.path))))
        chosen = next((folder / n for n in LAYOUTS if (folder / n).is_dir()), folder)
        return [bounds.folder(chosen)], []
    except (_LeftError, ValueError) as error:
        return [], [f"direct_url.json names {error}"]


def _editable_url(text: str) -> str:
    try:
        stated = json.loads(text)
    except (ValueError, RecursionError):
        return ""
    about = stated.get("dir_info") if isinstance(stated, dict) else None
    url = stated.get("url") if isinstance(about, dict) and about.get("editable") is True else None
    return url if isinstance(url, str) and len(url) <= LONGEST_LINE else ""


def _add_folder(source: Source, folder: Path, caps: Caps) -> None:
    """Its files as modules: all, or beside a build file those that look like packages; links are left out."""
    paths = list(_files(folder, caps))
    bare = dict.fromkeys(paths, "")
    mixed = any((folder / name).is_file() for name in BUILT)
    stated = set(source.stated)
    stamp = hashlib.sha256(source.token.encode())
    for path in paths:
        top = path.partition("/")[0].removesuffix(".py")
        wanted = top in stated if stated else not mixed or looks_importable(path, top, "", source.name, bare)
        file = folder / path
        if wanted and add_file(source.package, path, file, caps):
            status = file.stat()
            stamp.update(f"{file}\0{status.st_size}\0{status.st_mtime_ns}\n".encode("utf-8", "replace"))
    source.token = stamp.hexdigest()


def _files(folder: Path, caps: Caps) -> Iterator[str]:
    found = 0
    for _, prefix, names, _ in folders(folder, enterable):
        for name in names:
            if name.endswith((".py", *NATIVE)) and safe_name(prefix + name, caps):
                found += 1
                if found > MOST_FILES:
                    raise _LeftError(f"more than {MOST_FILES:,} files")
                yield prefix + name


def held_files(sources: Iterable[Source], project: Path, files: Collection[str]) -> dict[str, str]:
    """Files of the project that belong to a package of its lock: path -> package."""
    here, out = project.resolve(), {}
    for source in sources:
        for module in source.package.modules.values() if source.folders else ():
            path = Path(module.path)
            if path.is_relative_to(here) and (inner := path.relative_to(here).as_posix()) in files:
                out[inner] = source.name
    return out
