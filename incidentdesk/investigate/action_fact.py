"""The facts of a corrective action as a person sees them."""

from datetime import date

import sqlalchemy as sa

from incidentdesk.detect.priority import PRIORITIES
from incidentdesk.investigate.action_type import ActionType
from incidentdesk.investigate.cause_graph import EFFECT, Effort
from incidentdesk.investigate.investigation import cause
from incidentdesk.language import N_, _, isolated
from incidentdesk.prepare.fact import Fact, chosen, line, named, one_of, text
from incidentdesk.prepare.person import person, staff_named
from incidentdesk.refusal import Refused
from incidentdesk.store.session import Session


def date_of(given: str) -> str:
    """A date as YYYY-MM-DD, or an empty text; raises Refused for anything else."""
    wanted = str(given).strip()
    if not wanted:
        return ""
    try:
        return date.fromisoformat(wanted).isoformat()
    except ValueError as error:
        raise Refused(_("“{text}” is no date. Write it as 2026-03-28.").format(text=isolated(wanted))) from error


def _cause_id(session: Session, key: str) -> int | None:
    if key == EFFECT:
        return None
    found = session.connection.execute(
        sa.select(cause.c.id).where(cause.c.key == key, cause.c.withdrawn_at.is_(None))
    ).scalar()
    if found is None:
        raise Refused(_("The cause that the action answers is gone. Choose another one."))
    return int(found)


def _cause_key(session: Session, cause_id: int | None) -> str:
    if cause_id is None:
        return EFFECT
    return str(session.connection.execute(sa.select(cause.c.key).where(cause.c.id == cause_id)).scalar())


ACTION_FACTS = {
    "text": line("text", N_("An action needs a text. Say what is to be done.")),
    "detail": text("detail"),
    "type": chosen("type", one_of(("", *ActionType), N_("That is no type of an action. Choose one of the list."))),
    "effort": chosen("effort", one_of(tuple(Effort), N_("An action prevents, detects or corrects."))),
    "owner": named("owner_id", person, staff_named),
    "due_on": chosen("due_on", date_of),
    "priority": chosen("priority", one_of(PRIORITIES, N_("A priority is 1 to 5."))),
    "verification": text("verification"),
    "completion": text("completion"),
    "cause": Fact("cause_id", _cause_id, _cause_key),
}
