"""The snapshot as it would be with today's answers in it: read like any other, nothing is written."""

from collections.abc import Iterable

from depcalc.evidence.online.combining import combine_advisories, combine_releases, project_row
from depcalc.evidence.online.refreshing import Fresh
from depcalc.evidence.ports import INDEX, OSV
from depcalc.evidence.records import Project, Recorded, Wheel
from depcalc.evidence.snapshot import Snapshot
from depcalc.values.survey import SnapshotInfo


class Overlay(Snapshot):
    """Names that were not answered are as the snapshot has them. It is as of the newest answer on advisories."""

    def __init__(self, below: Snapshot, fresh: Fresh) -> None:
        super().__init__(below._connection, below._file)
        self._fresh, self._day_below = fresh, below.as_of
        self.as_of = max(below.as_of, fresh.day or below.as_of)

    def info(self) -> SnapshotInfo:
        """With who was asked today among the sources. Where OSV left a name unanswered, the advisories of that one
        are as old as the snapshot's, and so is the whole."""
        info = super().info()
        days = {
            INDEX.name: [day for _, day in self._fresh.pages.values()],
            OSV.name: [day for _, day in self._fresh.advisories.values()],
        }
        asked = tuple((name, max(found).isoformat(), "facts") for name, found in days.items() if found)
        partly = any(s.source == OSV.name and s.state != "ok" for s in self._fresh.statuses)
        return SnapshotInfo(
            info.id, self._day_below if partly else self.as_of, (*info.sources, *asked), info.rows
        )

    def advisories(self, names: Iterable[str]) -> dict[str, tuple[Recorded, ...]]:
        names = set(names)
        found = super().advisories(names)
        answered = names & self._fresh.advisories.keys()
        real = self.real(answered)
        for name in answered:
            told, _ = self._fresh.advisories[name]
            found[name] = combine_advisories(found.get(name, ()), told, real=name in real)
        return found

    def wheels(self, names: Iterable[str]) -> dict[str, tuple[Wheel, ...]]:
        names = set(names)
        found = super().wheels(names)
        for name in names & self._fresh.pages.keys():
            page, _ = self._fresh.pages[name]
            found[name] = combine_releases(found.get(name, ()), page)
        return found

    def projects(self, names: Iterable[str]) -> dict[str, Project]:
        names = set(names)
        pages = {name: self._fresh.pages[name] for name in names & self._fresh.pages.keys()}
        return super().projects(names) | {name: project_row(*answer) for name, answer in pages.items()}
