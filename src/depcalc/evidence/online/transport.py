"""The one HTTP client: bounded in time and bytes, polite in its retries, with a cache that two runs can share.

Proxies, CA bundles and `.netrc` are those of the environment, as requests reads them. A redirect is followed to
the same host alone: an answer from elsewhere is not the source's, and no name goes where nobody asked for it.
`requests` and CacheControl are loaded when the first client is made.
"""

import contextlib
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from email.utils import parsedate_to_datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, TypeVar

from depcalc import __version__
from depcalc.errors import UsageError
from depcalc.evidence.online.failures import AgainError, may_pass, refuse, same_host, told
from depcalc.evidence.online.limits import Limits
from depcalc.evidence.online.places import Place
from depcalc.evidence.online.trouble import UnreachableError, UnrecognisedError

if TYPE_CHECKING:
    import requests
    from cachecontrol import CacheControlAdapter

    _Sessions = tuple[requests.Session, requests.Session, CacheControlAdapter]

T = TypeVar("T")
SIMPLE = "application/vnd.pypi.simple.v1+json, text/html;q=0.2"
JSON = "application/json"
MOST_REDIRECTS = 3
PIECE_BYTES = 2**16
FRESH_SECONDS = 600  # of an answer that does not say how long it stays so
ENOUGH_FAILURES = 3


@dataclass(frozen=True, slots=True)
class Answer:
    """`day`: when the server gave it, also out of the cache; `etag` "" where it gave none."""

    body: bytes
    day: date
    etag: str = ""


class Client:
    """One run's way to the network, for all its threads. `until`: no request starts or goes on after it."""

    def __init__(self, cache_folder: Path | None, limits: Limits, today: date) -> None:
        self._limits, self._today = limits, today
        self.until = time.monotonic() + limits.total_seconds
        self._failures: Counter[str] = Counter()  # in a row, of each host
        self._why: dict[str, str] = {}
        self._cached, self._plain, self._keeping = _sessions(cache_folder, limits.threads)

    def __enter__(self) -> "Client":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._cached.close()
        self._plain.close()

    def get(self, url: str, place: Place, accept: str) -> Answer:
        """A page, from the cache where it is still fresh or the server says that nothing changed."""
        return self._with_retries(place, lambda: self._get(self._cached, url, place, {"Accept": accept}))

    def post(self, place: Place, question: Mapping[str, Any]) -> Answer:
        """The answer to a question in JSON; never cached."""
        return self._with_retries(place, lambda: self._post(place, question))

    def download(self, place: Place, target: Path, etag: str) -> Answer | None:
        """A large file straight to disk, None where it is still the one with this `etag`; its body is b""."""
        return self._with_retries(place, lambda: self._download(place, target, etag))

    def forget(self, url: str) -> None:
        """Do not answer this from the cache again."""
        self._keeping.cache.delete(self._keeping.controller.cache_url(url))

    # ------------------------------------------------------------------ one try

    def _get(self, session: "requests.Session", url: str, place: Place, headers: dict[str, str]) -> Answer:
        with self._opened(session, url, place, headers) as response:
            body = b"".join(self._pieces(response, self._limits.page_bytes))
            return Answer(body, self._day(response), response.headers.get("ETag", ""))

    def _post(self, place: Place, question: Mapping[str, Any]) -> Answer:
        response = self._plain.post(
            place.url,
            json=dict(question),
            timeout=self._timeout(),
            stream=True,
            allow_redirects=False,
            auth=place.auth,
        )
        with contextlib.closing(response):
            if response.is_redirect:
                raise UnreachableError("a question was redirected")
            refuse(response.status_code)
            body = b"".join(self._pieces(response, self._limits.page_bytes))
            return Answer(body, self._day(response))

    def _download(self, place: Place, target: Path, etag: str) -> Answer | None:
        headers = {"Accept": "*/*", **({"If-None-Match": etag} if etag else {})}
        with self._opened(self._plain, place.url, place, headers) as response:
            if response.status_code == 304:
                return None
            with target.open("wb") as file:
                for piece in self._pieces(response, self._limits.archive_bytes):
                    file.write(piece)
            return Answer(b"", self._day(response), response.headers.get("ETag", ""))

    @contextlib.contextmanager
    def _opened(
        self, session: "requests.Session", url: str, place: Place, headers: dict[str, str]
    ) -> "Iterator[requests.Response]":
        """The answer at the end of the redirects, all of them on the same host."""
        for _ in range(MOST_REDIRECTS + 1):
            response = session.get(
                url,
                headers=headers,
                timeout=self._timeout(),
                stream=True,
                allow_redirects=False,
                auth=place.auth,
            )
            with _closed(response):
                if not response.is_redirect:
                    refuse(response.status_code)
                    yield response
                    return
                url = same_host(url, response.headers["Location"])
        raise UnreachableError(f"more than {MOST_REDIRECTS} redirects")

    def _pieces(self, response: "requests.Response", most: int) -> Iterator[bytes]:
        """The body as far as `most` bytes, unpacked; what is longer is refused."""
        n_bytes = 0
        for piece in response.iter_content(PIECE_BYTES):
            n_bytes += len(piece)
            if n_bytes > most:
                raise UnrecognisedError(f"the answer is longer than {most // 2**20} MB")
            self._timeout()
            yield piece

    def _timeout(self) -> tuple[float, float]:
        left = self.until - time.monotonic()
        if left <= 0:
            raise UnreachableError("time ran out")
        return min(self._limits.connect_seconds, left), min(self._limits.read_seconds, left)

    def _day(self, response: "requests.Response") -> date:
        """The server's own date, never later than ours."""
        with contextlib.suppress(TypeError, ValueError):
            return min(parsedate_to_datetime(response.headers.get("Date", "")).date(), self._today)
        return self._today

    # ------------------------------------------------------------------ several tries

    def _with_retries(self, place: Place, once: Callable[[], T]) -> T:
        """What may pass is tried again after a pause; a "no" and an answer that makes no sense are not. A host
        that let several questions down is not asked again in this run."""
        if self._failures[place.host] >= ENOUGH_FAILURES:
            raise UnreachableError(self._why[place.host])
        try:
            answer = self._tried(once)
        except UnreachableError as error:
            self._why[place.host] = str(error)
            self._failures[place.host] += 1
            raise
        self._failures[place.host] = 0
        return answer

    def _tried(self, once: Callable[[], T]) -> T:
        pause = self._limits.pause_seconds
        for left in reversed(range(self._limits.tries)):
            try:
                return once()
            except (AgainError, OSError) as error:  # requests' own are among the latter
                if not left or not may_pass(error) or time.monotonic() + pause >= self.until:
                    raise UnreachableError(told(error)) from None
            time.sleep(pause)
            pause *= 2
        raise AssertionError("unreachable: the last try returns or raises")


