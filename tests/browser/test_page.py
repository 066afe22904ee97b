"""The HTML report in a real browser: nothing leaves the page, everybody can use it, hostile names are only text."""

import os
import re
import shutil
from pathlib import Path

import pytest

from depcalc.render import Style
from depcalc.render.html import render_html
from depcalc.values.finding import Finding
from depcalc.values.report import JointGroup, JointRow
from tests.builders import a_hostile_report, a_range, a_report, an_own_row

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or ""
if not CHROMIUM:
    pytest.skip("no chromium here: install one or name it in CHROMIUM", allow_module_level=True)

AXE = Path(os.environ.get("AXE_CORE") or Path(__file__).parents[2] / "node_modules/axe-core/axe.min.js")
STEPS = ((0.0, 5.0), (10.0, 20.0), (300.0, 90.0))
FINDINGS = tuple(
    Finding(rule, severity, "acme-web", "4.2.16", "said", "uv.lock", 88)
    for rule, severity in (("DC008", "low"), ("DC002", "critical"), ("DC004", "medium"), ("DC001", "unknown"))
)
JOINT = (JointGroup((JointRow("acme-web", "keep", "drop"),), ("acme-sql",), a_range(40)),)
PAGES = {
    "plain": render_html(a_report(own=(an_own_row(),), findings=FINDINGS, joint=JOINT), Style(), STEPS),
    "hostile": render_html(a_hostile_report(), Style(), STEPS),
    "empty": render_html(a_report(decisions=(), shared=(), packages=()), Style()),
}
A4 = 718  # points of the screen between usual margins
every_page = pytest.mark.parametrize("name", PAGES)


@pytest.fixture(scope="module")
def chromium():
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


