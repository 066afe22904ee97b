"""A marker is certainly false or it is not; only extras are ever known."""

import pytest

from depcalc.scope.markers import certainly_false, made_up_extra


def known(text: str) -> bool | None:
    return {"on": True, "off": False}.get(text)


@pytest.mark.parametrize(
    ("marker", "false"),
    [
        ("extra == 'off'", True),
        ("extra == 'on'", False),
        ("extra != 'on'", True),
        ("'off' == extra", True),
        ("extra == 'unknown'", False),
        ("sys_platform == 'never'", False),
        ("sys_platform == 'linux' and extra == 'off'", True),
        ("sys_platform == 'linux' or extra == 'off'", False),
        ("extra == 'off' or (extra == 'on' and extra != 'on')", True),
        ("(python_full_version < '3.11' or extra == 'on') and extra == 'off'", True),
        ("extra == 'off' and extra == 'unknown'", True),
        ("platform_machine not in 'x' and extra == 'off'", True),
        ("platform_machine in 'x' or extra == 'off'", False),
        ("", False),
        ("extra ==", False),
        ("(extra == 'off'", False),
        ("extra == 'off')", False),
        ("extra == 'off", False),
        ("(" * 5000 + "extra == 'off'" + ")" * 5000, False),
        ("extra == 'off' and " * 5000 + "extra == 'off'", False),
    ],
)
def test_only_what_is_certain_is_left_out(marker, false):
    assert certainly_false(marker, known) is false


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("extra-4-shop-cpu", ("extra", "shop", "cpu")),
        ("group-11-pydantic-ai-dev", ("group", "pydantic-ai", "dev")),
        ("extra-16-pydantic-ai-slim-mcp-tasks", ("extra", "pydantic-ai-slim", "mcp-tasks")),
        ("project-4-shop", ("project", "shop", "")),
        ("project-4-shop-cpu", None),
        ("extra-4-shop", None),
        ("extra-4-shopcpu", None),
        ("extra-9-shop-cpu", None),
        ("extra-99999999999-shop-cpu", None),
        ("cpu", None),
    ],
)
def test_uv_s_made_up_extras_are_told_from_ordinary_ones(text, meaning):
    assert made_up_extra(text) == meaning
