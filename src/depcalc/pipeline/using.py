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
from depcalc.values.usage import PackageUsage, ProjectUsage, Slice

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

        def scan(names: Sequence[str]) -> PackageUsage | None:
            caller.write_text(_calls(names), encoding="utf-8")
            return scan_project(
                caller.parent,
                site_packages=environment.site_packages if environment else None,
                wheels=settings.wheels,
                packages=keys,
                cache=cache_folder(environ),
                modules=dict(settings.imports),
            ).of(name)

        found = scan(())
        tops = _public(found.imports) if found else ()
        calls = [[_below(top, tops, use) for top in tops] for use in uses]
        for each in calls:
            if not any(
                _leads(_slice(scan([call])), _slice(scan(_prefixes(call)[:1])), call) for call in each
            ):
                return None
        measured = _slice(scan([call for each in calls for call in each]))
    return use_of(measured) if measured else None


def _slice(found: PackageUsage | None) -> Slice | None:
    return found.slice.value if found and isinstance(found.slice, Fact) else None


def _public(tops: Sequence[str]) -> Sequence[str]:
    """The modules that are for users, where there is one."""
    return [top for top in tops if not top.startswith("_")] or tops


def _below(top: str, tops: Sequence[str], use: str) -> str:
    """A name of the package, with the module it is imported from in front."""
    return use if use.partition(".")[0] in tops else f"{top}.{use}"


def _calls(names: Sequence[str]) -> str:
    """Code that would use the names, and what they are members of; it is read and never run."""
    lines = [f"import {name.partition('.')[0]}" for name in names]
    lines += [f"{part}()" for name in names for part in _prefixes(name)[1:]]
    return "\n".join(dict.fromkeys(lines))


def _prefixes(name: str) -> list[str]:
    parts = name.split(".")
    return [".".join(parts[:n]) for n in range(1, len(parts) + 1)]


def _leads(found: Slice | None, bare: Slice | None, name: str) -> bool:
    """Whether the name means more than its module, which alone needs `bare`."""
    if found is None or bare is None:
        return False
    grew = (found.lines, found.data_lines, found.functions) != (bare.lines, bare.data_lines, bare.functions)
    return grew or not {*found.symbols} <= {*_prefixes(name)}


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
