"""The rules of the gate: stable ids, what each means, and how it is named in a policy."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rule:
    """`severity` is that of its findings, "advisory" where the advisory's own counts; `about` one sentence;
    `todo` what to do. docs/rules/ID.md says more."""

    id: str
    name: str
    severity: str
    about: str
    todo: str


RULES = (
    Rule("DC001", "vulnerable", "advisory", "an open advisory affects the pinned version",
         "upgrade to the version it names"),
    Rule("DC002", "malicious", "critical", "the pinned release is known to be malicious",
         "move to a clean release, rotate every secret it could see"),
    Rule("DC003", "taken-over", "low", "the project was taken over before",
         "pin hashes and wait out a cooldown"),
    Rule("DC004", "yanked", "medium", "its owners withdrew the pinned release", "move to the next one"),
    Rule("DC005", "in-cooldown", "medium", "the pinned release is younger than the cooldown",
         "wait, or pin an older release"),
    Rule("DC006", "gated-rewrite", "high", "code of a gated class was rewritten, or is to be",
         "keep the library, or record a waiver with the reason"),
    Rule("DC007", "gated-vendor", "high", "code of a gated class was vendored, or is to be",
         "keep the library, or record a waiver with the reason"),
    Rule("DC008", "unused", "low", "nothing uses a required package", "remove the requirement"),
    Rule("DC009", "stdlib", "low", "the standard library covers a required package",
         "replace it when you next touch the code"),
    Rule("DC010", "unowned-vendored", "medium", "vendored code that no ledger entry names",
         "depcalc ledger add, so that upstream news reaches you"),
    Rule("DC011", "ledger-stale", "medium", "a ledger entry whose code is not there",
         "correct its path or remove it"),
    Rule("DC012", "owned-advisory", "advisory", "an upstream advisory concerns code that was taken over",
         "fix the copy, or upgrade it"),
    Rule("DC013", "hardening-stale", "low", "the searches of own code on record have faded",
         "search it again, and record it"),
    Rule("DC014", "waiver", "medium", "a waiver that has expired, expires soon, or covers nothing",
         "renew it with a reason or remove it"),
    Rule("DC015", "over-budget", "high", "a change adds more cost than the policy allows",
         "choose another package, or raise max-new-cost"),
    Rule("DC016", "no-evidence", "medium", "too little is known of a required package to say anything",
         "name it under internal if it is yours; else look before you trust it"),
    Rule("DC017", "homemade-security", "medium", "home-made security code, the riskiest rewrite of all",
         "use a maintained library"),
    Rule("DC018", "stale-data", "low", "the facts are older than the policy allows", "depcalc data update"),
    Rule("DC019", "decision-due", "low", "a recorded decision is due for review, or contradicts another",
         "look again, and set a new date or drop one of the two"),
    Rule("DC020", "source-changed", "high", "a package comes from another source than before",
         "make sure that the new source is meant"),
)  # fmt: skip
BY_ID = {rule.id: rule for rule in RULES}
BY_NAME = {rule.name: rule for rule in RULES}


def named(word: str) -> Rule | None:
    """A rule by id or name."""
    return BY_ID.get(word.upper()) or BY_NAME.get(word)
