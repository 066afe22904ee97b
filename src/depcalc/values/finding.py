"""Something a reviewer must act on, at a place in a file."""

from dataclasses import dataclass

SEVERITIES = ("critical", "high", "medium", "low")  # most severe first; "unknown" is none of them


OF_RELEASE = ("DC002", "DC004", "DC005")  # malicious, yanked, in the cooldown: said of one release
UNKNOWN_COUNTS_AS = "high"  # unknown is not safe


def rank(severity: str) -> int:
    """0 is the most severe; an unknown severity counts as high."""
    return SEVERITIES.index(UNKNOWN_COUNTS_AS if severity == "unknown" else severity)


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding.

    rule       stable id, "DC001"; `values.rules.RULES` says what it means
    severity   "critical", "high", "medium", "low", or "unknown" where nobody has scored the advisory
    package    normalised name, "" where it is about no package
    line       None where the format gives none
    advisory   id, "" where it is about none
    aliases    other ids of the advisory: a waiver may name any of them
    waived_by  the reason of the waiver that covers it, "" where none does
    trait      what tells findings of one rule in one file apart, "" where nothing needs to
    """

    rule: str
    severity: str
    package: str
    version: str
    message: str
    path: str
    line: int | None = None
    advisory: str = ""
    waived_by: str = ""
    aliases: tuple[str, ...] = ()
    trait: str = ""

    @property
    def identity(self) -> tuple[str, ...]:
        """What makes it the same finding after an upgrade: words and line are no part of it, the version only
        where the release itself is what is found."""
        release = self.version if self.rule in OF_RELEASE else ""
        return self.rule, self.package, self.advisory, self.path, *filter(None, (self.trait, release))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the gate decided, before anything is rendered.

    blocking   findings the policy stops for; `informing` the others, waived ones included
    missing    why evidence is too thin or too old, where `--strict` asks; it stops with another code
    compared   what "new" was measured against, "" where everything counts
    """

    blocking: tuple[Finding, ...]
    informing: tuple[Finding, ...]
    missing: tuple[str, ...] = ()
    compared: str = ""

    @property
    def code(self) -> int:
        """0, 1 for findings, 4 for evidence: a certain finding counts before a gap."""
        if self.blocking:
            return 1
        return 4 if self.missing else 0
