"""Tables of a small snapshot, and what the sources would answer about it a while later."""

import io
import json
import zipfile

TABLES = {
    "packages": """name,rank,downloads_month,downloads_year_ago,first_seen_in_list,\
repo,dependents_spack,dependents_debian,debian_installed_kb,debian_arch
alpha,1,900,300,2024-04-01,https://code.example/a/alpha,3,4,70,all
beta,2,500,100,2025-04-01,https://code.example/b/beta.git,,,,
""",
    "advisories": """package,id,aliases,published,disclosed,date_basis,kind,ranges,fixed,\
cvss_vector,cvss_v4,cvss_score,kev_added
alpha,PYSEC-1,CVE-1,2026-01-05,2025-01-05,cve_record,vulnerability,"[0,1.5)",1,\
CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H,,9.8,2025-02-01
beta,PYSEC-2,CVE-2,2025-03-03,2025-03-03,pysec,vulnerability,"[0,1.0)",1,,,,
""",
    "takeovers": """package,date_known,bad_versions,vector,evidence
beta,2026-02-01,1.1|1.2,worm,MAL-1
""",
    "malicious_names": """package,id,is_takeover_of_legitimate
alhpa,MAL-2,0
""",
    "audits": """package,project,date,auditor,effort_person_weeks,source,relation
alpha,Alpha,2024-05,Trail of Bits,4,trailofbits,direct
""",
    "funding": """package,funder,year,amount,currency,source
alpha,Fund,2020,1000,USD,a page
""",
    "oss_fuzz": """project,pypi,basis,since,disabled
alpha-py,alpha,python-project,2026-03-03,0
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


def record(id_, name="alpha", *, fixed="2.0", aliases=(), published="2026-10-01T00:00:00Z", **more):
    events = [{"introduced": "0"}, *([{"fixed": fixed}] if fixed else [])]
    affected = {
        "package": {"ecosystem": "PyPI", "name": name},
        "ranges": [{"type": "ECOSYSTEM", "events": events}],
    }
    return {
        "schema_version": "1.7.0",
        "id": id_,
        "aliases": list(aliases),
        "published": published,
        "modified": published,
        "affected": [affected],
        **more,
    }


RECORDS = (
    record("PYSEC-1", aliases=["CVE-1"], fixed="1.5"),
    record("GHSA-1", aliases=["CVE-1", "PYSEC-1"], fixed="1.6"),
    record("PYSEC-3", "Beta", aliases=["CVE-3"]),
    record("PYSEC-2", "beta", withdrawn="2026-09-01T00:00:00Z"),
    record("MAL-3", "bteta", fixed=""),
)
TOP = {
    "last_update": "2026-11-01 07:31:02",
    "rows": [
        {"download_count": 1000, "project": "alpha"},
        {"download_count": 700, "project": "Gamma_1"},
        {"download_count": 600, "project": "beta"},
    ],
}
FUZZ = {
    "projects": [
        {"name": "alpha-py", "main_repo": "https://code.example/a/alpha"},
        {"name": "beta", "main_repo": "https://code.example/b/beta"},
        {"name": "gamma-1", "main_repo": "https://code.example/c/other"},
    ]
}
PAGE = {
    "meta": {"api-version": "1.4"},
    "name": "alpha",
    "project-status": {"status": "archived", "reason": "finished"},
    "files": [
        {
            "filename": f"alpha-{version}{ending}",
            "url": "https://files.example/x",
            "size": size,
            "upload-time": f"{day}T10:00:00Z",
            "yanked": version == "1.10",
        }
        for version, day in (("1.9.0", "2025-01-01"), ("1.10", "2025-03-01"), ("2.0", "2026-10-02"))
        for ending, size in ((".tar.gz", 3000), ("-py3-none-any.whl", 2500))
    ],
}


def archive(records=RECORDS):
    """The records as OSV packs them."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as zipped:
        for one in records:
            zipped.writestr(f"{one['id']}.json", json.dumps(one))
    return packed.getvalue()
