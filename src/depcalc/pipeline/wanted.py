"""Which packages are looked up, and under which name: public facts apply to public packages alone."""

from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase

from depcalc.evidence.gather import NOT_PUBLIC, Wanted
from depcalc.evidence.indexes import configured_indexes, read_pip_configs
from depcalc.evidence.public import find_public_hosts, is_public
from depcalc.values.lock import Lock, Origin, Package
from depcalc.values.scope import Selection
from depcalc.values.settings import Settings


def wanted(
    lock: Lock, selection: Selection, settings: Settings, texts: Sequence[str], environ: Mapping[str, str]
) -> dict[str, list[Wanted]]:
    """Every locked version in scope, by name; members are ours and are not looked up.

    texts  of the project files beside the locks: they may name an index of their own
    """
    ask = _Asker(lock, settings, texts, environ)
    packages = {package.key: package for package in lock.packages}
    found: dict[str, list[Wanted]] = {}
    for key in sorted({node.key for node in selection.nodes} - set(selection.members)):
        found.setdefault(key.name, []).append(ask(packages[key]))
    return found


def mirror_of_project(settings: Settings, texts: Sequence[str]) -> str:
    """The default index that uv's settings in the project's own files name, if it is not the public one; else
    what is set as such."""
    named = (*(url for text in texts for url in configured_indexes({}, text)), settings.default_index)
    hosts = find_public_hosts()
    mirrors = (
        url
        for url in named
        if url and not is_public(Origin("index", url), default_index="", public_hosts=hosts)
    )
    return next(mirrors, settings.default_index)


class _Asker:
    """Knows what is public and what is ours."""

    def __init__(
        self, lock: Lock, settings: Settings, texts: Sequence[str], environ: Mapping[str, str]
    ) -> None:
        self._lock, self._internal, self._default = lock, settings.internal, settings.default_index
        self._hosts = find_public_hosts()
        pip = read_pip_configs(environ)
        named = [configured_indexes(environ, text, pip) for text in texts or (None,)]
        self._configured = tuple(dict.fromkeys(url for urls in named for url in urls))

    def __call__(self, package: Package) -> Wanted:
        key, path = package.key, package.path or self._lock.path
        if self._is_ours(key.name):
            return Wanted(key.name, key.version, False, package.files, path)
        if package.origin.kind == "conda":
            return self._conda(package, path)
        public = is_public(
            package.origin,
            default_index=self._default,
            public_hosts=self._hosts,
            configured=self._configured,
        )
        return Wanted(key.name, key.version, public, package.files, path)

    def _conda(self, package: Package, path: str) -> Wanted:
        """A conda package under its name on the public index: as its lock says, or by the rule that the
        names are alike."""
        key, name = package.key, package.origin.pypi
        if not name or self._is_ours(name):
            return Wanted(key.name, key.version, False, package.files, path, NOT_PUBLIC)
        by = "the lock's purl" if package.origin.pypi_by == "purl" else "rule: the same name"
        return Wanted(key.name, key.version, True, package.files, path, public_name=name, named_by=by)

    def _is_ours(self, name: str) -> bool:
        return any(fnmatchcase(name, pattern) for pattern in self._internal)
