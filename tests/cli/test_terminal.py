"""Width, colour, letters, progress and files."""

import errno
import io
import os
import stat
import threading
import time
from pathlib import Path

import pytest

from depcalc.cli import streams as streams_module
from depcalc.cli import terminal
from depcalc.cli.streams import Streams, deliver, write_changed, write_whole
from depcalc.cli.terminal import Progress, style_for
from depcalc.errors import UsageError
from tests.cli.running import Terminal


def streams(environ=None, *, terminal=True, out=None) -> Streams:
    made = Terminal if terminal else io.StringIO
    return Streams(io.StringIO(), out or made(), made(), environ or {})


def style(environ=None, *, terminal=True, color="auto", to_file=False, out=None):
    found = streams(environ, terminal=terminal, out=out)
    return style_for(found, color=color, ascii_only=False, quiet=False, to_file=to_file)


@pytest.mark.parametrize(
    ("environ", "terminal", "color", "expected"),
    [
        ({}, True, "auto", "256"),
        ({}, False, "auto", "none"),
        ({}, False, "always", "256"),
        ({}, True, "never", "none"),
        ({"COLORTERM": "truecolor"}, True, "auto", "truecolor"),
        ({"TERM": "dumb"}, True, "auto", "none"),
        ({"NO_COLOR": "1"}, True, "auto", "none"),
        ({"NO_COLOR": ""}, True, "auto", "256"),
        ({"NO_COLOR": "1"}, True, "always", "256"),
        ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, True, "auto", "none"),
        ({"FORCE_COLOR": "1"}, False, "auto", "256"),
        ({"CLICOLOR_FORCE": "1", "TERM": "dumb"}, False, "auto", "256"),
        ({"FORCE_COLOR": "0"}, False, "auto", "none"),
        ({"FORCE_COLOR": "1"}, True, "never", "none"),
    ],
)
def test_who_decides_on_colour(environ, terminal, color, expected):
    assert style(environ, terminal=terminal, color=color).colour == expected


def test_a_file_gets_no_colour_and_no_width_unless_asked():
    found = style({"COLUMNS": "80"}, to_file=True)
    assert (found.colour, found.width) == ("none", None)
    assert style(to_file=True, color="always").colour == "256"


def test_width_comes_from_columns_or_the_terminal_and_a_pipe_has_none():
    assert style({"COLUMNS": "66"}).width == 66
    assert style({"COLUMNS": "66"}, terminal=False).width == 66
    assert style({"COLUMNS": "0"}, terminal=False).width is None
    assert style({"COLUMNS": "wide"}, terminal=False).width is None


def test_letters_where_the_stream_has_no_shapes():
    latin = io.TextIOWrapper(io.BytesIO(), encoding="latin-1")
    assert style(out=latin).ascii
    assert not style(out=io.TextIOWrapper(io.BytesIO(), encoding="utf-8")).ascii


def test_text_that_cannot_be_encoded_is_escaped_and_not_fatal():
    raw = io.BytesIO()
    out = io.TextIOWrapper(raw, encoding="ascii")
    deliver("é\n", streams(out=out), None)
    assert raw.getvalue() == b"\\xe9\n"


def test_a_light_background_is_believed():
    assert style({"COLORFGBG": "0;15"}).light
    assert not style({"COLORFGBG": "15;0"}).light


def progress_of(found: Streams, *, quiet: bool = False, seconds: float = 0.0) -> str:
    progress = Progress(found, quiet=quiet, verbose=False)
    progress("reading \x1b[31m")
    time.sleep(seconds)
    progress.done()
    return found.err.getvalue()


def test_progress_is_silent_when_quick_in_pipes_and_when_quiet(monkeypatch):
    assert progress_of(streams()) == ""
    monkeypatch.setattr(terminal, "SOON", 0.001)
    assert progress_of(streams(terminal=False), seconds=0.05) == ""
    assert progress_of(streams(), quiet=True, seconds=0.05) == ""


