"""Lockfiles of other ecosystems, noticed and not priced."""

from collections.abc import Iterable

from depcalc.values.notice import Notice

_LOCKS = {
    "package-lock.json": "npm",
    "npm-shrinkwrap.json": "npm",
    "yarn.lock": "Yarn",
    "pnpm-lock.yaml": "pnpm",
    "bun.lock": "Bun",
    "bun.lockb": "Bun",
    "deno.lock": "Deno",
    "Cargo.lock": "Cargo",
    "go.mod": "Go",
    "go.sum": "Go",
    "Gemfile.lock": "Bundler",
    "composer.lock": "Composer",
    "mix.lock": "Mix",
    "pubspec.lock": "Dart",
    "Package.resolved": "Swift",
    "Podfile.lock": "CocoaPods",
    "packages.lock.json": "NuGet",
    "gradle.lockfile": "Gradle",
    "flake.lock": "Nix",
}


def foreign_notice(file_name: str, path: str) -> Notice | None:
    """What to say about a lockfile of another ecosystem; None for any other file."""
    tool = _LOCKS.get(file_name)
    return Notice("foreign-lock", f"{file_name} ({tool}) is noticed, not priced", path) if tool else None


def foreign_notices(file_names: Iterable[str], folder: str) -> list[Notice]:
    """One notice per lockfile of another ecosystem, by file name."""
    found = (foreign_notice(name, f"{folder}/{name}") for name in sorted(file_names))
    return [notice for notice in found if notice]
