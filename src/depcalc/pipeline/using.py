"""Which part of each package the project uses: its source is read, and that of its packages on disk."""

from collections.abc import Callable, Mapping
from pathlib import Path

from depcalc.evidence.disk_cache import cache_folder
from depcalc.installed import Environment
from depcalc.pythons import lowest_python
from depcalc.scope.environment import PLATFORMS
from depcalc.usage import Target, scan_project
from depcalc.values.lock import Lock
from depcalc.values.settings import Settings
from depcalc.values.usage import ProjectUsage

PROJECT_MARKS = ("pyproject.toml", "setup.py", "setup.cfg", ".git")
Progress = Callable[[str, int, int], None]


def project_usage(
    path: Path,
    lock: Lock,
    environment: Environment | None,
    settings: Settings,
    environ: Mapping[str, str],
    progress: Progress,
) -> ProjectUsage | None:
    """What of each locked package the project at `path` uses; None where it was not asked for, or where no
    project lies around the lock."""
    folder = _folder(path, lock)
    if folder is None or not settings.usage:
        return None
    members = {root.key for root in lock.roots}
    return scan_project(
        folder,
        site_packages=environment.site_packages if environment else None,
        wheels=settings.wheels,
        packages=[package.key for package in lock.packages if package.key not in members],
        cache=cache_folder(environ),
        progress=progress,
        modules=dict(settings.imports),
        target=_target(lock, settings),
    )


def _folder(path: Path, lock: Lock) -> Path | None:
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
