"""METADATA, RECORD and the small files beside them, as text and whatever they hold."""

import importlib.metadata
import os
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depcalc.installed import Environment, Tree, read_details, read_environment, read_record
from depcalc.installed.environment import parse_headers
from depcalc.installed.files import MOST_ROWS, parse_record
from depcalc.values.lock import normalise
from tests.installed.building import install, only, site

HERE = Path(sysconfig.get_path("purelib"))


@pytest.fixture
def here(tmp_path):
    return site(tmp_path)


def codes(environment):
    return [notice.code for notice in environment.notices]


# ------------------------------------------------------------------ against the standard library


def test_names_versions_and_headers_are_those_of_importlib_metadata():
    ours = {(d.name, d.version): d for d in read_environment(HERE).distributions}
    theirs = list(importlib.metadata.distributions(path=[str(HERE)]))
    assert set(ours) == {(normalise(d.name), d.version) for d in theirs}
    assert len(ours) > 10
    for distribution in theirs:
        mine = ours[normalise(distribution.name), distribution.version]
        assert list(mine.all("Requires-Dist")) == (distribution.requires or [])
        assert list(mine.all("Classifier")) == (distribution.metadata.get_all("Classifier") or [])


def test_files_entry_points_and_top_level_are_those_of_importlib_metadata():
    environment = read_environment(HERE)
    for distribution in environment.distributions:
        theirs = importlib.metadata.Distribution.at(HERE / distribution.folder)
        record, details = read_record(environment, distribution), read_details(environment, distribution)
        assert sorted([*(row.path for row in record.rows), *record.outside]) == sorted(map(str, theirs.files))
        assert details.entry_points == (theirs.read_text("entry_points.txt") or "")
        assert details.installer == (theirs.read_text("INSTALLER") or "").strip()
        assert details.top_level == tuple((theirs.read_text("top_level.txt") or "").split())


def test_reading_an_environment_imports_and_runs_nothing_of_it(here):
    """An audit hook sees every import and every file that is opened, in a process of its own."""
    install(
        here,
        "acme",
        "1.0",
        {"acme/__init__.py": "raise SystemExit('imported')\n"},
        entry_points_txt="x = acme:y",
    )
    (here / "acme.pth").write_text("import acme\n")
    code = (
        "import sys\nfrom pathlib import Path\n"
        "from depcalc.evidence.disk_cache import DiskCache\n"
        "from depcalc.evidence.on_disk import add_installed\n"
        "from depcalc.installed import read_environment\n"
        "from depcalc.values.evidence import Evidence\n"
        "seen = []\n"
        "sys.addaudithook(lambda event, args: seen.append((event, args)))\n"
        "env = read_environment(Path(sys.argv[1]))\n"
        "add_installed([Evidence('acme', '1.0')], env, DiskCache(None))\n"
        "ran = ('exec', 'compile', 'subprocess.Popen', 'os.system', 'marshal.loads')\n"
        "bad = [e for e, a in seen if e in ran\n"
        "       or (e == 'import' and 'acme' in str(a[0])) or e.startswith('socket.')]\n"
        "modes = {a[1] for e, a in seen if e == 'open' and 'acme' in str(a[0])}\n"
        "print(bad, 'acme' in sys.modules, sys.argv[1] in sys.path, modes <= {None, 'r', 'rb'})\n"
    )
    ran = subprocess.run([sys.executable, "-c", code, str(here)], capture_output=True, text=True, check=True)
    assert ran.stdout.split("\n")[0] == "[] False False True"


# ------------------------------------------------------------------ what environments look like


def test_headers_end_at_the_first_blank_line_and_may_be_continued():
    data = b"Name: acme\r\nLicense: one\r\n        two\r\nNo colon here\r\n\r\nName: other\r\n"
    assert parse_headers(data) == {"name": ["acme"], "license": ["one\ntwo"]}


def test_an_egg_info_may_be_a_folder_or_a_file(here):
    (here / "Old_Acme-1.2-py3.12.egg-info").write_text("Name: Old.Acme\nVersion: 1.2\n")
    folder = here / "eggs-2.0.egg-info"
    folder.mkdir()
    (folder / "PKG-INFO").write_text("Name: eggs\nVersion: 2.0\n")
    environment = read_environment(here)
    assert [(d.name, d.version) for d in environment.distributions] == [("eggs", "2.0"), ("old-acme", "1.2")]
    assert all(read_record(environment, d).gap for d in environment.distributions)


def test_two_versions_of_one_name_are_both_kept_and_named(here):
    install(here, "acme", "1.0")
    install(here, "acme", "2.0")
    environment = read_environment(here)
    assert [d.version for d in environment.distributions] == ["1.0", "2.0"]
    assert codes(environment) == ["installed-twice"]


def test_editable_entries_are_named(here):
    (here / "__editable__.acme-1.0.pth").write_text("/nowhere\n")
    (here / "__editable___acme_1_0_finder.py").write_text("raise SystemExit\n")
    assert len(read_environment(here).editable) == 2


@pytest.mark.parametrize(
    ("stated", "origin"),
    [
        ('{"url": "file:///x", "dir_info": {"editable": true}}', "editable"),
        ('{"url": "file:///x", "dir_info": {}}', "directory"),
        ('{"url": "https://example.org/x", "vcs_info": {"vcs": "git", "commit_id": "0"}}', "git"),
        ('{"url": "https://example.org/x.whl", "archive_info": {}}', "archive"),
        ("not json", ""),
        ("[" * 100_000, ""),
        ("[]", ""),
    ],
)
def test_direct_url_tells_where_it_came_from(here, stated, origin):
    install(here, direct_url_json=stated)
    assert read_details(Environment(here), only(here)).origin == origin


