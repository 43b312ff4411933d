"""The metrics by name: what each of them means, how it is reckoned and what it leaves out.

The words stand beside every number, on the screen, in data and on paper (features, section 5).
"""

from dataclasses import dataclass
from enum import StrEnum

from incidentdesk.language import N_


class Unit(StrEnum):
    """What the numbers of a metric are."""

    SECONDS = "seconds"
    SHARE = "share"
    COUNT = "count"
    POINTS = "points"


@dataclass(frozen=True, slots=True)
class Definition:
    """`meaning` is one sentence for a manager, `formula` how it is reckoned, `left_out` what is not in it.

    `ends` says by which time something belongs to a period. A `long` one needs the history of every incident.
    """

    name: str
    label: str
    unit: Unit
    meaning: str
    formula: str
    left_out: str = ""
    ends: str = ""
    long: bool = False


POPULATION = N_(
    "Canceled incidents, duplicates and drills are left out everywhere. Children count in volume and not in times, for"
    " their parent carries them. What belongs to a period is decided by the time at which it ended. A time that is"
    " missing is left out and lowers the coverage; it is neither 0 nor now. What ends before it begins is listed as an"
    " anomaly and enters no figure."
)
STATISTICS = N_(
    "n is how many were measured, coverage their share of those that should have been. The median is the middle value,"
    " the 90th percentile the smallest value that at least 90 % do not exceed (nearest rank). Shares have the 95 %"
    " interval after Wilson."
)
_NO_START = N_("Incidents of which the beginning is not known.")
_BOTH = N_("Incidents without both times.")

