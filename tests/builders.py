"""Reports made by hand, for tests of what is done with a report: no figure here comes from the model."""

from dataclasses import replace
from datetime import date
from typing import Any

from depcalc.values.evidence import Advisory, OpenAdvisory
from depcalc.values.fact import Fact, Gap
from depcalc.values.finding import Finding
from depcalc.values.lock import Key, Lock, Package
from depcalc.values.notice import Notice
from depcalc.values.placement import Placement
from depcalc.values.report import (
    BehindGate,
    Coverage,
    Decision,
    Flip,
    Hazard,
    IndirectUse,
    InputUsed,
    LockInfo,
    OptionCost,
    OwnRow,
    OwnSums,
    PackageRow,
    ProfileVerdict,
    Range,
    Report,
    ScopeInfo,
    SharedRow,
    SliceReport,
    Totals,
)
from depcalc.values.scope import GraphCounts, Selection
from depcalc.values.survey import SnapshotInfo, Survey
from depcalc.values.usage import Capability, Mention, UsedName

AS_OF = date(2026, 8, 18)
HOSTILE = (
    "[/red]",
    "<script>alert(1)</script>",
    "a|b`c`@acme",
    "=cmd()",
    "line\nbreak\r::error::owned",
    "::error::file=x",
    "##[error]owned",
    "esc\x1b[31mred\x1b]0;title\x07",
    "bidi\u202egnp\u2066x\u2069\u200f\u061c",
    "zero\u200bwidth\ufeff",
    "\x9b31m",
)


def a_range(mean: float, low: float | None = None, high: float | None = None) -> Range:
    return Range(mean, mean / 5 if low is None else low, mean / 2, mean * 3 if high is None else high)


def an_option(name: str, cost: float, loss: float | None = None, **changes: Any) -> OptionCost:
    loss = cost / 2 if loss is None else loss
    made = OptionCost(
        name=name,
        applies=True,
        why_not="",
        cost=a_range(cost),
        loss=a_range(loss),
        work=cost - loss,
        hazard=Hazard(loss * 2e-8, loss * 1e-6, loss * 1e-7),
        p_best=None,
    )
    return replace(made, **changes)


def an_advisory(name: str = "GHSA-aaaa-bbbb-cccc", fixed_in: str = "12.3.0", **changes: Any) -> OpenAdvisory:
    advisory = Advisory(
        id=name,
        aliases=("CVE-2026-0001",),
        disclosed=date(2026, 2, 3),
        score=8.1,
        vector="CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:N",
        severity="high",
        exploited=False,
        fixed=bool(fixed_in),
        ranges="[0,12.3.0)",
    )
    return OpenAdvisory(replace(advisory, **changes), fixed_in, bool(fixed_in))


def options(today: float = 640, keep: float = 270, closed: str = "") -> tuple[OptionCost, ...]:
    shut = {"applies": not closed, "why_not": closed}
    return (
        an_option("today", today, today * 0.7),
        an_option("float", keep * 1.3, keep * 0.7),
        an_option("keep", keep, keep / 3, p_best=0.98),
        an_option("vendor", 830, 340, **shut),
        an_option("rewrite", 1800, 600, **shut),
        an_option("rewrite-unhardened", 1830, 620, **shut),
    )


