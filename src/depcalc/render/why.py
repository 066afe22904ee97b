"""Who asks for a package, and on which paths."""

from collections.abc import Sequence

from depcalc.render.frame import paragraph
from depcalc.render.style import Style
from depcalc.render.text import clean
from depcalc.render.wording import listed
from depcalc.values.lock import Key
from depcalc.values.placement import Placement

Paths = Sequence[Sequence[Key]]


def render_why(place: Placement, paths: Paths, style: Style) -> str:
    """`depcalc why NAME`: the shortest paths, each from what the project asks for down to the package."""
    lines = [paragraph(_plain(_summary(place), style), style)]
    lines += [paragraph(_plain(_path(path), style), style, "  ", "      ") for path in sort_paths(paths)]
    return style.finish("\n".join(lines))


def sort_paths(paths: Paths) -> list[tuple[Key, ...]]:
    """One stable order: shortest first, then by name."""
    return sorted({tuple(path) for path in paths}, key=lambda path: (len(path), path))


def _summary(place: Placement) -> str:
    name = f"{place.name} {', '.join(place.versions)}".rstrip()
    others = listed(place.needed_by_directs)
    if not others and not place.direct:
        return (
            f"{name} is locked for the project, whose own file does not name it: nobody says who asks for it."
        )
    if not others:
        return f"{name} is required directly, and nothing else brings it in."
    also = "is required directly and also needed by" if place.direct else "is brought in by"
    return f"{name} {also} {others}. Shortest paths:"


def _path(path: Sequence[Key]) -> str:
    return " → ".join(f"{key.name} {key.version}".rstrip() for key in path)


def _plain(text: str, style: Style) -> str:
    return " → ".join(clean(step, ascii_only=style.ascii) for step in text.split(" → "))
