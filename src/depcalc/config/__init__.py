"""What the user asked for: flags beat `DEPCALC_*`, which beats the configuration file, which beats defaults.

The file is the nearest one, walking up from the project: `depcalc.toml`, or `[tool.depcalc]` in
`pyproject.toml`. Both in one folder are refused: the file decides what a gate lets through, so half of it
must never be ignored in silence. `--set` adds up over the sources; every other key is replaced.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from depcalc.config.find import ConfigFile, find_config
from depcalc.config.kinds import (
    DAY,
    NOT_NEGATIVE,
    PAIRS,
    POSITIVE,
    SEED,
    SWITCH,
    TEXT,
    TEXTS,
    Kind,
    choice,
    guess,
    number,
)
from depcalc.config.tables import TABLES, read_check, read_decisions, read_ledger, read_waivers
from depcalc.errors import ConfigError
from depcalc.values.assumptions import PROFILES
from depcalc.values.notice import Notice
from depcalc.values.scope import Scope
from depcalc.values.settings import Settings

__all__ = ["KEYS", "load_settings"]

SCOPE_KEYS: Mapping[str, Kind] = {
    "group": TEXTS,
    "only-group": TEXTS,
    "extra": TEXTS,
    "all-groups": SWITCH,
    "all-extras": SWITCH,
    "all": SWITCH,
    "python-version": TEXT,
    "python-platform": TEXT,
}
KEYS: Mapping[str, Kind] = {
    "profile": choice(*PROFILES),
    "exposure": choice("internet", "internal", "library"),
    "loss": POSITIVE,
    "price": POSITIVE,
    "prices": TEXT,
    "horizon": POSITIVE,
    "cooldown": NOT_NEGATIVE,
    "seed": SEED,
    "draws": number(least=1, most=1_000_000, whole=True),
    "internal": TEXTS,
    "default-index": TEXT,
    "imports": PAIRS,
    "as-of": DAY,
    "set": PAIRS,
    **SCOPE_KEYS,
}
"""Every key that a flag, a variable or the top level of the file can set, by the name the file uses."""
ADDRESSES = tuple(f"DEPCALC_{name}_URL" for name in ("OSV", "OSV_ARCHIVE", "TOP_LIST", "OSS_FUZZ"))
"""Variables of the environment alone: a project's file does not choose whom its user asks."""


ROWS = frozenset({"cooldown", "horizon", "loss", "price"})
"""Keys that are a row of the assumption table each, which `set` can name too."""


class Given(NamedTuple):
    """A checked value and who set it: "--loss", "DEPCALC_LOSS" or the path of the file."""

    value: Any
    origin: str


Layer = dict[str, Given]


def load_settings(
    path: str | Path, flags: Mapping[str, Any], environ: Mapping[str, str]
) -> tuple[Settings, tuple[Notice, ...]]:
    """Settings for the project at `path`, and what a reader should know about where they come from.

    `flags` is keyed like the file; an absent key, None, False or [] is a flag that was not given. Flags that
    take one value come as text.
    """
    file = find_config(Path(path))
    layers = (_from_file(file), _from_environment(environ), _from_flags(flags))
    given = {name: one for layer in layers for name, one in layer.items()}
    _settle_price(layers, given)
    return _settings(given, _overrides(layers), file), _notices(file, Path(path))


def _from_file(file: ConfigFile) -> Layer:
    layer: Layer = {}
    for name, raw in file.table.items():
        if name in KEYS:
            layer[name] = Given(_checked(KEYS[name], raw, f"{file.at(name)}: {name}"), file.shown)
        elif name not in TABLES:
            raise ConfigError(f"{file.at(name)}: unknown key {name!r}{guess(name, (*KEYS, *TABLES))}")
    return layer


def _from_environment(environ: Mapping[str, str]) -> Layer:
    names = {"DEPCALC_" + name.replace("-", "_").upper(): name for name in KEYS}
    layer: Layer = {}
    for variable in sorted(name for name in environ if name.startswith("DEPCALC_")):
        if variable in ADDRESSES:
            continue
        if variable not in names:
            raise ConfigError(f"environment: unknown variable {variable}{guess(variable, names)}")
        if text := environ[variable].strip():
            key = KEYS[names[variable]]
            layer[names[variable]] = Given(_from_text(key, text, f"environment: {variable}"), variable)
    return layer


def _from_flags(flags: Mapping[str, Any]) -> Layer:
    layer: Layer = {}
    for name, raw in flags.items():
        if raw is None or raw is False or raw == []:
            continue
        flag = f"--{name}"
        read = _from_text if isinstance(raw, str) else _checked
        layer[name] = Given(read(KEYS[name], raw, flag), flag)
    return layer


def _from_text(kind: Kind, text: str, where: str) -> Any:
    try:
        return kind.check(kind.parse(text))
    except ValueError as error:
        raise ConfigError(f"{where}: {error}") from error


def _checked(kind: Kind, raw: Any, where: str) -> Any:
    try:
        return kind.check(raw)
    except ValueError as error:
        raise ConfigError(f"{where}: {error}") from error


def _settle_price(layers: Sequence[Layer], given: Layer) -> None:
    """`price` and `prices` answer one question: the strongest source wins, and may give only one."""
    for layer in reversed(layers):
        named = [name for name in ("price", "prices") if name in layer]
        if len(named) > 1:
            raise ConfigError(
                f"{' and '.join(layer[name].origin for name in named)}: give price or prices, not both"
            )
        if named:
            given.pop("prices" if named == ["price"] else "price", None)
            return


def _overrides(layers: Sequence[Layer]) -> tuple[tuple[str, str, str], ...]:
    """Every `set`, weak layers first. A row that has a key of its own is that key's where a stronger layer gives
    it."""
    kept = []
    for at, layer in enumerate(layers):
        stronger = {"price" if name == "prices" else name for later in layers[at + 1 :] for name in later}
        if "set" in layer:
            value, origin = layer["set"]
            kept += [(key, text, origin) for key, text in value if key not in ROWS or key not in stronger]
    return tuple(kept)


def _settings(given: Layer, overrides: tuple[tuple[str, str, str], ...], file: ConfigFile) -> Settings:
    plain = {
        name.replace("-", "_"): one.value
        for name, one in given.items()
        if name not in SCOPE_KEYS and name != "set"
    }
    return Settings(
        **plain,
        overrides=overrides,
        scope=_scope({name: given[name].value for name in SCOPE_KEYS if name in given}),
        check=read_check(file),
        waivers=read_waivers(file),
        decisions=read_decisions(file),
        ledger=read_ledger(file),
        folder=file.folder,
        file=file.shown,
        origin={name: one.origin for name, one in sorted(given.items())},
    )


def _scope(asked: Mapping[str, Any]) -> Scope:
    everything = bool(asked.get("all"))
    return Scope(
        groups=asked.get("group", ()),
        only_groups=asked.get("only-group", ()),
        extras=asked.get("extra", ()),
        all_groups=everything or bool(asked.get("all-groups")),
        all_extras=everything or bool(asked.get("all-extras")),
        python_version=asked.get("python-version", ""),
        python_platform=asked.get("python-platform", ""),
    )


def _notices(file: ConfigFile, path: Path) -> tuple[Notice, ...]:
    """Says so when the settings come from a folder above the project: easy to miss."""
    project = path.resolve()
    if file.folder is None or file.folder in (project, project.parent if project.is_file() else project):
        return ()
    return (Notice("config-above", f"settings come from {file.shown}, above this project", file.shown),)
