"""Asks pip-audit, a program of its own, which asks a service over the network.

It is handed exact pins in a file that is already a lock, so it resolves, builds and installs nothing. Its
JSON counts and its exit code does not: it is 0 for packages nobody knows and 1 for any trouble. What it does
not answer for is unknown, never clean. docs/evidence.md, "Advisories".
"""

import json
import re
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from depcalc.evidence.programs import Said, run_program

PROGRAM, OWN_SETTINGS, OWN_SERVICE = "pip-audit", "PIP_AUDIT_", "PIP_AUDIT_OSV_URL"
MOST_SECONDS, MOST_BYTES, REPLY_SECONDS = 180.0, 2**24, 10
LONGEST = 200
_RAISED = re.compile(r"(?:\w+\.)*(\w*(?:Error|Exception|Timeout))\b")
Pin: TypeAlias = tuple[str, str]


class PipAuditError(Exception):
    """No answer: the message says why."""


# ------------------------------------------------------------------ the answer


@dataclass(frozen=True, slots=True)
class Told:
    """One vulnerability as pip-audit reports it; `fixes` are the versions it calls fixed."""

    id: str
    aliases: tuple[str, ...] = ()
    fixes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """`told` by pin, () where it knows of nothing; `skipped` are names it could say nothing about, and why."""

    told: Mapping[Pin, tuple[Told, ...]]
    skipped: Mapping[str, str]


def parse_pip_audit(text: str) -> Answer:
    """Read what `pip-audit --format json` prints; PipAuditError when it is anything else."""
    try:
        entries = json.loads(text)["dependencies"]
        skipped = {_text(e["name"]): _text(e["skip_reason"]) for e in entries if "skip_reason" in e}
        told = {
            (_text(e["name"]), _text(e["version"])): tuple(map(_told, e["vulns"]))
            for e in entries
            if "skip_reason" not in e
        }
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise PipAuditError("what it printed is not the JSON that is known of it") from error
    return Answer(told, skipped)


def _told(entry: Mapping[str, Any]) -> Told:
    return Told(_text(entry["id"]), _texts(entry.get("aliases", [])), _texts(entry["fix_versions"]))


def _texts(values: Any) -> tuple[str, ...]:
    if not isinstance(values, list):
        raise TypeError("no list")
    return tuple(sorted(map(_text, values)))


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value or len(value) > LONGEST:
        raise TypeError("no short text")
    return value


# ------------------------------------------------------------------ asking


def run_pip_audit(pins: Iterable[Pin], program: str, environ: Mapping[str, str]) -> Answer:
    """Ask for these pins, in an empty folder of its own; PipAuditError when there is no whole answer."""
    with tempfile.TemporaryDirectory(prefix="depcalc-") as made:
        folder = Path(made)
        lock, cache = folder / "lock", folder / "cache"
        lock.mkdir()
        (lock / "pylock.toml").write_text(_lock_text(pins), encoding="utf-8")
        command = [program, "--locked", "--format", "json", "--output", "stdout", "--aliases", "on"]
        command += ["--desc", "off", "--progress-spinner", "off", "--vulnerability-service", "osv"]
        command += ["--cache-dir", str(cache), "--timeout", str(REPLY_SECONDS), str(lock)]
        try:
            said = run_program(
                command,
                environ=_environment(environ),
                folder=folder,
                most_seconds=MOST_SECONDS,
                most_bytes=MOST_BYTES,
            )
        except OSError as error:
            raise PipAuditError(f"it cannot be started: {error.strerror}") from error
    return parse_pip_audit(_whole(said))


def _lock_text(pins: Iterable[Pin]) -> str:
    """A lock that needs no resolving (PEP 751); names and versions were checked, so nothing is quoted."""
    blocks = (f'[[packages]]\nname = "{name}"\nversion = "{version}"\n' for name, version in pins)
    return "\n".join(('lock-version = "1.0"\ncreated-by = "depcalc"\n', *blocks))


def _environment(environ: Mapping[str, str]) -> dict[str, str]:
    """The user's own, for proxies and certificates, without what would turn its output or its imports
    elsewhere; the address of a vulnerability service of one's own stays."""
    kept = {k: v for k, v in environ.items() if k == OWN_SERVICE or not k.startswith(OWN_SETTINGS)}
    kept.pop("PYTHONPATH", None)
    return {**kept, "PYTHONSAFEPATH": "1", "PYTHONUTF8": "1"}


def _whole(said: Said) -> str:
    if said.cut:
        raise PipAuditError(f"it {said.cut}")
    if not said.out.strip():
        raise PipAuditError(f"it failed{_last_error(said.err)}")
    return said.out.decode("utf-8", errors="replace")


def _last_error(err: bytes) -> str:
    """The kind of error alone: the rest of a traceback may hold addresses with passwords."""
    lines = err.decode("utf-8", errors="replace").strip().splitlines()
    found = _RAISED.match(lines[-1]) if lines else None
    return f" with {found[1][:LONGEST]}" if found else ""
