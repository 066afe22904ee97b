"""What the views show, and what the keys change."""

import errno
import json
import threading
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from depcalc.cli.tui import change
from depcalc.errors import EmptyScopeError, LockError
from depcalc.render.style import Style
from depcalc.tui import dials
from depcalc.tui.app import DepcalcApp
from tests.builders import HOSTILE, a_hostile_report, a_malicious, a_report
from tests.render.test_plan import a_plan
from tests.tui.goldens import GOLDEN, SCREENS, shown
from tests.tui.running import FakeEngine, an_app, play, press, screen, settled, until


@pytest.mark.parametrize("name", SCREENS)
def test_a_screen_is_what_it_was(name):
    assert shown(name) == (GOLDEN / f"{name}.txt").read_text(encoding="utf-8")


# ------------------------------------------------------------------ the list


def test_the_rows_add_up_to_the_header():
    async def scene(app, pilot):
        report = app.report
        rows = [row.by["today"] for row in app.rows]
        assert sum(rows) == pytest.approx(report.totals.today.mean)
        assert "Estimated $1,900/yr (700 – 4,200)" in screen(app).splitlines()[1]

    play(scene)


def test_rows_are_there_before_figures_and_a_preview_says_that_it_is_one():
    gates = {name: threading.Event() for name in ("survey", "preview", "appraise")}
    app = an_app(FakeEngine(gate=lambda what: what in gates and gates[what].wait(20)))

    async def scene(app, pilot):
        await until(app, pilot, "reading your source  3 of 10")
        assert "acme-imaging" in screen(app)
        assert "640" not in screen(app)
        gates["survey"].set()
        await until(app, pilot, "pricing")
        gates["preview"].set()
        await until(app, pilot, "preview, 120 worlds")
        assert "640" in screen(app)
        gates["appraise"].set()
        await settled(app, pilot)
        assert "preview" not in screen(app)

    try:
        play(scene, app, settle=False)
    finally:
        for gate in gates.values():
            gate.set()


def test_sorting_turns_and_the_shared_row_stays_last():
    async def scene(app, pilot):
        listing = app.view
        seen = []
        for _ in range(6):
            await press(app, pilot, "s")
            seen.append(listing.wanted.sort)
            assert listing.shown[-1].verdict == "shared"
        assert sorted(seen) == sorted({"today", "saving", "crowd", "need", "package", "verdict"})
        first = [row.name for row in listing.shown[:-1]]
        await press(app, pilot, "S")
        assert [row.name for row in listing.shown[:-1]] == first[::-1]

    play(scene)


def test_a_filter_keeps_one_verdict_and_escape_shows_all():
    async def scene(app, pilot):
        await press(app, pilot, "f", "down", "down", "enter")
        assert {row.verdict for row in app.view.shown} == {"rewrite"}
        assert "1 of 6: rewrite" in screen(app)
        await press(app, pilot, "escape")
        assert len(app.view.shown) == len(app.rows)

    play(scene)


def test_find_narrows_and_a_near_miss_gets_a_guess():
    async def scene(app, pilot):
        await press(app, pilot, "slash", *"gateway")
        assert [row.name for row in app.view.shown] == ["acme-gateway"]
        await press(app, pilot, *"x")
        assert "Did you mean acme-gateway?" in screen(app)
        await press(app, pilot, "enter", "escape")
        assert len(app.view.shown) == len(app.rows)

    play(scene)


def test_the_pane_beside_the_list_comes_with_the_width_and_follows_the_cursor():
    async def scene(app, pilot):
        await press(app, pilot, "down")
        assert "Options, estimated" not in screen(app)
        await pilot.resize_terminal(120, 34)
        await settled(app, pilot)
        assert "Options, estimated" in screen(app)
        assert "acme-imaging 10.4.0" in screen(app)
        await press(app, pilot, "k")
        assert "acme-gateway 1.60.0" in screen(app)

    play(scene)