@contextlib.contextmanager
def _closed(response: "requests.Response") -> "Iterator[None]":
    """CacheControl copies a body into a temporary file, which it closes at the end of the body alone."""
    try:
        yield
    finally:
        copy = getattr(getattr(response.raw, "_fp", None), "_CallbackFileWrapper__buf", None)
        if copy is not None:
            copy.close()
        response.close()


def _sessions(cache_folder: Path | None, threads: int) -> "_Sessions":
    """One that keeps answers, one that does not, and what keeps them."""
    try:
        import cvss  # type: ignore[import-untyped]  # noqa: F401, PLC0415
        import requests  # noqa: PLC0415
        from cachecontrol import CacheControlAdapter  # noqa: PLC0415
        from requests.adapters import HTTPAdapter  # noqa: PLC0415

        from depcalc.evidence.online.http_cache import Fresh, HttpCache  # noqa: PLC0415
    except ImportError as error:
        raise UsageError(
            f"the network needs a library that is not installed ({error.name})",
            "install them: pip install 'depcalc[online]'",
        ) from error
    cached, plain = requests.Session(), requests.Session()
    keeping = CacheControlAdapter(
        cache=HttpCache(cache_folder), heuristic=Fresh(FRESH_SECONDS), pool_maxsize=threads
    )
    for session, adapter in ((cached, keeping), (plain, HTTPAdapter(pool_maxsize=threads))):
        session.headers["User-Agent"] = f"depcalc/{__version__}"
        session.mount("https://", adapter)
        session.mount("http://", adapter)
    return cached, plain, keeping
