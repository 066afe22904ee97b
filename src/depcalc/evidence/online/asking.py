"""The thin part: which address, which question, and off to the parser."""

from collections.abc import Callable
from datetime import date
from typing import TypeAlias, TypeVar

from depcalc.evidence.online.osv import ECOSYSTEM, Told, parse_answer
from depcalc.evidence.online.pages import Page, filled, parse_document, parse_page
from depcalc.evidence.online.places import Place, Places
from depcalc.evidence.online.transport import JSON, SIMPLE, Client
from depcalc.evidence.online.trouble import SourceError, UnreachableError, UnrecognisedError

T = TypeVar("T")
MOST_PAGES = 20  # of one question to OSV
Paged: TypeAlias = tuple[Page, date]
Advised: TypeAlias = tuple[tuple[Told, ...], date]


def fetch_page(client: Client, places: Places, name: str) -> Paged:
    """The simple page of a project; where it lacks days or sizes, its JSON document fills them in."""
    if not places.index.url:
        raise UnreachableError("no package index is known here")
    url = places.index.at(name)
    page, day = _read(client, url, places.index, SIMPLE, lambda body: parse_page(body, name))
    if page.complete:
        return page, day
    try:
        more, _ = _read(
            client, places.document(name), places.index, JSON, lambda body: parse_document(body, name)
        )
    except SourceError:  # an index need not have one: what the page says stands
        return page, day
    return filled(page, more), day


def fetch_advisories(client: Client, places: Places, name: str) -> Advised:
    """Every record that OSV has of a package, page after page."""
    question: dict[str, object] = {"package": {"name": name, "ecosystem": ECOSYSTEM}}
    found: list[Told] = []
    for _ in range(MOST_PAGES):
        answer = client.post(places.osv, question)
        told, token = parse_answer(answer.body)
        found += (t for t in told if t.package == name)
        if not token:
            return tuple(found), answer.day
        question["page_token"] = token
    raise UnrecognisedError(f"more than {MOST_PAGES} pages of advisories")


def _read(client: Client, url: str, place: Place, accept: str, parse: Callable[[bytes], T]) -> tuple[T, date]:
    """An answer that makes no sense is not kept for the next run."""
    answer = client.get(url, place, accept)
    try:
        return parse(answer.body), answer.day
    except UnrecognisedError:
        client.forget(url)
        raise
