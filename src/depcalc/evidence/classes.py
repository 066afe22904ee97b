"""What kind of code a package is: the class table, and for names outside it a rule on the name."""

import re
from collections.abc import Mapping
from functools import cache

from depcalc.evidence.tables import Table
from depcalc.values.evidence import ClassBasis
from depcalc.values.fact import Fact

FALLBACK = "general"

# The first class with a matching piece wins, so the narrow ones come first. `word(x)` is x between dashes.
_RULES: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "devtool",
        (
            *(f"^{start}" for start in ("types-", "pytest", "sphinx", "flake8", "mypy", "pylint")),
            *("^tox", "^nox", "^jupyter", "^black-", "-black$", "-stubs$", "lint", "fluff", "fmt$"),
        ),
    ),
    ("pure", (r"(time|date|args?|duration|cron|version|unit|size|requirements?)-?pars",)),
    ("crypto", ("crypt", "ssl", "word(tls|ssh|gpg|pgp|cert|hmac|cipher)")),
    (
        "auth",
        ("auth(?!or)", "jwt", "jose", "saml", "oidc", "ldap", "kerber", "passw", "word(login|sso|captcha)"),
    ),
    ("framework", ("^(django|flask|fastapi|pyramid|tornado)$",)),
    (
        "sdk",
        (
            "^(google-cloud|azure|aws|boto|opentelemetry|langchain|llama|apache-airflow-providers|databricks)",
            *("-sdk", "sdk-", "client$", "-api$"),
        ),
    ),
    (
        "database",
        (
            "(^|-|py|my|postgre|ms|no)sql(ite|alchemy)?(-|$)",
            *("postgres", "mongo", "redis", "database", "word(db)"),
        ),
    ),
    (
        "net",
        (
            "http",
            "socket",
            "websock",
            "socks",
            "smtp",
            "imap",
            "(^|-)s?ftp",
            "word(url|dns|net|proxy-server)",
        ),
    ),
    (
        "parser",
        (
            *("xml", "html", "yaml", "json", "toml", "csv", "pdf", "docx", "excel", "image", "markdown"),
            *("template", "(^|-)proto", "zip", "word(tar)", "compress", "pars(er|e|ing)?$"),
        ),
    ),
    (
        "numeric",
        ("torch", "tensor", "numpy", "scipy", "learn", "(^|-)stat", "plot", "(^|-)math", "(^|-)geo"),
    ),
    ("data", ("^tz", "(^|-)(country|locale|emoji|holidays)")),
    (
        "pure",
        (
            *("color", "table", "string", "slug", "case", "format", "backport", "compat"),
            *("enum", "util", "typing", "decorator", "lazy"),
        ),
    ),
)


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((klass, re.compile("|".join(map(_spelled, pieces)))) for klass, pieces in _RULES)


def _spelled(piece: str) -> str:
    return f"(^|-){piece.removeprefix('word')}(-|$)" if piece.startswith("word(") else piece


@cache
def load_classes() -> Mapping[str, tuple[str, str]]:
    """Name -> (class, who says so)."""
    return Table(lambda row: (row["class"], row["source"]), "classes.csv")


def classify(name: str, *, public: bool = True) -> tuple[Fact[str], ClassBasis]:
    """The table speaks of public packages only; the rules also read the names of private ones."""
    if public and (row := load_classes().get(name)):
        return Fact(row[0], f"class table: {row[1]}"), "table"
    klass = next((klass for klass, pattern in _patterns() if pattern.search(name)), FALLBACK)
    return Fact(klass, "name rule", kind="assumed"), "name rule"
