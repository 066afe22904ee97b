"""What the project's own files say: its environment, its lock's history in git, its update policy."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from depcalc.errors import UsageError
from depcalc.evidence.disk_cache import DiskCache, cache_folder
from depcalc.evidence.history import History, history_of, read_log
from depcalc.evidence.on_disk import add_installed
from depcalc.evidence.ports import Status
from depcalc.evidence.update_policy import UpdatePolicy, detect_policy
from depcalc.installed import Environment, find_environment, read_environment, site_packages_in
from depcalc.values.evidence import Evidence
from depcalc.values.lock import Lock
from depcalc.values.notice import Notice


@dataclass(frozen=True, slots=True)
class Local:
    """`statuses`: one for each source that was asked about packages."""

    evidence: tuple[Evidence, ...]
    history: History
    policy: UpdatePolicy
    statuses: tuple[Status, ...]
    notices: tuple[Notice, ...]


def add_local(
    found: Sequence[Evidence],
    lock: Lock,
    environ: Mapping[str, str],
    environment: Environment | None,
    *,
    until: date | None,
) -> Local:
    """The evidence with everything measured here.

    environment   the project's own, None where there is none
    until         no commit after this day counts
    """
    path, policy = Path(lock.path), detect_policy(lock)
    with DiskCache(cache_folder(environ)) as cache:
        lines, history = history_of(found, read_log(path, environ, cache, until=until))
        evidence, installed = add_installed(found, environment, cache, lines)
    notices = (*(environment.notices if environment else ()), *installed.notice(), *policy.notices)
    return Local(evidence, history, policy, (installed, history.status), notices)


def project_environment(project: Path, given: Path | None) -> Environment | None:
    """What is installed for a project: in the environment the user named, else in the one beside the lock."""
    if given is None:
        found = find_environment(project)
    elif (found := site_packages_in(given)) is None:
        raise UsageError(
            f"--site-packages {given}: no installed packages there",
            "name the environment, or the folder that holds its *.dist-info folders",
        )
    return read_environment(found) if found else None
