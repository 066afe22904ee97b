"""Something a reader of the answer should know, at a place, that is not a finding."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Notice:
    """`code` is stable kebab-case; `message` says what, and where useful what to do next."""

    code: str
    message: str
    path: str = ""
    line: int | None = None