def test_the_cursor_stays_on_its_package_when_the_order_changes():
    async def scene(app, pilot):
        await press(app, pilot, "down", "down")
        name = app.package_here()
        await press(app, pilot, "S")
        assert app.package_here() == name

    play(scene)


# ------------------------------------------------------------------ details


def test_details_hold_the_race_every_option_and_what_would_flip_it():
    async def scene(app, pilot):
        await press(app, pilot, "down", "enter")
        text = app.view_text()
        for words in ("The race; ahead: the crowd", "rewrite-unhardened", "gated: parser", "supply chain",
                      "GHSA-aaaa-bbbb-cccc", "would flip it", "is required directly"):  # fmt: skip
            assert words in text, words
        assert app.engine.asked[-1][2] == "acme-imaging"
        await press(app, pilot, "escape")
        assert app.view.id == "list"

    play(scene)


def test_the_slice_shows_file_and_line_of_each_use():
    async def scene(app, pilot):
        await press(app, pilot, "enter")
        assert "src/shop/map.py:7" in app.view_text()
        assert "3 of 212 functions" in app.view_text()

    play(scene)


def test_the_next_row_is_one_key_away():
    async def scene(app, pilot):
        await press(app, pilot, "enter", "n")
        assert app.package_here() == "acme-imaging"
        await press(app, pilot, "N")
        assert app.package_here() == "acme-gateway"

    play(scene)


def test_no_figure_stands_beside_malice():
    async def scene(app, pilot):
        await press(app, pilot, "enter")
        assert "The race" not in app.view_text()
        assert "rotate secrets" in app.view_text()

    play(scene, an_app(FakeEngine(a_report(decisions=(a_malicious(),)))), (120, 34))


# ------------------------------------------------------------------ what-if


def test_a_mark_tries_another_option_and_the_difference_is_in_sight():
    async def scene(app, pilot):
        await press(app, pilot, "space", "3")
        assert app.choices == {"acme-gateway": "keep"}
        assert "Against today: saves $1,000/yr" in screen(app)
        await press(app, pilot, "right")
        assert app.choices["acme-gateway"] != "keep"
        await press(app, pilot, "x")
        assert (app.choices, app.tried) == ({}, None)

    play(scene)


def test_both_differences_are_in_sight_in_the_lowest_window():
    async def scene(app, pilot):
        await press(app, pilot, "space", "3")
        assert "Against today: saves $1,000/yr\n" in screen(app)
        assert "Against the advice: costs $100/yr more\n" in screen(app)
        assert "acme-gateway" in screen(app)

    play(scene, size=(40, 10))


def test_whose_figures_they_are_stands_above_them_and_moves_nothing():
    gates = {name: threading.Event() for name in ("whatif preview", "whatif")}
    app = an_app(FakeEngine(gate=lambda what: what in gates and gates[what].wait(20)))

    async def scene(app, pilot):
        await pilot.press("3", "right")
        await until(app, pilot, "recomputing")
        gates["whatif preview"].set()
        await until(app, pilot, "preview, 120 worlds")
        at = (
            screen(app)
            .splitlines()
            .index(next(line for line in screen(app).splitlines() if "Loss if" in line))
        )
        gates["whatif"].set()
        await settled(app, pilot)
        assert "Loss if" in screen(app).splitlines()[at]
        assert "preview" not in screen(app)

    try:
        play(scene, app)
    finally:
        for gate in gates.values():
            gate.set()


def test_few_worlds_come_first_and_the_whole_answer_follows():
    async def scene(app, pilot):
        await press(app, pilot, "3", "right")
        tried = [after.draws for what, after, _ in app.engine.asked if what == "whatif"]
        assert tried == [dials.PREVIEW_DRAWS, None]
        assert "preview" not in screen(app)

    play(scene)


