"""The pages say what the code does: assumptions, formulas' names, section references and JSON keys.

`python tests/test_docs.py` rewrites the generated parts of docs/model.md.
"""

import ast
import importlib
import json
import math
import re
import sys
import tomllib
from collections.abc import Iterator
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from statistics import NormalDist
from typing import Any

import pytest

from depcalc import policy
from depcalc.assumptions import UNREAD, load_assumptions
from depcalc.model.compare import compare
from depcalc.model.draws import worlds
from depcalc.pipeline import appraise, survey
from depcalc.render import RENDERERS, Style
from depcalc.render.phrases import FLAGS
from depcalc.values.assumptions import Assumptions
from depcalc.values.inputs import Context, Inputs, OpenFlaw
from depcalc.values.report import CONFIDENCES, OPTIONS, VERDICTS, JointGroup, JointRow, Range
from depcalc.values.settings import Settings

ROOT = Path(__file__).parents[1]
MODEL, SCHEMA = ROOT / "docs" / "model.md", ROOT / "docs" / "report-schema.md"
SOURCE = ROOT / "src" / "depcalc"
STATUSES = ("measured", "sourced", "scaled", "judgement")
PART = re.compile(r"<!-- (\w+) -->\n(.*?)<!-- /\1 -->", re.DOTALL)
FENCE = re.compile(r"^```text\n(.*?)^```$", re.DOTALL | re.MULTILINE)
INLINE = re.compile(r"`([^`\n]+)`")
EVIDENCE_KEY = re.compile(r"\b(?:rec|tlo|loss|audit|vendored)\.[a-z][\w.]*\w|\bllm_vs\w+|\bvuln_lifetime\w+")
NAME = re.compile(r"[A-Za-z_][\w.*]*\w|[A-Za-z]")
MATHS = frozenset("ln exp min max clip sqrt Phi sum mean if else or and".split())
RANGE = {"mean", "p05", "p50", "p95"}
EXAMPLE = ROOT / "examples" / "acme-shop"


# ------------------------------------------------------------------ the table, and what is made from it


@cache
def rows() -> tuple[dict[str, Any], ...]:
    with (ROOT / "data" / "assumptions.toml").open("rb") as handle:
        return tuple(tomllib.load(handle)["assumption"])


def keys() -> set[str]:
    return {row["key"] for row in rows()}


def table(head: str, lines: list[list[str]], right: str = "") -> str:
    """A markdown table; columns named in `right` are set to the right."""
    names = head.split(" | ")
    rule = ["--:" if name in right.split() else "---" for name in names]
    cells = [names, rule, *lines]
    return "".join("| " + " | ".join(cell.replace("|", r"\|") for cell in line) + " |\n" for line in cells)


def number(value: float | None) -> str:
    return "" if value is None else f"{value:,.10g}"


def status_table() -> str:
    """How many rows stand on what, the class table apart."""

    def counted(some: list[dict[str, Any]]) -> list[str]:
        return [*(str(sum(r["status"] == s for r in some)) for s in STATUSES), str(len(some))]

    classes = [r for r in rows() if r["key"].startswith("class.")]
    others = [r for r in rows() if not r["key"].startswith("class.")]
    lines = [["class table", *counted(classes)], ["all other rows", *counted(others)]]
    lines.append(["together", *counted([*rows()])])
    return table(" | ".join(["rows", *STATUSES, "all"]), lines, " ".join([*STATUSES, "all"]))


def assumption_tables() -> str:
    """Every row: the class table first, class by property, then the rest in the order of the file."""
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for row in rows():
        if row["key"].startswith("class."):
            _, klass, name = row["key"].split(".")
            found.setdefault(klass, {})[name] = row
    names = list(next(iter(found.values())))
    units = [f"- `class.*.{name}`: {next(iter(found.values()))[name]['unit']}." for name in names]
    some = next(iter(found.values()))[names[0]]
    lines = [[klass, *(number(of[name]["p50"]) for name in names)] for klass, of in found.items()]
    others = [
        [
            f"`{r['key']}`",
            r.get("profile", "all"),
            *(number(r.get(p)) for p in ("p05", "p50", "p95")),
            r["unit"],
            r["source"],
            r["status"],
        ]
        for r in rows()
        if not r["key"].startswith("class.")
    ]
    return (
        f"Constants `class.*.*`, all profiles; source: {some['source']}, status: {some['status']}.\n\n"
        + "\n".join(units)
        + "\n\n"
        + table(" | ".join(["class", *names]), lines, " ".join(names))
        + "\n"
        + table("key | profile | p05 | p50 | p95 | unit | source | status", others, "p05 p50 p95")
    )


