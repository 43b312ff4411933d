"""Payloads in the plain form that any script can send, and in forms that nobody has described.

{"title": "Disk full", "status": "firing", "severity": "critical", "host": "db1", "service": "ERP", "key": "disk-db1",
"detail": "...", "link": "...", "labels": {...}, "started_at": "2026-03-02T08:00:00Z"}; one, a list of them, or a list
under "alerts".
"""

from typing import Any

from incidentdesk.detect.alert_told import Told, fingerprint_of
from incidentdesk.detect.payload_value import first_line, instant_in, items, labels_of, lower_keys, text, value_at
from incidentdesk.language import _
from incidentdesk.refusal import Refused

WELL = (
    "ok", "resolved", "resolve", "recovered", "recovery", "closed", "close", "up", "normal", "green", "success",
    "inactive", "deactivated", "cleared", "clear", "healthy", "0", "false",
)  # fmt: skip
KEYS = ("fingerprint", "key", "dedup_key", "alert_id", "event_id", "external_id", "id")
TITLES = ("title", "summary", "name", "subject", "alertname", "alert", "message", "msg", "text", "description",
          "trigger", "event_name", "check_name", "rule")  # fmt: skip
DETAILS = ("detail", "details", "description", "message", "body", "text", "output", "reason", "msg")
STATES = ("status", "state", "current_state", "alert_state", "transition", "event_action", "firing", "action")
SEVERITIES = ("severity", "priority", "level", "urgency", "importance", "criticality")
HOSTS = ("host", "hostname", "instance", "node", "server", "device", "resource", "source", "target")
SERVICES = ("service", "service_name", "application", "app", "component", "project", "job", "check")
LINKS = ("link", "url", "href", "web_url", "html_url", "permalink", "dashboard")
STARTS = ("started_at", "starts_at", "startsat", "start", "timestamp", "time", "created_at", "date", "occurred_at")
ENDS = ("ended_at", "ends_at", "endsat", "end", "resolved_at", "closed_at")


def read_generic(payload: Any) -> list[Told]:
    """One alert for each object; raises Refused where there is no object or one has no title."""
    alerts = items(payload, "") or items(payload, "alerts") or ([payload] if isinstance(payload, dict) else [])
    if not alerts:
        raise Refused(_("It is neither an object nor a list of objects."))
    return [_alert(lower_keys(each)) for each in alerts]


def is_well(state: str) -> bool:
    """Whether a word says that nothing is wrong any more."""
    return state.strip().lower() in WELL


def _alert(facts: dict[str, Any]) -> Told:
    title = text(facts, *TITLES)
    if not title:
        known = ", ".join(TITLES[:4])
        raise Refused(_("It has no title. Name what is wrong in one of these fields: {fields}.").format(fields=known))
    host, service, key = text(facts, *HOSTS), text(facts, *SERVICES), text(facts, *KEYS)
    well = is_well(text(facts, *STATES))
    return Told(
        fingerprint=fingerprint_of(key) if key else fingerprint_of("", title, host, service),
        firing=not well,
        title=first_line(title),
        detail=text(facts, *DETAILS),
        severity=text(facts, *SEVERITIES),
        host=host,
        service=service,
        labels=labels_of(facts.get("labels"), _list_as_label(facts.get("tags"))),
        link=text(facts, *LINKS),
        started_at=instant_in(facts, *STARTS),
        ended_at=instant_in(facts, *ENDS) if well else None,
    )


def _list_as_label(tags: Any) -> Any:
    return tags if isinstance(tags, dict) else {"tags": value_at({"tags": tags}, "tags")}
