"""SLAs to begin with, as most help desks have them."""

from dataclasses import dataclass, field
from typing import Any

from incidentdesk.language import N_, _
from incidentdesk.prepare.calendar import calendar
from incidentdesk.prepare.calendar_change import create_calendar
from incidentdesk.prepare.record_name import record_named
from incidentdesk.prepare.sla_change import create_sla
from incidentdesk.prepare.sla_kind import SlaKind
from incidentdesk.store.session import Session

OFFICE_HOURS = N_("Business hours")
OFFICE_WINDOWS = "mon-fri 09:00-17:00"
# On-hold reasons for which the desk can do nothing but wait.
_WAITING = "Awaiting Caller\nAwaiting Change\nAwaiting Vendor\nScheduled"


@dataclass(frozen=True, slots=True)
class Preset:
    """`facts` are those of an SLA as a person sees them; `calendar` is made with it where there is none of the name."""

    name: str
    sentence: str
    targets: str
    calendar: str = ""
    facts: dict[str, Any] = field(default_factory=dict, hash=False)
    for_one_service: bool = False


PRESETS = (
    Preset(
        N_("Business hours 8×5"),
        N_("For everything, Monday to Friday 09:00 to 17:00: P1 answered in 15 min and solved in 4 h."),
        "P1\t15 min\t1 h\t4 h\nP2\t30 min\t2 h\t8 h\nP3\t2 h\t8 h\t16 h\nP4\t4 h\t16 h\t40 h\nP5\t8 h\t\t80 h",
        OFFICE_HOURS,
        {"pauses": _WAITING},
    ),
    Preset(
        N_("24×7 for critical services"),
        N_("Round the clock, for one service you choose: P1 answered in 15 min and solved in 4 h."),
        "P1\t15 min\t30 min\t4 h\nP2\t30 min\t1 h\t8 h\nP3\t1 h\t4 h\t24 h",
        "",
        {"pauses": "Awaiting Vendor"},
        for_one_service=True,
    ),
    Preset(
        N_("OLA between teams"),
        N_("Inside the house: a team answers P1 within 15 min of getting it; begins anew with the next team."),
        "P1\t15 min\t\t2 h\nP2\t30 min\t\t4 h\nP3\t1 h\t\t8 h\nP4\t4 h\t\t16 h",
        OFFICE_HOURS,
        {"kind": str(SlaKind.OLA), "restarts": True, "pauses": _WAITING},
    ),
)


def preset_facts(preset: Preset) -> dict[str, Any]:
    """The facts of an SLA with which the dialog begins."""
    return {
        "name": _(preset.name),
        "targets": preset.targets,
        "calendar": _(preset.calendar) if preset.calendar else "",
        **preset.facts,
    }


def create_preset_sla(session: Session, *, zone: str, **facts: Any) -> int:
    """Make an SLA, and the calendar of business hours in that zone where it names one that there is not."""
    wanted = str(facts.get("calendar", "")).strip()
    if wanted == _(OFFICE_HOURS) and record_named(session, calendar, wanted) is None:
        create_calendar(session, name=wanted, time_zone=zone, windows=OFFICE_WINDOWS)
    return create_sla(session, **facts)
