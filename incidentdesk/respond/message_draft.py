"""The first draft of an announcement: a template filled in with what is known of the incident."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, tzinfo
from typing import Any

from incidentdesk import clock
from incidentdesk.detect.number import number
from incidentdesk.language import N_, _
from incidentdesk.prepare.audience import Form
from incidentdesk.prepare.message_text import FIELDS, MessageField, rendered
from incidentdesk.prepare.minutes import length_text
from incidentdesk.refusal import Refused
from incidentdesk.respond.task import UNFINISHED
from incidentdesk.store.reading import Reader

_MOST_TASKS = 30

# What is drafted where no template was written for audience and phase; one for each form of a status update.
SUBJECT = N_("[{{ incident.number }}] {{ phase }}: {{ incident.title }}")
BODIES = {
    Form.CAN: N_(
        "{{ incident.number }} · {{ incident.priority }} · {{ incident.state }}\n"
        "Since {{ incident.started }} ({{ incident.duration }}){% if commander %} · "
        "Incident commander: {{ commander }}{% endif %}\n\n"
        "Conditions: {{ conditions }}\nActions: {{ actions }}\nNeeds: {{ needs }}\n"
        "{% if next_update %}\n\nNext update: {{ next_update }}\n{% endif %}"
    ),
    Form.EXECUTIVE: N_(
        "{{ summary }}\n\n"
        "{% if impact %}Impact: {{ impact }}\n{% endif %}"
        "{% if incident.service %}Service: {{ incident.service }}\n{% endif %}"
        "Since: {{ incident.started }} ({{ incident.duration }})\n"
        "{% if next %}Next: {{ next }}\n{% endif %}"
        "{% if next_update %}Next update: {{ next_update }}\n{% endif %}"
    ),
}


@dataclass(frozen=True, slots=True)
class Drafted:
    """A subject and a body to be looked through; `warning` says why a template was left as it is written."""

    subject: str
    body: str
    warning: str = ""


def drafted(
    reader: Reader,
    incident_id: int,
    *,
    audience_id: int | None,
    phase: str,
    template: str = "",
    fields: Mapping[str, str] | None = None,
    sender: str = "",
    zone: tzinfo = UTC,
    cadence: int | None = None,
) -> Drafted:
    """The draft for an audience in a phase, by the template of that name, else by the one for audience and phase.

    A template that can't be filled in never stops an announcement: its text comes as it is, with a warning.
    With a `cadence` in minutes the next update is due that much later (0: none is), whatever the schedule says.
    Raises Refused where there is no such incident.
    """
    values = message_values(reader, incident_id, audience_id=audience_id, phase=phase, sender=sender, zone=zone)
    if cadence is not None:
        now = clock.stored(clock.now())
        values["next_update"] = _moment(now + cadence * 60_000_000, zone) if cadence else ""
    given = {**dict.fromkeys(FORM_FIELDS, ""), **(fields or {})}
    if not given["summary"]:
        given["summary"] = values["incident"]["title"]
    values = {**values, **{name: given[name] for name in FORM_FIELDS}}
    subject, body, warning = _template(reader, audience_id, phase, template)
    return filled(subject, body, values, warning)


FORM_FIELDS = ("conditions", "actions", "needs", "summary", "impact", "next")


def filled(
    subject: str, body: str, values: Mapping[str, Any], warning: str, fields: Sequence[MessageField] = FIELDS
) -> Drafted:
    """Two templates with their values; one that can't be filled in stands there as it is, with a warning."""
    texts = []
    for text in (subject, body):
        try:
            texts.append(rendered(text, values, fields))
        except Refused as refused:
            texts.append(text)
            warning = _("The template stands here as it is written. {reason}").format(reason=refused)
    return Drafted(" ".join(texts[0].split()), texts[1].strip() + "\n", warning)


def _template(reader: Reader, audience_id: int | None, phase: str, name: str) -> tuple[str, str, str]:
    """Subject and body of the template that fits best, and what is to be said of it."""
    columns = "SELECT subject, body FROM message_template WHERE withdrawn_at IS NULL"
    warning = ""
    if name:
        named = reader.rows(f"{columns} AND name = :name", {"name": name})
        if named:
            return named[0][0], named[0][1], ""
        warning = _("There is no message template “{name}”, so another one was taken.").format(name=name)
    fitting = reader.rows(
        f"{columns} AND phase = :phase AND (audience_id = :audience OR audience_id IS NULL)"
        " ORDER BY CASE WHEN audience_id IS NULL THEN 1 ELSE 0 END, id LIMIT 1",
        {"phase": phase, "audience": audience_id},
    )
    if fitting:
        return fitting[0][0], fitting[0][1], warning
    return _(SUBJECT), _(BODIES[_form(reader, audience_id)]), warning


def _form(reader: Reader, audience_id: int | None) -> Form:
    rows = reader.rows("SELECT form FROM audience WHERE id = :id", {"id": audience_id})
    return Form(rows[0][0]) if rows else Form.EXECUTIVE


# ── what is known of an incident ─────────────────────────────────────────────────────────────────────────────────


def message_values(
    reader: Reader, incident_id: int, *, audience_id: int | None, phase: str, sender: str = "", zone: tzinfo = UTC
) -> dict[str, Any]:
    """The values of all fields of `message_text.FIELDS`, but those of the forms, as texts for a person."""
    now = clock.stored(clock.now())
    audience = reader.rows("SELECT name FROM audience WHERE id = :id", {"id": audience_id})
    desk = reader.rows("SELECT value FROM setting WHERE key = 'desk_name' AND withdrawn_at IS NULL")
    incident = _incident(reader, incident_id, now, zone)
    return {
        "incident": incident,
        "commander": _holder(reader, incident_id, "role.commands"),
        "communications_lead": _holder(reader, incident_id, "role.name = 'Communications lead'"),
        "audience": audience[0][0] if audience else "",
        "phase": _(phase) if phase else "",
        "now": _moment(now, zone),
        "next_update": _next_update(reader, incident_id, audience_id, now, zone),
        "sender": sender,
        "desk": json.loads(desk[0][0]) if desk else "",
        "tasks": _tasks(reader, incident_id, zone),
        "services": [{"name": incident["service"]}] if incident["service"] else [],
    }