def a_decision(**changes: Any) -> Decision:
    """An imaging library: old pin, gated, most of its cost gone after an upgrade."""
    made = Decision(
        package="acme-imaging",
        versions=("10.4.0",),
        version="10.4.0",
        line=212,
        groups=("",),
        exposure="production",
        leaves_with=(),
        stays_because=(),
        verdict="keep",
        confidence="only-option",
        flags=("rewrite-riskier", "vendor-riskier", "gated", "vulnerable"),
        asks=("upgrade to 12.3.0 first", "set a cooldown"),
        prefer=None,
        behind_gate=BehindGate("keep", "strong", 0.98),
        klass="parser",
        class_basis="table",
        options=options(closed="gated: parser, native code"),
        saving=Range(370, 4.3, 74, 1400),
        collective_spend=Range(930_000, 140_000, 660_000, 2_700_000),
        spend_channels=(("users", 570_000.0), ("advisories", 80_000.0), ("fuzzing", 10_000.0)),
        hardening=a_range(720_000),
        hardening_own=5_200.0,
        flaws=5.1,
        flaws_own=2.9,
        yield_keep=0.014,
        yield_rewrite=0.55,
        attacker_prize=a_range(2_400_000),
        break_even_spend=a_range(370_000),
        rewrite_budget=9.0,
        parity_budget=110_000.0,
        ratio=6.8,
        p_riskier=0.88,
        flips=(),
        slice=SliceReport(2.1, 0.058, "estimated"),
        inputs=(
            InputUsed("part you use", 2.1, "KLOC", "assumed", "slice rule, x/÷3"),
            InputUsed("upgrade effort", 2.9, "h", "assumed", "distance in release lines"),
            InputUsed("loss if exploited, median", 300_000.0, "USD", "assumed", "scaled from two reports"),
            InputUsed("price of search", 6.0, "USD/Mtok", "sourced", "blend-2026-11"),
        ),
        facts=(
            ("downloads a month", Fact(370_000_000.0, "download list", date(2026, 4, 1)), ""),
            ("advisories, all years", Fact(112, "advisory snapshot", AS_OF), ""),
            ("source size", Fact(36.2, "wheel in the lock, x/÷2", None, "assumed"), "KLOC"),
            ("native code", Fact(True, "wheel tags in the lock", None, "measured"), ""),
            ("class", Fact("parser", "class table"), ""),
        ),
        gaps=(
            ("slice", Gap("usage", "no source text was scanned")),
            ("audits", Gap("audit list", "not on it")),
        ),
        open_advisories=(
            an_advisory(),
            an_advisory("GHSA-dddd-eeee-ffff", "", score=None, severity="unknown"),
        ),
        profiles=(
            ProfileVerdict("hobby", "keep", "only-option", 0.75),
            ProfileVerdict("team", "keep", "only-option", 370.0),
            ProfileVerdict("enterprise", "keep", "only-option", 7800.0),
        ),
    )
    return replace(made, **changes)


def a_web_framework(**changes: Any) -> Decision:
    return replace(
        a_decision(
            package="acme-web",
            versions=("4.2.16",),
            version="4.2.16",
            line=88,
            leaves_with=("acme-asgi", "acme-sql"),
            asks=("set a cooldown",),
            options=options(310, 190, "gated: framework"),
            flags=("gated", "rewrite-riskier"),
            saving=Range(120, 8, 60, 400),
            collective_spend=Range(270_000, 40_000, 190_000, 800_000),
            parity_budget=24_000.0,
            open_advisories=(),
        ),
        **changes,
    )


def a_rewrite(**changes: Any) -> Decision:
    return replace(
        a_decision(
            package="acme-gateway",
            versions=("1.60.0",),
            version="1.60.0",
            line=12,
            leaves_with=tuple(f"acme-cloud-{n}" for n in range(11)),
            verdict="rewrite",
            confidence="moderate",
            asks=("remove the requirement",),
            options=(
                *options(780, 560)[:4],
                an_option("rewrite", 160, 40, p_best=0.91),
                an_option("rewrite-unhardened", 170, 50),
            ),
            flags=("rewrite-safer", "taken-over"),
            behind_gate=None,
            saving=Range(620, 180, 500, 1500),
            collective_spend=Range(210_000, 30_000, 150_000, 600_000),
            parity_budget=0.0,
            ratio=0.27,
            p_riskier=0.1,
            flips=(Flip("campaigns", "low", "keep"),),
            slice=SliceReport(
                kloc=0.06,
                share=0.0004,
                basis="measured",
                functions=3,
                functions_total=212,
                modules=2,
                modules_total=9,
                exec_share=0.02,
                capabilities=(Capability("network", "socket.create_connection", "acme_geo/net.py", 40),),
                reaches=(),
                names=(
                    UsedName("acme_geo.distance", "runtime", "src/shop/map.py", 7),
                    UsedName("acme_geo.distance", "tests", "tests/test_map.py", 3),
                    UsedName("acme_geo.Point", "runtime", "src/shop/map.py", 7, optional=True),
                ),
                mentions=(Mention("configuration", "acme-geo", "pyproject.toml", 12),),
                status="used",
                why="imported in runtime, tests, at src/shop/map.py:7",
                notes=(("attributes by unknown names", 2),),
            ),
            gaps=(),
            open_advisories=(),
        ),
        **changes,
    )


