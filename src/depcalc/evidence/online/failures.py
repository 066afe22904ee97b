"""What the errors of the network mean: worth another try or not, and half a sentence for a status."""

from urllib.parse import urljoin, urlsplit

from depcalc.evidence.online.trouble import NotThereError, UnreachableError

TRY_AGAIN = (500, 502, 503, 504)


class AgainError(Exception):
    """The server said that something is wrong over there for now."""


def refuse(status: int) -> None:
    """Raise what a status that is no answer means."""
    if status in (404, 410):
        raise NotThereError("it is not known there")
    if status in TRY_AGAIN:
        raise AgainError(f"the server answers {status}")
    if status >= 400 or 300 <= status < 304:
        raise UnreachableError(f"the server answers {status}")


def same_host(url: str, location: str) -> str:
    """Where a redirect leads, if that is the same host over a connection no weaker."""
    target = urljoin(url, location)
    old, new = urlsplit(url), urlsplit(target)
    if new.netloc != old.netloc or new.scheme not in (old.scheme, "https"):
        raise UnreachableError("it redirects to another host, which is not followed")
    return target


def may_pass(error: Exception) -> bool:
    """Is it worth another try?"""
    from requests import exceptions as e  # noqa: PLC0415

    if isinstance(error, (e.SSLError, e.ProxyError)):
        return False
    return isinstance(error, (AgainError, e.ConnectionError, e.Timeout, e.ChunkedEncodingError))


def told(error: Exception) -> str:
    """Half a sentence without the address, which the library's own messages repeat."""
    from requests import exceptions as e  # noqa: PLC0415

    said: tuple[tuple[type[Exception], str], ...] = (
        (AgainError, str(error)),
        (e.SSLError, "its certificate is not accepted (a CA bundle is named in REQUESTS_CA_BUNDLE)"),
        (e.ProxyError, "the proxy does not answer"),
        (e.ConnectTimeout, "no connection in time"),
        (e.Timeout, "it stopped answering"),
        (e.ChunkedEncodingError, "the answer stopped in the middle"),
        (e.ContentDecodingError, "the answer cannot be unpacked"),
        (e.ConnectionError, "no connection"),
    )
    if isinstance(error, OSError) and error.strerror and not isinstance(error, e.RequestException):
        return f"the answer cannot be kept here: {error.strerror}"
    return next((text for kind, text in said if isinstance(error, kind)), type(error).__name__)
