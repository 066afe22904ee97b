"""Checks the model's two anchors on the shipped data; writes docs/calibration.md.

Run as `python bench/calibration.py`. Needs nothing but the checkout: the bundled snapshot and the shipped
assumptions.
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from bench.generated import table, write_part  # noqa: E402

from depcalc.assumptions import load_assumptions  # noqa: E402
from depcalc.evidence.gather import Wanted, gather, newest_versions  # noqa: E402
from depcalc.evidence.snapshot import open_snapshot  # noqa: E402
from depcalc.model.draws import Draws, Worlds, worlds  # noqa: E402
from depcalc.model.elicit import Around, elicit  # noqa: E402
from depcalc.model.law import LogCurve  # noqa: E402
from depcalc.model.library import zero_day  # noqa: E402
from depcalc.model.options import Option, cost_float, cost_keep, cost_today, upstream  # noqa: E402
from depcalc.values.assumptions import PROFILES  # noqa: E402
from depcalc.values.evidence import Evidence  # noqa: E402
from depcalc.values.inputs import Context, Inputs  # noqa: E402
from depcalc.values.survey import SnapshotInfo  # noqa: E402

# what a web application of a team tends to hold; the assumption `surface` is the sum of q over this list
APP = """fastapi starlette uvicorn pydantic sqlalchemy alembic psycopg2-binary redis celery kombu amqp
billiard vine pillow cryptography cffi pycparser boto3 botocore s3transfer jmespath requests
urllib3 certifi idna charset-normalizer httpx httpcore h11 anyio sniffio jinja2 markupsafe
click python-dateutil six pyyaml python-multipart pyjwt typing-extensions annotated-types
pydantic-core greenlet mako packaging tzdata prompt-toolkit wcwidth gunicorn sentry-sdk orjson
python-dotenv email-validator dnspython rich pygments attrs itsdangerous passlib bcrypt""".split()
HIGH = {"crypto", "auth", "parser", "framework", "protocol", "net", "database"}
LOW = {"pure", "data", "devtool"}
ORDERED = """cryptography urllib3 pyyaml pydantic charset-normalizer idna requests protobuf pydantic-core
aiohttp jinja2 pillow google-auth jsonschema pyasn1 fastapi httpcore grpcio pynacl oauthlib
boto3 starlette websockets lxml httpx beautifulsoup4 uvicorn werkzeug numpy flask packaging
sqlalchemy paramiko h11 botocore pyopenssl msal pandas pyjwt rsa django authlib
psycopg2-binary python-dateutil pycryptodome tornado gunicorn redis bcrypt s3transfer click
setuptools python-multipart torch litellm rich celery orjson openai pytest passlib
itsdangerous sentry-sdk markupsafe xmltodict python-jose typing-extensions attrs
more-itertools wcwidth importlib-metadata six iniconfig platformdirs tabulate certifi
trove-classifiers colorama zipp pytz sortedcontainers humanize exceptiongroup tzdata sniffio
mypy-extensions termcolor""".split()
TOP = 1000
STEPS = 12


@cache
def evidence() -> tuple[SnapshotInfo, dict[str, Evidence]]:
    """Every package of the download list, at the newest version that public locks have shown."""
    with open_snapshot() as snapshot:
        info = snapshot.info()
        names = [row[0] for row in snapshot._rows("SELECT package FROM packages ORDER BY rank")]
        newest = newest_versions(snapshot, names, as_of=info.as_of)
        wanted = [Wanted(name, newest.get(name, "")) for name in names]
        found, _ = gather(wanted, snapshot, as_of=info.as_of, max_steps=STEPS)
    return info, {e.name: e for e in found}


@cache
def inputs(profile: str = "team") -> dict[str, Inputs]:
    """Inputs of every package, by rank."""
    t = load_assumptions(profile)
    return {name: elicit(e, t, Around()) for name, e in evidence()[1].items()}


# ------------------------------------------------------------------ crowd spend


@dataclass(frozen=True, slots=True)
class Spend:
    """$/yr by channel: mean of the top 1,000, sum over the list."""

    mean_top: dict[str, float]
    total: dict[str, float]
    top_share: float


def spend() -> Spend:
    by_rank = [dict(p.channels) for p in inputs().values()]
    channels = list(by_rank[0])
    top = {c: sum(row[c] for row in by_rank[:TOP]) / TOP for c in channels}
    total = {c: sum(row[c] for row in by_rank) for c in channels}
    return Spend(top, total, TOP * sum(top.values()) / sum(total.values()))


def order_test(times: float) -> tuple[int, list[str]]:
    """Pairs of a package of a high class and one of a low class with at most `times` its reach, and those
    in which the low one has more spent on it."""
    rows = [inputs()[name] for name in ORDERED]
    pairs = [
        (high, low)
        for high in rows
        for low in rows
        if high.klass in HIGH and low.klass in LOW and low.orgs <= times * high.orgs
    ]
    return len(pairs), [f"{high.name} below {low.name}" for high, low in pairs if high.spend < low.spend]


# ------------------------------------------------------------------ the firm anchor


@dataclass(frozen=True, slots=True)
class Hazard:
    """Summed hazard of the reference app under one option, a year: mean, ends, channels; loss and work."""

    mean: float
    p05: float
    p95: float
    channels: tuple[float, float, float]
    loss: float
    work: float


def reference_app(profile: str) -> list[Inputs]:
    """Sixty packages at current versions with nothing open, all in production."""
    return [replace(inputs(profile)[name], open=(), upgrade_hours=0.0) for name in APP]


def app_hazards(profile: str) -> dict[str, Hazard]:
    """Policy lock, facing the internet."""
    w = worlds(load_assumptions(profile))
    up = upstream(reference_app(profile), w, Context())
    zero = zero_day(up.lib, up.att, w, LogCurve())
    options = {"today": cost_today, "float": cost_float, "keep": cost_keep}
    return {name: _summed(cost(up, w, zero), w) for name, cost in options.items()}


def _summed(o: Option, w: Worlds) -> Hazard:
    whole: Draws = o.hazard.sum(axis=0)
    low, high = np.percentile(whole, (5, 95))
    parts = tuple(float(part.sum(axis=0).mean()) for part in (o.zero_day, o.n_day, o.supply))
    loss, work = (
        float(o.loss.sum(axis=0).mean()),
        float(np.broadcast_to(o.work, o.loss.shape).sum(axis=0).mean()),
    )
    return Hazard(float(whole.mean()), float(low), float(high), parts, loss, work)  # type: ignore[arg-type]


# ------------------------------------------------------------------ as text


def spend_text() -> str:
    t, s = load_assumptions("team"), spend()
    names = list(s.mean_top)
    rows = [
        (c, _usd(s.mean_top[c]), _million(s.total[c]), _percent(s.total[c] / sum(s.total.values())))
        for c in names
    ]
    mean, total = sum(s.mean_top.values()), sum(s.total.values())
    rows.append(("**all**", _usd(mean), _million(total), "100 %"))
    rows.append(("anchor", _usd(t["spend.mean_top1000"]), _million(t["spend.sum_list"]), ""))
    rows.append(
        ("over the anchor", f"{mean / t['spend.mean_top1000']:.2f}", f"{total / t['spend.sum_list']:.2f}", "")
    )
    titles = ("channel", "mean of the top 1,000, $/yr", "sum of the list, $M/yr", "share of the sum")
    return table(titles, "<>>>", rows) + f"\nThe top 1,000 hold {_percent(s.top_share)} of it. {_orders()}\n"


def _orders() -> str:
    said = []
    for times in (1, 3):
        n, wrong = order_test(times)
        reach = "no more reach" if times == 1 else f"at most {times} times the reach"
        said.append(f"low one with {reach}: {n:,} pairs, {len(wrong)} the wrong way" + _named(wrong))
    return f"Ordering test over {len(ORDERED)} packages, " + "; ".join(said) + "."


def _named(wrong: Sequence[str]) -> str:
    return f" ({', '.join(wrong)})" if wrong else ""


def anchor_text() -> str:
    rows = []
    for profile in PROFILES:
        t, found = load_assumptions(profile), app_hazards(profile)
        today = found["today"]
        rows.append(
            (
                profile,
                _rate(t["anchor.hazard"]),
                f"{_rate(today.mean)} ({_rate(today.p05)} to {_rate(today.p95)})",
                f"{today.mean / t['anchor.hazard']:.2f}",
                ", ".join(map(_rate, today.channels)),
                _rate(found["float"].mean),
                _rate(found["keep"].mean),
                f"{_two(today.loss)} to {_two(found['keep'].loss)}",
            )
        )
    titles = (
        "profile",
        "anchor, % a year",
        "today (5 % to 95 %)",
        "over the anchor",
        "0-day, n-day, supply chain",
    )
    more = ("float", "keep", "loss today to keep, $/yr")
    q = sum(load_assumptions("team").of_class(inputs()[name].klass, "q") for name in APP)
    return (
        table((*titles, *more), "<>>>>>>>", rows)
        + f"\n{len(APP)} packages; their exposures q sum to {q:.1f}.\n"
    )


def _usd(value: float) -> str:
    return f"{value:,.0f}"


def _two(value: float) -> str:
    return f"{float(f'{value:.2g}'):,.0f}"


def _million(value: float) -> str:
    return f"{value / 1e6:.1f}"


def _percent(value: float) -> str:
    return f"{100 * value:.0f} %"


def _rate(per_year: float) -> str:
    return f"{100 * per_year:.2g}"


def main() -> None:
    info = evidence()[0]
    head = f"Data {info.id[:8]} as of {info.as_of}; defaults of `data/assumptions.toml`.\n\n"
    for name, text in {"spend": head + spend_text(), "anchor": anchor_text()}.items():
        print(text)
        write_part("calibration.md", name, text)


if __name__ == "__main__":
    main()
