"""Packages named in a project's other files: configuration, commands, notebooks; what only declares them is
apart."""

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from depcalc.usage.import_statements import doctest_imports
from depcalc.usage.mentions import MOST_MENTIONS, Wanted, by_words, readings
from depcalc.usage.project_files import folders
from depcalc.usage.sources import read_text
from depcalc.usage.unread import is_other_code, is_script, may_hold_source
from depcalc.values.usage import Mention

TEXT_BYTES = 4 << 20
LONGEST_HEADER = 200  # of a section
MOST_FILES = 1_000
MOST_DATA = 2_000
DATA_BYTES = 64 << 20  # all together
SEARCHED_LIGHTLY = frozenset({"data file", "doctest"})
CONFIGURATION = frozenset(
    ".flake8 .pylintrc pylintrc .coveragerc .env .flaskenv .envrc Pipfile Snakefile crontab".split()
)
SETTINGS_SUFFIXES = tuple(
    ".ini .cfg .conf .toml .yml .yaml .env .properties .zcml .tf .hcl .pth .mako .spec .smk .robot".split()
)
COMMANDS = frozenset(
    """makefile gnumakefile justfile procfile .pre-commit-config.yaml .gitlab-ci.yml .travis.yml
    azure-pipelines.yml docker-compose.yml docker-compose.yaml compose.yml compose.yaml taskfile.yml
    jenkinsfile vagrantfile tiltfile package.json devcontainer.json app.json""".split()
)
COMMAND_SUFFIXES = tuple(
    """.sh .bash .zsh .fish .ksh .csh .bat .cmd .ps1 .psm1 .mk .just .dockerfile .service .nix .groovy .pl .rb
    .tcl .awk""".split()
)
COMMAND_FILES = ("dockerfile", "containerfile", "procfile", ".env.")
COMMAND_FOLDERS = frozenset(
    "workflows .circleci .ci .husky scripts bin docker deploy k8s kubernetes helm".split()
)
DATA_SUFFIXES = (".json", ".jsonc", ".json5", ".xml")
PROSE_SUFFIXES = (".md", ".rst", ".txt")
_TEMPLATE = re.compile(r"\.(j2|jinja2?|tmpl|tpl|template|example|sample|dist|in)$")
# files that say what is wanted, not what is used
DECLARING = re.compile(
    r"pylock.*\.toml|.*requirements.*\.(txt|in|ya?ml|toml|lock|json)|.*-lock\.(ya?ml|json)|(conda-)?env(ironment)?([-_.].*)?\.ya?ml|meta\.ya?ml"
    r"|dependabot\.ya?ml|renovate.*|\.pyup\.ya?ml"
)
DEPENDENCY_SECTIONS = re.compile(
    r"\[+\s*(project|build-system|dependency-groups|project\.optional-dependencies|options"
    r"|options\.extras_require|(.*[.-])?dependencies|tool\.uv(\..*)?|(dev-)?packages|package(\..*)?)\s*\]+"
)
_DEPENDENCY_LIST = re.compile(r"""\s*["']?([\w.-]*dependencies|requires|requirements|deps)["']?\s*=\s*\[""")
_STRINGS = re.compile(r""""[^"]*"|'[^']*'""")
# in such a section, but a use
_USING = re.compile(r"\s*(build-backend|(gui-)?scripts|entry-points)\b")
_VERSION = re.compile(r'"[^"\n]*"[ \t]*:[ \t]*"[\^~<>=*\d][^"\n]*"')  # of a package of another language
_WORD = re.compile(r"[A-Za-z_][\w.-]*")
_QUOTED = re.compile(r"""["'>]([A-Za-z_]\w*(?:[.:]\w+)+)["'<]""")


def in_files(folder: Path, looked_for: Sequence[Wanted]) -> dict[str, list[Mention]]:
    """Mentions by package: in a stable order, a bounded number of each."""
    by_word = by_words(looked_for)
    out: dict[str, list[Mention]] = {}
    for path, how in _searched(folder) if by_word else ():
        text = read_text(path, TEXT_BYTES) or ""
        if not any(word in by_word for word in _words(text, how)):
            continue
        shown = path.relative_to(folder).as_posix()
        for number, line in _lines(text, path):
            for package in dict.fromkeys(p for w in _words(line, how) for p in by_word.get(w, ())):
                found = out.setdefault(package, [])
                if len(found) < MOST_MENTIONS:
                    found.append(Mention(how, line.strip()[:80], shown, number))
    return out