# ------------------------------------------------------------------ one package by hand


BY_HAND = Inputs(
    name="by-hand",
    klass="auth",
    size=1.8,
    slice=0.35,
    orgs=252_000,
    spend=293_000,
    adv_weight=3.2,
    adv_rate=4,
    years=8,
    churn=0.103,
    releases=3.5,
    h_mod=0.66,
    fix=0.90,
    apic=1.1,
    rewrite=0.87,
    open=(OpenFlaw(weight=1.0, exploit=1.0, age=1.0),),
    upgrade_hours=0.25,
    target="2.0",
)


def by_hand(p: Inputs, t: Assumptions) -> dict[str, float]:
    """The formulas of docs/model.md in plain floats, every draw at its median: no code of the model in it."""
    ln, exp = math.log, math.exp

    def fading(years: float) -> float:
        return t["recency"] * (1 - exp(-years / t["recency"]))

    def captured(kappa: float, hardening: float, prize: float) -> float:
        x = kappa * prize / hardening
        return 1 - x**-kappa if x > 1 else 0.0

    horizon, loss, hour, day = t["horizon"], t["loss"], t["rate"], 1 / 365.25
    annual = t["discount"] / (1 - (1 + t["discount"]) ** -horizon)
    dense = t["density"] * t.of_class(p.klass, "density")
    # the library
    reach = min(1.0, (p.slice / p.size) ** t["rule.reach_exp"])
    prior = dense * p.size
    seen = fading(p.years) + (t["uplift"] - 1) * fading(min(p.years, t["surge_years"]))
    shape = t["kappa_shape"] + t["temper"] * p.adv_weight
    third = 1 / (9 * shape)
    kappa = shape * max(1 - third, t["rule.gamma_floor"]) ** 3
    kappa /= t["kappa_shape"] / prior + t["temper"] * t["gamma0"] * seen
    first_look = t["look_tokens"] * t["price"]
    hardening = first_look * p.size + p.spend * p.fix / (t["decay"] + p.churn)
    prize = min(t["prize_cap"], t["prize_per_org"] * p.orgs)
    rate = reach * kappa * t["gamma0"] * t["uplift"]
    # who comes
    e = t[f"group.{p.exposure}"] * t["exposure.internet"]
    q = min(1.0, t.of_class(p.klass, "q"))
    share = min(1.0, q / t["surface"])
    campaigns, scan, own_prize = t["campaigns"] * share, t["scan"] * share, t["eta"] * loss

    def searched(kappa: float, hardening: float, worth: float) -> float:
        scanned = kappa * ln(1 + worth * scan / hardening)
        return e * (worth * campaigns * captured(kappa, hardening, own_prize) + scanned)

    worth = (t["own_flaw_usd"] * kappa / hardening) ** t["rule.share_exp"]
    worth = min(1.0, max(t["rule.share_low"], worth))
    mass = e * reach * q * t["mass_reach"] * min(1.0, p.orgs / t["mass_orgs"])
    zero_day = mass * captured(kappa, hardening, prize) + searched(reach * kappa, reach * hardening, worth)
    # advisories
    quick = (t["lag_keep"] + t["missed_security"] * t["cooldown"]) * day
    slow, orphan = t["lag_today"] * day, t["lag_orphan"] * day
    lag_keep = quick * p.fix + orphan * (1 - p.fix)
    lag_today = max(slow, quick) * p.fix + max(orphan, slow) * (1 - p.fix)
    lag_vendor = max(t["lag_vendor"] * day, lag_keep)

    def coming(lag: float) -> float:
        live = rate * min(lag, horizon)
        hit = q * t["hit"] * t["p_exploited"] * live * min(lag, horizon)
        return e * (campaigns * (1 - exp(-live)) + hit / (min(lag, horizon) + t["weapon_days"] * day))

    wide, live, chance, soon = reach ** t["rule.open_reach_exp"], 0.0, 0.0, []
    for flaw in p.open:
        stays = max(slow, flaw.age)
        closes = 1 - exp(-horizon / stays)
        fresh = t["age_floor"] + (1 - t["age_floor"]) * exp(-flaw.age / t["age_scale"])
        part = fresh * stays / horizon * closes
        live, chance = live + flaw.weight * part, chance + t["p_exploited"] * flaw.exploit * part
        soon.append(closes)
    open_now = e * (campaigns * (1 - exp(-wide * live)) + q * wide * t["hit"] * chance)
    # malicious releases
    ran = p.h_mod * t["hijack"] * t["hijack_hit"] * t["float_run"]
    waited = NormalDist().cdf(ln(24 * t["cooldown"] / t["window_median"]) / t["window_sigma"])
    left = t["stealth"] + (1 - t["stealth"]) * (1 - waited)
    # work
    bumps = t["bumps"] * (1 - exp(-(p.releases + p.adv_rate) / t["bumps"]))
    upkeep = bumps * t["bump_minutes"] / 60 * hour
    upgrade = p.upgrade_hours * hour * annual
    frozen = t["decay"] / (t["decay"] + p.churn)
    backport = min(1.0, t["rule.backport_share"] * p.rewrite) * t["backport_hours"] * hour
    vendor_work = t["vendor_hours"] * hour * annual + upgrade + rate * frozen * backport
    vendor_work += t["rule.vendor_upkeep"] * upkeep + t["carry"] * p.size
    vendor_work += t["stale_hours"] * hour * max(0.0, p.apic - 1)
    # our own code
    kloc = p.slice * p.rewrite
    proved = min(t["rule.dom_high"], max(t["rule.dom_low"], kappa / prior)) ** t["rule.dom_exp"]
    own_kappa = dense * t["llm_factor"] * kloc * proved * exp(-(t["rule.llm_noise"] ** 2) / 2)
    fade = t["decay"] + t["rule.fade_apic"] * p.apic
    average = (1 - exp(-fade * horizon)) / (fade * horizon)
    review_search = t["review_tokens"] * t["price"] + t["review_hours"] * t["ref_rate"]
    own = t["psi"] * (first_look * kloc + t["own_eff"] * review_search * kloc * average)
    per_kloc = (t["dev_tokens"] + t["review_tokens"]) * t["price"]
    per_kloc += (t["dev_hours"] + t["review_hours"]) * hour
    wired = min(1.0, t["rule.wiring_base"] + kloc / t["rule.wiring_kloc"])
    build = (per_kloc * kloc + t["fixed_hours"] * hour * wired) * annual
    build += t["maint"] * p.apic * per_kloc * kloc
    shared = e * t["chi"] * campaigns * (1 - exp(-rate * min(lag_vendor, horizon)))

    def cost(hazard: float, work: float) -> float:
        return loss * (1 - exp(-hazard)) + work

    today = zero_day + coming(lag_today) + open_now + ran * max(t["lock_run"], left)
    keep = zero_day + coming(lag_keep) + ran * left
    vendor = zero_day + coming(lag_vendor) * frozen + ran * left * t["vendor_run"]
    bare = searched(own_kappa, own, 1.0) + shared
    return {
        "reach": reach,
        "kappa": kappa,
        "hardening, $": hardening,
        "prize, $": prize,
        "prize of breaking us, $": own_prize,
        "rate, 1/yr": rate,
        "zero_day, 1/yr": zero_day,
        "lag of keep, yr": lag_keep,
        "lag of today, yr": lag_today,
        "coming under keep, 1/yr": coming(lag_keep),
        "coming under today, 1/yr": coming(lag_today),
        "open now, 1/yr": open_now,
        "supply under keep, 1/yr": ran * left,
        "supply under today, 1/yr": ran * max(t["lock_run"], left),
        "upkeep, $/yr": upkeep,
        "upgrade, $/yr": upgrade,
        "own kloc": kloc,
        "own kappa": own_kappa,
        "own hardening, $": own,
        "hazard of an unhardened rewrite, 1/yr": bare,
        "cost of today, $/yr": cost(today, upkeep + upgrade * sum(soon) / len(soon)),
        "cost of keep, $/yr": cost(keep, upkeep + upgrade),
        "cost of vendor, $/yr": cost(vendor, vendor_work),
        "cost of rewrite-unhardened, $/yr": cost(bare, build),
        "break_even, $/yr": max(0.0, kappa * prize - first_look * p.size) * (t["decay"] + p.churn) / p.fix,
        "yield of the next $1,000": kappa * ln(1 + 1000 / hardening),
    }