def test_every_dial_moves_both_ways_and_comes_back():
    async def scene(app, pilot):
        await press(app, pilot, "3")
        for _ in dials.DIALS:
            await press(app, pilot, "right")
            assert app.after != app.settings
            await press(app, pilot, "0")
            assert app.after == app.settings
            await press(app, pilot, "left", "R")
            assert app.after == app.settings
            await press(app, pilot, "down")

    play(scene, size=(100, 30))


# ------------------------------------------------------------------ the graph


def test_the_graph_folds_and_its_top_adds_up_to_the_whole():
    async def scene(app, pilot):
        await press(app, pilot, "2")
        tops = app.view.shape.tree.roots
        assert sum(app.view.made[name].cost for name in tops) == pytest.approx(app.report.totals.today.mean)
        assert "acme-cloud-3" not in screen(app)
        await press(app, pilot, "right")
        assert "acme-cloud-3" in screen(app)
        await press(app, pilot, "left")
        assert "acme-cloud-3" not in screen(app)
        await press(app, pilot, "E")
        assert "acme-sql" in app.view_text()

    play(scene)


def test_what_others_need_too_says_so():
    async def scene(app, pilot):
        await press(app, pilot, "2", "E", "G")
        while app.package_here() != "acme-tls":
            await press(app, pilot, "k")
        assert "acme-tls also needed by acme-gateway, acme-web" in screen(app)
        await press(app, pilot, "enter")
        assert "Indirect: it has no decision of its own" in app.view_text()

    play(scene)


def test_a_reset_brings_everything_back_and_keeps_the_marks():
    async def scene(app, pilot):
        await press(app, pilot, "space", "3", "right", "down", "right")
        assert app.after != app.settings
        await press(app, pilot, "R")
        assert app.after == app.settings
        assert app.choices == {"acme-gateway": "rewrite"}
        await press(app, pilot, "k", "right", "0")
        assert app.choices == {"acme-gateway": "rewrite"}
        await press(app, pilot, "x")
        assert app.choices == {}

    play(scene)


def test_a_dial_off_the_round_steps_finds_back():
    async def scene(app, pilot):
        await press(app, pilot, "3", "left")
        assert app.after.loss == 200_000
        await press(app, pilot, "right")
        assert app.after == app.settings
        await press(app, pilot, "right", "left")
        assert app.after == app.settings

    play(scene)


@pytest.mark.parametrize("size", [(80, 24), (120, 34)])
def test_a_closed_option_is_called_closed_and_no_sign_means_two_things(size):
    class Closed(FakeEngine):
        def whatif(self, survey, before, after, choices):
            made = super().whatif(survey, before, after, choices)
            return replace(made, rows=tuple(replace(row, closed="gated: net") for row in made.rows))

    async def scene(app, pilot):
        await press(app, pilot, "space", "3")
        assert "keep closed" in screen(app)
        assert " !" not in screen(app)

    play(scene, an_app(Closed()), size)


# ------------------------------------------------------------------ the plan and what is written


@pytest.fixture
def config(tmp_path):
    file = tmp_path / "pyproject.toml"
    file.write_text('# keep me\n[tool.depcalc]\nprofile = "team"   # why\n')
    written = []

    def write(path, before, after):
        written.append(path)
        return change(path, before, after)

    target = lambda: (file, "tool.depcalc", file.read_text())  # noqa: E731
    return file, written, an_app(target=target, write=write, folder=tmp_path)


def plan_for(budget):
    """$570 of steps: those that a budget reaches, then those beyond."""
    made, left, shown = a_plan(), float("inf") if budget is None else budget, []
    for step in sorted(made.steps, key=lambda one: one.state == "not worth it"):
        state = step.state if step.state == "not worth it" else "in" if step.cost <= left else "beyond"
        left -= step.cost if state == "in" else 0
        shown.append(replace(step, state=state))
    order = ("in", "beyond", "not worth it")
    return replace(made, budget=budget, steps=tuple(sorted(shown, key=lambda one: order.index(one.state))))


