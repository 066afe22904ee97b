"""How old the facts are on the day somebody reads them. Pure: the day is an argument, and no figure depends on it."""

from datetime import date

from depcalc.values.notice import Notice
from depcalc.values.survey import SnapshotInfo

MOST_DAYS = 120  # where the configuration sets no `max-data-age-days`


def age_notices(
    info: SnapshotInfo, today: date, most_days: int | None, *, as_of: date | None = None
) -> tuple[Notice, ...]:
    """A notice when the newest fact of the snapshot lies further back than `most_days` (None: our default).

    as_of   the earlier day that was asked about, None for today: then age is no fault of the data
    """
    most, days = MOST_DAYS if most_days is None else most_days, (today - info.as_of).days
    if as_of is not None or days <= most:
        return ()
    text = (
        f"the data snapshot is {days} days old ({info.as_of}), more than {most}: what became known since, advisories "
        "above all, is not in it; `depcalc data update` fetches newer facts"
    )
    return (Notice("data-old", text),)
