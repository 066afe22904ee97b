"""The kinds of home-made security code: their stable ids and what to do instead, one plain sentence each."""

import ast
from dataclasses import dataclass
from typing import TypeAlias

Hit: TypeAlias = tuple[str, ast.AST]  # name of a kind, and where


@dataclass(frozen=True, slots=True)
class Kind:
    """`rule` and `name` never change their meaning."""

    rule: str
    name: str
    advice: str


KINDS = tuple(
    Kind(*row)
    for row in (
        (
            "HM01",
            "digest-compare",
            "A secret value is compared with == or !=, which tells an attacker how much of it was right: "
            "compare with hmac.compare_digest.",
        ),
        (
            "HM02",
            "own-mac",
            "A message is authenticated by hashing it together with a secret, which can be forged by "
            "extending it: use hmac.new, or a signing library such as itsdangerous.",
        ),
        (
            "HM03",
            "own-jwt",
            "A token is taken apart, made or accepted without a full check of its signature: let a JWT "
            "library verify it with the key and a fixed list of algorithms.",
        ),
        (
            "HM04",
            "password-hash",
            "A password is put through a hash that is quick to guess against: use argon2, bcrypt or scrypt "
            "through a library made for passwords.",
        ),
        (
            "HM05",
            "random-token",
            "A value that must not be guessed comes from a generator whose output can be predicted: take it "
            "from the secrets module.",
        ),
        (
            "HM06",
            "cert-check",
            "The check of who is at the other end of the connection is switched off or done by hand: leave it "
            "to a default TLS context, and add your own authority to it where you have one.",
        ),
        (
            "HM07",
            "own-crypto",
            "Data is encrypted with a cipher or mode put together by hand, or one known to be broken: use "
            "authenticated encryption from a library, such as Fernet of cryptography.",
        ),
        (
            "HM08",
            "sql-escape",
            "A value is put into an SQL statement by hand: pass it as a parameter and let the driver quote it.",
        ),
        (
            "HM09",
            "html-sanitise",
            "Markup is cleaned or escaped by hand, which misses what browsers accept: use html.escape, the "
            "template engine's own escaping, or a maintained sanitiser.",
        ),
        (
            "HM10",
            "url-check",
            "An address or path is judged by parts of its text, which a crafted one gets past: parse it, "
            "compare scheme and whole host, and resolve paths before comparing them.",
        ),
        (
            "HM11",
            "unsafe-load",
            "Data from outside is loaded in a way that lets it run code: use JSON or yaml.safe_load, or sign "
            "what you load.",
        ),
        (
            "HM12",
            "session-sign",
            "A session or token is signed or read back by code of our own: use the framework's signed "
            "sessions, or a library such as itsdangerous.",
        ),
    )
)
BY_NAME = {kind.name: kind for kind in KINDS}
