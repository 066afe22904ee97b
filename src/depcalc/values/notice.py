"""Something a reader of the answer should know, at a place, that is not a finding."""

from dataclasses import dataclass

UNREAD = frozenset(  # what these are about was not read, or not enough of it to look anything up
    """include-not-read lock-not-read not-a-requirement not-a-package damaged merge-conflict odd-name no-version
    not-pinned not-locked dynamic-requirements version-unknown other-lock""".split()
)


@dataclass(frozen=True, slots=True)
class Notice:
    """`code` is stable kebab-case; `message` says what, and where useful what to do next."""

    code: str
    message: str
    path: str = ""
    line: int | None = None
