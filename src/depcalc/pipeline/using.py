"""Which part of each package the project uses: its source is read, and that of its packages on disk."""

import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from depcalc.evidence.disk_cache import cache_folder
from depcalc.evidence.fixed_functions import watched
from depcalc.evidence.in_use import use_of
from depcalc.evidence.local import project_environment
from depcalc.installed import Environment
from depcalc.pythons import lowest_python
from depcalc.scope.environment import PLATFORMS
from depcalc.usage import Target, scan_project
from depcalc.values.evidence import SliceUse
from depcalc.values.fact import Fact
from depcalc.values.lock import Key, Lock
from depcalc.values.settings import Settings
from depcalc.values.usage import PackageUsage, ProjectUsage

PROJECT_MARKS = ("pyproject.toml", "setup.py", "setup.cfg", ".git")
Progress = Callable[[str, int, int], None]


def project_usage(
    path: Path,
    lock: Lock,
    environment: Environment | None,
    settings: Settings,
    environ: Mapping[str, str],
    progress: Progress,
    fetched: Sequence[Path] = (),
) -> ProjectUsage | None:
    """What of each locked package the project at `path` uses; None where it was not asked for, or where no
    project lies around the lock.

    fetched  folders of archives of what is not on disk
    """
    folder = project_folder(path, lock)
    if folder is None or not settings.usage:
        return None
    members = {root.key for root in lock.roots}
    return scan_project(
        folder,
        site_packages=environment.site_packages if environment else None,
        wheels=[*([settings.wheels] if settings.wheels else []), *fetched],
        packages=[package.key for package in lock.packages if package.key not in members],
        cache=cache_folder(environ),
        progress=progress,
        modules=dict(settings.imports),
        target=_target(lock, settings),
        watch=watched({package.key.name for package in lock.packages}),
    )


def slice_of_names(
    name: str, uses: Sequence[str], folder: Path, settings: Settings, environ: Mapping[str, str]
) -> SliceUse | None:
    """The part of a package that a few names of it need, where its source is installed or among the wheels;
    None where it is not, or where the names lead nowhere."""
    environment = project_environment(folder, settings.site_packages)
    if not uses or (environment is None and settings.wheels is None):
        return None
    keys = [Key(one.name, one.version) for one in environment.distributions] if environment else []
    if not any(key.name == name for key in keys):
        keys.append(Key(name, ""))
    with tempfile.TemporaryDirectory(prefix="depcalc-") as made:
        caller = Path(made) / "caller.py"

        def scan(text: str) -> PackageUsage | None:
            caller.write_text(text, encoding="utf-8")
            return scan_project(
                caller.parent,
                site_packages=environment.site_packages if environment else None,
                wheels=settings.wheels,
                packages=keys,
                cache=cache_folder(environ),
                modules=dict(settings.imports),
            ).of(name)

        found = scan("")
        tops = found.imports if found else ()
        measured = scan(_calls(tops, uses)) if tops else None
    return use_of(measured.slice.value) if measured and isinstance(measured.slice, Fact) else None


def _calls(tops: Sequence[str], uses: Sequence[str]) -> str:
    """Code that would use the names; it is read and never run."""
    lines = [f"import {top}" for top in tops]
    lines += [f"{_below(tops, use)}()" for use in uses]
    return "\n".join(lines)


def _below(tops: Sequence[str], use: str) -> str:
    """A name of the package, with the module it is imported from in front."""
    return use if use.partition(".")[0] in tops else f"{tops[0]}.{use}"


def project_folder(path: Path, lock: Lock) -> Path | None:
    """A folder that was named is the project; around a lockfile that was named there must be signs of one."""
    if path.is_dir():
        return path
    folder = Path(lock.path).parent
    return folder if any((folder / mark).exists() for mark in PROJECT_MARKS) else None


def _target(lock: Lock, settings: Settings) -> Target:
    """What the code runs on: branches for another Python or platform are not followed."""
    usual = Target()
    python = lowest_python(f"=={settings.scope.python_version}.*" if settings.scope.python_version else "")
    python = python or lowest_python(lock.requires_python) or usual.python
    platform = settings.scope.python_platform
    return Target(python, PLATFORMS.get(platform, {}).get("sys_platform", usual.platform))
