"""Flags beat the environment, which beats the file, which beats defaults; mistakes name their place."""

from datetime import date
from pathlib import Path

import pytest

from depcalc.assumptions import DEFAULT_PRICES, with_settings
from depcalc.config import KEYS, load_settings
from depcalc.errors import AssumptionError, ConfigError
from depcalc.values.scope import Scope
from depcalc.values.settings import Settings


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    return tmp_path


def write(folder: Path, text: str, name: str = "pyproject.toml") -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")


def settings(path, flags=None, environ=None) -> Settings:
    return load_settings(path, flags or {}, environ or {})[0]


def refusal(path, flags=None, environ=None) -> str:
    with pytest.raises(ConfigError) as caught:
        load_settings(path, flags or {}, environ or {})
    return caught.value.message


def test_without_anything_the_defaults_stand(project):
    assert settings(project) == Settings()


def test_each_source_beats_the_one_below(project):
    write(project, '[tool.depcalc]\nprofile = "hobby"\n')
    assert settings(project).profile == "hobby"
    assert settings(project, environ={"DEPCALC_PROFILE": "enterprise"}).profile == "enterprise"
    both = settings(project, {"profile": "team"}, {"DEPCALC_PROFILE": "enterprise"})
    assert both.profile == "team"
    assert both.origin["profile"] == "--profile"


def test_origin_says_who_set_a_key(project):
    write(project, "loss = 5\n", "depcalc.toml")
    found = settings(project, environ={"DEPCALC_COOLDOWN": "3"})
    assert found.origin["loss"].endswith("depcalc.toml")
    assert found.origin["cooldown"] == "DEPCALC_COOLDOWN"


def test_every_key_of_the_contract_can_be_written_in_the_file(project):
    write(
        project,
        """[tool.depcalc]
profile = "team"
loss = 400_000
exposure = "internal"
cooldown = 7
internal = ["acme-*"]
default-index = "https://index.example/simple"
horizon = 3
price = 6.5
seed = "median"
draws = 100
as-of = 2026-01-31
group = ["dev"]
extra = ["redis"]
set = ["campaigns=0.1"]
""",
    )
    found = settings(project)
    assert (found.loss, found.exposure, found.cooldown, found.horizon) == (400_000, "internal", 7, 3)
    assert (found.internal, found.default_index) == (("acme-*",), "https://index.example/simple")
    assert (found.price, found.seed, found.draws, found.as_of) == (6.5, 0, 100, date(2026, 1, 31))
    assert found.scope == Scope(groups=("dev",), extras=("redis",))
    assert [(name, value) for name, value, _ in found.overrides] == [("campaigns", "0.1")]


def test_a_variable_can_hold_a_list(project):
    assert settings(project, environ={"DEPCALC_INTERNAL": "acme-*, corp-*"}).internal == ("acme-*", "corp-*")
    assert settings(project, environ={"DEPCALC_DEFAULT_INDEX": "https://index.example"}).default_index


def test_an_empty_variable_is_not_set(project):
    assert settings(project, environ={"DEPCALC_PROFILE": " "}).profile == "team"


def test_set_adds_up_and_the_stronger_source_comes_last(project):
    write(project, 'set = ["a=1"]\n', "depcalc.toml")
    found = settings(project, {"set": ["a=3", "b=4"]}, {"DEPCALC_SET": "a=2"})
    assert [(name, value) for name, value, _ in found.overrides] == [
        ("a", "1"),
        ("a", "2"),
        ("a", "3"),
        ("b", "4"),
    ]
    assert found.overrides[-1][2] == "--set"


def test_all_takes_every_group_and_extra(project):
    assert settings(project, {"all": True}).scope == Scope(all_groups=True, all_extras=True)


def test_a_price_beats_a_price_list_from_a_weaker_source(project):
    write(project, 'prices = "preview"\n', "depcalc.toml")
    assert settings(project, {"price": "9"}).prices == ""
    assert settings(project, {"price": "9"}).price == 9
    found = settings(project, {"prices": "seed"}, {"DEPCALC_PRICE": "3"})
    assert (found.price, found.prices) == (None, "seed")
    assert "price or prices" in refusal(project, {"price": "9", "prices": "seed"})


# ------------------------------------------------------------------ which file


def test_the_nearest_file_wins_and_files_do_not_merge(project):
    write(project, "[tool.depcalc]\nloss = 5\ncooldown = 1\n")
    write(project / "sub", "[tool.depcalc]\nloss = 6\n")
    assert (settings(project / "sub").loss, settings(project / "sub").cooldown) == (6, None)


def test_a_pyproject_without_our_table_is_passed_by(project):
    write(project, "[tool.depcalc]\nloss = 5\n")
    write(project / "sub", "[project]\nname = 'acme'\n")
    found, notices = load_settings(project / "sub", {}, {})
    assert found.loss == 5
    assert [notice.code for notice in notices] == ["config-above"]


def test_the_search_stops_at_the_repository(tmp_path):
    write(tmp_path, "[tool.depcalc]\nloss = 5\n")
    (tmp_path / "repo" / ".git").mkdir(parents=True)
    assert settings(tmp_path / "repo").loss is None


