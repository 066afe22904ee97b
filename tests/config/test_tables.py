"""Waivers, decisions, the ledger and the policy of the gate."""

from datetime import date
from pathlib import Path

import pytest

from depcalc.config import load_settings
from depcalc.errors import ConfigError
from depcalc.values.settings import (
    CheckPolicy,
    HardeningRecord,
    LedgerEntry,
    RecordedDecision,
    Settings,
    Waiver,
)

WHOLE = """
[tool.depcalc.check]
deny = ["vulnerable:high", "malicious"]
max-new-cost = 500
max-data-age-days = 120

[[tool.depcalc.waiver]]
package = "Acme_Web"
reason = "not reachable"
expires = 2027-01-31

[[tool.depcalc.waiver]]
rule = "DC012"
reason = "known"
expires = 2027-01-31

[[tool.depcalc.decision]]
package = "acme-mime"
verdict = "rewrite"
date = 2026-11-20
review = 2027-05-20

[[tool.depcalc.ledger]]
package = "acme-cron"
version = "1.4.5"
kind = "rewrite"
symbols = ["describe"]
path = "src/app/_cron.py"
hardening = [ { date = 2026-11-20, usd = 120, found = 1 } ]
"""


def load(folder: Path, text: str) -> Settings:
    (folder / ".git").mkdir(exist_ok=True)
    (folder / "pyproject.toml").write_text(text, encoding="utf-8")
    return load_settings(folder, {}, {})[0]


def refusal(folder: Path, text: str) -> str:
    with pytest.raises(ConfigError) as caught:
        load(folder, text)
    return caught.value.message


def test_every_table_of_the_contract_is_read(tmp_path):
    found = load(tmp_path, WHOLE)
    assert found.check == CheckPolicy(("vulnerable:high", "malicious"), 500.0, 120)
    assert found.waivers == (
        Waiver("not reachable", date(2027, 1, 31), package="acme-web"),
        Waiver("known", date(2027, 1, 31), rule="DC012"),
    )
    assert found.decisions == (
        RecordedDecision("acme-mime", "rewrite", date(2026, 11, 20), date(2027, 5, 20)),
    )
    assert found.ledger == (
        LedgerEntry(
            "acme-cron",
            "1.4.5",
            "rewrite",
            "src/app/_cron.py",
            ("describe",),
            (HardeningRecord(date(2026, 11, 20), 120.0, 1),),
        ),
    )


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('reason = "not reachable"\n', "", "waiver[1].reason: this key is required"),
        ('reason = "not reachable"\n', 'reason = " "\n', "waiver[1].reason"),
        (
            'reason = "known"\nexpires = 2027-01-31\n',
            'reason = "known"\n',
            "waiver[2].expires: this key is required",
        ),
        ('rule = "DC012"\n', "", "waiver[2]: name a package"),
        ("expires = 2027-01-31", 'expires = "2027-01-31"', "waiver[1].expires: expected a date"),
        ('package = "Acme_Web"', 'pakage = "x"', "did you mean package?"),
        ('verdict = "rewrite"', 'verdict = "yoink"', "decision[1].verdict: expected keep"),
        ('kind = "rewrite"', 'kind = "fork"', "ledger[1].kind"),
        ("usd = 120", "usd = -1", "ledger[1].hardening[1].usd"),
        ("found = 1 }", 'found = 1, by = "x" }', "ledger[1].hardening[1].by: unknown key"),
        ("hardening = [", "hardening = 3 #", "ledger[1].hardening: expected a list"),
        ("max-new-cost = 500", "max-new-cost = true", "check.max-new-cost"),
        ("deny = [", "denny = [", "did you mean deny?"),
        ("[tool.depcalc.check]", "[[tool.depcalc.check]]", "check: expected a table"),
    ],
)
def test_a_mistake_names_table_and_key(tmp_path, old, new, said):
    assert old in WHOLE
    assert said in refusal(tmp_path, WHOLE.replace(old, new, 1))


def test_the_line_is_that_of_the_right_table(tmp_path):
    text = WHOLE.replace('reason = "known"', "reason = 3", 1)
    line = text.splitlines().index("reason = 3") + 1
    assert f"pyproject.toml:{line}: waiver[2].reason" in refusal(tmp_path, text)


def test_one_table_where_a_list_is_meant_is_refused(tmp_path):
    assert "[[" in refusal(tmp_path, '[tool.depcalc.waiver]\nreason = "x"\n')


@pytest.mark.parametrize("table", ["waiver", "decision", "ledger"])
def test_a_package_must_have_a_name_that_a_package_can_have(tmp_path, table):
    said = refusal(tmp_path, f'[[tool.depcalc.{table}]]\npackage = "[/red]"\n{REST[table]}')
    assert "pyproject.toml:2:" in said
    assert "the name of a package" in said


REST = {
    "waiver": 'reason = "x"\nexpires = 2027-01-31\n',
    "decision": 'verdict = "keep"\ndate = 2026-11-20\n',
    "ledger": 'version = "1"\nkind = "vendor"\npath = "a.py"\n',
}
