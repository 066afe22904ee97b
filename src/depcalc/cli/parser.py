"""The command line: every command and flag of the contract, and no guessing.

Flags that change the answer are kept as text: `config` reads them with the same readers as the file.
"""

import argparse
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

from depcalc import __version__
from depcalc.cli.words import COMMANDS, DESCRIPTION, EPILOG, EXAMPLES, REPORTS
from depcalc.config.kinds import guess
from depcalc.errors import UsageError

Subparser = argparse.ArgumentParser
PATH_HELP = "project folder or lockfile (default: this folder)"
USAGE = {
    "explain": " NAME [PATH]",
    "why": " NAME [PATH]",
    "advise": " NAME [--uses a,b] [PATH]",
    "whatif": " [PATH] NAME=OPTION ...",
    "diff": " [BASE[..HEAD]] [PATH]",
    "ledger": " list|check [PATH] | add NAME [PATH]",
    "data": " status|update|verify [NAME ...]",
    "completion": " bash|zsh|fish",
}
ANSWERS = ("-h", "--help", "-V", "--version")


class Shown(Exception):  # noqa: N818  (help is an answer, not an error)
    """Parsing ends here: the text is the answer."""


class Parser(argparse.ArgumentParser):
    """argparse that raises instead of printing and exiting."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(message, f"see {self.prog} --help")

    def print_help(self, file: Any = None) -> NoReturn:
        raise Shown(self.format_help())


class _Version(argparse.Action):
    def __call__(self, *_: Any) -> NoReturn:
        raise Shown(f"depcalc {__version__}\n")


class _Choices(argparse.Action):
    """Words with an equals sign are choices, another one is the project."""

    def __call__(self, parser: Any, namespace: Any, values: Any, option: Any = None) -> None:
        if unknown := _late_words(namespace, values):
            parser.error(f"{unknown[0][:100]}: a second path, or a choice without its option (NAME=OPTION)")


def parse(argv: Sequence[str]) -> argparse.Namespace:
    """The arguments. No command, or flags alone, is a scan of this folder; a bare path is not guessed at."""
    words = list(argv)
    if words[:1] == ["-C"] and len(words) > 2 and words[2] in COMMANDS:
        words = [words[2], *words[:2], *words[3:]]
    if not words or (words[0].startswith("-") and words[0] not in ANSWERS):
        words.insert(0, "scan")
    elif words[0] not in COMMANDS and words[0] not in ANSWERS:
        raise _no_such_command(words[0])
    parser = build_parser()
    args, unknown = parser.parse_known_args(words)
    if args.command == "diff" and args.staged and args.revisions and args.path is None:
        args.path, args.revisions = (
            args.revisions,
            None,
        )  # what is staged is compared with HEAD: this is the path
    unknown = _late_words(args, unknown)
    if args.command == "ledger" and args.action != "add":
        unknown += _only_path(args)
    if unknown:
        raise _no_such_flag(parser, args.command, unknown[0])
    return args


def _only_path(args: argparse.Namespace) -> list[str]:
    """Only `add` is about one package: elsewhere the first word is the path, and a second one is too much."""
    words = [word for word in (args.name, args.path) if word is not None]
    args.name, args.path = None, (words or [None])[0]
    return words[1:]


def _late_words(args: argparse.Namespace, words: Sequence[str]) -> list[str]:
    """Gives each word its place, also where it stands after a flag; what has none is handed back."""
    left = []
    for word in words:
        name, equals, _ = word.partition("=")
        is_choice = hasattr(args, "choices") and equals and "/" not in name and "\\" not in name
        if word.startswith("-"):
            left.append(word)
        elif is_choice:
            args.choices = [*args.choices, word]
        elif getattr(args, "path", "") is None:
            args.path = word
        else:
            left.append(word)
    return left


def _no_such_flag(parser: "Parser", command: str, word: str) -> UsageError:
    try:
        parser.parse_args([command, "--help"])
    except Shown as answer:
        near = guess(word.partition("=")[0], set(re.findall(r"--[a-z-]+", str(answer))))
        return UsageError(f"depcalc {command} does not take {word}{near}", f"see depcalc {command} --help")
    raise AssertionError("unreachable: --help always raises")


def _no_such_command(word: str) -> UsageError:
    hint = f"for that path: depcalc scan {word}" if Path(word).exists() else "see depcalc --help"
    return UsageError(f"no command is called {word!r}{guess(word, COMMANDS)}", hint)


def build_parser() -> Parser:
    """All commands, each with the common flags."""
    parser = Parser(
        prog="depcalc", description=DESCRIPTION, epilog=EPILOG, allow_abbrev=False, formatter_class=_formatter
    )
    _version(parser)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", title="commands", required=True)
    common = _common()
    for name, help_text in COMMANDS.items():
        command = commands.add_parser(
            name,
            parents=[common],
            help=help_text,
            description=f"{help_text[0].upper()}{help_text[1:]}.",
            epilog=EXAMPLES.get(name, ""),
            allow_abbrev=False,
            formatter_class=_formatter,
        )
        ARGUMENTS[name](command)
        command.usage = f"depcalc {name} [options]{USAGE.get(name, ' [PATH]')}"
    return parser


def _formatter(prog: str) -> argparse.HelpFormatter:
    return argparse.RawDescriptionHelpFormatter(prog, max_help_position=30, width=80)


def _common() -> Parser:
    common = Parser(add_help=False)
    _version(common)
    _scope_flags(common.add_argument_group("what counts"))
    _model_flags(common.add_argument_group("what is assumed"))
    _evidence_flags(common.add_argument_group("where facts come from"))
    _output_flags(common.add_argument_group("what is shown"))
    return common


def _version(parser: Parser) -> None:
    parser.add_argument("-V", "--version", action=_Version, nargs=0, help="show the version")


def _scope_flags(group: Any) -> None:
    group.add_argument("-C", metavar="DIR", dest="folder", help="run as if started in DIR")
    group.add_argument(
        "--lockfile",
        action="append",
        metavar="[FORMAT:]PATH",
        help="this lockfile, not the one found; again for several as one",
    )
    group.add_argument("--group", action="append", metavar="NAME", help="also this dependency group")
    group.add_argument("--only-group", action="append", metavar="NAME", help="this group and nothing else")
    group.add_argument("--all-groups", action="store_true", help="every dependency group")
    group.add_argument("--extra", action="append", metavar="NAME", help="also this extra")
    group.add_argument("--all-extras", action="store_true", help="every extra")
    group.add_argument("--all", action="store_true", help="every group and extra")
    group.add_argument("--python-version", metavar="X.Y", help="only what this Python gets")
    group.add_argument("--python-platform", metavar="NAME", help="only what linux, macos, ... gets")


def _model_flags(group: Any) -> None:
    group.add_argument("--profile", metavar="NAME", help="hobby, team (default) or enterprise")
    group.add_argument("--exposure", metavar="WHO", help="internet (default), internal or library")
    group.add_argument("--loss", metavar="USD", help="median loss if a serious flaw is exploited here")
    group.add_argument("--price", metavar="USD_PER_MTOK", help="price of search, per million tokens")
    group.add_argument("--prices", metavar="NAME", help="a price list: blend-2026-11, preview, seed")
    group.add_argument("--horizon", metavar="YEARS", help="how far to look ahead")
    group.add_argument("--seed", metavar="N", help='random seed, or "median" for one median world')
    group.add_argument("--draws", metavar="N", help="number of worlds")
    group.add_argument(
        "--set", action="append", metavar="NAME=VALUE", help="any assumption; also PACKAGE:lines=N"
    )
    group.add_argument("--as-of", metavar="DATE", help="count ages from this day")


def _evidence_flags(group: Any) -> None:
    group.add_argument("--offline", action="store_true", help="bundled facts only (the default)")
    group.add_argument("--online", action="store_true", help="also ask the package index, OSV and pip-audit")
    group.add_argument("--site-packages", metavar="DIR", help="installed packages to read (default: .venv)")
    group.add_argument("--wheels", metavar="DIR", help="read wheels and sdists in a folder, too")
    group.add_argument("--no-usage", action="store_true", help="do not read source; slices are estimated")


def _output_flags(group: Any) -> None:
    group.add_argument("--direct", action="store_true", help="hide shared rows and indirect packages")
    group.add_argument("-o", action="append", metavar="FILE", dest="output", help="write the answer to FILE")
    group.add_argument("--color", choices=("auto", "always", "never"), default="auto", help="colour")
    group.add_argument("--ascii", action="store_true", help="letters in place of shapes")
    group.add_argument("-q", dest="quiet", action="store_true", help="no notices, legends or progress")
    group.add_argument("-v", dest="verbose", action="store_true", help="times of the stages, on stderr")


def _path(command: Subparser) -> None:
    command.add_argument("path", nargs="?", metavar="PATH", help=PATH_HELP)


def _format(command: Subparser, *choices: str) -> None:
    command.add_argument("--format", choices=choices, default=choices[0], help=f"default: {choices[0]}")


def _scan(command: Subparser) -> None:
    _path(command)
    _format(command, "table", "json", "csv", "markdown")


def _named(command: Subparser) -> None:
    command.add_argument("name", metavar="NAME", help="a package in the tree")
    _path(command)
    _format(command, "text", "json")


def _explain(command: Subparser) -> None:
    _named(command)
    units = ("usd", "tokens", "attempts")
    command.add_argument("--unit", choices=units, default="usd", help="of search: an attempt is 100M tokens")
    command.add_argument("--outlook", action="store_true", help="the years to come: table and chart")


def _graph(command: Subparser) -> None:
    _path(command)
    _format(command, "text", "json", "dot", "mermaid")
    command.add_argument("--depth", type=int, metavar="N", help="at most N steps from the project")


def _whatif(command: Subparser) -> None:
    command.add_argument("words", nargs="*", action=_Choices, metavar="[PATH] NAME=OPTION")
    command.set_defaults(path=None, choices=[])
    _format(command, "text", "json")
    command.add_argument("--closed", action="store_true", help="price closed options too, and mark them")


def _plan(command: Subparser) -> None:
    _path(command)
    _format(command, "text", "json")
    command.add_argument("--budget", metavar="USD", help="what there is to spend in the first year")


def _advise(command: Subparser) -> None:
    command.add_argument("name", metavar="NAME", help="a package, in the tree or not; NAME==VERSION")
    _path(command)
    _format(command, "text", "json")
    command.add_argument("--uses", metavar="a,b", help="names of the package that would be used")


def _check(command: Subparser) -> None:
    _path(command)
    _format(command, "text", "json", "markdown", "sarif")
    command.add_argument("--new-only", action="store_true", help="only what a change brings")
    command.add_argument("--base", metavar="REV", help="compare with this revision")
    command.add_argument("--strict", action="store_true", help="missing evidence is a failure")


def _diff(command: Subparser) -> None:
    command.add_argument("revisions", nargs="?", metavar="BASE[..HEAD]")
    _path(command)
    _format(command, "text", "json", "markdown")
    command.add_argument("--staged", action="store_true", help="what is staged, for hooks")


def _report(command: Subparser) -> None:
    _path(command)
    command.add_argument(
        "--format", choices=REPORTS, help=f"default: {REPORTS[0]}, with -o what FILE is called"
    )


def _ledger(command: Subparser) -> None:
    command.add_argument("action", choices=("list", "add", "check"), help="list, add or check")
    command.add_argument("name", nargs="?", metavar="NAME", help="add: the package whose code was taken")
    _path(command)
    _format(command, "text", "json")
    command.add_argument("--of", metavar="VERSION", help="add: the version that was taken")
    command.add_argument("--at", metavar="FILE", help="add: file or folder where the code lies now")
    command.add_argument("--kind", choices=("rewrite", "vendor"), default="rewrite", help="default: rewrite")
    command.add_argument("--symbols", metavar="a,b", help="add: names that were taken")
    command.add_argument("--searched-usd", metavar="USD", help="add: dollars spent on searching it")
    command.add_argument("--found", metavar="N", help="add: serious flaws that search found")
    command.add_argument("--on", metavar="DATE", help="add: day of that search (default: today)")


def _completion(command: Subparser) -> None:
    command.add_argument("shell", choices=("bash", "zsh", "fish"), help="bash, zsh or fish")


def _action(*choices: str) -> Callable[[Subparser], None]:
    def add(command: Subparser) -> None:
        command.add_argument("action", choices=choices)
        command.add_argument("rest", nargs="*", metavar="ARGUMENT")

    return add


def _data(command: Subparser) -> None:
    command.add_argument("action", choices=("status", "update", "verify"))
    command.add_argument("names", nargs="*", metavar="NAME", help="packages to ask the index about (update)")
    command.set_defaults(path=None)
    _format(command, "text", "json")


ARGUMENTS: Mapping[str, Callable[[Subparser], None]] = {
    "scan": _scan,
    "explain": _explain,
    "why": _named,
    "graph": _graph,
    "whatif": _whatif,
    "plan": _plan,
    "advise": _advise,
    "check": _check,
    "diff": _diff,
    "report": _report,
    "ledger": _ledger,
    "data": _data,
    "tui": _path,
    "completion": _completion,
}