def _words(text: str, how: str) -> Iterable[str]:
    """What a text may name: data by a dotted path in quotes, prose by an import of an example, others by any word."""
    if how == "doctest":
        return [word for _, module in doctest_imports(text) for word in readings(module)]
    found = dict.fromkeys((_QUOTED if how == "data file" else _WORD).findall(text.replace("\\n", " ")))
    return dict.fromkeys(word for one in found for word in readings(one))


def unsearched(folder: Path) -> str:
    """A clause on settings or commands that were not searched, "" where all were."""
    settings = (file for file, how in _files(folder) if how not in SEARCHED_LIGHTLY)
    for number, file in enumerate(settings):
        if number >= MOST_FILES:
            return "there are more files of configuration than were read"
        if _size(file) > TEXT_BYTES:
            return f"{file.relative_to(folder).as_posix()} is too long to be searched"
    return ""


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        return 0


def _searched(folder: Path) -> Iterator[tuple[Path, str]]:
    """Files to look into, with what each is. What names a class in data is read by code that is a doubt of its own, so
    nothing is said where that is too much."""
    settings = data = size = 0
    for file, how in _files(folder):
        if how not in SEARCHED_LIGHTLY:
            settings += 1
            if settings <= MOST_FILES:
                yield file, how
        elif data < MOST_DATA and size < DATA_BYTES:
            data, size = data + 1, size + _size(file)
            yield file, how


def _files(folder: Path) -> Iterator[tuple[Path, str]]:
    for where, _, names, _ in folders(folder, may_hold_source):
        for name in names:
            file = where / name
            how = _how(file)
            if how and file.is_file() and not file.is_symlink():
                yield file, how


def _how(file: Path) -> str:
    name = _TEMPLATE.sub("", file.name.lower())
    if DECLARING.fullmatch(file.name.lower()) or name.endswith((".so", ".pyd", ".pyc", ".egg", ".pyz")):
        return ""
    in_place = file.parent.name in COMMAND_FOLDERS and file.suffix in (".yml", ".yaml", "")
    if in_place or name in COMMANDS or name.startswith(COMMAND_FILES) or name.endswith(COMMAND_SUFFIXES):
        return "command"
    if file.name in CONFIGURATION or name.endswith(SETTINGS_SUFFIXES):
        return "configuration"
    if name.endswith(DATA_SUFFIXES):
        return "data file"
    if name.endswith(PROSE_SUFFIXES):
        return "doctest"
    if name.endswith(".pyi"):
        return "stub file"
    return "file of other code" if is_other_code(file) else "command" if is_script(file) else ""


def _declares(header: str, file: Path) -> bool:
    """Whether a section says what is wanted; two of them do in one kind of file."""
    found = DEPENDENCY_SECTIONS.fullmatch(header)
    names = {"options": "setup.cfg", "packages": "Pipfile", "dev-packages": "Pipfile"}
    return found is not None and names.get(found[1], file.name) == file.name


def _lines(text: str, file: Path) -> Iterator[tuple[int, str]]:
    """Lines that may use something: declarations and comments are left out."""
    sections = _TEMPLATE.sub("", file.name).endswith((".toml", ".cfg", ".ini", "Pipfile"))
    declaring = in_list = False
    if file.suffix == ".ipynb":
        text = text.replace("\\n", " ")
    elif file.suffix == ".json":
        text = _VERSION.sub("", text)
    for number, line in enumerate(text.splitlines(), 1):
        bare = line.strip()
        if sections and not in_list and bare.startswith("[") and bare.rstrip().endswith("]"):
            declaring = len(bare) < LONGEST_HEADER and _declares(bare, file)
            yield number, line
            continue
        starts = sections and not in_list and _DEPENDENCY_LIST.match(line) is not None
        skipped = in_list or starts
        if skipped:
            in_list = "]" not in _STRINGS.sub("", line).partition("#")[0]
        comment = bare.startswith("#") and not bare.startswith("#!")
        if not (declaring or skipped or comment) or (declaring and _USING.match(line)):
            yield number, line
