"""Where the snapshot's rows come from: date, licence and whom to credit."""

from typing import NamedTuple


class Source(NamedTuple):
    """One source of the snapshot; `name` and `day` are what a fact cites."""

    key: str
    name: str
    day: str
    licence: str
    credit: str


SOURCES = (
    Source(
        "advisories",
        "advisory database",
        "2026-07-23",
        "CC-BY-4.0",
        "PyPI Advisory Database (github.com/pypa/advisory-database), by way of its synced fork"
        " westonsteimel/advisory-database-pypa; disclosure dates rebuilt, see data/README.md",
    ),
    Source(
        "audits",
        "audit lists",
        "2026-07-23",
        "CC-BY-SA-4.0 (facts only)",
        "Trail of Bits publications; OSTIF engagements (2026-02-27); public-pentesting-reports (2024-04-17)",
    ),
    Source(
        "cvss",
        "CVSS scores filled in from vulnrichment",
        "2024-10-24",
        "CC0-1.0",
        "CISA (github.com/cisagov/vulnrichment)",
    ),
    Source(
        "debian",
        "Debian sid",
        "2026-11-20",
        "facts from package metadata",
        "Debian package metadata; name map of dh-python 7.20261025",
    ),
    Source(
        "downloads",
        "download list",
        "2026-04-01",
        "none stated (facts only)",
        "Hugo van Kemenade, top-pypi-packages (github.com/hugovk/top-pypi-packages)",
    ),
    Source("exploited", "exploited list", "2025-11-14", "CC0-1.0", "CISA Known Exploited Vulnerabilities"),
    Source("funding", "funding table", "2026-11-20", "facts", "own table; each row names its document"),
    Source(
        "malicious",
        "malicious names",
        "2026-05-17",
        "Apache-2.0",
        "OpenSSF malicious-packages, by way of depgate/malicious-packages",
    ),
    Source(
        "malicious-campaigns",
        "malicious campaigns",
        "2026-08-22",
        "free with attribution",
        "Kamil Mankowski (github.com/kam193/package-campaigns)",
    ),
    Source(
        "oss-fuzz",
        "OSS-Fuzz",
        "2026-08-20",
        "Apache-2.0",
        "Google OSS-Fuzz (github.com/google/oss-fuzz, projects/ and its history)",
    ),
    Source(
        "repositories",
        "repository map",
        "2026-11-20",
        "facts",
        "homepages in Debian packages and Spack recipes, repositories named by advisories and OSS-Fuzz",
    ),
    Source(
        "spack",
        "Spack",
        "2026-07-01",
        "Apache-2.0 OR MIT",
        "Spack package recipes (github.com/spack/spack-packages)",
    ),
    Source(
        "takeovers",
        "takeover table",
        "2026-08-22",
        "facts",
        "own table from PYSEC (CC-BY-4.0), OpenSSF reports (Apache-2.0), kam193, Datadog, IQT Labs (CC0-1.0)"
        " and CNCF (CC-BY-4.0); each row names its evidence",
    ),
    Source(
        "wheels",
        "wheel facts",
        "2026-08-22",
        "facts",
        "sizes, dates and file kinds read from 631 public lockfiles of 138 repositories",
    ),
)

UPDATED: dict[str, tuple[str, str, str]] = {
    "advisories": (
        "advisory database",
        "CC-BY-4.0; Apache-2.0 (malicious packages)",
        "OSV (osv.dev): PyPI Advisory Database, GitHub Advisory Database, OpenSSF malicious-packages; days of"
        " disclosure rebuilt where an earlier snapshot had them",
    ),
    "downloads": (
        "download list",
        "none stated (facts only)",
        "Hugo van Kemenade, top-pypi-packages (github.com/hugovk/top-pypi-packages)",
    ),
    "index": ("package index", "facts", "pages of the package index that the user's tools are set to"),
    "oss-fuzz": ("OSS-Fuzz", "Apache-2.0", "Google OSS-Fuzz, build status of its projects"),
}
"""Key -> name, licence and credit of what `depcalc data update` fetches."""
