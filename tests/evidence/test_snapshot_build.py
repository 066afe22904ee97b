import gzip
import hashlib

import pytest

from depcalc import packaged
from depcalc.errors import SnapshotError, UsageError
from depcalc.evidence.build import build, main
from depcalc.evidence.snapshot import FILE, open_snapshot

TABLES = {
    "packages": """name,rank,downloads_month,downloads_year_ago,first_seen_in_list,\
repo,dependents_spack,dependents_debian,debian_installed_kb,debian_arch
alpha,1,900,300,2020-03-01,github.com/a/alpha,3,4,70,all
beta,2,500,,2025-04-01,,,,,
""",
    "advisories": """package,id,aliases,published,disclosed,date_basis,kind,ranges,fixed,\
cvss_vector,cvss_v4,cvss_score,kev_added
alpha,PYSEC-1,CVE-1,2026-01-05,2025-01-05,pysec,vulnerability,"[0,1.5)",1,CVSS:3.1/AV:N,,9.8,2025-02-01
""",
    "takeovers": """package,date_known,bad_versions,vector,evidence
beta,2026-02-01,1.1|1.2,worm,MAL-1
""",
    "malicious_names": """package,id,is_takeover_of_legitimate
alhpa,MAL-2,0
""",
    "audits": """package,project,date,auditor,effort_person_weeks,source,relation
alpha,Alpha,2024-05,Trail of Bits,4,trailofbits,direct
beta,libbeta,2024-05,,,ostif,vendored-native
""",
    "funding": """package,funder,year,amount,currency,source
alpha,Fund,2020,1000,USD,a page
alpha,Other Fund,2021,,USD,a page
@Institute,Fund,2020,5000,USD,a page
""",
    "oss_fuzz": """project,pypi,basis,since,disabled
alpha-py,alpha|beta,python-project,2026-03-03,0
other,,,2026-09-09,0
""",
    "downloads_history": """date,package,downloads
2024-04-01,alpha,200
2024-04-01,gone,100
2025-04-01,alpha,300
2025-04-01,beta,100
2026-04-01,alpha,900
2026-04-01,beta,500
""",
    "wheels": """package,version,pure,wheel_bytes,sdist_bytes,upload_date
alpha,1.10,1,2000,3000,2025-03-01
alpha,1.9.0,1,1000,,2025-01-01
alpha,1.9rc1,,,,
""",
}


@pytest.fixture
def tables(tmp_path):
    folder = tmp_path / "tables"
    folder.mkdir()
    for name, text in TABLES.items():
        (folder / f"{name}.csv.gz").write_bytes(gzip.compress(text.encode(), mtime=0))
    return folder


def digest(file):
    return hashlib.sha256(file.read_bytes()).hexdigest()


def test_a_small_snapshot_says_what_its_tables_say(tables, tmp_path):
    built = tmp_path / "small.sqlite"
    content = build(tables, built)
    with open_snapshot(built) as snapshot:
        info = snapshot.info()
        assert (info.id, str(info.as_of)) == (content, "2026-09-09")
        assert (snapshot.list_size, snapshot.list_floor) == (2, 500)
        assert snapshot.packages(["beta"])["beta"].downloads_year_ago is None
        (advisory,) = (r.advisory for r in snapshot.advisories(["alpha"])["alpha"])
        assert (advisory.severity, advisory.exploited, advisory.fixed) == ("critical", True, True)
        assert str(advisory.disclosed) == "2025-01-05"
        assert [w.version for w in snapshot.wheels(["alpha"])["alpha"]] == ["1.9rc1", "1.9.0", "1.10"]
        assert snapshot.takeovers(["beta"])["beta"][0].bad_versions == ("1.1", "1.2")
        assert snapshot.malicious(["alhpa"])["alhpa"].id == "MAL-2"
        assert set(snapshot.oss_fuzz(["alpha", "beta", "other"])) == {"alpha", "beta"}
        assert [g.amount for g in snapshot.funding(["alpha", "@Institute"])["alpha"]] == [1000.0]


def test_an_audit_of_a_bundled_library_is_not_an_audit_of_the_package(tables, tmp_path):
    build(tables, tmp_path / "small.sqlite")
    with open_snapshot(tmp_path / "small.sqlite") as snapshot:
        audits = snapshot.audits(["alpha", "beta"])
    assert set(audits) == {"alpha"}
    assert audits["alpha"][0].person_weeks == 4


def test_the_order_of_the_lines_does_not_matter(tables, tmp_path):
    build(tables, tmp_path / "one.sqlite")
    for name, text in TABLES.items():
        head, *lines = text.splitlines()
        turned = "\n".join([head, *lines[::-1], ""])
        (tables / f"{name}.csv.gz").write_bytes(gzip.compress(turned.encode(), mtime=1))
    build(tables, tmp_path / "two.sqlite")
    assert digest(tmp_path / "one.sqlite") == digest(tmp_path / "two.sqlite")


def test_another_value_is_another_content_id(tables, tmp_path):
    first = build(tables, tmp_path / "s.sqlite")
    changed = TABLES["packages"].replace("900", "901")
    (tables / "packages.csv.gz").write_bytes(gzip.compress(changed.encode()))
    assert build(tables, tmp_path / "s.sqlite") != first


def test_a_missing_table_leaves_the_old_snapshot_alone(tables, tmp_path):
    target = tmp_path / "s.sqlite"
    build(tables, target)
    before = digest(target)
    (tables / "wheels.csv.gz").unlink()
    with pytest.raises(SnapshotError, match="wheels"):
        build(tables, target)
    assert digest(target) == before


def test_the_command_takes_two_paths(tables, tmp_path, capsys):
    main([str(tables), str(tmp_path / "s.sqlite")])
    assert "bytes, content" in capsys.readouterr().out
    with pytest.raises(UsageError, match="usage"):
        main([])


def test_the_shared_tables_give_the_same_bytes_twice(shared, tmp_path):
    one, two = tmp_path / "one.sqlite", tmp_path / "two.sqlite"
    build(shared / "data", one)
    build(shared / "data", two)
    assert digest(one) == digest(two)


def test_the_snapshot_that_ships_was_built_from_the_shared_tables(shared, tmp_path):
    content = build(shared / "data", tmp_path / "s.sqlite")
    with open_snapshot(packaged.path(FILE)) as shipped:
        assert shipped.info().id == content
