"""Copies of packages at hand: found by their code, versions estimated, and silence where nothing is known."""

import pytest
from tests.owned.trees import INIT, NEWER, PARSER, folding_wheels, wheel, write

from depcalc.owned import find_vendored, packages_at_hand
from depcalc.owned.limits import Budget
from depcalc.owned.shapes import shape_of

REWRITTEN = INIT.replace("from folding", "from app._vendor.folding")


@pytest.fixture
def at_hand(tmp_path):
    return folding_wheels(tmp_path / "wheels")


def scan(tmp_path, files, at_hand, **more):
    return find_vendored(write(tmp_path / "repo", files), at_hand, jobs=1, **more)


def test_a_copy_is_found_with_the_version_it_matches(tmp_path, at_hand):
    files = {"app/_vendor/folding/__init__.py": REWRITTEN, "app/_vendor/folding/parser.py": PARSER}
    (copy,) = scan(tmp_path, files, at_hand).copies
    assert (copy.path, copy.package, copy.version) == ("app/_vendor/folding", "folding", "1.0")
    assert copy.drift.identical
    assert copy.at_hand == ("1.0", "1.1")
    assert copy.marked


def test_comments_docstrings_and_rewritten_imports_are_no_drift(tmp_path, at_hand):
    dressed = PARSER.replace('"""Words of a text."""', '"""Ours now."""').replace(
        "lines, line =", "# x\n    lines, line ="
    )
    files = {"app/_vendor/folding/__init__.py": REWRITTEN, "app/_vendor/folding/parser.py": dressed}
    (copy,) = scan(tmp_path, files, at_hand).copies
    assert copy.drift.identical


def test_a_changed_function_is_drift_and_not_another_package(tmp_path, at_hand):
    changed = PARSER.replace("part.upper()", "part.title()") + "\n\ndef added(text):\n    return text[::-1]\n"
    files = {"app/_vendor/folding/__init__.py": REWRITTEN, "app/_vendor/folding/parser.py": changed}
    (copy,) = scan(tmp_path, files, at_hand).copies
    assert (copy.version, copy.drift.changed, copy.drift.added, copy.drift.removed) == ("1.0", 1, 1, 0)
    assert not copy.drift.identical
    assert 0 < copy.drift.share < 1


def test_code_tells_where_no_name_does(tmp_path, at_hand):
    (copy,) = scan(tmp_path, {"src/app/text_tools.py": PARSER, "src/app/main.py": "x = 1\n"}, at_hand).copies
    assert (copy.path, copy.package, copy.marked) == ("src/app/text_tools.py", "folding", False)


def test_what_a_vendor_txt_states_is_kept_apart_from_what_the_code_says(tmp_path, at_hand):
    files = {
        "app/_vendor/vendor.txt": "folding==1.1  # as of May\n",
        "app/_vendor/folding/__init__.py": REWRITTEN,
        "app/_vendor/folding/parser.py": PARSER,
    }
    (copy,) = scan(tmp_path, files, at_hand).copies
    assert copy.version == "1.0"
    assert ("vendor.txt", "1.1", 1) in {(s.by, s.version, s.line) for s in copy.stated}
    assert ("__version__", "1.0") in {(s.by, s.version) for s in copy.stated}


def test_with_nothing_at_hand_we_cannot_know(tmp_path, at_hand):
    files = {"app/vendor/mystery/__init__.py": "def f(a):\n    return [a for _ in range(a)]\n"}
    found = scan(tmp_path, files, at_hand)
    assert found.copies == ()
    assert [(u.path, u.reason) for u in found.unknown] == [
        ("app/vendor/mystery", "nothing at hand matches its code")
    ]


def test_a_stated_package_that_is_not_at_hand_is_said_to_be_stated_only(tmp_path, at_hand):
    files = {
        "_vendor/vendor.txt": "mystery==2.0\ngone==1.0\n",
        "_vendor/mystery.py": "def f(a):\n    return a + 1\n",
    }
    found = scan(tmp_path, files, at_hand)
    (unknown,) = found.unknown
    assert "no copy of mystery is at hand" in unknown.reason
    assert [s.version for s in unknown.stated] == ["2.0"]
    assert [s.name for s in found.missing] == ["gone"]