def by_hand_table() -> str:
    t = load_assumptions("team")
    lines = [[k, f"{v:,.0f}" if v >= 1000 else f"{v:.4g}"] for k, v in by_hand(BY_HAND, t).items()]
    return table("quantity | value", lines, "value")


GENERATED = {"status": status_table, "assumptions": assumption_tables, "by_hand": by_hand_table}


def generate(text: str) -> str:
    """The page with its generated parts made anew."""
    return PART.sub(lambda m: f"<!-- {m[1]} -->\n{GENERATED[m[1]]()}<!-- /{m[1]} -->", text)


# ------------------------------------------------------------------ docs/model.md


@pytest.fixture(scope="module")
def page() -> str:
    return MODEL.read_text(encoding="utf-8")


def prose(text: str) -> str:
    """The page without what is generated."""
    return PART.sub("", text)


def headings(text: str) -> set[str]:
    return {line.lstrip("# ").strip() for line in text.splitlines() if line.startswith("#")}


@cache
def vocabulary() -> frozenset[str]:
    """Every name and every word of a string in the source."""
    words: set[str] = set()
    for tree in trees():
        for node in ast.walk(tree):
            for field in ("id", "attr", "arg", "name"):
                value = getattr(node, field, None)
                words |= {value} if isinstance(value, str) else set()
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                words |= {node.value, *node.value.split()} if len(node.value) < 120 else set()
    return frozenset(words)


