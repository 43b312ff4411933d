"""The causes of an incident or a problem at a desk, for the commands that work on them."""

from incidentdesk.investigate.cause_graph import CauseGraph
from incidentdesk.investigate.subject import INCIDENT, Subject
from incidentdesk.language import _
from incidentdesk.refusal import Refused
from incidentdesk.store.reading import Reader


def title_of(reader: Reader, subject: Subject) -> str:
    """Raises Refused where there is no such incident or problem."""
    table = "incident" if subject.noun == INCIDENT else "problem"
    found = reader.rows(f"SELECT title FROM {table} WHERE id = :id AND withdrawn_at IS NULL", {"id": subject.id})
    if not found:
        raise Refused(_("There is no {number}.").format(number=subject.number))
    return str(found[0][0])


def causes_of(reader: Reader, subject: Subject) -> CauseGraph:
    """Raises Refused where nothing has been investigated yet."""
    from incidentdesk.investigate.cause_record import cause_graph_of

    graph = cause_graph_of(reader, subject)
    if graph is None:
        raise Refused(
            _("Nothing has been investigated about {number} yet. Add a cause first.").format(number=subject.number)
        )
    return graph
