"""The facts of an incident in words: what they are called and how their values are written."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from incidentdesk import clock
from incidentdesk.desktop import moment
from incidentdesk.detect.priority import LEVEL_NAME, priority_label
from incidentdesk.improve.review_text import FACT_NAME, SECTION_NAME
from incidentdesk.improve.review_text import TEXTS as REVIEW_TEXTS
from incidentdesk.language import N_, _
from incidentdesk.respond.timeline import FIELD_NAME

# The stage times in the order in which they are shown.
TIMES = tuple(name for name in FIELD_NAME if name.endswith("_at") and name != "withdrawn_at")
LABEL = {
    "title": N_("Title"),
    "description": N_("Description"),
    "reporter": N_("Reporter"),
    "channel": N_("Channel"),
    "service": N_("Service"),
    "category": N_("Category"),
    "subcategory": N_("Subcategory"),
    "impact": N_("Impact"),
    "urgency": N_("Urgency"),
    "priority": N_("Priority"),
    "override_reason": N_("Reason of the priority"),
    "team": N_("Team"),
    "assignee": N_("Assignee"),
    "tags": N_("Tags"),
    "major": N_("Major incident"),
    "resolution_code": N_("Resolution code"),
    "resolution_notes": N_("Resolution notes"),
    "parent": N_("Parent"),
    "external_ref": N_("External reference"),
    "text": N_("Text"),
    # Of rules.
    "trigger": N_("When"),
    "amount": N_("How long"),
    "condition": N_("If"),
    "actions": N_("Then"),
    "stops": N_("Afterwards"),
    # Of causes and counter-measures.
    "note": N_("Note"),
    "status": N_("Status"),
    "role": N_("Role"),
    "owner": N_("Owner"),
    "cause": N_("Cause"),
    "gate": N_("AND or OR"),
    "asked": N_("Shown in the 5-Whys"),
    "stop_reason": N_("Why the branch ends"),
    "accepted_reason": N_("Why it is accepted"),
    "side": N_("Side"),
    "voting": N_("Voting"),
    "dots": N_("Dots of each person"),
    "effort": N_("Effect"),
    "state": N_("State"),
    "due_on": N_("Due"),
    # Of people, teams, roles, calendars and SLAs.
    "name": N_("Name"),
    "job_title": N_("Job title"),
    "department": N_("Department"),
    "leads_team": N_("Leads the team"),
    "leads_department": N_("Leads the department"),
    "staff": N_("Incidents can be assigned"),
    "methods": N_("Reached by"),
    "absences": N_("Away"),
    "account": N_("Account on the desktop"),
    "calendar": N_("Calendar"),
    "time_zone": N_("Time zone"),
    "left_on": N_("Last day"),
    "email": N_("E-mail"),
    "members": N_("Members"),
    "holders": N_("Held by"),
    "commands": N_("Commands the response"),
    "windows": N_("Working hours"),
    "country": N_("Country"),
    "region": N_("Region"),
    "holidays": N_("Holidays of your own"),
    "targets": N_("Targets"),
    "update_mode": N_("Update means"),
    "pauses": N_("Stops while on hold for"),
    "restarts": N_("Begins anew with the team"),
    "enabled": N_("Switched on"),
    "zone_source": N_("By the clock of"),
    "subject": N_("Subject"),
    "body": N_("Text"),
    **{name: FIELD_NAME[name] for name in TIMES},
    # Those of a review; some are called like those of an incident.
    **{f"review_{name}": text for name, text in {**SECTION_NAME, **FACT_NAME}.items()},
}
# What may be several lines, so that two versions can become one.
TEXTS = ("title", "description", "resolution_notes", "text", "note", *(f"review_{name}" for name in REVIEW_TEXTS))


def fact_text(name: str, value: Any, zone: ZoneInfo) -> str:
    """A value as a person reads it; empty for none."""
    if isinstance(value, datetime):
        return moment.day_and_time(clock.stored(value), clock.stored(clock.now()), zone)
    if value is None:
        return ""
    if name in ("impact", "urgency"):
        return _(LEVEL_NAME[value])
    if name == "priority":
        return priority_label(value)
    if name == "major":
        return _("yes") if value else _("no")
    if name == "tags":
        return " · ".join(value)
    if name in ("channel", "resolution_code") and value:
        return _(value)
    return str(value)