@cache
def trees() -> tuple[ast.Module, ...]:
    return tuple(ast.parse(path.read_text(encoding="utf-8")) for path in sorted(SOURCE.rglob("*.py")))


def is_key(token: str) -> bool:
    """An assumption, or a pattern that some assumption matches."""
    return token in keys() or any(fnmatchcase(key, token) for key in keys() if "*" in token)


def prefixes() -> set[str]:
    return {key.split(".")[0] for key in keys() if "." in key}


def is_explained(token: str) -> bool:
    """Something that exists: an assumption, a name or word of the source, a file, a formula of those."""
    if token.startswith("--"):
        return token.split(maxsplit=1)[0] in vocabulary()
    if " " in token and not token.startswith(("python ", "depcalc ")) and token not in vocabulary():
        return all(is_explained(name) for name in NAME.findall(token) if name not in MATHS)
    if is_key(token) or token in evidence_keys():
        return True
    if token.partition(".")[0] in prefixes() and "." in token and not token.endswith(".py"):
        return False
    if token.startswith(("python ", "depcalc ")) or (ROOT / token).exists():
        return True
    if token.endswith(".py"):
        return any(SOURCE.rglob(token))
    known = vocabulary()
    return token in known or all(part in known for part in token.split("."))


def evidence_keys() -> set[str]:
    """Keys of the evidence page that stand in a `source` of the table."""
    return {found for row in rows() for found in EVIDENCE_KEY.findall(row["source"])}


def test_generated_parts_are_up_to_date(page):
    assert {m[1] for m in PART.finditer(page)} == set(GENERATED)
    assert page == generate(page), "run: python tests/test_docs.py"


def test_every_assumption_has_a_row(page):
    shown = set(re.findall(r"^\| `([\w.-]+)` \|", page, re.MULTILINE))
    assert {key for key in keys() if not key.startswith("class.")} <= shown


def test_every_rule_of_the_model_and_the_mappings_is_on_the_page(page):
    wanted = {key for key in keys() if key.startswith(("rule.", "map."))}
    assert {key for key in wanted if f"`{key}`" not in page} == set()


