"""Adding the tasks of follow-up templates to what was resolved, each template once for each resolution."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from incidentdesk import clock
from incidentdesk.detect.incident import incident
from incidentdesk.detect.number import number
from incidentdesk.detect.state import State
from incidentdesk.improve.asking import write_anew
from incidentdesk.improve.follow_up import follow_up
from incidentdesk.language import _, isolated
from incidentdesk.prepare.fact import present
from incidentdesk.prepare.follow_up_template import FollowUpDoer
from incidentdesk.prepare.follow_up_template_list import FollowUpTemplateRow, follow_up_templates
from incidentdesk.refusal import Refused
from incidentdesk.respond.task_change import add_task
from incidentdesk.store import ledger
from incidentdesk.store.reading import Reader
from incidentdesk.store.session import Session

DAY = 86_400_000_000  # microseconds
# What of an incident decides which templates are for it.
_FITTED = ("id", "category_id", "subcategory_id", "service_id", "priority", "major", "resolved_at")
_OVER = (State.RESOLVED, State.CLOSED)


def fitting(reader: Reader, row: Mapping[str, Any]) -> list[FollowUpTemplateRow]:
    """The templates that are for an incident; `row` is its record."""
    return [each for each in _enabled(reader) if _fits(each, row)]


def _enabled(reader: Reader) -> list[FollowUpTemplateRow]:
    return [each for each in follow_up_templates(reader) if each.enabled]


def due_follow_ups(reader: Reader, since: int) -> list[int]:
    """The incidents that were resolved after an instant and for which a template is to be used by itself."""
    templates = _enabled(reader)
    known = {each.id: _written_at(reader, each.id) for each in templates}
    if not known:
        return []
    rows = reader.rows(
        f"SELECT {', '.join(_FITTED)} FROM incident WHERE state IN ('Resolved', 'Closed') AND resolved_at > :since"
        " AND import_id IS NULL AND withdrawn_at IS NULL ORDER BY id",
        {"since": since},
    )
    used = {
        tuple(row)
        for row in reader.rows(
            "SELECT incident_id, template_id, resolved_at FROM follow_up WHERE resolved_at > :since", {"since": since}
        )
    }
    due = []
    for row in (dict(zip(_FITTED, each, strict=True)) for each in rows):
        new = [each for each in templates if (row["id"], each.id, row["resolved_at"]) not in used]
        if any(_fits(each, row) and known[each.id] <= row["resolved_at"] for each in new):
            due.append(int(row["id"]))
    return due


def make_follow_ups(session: Session, incident_id: int, *, only_known_since: bool = False) -> list[int]:
    """Add the tasks of all templates that fit and were not used for this resolution; returns the ids of the tasks.

    With `only_known_since`, a template that was written or changed after the resolution is left out. Raises Refused
    while the incident is not resolved.
    """
    row = _resolved(session, incident_id)
    wanted = [each for each in fitting(session.reader, row) if each.id not in _used(session, row)]
    if only_known_since:
        wanted = [each for each in wanted if _written_at(session.reader, each.id) <= row["resolved_at"]]
    return [_add(session, row, each) for each in wanted]


def add_follow_up(session: Session, incident_id: int, template_id: int) -> int:
    """Add the task of one template by hand, whether it fits or not; returns the id of the task.

    Raises Refused while the incident is not resolved and where the template was used for this resolution.
    """
    row = _resolved(session, incident_id)
    chosen = next((each for each in follow_up_templates(session.reader) if each.id == template_id), None)
    if chosen is None:
        raise Refused(_("This is not there any more; somebody has taken it away."))
    if template_id in _used(session, row):
        raise Refused(_("“{title}” is among the tasks already.").format(title=isolated(chosen.title)))
    return _add(session, row, chosen)


def _resolved(session: Session, incident_id: int) -> Mapping[str, Any]:
    ledger.hold(session)
    row = present(session, incident, incident_id)
    if row["state"] not in _OVER or row["resolved_at"] is None:
        raise Refused(_("{number} is not resolved yet; follow-ups begin then.").format(number=number(incident_id)))
    return row


def _fits(each: FollowUpTemplateRow, row: Mapping[str, Any]) -> bool:
    categories = (None, row["category_id"], row["subcategory_id"])
    return (
        each.category_id in categories
        and each.service_id in (None, row["service_id"])
        and row["priority"] <= each.priority
        and (bool(row["major"]) or not each.only_major)
    )


def _used(session: Session, row: Mapping[str, Any]) -> set[int]:
    table = follow_up.c
    found = sa.select(table.template_id).where(
        table.incident_id == row["id"], table.resolved_at == row["resolved_at"], table.withdrawn_at.is_(None)
    )
    return set(session.connection.execute(found).scalars())


def _written_at(reader: Reader, template_id: int) -> int:
    rows = reader.rows(
        "SELECT max(at) FROM ledger WHERE chain = 0 AND noun = 'follow_up_template' AND record_id = :id",
        {"id": template_id},
    )
    return int(rows[0][0] or 0)


def _add(session: Session, row: Mapping[str, Any], each: FollowUpTemplateRow) -> int:
    facts: dict[str, Any] = {
        "instructions": each.instructions, "phase": _("Follow-up"),
        "due": clock.instant(row["resolved_at"] + each.days * DAY), **_doer(session.reader, row, each.doer),
    }  # fmt: skip
    task_id = add_task(session, row["id"], title=each.title, **facts)
    values = {"incident_id": row["id"], "template_id": each.id, "task_id": task_id, "resolved_at": row["resolved_at"]}
    write_anew(session, follow_up, values, "incident_id", "template_id", "resolved_at")
    return task_id


def _doer(reader: Reader, row: Mapping[str, Any], doer: str) -> dict[str, str]:
    """Whose task it is; the team of the incident where the one who is wanted is nobody."""
    wanted = {
        FollowUpDoer.ASSIGNEE: ("person", "SELECT name FROM person WHERE id = :id", row["assignee_id"]),
        FollowUpDoer.TEAM: ("team", "SELECT name FROM team WHERE id = :id", row["team_id"]),
        FollowUpDoer.SERVICE_OWNER: (
            "person",
            "SELECT p.name FROM service s JOIN person p ON p.id = s.owner_id WHERE s.id = :id",
            row["service_id"],
        ),
    }
    for fact, sql, record_id in (wanted[FollowUpDoer(doer)], wanted[FollowUpDoer.TEAM]):
        found = reader.rows(sql, {"id": record_id}) if record_id is not None else []
        if found:
            return {fact: str(found[0][0])}
    return {}
