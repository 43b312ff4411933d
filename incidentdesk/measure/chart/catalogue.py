"""All charts by name, in the order in which they are offered."""

from incidentdesk.language import N_
from incidentdesk.measure.chart import time_to_resolve, weekly_times
from incidentdesk.measure.chart.chart import Chart

_COUNTED = ("state", "duplicate")
_TIMED = (*_COUNTED, "parent_id", "created_at", "resolved_at", "closed_at")

_ALL = (
    Chart(
        "time-to-resolve",
        N_("Time to resolve by week"),
        ("time-to-resolve",),
        N_(
            "The line is the median of the incidents resolved in each week, the band reaches up to the 90th percentile."
            " A hollow point stands for fewer than 5 incidents and has no band. Between the limits the median varies by"
            " itself: they are the mean of its logarithms ± 2.66 times their mean moving range, need 8 weeks, and are"
            " provisional below 20. A diamond is a signal: a week outside of the limits, or the eighth in a row on one"
            " side. The limits begin anew at each baseline. The scale is logarithmic."
        ),
        ("service_id", "team_id", *_TIMED),
        weekly_times.gather,
        time_to_resolve.draw,
        time_to_resolve.table,
        time_to_resolve.subtitle,
    ),
)

CHARTS: dict[str, Chart] = {each.name: each for each in _ALL}