def test_progress_shows_one_line_and_takes_it_away(monkeypatch):
    monkeypatch.setattr(terminal, "SOON", 0.001)
    said = progress_of(streams(), seconds=0.2)
    assert "reading \\x1b[31m (0 s)" in said
    assert said.endswith("\r\x1b[K")
    assert "\n" not in said


def test_a_file_is_replaced_whole_and_keeps_its_mode(tmp_path):
    path = tmp_path / "deps.txt"
    path.write_text("old")
    path.chmod(0o640)
    write_whole(path, "new\n")
    assert path.read_bytes() == b"new\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert [p.name for p in tmp_path.iterdir()] == ["deps.txt"]


def test_a_link_keeps_pointing_at_its_file(tmp_path):
    (tmp_path / "real.txt").write_text("old")
    (tmp_path / "link.txt").symlink_to("real.txt")
    write_whole(tmp_path / "link.txt", "new")
    assert (tmp_path / "link.txt").is_symlink()
    assert (tmp_path / "real.txt").read_text() == "new"


def test_a_file_that_cannot_be_written_is_named(tmp_path):
    with pytest.raises(UsageError, match="nowhere"):
        deliver("x", streams(), str(tmp_path / "nowhere" / "deps.txt"))
    with pytest.raises(UsageError, match="cannot write"):
        deliver("x", streams(), str(tmp_path))


def test_what_a_killed_run_left_is_in_nobodys_way(tmp_path, monkeypatch):
    monkeypatch.setattr(streams_module.os, "getpid", lambda: 7)  # in a container each run may have it
    (tmp_path / f".depcalc-7-{time.time_ns():x}.tmp").write_text("half of")
    (tmp_path / ".deps.txt.7.tmp").write_text("half of")
    old = tmp_path / ".depcalc-9-abc.tmp"
    old.write_text("half of")
    os.utime(old, (0, 0))
    for text in ("one", "two"):
        write_whole(tmp_path / "deps.txt", text)
    assert (tmp_path / "deps.txt").read_text() == "two"
    assert not old.exists()
    assert len(list(tmp_path.iterdir())) == 3


def test_a_name_as_long_as_the_disk_takes_is_written(tmp_path):
    write_whole(tmp_path / ("x" * 255), "new")
    assert [len(p.name) for p in tmp_path.iterdir()] == [255]


def test_a_full_disk_leaves_what_was_there_and_the_error_says_where_and_what_to_do(tmp_path, monkeypatch):
    path = tmp_path / "deps.txt"
    path.write_text("old")

    def full(self, *_):
        raise OSError(errno.ENOSPC, "No space left on device", str(self))

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(UsageError) as caught:
        deliver("new", streams(), str(path))
    assert str(path) in caught.value.message
    assert "no space left" in caught.value.message
    assert "free some space" in caught.value.hint
    assert [p.read_text() for p in tmp_path.iterdir()] == ["old"]


def test_a_change_is_written_over_what_was_read_and_over_nothing_else(tmp_path):
    path = tmp_path / "depcalc.toml"
    assert write_changed(path, "", "one")
    assert not write_changed(path, "", "two")
    path.write_text("somebody's")
    assert not write_changed(path, "one", "two")
    assert path.read_text() == "somebody's"


def test_who_writes_in_a_folder_waits_for_who_writes_there_already(tmp_path):
    fcntl = pytest.importorskip("fcntl")
    path, folder = tmp_path / "depcalc.toml", os.open(tmp_path, os.O_RDONLY)
    fcntl.flock(folder, fcntl.LOCK_EX)
    second = threading.Thread(target=write_changed, args=(path, "", "second"), daemon=True)
    second.start()
    second.join(0.3)
    assert second.is_alive()
    assert not path.exists()
    path.write_text("first")  # what was read is no longer there: the second one is told, and writes nothing
    os.close(folder)
    second.join(30)
    assert path.read_text() == "first"