def test_a_lockfile_as_path_finds_the_file_beside_it(project):
    write(project, "loss = 5\n", "depcalc.toml")
    write(project, "", "uv.lock")
    found, notices = load_settings(project / "uv.lock", {}, {})
    assert (found.loss, notices) == (5, ())


def test_two_files_in_one_folder_are_refused(project):
    write(project, "[tool.depcalc]\nloss = 5\n")
    write(project, "loss = 6\n", "depcalc.toml")
    with pytest.raises(ConfigError) as caught:
        load_settings(project, {}, {})
    assert "depcalc.toml" in caught.value.message
    assert "delete" in caught.value.hint


@pytest.mark.parametrize("text", ["loss = ", "\xff", "[tool]\ndepcalc = 3\n", "tool = 3\n" * 2])
def test_a_broken_pyproject_is_named(project, text):
    (project / "pyproject.toml").write_bytes(text.encode("latin-1"))
    assert "pyproject.toml" in refusal(project)


# ------------------------------------------------------------------ mistakes


def test_an_unknown_key_names_file_line_and_the_likely_one(project):
    write(project, '[project]\nname = "acme"\n\n[tool.depcalc]\nhorizn = 3\n')
    message = refusal(project)
    assert "pyproject.toml:5" in message
    assert "did you mean horizon?" in message


def test_an_unknown_variable_is_refused_with_a_guess(project):
    assert "DEPCALC_PROFILE" in refusal(project, environ={"DEPCALC_PROFIL": "team"})


def test_an_unknown_word_comes_with_a_guess(project):
    assert "did you mean enterprise?" in refusal(project, {"profile": "enterprize"})


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("loss", "0"),
        ("loss", "-1"),
        ("loss", "nan"),
        ("loss", "inf"),
        ("loss", "much"),
        ("price", "0"),
        ("horizon", "0"),
        ("cooldown", "-1"),
        ("draws", "0"),
        ("draws", "1.5"),
        ("draws", "9" * 30),
        ("seed", "-1"),
        ("seed", "mean"),
        ("as-of", "yesterday"),
        ("as-of", "2026-02-30"),
        ("exposure", "public"),
        ("profile", ""),
        ("prices", ""),
        ("set", "campaigns"),
        ("set", "=3"),
        ("set", "campaigns="),
        ("all-groups", "perhaps"),
    ],
)
def test_a_bad_value_is_refused_with_its_flag(project, key, text):
    assert refusal(project, {key: text}).startswith(f"--{key}: ")


@pytest.mark.parametrize(
    "line",
    [
        'loss = "400000"',
        "loss = true",
        "profile = 3",
        'internal = "acme-*"',
        "internal = [3]",
        'as-of = "2026-01-31"',
        "as-of = 2026-01-31T00:00:00",
        "seed = true",
        "all = 1",
        "draws = 10.0",
    ],
)
def test_a_wrong_type_in_the_file_names_its_line(project, line):
    write(project, f"# ours\n{line}\n", "depcalc.toml")
    assert "depcalc.toml:2: " in refusal(project)


def test_flags_and_file_share_their_words():
    assert {"profile", "loss", "default-index", "as-of", "all-extras", "set"} <= set(KEYS)


@pytest.mark.parametrize("key", ["loss", "price", "horizon", "cooldown"])
def test_a_flag_beats_a_set_of_the_same_row_in_a_weaker_source(project, key):
    write(project, f'set = ["{key}=5"]\n', "depcalc.toml")
    variable = {f"DEPCALC_{key.upper()}": "7"}
    assert with_settings(settings(project))[key] == 5
    assert with_settings(settings(project, environ=variable))[key] == 7
    if key != "cooldown":
        assert with_settings(settings(project, {key: "9"}, variable))[key] == 9
    assert with_settings(settings(project, {"set": [f"{key}=11"]}, variable))[key] == 11


def test_a_price_list_by_flag_beats_a_set_price_of_the_file(project):
    write(project, 'set = ["price=5"]\n', "depcalc.toml")
    assert with_settings(settings(project, {"prices": DEFAULT_PRICES}))["price"] != 5


@pytest.mark.parametrize(
    ("first", "then", "allowed"),
    [
        ("cooldown=0", "cooldown=-50", False),
        ("stakes=0", "stakes=-1", False),
        ("rewrite_budget=500", "rewrite_budget=0", True),
        ("rewrite_budget=500", "rewrite_budget=best", True),
        ("rewrite_budget=0", "rewrite_budget=-1", False),
        ("loss=5", "class.general.gated=-1", False),
        ("loss=5", "class.general.gated=0.5", False),
        ("loss=5", "class.general.gated=1", True),
        ("loss=5", "rate=0", False),
        ("loss=5", "map.rewrite_exp=-0.1", True),
    ],
)
def test_what_a_row_takes_does_not_depend_on_what_was_set_before(first, then, allowed):
    said = tuple((*one.split("="), "--set") for one in (first, then))
    if allowed:
        assert with_settings(Settings(overrides=said))
    else:
        with pytest.raises(AssumptionError, match=then.split("=")[0]):
            with_settings(Settings(overrides=said))


def test_the_table_s_own_word_is_no_change(project):
    said = (("rewrite_budget", "500", "file"), ("rewrite_budget", "best", "--set"), ("curve", "log", "--set"))
    assert with_settings(Settings(overrides=said)) == with_settings(Settings())
