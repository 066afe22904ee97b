"""The project as a package: its files under every name by which something may import them."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from depcalc.usage.entities import Module, Package
from depcalc.usage.project_files import ProjectFile
from depcalc.usage.sources import read_bytes

SOURCE_FOLDERS = ("src/", "lib/", "python/")


def project_modules(folder: Path, files: Sequence[ProjectFile], limit: int) -> dict[str, Module]:
    """The module of each file, all of one package."""
    package = Package("", is_project=True)
    packages = {f.path.removesuffix("/__init__.py") for f in files if f.path.endswith("/__init__.py")}
    by_path: dict[str, Module] = {}
    for file in files:
        name, is_package = _dotted(file.path, _root(file.path, packages))
        if name in package.modules or not name:
            name = _dotted(file.path, "")[0] or file.path
        here = folder / file.path
        module = Module(name, package, file.path, is_package, partial(read_bytes, here, limit))
        package.modules.setdefault(name, module)
        by_path[file.path] = module
    for path, module in by_path.items():
        _add_aliases(package, path, module, packages)
    return by_path


def _root(path: str, packages: set[str]) -> str:
    """The folder that must be on the path for the file to be imported as part of its package."""
    for prefix in SOURCE_FOLDERS:
        if path.startswith(prefix):
            return prefix
    folder = path.rpartition("/")[0]
    while folder in packages:
        folder = folder.rpartition("/")[0]
    return f"{folder}/" if folder else ""


def _dotted(path: str, root: str) -> tuple[str, bool]:
    parts = path[len(root) :].removesuffix(".pyw").removesuffix(".py").split("/")
    is_package = parts[-1] == "__init__"
    return ".".join(parts[:-1] if is_package else parts), is_package


def _add_aliases(package: Package, path: str, module: Module, packages: set[str]) -> None:
    """Other dotted paths: from the top of the tree, from any folder above that is no package."""
    parts = path.removesuffix(".py").split("/")
    if parts[-1] == "__init__":
        parts.pop()
    for i in range(len(parts)):
        if i and "/".join(parts[:i]) in packages:
            return
        alias = ".".join(parts[i:])
        if alias not in package.modules:
            package.aliases.setdefault(alias, module)
