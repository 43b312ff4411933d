"""A recovery that is proven, in few words, for tests of what comes after it."""

from incidentdesk.recover.declaring import declare_recovered
from incidentdesk.recover.recovery import recovery
from incidentdesk.recover.recovery_change import begin_recovery
from incidentdesk.respond.exit_criterion_change import waive_criterion
from incidentdesk.respond.exit_criterion_list import criteria_of
from incidentdesk.store.session import Session


def recover(session: Session, incident_id: int) -> None:
    """Begin, waive every criterion, and declare: what opens the gate with the fewest words."""
    begun = session.reader.rows(
        f"SELECT 1 FROM {recovery.name} WHERE incident_id = :id AND withdrawn_at IS NULL", {"id": incident_id}
    )
    if not begun:
        begin_recovery(session, incident_id)
    for each in criteria_of(session.reader, incident_id):
        if each.is_open:
            waive_criterion(session, each.id, reason="Nothing had to be restored.")
    declare_recovered(session, incident_id)
