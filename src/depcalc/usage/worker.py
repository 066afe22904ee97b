"""The process that flattens files; started as a script by `pool`, see `installed/guard.py`."""

import sys
from pathlib import Path


def main() -> None:
    """Answer with a summary for each file until the input ends."""
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    from depcalc.installed.guard import serve  # noqa: PLC0415 (the path is set above)
    from depcalc.usage.flatten import summarise  # noqa: PLC0415
    from depcalc.usage.static_tests import Target  # noqa: PLC0415

    major, minor = sys.argv[2].split(".")
    target = Target((int(major), int(minor)), sys.argv[3])

    def answer(module: str, is_package: bool, runs_main: bool, only_count: bool, data: bytes) -> bytes:
        how = {"is_package": is_package, "runs_main": runs_main, "only_count": only_count}
        return summarise(data, module, target=target, **how)

    serve(answer)


if __name__ == "__main__":
    main()
