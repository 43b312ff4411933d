"""How well drills went: the spread of their scores, which are points of 100 (`improve.drill_score`)."""

import numpy as np

from incidentdesk.improve.drill_trend import held_drills
from incidentdesk.measure.metric.distribution import Distribution, distributions
from incidentdesk.measure.metric.flow import counted_by
from incidentdesk.measure.metric.grouping import Grouping
from incidentdesk.store.reading import Reader


def drill_scores(reader: Reader, grouping: Grouping) -> list[Distribution]:
    """Of the drills that ended those with a score; only for the whole or steps of time, for drills are no incidents."""
    held = held_drills(reader)
    codes = grouping.codes(np.array([each.ended_at for each in held], np.int64), None)
    scored = np.array([each.total is not None for each in held], bool) & (codes >= 0)
    values = np.array([each.total or 0 for each in held], np.float64)
    return distributions(values[scored], codes[scored], counted_by(codes, len(grouping)))
