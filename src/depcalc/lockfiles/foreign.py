"""Lockfiles that are noticed and not priced: other ecosystems, and Python formats without a reader yet."""

from collections.abc import Iterable
from fnmatch import fnmatch

from depcalc.values.notice import Notice

_OTHER_ECOSYSTEMS = (
    ("package-lock.json", "npm"),
    ("npm-shrinkwrap.json", "npm"),
    ("yarn.lock", "Yarn"),
    ("pnpm-lock.yaml", "pnpm"),
    ("bun.lock", "Bun"),
    ("bun.lockb", "Bun"),
    ("deno.lock", "Deno"),
    ("Cargo.lock", "Cargo"),
    ("go.mod", "Go"),
    ("go.sum", "Go"),
    ("Gemfile.lock", "Bundler"),
    ("composer.lock", "Composer"),
    ("mix.lock", "Mix"),
    ("pubspec.lock", "Dart"),
    ("Package.resolved", "Swift"),
    ("Podfile.lock", "CocoaPods"),
    ("packages.lock.json", "NuGet"),
    ("gradle.lockfile", "Gradle"),
    ("flake.lock", "Nix"),
)
_NOT_BUILT = (
    ("pdm.lock", "PDM", "pdm export -o requirements.txt"),
    ("Pipfile.lock", "Pipenv", "pipenv requirements > requirements.txt"),
    ("pylock.toml", "pylock", ""),
    ("pylock.*.toml", "pylock", ""),
    ("pixi.lock", "Pixi", ""),
    ("conda-lock.yml", "conda-lock", ""),
    ("*.conda-lock.yml", "conda-lock", ""),
)


def foreign_notice(file_name: str, path: str) -> Notice | None:
    """What to say about a lockfile of another kind; None for any other file."""
    for name, tool in _OTHER_ECOSYSTEMS:
        if file_name == name:
            return Notice("foreign-lock", f"{file_name} ({tool}) is noticed, not priced", path)
    for pattern, tool, command in _NOT_BUILT:
        if fnmatch(file_name, pattern):
            instead = f'; until then: "{command}"' if command else ""
            return Notice("format-not-built", f"{file_name} ({tool}) has no reader yet{instead}", path)
    return None


def foreign_notices(file_names: Iterable[str], folder: str) -> list[Notice]:
    """One notice per lockfile of another kind, by file name."""
    found = (foreign_notice(name, f"{folder}/{name}") for name in sorted(file_names))
    return [notice for notice in found if notice]
