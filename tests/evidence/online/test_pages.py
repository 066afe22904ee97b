import contextlib
import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.utils import (
    InvalidSdistFilename,
    InvalidWheelFilename,
    parse_sdist_filename,
    parse_wheel_filename,
)
from tests.evidence.online.small import PAGE

from depcalc.evidence.online.pages import Page, Release, file_kind, filled, parse_document, parse_page
from depcalc.evidence.online.trouble import UnrecognisedError

RECORDED = Path(__file__).parents[2] / "recorded" / "index"


def recorded(name):
    return (RECORDED / name).read_bytes()


def by_version(page):
    return {release.version: release for release in page.releases}


def page_of(files, **more):
    return parse_page(json.dumps({"files": files, **more}).encode(), "acme-web")


def file(name, **more):
    return {"filename": name, **more}


def test_a_recorded_html_page_gives_releases_days_and_kinds_but_no_sizes():
    page = parse_page(recorded("six-2026-11-21.html"), "six")
    found = by_version(page)
    document = json.loads(recorded("six-2026-11-21.json"))
    assert found.keys() == {version for version, files in document["releases"].items() if files}
    assert [release.version for release in page.releases][:2] == ["0.9.0", "0.9.1"]
    assert str(found["1.16.0"].uploaded) == "2021-05-05"
    assert found["1.16.0"].pure is True
    assert found["1.16.0"].wheel_bytes is None
    assert page.status == ""
    assert not page.complete


def test_a_recorded_document_fills_in_sizes():
    page = parse_page(recorded("six-2026-11-21.html"), "six")
    whole = filled(page, parse_document(recorded("six-2026-11-21.json"), "six"))
    assert by_version(whole)["1.16.0"].wheel_bytes == 11053
    assert by_version(whole)["1.16.0"].sdist_bytes == 34041
    assert whole.complete
    assert [r.version for r in whole.releases] == [r.version for r in page.releases]


def test_a_recorded_page_with_platform_wheels_is_not_pure_and_names_what_is_yanked():
    found = by_version(parse_page(recorded("numpy-2026-11-21.html"), "numpy"))
    assert found["2.3.5"].pure is False
    assert found["2.4.0"].yanked
    assert not found["2.3.5"].yanked


def test_the_json_form_gives_sizes_status_and_what_is_yanked():
    page = parse_page(json.dumps(PAGE).encode(), "alpha")
    assert (page.status, page.reason) == ("archived", "finished")
    assert [(r.version, r.yanked, r.wheel_bytes, r.sdist_bytes) for r in page.releases] == [
        ("1.9.0", False, 2500, 3000),
        ("1.10", True, 2500, 3000),
        ("2.0", False, 2500, 3000),
    ]
    assert page.complete


def test_the_html_form_gives_the_status_of_pep_792():
    page = parse_page(
        b'<meta name="pypi:project-status" content="quarantined">'
        b'<meta name="pypi:project-status-reason" content="under review">'
        b'<a href="/x/acme_web-1.0.tar.gz#sha256=00">acme_web-1.0.tar.gz</a>',
        "acme-web",
    )
    assert (page.status, page.reason) == ("quarantined", "under review")


def test_an_unknown_status_is_none():
    page = page_of([file("acme_web-1.tar.gz")], **{"project-status": {"status": "\x1b[31mfine"}})
    assert page.status == ""


def test_a_release_is_yanked_only_when_all_its_files_are():
    files = [file("acme_web-1.tar.gz", yanked="broken"), file("acme_web-1-py3-none-any.whl", yanked=False)]
    assert not page_of(files).releases[0].yanked
    assert page_of([file("acme_web-1.tar.gz", yanked="broken")]).releases[0].yanked


def test_files_of_other_projects_and_of_no_kind_we_know_are_left_out():
    page = page_of(
        [file("acme_web-1.tar.gz"), file("other-9.tar.gz"), file("acme_web-2.exe"), {"filename": 7}]
    )
    assert [r.version for r in page.releases] == ["1"]


def test_the_wheel_that_stands_for_a_release_is_the_one_for_every_platform_else_linux():
    wheels = {
        "cp312-cp312-manylinux_2_17_x86_64": 10,
        "cp311-cp311-manylinux_2_17_x86_64": 20,
        "cp312-cp312-win_amd64": 30,
    }
    files = [file(f"acme_web-1-{tag}.whl", size=size) for tag, size in wheels.items()]
    (release,) = page_of(files).releases
    assert (release.pure, release.wheel_bytes) == (False, 10)
    (release,) = page_of([*files, file("acme_web-1-py3-none-any.whl", size=5)]).releases
    assert (release.pure, release.wheel_bytes) == (True, 5)


@pytest.mark.parametrize("name", ["six", "numpy"])
def test_names_of_files_are_read_as_packaging_reads_them(name):
    names = re.findall(r">([^<>]+)</a>", recorded(f"{name}-2026-11-21.html").decode())
    assert len(names) > 40
    for filename in names:
        kind = file_kind(filename, name)
        try:
            if filename.endswith(".whl"):
                _, version, _, tags = parse_wheel_filename(filename)
                assert (kind.place <= 1) == any(tag.platform == "any" for tag in tags)
            else:
                _, version = parse_sdist_filename(filename)
            assert kind.version == version
        except (InvalidWheelFilename, InvalidSdistFilename):
            assert kind is None


@pytest.mark.parametrize("size", [True, -1, "12", 1.5, 2**60, None])
def test_a_size_that_is_no_size_is_unknown_and_not_zero(size):
    assert page_of([file("acme_web-1.tar.gz", size=size)]).releases[0].sdist_bytes is None


@pytest.mark.parametrize("uploaded", ["yesterday", 7, "2026-13-01T00:00:00Z", None])
def test_a_day_that_is_no_day_is_unknown(uploaded):
    assert page_of([file("acme_web-1.tar.gz", **{"upload-time": uploaded})]).releases[0].uploaded is None


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"it works!",
        b"<html><body>sign in to use the network</body></html>",
        b'<a href="/login">sign in</a>',
        b"<![acme[",
        b"<![" * 1000,
        b'{"files": []}',
        b'{"files": {}}',
        b"{",
        b"[" * 100_000,
        b'{"files": ' + b"[" * 100_000,
        b'{"files": [{"filename": "other-1.tar.gz"}]}',
    ],
)
def test_what_lists_no_release_of_the_project_is_no_answer(body):
    with pytest.raises(UnrecognisedError):
        parse_page(body, "acme-web")


@given(st.binary())
def test_any_bytes_are_read_or_refused(body):
    for parse in (parse_page, parse_document):
        with contextlib.suppress(UnrecognisedError):
            assert parse(body, "acme-web").releases


def test_where_both_say_something_the_page_rules():
    def release(day, size):
        return Release("1", day, False, True, size, None)

    page = filled(Page("a", (release(None, 7),)), Page("a", (release("a day", 9),)))
    assert page.releases[0] == release("a day", 7)