def test_details_are_what_the_small_files_say(here):
    tags = "Tag: cp312-cp312-linux_x86_64\nTag: cp312-abi3-linux_x86_64\n"
    wheel = f"Wheel-Version: 1.0\nRoot-Is-Purelib: false\n{tags}"
    install(here, WHEEL=wheel, INSTALLER="uv\n", REQUESTED="", top_level_txt="acme\n_acme\n")
    details = read_details(Environment(here), only(here))
    assert details.tags == ("cp312-cp312-linux_x86_64", "cp312-abi3-linux_x86_64")
    assert (details.purelib, details.installer, details.requested) == (False, "uv", True)
    assert details.top_level == ("acme", "_acme")
    install(here, "bare", "1")
    bare = next(d for d in read_environment(here).distributions if d.name == "bare")
    assert read_details(Environment(here), bare).purelib is None
    assert not read_details(Environment(here), bare).requested


# ------------------------------------------------------------------ hostile content


def test_binary_metadata_leaves_the_name_of_the_folder_and_a_notice(here):
    info = install(here)
    (info / "METADATA").write_bytes(os.urandom(5000).replace(b":", b"_"))
    environment = read_environment(here)
    assert [(d.name, d.version) for d in environment.distributions] == [("acme", "1.0")]
    assert codes(environment) == ["metadata-unread"]


@pytest.mark.parametrize("name", ["METADATA", "RECORD", "WHEEL", "entry_points.txt"])
def test_a_pipe_in_place_of_a_file_never_blocks(here, name):
    info = install(here)
    (info / name).unlink(missing_ok=True)
    os.mkfifo(info / name)
    environment = read_environment(here)
    (distribution,) = environment.distributions
    read_details(environment, distribution)
    assert bool(read_record(environment, distribution).gap) == (name == "RECORD")


def test_links_are_not_followed_and_loops_end(here, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("Name: secret\nVersion: 9\n")
    info = install(here)
    (info / "METADATA").unlink()
    os.symlink(secret, info / "METADATA")
    os.symlink(here, here / "loop")
    os.symlink("self.dist-info", here / "self.dist-info")
    os.symlink(info, here / "twin-1.0.dist-info")
    environment = read_environment(here)
    assert [d.name for d in environment.distributions] == ["acme"]
    assert codes(environment) == ["metadata-unread"] * 3
    for path in (
        "loop/acme-1.0.dist-info/RECORD",
        "../secret",
        "acme-1.0.dist-info/../../secret",
        "/etc/hostname",
        "a\0b",
    ):
        data, why = Tree(here).read(path, 100)
        assert not data
        assert why


@pytest.mark.parametrize(
    "path",
    ["/etc/passwd", "../../../../etc/passwd", "a/../../../../../x", "C:\\x.py", "a\\..\\x.py", "a/../b.py"],
)
def test_paths_that_escape_are_dropped_with_a_notice(path):
    record = parse_record(f"acme/a.py,,10\n{path},,10\n", "acme-1.0.dist-info")
    assert [row.path for row in record.rows] == ["acme/a.py"]
    assert not record.outside
    assert [notice.code for notice in record.notices] == ["record-escapes"]


def test_scripts_of_the_environment_are_no_escape():
    record = parse_record('../../../bin/acme,,10\n../../Scripts/acme.exe,,1\n"a,b.py",,7\n', "x")
    assert record.outside == ("../../../bin/acme", "../../Scripts/acme.exe")
    assert [(row.path, row.size) for row in record.rows] == [("a,b.py", 7)]
    assert not record.notices


def test_a_million_rows_are_cut_and_said_so(here):
    install(here, record=b"a.py,,1\n" * 1_000_000)
    record = read_record(Environment(here), only(here))
    assert len(record.rows) == MOST_ROWS
    assert [notice.code for notice in record.notices] == ["record-cut"]


@pytest.mark.parametrize("text", ['a.py,,1\n"unfinished,,1\n', "a.py,," + "9" * 9_000 + "\n", "x" * 10**6])
def test_a_record_that_is_none_is_read_as_far_as_it_goes(text):
    assert len(parse_record(text, "x").rows) <= 2


@given(st.binary(max_size=400))
def test_any_bytes_are_headers_or_nothing(data):
    parse_headers(data)


@given(st.text(max_size=400))
def test_any_text_is_a_record_whose_paths_stay_inside(text):
    for row in parse_record(text, "x").rows:
        assert not row.path.startswith("/")
        assert ".." not in row.path.split("/")


def test_more_distributions_than_anybody_has_are_cut_and_said_so(here, monkeypatch):
    monkeypatch.setattr("depcalc.installed.environment.MOST_DISTRIBUTIONS", 2)
    for name in ("a", "b", "c"):
        install(here, name)
    environment = read_environment(here)
    assert [d.name for d in environment.distributions] == ["a", "b"]
    assert codes(environment) == ["environment-cut"]


def test_an_environment_that_is_not_there_is_empty():
    assert read_environment(Path("nowhere") / "at" / "all").distributions == ()


def test_the_running_environment_is_read_without_a_notice():
    assert not read_environment(HERE).notices
