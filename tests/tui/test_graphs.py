"""The two graphs: what leaves together, and who needs what."""

from dataclasses import replace

from tests.tui.running import FakeEngine, an_app, play, press, screen

EDGES = (
    ("acme-gateway", ("acme-tls", "acme-web")),
    ("acme-web", ("acme-tls",)),
    ("acme-tls", ("acme-strings",)),
)


class Needing(FakeEngine):
    """A survey with edges."""

    def survey(self, settings, progress):
        return replace(super().survey(settings, progress), edges=EDGES)


def lines(app):
    return [line.split("   ")[0].strip("▌ ") for line in screen(app).splitlines()[3:] if line.strip()]


def test_the_other_graph_shows_a_package_under_each_that_needs_it():
    async def scene(app, pilot):
        await press(app, pilot, "2", "x", "E")
        shown = screen(app)
        assert "Who needs what" in shown
        assert shown.count("acme-tls") == 2
        assert "acme-tls ↑ see above" in shown
        assert "acme-web ↓ see below" in shown
        assert "acme-strings ↓ see below" in shown

    play(scene, an_app(Needing()))


def test_nothing_is_unfolded_before_it_is_asked_for():
    async def scene(app, pilot):
        await press(app, pilot, "2", "x")
        assert "acme-tls" not in screen(app)
        await press(app, pilot, "g", "right")
        assert "acme-tls" in screen(app)
        await press(app, pilot, "left")
        assert "acme-tls" not in screen(app)

    play(scene, an_app(Needing()))


def test_right_on_a_repeat_goes_to_where_it_is_at_home():
    async def scene(app, pilot):
        await press(app, pilot, "2", "x", "E")
        view = app.view
        at = next(key for key, line in view.shape.lines.items() if line.name == "acme-tls" and line.seen)
        view.grid.put_cursor(at)
        await press(app, pilot, "E", "E")
        view.grid.put_cursor(at)
        await press(app, pilot, "right")
        assert app.package_here() == "acme-tls"
        assert not view.shape.lines[view.grid.key].seen

    play(scene, an_app(Needing()))


def test_the_cursor_stays_on_its_package_from_one_graph_to_the_other():
    async def scene(app, pilot):
        await press(app, pilot, "2", "down", "down")
        name = app.package_here()
        await press(app, pilot, "x")
        assert app.package_here() == name
        await press(app, pilot, "x")
        assert app.package_here() == name

    play(scene, an_app(Needing()))


def test_what_is_unfolded_stays_so_when_the_project_is_read_again():
    async def scene(app, pilot):
        await press(app, pilot, "2", "right", "r")
        assert "acme-cloud-3" in screen(app)

    play(scene)


def test_a_repeat_carries_no_money_so_that_nothing_is_counted_twice():
    async def scene(app, pilot):
        await press(app, pilot, "2", "x", "E")
        told = [line for line in screen(app).splitlines() if "see above" in line or "see below" in line]
        assert told
        assert all(line.rstrip().endswith(("above", "below")) for line in told)

    play(scene, an_app(Needing()))


def test_the_shape_stands_before_the_figures():
    class Slow(Needing):
        def appraise(self, survey, settings, focus=None):
            raise MemoryError

    async def scene(app, pilot):
        await press(app, pilot, "2")
        assert "acme-imaging" in screen(app)
        assert "not priced yet" in screen(app)
        assert "…" in screen(app)

    play(scene, an_app(Slow()))
