"""What kind of code a package is: the class table, and for names outside it a rule on the name."""

from collections.abc import Mapping
from functools import cache

from depcalc.evidence.tables import Table
from depcalc.values.evidence import ClassBasis
from depcalc.values.fact import Fact

FALLBACK = "general"


def _words(words: str, piece: str = " {} ") -> tuple[str, ...]:
    return tuple(map(piece.format, words.split()))


# The first class with a piece of the name wins, so the narrow ones come first. Pieces are looked for in the name as
# `_marked` writes it: a blank at both ends of a word, ^ and $ at those of the name. A dozen patterns would do the
# same, and a run would wait for their making.
_PARSED = "time date arg args duration cron version unit size requirement requirements"
_SQL = ("sql", "sqlite", "sqlalchemy")
_RULES: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "devtool",
        (
            *_words("types black", "^ {} -"),
            *_words("pytest sphinx flake8 mypy pylint tox nox jupyter", "^ {}"),
            *_words("black stubs", "- {} $"),
            *("lint", "fluff", "fmt $"),
        ),
    ),
    ("pure", (*_words(_PARSED, "{}pars"), *_words(_PARSED, "{} - pars"))),
    ("crypto", ("crypt", "ssl", *_words("tls ssh gpg pgp cert hmac cipher"))),
    (
        "auth",
        ("auth", "jwt", "jose", "saml", "oidc", "ldap", "kerber", "passw", *_words("login sso captcha")),
    ),
    ("framework", _words("django flask fastapi pyramid tornado", "^ {} $")),
    (
        "sdk",
        (
            *_words("azure aws boto opentelemetry langchain llama databricks", "^ {}"),
            *("^ google - cloud", "^ apache - airflow - providers", "- sdk", "sdk -", "client $", "- api $"),
        ),
    ),
    (
        "database",
        (
            *(f"{ours}{sql} " for ours in (" ", "py", "my", "postgre", "ms", "no") for sql in _SQL),
            *("postgres", "mongo", "redis", "database", " db "),
        ),
    ),
    (
        "net",
        (
            *("http", "socket", "websock", "socks", "smtp", "imap", " ftp", " sftp"),
            *(" proxy - server ", *_words("url dns net")),
        ),
    ),
    (
        "parser",
        (
            *("xml", "html", "yaml", "json", "toml", "csv", "pdf", "docx", "excel", "image", "markdown"),
            *("template", " proto", "zip", " tar ", "compress", *_words("pars parser parse parsing", "{} $")),
        ),
    ),
    (
        "numeric",
        ("torch", "tensor", "numpy", "scipy", "learn", " stat", "plot", " math", " geo"),
    ),
    ("data", ("^ tz", *_words("country locale emoji holidays", " {}"))),
    (
        "pure",
        (
            *("color", "table", "string", "slug", "case", "format", "backport", "compat"),
            *("enum", "util", "typing", "decorator", "lazy"),
        ),
    ),
)


@cache
def load_classes() -> Mapping[str, tuple[str, str]]:
    """Name -> (class, who says so)."""
    return Table(lambda row: (row["class"], row["source"]), "classes.csv")


def classify(name: str, *, public: bool = True) -> tuple[Fact[str], ClassBasis]:
    """The table speaks of public packages only; the rules also read the names of private ones."""
    if public and (row := load_classes().get(name)):
        return Fact(row[0], f"class table: {row[1]}"), "table"
    holds = _marked(name).__contains__
    klass = next((klass for klass, pieces in _RULES if any(map(holds, pieces))), FALLBACK)
    return Fact(klass, "name rule", kind="assumed"), "name rule"


def _marked(name: str) -> str:
    """ "acme-sdk" is "^ acme - sdk $"; who writes is nobody who logs in."""
    return f"^ {name.replace('author', '?').replace('-', ' - ')} $"
