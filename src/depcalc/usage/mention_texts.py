"""Packages named in a project's other files: configuration, commands, notebooks; what only declares them is
apart."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from depcalc.usage.mentions import MOST_MENTIONS, Wanted, by_words, readings
from depcalc.usage.project_files import enterable, folders
from depcalc.usage.sources import read_text
from depcalc.usage.unread import is_other_code
from depcalc.values.usage import Mention

TEXT_BYTES = 1 << 20
MOST_FILES = 1_000
CONFIGURATION = frozenset({".flake8", ".pylintrc", ".coveragerc", ".env", "Pipfile"})
SETTINGS_SUFFIXES = (".ini", ".cfg", ".conf", ".toml", ".yml", ".yaml", ".env")
COMMANDS = frozenset(
    """makefile gnumakefile justfile procfile .pre-commit-config.yaml .gitlab-ci.yml .travis.yml
    azure-pipelines.yml docker-compose.yml docker-compose.yaml compose.yml compose.yaml taskfile.yml
    jenkinsfile vagrantfile tiltfile""".split()
)
COMMAND_SUFFIXES = (".sh", ".bash", ".bat", ".cmd", ".ps1", ".mk", ".dockerfile", ".service", ".nix")
COMMAND_FOLDERS = frozenset("workflows .circleci .ci scripts bin docker deploy k8s kubernetes helm".split())
# files that say what is wanted, not what is used
DECLARING = re.compile(
    r"pylock.*\.toml|.*requirements.*|.*-lock\.ya?ml|(conda-)?env(ironment)?.*\.ya?ml|meta\.ya?ml"
    r"|dependabot\.ya?ml|renovate.*|\.pyup\.ya?ml"
)
DEPENDENCY_SECTIONS = re.compile(
    r"\[+\s*(project|build-system|dependency-groups|project\.optional-dependencies|options"
    r"|options\.extras_require|(.*[.-])?dependencies|tool\.uv(\..*)?|(dev-)?packages|package(\..*)?)\s*\]+"
)
_DEPENDENCY_LIST = re.compile(r"""\s*["']?([\w.-]*dependencies|requires|requirements|deps)["']?\s*=\s*\[""")
_STRINGS = re.compile(r""""[^"]*"|'[^']*'""")
_WORD = re.compile(r"[A-Za-z_][\w.-]*")


def in_files(folder: Path, looked_for: Sequence[Wanted]) -> dict[str, list[Mention]]:
    """Mentions by package: in a stable order, a bounded number of each."""
    by_word = by_words(looked_for)
    out: dict[str, list[Mention]] = {}
    for path, how in texts(folder) if by_word else ():
        shown = path.relative_to(folder).as_posix()
        for number, line in _lines(read_text(path, TEXT_BYTES) or "", path):
            words = dict.fromkeys(w for found in _WORD.findall(line) for w in readings(found))
            for package in dict.fromkeys(p for w in words for p in by_word.get(w, ())):
                found = out.setdefault(package, [])
                if len(found) < MOST_MENTIONS:
                    found.append(Mention(how, line.strip()[:80], shown, number))
    return out


def too_many(folder: Path) -> bool:
    """Whether there are more files than are looked at."""
    return sum(1 for _ in islice(_found(folder), MOST_FILES + 1)) > MOST_FILES


def texts(folder: Path) -> Iterator[tuple[Path, str]]:
    """Files to look into, with what each is."""
    return islice(_found(folder), MOST_FILES)


def _found(folder: Path) -> Iterator[tuple[Path, str]]:
    for where, _, names, _ in folders(folder, enterable):
        for name in names:
            file = where / name
            how = _how(file)
            if how and file.is_file() and not file.is_symlink():
                yield file, how


def _how(file: Path) -> str:
    name = file.name.lower()
    if DECLARING.fullmatch(name) or name.endswith((".so", ".pyd", ".pyc", ".egg", ".pyz")):
        return ""
    in_place = file.parent.name in COMMAND_FOLDERS and file.suffix in (".yml", ".yaml", "")
    if in_place or name in COMMANDS or name.startswith("dockerfile") or name.endswith(COMMAND_SUFFIXES):
        return "command"
    if file.name in CONFIGURATION or name.endswith(SETTINGS_SUFFIXES):
        return "configuration"
    return "file of other code" if is_other_code(file) else ""


def _lines(text: str, file: Path) -> Iterator[tuple[int, str]]:
    """Lines that may use something: declarations and comments are left out."""
    sections = file.suffix in (".toml", ".cfg", ".ini") or file.name == "Pipfile"
    declaring = in_list = False
    if file.suffix == ".ipynb":
        text = text.replace("\\n", " ")
    for number, line in enumerate(text.splitlines(), 1):
        bare = line.strip()
        if sections and not in_list and bare.startswith("[") and bare.rstrip().endswith("]"):
            declaring = bool(DEPENDENCY_SECTIONS.fullmatch(bare))
            yield number, line
            continue
        starts = sections and not in_list and _DEPENDENCY_LIST.match(line) is not None
        skipped = in_list or starts
        if skipped:
            in_list = "]" not in _STRINGS.sub("", line.partition("#")[0])
        if not (declaring or skipped or bare.startswith("#")):
            yield number, line