def test_every_name_on_the_page_exists(page):
    tokens = set(INLINE.findall(FENCE.sub("", prose(page))))
    assert sorted(token for token in tokens if not is_explained(token)) == []


def test_formulas_use_the_names_of_the_code(page):
    unknown = set()
    for block in FENCE.findall(page):
        for line in block.splitlines():
            names = set(NAME.findall(line.partition("#")[0])) - MATHS
            unknown |= {name for name in names if not is_explained(name)}
    assert sorted(unknown) == []


def references() -> Iterator[tuple[str, str]]:
    """(file, section) for each `docs/model.md, "Section"` in the source."""
    for path in sorted(SOURCE.rglob("*.py")):
        text = " ".join(path.read_text(encoding="utf-8").split())
        for found in re.finditer(r'docs/model\.md((?:, "[^"]+")+)', text):
            for name in re.findall(r'"([^"]+)"', found[1]):
                yield path.name, name


def test_sections_that_docstrings_name_exist(page):
    named = list(references())
    assert named
    assert [one for one in named if one[1] not in headings(page)] == []


def test_constants_of_the_evidence_page_are_explained(page):
    section = page.split("## Where the constants come from")[1].split("\n## ")[0]
    assert {key for key in evidence_keys() if f"`{key}`" not in section} == set()


def read_by_the_code() -> set[str]:
    """Assumptions that the source names, whole or by a pattern like f"sev.{band}"."""
    named = vocabulary() & keys()
    for tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr):
                parts = [p.value if isinstance(p, ast.Constant) else "*" for p in node.values]
                pattern = "".join(map(str, parts))
                if re.match(r"[a-z_]+\.", pattern):
                    named |= {key for key in keys() if fnmatchcase(key, pattern)}
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "of_class":
                last = node.args[1] if len(node.args) > 1 else None
                if isinstance(last, ast.Constant):
                    named |= {key for key in keys() if fnmatchcase(key, f"class.*.{last.value}")}
    return named


def test_assumptions_that_nothing_reads_are_named(page):
    text = page.split("Rows that no code reads:")[1].split("\n\n")[0]
    assert set(INLINE.findall(text)) & keys() == (keys() - read_by_the_code()) | UNREAD


def test_the_model_s_words_are_kept_out(page):
    for text in (page, SCHEMA.read_text(encoding="utf-8")):
        assert not re.search(r"\b(safe|safely|secure|securely)\b", text, re.IGNORECASE)


def test_the_formulas_by_hand_are_the_model_s():
    t = load_assumptions("team")
    w, hand = worlds(t, n=1, seed=0), by_hand(BY_HAND, t)
    row = policy.make_row(BY_HAND, (), (), (), t, ())
    made = compare([row], [], w, Context(), policy.settle).rows[0]
    keep, today = made.options["keep"], made.options["today"]
    bare = made.options["rewrite-unhardened"]
    ours = {
        "kappa": made.flaws,
        "hardening, $": made.hardening.mean,
        "prize, $": made.prize.mean,
        "zero_day, 1/yr": keep.hazard.zero_day,
        "coming under keep, 1/yr": keep.hazard.n_day,
        "supply under keep, 1/yr": keep.hazard.supply_chain,
        "supply under today, 1/yr": today.hazard.supply_chain,
        "own kappa": made.flaws_own,
        "own hardening, $": made.hardening_own,
        "hazard of an unhardened rewrite, 1/yr": bare.hazard.zero_day + bare.hazard.n_day,
        "cost of today, $/yr": today.cost.mean,
        "cost of keep, $/yr": keep.cost.mean,
        "cost of vendor, $/yr": made.options["vendor"].cost.mean,
        "cost of rewrite-unhardened, $/yr": bare.cost.mean,
        "break_even, $/yr": made.break_even.mean,
        "yield of the next $1,000": made.yield_keep,
    }
    assert {name: hand[name] for name in ours} == pytest.approx(ours, rel=1e-9)
    n_day = hand["coming under today, 1/yr"] + hand["open now, 1/yr"]
    assert today.hazard.n_day == pytest.approx(n_day, rel=1e-9)


# ------------------------------------------------------------------ docs/report-schema.md


