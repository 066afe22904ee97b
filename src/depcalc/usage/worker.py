"""The process that parses: reads files from its standard input, answers with summaries, and may be killed.

Started as a script by `pool`. From then on it opens, imports and runs nothing: an audit hook ends it if it tries.
"""

import codecs
import marshal
import os
import struct
import sys
import threading
import unicodedata
from pathlib import Path
from typing import Any, BinaryIO

READY = "ready"
HEADER = struct.Struct("<Q")
LARGEST_MESSAGE = 1 << 30
STACK_BYTES = 256 << 20
RECURSION = 9_000
NO_FILE = "<unknown>"  # what the parser calls its input, and looks for when it words a syntax error
FORBIDDEN = (
    "open",
    "import",
    "exec",
    "subprocess.",
    "socket.",
    "os.",
    "shutil.",
    "ctypes.",
    "pty.",
    "winreg.",
)


def send(stream: BinaryIO, message: Any) -> None:
    """One message with its length before it."""
    data = marshal.dumps(message)
    stream.write(HEADER.pack(len(data)) + data)
    stream.flush()


def receive(stream: BinaryIO) -> Any:
    """One message, None at the end of the stream."""
    head = stream.read(HEADER.size)
    if len(head) < HEADER.size:
        return None
    size = HEADER.unpack(head)[0]
    data = stream.read(size) if size <= LARGEST_MESSAGE else b""
    return marshal.loads(data) if len(data) == size else None


def _limit_memory(limit: int) -> None:
    if sys.platform != "win32":
        import resource  # noqa: PLC0415 (not everywhere)

        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def _forbid(event: str, args: tuple[Any, ...]) -> None:
    if event.startswith(FORBIDDEN) and not (event == "open" and args[0] == NO_FILE):
        os._exit(3)


def _serve(stdin: BinaryIO, stdout: BinaryIO) -> None:
    from depcalc.installed.decode import PLAIN  # noqa: PLC0415 (the path is set by `main`)
    from depcalc.usage.flatten import flatten  # noqa: PLC0415
    from depcalc.usage.static_tests import Target  # noqa: PLC0415
    from depcalc.usage.summary import dump  # noqa: PLC0415

    for codec in PLAIN:
        codecs.lookup(codec)  # their modules are imported now, not when text asks for them
    unicodedata.lookup("SPACE")  # the parser asks for it where text says "\\N{...}"
    sys.addaudithook(_forbid)
    sys.setrecursionlimit(RECURSION)
    send(stdout, READY)
    while (message := receive(stdin)) is not None:
        (python, platform), files = message
        target = Target(python, platform)
        send(stdout, [
            dump(flatten(data, name, is_package=is_package, runs_main=runs_main, target=target))
            for name, is_package, runs_main, data in files
        ])  # fmt: skip


def main() -> None:
    """Serve until the input ends, on a thread with room for deep nesting."""
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    import gc  # noqa: PLC0415

    gc.disable()  # trees hold no cycles; the process does not live long
    _limit_memory(int(sys.argv[1]))
    threading.stack_size(STACK_BYTES)
    thread = threading.Thread(target=_serve, args=(sys.stdin.buffer, sys.stdout.buffer))
    thread.start()
    thread.join()


if __name__ == "__main__":
    main()
