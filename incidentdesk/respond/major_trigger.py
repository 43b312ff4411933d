"""What makes an incident a candidate for a major one (R3): rules that speak for themselves.

The thresholds are settings of the desk; 0 switches a rule off. The rules are those of ServiceNow's major incident
management (children, business criticality) and a burst of incidents of one service.
"""

from dataclasses import dataclass

from incidentdesk.detect.state import OPEN_STATES
from incidentdesk.language import _, isolated, ngettext
from incidentdesk.prepare.service import Criticality
from incidentdesk.prepare.setting import setting_of
from incidentdesk.store.reading import Reader

_MINUTE = 60_000_000  # microseconds
_OPEN = ", ".join(f"'{state}'" for state in OPEN_STATES)


@dataclass(frozen=True, slots=True)
class Trigger:
    """A rule that holds: the sentence why, and the qualifier of the checklist for which it speaks."""

    sentence: str
    qualifier: str


def major_triggers(reader: Reader, incident_id: int) -> list[Trigger]:
    """The rules that hold for an incident at this moment, none where it is not open."""
    found = reader.rows(
        "SELECT i.priority, i.service_id, coalesce(s.criticality, ''), coalesce(s.name, ''), i.created_at"
        " FROM incident i LEFT JOIN service s ON s.id = i.service_id"
        f" WHERE i.id = :id AND i.withdrawn_at IS NULL AND i.state IN ({_OPEN})",
        {"id": incident_id},
    )
    if not found:
        return []
    priority, service_id, criticality, service, created_at = found[0]
    return [
        *_on_critical_service(reader, priority, criticality, service),
        *_many_children(reader, incident_id),
        *(_burst(reader, service_id, service, created_at) if service_id is not None else ()),
    ]


def _on_critical_service(reader: Reader, priority: int, criticality: str, service: str) -> list[Trigger]:
    if criticality != Criticality.CRITICAL or priority > setting_of(reader, "major_priority"):
        return []
    sentence = _("P{priority} on the critical service {service}").format(priority=priority, service=isolated(service))
    return [Trigger(sentence, "critical")]


def _many_children(reader: Reader, incident_id: int) -> list[Trigger]:
    most = setting_of(reader, "major_children")
    counted = "SELECT count(*) FROM incident WHERE parent_id = :id AND withdrawn_at IS NULL"
    count = reader.rows(counted, {"id": incident_id})[0][0]
    if not most or count < most:
        return []
    return [
        Trigger(ngettext("{count} child incident", "{count} child incidents", count).format(count=count), "clients")
    ]


def _burst(reader: Reader, service_id: int, service: str, created_at: int) -> list[Trigger]:
    """Open incidents of one service that were logged within a span before or after this one."""
    most, minutes = setting_of(reader, "major_service_incidents"), setting_of(reader, "major_service_minutes")
    if not most:
        return []
    span = minutes * _MINUTE
    count = reader.rows(
        "SELECT count(*) FROM incident WHERE service_id = :service AND created_at BETWEEN :first AND :last"
        f" AND withdrawn_at IS NULL AND state IN ({_OPEN})",
        {"service": service_id, "first": created_at - span, "last": created_at + span},
    )[0][0]
    if count < most:
        return []
    sentence = ngettext(
        "{count} open incident of {service} within {minutes} minutes",
        "{count} open incidents of {service} within {minutes} minutes",
        count,
    )
    return [Trigger(sentence.format(count=count, service=isolated(service), minutes=minutes), "clients")]
