"""What a file of a project is for, by where it lies, and which folders are not the project's own."""

from depcalc.values.usage import FileKind

SKIPPED = frozenset(
    """.git .hg .svn .venv venv env .env .tox .nox node_modules build dist _build site-packages __pycache__
    .eggs .mypy_cache .pytest_cache .ruff_cache .hypothesis .idea .vscode bower_components""".split()
)
VENDORED = frozenset({"_vendor", "vendor", "vendored", "_vendored", "third_party", "thirdparty", "extern"})
TESTS = frozenset(
    {"tests", "test", "testing", "__tests__", "unittests", "functional_tests", "integration_tests"}
)
DOCS = frozenset("docs doc examples example samples demo demos tutorials tutorial".split())
TOOLING = frozenset({"tools", "ci", "bench", "benchmarks", "benchmark", ".github", ".ci", "devtools"})
TOOL_FILES = frozenset("setup.py noxfile.py tasks.py fabfile.py dodo.py versioneer.py".split())


def kind_of(path: str) -> FileKind:
    """What a file is for; `path` is relative to the project, with slashes."""
    *folders, name = path.split("/")
    if TESTS.intersection(folders) or name.startswith("test_") or name.endswith("_test.py"):
        return "tests"
    if name in ("conftest.py", "tests.py"):
        return "tests"
    if DOCS.intersection(folders):
        return "docs"
    return "tooling" if TOOLING.intersection(folders) or name in TOOL_FILES else "runtime"
