"""Several locks as one, conda packages under their public names, edges from what is installed."""

import pytest

from depcalc.pipeline import appraise, survey
from depcalc.values.fact import Fact, Gap
from depcalc.values.settings import Settings
from tests.test_pipeline import lock

CONDA = """\
version: 6
environments:
  default:
    channels:
    - url: https://conda.example/conda-forge/
    packages:
      linux-64:
      - conda: https://conda.example/conda-forge/noarch/urllib3-1.26.4-pyhd8ed1ab_0.conda
      - conda: https://conda.example/conda-forge/linux-64/openssl-3.0.0-h7f98852_0.conda
      - conda: https://conda.example/conda-forge/noarch/acme-tool-1.0-pyhd8ed1ab_0.conda
packages:
- conda: https://conda.example/conda-forge/noarch/urllib3-1.26.4-pyhd8ed1ab_0.conda
  sha256: 1111111111111111111111111111111111111111111111111111111111111111
  depends:
  - python >=3.8
  purls:
  - pkg:pypi/urllib3
- conda: https://conda.example/conda-forge/linux-64/openssl-3.0.0-h7f98852_0.conda
  sha256: 2222222222222222222222222222222222222222222222222222222222222222
  depends: []
- conda: https://conda.example/conda-forge/noarch/acme-tool-1.0-pyhd8ed1ab_0.conda
  sha256: 3333333333333333333333333333333333333333333333333333333333333333
  depends:
  - python >=3.8
  purls: []
"""


@pytest.fixture
def two(tmp_path):
    """Two projects of one repository, each with a lock of its own; they share a package."""
    for name, pins in (
        ("api", [("requests", "2.31.0"), ("idna", "3.4", "requests")]),
        ("jobs", [("idna", "3.4")]),
    ):
        folder = tmp_path / name
        folder.mkdir()
        lock(folder, *pins)
    return tmp_path


def look(folder, *locks, settings=Settings()):
    return survey(folder, settings, lockfiles=[str(folder / one) for one in locks], environ={})


def test_several_locks_are_one_tree_and_each_is_named(two):
    seen = look(two, "api/requirements.txt", "jobs/requirements.txt")
    assert [place.name for place in seen.placements if place.direct] == ["idna", "requests"]
    assert [(info.path.rpartition("/")[0], info.format) for info in seen.lockfiles] == [
        (str(two / "api"), "requirements"),
        (str(two / "jobs"), "requirements"),
    ]
    assert "first-lock-only" in {notice.code for notice in seen.notices}


def test_a_lock_that_is_named_twice_counts_once(two):
    seen = look(two, "jobs/requirements.txt", "jobs")
    assert len(seen.lockfiles) == 1
    assert "first-lock-only" not in {notice.code for notice in seen.notices}


def test_a_package_knows_the_lock_its_line_is_in(two):
    report = appraise(look(two, "jobs/requirements.txt", "api/requirements.txt"), Settings())
    places = {row.name: (row.path.removeprefix(str(two)), row.line) for row in report.packages}
    assert places == {"idna": ("/jobs/requirements.txt", 2), "requests": ("/api/requirements.txt", 2)}


def test_a_conda_package_has_the_facts_of_its_public_name(tmp_path):
    (tmp_path / "pixi.lock").write_text(CONDA)
    found = {e.name: e for e in look(tmp_path, "pixi.lock").evidence}
    assert isinstance(found["urllib3"].downloads, Fact)
    assert found["urllib3"].open_advisories.value
    assert dict(found["urllib3"].more)["public_name"].source == "the lock's purl"


@pytest.mark.parametrize("name", ["openssl", "acme-tool"])
def test_a_conda_package_that_the_index_does_not_hold_has_gaps_that_say_so(tmp_path, name):
    (tmp_path / "pixi.lock").write_text(CONDA)
    found = {e.name: e for e in look(tmp_path, "pixi.lock").evidence}
    assert isinstance(found[name].downloads, Gap)
    assert found[name].downloads.source == "public index"


def test_an_internal_name_is_ours_under_either_name(tmp_path):
    (tmp_path / "pixi.lock").write_text(CONDA)
    found = {e.name: e for e in look(tmp_path, "pixi.lock", settings=Settings(internal=("url*",))).evidence}
    assert not found["urllib3"].public


def install(site, name, version, *requires):
    info = site / f"{name}-{version}.dist-info"
    info.mkdir(parents=True)
    asks = "".join(f"Requires-Dist: {one}\n" for one in requires)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{asks}\n")
    (info / "RECORD").write_text("")


def test_edges_come_from_the_environment_where_the_lock_has_none(tmp_path):
    (tmp_path / "requirements.txt").write_text("requests==2.31.0\nidna==3.4\n")
    site = tmp_path / ".venv" / "lib" / "python3.12" / "site-packages"
    install(site, "requests", "2.31.0", "idna (<4,>=2.5)")
    install(site, "idna", "3.4")
    (tmp_path / ".venv" / "pyvenv.cfg").write_text("home = /usr/bin\n")
    seen = look(tmp_path, "requirements.txt")
    assert seen.counts.edges_from == "installed-metadata"
    assert [place.name for place in seen.placements if place.direct] == ["requests"]
    assert dict(seen.edges)["requests"] == ("idna",)
