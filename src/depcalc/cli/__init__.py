"""The command line: stdout is the answer, stderr everything else, the exit code says how it went.

    0    done
    1    findings at or above the policy (`check` only)
    2    could not run: usage, configuration, unreadable input, an answer that cannot be written
    3    nothing to analyse
    4    evidence missing or too old, under --strict
    70   a bug in depcalc
    130  interrupted

Errors carry their own code (`DepcalcError.exit_code`); what is no `DepcalcError` is a bug.
"""

import sys
from collections.abc import Mapping, Sequence
from typing import TextIO

from depcalc.cli.streams import PLEASE_REPORT, Streams, deliver, hush, say, system_streams
from depcalc.errors import DepcalcError, InputError

BUG, INTERRUPTED = 70, 130
LONGEST = 2000  # characters of a message


def console() -> None:
    """The `depcalc` command."""
    sys.exit(main())


def main(
    argv: Sequence[str] | None = None,
    *,
    stdin: TextIO | None = None,
    stdout: TextIO | None = None,
    stderr: TextIO | None = None,
    environ: Mapping[str, str] | None = None,
) -> int:
    """Run one command and return its exit code; nothing escapes."""
    streams = system_streams(stdin, stdout, stderr, environ)
    try:
        return _answered(sys.argv[1:] if argv is None else argv, streams)
    except KeyboardInterrupt:
        hush(streams.out)
        return INTERRUPTED
    except DepcalcError as error:
        say(streams.err, _bug() if error.exit_code == BUG else _told(error))
        return error.exit_code
    except OSError as error:  # a path that is too long, a folder that may not be entered or is gone
        place = f" ({error.filename})" if error.filename else ""
        say(streams.err, _told(InputError(f"cannot read or write: {error.strerror or error}{place}")))
        return InputError.exit_code
    except Exception:
        say(streams.err, _bug())
        return BUG


def _answered(words: Sequence[str], streams: Streams) -> int:
    """Each import stands where it is first needed: what was answered before needs none of them."""
    if "check" in words:
        from depcalc.cli.stored import recall  # noqa: PLC0415

        if kept := recall(words, streams):
            deliver(kept.text, streams, None)
            return kept.code
    from depcalc.cli.parser import Shown, parse  # noqa: PLC0415

    try:
        args = parse(words)
    except Shown as answer:
        deliver(str(answer), streams, None)
        return 0
    if args.command == "tui":  # it waits for no other command
        from depcalc.cli.tui import start  # noqa: PLC0415

        return start(args, streams)
    from depcalc.cli.commands import run  # noqa: PLC0415

    if args.command != "check":
        return run(args, streams)
    from depcalc.cli.recording import Recorder  # noqa: PLC0415

    with Recorder(words, streams, args) as recorder:
        return run(args, streams, recorder.keep)


def _told(error: DepcalcError) -> str:
    from depcalc.render.text import clean  # noqa: PLC0415

    lines = [f"depcalc: error: {clean(error.message, longest=LONGEST)}"]
    if error.hint:
        lines.append(f"hint: {clean(error.hint, longest=LONGEST)}")
    return "\n".join(lines)


def _bug() -> str:
    import traceback  # noqa: PLC0415

    from depcalc.render.text import clean  # noqa: PLC0415

    trace = (clean(line, longest=LONGEST) for line in traceback.format_exc().splitlines())
    return "\n".join([*trace, "depcalc: error: this is a bug in depcalc", PLEASE_REPORT])
