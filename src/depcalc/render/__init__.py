"""Report -> text, one function for each format. Pure: a report and a style in, a string out.

The renderers load with the first of them that is asked for; who wants a style alone does not wait for them.
"""

from typing import TYPE_CHECKING, Any

from depcalc.render.style import Style

if TYPE_CHECKING:
    from depcalc.render.renderers import (
        RENDERERS,
        render_graph,
        render_indirect,
        render_why,
        render_why_json,
    )

__all__ = ["RENDERERS", "Style", "render_graph", "render_indirect", "render_why", "render_why_json"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from depcalc.render import renderers  # noqa: PLC0415

    return getattr(renderers, name)