class Opened:
    """A page, with what it asked for and what it complained about."""

    def __init__(self, page, file) -> None:
        self.page, self.requests, self.complaints = page, [], []
        page.on("request", lambda request: self.requests.append(request.url))
        self.stopped = []
        page.on("requestfailed", lambda request: self.stopped.append(request.failure))
        page.on("console", lambda said: self.complaints.append(said.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("dialog", lambda dialog: (self.complaints.append("dialog"), dialog.dismiss()))
        page.goto(file.as_uri())
        self.requests.remove(file.as_uri())


@pytest.fixture
def opened(chromium, tmp_path):
    contexts = []

    def open_page(name, **options):
        file = tmp_path / f"{name}.html"
        file.write_text(PAGES[name], encoding="utf-8")
        contexts.append(chromium.new_context(**options))
        return Opened(contexts[-1].new_page(), file)

    yield open_page
    for context in contexts:
        context.close()


@every_page
def test_nothing_leaves_the_page_and_nothing_is_complained_about(opened, name):
    shown = opened(name)
    for button in shown.page.locator("th button").all():
        button.click()
    for summary in shown.page.locator("summary").all():
        summary.click()
    assert (shown.requests, shown.complaints) == ([], [])


def test_the_policy_of_the_page_stops_what_is_not_its_own(opened):
    shown = opened("plain")
    shown.page.evaluate(
        """() => { const script = document.createElement("script"); script.textContent = "window.owned = 1";
        document.body.append(script); const image = new Image(); image.src = "https://index.example/x.png";
        document.body.append(image); document.body.setAttribute("onclick", "window.owned = 2"); }"""
    )
    shown.page.locator("h1").click()
    assert shown.page.evaluate("window.owned") is None
    assert len(shown.stopped) == len(shown.requests)
    assert set(shown.stopped) <= {"csp"}
    assert any("Content Security Policy" in said for said in shown.complaints)


def test_hostile_names_are_text_and_no_element_of_theirs_exists(opened):
    page = opened("hostile").page
    assert page.locator("script").count() == 1
    assert page.locator("a, img, iframe, form, object, [onclick], [onerror]").count() == 0
    assert "<script>alert(1)</script>" in page.locator("main").inner_text()


# ------------------------------------------------------------------ sorting


def column(page, title, at):
    table = page.get_by_role("region", name=title)
    return [row.locator("td").nth(at).inner_text() for row in table.locator("tbody tr").all()]


def test_a_click_sorts_by_value_and_a_second_one_the_other_way(opened):
    page = opened("plain").page
    assert column(page, "Decisions", 3) == ["780", "640", "310", "45", "22"]
    head = page.get_by_role("button", name="Today $/yr")
    head.click()
    assert column(page, "Decisions", 3) == ["22", "45", "310", "640", "780"]
    head.click()
    assert column(page, "Decisions", 3) == ["780", "640", "310", "45", "22"]
    assert page.get_by_role("columnheader", name="Today $/yr").get_attribute("aria-sort") == "descending"


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_the_keyboard_sorts_too(opened, key):
    page = opened("plain").page
    page.get_by_role("button", name="Package").first.focus()
    page.keyboard.press(key)
    page.keyboard.press(key)
    names = [text.split()[0] for text in column(page, "Decisions", 0)]
    assert names == sorted(names)


def test_findings_stand_by_severity_and_not_by_the_alphabet(opened):
    page = opened("plain").page
    assert column(page, "Findings, one", 0) == ["critical", "unknown", "medium", "low"]
    page.get_by_role("region", name="Findings, one").get_by_role("button", name="Severity").click()
    assert column(page, "Findings, one", 0) == ["low", "medium", "unknown", "critical"]


# ------------------------------------------------------------------ screens and paper


@every_page
@pytest.mark.parametrize("width", [320, 390, 1200])
def test_the_page_never_scrolls_sideways(opened, name, width):
    page = opened(name, viewport={"width": width, "height": 800}).page
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_at_a_desk_the_main_table_is_seen_whole(opened):
    page = opened("plain", viewport={"width": 1280, "height": 800}).page
    wide = page.get_by_role("region", name="Decisions")
    assert wide.evaluate("e => e.scrollWidth <= e.clientWidth")


def test_dark_is_dark_and_light_is_light(opened):
    def paper(scheme):
        page = opened("plain", color_scheme=scheme).page
        found = page.evaluate("getComputedStyle(document.body).backgroundColor")
        return sum(map(int, re.findall(r"\d+", found)))

    assert paper("dark") < 100 < 700 < paper("light")


@every_page
def test_it_prints(opened, name):
    printed = opened(name).page.pdf()
    assert printed.startswith(b"%PDF-")
    assert len(printed) > 10_000


@every_page
def test_paper_is_white_whatever_the_screen_is_and_nothing_runs_off_it(opened, name):
    page = opened(name, color_scheme="dark", viewport={"width": A4, "height": 1000}).page
    page.emulate_media(media="print")
    for place in ("body", "dl.sums div"):
        paper = page.locator(place).first.evaluate("e => getComputedStyle(e).backgroundColor")
        assert sum(map(int, re.findall(r"\d+", paper))) > 700
    assert page.evaluate("document.documentElement.scrollWidth") <= A4


def test_paper_shows_what_is_folded_away(opened):
    page = opened("plain").page
    page.emulate_media(media="print")
    assert page.get_by_text("acme-cloud-0", exact=True).is_visible()


# ------------------------------------------------------------------ for everybody


def test_every_table_that_scrolls_can_be_reached_by_keyboard(opened):
    page = opened("plain").page
    for region in page.locator(".wide").all():
        assert region.get_attribute("tabindex") == "0"
        assert region.get_attribute("aria-label")


@pytest.mark.skipif(
    not AXE.is_file(), reason="axe-core is not here: npm install axe-core, or name it in AXE_CORE"
)
@every_page
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1200])
def test_axe_finds_nothing(opened, name, scheme, width):
    page = opened(name, color_scheme=scheme, viewport={"width": width, "height": 800}, bypass_csp=True).page
    page.add_script_tag(path=AXE)
    found = page.evaluate("axe.run()")
    assert [(v["id"], v["nodes"][0]["html"]) for v in found["violations"]] == []
    assert len(found["passes"]) > 10