def sample_values(zone: tzinfo = UTC) -> dict[str, Any]:
    """Values by which the editor of templates shows what comes out."""
    now = clock.stored(clock.now())
    incident = {
        "number": number(42), "title": _("Head office has no Internet connection"), "description": "",
        "state": _("In Progress"), "priority": "P1", "service": _("Internet"), "category": _("Network"),
        "team": _("Network"), "assignee": "Mei Okafor", "major": _("yes"),
        "started": _moment(now - 47 * 60_000_000, zone), "resolved": "", "duration": length_text(47 * 60_000_000),
        "resolution": "", "reporter": "Greta Lindholm", "hold_reason": _("Awaiting Vendor"),
    }  # fmt: skip
    return {
        "incident": incident, "commander": "Mei Okafor", "communications_lead": "Jonas Brandt",
        "audience": _("Management"), "phase": _("Investigating"), "now": _moment(now, zone),
        "next_update": _moment(now + 30 * 60_000_000, zone), "sender": "Jonas Brandt", "desk": "",
        "tasks": [{"title": _("Call the provider"), "who": "Ada Novak", "due": _moment(now, zone)}],
        "services": [{"name": _("Internet")}, {"name": _("E-mail")}],
        "conditions": _("The line of the provider is down."), "actions": _("Switching over to mobile."),
        "needs": _("Nothing at the moment."), "summary": _("Head office is without Internet."),
        "impact": _("No e-mail, no telephone."), "next": _("The provider sends a technician."),
    }  # fmt: skip


def _incident(reader: Reader, incident_id: int, now: int, zone: tzinfo) -> dict[str, str]:
    rows = reader.rows(
        "SELECT incident.title, incident.description, incident.state, incident.priority, service.name, category.name,"
        " team.name, person.name, incident.major, incident.occurred_at, incident.created_at, incident.resolved_at,"
        " incident.resolution_notes, reporter.name, incident.on_hold_reason FROM incident"
        " LEFT JOIN person reporter ON reporter.id = incident.reporter_id"
        " LEFT JOIN service ON service.id = incident.service_id"
        " LEFT JOIN category ON category.id = incident.category_id LEFT JOIN team ON team.id = incident.team_id"
        " LEFT JOIN person ON person.id = incident.assignee_id WHERE incident.id = :id",
        {"id": incident_id},
    )
    if not rows:
        raise Refused(_("There is no incident {number}.").format(number=number(incident_id)))
    (
        title,
        description,
        state,
        priority,
        service,
        category,
        team,
        assignee,
        major,
        occurred,
        created,
        resolved,
        notes,
        reporter,
        hold_reason,
    ) = rows[0]
    started = occurred or created
    return {
        "number": number(incident_id),
        "title": title,
        "description": description,
        "state": _(state),
        "priority": f"P{priority}",
        "service": service or "",
        "category": category or "",
        "team": team or "",
        "assignee": assignee or "",
        "major": _("yes") if major else _("no"),
        "started": _moment(started, zone),
        "resolved": _moment(resolved, zone) if resolved else "",
        "duration": length_text((resolved or now) - started),
        "resolution": notes,
        "reporter": reporter or "",
        "hold_reason": _(hold_reason) if hold_reason else "",
    }


def _holder(reader: Reader, incident_id: int, which: str) -> str:
    rows = reader.rows(
        "SELECT person.name FROM incident_role JOIN role ON role.id = incident_role.role_id"
        f" JOIN person ON person.id = incident_role.person_id WHERE incident_role.incident_id = :id AND {which}"
        " AND incident_role.until_at IS NULL AND incident_role.withdrawn_at IS NULL ORDER BY incident_role.id DESC",
        {"id": incident_id},
    )
    return str(rows[0][0]) if rows else ""


def _next_update(reader: Reader, incident_id: int, audience_id: int | None, now: int, zone: tzinfo) -> str:
    """This message begins the time until the next one."""
    rows = reader.rows(
        "SELECT cadence FROM update_schedule WHERE incident_id = :id AND audience_id = :audience"
        " AND ended_at IS NULL AND withdrawn_at IS NULL AND cadence > 0",
        {"id": incident_id, "audience": audience_id},
    )
    return _moment(now + int(rows[0][0]) * 60_000_000, zone) if rows else ""


def _tasks(reader: Reader, incident_id: int, zone: tzinfo) -> list[dict[str, str]]:
    states = ", ".join(f"'{state}'" for state in UNFINISHED)
    rows = reader.rows(
        "SELECT task.title, person.name, task.role, task.due_at FROM task"
        " LEFT JOIN person ON person.id = task.person_id WHERE task.incident_id = :id"
        f" AND task.withdrawn_at IS NULL AND task.state IN ({states}) ORDER BY task.position, task.id LIMIT :most",
        {"id": incident_id, "most": _MOST_TASKS},
    )
    return [
        {"title": title, "who": person or role or "", "due": _moment(due, zone) if due else ""}
        for title, person, role, due in rows
    ]


def _moment(at: int, zone: tzinfo) -> str:
    return clock.instant(at).astimezone(zone).strftime("%Y-%m-%d %H:%M %Z")
