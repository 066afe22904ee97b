"""Sources fetched with `--online`: what is asked for, what is refused, and that nothing of it is run."""

import hashlib
import io
import json
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest
from tests.evidence.online import serving
from tests.evidence.online.serving import QUICK, Reply

from depcalc.evidence.gather import Wanted
from depcalc.evidence.online.limits import Limits
from depcalc.evidence.online.sources import fetch_sources
from depcalc.pipeline.fetching import fetched_sources
from depcalc.usage import scan_project
from depcalc.values.fact import Fact
from depcalc.values.lock import Files, Key, Lock
from depcalc.values.settings import Settings

TRAP = "raise SystemExit('was run')\n"
CODE = "def one():\n    return 1\n\ndef two():\n    return 2\n"


def wheel(**files):
    """The same bytes whenever it is made: its entries bear no time of today."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as zipped:
        for name, text in {"alpha.py": CODE, **files}.items():
            zipped.writestr(zipfile.ZipInfo(name), text)
    return packed.getvalue()


def sdist():
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as tar:
        for name, text in {
            "alpha.py": CODE,
            "setup.py": TRAP,
            "alpha.egg-info/top_level.txt": "alpha\n",
        }.items():
            entry = tarfile.TarInfo(f"alpha-1.10/{name}")
            entry.size = len(text)
            tar.addfile(entry, io.BytesIO(text.encode()))
    return packed.getvalue()


def sha256(data):
    return hashlib.sha256(data).hexdigest()


PURE, LINUX, SDIST = (
    "alpha-1.10-py3-none-any.whl",
    "alpha-1.10-cp312-cp312-manylinux_2_17_x86_64.whl",
    "alpha-1.10.tar.gz",
)


class Index:
    """Serves files of packages, with or without their hashes and sizes."""

    def __init__(self, server):
        self.server = server

    def holds(self, files, name="alpha", *, hashes=True, sizes=True, **said):
        listed = []
        for filename, body in files.items():
            given = said.get("sha256", sha256(body) if isinstance(body, bytes) else "0" * 64)
            entry = {"filename": filename, "url": f"../../files/{filename}"}
            entry |= {"hashes": {"sha256": given}} if hashes else {}
            entry |= {"size": said.get("size", len(body))} if sizes and isinstance(body, bytes) else {}
            listed.append(entry)
            answer = Reply(body) if isinstance(body, bytes) else body
            self.server.answers[f"/files/{filename}"] = answer
        page = {"meta": {"api-version": "1.1"}, "name": name, "files": listed}
        self.server.answers[f"/simple/{name}/"] = Reply(json.dumps(page).encode())

    def files_asked(self):
        return [path.removeprefix("/files/") for path in self.server.paths() if path.startswith("/files/")]


@pytest.fixture
def index(server):
    return Index(server)


@pytest.fixture
def fetch(server, small, tmp_path):
    def run(*wanted, limits=QUICK, **more):
        environ = server.environ(tmp_path / "cache")
        return fetch_sources(wanted or [Wanted("alpha", "1.10")], small, environ, limits=limits, **more)

    return run


def locked(*hashes, **more):
    return Wanted("alpha", "1.10", files=Files(hashes=hashes), **more)


def names(fetched):
    return [file.name for folder in fetched.folders for file in folder.iterdir()]


def said(fetched):
    (notice,) = fetched.notices
    assert notice.code == "sources-missing"
    return notice.message


# ------------------------------------------------------------------ which file


@pytest.mark.parametrize(
    ("held", "best"),
    [((SDIST, LINUX, PURE), PURE), ((SDIST, LINUX), LINUX), ((SDIST,), SDIST)],
    ids=["pure", "platform", "sdist"],
)
def test_a_wheel_for_every_platform_comes_before_others_and_the_sdist_last(index, fetch, held, best):
    index.holds({name: sdist() if name == SDIST else wheel() for name in held})
    assert names(fetch()) == [best]


def test_an_sdist_alone_will_do_and_its_setup_is_text(index, fetch, tmp_path):
    index.holds({SDIST: sdist()})
    assert part(fetch(), tmp_path).functions == 1


def test_only_the_locked_version_is_asked_for(index, fetch):
    index.holds({"alpha-2.0-py3-none-any.whl": wheel()})
    assert "no file" in said(fetch())
    assert index.files_asked() == []


def test_what_the_lock_wrote_down_rules_over_the_order(index, fetch):
    index.holds({PURE: wheel(), SDIST: sdist()})
    assert names(fetch(locked(f"sha256:{sha256(sdist())}"))) == [SDIST]
    assert index.files_asked() == [SDIST]


# ------------------------------------------------------------------ hashes


def test_a_hash_that_is_not_the_locks_is_refused(index, fetch, tmp_path):
    index.holds({PURE: wheel()}, hashes=False)
    assert "its hash is not the lock's" in said(fetch(locked("sha256:" + "1" * 64)))
    assert not list((tmp_path / "cache").rglob("*.whl"))


def test_a_hash_that_is_not_the_one_the_index_gives_is_refused(index, fetch):
    index.holds({PURE: wheel()}, sha256="2" * 64)
    fetched = fetch()
    assert fetched.folders == ()
    assert "its hash is not the one that the index gives" in said(fetched)


def test_without_any_hash_nothing_is_fetched(index, fetch):
    index.holds({PURE: wheel()}, hashes=False)
    assert fetch().folders == ()
    assert index.files_asked() == []


def test_a_weak_hash_of_the_lock_is_none(index, fetch):
    index.holds({PURE: wheel()}, hashes=False)
    md5 = hashlib.md5(wheel(), usedforsecurity=False).hexdigest()
    assert fetch(locked(f"md5:{md5}")).folders == ()


def test_another_strong_hash_of_the_lock_counts_too(index, fetch):
    index.holds({PURE: wheel()}, hashes=False)
    assert names(fetch(locked(f"sha512:{hashlib.sha512(wheel()).hexdigest()}"))) == [PURE]


def test_a_digest_that_is_none_leads_out_of_no_folder(index, fetch, tmp_path):
    index.holds({PURE: wheel()}, sha256="../../../outside")
    assert fetch().folders == ()
    assert names(fetch(locked(f"sha256:{sha256(wheel())}"))) == [PURE]


def test_a_file_name_that_is_a_path_is_left_out(index, fetch):
    index.holds({"../alpha-1.10-py3-none-any.whl": wheel(), SDIST: sdist()})
    assert names(fetch()) == [SDIST]


# ------------------------------------------------------------------ the cache


def test_a_second_run_fetches_nothing(index, fetch):
    index.holds({PURE: wheel()})
    assert fetch() == fetch()
    assert index.files_asked() == [PURE]


def test_a_kept_file_that_was_changed_is_fetched_again(index, fetch):
    index.holds({PURE: wheel()})
    (folder,) = fetch().folders
    (folder / PURE).write_bytes(b"changed")
    assert names(fetch()) == [PURE]
    assert (folder / PURE).read_bytes() == wheel()


def test_a_kept_file_is_held_against_the_lock_too(index, fetch):
    index.holds({PURE: wheel()})
    fetch()
    assert fetch(locked("sha512:" + "1" * 128)).folders == ()


def test_without_a_home_nothing_is_fetched(server, small, index):
    index.holds({PURE: wheel()})
    environ = {k: v for k, v in server.environ("").items() if k != "XDG_CACHE_HOME"}
    assert fetch_sources([Wanted("alpha", "1.10")], small, environ, limits=QUICK).folders == ()
    assert server.asked == []


# ------------------------------------------------------------------ who is asked about


@pytest.mark.parametrize(
    "one",
    [
        Wanted("alpha", "1.10", public=False),
        Wanted("alpha", ""),
        Wanted("conda-alpha", "1.10", public_name="alpha", named_by="rule: the same name"),
    ],
    ids=["private", "no pin", "conda"],
)
def test_nobody_hears_of_what_is_not_public_pinned_and_of_its_own_name(index, fetch, server, one):
    index.holds({PURE: wheel()})
    assert fetch(one).folders == ()
    assert server.asked == []


def test_where_the_project_names_another_index_only_known_names_leave(index, fetch, server):
    index.holds({PURE: wheel()})
    index.holds({"ours-1-py3-none-any.whl": wheel()}, "ours")
    fetch(Wanted("alpha", "1.10"), Wanted("ours", "1"), default_index="https://index.example/simple")
    assert "/simple/alpha/" in server.paths()
    assert not any("ours" in path for path in server.paths())


def test_the_password_of_the_index_goes_to_no_other_host(index, server, small, tmp_path):
    other = serving.Server()
    try:
        index.holds({PURE: wheel()})
        page = json.loads(server.answers["/simple/alpha/"].body)
        page["files"][0]["url"] = f"{other.url}/files/{PURE}"
        server.answers["/simple/alpha/"] = Reply(json.dumps(page).encode())
        other.answers[f"/files/{PURE}"] = Reply(wheel())
        environ = server.environ(tmp_path)
        environ["DEPCALC_DEFAULT_INDEX"] = environ["DEPCALC_DEFAULT_INDEX"].replace("://", "://me:secret@")
        assert names(fetch_sources([Wanted("alpha", "1.10")], small, environ, limits=QUICK)) == [PURE]
        assert "Authorization" in server.asked[0].headers
        assert "Authorization" not in other.asked[0].headers
    finally:
        other.stop()


# ------------------------------------------------------------------ bounds and trouble


def limits(**more):
    kept = {name: getattr(QUICK, name) for name in Limits.__slots__}
    return Limits(**{**kept, **more})


def test_a_file_that_is_said_to_be_too_large_is_not_asked_for(index, fetch):
    index.holds({PURE: wheel(), SDIST: sdist()}, size=QUICK.archive_bytes + 1)
    assert fetch().folders == ()
    assert index.files_asked() == []


def test_a_file_that_lies_about_its_size_is_cut_off(index, fetch):
    body = b"0" * 5000
    index.holds({PURE: body}, size=10)
    assert "longer" in said(fetch(limits=limits(archive_bytes=1000)))


def test_one_run_takes_no_more_than_its_share(index, fetch):
    for name in ("alpha", "beta"):
        index.holds({f"{name}-1-py3-none-any.whl": wheel(pad="x" * 1000)}, name)
    asked = Wanted("alpha", "1"), Wanted("beta", "1")
    one = len(wheel(pad="x" * 1000))
    fetched = fetch(*asked, limits=limits(run_bytes=one + 1))
    assert len(fetched.folders) == 1
    assert "enough was fetched" in said(fetched)
    fetched = fetch(*asked, limits=limits(run_files=0))
    assert len(fetched.folders) == 1


@pytest.mark.parametrize(
    "trouble",
    [Reply(status=404), Reply(status=500), serving.stops_in_the_middle, serving.never_answers, serving.drips],
    ids=["gone", "error", "stops", "silent", "slow"],
)
def test_trouble_is_one_notice_and_the_rest_comes(index, fetch, trouble):
    index.holds({PURE: trouble})
    index.holds({"beta-1-py3-none-any.whl": wheel()}, "beta")
    fetched = fetch(Wanted("alpha", "1.10"), Wanted("beta", "1"))
    assert names(fetched) == ["beta-1-py3-none-any.whl"]
    assert "alpha" in said(fetched)
    assert index.server.url not in said(fetched)


def test_an_index_that_does_not_know_the_package_is_a_notice(fetch):
    assert "alpha" in said(fetch())


def test_a_second_file_is_tried_where_the_first_fails(index, fetch):
    index.holds({PURE: Reply(status=404), SDIST: sdist()})
    assert names(fetch()) == [SDIST]


# ------------------------------------------------------------------ what comes of it


def part(fetched, tmp_path):
    """The slice of a project that calls one of the two functions."""
    project = tmp_path / "project"
    project.mkdir(exist_ok=True)
    (project / "app.py").write_text("import alpha\nalpha.one()\n")
    usage = scan_project(
        project,
        site_packages=None,
        wheels=fetched.folders,
        packages=[Key("alpha", "1.10")],
        cache=None,
        jobs=0,
    )
    found = usage.of("alpha").slice
    assert isinstance(found, Fact), found
    return found.value


def test_the_archive_is_read_in_place_and_nothing_of_it_runs(index, fetch, tmp_path):
    index.holds({PURE: wheel(**{"alpha/../../x.py": TRAP, "sitecustomize.py": TRAP})})
    seen = []
    sys.addaudithook(lambda event, args: seen.append(args) if event == "import" else None)
    fetched = fetch()
    assert part(fetched, tmp_path).functions == 1
    assert not any(args and args[0] in ("alpha", "sitecustomize") for args in seen)
    assert [p.name for p in (tmp_path / "cache").rglob("*.py")] == []


@pytest.mark.parametrize(
    ("settings", "n_fetched"),
    [
        (Settings(online=True), 1),
        (Settings(), 0),
        (Settings(online=True, usage=False), 0),
        (Settings(online=True, wheels=Path("wheels")), 0),
    ],
    ids=["asked for", "offline", "no source is read", "on disk"],
)
def test_a_survey_fetches_only_where_it_was_asked_to_and_what_is_not_here(
    index, server, small, tmp_path, monkeypatch, settings, n_fetched
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "wheels").mkdir()
    (tmp_path / "wheels" / PURE).write_bytes(wheel())
    index.holds({PURE: wheel()})
    versions = {"alpha": [Wanted("alpha", "1.10")]}
    environ = server.environ(tmp_path / "cache")
    lock = Lock(str(tmp_path / "uv.lock"), "uv")
    fetched = fetched_sources(tmp_path, lock, versions, None, settings, small, environ, lambda *_: None)
    assert len(fetched.folders) == n_fetched
    assert bool(server.asked) is bool(n_fetched)
