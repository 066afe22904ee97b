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
from depcalc.values.advice import NamedPart
from depcalc.values.fact import Fact
from depcalc.values.lock import Key, Lock
from depcalc.values.settings import Settings
from depcalc.values.usage import PackageUsage, ProjectUsage, Slice

PROJECT_MARKS = ("pyproject.toml", "setup.py", "setup.cfg", ".git")
Progress = Callable[[str, int, int], None]
_Scan = Callable[[Sequence[str]], Slice | None]


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
) -> NamedPart | None:
    """The part of a package that a few names of it need; None where its source is neither installed nor among
    the wheels."""
    environment = project_environment(folder, settings.site_packages)
    if not uses or (environment is None and settings.wheels is None):
        return None
    keys = [Key(one.name, one.version) for one in environment.distributions] if environment else []
    if not any(key.name == name for key in keys):
        keys.append(Key(name, ""))
    with tempfile.TemporaryDirectory(prefix="depcalc-") as made:
        caller = Path(made) / "caller.py"

        def look(names: Sequence[str]) -> PackageUsage | None:
            caller.write_text(_calls(names), encoding="utf-8")
            return scan_project(
                caller.parent,
                site_packages=environment.site_packages if environment else None,
                wheels=settings.wheels,
                packages=keys,
                cache=cache_folder(environ),
                modules=dict(settings.imports),
            ).of(name)

        found = look(())
        tops = _public(found.imports) if found else ()
        calls = {use: [_below(top, tops, use) for top in tops] for use in uses}
        return _named(calls, lambda names: _slice(look(names)), tops)


def _named(calls: Mapping[str, Sequence[str]], scan: _Scan, tops: Sequence[str]) -> NamedPart | None:
    """Each name by itself, then all of them; `calls` are the places where a name may be found."""
    bare = {top: scan([top]) for top in tops}
    if not any(bare.values()):
        return None
    alone = {call: scan([call]) for each in calls.values() for call in each}
    missing = tuple(
        use for use, each in calls.items() if not any(_adds(call, alone[call], scan) for call in each)
    )
    there = [
        each
        for each in calls.values()
        if any(_leads(alone[call], bare[_prefixes(call)[0]], call) for call in each)
    ]
    found = scan([call for each in there for call in each]) if there else None
    measured = use_of(found) if found else None
    if len(there) == len(calls):
        return NamedPart(measured, missing)
    return NamedPart(None, missing, measured.kloc if measured else 0.0)


def _adds(call: str, alone: Slice | None, scan: _Scan) -> bool:
    """Whether it means more than what it is a member of; a module by itself is there."""
    above = _prefixes(call)[:-1]
    return not above or _leads(alone, scan(above[-1:]), call)


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
    """Whether the name means more than its module, or what it is a member of, which alone needs `bare`."""
    if found is None or bare is None:
        return False
    grew = (found.lines, found.data_lines, found.functions) != (bare.lines, bare.data_lines, bare.functions)
    return grew or not {*found.symbols} <= {*bare.symbols, *_prefixes(name)[:-1]}


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