class Planning(FakeEngine):
    def plan(self, survey, settings, budget):
        return plan_for(budget)


def test_the_budgets_are_of_the_size_of_what_there_is_to_buy():
    async def scene(app, pilot):
        seen = []
        await press(app, pilot, "4")
        while app.budget != 0.0:
            await press(app, pilot, "left")
            seen.append(app.budget)
        assert seen == [500, 200, 100, 50, 20, 10, 5, 2, 1, 0]
        for _ in seen:
            await press(app, pilot, "right")
        assert app.budget is None

    play(scene, an_app(Planning()))


def test_the_line_stands_where_the_budget_ends_and_nowhere_where_it_does_not():
    async def scene(app, pilot):
        await press(app, pilot, "4")
        assert "ends here" not in screen(app)
        await press(app, pilot, "left")
        lines = screen(app).splitlines()
        at = next(n for n, line in enumerate(lines) if "$500 ends here" in line)
        assert "search our own" in lines[at - 1]
        assert "rewrite the part" in lines[at + 1]
        app.spend(1e6)  # more than all of it: the money does not end
        await settled(app, pilot)
        assert "ends here" not in screen(app)
        assert "nothing here pays" in " ".join(screen(app).split())

    play(scene, an_app(Planning()))


def test_enter_on_a_step_about_no_package_says_why_it_is_there():
    async def scene(app, pilot):
        await press(app, pilot, "4", "enter")
        assert "The budget reaches it" in screen(app)
        assert "space chooses cooldown = 7" in screen(app)
        await press(app, pilot, "escape", "down", "enter")
        assert (app.view.id, app.package_here()) == ("detail", "acme-imaging")

    play(scene)


def test_a_step_writes_what_it_decides(config):
    file, _, app = config

    class Asking(FakeEngine):
        def plan(self, survey, settings, budget):
            made = super().plan(survey, settings, budget)
            first, second, *more = made.steps
            return replace(made, steps=(first, replace(second, asks=("upgrade to 12.3.0 first",)), *more))

    app.engine = Asking()

    async def scene(app, pilot):
        await press(app, pilot, "4", "space", "down", "space")
        assert screen(app).count("✓") == 2
        await press(app, pilot, "w", "y")
        made = tomllib.loads(file.read_text())["tool"]["depcalc"]
        assert made["cooldown"] == 7
        (decision,) = made["decision"]
        assert decision["asks"] == ["upgrade to 12.3.0 first"]
        assert decision["verdict"] == "keep"

    play(scene, app)


def test_a_waiver_can_be_made_in_the_plan(config):
    async def scene(app, pilot):
        await press(app, pilot, "4", "down", "v")
        assert "Waiver for acme-imaging" in screen(app)

    play(scene, config[2])


def test_a_chosen_step_is_written_after_the_exact_change_was_shown_and_confirmed(config):
    file, written, app = config

    async def scene(app, pilot):
        await press(app, pilot, "4", "down", "space", "w")
        assert '+package = "acme-imaging"' in screen(app)
        assert not written
        await press(app, pilot, "y")
        text = file.read_text()
        assert text.startswith('# keep me\n[tool.depcalc]\nprofile = "team"   # why\n')
        assert "[[tool.depcalc.decision]]" in text
        assert app.changes == []

    play(scene, app)


@pytest.mark.parametrize("key", ["n", "escape", "q"])
def test_anything_but_yes_writes_nothing(config, key):
    file, written, app = config
    before = file.read_text()

    async def scene(app, pilot):
        await press(app, pilot, "d", "w", key)
        assert (written, file.read_text()) == ([], before)
        assert len(app.changes) == 1

    play(scene, app)


def test_a_file_that_changed_since_the_preview_is_not_written(config):
    file, written, app = config

    async def scene(app, pilot):
        await press(app, pilot, "d", "w")
        file.write_text("# somebody else\n")
        await press(app, pilot, "y")
        assert (written, file.read_text()) == ([], "# somebody else\n")

    play(scene, app)


