"""Which statements of a licence are copyleft, and which say too little."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depcalc.evidence.licences import stated_licence
from depcalc.values.fact import Fact, Gap, value_or


def copyleft(expression="", text="", *classifiers):
    return value_or(stated_licence(expression, text, classifiers).copyleft, None)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("MIT", False),
        ("GPL-3.0-or-later", True),
        ("AGPL-3.0-only", True),
        ("LGPL-2.1-or-later", True),
        ("MPL-2.0", True),
        ("EPL-2.0", True),
        ("EUPL-1.2", True),
        ("CECILL-2.1", True),
        ("CECILL-B", False),
        ("CC-BY-SA-4.0", True),
        ("CC-BY-4.0", False),
        ("Apache-2.0 WITH LLVM-exception", False),
        ("GPL-2.0-only WITH Classpath-exception-2.0", True),
        ("MIT OR GPL-3.0-only", False),
        ("GPL-2.0-only OR LGPL-3.0-only", True),
        ("BSD-3-Clause AND MIT AND MPL-2.0", True),
        ("(MIT OR GPL-2.0-only) AND BSD-3-Clause", False),
        ("mit or apache-2.0", False),
        ("LicenseRef-Proprietary", None),
        ("MIT AND LicenseRef-X", None),
        ("GPL-3.0-only AND LicenseRef-X", True),
        ("MIT OR LicenseRef-X", False),
        ("CC-BY-NC-4.0", None),
        ("BUSL-1.1", None),
        ("MIT OR", None),
        ("((((", None),
        ("MIT)", None),
        ("(" * 9_000, None),
    ],
)
def test_an_expression_is_worked_out(expression, expected):
    assert copyleft(expression) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("MIT", False),
        ("BSD 2-Clause License", False),
        ("Apache 2.0", False),
        ("Public Domain", False),
        ("GPLv3+", True),
        ("LGPL", True),
        ("GNU Lesser General Public License v3", True),
        ("MPL-2.0", True),
        ("Proprietary", None),
        ("UNKNOWN", None),
        ("", None),
        ("see LICENSE", None),
    ],
)
def test_a_short_text_is_read_by_its_words(text, expected):
    assert copyleft(text=text) is expected


def test_a_whole_licence_text_is_known_by_its_own_title_and_not_by_what_it_bundles():
    mit = "Copyright (c) Acme\n\nPermission is hereby granted, free of charge, to any person\n" + "x\n" * 200
    assert copyleft(text=mit + "GNU GENERAL PUBLIC LICENSE\n" * 20) is False
    gpl = "                    GNU GENERAL PUBLIC LICENSE\n                       Version 3\n" + "x\n" * 200
    assert copyleft(text=gpl) is True
    assert copyleft(text="All rights reserved. " * 50) is None


def test_classifiers_are_read_and_the_strictest_counts():
    mit, gpl = (
        "License :: OSI Approved :: MIT License",
        "License :: OSI Approved :: GNU General Public License (GPL)",
    )
    assert copyleft("", "", mit) is False
    assert copyleft("", "", mit, gpl) is True
    assert copyleft("", "GPL", mit) is True
    assert copyleft("", "", "Programming Language :: Python") is None
    assert copyleft("", "", "License :: OSI Approved") is None
    assert copyleft("", "", mit, "License :: Other/Proprietary License") is None


def test_an_expression_rules_over_classifiers():
    assert copyleft("MIT", "GPL", "License :: OSI Approved :: GNU General Public License (GPL)") is False


def test_a_fact_says_what_was_stated_and_a_gap_says_what_is_odd():
    said = stated_licence("MPL-2.0", "", ())
    assert said.copyleft == Fact(True, "installed METADATA: MPL-2.0")
    assert said.shown == "MPL-2.0"
    assert stated_licence("", "", ()) == (Gap("installed METADATA", "it names no licence"), "")
    assert "Freeware" in stated_licence("", "Freeware", ()).copyleft.reason


@given(st.text(max_size=300), st.text(max_size=300), st.lists(st.text(max_size=60), max_size=4))
def test_any_text_is_a_fact_or_a_gap(expression, text, classifiers):
    assert isinstance(stated_licence(expression, text, classifiers).copyleft, Fact | Gap)