def an_unknown(**changes: Any) -> Decision:
    return replace(
        a_decision(
            package="acme-internal",
            versions=("0.3",),
            version="0.3",
            verdict="unknown",
            confidence="toss-up",
            asks=(),
            options=options(45, 40)[:3],
            flags=("thin-evidence",),
            behind_gate=None,
            saving=None,
            collective_spend=Range(200, 50, 200, 800),
            parity_budget=None,
            open_advisories=(),
            facts=(),
        ),
        **changes,
    )


def a_low_stakes(**changes: Any) -> Decision:
    return replace(
        a_decision(
            package="acme-strings",
            versions=("1.16.0",),
            version="1.16.0",
            confidence="low-stakes",
            asks=("set a cooldown",),
            options=options(22, 17),
            flags=("stdlib",),
            prefer="acme-text",
            behind_gate=None,
            saving=Range(5, 0, 3, 12),
            collective_spend=Range(17_000, 2_000, 12_000, 50_000),
            parity_budget=0.0,
            open_advisories=(),
        ),
        **changes,
    )


def an_own_row(**changes: Any) -> OwnRow:
    """A rewrite that was never searched, in a folder without history."""
    sums = OwnSums(
        cost=a_range(240),
        loss=a_range(150),
        loss_unsearched=150.0,
        work=90.0,
        hazard=Hazard(2e-4, 1e-5, 0.0),
        kloc=0.31,
        flaws=0.12,
        flaws_before=0.12,
        hardening=900.0,
        left=None,
        next_dollar=1.7,
        budget=40.0,
        hardened=a_range(200),
        next_finds=0.4,
    )
    made = OwnRow(
        package="acme-cron",
        version="1.4.5",
        kind="rewrite",
        path="src/app/_cron.py",
        symbols=("describe",),
        klass="parser",
        class_basis="table",
        kloc=Fact(0.31, "own code on disk: 1 files", None, "measured"),
        changes=Gap("git history of own code", "not in a git repository"),
        searches=0,
        spent=0.0,
        found=0,
        last=None,
        stale=False,
        asks=("search it",),
        sums=sums,
        open_advisories=(),
    )
    return replace(made, **changes)


def an_indirect_use() -> IndirectUse:
    """Seven functions of it, that acme-web needs."""
    part = SliceReport(
        0.31, 0.2, "measured", 7, 40, 2, 5, 0.5, (), (), status="by name", why="acme-web requires it"
    )
    return IndirectUse(part, ("acme-web",))


def a_report(**changes: Any) -> Report:
    """Five directs, one of each kind a reader meets, and one shared row."""
    made = Report(
        tool_version="0.1.0",
        as_of=AS_OF,
        seed=1,
        draws=4000,
        curve="log",
        price=6.0,
        profile="team",
        exposure="internet",
        policy="lock",
        loss_median=300_000.0,
        loss_mean=615_000.0,
        assumptions_digest="a1b2c3d4",
        changed_assumptions=(),
        snapshot=SnapshotInfo("2026-08-18-9f3c", AS_OF),
        path="shop-api",
        lockfiles=(LockInfo("uv.lock", "uv", "1"),),
        requires_python=">=3.11",
        graph=GraphCounts(61, 97, 7, (Key("acme-left-over", "0.1"),), "lock"),
        scope=ScopeInfo(("",), (), 18, 5, (("extra:redis", 3), ("group:dev", 112))),
        totals=Totals(
            today=Range(1860, 700, 1500, 4200),
            verdicts=Range(730, 300, 600, 1700),
            keep=Range(1130, 450, 900, 2500),
            saving=Range(1130, 250, 850, 2900),
            loss_today=Range(1150, 300, 800, 3000),
            hazard_today=0.0019,
            hazard_keep=0.0007,
            anchor_hazard=0.0045,
            anchor_warning=False,
        ),
        decisions=(a_decision(), a_rewrite(), a_low_stakes(), an_unknown(), a_web_framework()),
        shared=(SharedRow(("acme-tls",), ("acme-gateway", "acme-web"), a_range(63), a_range(53)),),
        packages=(
            PackageRow(
                "acme-imaging", "10.4.0", True, ("",), "production", (), 1, ("GHSA-aaaa-bbbb-cccc",), 212
            ),
            PackageRow(
                "acme-tls",
                "3.1",
                False,
                ("",),
                "production",
                ("acme-gateway", "acme-web"),
                2,
                (),
                300,
                needed_by_directs=("acme-gateway", "acme-web"),
                use=an_indirect_use(),
            ),
        ),
        coverage=Coverage(18, 17, 15, 1, 18, 0.02, 0.3, 0.5, 0.18),
        notices=(Notice("no-usage", "the project's source text was not scanned", "src"),),
    )
    return replace(made, **changes)