def test_a_waiver_needs_a_reason_and_a_ledger_entry_a_path(config):
    file, _, app = config

    async def scene(app, pilot):
        await press(app, pilot, "v", "enter", "enter", "enter")
        assert app.changes == []
        assert "Still to say: Reason" in screen(app)
        assert app.focused.id == "field-0"
        await press(app, pilot, *"reviewed", "enter", "enter", "enter")
        (file.parent / "src").mkdir()
        (file.parent / "src" / "own.py").write_text("")
        await press(app, pilot, "enter", "L", "enter", "enter", *"src/own.py", "enter", "enter")
        assert [c.kind for c in app.changes] == ["waiver", "ledger"]
        await press(app, pilot, "w", "y")
        text = file.read_text()
        assert 'reason = "reviewed"' in text
        assert 'path = "src/own.py"' in text
        assert "expires = 2027-02-19" in text

    play(scene, app)


@pytest.fixture
def toasts(monkeypatch):
    said = []
    monkeypatch.setattr(DepcalcApp, "notify", lambda self, message, **_: said.append(message))
    return said


@pytest.mark.parametrize(
    ("got", "said"),
    [
        ({"reason": "x", "expires": "2020-01-01", "rule": ""}, "is past"),
        ({"reason": "x", "expires": "soon", "rule": ""}, "is no date"),
        ({"reason": "x", "expires": "2030-01-01", "rule": "DC999"}, "No rule is called"),
    ],
)
def test_a_waiver_that_every_command_would_refuse_is_not_taken(got, said):
    assert said in an_app()._wrong_waiver(got)
    assert an_app()._wrong_waiver({"reason": "x", "expires": "2030-01-01", "rule": "DC012"}) == ""


@pytest.mark.parametrize("size", [(40, 10), (80, 24)])
def test_a_form_shows_the_line_that_is_filled_in_below_what_it_is_for(size, config):
    async def scene(app, pilot):
        await press(app, pilot, "enter", "L")
        for label, key in (("rewrite or", "x"), ("Version it", "y"), ("File or", "z"), ("Names that", "w")):
            await press(app, pilot, key)
            shown = screen(app)
            assert label in shown, label
            assert key in shown.split(label)[1]
            await press(app, pilot, "enter")
        assert "say rewrite or vendor" in " ".join(screen(app).split())

    play(scene, config[2], size)


def test_a_window_stays_open_with_what_was_typed_until_it_can_be_taken(config):
    _, _, app = config

    async def scene(app, pilot):
        await press(app, pilot, "v", "x", "enter", *["backspace"] * 10, *"soon", "enter", "enter")
        assert "soon is no date" in screen(app)
        assert app.changes == []

    play(scene, app)


@pytest.mark.parametrize(
    ("path", "names", "said"),
    [
        ("src/no.py", "", "nothing lies there"),
        ("../no.py", "", "leads out of the project"),
        ("own.py", "acme_web.get", "another package of the lock"),
        ("own.py", "a b", "no name that code can have"),
    ],
)
def test_a_ledger_entry_of_what_is_not_there_is_not_taken(config, path, names, said):
    file, _, app = config
    (file.parent / "own.py").write_text("")

    async def scene(app, pilot):
        await press(app, pilot, "enter", "L", "enter", "enter", *path, "enter", *names, "enter")
        assert said in " ".join(screen(app).split())
        assert app.changes == []

    play(scene, app)


def test_what_stands_in_the_file_already_is_not_asked_about(config, toasts):
    file, _, app = config

    async def scene(app, pilot):
        for _ in range(2):
            await press(app, pilot, "d", "w", "y")
        assert any("stands in the file already" in text for text in toasts)
        assert app.changes == []
        assert file.read_text().count("[[") <= 1

    play(scene, app)


