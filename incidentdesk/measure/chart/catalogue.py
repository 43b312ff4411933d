"""All charts by name, in the order in which they are offered."""

from incidentdesk.language import N_
from incidentdesk.measure.chart import (
    backlog,
    by_field,
    drill_scores,
    open_by_age,
    reassignments,
    response_times,
    root_causes,
    satisfaction,
    sla_per_month,
    time_to_resolve,
    weekly_times,
    when_incidents_start,
)
from incidentdesk.measure.chart.chart import Chart

_COUNTED = ("state", "duplicate", "created_at", "resolved_at", "closed_at")
_TIMED = (*_COUNTED, "parent_id", "priority", "service_id", "team_id", "category_id", "subcategory_id")
_STAGES = ("occurred_at", "detected_at", "acknowledged_at", "first_response_at", "mitigated_at", "restored_at")
_WILSON = N_(
    "Each dot is the share of resolution clocks that were met among those that ended, the whisker its 95 % interval"
    " after Wilson: where whiskers overlap, the difference may be chance. The dashed line is the target of the desk."
)
_BARS = N_(
    "Bars are the incidents logged in this time. Beside them stands the median time to resolve of those that were"
    " resolved in it. What comes after the first twelve is put together as Other."
)


def _by(by: str, title: str) -> Chart:
    return Chart(
        f"by-{by}", title, ("created", "time-to-resolve"), _BARS,
        (*_TIMED, "channel" if by == "channel" else f"{by}_id"),
        by_field.gather_by(by), by_field.draw, by_field.table, by_field.subtitle,
    )  # fmt: skip


_ALL = (
    Chart(
        "time-to-resolve", N_("Time to resolve by week"), ("time-to-resolve",),
        N_(
            "The line is the median of the incidents resolved in each week, the band reaches up to the 90th percentile."
            " A hollow point stands for fewer than 5 incidents and has no band. Between the limits the median varies by"
            " itself: they are the mean of its logarithms ± 2.66 times their mean moving range, need 8 weeks, and are"
            " provisional below 20. A diamond is a signal: a week outside of the limits, or the eighth in a row on one"
            " side. The limits begin anew at each baseline. The scale is logarithmic."
        ),
        _TIMED, weekly_times.gather, time_to_resolve.draw, time_to_resolve.table, time_to_resolve.subtitle,
    ),
    Chart(
        "sla-per-month", N_("SLA met per month"), ("sla-resolution",), _WILSON,
        _COUNTED, sla_per_month.gather_months, sla_per_month.draw, sla_per_month.table_months, sla_per_month.subtitle,
    ),
    Chart(
        "open-by-age", N_("Age of open incidents"), ("backlog", "backlog-age"),
        N_(
            "Incidents that are open, by the time since they were logged; where the time that is shown is over, those"
            " that were open at its end. What is On Hold is hatched."
        ),
        (*_COUNTED, "priority", "reopen_count"), open_by_age.gather, open_by_age.draw, open_by_age.table,
        open_by_age.subtitle,
    ),
    Chart(
        "backlog", N_("Backlog"), ("created", "resolved", "net-flow", "backlog"),
        N_(
            "Bars are the incidents logged and resolved in each week, the line is how many were open at its end. Where"
            " there would be more than 60 weeks, a step is a month, a quarter or a year."
        ),
        (*_COUNTED, "reopen_count"), backlog.gather, backlog.draw, backlog.table, backlog.subtitle,
    ),
    Chart(
        "root-causes", N_("Verified root causes (Pareto)"), ("created", "repeat-rate"),
        N_(
            "Incidents logged in this time by their root causes, those of the problem behind them included. An incident"
            " with two root causes counts in both bars. The line is the share of all bars up to there. Solid are the"
            " vital few that make up 80 %. Incidents without a verified root cause are left out."
        ),
        _COUNTED, root_causes.gather, root_causes.draw, root_causes.table, root_causes.subtitle,
    ),
    Chart(
        "when-incidents-start", N_("When incidents start"), ("created",),
        N_(
            "How many incidents were logged in each hour of each weekday, by the clock of the zone that is named. The"
            " classes of colour follow the largest count."
        ),
        _COUNTED, when_incidents_start.gather, when_incidents_start.draw, when_incidents_start.table,
        when_incidents_start.subtitle,
    ),
    Chart(
        "response-times", N_("Times to respond"),
        (
            "time-to-detect", "time-to-acknowledge", "time-to-first-response", "time-to-mitigate", "time-to-restore",
            "time-to-resolve", "time-to-close",
        ),
        N_(
            "Each strip reaches from the 10th to the 90th percentile, the dot is the median; it is hollow for fewer"
            " than 5 incidents. The scale is logarithmic. An incident belongs to when it reached the stage."
        ),
        (*_TIMED, *_STAGES), response_times.gather, response_times.draw, response_times.table, response_times.subtitle,
    ),
    Chart(
        "sla-by-priority", N_("SLA met by priority"), ("sla-resolution",), _WILSON,
        (*_COUNTED, "priority"), sla_per_month.gather_priorities, sla_per_month.draw, sla_per_month.table_priorities,
        sla_per_month.subtitle,
    ),
    _by("service", N_("Incidents by service")),
    _by("team", N_("Incidents by team")),
    _by("channel", N_("Incidents by channel")),
    Chart(
        "reassignments", N_("Reassignments"), ("reassignments",),
        N_("How often incidents changed team or assignee, of those that were resolved in this time."),
        (*_COUNTED, "reassignment_count"), reassignments.gather, reassignments.draw, reassignments.table,
        reassignments.subtitle,
    ),
    Chart(
        "satisfaction", N_("Satisfaction of those who reported"), ("csat", "response-rate"),
        N_(
            "Bars are the answers with each score, from 1 (very dissatisfied) to 5 (very satisfied), of those who were"
            " asked in this time. No mean is shown, for scores are ranks and the extremes answer most. Whoever did not"
            " answer is in no bar, so read them with the share of letters that were answered."
        ),
        _COUNTED, satisfaction.gather, satisfaction.draw, satisfaction.table, satisfaction.subtitle,
    ),
    Chart(
        "drill-scores", N_("Scores of drills"), ("drill-score",),
        N_(
            "Each dot is a drill that ended in this time and could be measured, in the order in which they ended. The"
            " later half is compared with the earlier one, which takes at least 10 drills in each. Scenarios differ in"
            " how hard they are, so a difference between two drills is not yet a trend. Where not all have room, the"
            " latest are shown; the table has all of them."
        ),
        _COUNTED, drill_scores.gather, drill_scores.draw, drill_scores.table, drill_scores.subtitle,
    ),
)  # fmt: skip

CHARTS: dict[str, Chart] = {each.name: each for each in _ALL}