def test_versions_that_match_alike_are_all_named(tmp_path):
    for version in ("1.0", "1.0.1"):
        wheel(tmp_path / "w", "folding", version, {"folding/parser.py": PARSER})
    held = packages_at_hand(None, tmp_path / "w")
    (copy,) = scan(tmp_path, {"_vendor/folding/parser.py": PARSER}, held).copies
    assert (copy.version, copy.tied) == ("1.0.1", ("1.0",))


def test_a_project_is_no_copy_of_itself(tmp_path, at_hand):
    files = {"folding/__init__.py": INIT, "folding/parser.py": PARSER}
    assert scan(tmp_path, files, at_hand, own=["folding"]).copies == ()


def test_part_of_a_package_is_a_copy_of_that_part(tmp_path, at_hand):
    part = PARSER[: PARSER.index("def shout")]
    (copy,) = scan(tmp_path, {"_vendor/folding/parser.py": part}, at_hand).copies
    assert copy.taken == pytest.approx(3 / 4)
    assert copy.drift.removed == 1


def test_what_a_package_vendors_itself_is_not_taken_for_its_own(tmp_path):
    wheel(
        tmp_path / "w", "big", "1.0", {"big/_vendor/folding/parser.py": PARSER, "big/__init__.py": "x = 1\n"}
    )
    wheel(tmp_path / "w", "folding", "1.1", {"folding/parser.py": NEWER})
    held = packages_at_hand(None, tmp_path / "w")
    (copy,) = scan(tmp_path, {"_vendor/folding/parser.py": PARSER}, held).copies
    assert copy.package == "folding"


def test_a_sliver_of_a_large_package_is_not_said_to_be_its_own(tmp_path):
    large = {
        f"big/m{n}.py": f"def own_{n}(a):\n    return a * {n}\n\ndef more_{n}(a):\n    return a\n"
        for n in range(60)
    }
    wheel(tmp_path / "w", "big", "1.0", {**large, "big/borrowed.py": PARSER})
    found = scan(tmp_path, {"_vendor/folding/parser.py": PARSER}, packages_at_hand(None, tmp_path / "w"))
    assert found.copies == ()
    (unknown,) = found.unknown
    assert "may have it from elsewhere" in unknown.reason


def test_an_installed_environment_is_at_hand(tmp_path):
    record = "folding/parser.py,,\nfolding-1.0.dist-info/METADATA,,\n"
    site = write(tmp_path / "site", {
        "folding/parser.py": PARSER,
        "folding-1.0.dist-info/METADATA": "Name: folding\nVersion: 1.0\n",
        "folding-1.0.dist-info/RECORD": record,
    })  # fmt: skip
    (copy,) = scan(tmp_path, {"third_party/folding/parser.py": PARSER}, packages_at_hand(site)).copies
    assert (copy.package, copy.version) == ("folding", "1.0")


def test_a_limit_that_cuts_the_search_is_said(tmp_path, at_hand):
    files = {f"app/m{n}.py": "x = 1\n" for n in range(5)}
    found = scan(tmp_path, files, at_hand, budget=Budget(files=3))
    assert not found.complete
    assert "project-too-large" in {n.code for n in found.notices}


def test_vendor_paths_leave_no_trace_in_a_shape():
    plain = shape_of(b"def f():\n    return six.text_type(1)\n")
    through = shape_of(b"def f():\n    return pip._vendor.six.text_type(1)\n")
    assert plain.units == through.units


def test_another_body_is_another_shape():
    assert (
        shape_of(b"def f(a):\n    return a + 1\n").units != shape_of(b"def f(a):\n    return a - 1\n").units
    )


def test_memory_answers_for_text_it_has_seen(tmp_path, at_hand):
    class Kept(dict):
        def get(self, keys):
            return {key: self[key] for key in keys if key in self}

        def put(self, entries):
            found = list(entries)
            self.written = len(found)
            self.update(found)

    memory = Kept()
    files = {"_vendor/folding/parser.py": PARSER}
    first = scan(tmp_path, files, at_hand, memory=memory)
    assert memory
    memory.written = 0
    assert scan(tmp_path, files, at_hand, memory=memory) == first
    assert memory.written == 0