_ALL = (
    Definition(
        "time-to-detect", N_("Time to detect"), Unit.SECONDS,
        N_("How long something was wrong before the first hard alert or the first report."),
        N_("detected − occurred"), _NO_START, "detected_at",
    ),
    Definition(
        "time-to-acknowledge", N_("Time to acknowledge"), Unit.SECONDS,
        N_("How long it took until a person took it on. An automatic assignment is no acknowledgement."),
        N_("acknowledged − detected"), _BOTH, "acknowledged_at",
    ),
    Definition(
        "time-to-first-response", N_("Time to first response"), Unit.SECONDS,
        N_("How long a requester waited for the first message of a person, in working hours."),
        N_("first response − created, in working hours of the calendar that holds"), _BOTH, "first_response_at",
    ),
    Definition(
        "time-to-mitigate", N_("Time to mitigate"), Unit.SECONDS,
        N_("How long users felt it, until a workaround or the repair."),
        N_("mitigated − occurred"), _NO_START, "mitigated_at",
    ),
    Definition(
        "time-to-restore", N_("Time to restore (MTRS)"), Unit.SECONDS,
        N_("How long it took until the service was back to normal."),
        N_("restored − occurred; − detected where nobody knows when it occurred"), _BOTH, "restored_at",
    ),
    Definition(
        "time-to-resolve", N_("Time to resolve (MTTR-resolve)"), Unit.SECONDS,
        N_("How long it took from the logging to the last resolution."),
        N_("last resolved − created"), N_("Incidents without a time of resolution."), "resolved_at",
    ),
    Definition(
        "net-time-to-resolve", N_("Net time to resolve"), Unit.SECONDS,
        N_("Time to resolve without what was not in our hands."),
        N_("last resolved − created − time in Awaiting Caller − time in Resolved or Closed before a reopening"),
        N_("Incidents without a time of resolution."), "resolved_at", long=True,
    ),
    Definition(
        "time-to-close", N_("Time to close"), Unit.SECONDS,
        N_("How long it took until the record was closed. It says nothing about the service."),
        N_("closed − created"), N_("Incidents that are not closed."), "closed_at",
    ),
    Definition(
        "sla-response", N_("SLA met: first response"), Unit.SHARE,
        N_("How often the first response came in time."),
        N_("met ÷ (met + breached), clocks that ended"), N_("Cancelled clocks, OLAs."), "ended_at",
    ),
    Definition(
        "sla-update", N_("SLA met: update"), Unit.SHARE,
        N_("How often news came in time."),
        N_("met ÷ (met + breached), clocks that ended"), N_("Cancelled clocks, OLAs."), "ended_at",
    ),
    Definition(
        "sla-resolution", N_("SLA met: resolution"), Unit.SHARE,
        N_("How often an incident was resolved in time."),
        N_("met ÷ (met + breached), clocks that ended"), N_("Cancelled clocks, OLAs."), "ended_at",
    ),
    Definition(
        "sla-coverage", N_("SLA coverage"), Unit.SHARE,
        N_("How many of the incidents resolved had an SLA at all."),
        N_("incidents with the result of a resolution clock ÷ incidents resolved"), "", "resolved_at",
    ),
    Definition(
        "open-breached", N_("Open and already breached"), Unit.COUNT,
        N_("How many open incidents have missed a target and still run; they are in no share of met ones yet."),
        N_("open incidents with an overdue clock, now"),
    ),
    Definition(
        "reopen-rate", N_("Reopen rate"), Unit.SHARE,
        N_("How often a resolution did not hold."),
        N_("incidents reopened within 14 days of a resolution ÷ incidents resolved at least 14 days ago"),
        N_("Resolutions of the last 14 days, which may still be reopened; reopenings of unknown time."), "resolved_at",
        long=True,
    ),
    Definition(
        "reopened", N_("Reopened incidents"), Unit.COUNT,
        N_("How many of the incidents resolved were ever reopened, whenever that was."),
        N_("incidents resolved whose count of reopenings is above 0"), "", "resolved_at",
    ),
    Definition(
        "created", N_("Incidents logged"), Unit.COUNT,
        N_("How many incidents came in."), N_("incidents by their time of creation"), "", "created_at",
    ),
    Definition(
        "resolved", N_("Incidents resolved"), Unit.COUNT,
        N_("How many incidents were resolved."),
        N_("incidents by their last time of resolution, or of closing where no resolution is known"), "", "resolved_at",
    ),
    Definition(
        "net-flow", N_("Net flow"), Unit.COUNT,
        N_("Whether more came in than went out; above 0 the backlog grows."), N_("logged − resolved"),
    ),
    Definition(
        "backlog", N_("Backlog"), Unit.COUNT,
        N_("How many incidents were open at the end of the period."),
        N_("created by then, and neither resolved nor closed by then"), "",
    ),
    Definition(
        "backlog-age", N_("Age of the backlog"), Unit.SECONDS,
        N_("How old the open incidents were at the end of the period."),
        N_("end of the period − created"), "",
    ),
    Definition(
        "first-contact-resolution", N_("First-contact resolution"), Unit.SHARE,
        N_("How often one contact with one person was enough."),
        N_(
            "incidents resolved by the first who handled them, without reassignment, second message of the caller,"
            " hold, and reopening or repetition within 7 days ÷ incidents that users reported and that were resolved"
        ),
        N_("Incidents that came from monitors, alerts, programs and imports; resolutions of the last 7 days."),
        "resolved_at", long=True,
    ),
    Definition(
        "first-assignment-resolution", N_("First-assignment resolution"), Unit.SHARE,
        N_("How often the first team or person that got it also resolved it."),
        N_("incidents resolved without a reassignment ÷ incidents resolved"), "", "resolved_at",
    ),
    Definition(
        "repeat-rate", N_("Repeat rate"), Unit.SHARE,
        N_("How often the same trouble came back."),
        N_(
            "incidents logged within 30 days after the resolution of an earlier one with the same problem or known"
            " error, or the same service and the same root cause ÷ incidents logged"
        ),
        N_("Children."), "created_at",
    ),
    Definition(
        "reassignments", N_("Reassignments"), Unit.COUNT,
        N_("How often an incident changed hands before it was resolved."),
        N_("changes of team or assignee of incidents resolved"), "", "resolved_at",
    ),
    Definition(
        "found-by-monitoring", N_("Found by monitoring"), Unit.SHARE,
        N_("How often we knew before somebody told us."),
        N_("incidents that came from monitors or alerts ÷ incidents logged whose channel is known"),
        N_("Imported incidents whose channel is not known."), "created_at",
    ),
    Definition(
        "reviews-on-time", N_("Reviews on time"), Unit.SHARE,
        N_("How often a major incident was reviewed by when it had to be."),
        N_("major incidents whose review was published by its due time ÷ major incidents whose review was due"),
        "", "due",
    ),
    Definition(
        "actions-on-time", N_("Corrective actions on time"), Unit.SHARE,
        N_("How often a corrective action was completed by its due date."),
        N_("actions completed by their due date ÷ actions that were due"),
        N_("Dropped actions; proposed ones that nobody committed to."), "due",
    ),
    Definition(
        "csat", N_("Satisfaction (CSAT)"), Unit.SHARE,
        N_("How often whoever was asked chose 4 or 5 of 5; read it with the response rate and the n only."),
        N_("answers of 4 or 5 ÷ answers"),
        N_("Surveys that were not answered; they lower the coverage. Letters that did not arrive."), "survey sent",
    ),
    Definition(
        "response-rate", N_("Response rate of surveys"), Unit.SHARE,
        N_("How many of those who were asked by letter have answered."),
        N_("surveys answered ÷ surveys sent by mail"),
        N_("Letters that did not arrive; answers by phone to no letter."), "survey sent",
    ),
    Definition(
        "drill-score", N_("Drill score"), Unit.POINTS,
        N_("How well drills went, in points of 100; a drill that can't be measured has none."),
        N_(
            "points made ÷ points that could be made by what was measured: detection, acknowledgement, first action,"
            " activation of the plan, updates, steps and expected deeds"
        ),
        N_("Drills that were called off. The filter of the incidents does not choose among drills."), "drill ended",
    ),
    Definition(
        "mtbf", N_("Mean time between failures (MTBF)"), Unit.SECONDS,
        N_("How long a service ran between two outages."),
        N_("(agreed service time − downtime) ÷ failures; failures are unplanned outages, overlapping ones are one"),
        N_("Planned outages and those that only degraded the service."),
    ),
    Definition(
        "availability", N_("Availability"), Unit.SHARE,
        N_("Which part of the agreed time a service was there."),
        N_("(agreed service time − downtime) ÷ agreed service time"),
        N_("Planned outages; degraded time, which is told apart."),
    ),
)  # fmt: skip

DEFINITIONS: dict[str, Definition] = {each.name: each for each in _ALL}
