from datetime import date, timedelta

import pytest

from depcalc.evidence.age import MOST_DAYS, age_notices
from depcalc.values.survey import SnapshotInfo

INFO = SnapshotInfo("abc", date(2026, 8, 18))


def codes(days, most=None, **more):
    return [n.code for n in age_notices(INFO, INFO.as_of + timedelta(days), most, **more)]


@pytest.mark.parametrize("most", [0, 30, 500])
def test_data_may_be_as_old_as_the_configuration_says_and_no_older(most):
    assert codes(most, most) == []
    assert codes(most + 1, most) == ["data-old"]


def test_without_a_setting_a_default_holds():
    assert codes(MOST_DAYS) == []
    assert codes(MOST_DAYS + 1) == ["data-old"]


def test_the_notice_says_how_old_and_what_to_do():
    (notice,) = age_notices(INFO, date(2027, 1, 1), 120)
    assert "136 days old (2026-08-18), more than 120" in notice.message
    assert "depcalc data update" in notice.message


def test_a_clock_that_runs_behind_and_a_question_about_an_earlier_day_are_no_fault_of_the_data():
    assert codes(-400) == []
    assert codes(4_000, as_of=date(2025, 1, 1)) == []