def test_a_question_that_was_overtaken_is_no_bug(toasts):
    async def scene(app, pilot):
        await press(app, pilot, "3", "down")
        for _ in range(8):
            app.simulate_key("right")
            app.ask_whatif()
        await settled(app, pilot)
        assert not [text for text in toasts if "bug" in text]

    play(scene)


def test_a_window_that_was_too_small_for_a_while_answers_again():
    async def scene(app, pilot):
        await pilot.resize_terminal(30, 8)
        await pilot.pause()
        await pilot.resize_terminal(80, 24)
        await settled(app, pilot)
        await press(app, pilot, "enter")
        assert app.view.id == "detail"

    play(scene)


# ------------------------------------------------------------------ ask, export, copy, open


@pytest.mark.parametrize(("keys", "back"), [(("2",), "graph"), (("enter",), "detail"), ((), "list")])
def test_escape_leaves_ask_for_where_one_was(keys, back):
    async def scene(app, pilot):
        await press(app, pilot, *keys, "5")
        assert "esc goes back" in screen(app)
        await press(app, pilot, *"q1?", "escape")
        assert app.view.id == back
        await press(app, pilot, "5", "enter", "escape")
        assert app.view.id == back

    play(scene)


def test_a_question_mark_on_an_empty_line_is_a_question_about_ask():
    async def scene(app, pilot):
        await press(app, pilot, "5", "question_mark")
        assert "Type a name, enter asks" in screen(app)
        await press(app, pilot, "escape", "a", "question_mark")
        assert app.focused.value == "a?"
        await press(app, pilot, "f1")
        assert "Type a name, enter asks" in screen(app)

    play(scene)


def test_a_full_disk_leaves_no_half_of_an_export_and_says_where_and_what_to_do(tmp_path, monkeypatch):
    def full(self, *_):
        raise OSError(errno.ENOSPC, "No space left on device", str(self))

    async def scene(app, pilot):
        monkeypatch.setattr(Path, "replace", full)
        app._exported("markdown")
        await settled(app, pilot)
        assert list(tmp_path.iterdir()) == []
        said = "".join(screen(app).replace("│", "").split())  # a long path is broken anywhere
        assert "depcalc-list.md:nospaceleftondevice;nothingwaschanged." in said
        assert "Freesomespace" in said

    play(scene, an_app(folder=tmp_path))


def test_a_change_that_cannot_be_written_stays_chosen(config, monkeypatch):
    file, _, app = config
    before = file.read_bytes()

    def refuse(self, *_):
        raise OSError(errno.EACCES, "Permission denied", str(self))

    async def scene(app, pilot):
        await press(app, pilot, "d", "w")
        monkeypatch.setattr(Path, "replace", refuse)
        await press(app, pilot, "y")
        said = "".join(screen(app).replace("│", "").split())  # a long path is broken anywhere
        assert f"{file.name}:permissiondenied" in said
        assert "Allowwritingthere" in said
        assert (len(app.changes), file.read_bytes()) == (1, before)
        assert [one.name for one in file.parent.iterdir()] == [file.name]

    play(scene, app)


def test_ask_takes_a_name_and_the_names_that_would_be_used():
    async def scene(app, pilot):
        await press(app, pilot, "5", *"acme-web", "space", *"get,put", "enter")
        assert app.engine.asked[-1] == ("advise", "acme-web", ("get", "put"))
        assert "Add acme-web" in screen(app)

    play(scene)


@pytest.mark.parametrize("view", ["list", "detail", "graph", "whatif", "plan", "ask"])
def test_a_view_can_be_exported_in_three_formats_and_nothing_is_written_over(view, tmp_path):
    async def scene(app, pilot):
        await press(app, pilot, "space")
        await app.action_show(view)
        if view == "detail":
            app._detail("acme-imaging")
        if view == "ask":
            await press(app, pilot, *"acme-web", "enter")
        await settled(app, pilot)
        for format in ("json", "markdown", "svg", "json"):
            app._exported(format)
        assert json.loads((tmp_path / f"depcalc-{view}.json").read_text())["schema"].startswith("depcalc/")
        assert (tmp_path / f"depcalc-{view}-2.json").exists()
        assert (tmp_path / f"depcalc-{view}.md").read_text().strip()
        assert (tmp_path / f"depcalc-{view}.svg").read_text().startswith("<svg")

    play(scene, an_app(folder=tmp_path))


