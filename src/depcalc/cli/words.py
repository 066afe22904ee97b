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
BUILT = ("scan", "explain", "why", "graph")

EXAMPLES: Mapping[str, str] = {
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
  depcalc explain acme-web --format json

Each number says whether it was measured here, read from a dated source, or
assumed, and by which rule.""",
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
}
