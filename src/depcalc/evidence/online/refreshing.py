"""`--online`: what the index and OSV say today of the packages in scope, within a bounded time.

No name of a private index or of `internal` leaves this machine. Where the index is a mirror, which may hold
private names too, OSV is asked only about names that the snapshot knows to be public; and where the project's
own file names a mirror that the user's tools are not set to, so is the index.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Protocol, TypeAlias

from depcalc.errors import UsageError
from depcalc.evidence.disk_cache import cache_folder
from depcalc.evidence.gather import Wanted
from depcalc.evidence.online.asking import Advised, Paged, fetch_advisories, fetch_page
from depcalc.evidence.online.combining import names_no_release
from depcalc.evidence.online.limits import ONLINE, Limits
from depcalc.evidence.online.pages import Page
from depcalc.evidence.online.places import Places, find_places, place
from depcalc.evidence.online.transport import Client
from depcalc.evidence.online.trouble import SourceError
from depcalc.evidence.online.workers import ask_all
from depcalc.evidence.ports import INDEX, OSV, Source, Status, status_of
from depcalc.evidence.snapshot import Snapshot
from depcalc.values.notice import Notice

_Question: TypeAlias = tuple[Source, str]
HELD = "what is not known to be public is sent to nobody but the configured index"


class Progress(Protocol):
    """Told what is going on, and how far it is."""

    def __call__(self, stage: str, done: int = 0, total: int = 0, /) -> None: ...


def silent(stage: str, done: int = 0, total: int = 0, /) -> None:
    """Nobody listens."""


@dataclass(frozen=True, slots=True)
class Fresh:
    """What was answered, by name. A name that is missing was not asked about, or not answered."""

    pages: Mapping[str, Paged]
    advisories: Mapping[str, Advised]
    statuses: tuple[Status, ...] = ()
    notices: tuple[Notice, ...] = ()

    @property
    def day(self) -> date | None:
        """Of the newest answer on advisories; None where there is none. What an index says makes them no newer."""
        return max((day for _, day in self.advisories.values()), default=None)


def refresh(
    wanted: Collection[Wanted],
    snapshot: Snapshot,
    environ: Mapping[str, str],
    *,
    today: date,
    default_index: str = "",
    limits: Limits = ONLINE,
    progress: Progress = silent,
) -> Fresh:
    """Ask about every public package. Trouble is a status and a notice for each source, never an exception.

    default_index   what the project treats as the public index, from wherever it is set
    today           no answer is dated later
    """
    places = find_places(environ)
    names = {w.looked_up for w in wanted if w.public}
    to_index, to_osv = may_leave(names, snapshot, places, default_index)
    with Client(cache_folder(environ), limits, today) as client:
        questions: dict[_Question, Callable[[], Paged | Advised]] = {
            **{(INDEX, name): partial(fetch_page, client, places, name) for name in to_index},
            **{(OSV, name): partial(fetch_advisories, client, places, name) for name in to_osv},
        }
        answers = ask_all(
            questions,
            threads=limits.threads,
            until=client.until,
            progress=lambda done: progress("asking the network", done, len(questions)),
        )
    return _fresh(answers, snapshot, len(names) - len(to_osv))


def may_leave(
    names: Collection[str], snapshot: Snapshot, places: Places, default_index: str
) -> tuple[list[str], list[str]]:
    """Names for the index and for OSV. Only what is surely public goes to whom the user's tools do not ask."""
    every = sorted(set(names))
    foreign = bool(default_index) and _address(default_index) != places.index.url.rstrip("/")
    if not foreign and not places.mirror:
        return every, every
    known = snapshot.known(every)
    sure = [name for name in every if name in known]
    return (sure if foreign else every), sure


def names_for_osv(
    names: Collection[str], snapshot: Snapshot, environ: Mapping[str, str], default_index: str
) -> frozenset[str]:
    """Those of `names` that OSV may be asked about, whoever asks it."""
    return frozenset(may_leave(names, snapshot, find_places(environ), default_index)[1])


def _address(url: str) -> str:
    try:
        return place(url).url.rstrip("/")
    except UsageError:  # no web address: nobody here asks it, so it is another index
        return ""


def _fresh(
    answers: Mapping[_Question, Paged | Advised | SourceError], snapshot: Snapshot, n_held: int
) -> Fresh:
    pages: dict[str, Paged] = {}
    advisories: dict[str, Advised] = {}
    for (_, name), answer in answers.items():
        match answer:
            case (Page() as page, date() as day):
                pages[name] = page, day
            case (tuple() as told, date() as day):
                advisories[name] = told, day
    statuses = tuple(_status(source, answers) for source in (INDEX, OSV))
    held = (Notice("names-held-back", f"names held back: {n_held}; {HELD}"),) if n_held else ()
    silent_ones = (notice for status in statuses for notice in _notices(status))
    notices = (*silent_ones, *held, *_unclear(advisories, snapshot))
    return Fresh(pages, advisories, statuses, notices)


def _unclear(advisories: Mapping[str, Advised], snapshot: Snapshot) -> Iterator[Notice]:
    """Reports that call a package malicious that people use, and do not say which release."""
    for name in sorted(snapshot.real(advisories)):
        for told in filter(names_no_release, advisories[name][0]):
            text = f"{name} is reported malicious ({told.advisory.id}); which releases is not said"
            yield Notice("malicious-unclear", text)


def _status(source: Source, answers: Mapping[_Question, Paged | Advised | SourceError]) -> Status:
    """With the trouble that most of its names had."""
    own = [answer for (asked, _), answer in answers.items() if asked is source]
    trouble = Counter(str(answer) for answer in own if isinstance(answer, SourceError))
    reason = trouble.most_common(1)[0][0] if trouble else ""
    return status_of(source, len(own), len(own) - trouble.total(), reason)


def _notices(status: Status) -> tuple[Notice, ...]:
    """Who was asked with `--online` and is silent is worth a line, unlike a source that is not there."""
    if status.state == "absent":
        text = f"nothing new from {status.source}: {status.reason}; what the snapshot says stands"
        return (Notice("source-absent", text),)
    return status.notice()
