"""Playing a drill: which injects are due, and what each of them writes into the sandbox."""

from incidentdesk.detect.channel import Channel
from incidentdesk.detect.incident import incident
from incidentdesk.detect.intake import log_incident
from incidentdesk.improve.drill import DrillState
from incidentdesk.improve.drill_change import mark_played
from incidentdesk.improve.drill_list import DrillRow, drill_row, unplayed
from incidentdesk.improve.drill_number import drill_number
from incidentdesk.language import _
from incidentdesk.prepare.scenario_content import Inject, InjectKind, ScenarioContent, inject_named
from incidentdesk.refusal import Refused
from incidentdesk.respond.note import add_note
from incidentdesk.respond.task_change import add_task
from incidentdesk.store import ledger
from incidentdesk.store.reading import Reader
from incidentdesk.store.session import Session

# As whom and by which door a drill writes into its sandbox.
ACTOR, VIA = "Drill", "drill"


def due_injects(row: DrillRow, now: int) -> list[Inject]:
    """What is to be played by now (microseconds since 1970), the first first; nothing unless the drill runs."""
    if row.state != DrillState.RUNNING:
        return []
    elapsed = row.elapsed(now)
    return [each for each in unplayed(row) if each.at <= elapsed]


def play_inject(session: Session, sandbox: Session, drill_id: int, key: str) -> int | None:
    """Play an inject: mark it in the desk and write what it brings into the sandbox.

    Returns the id of the incident in the sandbox that it came to; None for a signal, and while nothing is logged there,
    when it is only shown. Raises Refused where the drill does not run, and for an inject that was played.
    """
    row = drill_row(session.reader, drill_id)
    if row is None:
        raise Refused(_("There is no drill {number}.").format(number=drill_number(drill_id)))
    mark_played(session, drill_id, key)
    inject = inject_named(row.content, key)
    assert inject is not None
    if inject.kind == InjectKind.SIGNAL:
        return None
    if inject.kind == InjectKind.ALERT:
        return _alert(sandbox, inject, row.content, row.service)
    incident_id = drilled_incident(sandbox.reader)
    if incident_id is not None:
        _tell(sandbox, incident_id, inject)
    return incident_id


def drilled_incident(sandbox: Reader) -> int | None:
    """The incident that a drill is about: the first of its sandbox that was not canceled, a parent before its child."""
    found = sandbox.rows(
        "SELECT id, parent_id FROM incident WHERE withdrawn_at IS NULL AND state <> 'Canceled' ORDER BY id"
    )
    if not found:
        return None
    first, parent = found[0]
    return int(parent or first)


def _alert(sandbox: Session, inject: Inject, content: ScenarioContent, service: str) -> int:
    return log_incident(
        sandbox,
        title=inject.title,
        description=inject.text,
        reporter="",
        channel=Channel.MONITOR,
        service=service,
        impact=content.impact,
        urgency=content.urgency,
        measured=True,
    )


def _tell(sandbox: Session, incident_id: int, inject: Inject) -> None:
    text = f"{inject.title}\n\n{inject.text}".strip()
    if inject.kind == InjectKind.TASK:
        add_task(sandbox, incident_id, title=inject.title, instructions=inject.text, role=inject.role)
    elif inject.kind == InjectKind.MESSAGE:
        add_note(sandbox, incident_id, text, from_caller=inject.sender or _("Caller"))
    else:
        add_note(sandbox, incident_id, text)
    ledger.update(sandbox, incident, incident_id, {"updated_at": sandbox.at})