def key_paths(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """(path of an object, key); the names of options and channels are data, and a range is one thing."""
    if isinstance(value, dict):
        if set(value) == RANGE:
            return
        for key, inner in value.items():
            name = "*" if path.endswith((".options", ".spend_channels_usd_per_year")) else key
            yield path, name
            yield from key_paths(inner, f"{path}.{name}".lstrip("."))
    elif isinstance(value, list):
        for inner in value:
            yield from key_paths(inner, f"{path}[]")


def documented() -> set[tuple[str, str]]:
    """(path, key) of the page: a heading `path`, then a table whose first column is the key."""
    found, path = set(), ""
    for line in SCHEMA.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            code = INLINE.findall(line)
            path = code[0] if code else "no object"
        elif match := re.match(r"\| `([^`]+)` \|", line):
            found.add(("" if path == "report" else path, match[1]))
    return {one for one in found if one[0] != "no object"}


LOCK = """# This file is autogenerated by pip-compile
h11==0.14.0
    # via
    #   httpx
    #   uvicorn
httpx==0.27.0
    # via litellm
litellm==1.82.8
    # via -r requirements.in
pytz==2024.1
    # via -r requirements.in
uvicorn==0.30.0
    # via -r requirements.in
"""


@pytest.fixture(scope="module")
def real_report(tmp_path_factory) -> Iterator[Any]:
    """What scan and explain really print, of the example and of a lock with more in it."""
    settings = Settings(draws=200)
    seen = survey(EXAMPLE, settings, environ={})
    first = RENDERERS["json"](appraise(seen, settings, focus="pillow"), Style())
    folder = tmp_path_factory.mktemp("docs")
    (folder / "requirements.txt").write_text(LOCK)
    yours = Settings(draws=200, loss=5_000_000)
    second = RENDERERS["json"](appraise(survey(folder, yours, environ={}), yours, focus="pytz"), Style())
    return [json.loads(first), json.loads(second)]


@pytest.fixture(scope="module")
def any_report(real_report) -> list[Any]:
    """With one made by hand, for what the real ones do not show."""
    row = JointRow("acme-web", "keep", "replace")
    group = JointGroup((row,), ("acme-tls",), Range(1, 1, 1, 1))
    builders = importlib.import_module("tests.builders")
    made = builders.a_report(joint=(group,), decisions=(builders.a_rewrite(),))
    return [*real_report, json.loads(RENDERERS["json"](made, Style()))]


def test_every_key_of_the_json_is_documented(any_report):
    present = {one for report in any_report for one in key_paths(report)}
    assert sorted(present - documented()) == []


def test_no_documented_key_is_gone(any_report):
    present = {one for report in any_report for one in key_paths(report)}
    assert sorted(one for one in documented() - present - ABSENT if one[0] not in OWN) == []


# keys of lists that are empty until something fills them
ABSENT = {("scope.outside[]", "name"), ("scope.outside[]", "packages")}
ABSENT |= {("graph.orphans[]", "name"), ("graph.orphans[]", "version")}
# own code: tests/render/test_advise.py holds its keys to the page
OWN = ("own[]", "own[].hazard_per_year", "own[].gaps[]")


def test_the_excerpt_is_what_the_report_says(real_report):
    """Keys of the excerpt, not its figures: those move with the data."""
    text = SCHEMA.read_text(encoding="utf-8")
    excerpt = json.loads(re.search(r"```json\n(.*?)```", text, re.DOTALL)[1])
    real = {one for report in real_report for one in key_paths(report)}
    assert set(key_paths(excerpt)) <= real


def test_words_of_the_report_are_listed(page):
    text = SCHEMA.read_text(encoding="utf-8")
    words = {*OPTIONS, *VERDICTS, *CONFIDENCES, *FLAGS}
    assert sorted(word for word in words if f"`{word}`" not in text) == []
    assert sorted(word for word in words if f"`{word}`" not in page) == []


if __name__ == "__main__":
    made = generate(MODEL.read_text(encoding="utf-8"))
    MODEL.write_text(made, encoding="utf-8")
    sys.stdout.write(f"{MODEL.relative_to(ROOT)}: {', '.join(GENERATED)}\n")