def a_hostile_report() -> Report:
    """Every text a stranger can choose is an attack on some format."""
    first, second, third = HOSTILE[0] + HOSTILE[1], "".join(HOSTILE[2:7]), "".join(HOSTILE[7:])
    decisions = tuple(
        a_decision(
            package=name,
            versions=(second,),
            version=second,
            leaves_with=HOSTILE,
            asks=(f"upgrade to {third} first",),
            prefer=first,
            facts=((second, Fact(third, first, AS_OF), ""),),
            gaps=((first, Gap(second, third)),),
            inputs=(InputUsed(third, second, "", "assumed", first),),
            open_advisories=(an_advisory(second, third, aliases=HOSTILE),),
            options=options(closed=f"gated: sheds {second} (crypto)"),
            flips=(Flip(first, "low", second),),
        )
        for name in HOSTILE
    )
    return a_report(
        path=second,
        lockfiles=(LockInfo(third, "uv", "1"),),
        requires_python=first,
        decisions=decisions,
        shared=(SharedRow(HOSTILE, HOSTILE, a_range(1), a_range(1)),),
        packages=tuple(PackageRow(n, n, False, (n,), "production", (n,), 2, (n,), 1) for n in HOSTILE),
        scope=ScopeInfo((second,), (first,), 11, 11, ((third, 3),)),
        notices=tuple(Notice("hostile", text, text, 1) for text in HOSTILE),
        findings=tuple(Finding("DC001", "high", n, n, n, n, 1, n, waived_by=n) for n in HOSTILE),
        graph=GraphCounts(11, 0, 11, tuple(Key(n, n) for n in HOSTILE), "lock"),
    )


def a_malicious(**changes: Any) -> Decision:
    return replace(
        a_decision(
            package="acme-poisoned",
            versions=("1.2.0",),
            version="1.2.0",
            confidence="strong",
            asks=("move to 1.2.1 now, rotate secrets",),
            options=options(74_000, 38),
            flags=("malicious", "taken-over"),
            behind_gate=None,
            saving=Range(74_000, 9_000, 50_000, 200_000),
            parity_budget=1_700.0,
            open_advisories=(),
        ),
        **changes,
    )


def a_survey(**changes: Any) -> Survey:
    """A direct, what it brings, and one package that is locked and out of scope."""
    web, tls, dev = (Package(Key(name, "1.0")) for name in ("acme-web", "acme-tls", "acme-test"))
    places = (
        Placement("acme-web", ("1.0",), True, ("",), "production", 1, (), (), ("acme-tls",), ("acme-web",)),
        Placement(
            "acme-tls",
            ("1.0",),
            False,
            ("",),
            "production",
            2,
            ("acme-web",),
            ("acme-web",),
            (),
            ("acme-tls",),
        ),
    )
    made = Survey(
        path="shop-api",
        lock=Lock("uv.lock", "uv", packages=(dev, tls, web)),
        lockfiles=(LockInfo("uv.lock", "uv", "1"),),
        selection=Selection(outside=(("group:dev", 1),)),
        counts=GraphCounts(3, 1, 2, (), "lock"),
        placements=places,
        evidence=(),
        successors=(),
        edges=(("acme-web", ("acme-tls",)),),
        snapshot=SnapshotInfo("2026-08-18-9f3c", AS_OF),
        as_of=AS_OF,
        policy="lock",
    )
    return replace(made, **changes)
