"""What names tell: identifiers taken apart, and what their words hint at. Pure."""

import re
from functools import lru_cache

_WORD = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+")
PASSWORD = frozenset("password passwd passphrase pwd pw pswd passcode".split())
ABOUT = frozenset(  # of a password or token, not the thing itself
    """type kind name id ids count index length len class status url uri at expires expiry expire algorithm alg
    method field size file path min max policy hasher confirm confirmation repeat again required enabled
    label style prefix suffix pattern re version algorithms usage mode format error errors valid invalid count
    endpoint identity provider model cls list dict map stream parser position pos offset start end line scheme strategy
    """.split()
)
KEY_WORDS = frozenset(
    "api private secret signing access auth session encryption master license merchant hmac shared admin".split()
)
TOKEN_WORDS = frozenset(
    """api access auth csrf xsrf reset session admin bearer login refresh activation invite verification user
    security webhook remember confirmation""".split()
)


@lru_cache(maxsize=20_000)
def words_of(name: str) -> frozenset[str]:
    """`newApiKey`, `new_api_key` and `NEW_API_KEY` alike: {"new", "api", "key"}."""
    return frozenset([word.lower() for word in _WORD.findall(name[:200])])


@lru_cache(maxsize=20_000)
def hints(name: str) -> frozenset[str]:
    """What a name says of its value: "password", "secret", "token", "signature", "cookie", "input", "key"."""
    words = words_of(name)
    out = set()
    if words & PASSWORD:
        out.add("hashed" if words & {"hash", "hashed", "digest", "encrypted"} else "password")
    if "secret" in words or "apikey" in words or ("key" in words and words & KEY_WORDS):
        out.add("secret")
    if {"csrf", "xsrf"} & words or ("token" in words and words & TOKEN_WORDS):
        out.add("credential")
    if "token" in words or "jwt" in words or "otp" in words:
        out.add("token")
    if words & {"signature", "sig", "hmac", "mac"}:
        out.add("signature")
    if words & {"cookie", "cookies"}:
        out |= {"cookie", "input"}
    if words & {"request", "req", "upload", "uploaded", "payload", "message", "msg", "body", "untrusted"}:
        out.add("input")
    if words == {"key"}:
        out.add("key")
    return frozenset(out) - (
        {"password", "secret", "token", "credential", "key", "signature"} if words & ABOUT else set()
    )
