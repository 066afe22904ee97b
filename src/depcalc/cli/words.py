"""The help texts: what each command is for, an example or two, where numbers come from, exit codes."""

from collections.abc import Mapping

DESCRIPTION = """\
What each dependency of a Python project costs to keep, vendor or rewrite:
estimated dollars a year, with the odds, from its lockfile."""

EPILOG = """\
examples:
  depcalc                        price the project in this folder
  depcalc explain acme-web       every number behind one decision
  depcalc why acme-tls           who brings a package in
  depcalc scan --format json     for scripts: the keys stay

where numbers come from:
  The lockfile, a bundled snapshot of public facts and a table of assumptions
  with ranges and sources. Nothing is downloaded and nothing of the project is
  run. All dollars are estimates. The same input gives the same bytes.

exit codes:
  0 done   1 findings (check only)   2 could not run   3 nothing to analyse
  4 evidence missing (--strict)   70 a bug in depcalc   130 interrupted"""

COMMANDS: Mapping[str, str] = {
    "scan": "table of decisions, one row for each direct requirement",
    "explain": "every number behind one decision, with its source; what would flip it",
    "why": "the paths that bring a package in",
    "graph": "the tree",
    "whatif": "the same sums with other choices or assumptions; writes nothing",
    "plan": "where the next dollars do most",
    "advise": "before adding or yoinking one package; for people and coding agents",
    "check": "the gate, for pre-commit and CI; the exit code decides",
    "diff": "what a change of the lock costs",
    "report": "a report as markdown, html, sarif, cyclonedx or json",
    "ledger": "vendored and rewritten code we own",
    "data": "the snapshot: its date, sources, licences",
    "tui": "explore in the terminal",
    "completion": "completion for your shell",
}
REPORTS = ("markdown", "html", "sarif", "cyclonedx", "json", "csv")  # formats of a report, the default first
EXAMPLES: Mapping[str, str] = {
    "tui": """\
examples:
  depcalc tui                            the project in this folder
  depcalc tui --profile enterprise ../acme-shop
  depcalc tui --ascii                    letters in place of shapes

Views: list, graph, what-if, plan, ask; ? shows the keys. Nothing is written
before you have seen the exact change and said yes. It needs a terminal and
Textual: pip install "depcalc[tui]".""",
    "scan": """\
examples:
  depcalc scan                           the project in this folder
  depcalc scan --group dev               with a dependency group
  depcalc scan --profile enterprise --loss 2000000
  depcalc scan --format csv -o deps.csv

Costs are estimated dollars a year. "today" is the lock as it stands, "advised"
the option of the verdict, "crowd" what everybody together spends on searching
the package, "you would need" your own hardening for a rewrite no riskier than
keeping it. Findings never fail a scan.""",
    "explain": """\
examples:
  depcalc explain acme-web
  depcalc explain acme-web --set campaigns=0.1     with another assumption
  depcalc explain acme-web --set acme-web:lines=90 you use 90 lines of it
  depcalc explain acme-web --set curve=saturating  the other hardening curve
  depcalc explain acme-web --outlook --unit attempts
  depcalc explain acme-web --format json

Each number says whether it was measured here, read from a dated source, or
assumed, and by which rule. What would flip the verdict was tried 5 % to either
side. --outlook shows the years ahead; --unit tokens or attempts (of 100 million
tokens) shows effort of search in them.""",
    "why": """\
examples:
  depcalc why acme-tls
  depcalc why acme-tls --all             also through groups and extras""",
    "graph": """\
examples:
  depcalc graph                          who asks for what, as a tree
  depcalc graph --direct --all           what the project itself asks for
  depcalc graph --python-version 3.12 --python-platform linux
  depcalc graph --format dot | dot -Tsvg -o tree.svg

A name shows what it needs in one place only. json, dot and mermaid hold the
same names and edges; json also says where each package stands in the lock.""",
    "data": """\
examples:
  depcalc data status                    dates, ages, licences
  depcalc data verify                    checksum, schema and rows
  depcalc data update                    newer facts, and this project's pages
  depcalc data update acme-web acme-tls  the pages of these packages

An update asks the package index that pip and uv are set to, OSV, the download
list and OSS-Fuzz. It makes a new snapshot in your cache, checks it and puts it
in place; whatever goes wrong leaves the old one as it is. Names of private
indexes and of `internal` are never looked up.""",
    "plan": """\
examples:
  depcalc plan                           all that pays, what pays most first
  depcalc plan --budget 5000             and where $5,000 of the first year end
  depcalc plan --budget 5000 --format json

First what is known: a malicious release, a cooldown, upgrades, what nothing
uses, what something better replaces. Then search of your own code, up to the
last dollar that comes back, and what search upstream brings you and everybody.
Code to take over comes last, with a hardening brief.""",
    "whatif": """\
examples:
  depcalc whatif acme-web=drop           one other choice, the rest as advised
  depcalc whatif acme-tls=rewrite --closed    although a gate closes it
  depcalc whatif --loss 2000000          the same choices, another loss
  depcalc whatif acme-web=yoink --set campaigns=0.1

Options: today, float, keep, vendor, rewrite (or yoink), rewrite-unhardened,
replace, drop. Flags of "what is assumed" are tried out against what the
project's configuration says; nothing is written.""",
    "check": """\
examples:
  depcalc check                          everything in scope against the policy
  depcalc check --new-only               only what the working tree adds to HEAD
  depcalc check --base origin/main --format markdown
  depcalc check --strict                 missing or old evidence stops, too

The policy is [tool.depcalc.check]: deny = ["malicious", "vulnerable:high"], a
rule by name or id with a least severity; an unscored advisory counts as high.
Exit codes: 0 nothing to stop for, 1 findings, 2 could not run, 3 nothing to
analyse, 4 evidence (--strict). The format never changes the code. Source is
read only where the policy denies what is found in it.""",
    "diff": """\
examples:
  depcalc diff                           HEAD against the working tree
  depcalc diff main                      another branch against the working tree
  depcalc diff v1.2..HEAD                two revisions
  depcalc diff --staged                  HEAD against what is staged

Added, removed and changed packages of the whole lock, the age of each new
release against the cooldown, and what the change adds to the yearly cost. It
informs: the exit code is 0.""",
    "report": """\
examples:
  depcalc report                         markdown, for a pull request
  depcalc report -o deps.html            one file that loads nothing
  depcalc report -o deps.sarif -o deps.cdx.json -o json:deps.txt

The format follows the suffix: .md .html .sarif .json .csv, .cdx.json for
CycloneDX; FORMAT:FILE names it. All files of one run hold the same figures.
Findings never fail a report.""",
    "ledger": """\
examples:
  depcalc ledger list
  depcalc ledger add acme-cron --of 1.4.5 --at src/_cron.py --symbols next_run
  depcalc ledger add acme-cron --at src/_cron.py --searched-usd 120 --found 1
  depcalc ledger check services/shop     what is to be said of it

Code that left the lock stays ours: advisories of the library still concern it,
and what we spend on searching it counts, and fades. Entries live in the
configuration file, whose comments and layout are kept.""",
    "advise": """\
examples:
  depcalc advise acme-web                before it is added
  depcalc advise acme-web --uses get,post     only these names of it
  depcalc advise acme-web==1.4.2         this release
  depcalc advise acme-web --format json  for coding agents: the keys stay

The first line is the answer. It works without a project too; then nothing is
known of what the tree holds already. A name that no table knows is "unknown",
with popular names that look like it. Findings never fail: the exit code is 0.""",
}
