"""What all tests share: the shared corpus, and the rule that CI skips nothing that is not on the list.

A test that is skipped while `CI=true` fails, unless `allowed_skips.txt` names it with a reason.
"""

import os
from collections.abc import Generator
from pathlib import Path

import pytest

ALLOWED_SKIPS = Path(__file__).with_name("allowed_skips.txt")
SHARED = Path(__file__).parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of shared corpora beside the repository."""
    if not SHARED.is_dir():
        pytest.skip("the shared corpus is not beside this repository")
    return SHARED


def allowed_skips(text: str) -> dict[str, str]:
    """Lines `node id  # reason`; the reason is not optional."""
    allowed = {}
    for line in filter(str.strip, text.splitlines()):
        if not line.startswith("#"):
            node, _, reason = line.partition("  # ")
            if not reason.strip():
                raise pytest.UsageError(f"{ALLOWED_SKIPS.name}: no reason given: {line}")
            allowed[node.strip()] = reason.strip()
    return allowed


def unlisted_skip(node: str, reason: object) -> str:
    """What to say about a skip that CI does not allow; "" where it does."""
    if os.environ.get("CI") != "true" or node in allowed_skips(ALLOWED_SKIPS.read_text("utf-8")):
        return ""
    return f"skipped in CI, and {node} is not in {ALLOWED_SKIPS.name}: {reason}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.skipped and not hasattr(report, "wasxfail"):
        message = unlisted_skip(item.nodeid, report.longrepr)
        if message:
            report.outcome, report.longrepr = "failed", message
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    if report.skipped:
        message = unlisted_skip(collector.nodeid, report.longrepr)
        if message:
            report.outcome, report.longrepr = "failed", message
    return report
