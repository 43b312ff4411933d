"""Whether reviews and corrective actions were done by when they had to be."""

from datetime import MAXYEAR, date, timedelta

import numpy as np

from incidentdesk.improve.review_due import due_after
from incidentdesk.measure.metric.distribution import Share
from incidentdesk.measure.metric.facts import Facts
from incidentdesk.measure.metric.grouping import Grouping
from incidentdesk.measure.metric.period import Period, midnight
from incidentdesk.measure.metric.quality import shares_of
from incidentdesk.prepare.setting_value import setting_of
from incidentdesk.store.column_reading import MISSING
from incidentdesk.store.reading import Reader

_FAR = 1 << 62


def reviews_on_time(reader: Reader, facts: Facts, grouping: Grouping, now: int) -> list[Share]:
    """Of the major incidents whose review was due those whose review was published by then.

    One whose review was skipped with a reason was not reviewed, and counts as such.
    """
    days = int(setting_of(reader, "review_due_days"))
    published: dict[int, int] = dict(
        reader.rows(
            "SELECT incident_id, published_at FROM review WHERE withdrawn_at IS NULL AND published_at IS NOT NULL"
        )
    )
    majors = facts.timed & (facts["major"] == 1) & (facts["resolved_at"] != MISSING)
    due = np.where(majors, facts["resolved_at"] + due_after(0, days), MISSING)
    due = np.where(due <= now, due, MISSING)
    ids = facts["id"]
    on_time = np.zeros(len(facts), bool)
    for place in np.flatnonzero(due != MISSING).tolist():
        at = published.get(int(ids[place]))
        on_time[place] = at is not None and at <= due[place]
    return shares_of(grouping.codes(due, None), on_time, len(grouping))


def actions_on_time(reader: Reader, period: Period, grouping: Grouping, now: int) -> list[Share]:
    """Of the corrective actions that were due those that were completed by then; only for the whole or steps of time.

    A due date ends with its day in the zone of the period.
    """
    rows = reader.rows(
        "SELECT due_on, completed_at FROM corrective_action"
        " WHERE withdrawn_at IS NULL AND due_on <> '' AND state NOT IN ('Proposed', 'Dropped')"
    )
    due = np.array([_end_of(day, period) for day, _completed in rows], np.int64)
    completed = np.array([MISSING if at is None else at for _day, at in rows], np.int64)
    passed = np.where(due <= now, due, MISSING)
    # The last microsecond of the day is in it.
    codes = grouping.codes(np.where(passed == MISSING, MISSING, passed - 1), None) if len(rows) else passed
    return shares_of(codes, (completed != MISSING) & (completed < due), len(grouping))


def _end_of(day: str, period: Period) -> int:
    due = date.fromisoformat(day)
    return _FAR if due.year == MAXYEAR else midnight(due + timedelta(days=1), period.zone)