def test_a_page_is_opened_only_after_a_yes(monkeypatch):
    async def scene(app, pilot):
        opened = []
        monkeypatch.setattr(app, "open_url", opened.append)
        await press(app, pilot, "o", "n")
        assert opened == []
        await press(app, pilot, "o", "y")
        assert opened == ["https://index.example/project/acme-gateway/"]

    play(scene)


def test_a_line_is_copied(monkeypatch):
    async def scene(app, pilot):
        copied = []
        monkeypatch.setattr(app, "copy_to_clipboard", copied.append)
        await press(app, pilot, "y")
        assert copied[0].startswith("rewrite  acme-gateway  780")

    play(scene)


# ------------------------------------------------------------------ states


def test_nothing_to_analyse_says_what_to_do():
    async def scene(app, pilot):
        assert "Nothing to analyse here" in screen(app)
        assert "no lock here" in screen(app)
        await press(app, pilot, "5", *"acme-web", "enter")
        assert "Add acme-web" in screen(app)

    play(scene, an_app(FakeEngine(error=EmptyScopeError("no lock here"))))


def test_a_broken_lock_is_told_in_its_own_words_and_can_be_tried_again():
    engine = FakeEngine(error=LockError("line 212 is not valid TOML", "uv.lock", "write it again"))

    async def scene(app, pilot):
        assert "line 212 is not valid TOML" in screen(app)
        assert "write it again" in screen(app)
        engine.error = None
        await press(app, pilot, "r")
        assert "acme-imaging" in screen(app)

    play(scene, an_app(engine))


@pytest.mark.parametrize("size", [(39, 24), (80, 9)])
def test_a_window_that_is_too_small_says_so_and_recovers(size):
    async def scene(app, pilot):
        await pilot.resize_terminal(*size)
        await settled(app, pilot)
        assert "depcalc needs 40 x 10" in screen(app)
        assert "acme-imaging" not in screen(app)
        await pilot.resize_terminal(80, 24)
        await settled(app, pilot)
        assert "acme-imaging" in screen(app)

    play(scene)


def test_old_data_is_marked():
    async def scene(app, pilot):
        assert "data 95 days old ▲" in screen(app)

    play(scene)


def test_ascii_draws_nothing_but_ascii():
    async def scene(app, pilot):
        for keys in (("2", "right"), ("3", "right"), ("4",), ("1", "enter"), ("question_mark",)):
            await press(app, pilot, *keys)
            assert screen(app).isascii()

    play(scene, an_app(look=Style(ascii=True)), (120, 34))


def test_marks_change_with_the_theme_and_words_do_not():
    async def scene(app, pilot):
        before = screen(app)
        await press(app, pilot, "t")
        assert app.look.light
        assert screen(app) == before

    play(scene)


# ------------------------------------------------------------------ hostile names


def test_hostile_names_are_text_in_every_view():
    report = a_hostile_report()

    async def scene(app, pilot):
        for keys in ((), ("enter",), ("escape", "2", "E"), ("1", "space", "3", "right"), ("4",), ("1", "f"),
                     ("escape", "D")):  # fmt: skip
            await press(app, pilot, *keys)
            seen = screen(app)
            for bad in ("\x1b", "\u202e", "\u200b", "\x9b", "\r", "::error", "##["):
                assert bad not in seen, (keys, bad)
        await press(app, pilot, "escape", "1")
        assert HOSTILE[0] in screen(app)

    play(scene, an_app(FakeEngine(report)), (120, 34))
