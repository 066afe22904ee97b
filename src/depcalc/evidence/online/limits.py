"""How long we wait and how much we take from anybody. Bounds, not estimates: no figure depends on them."""

from dataclasses import dataclass

MEGABYTE = 2**20


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds and bytes. `total_seconds` covers everything one run asks for, whatever the servers do."""

    connect_seconds: float = 5.0
    read_seconds: float = 15.0  # between two pieces of one answer
    total_seconds: float = 60.0
    tries: int = 3
    pause_seconds: float = 0.5  # before the second try; doubled before each one after
    threads: int = 8
    page_bytes: int = 24 * MEGABYTE
    archive_bytes: int = 512 * MEGABYTE
    run_bytes: int = 512 * MEGABYTE  # of all sources of packages in one run
    run_files: int = 500


ONLINE = Limits()
UPDATE = Limits(total_seconds=600.0)
SOURCES = Limits(total_seconds=180.0, archive_bytes=64 * MEGABYTE)
