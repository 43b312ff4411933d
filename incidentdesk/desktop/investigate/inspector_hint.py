"""What deserves a second look about a cause, as the inspector says it; nothing of it is forbidden."""

from incidentdesk.investigate.cause_graph import Cause, CauseGraph, Status
from incidentdesk.investigate.whys_hints import blames
from incidentdesk.language import _


def hints_for(graph: CauseGraph, cause: Cause) -> list[str]:
    """Sentences in the order of their weight; none where all is well (ux.md 6.6)."""
    backing = graph.backing_of(cause.key)
    hints: list[str] = []
    if cause.status == Status.VERIFIED and not backing.supports:
        hints.append(_("Verified, but no evidence supports it. Add some with E."))
    if cause.status == Status.ROOT_CAUSE and not backing.supports:
        hints.append(_("Named the root cause, but never verified: no evidence supports it."))
    if cause.status in (Status.VERIFIED, Status.ROOT_CAUSE) and backing.contradicts:
        hints.append(_("Some evidence contradicts it."))
    if cause.status == Status.ROOT_CAUSE and not graph.measures_of(cause.key) and not cause.accepted_reason:
        hints.append(_("A root cause needs a counter-measure (M), or a reason why it is accepted."))
    if cause.status == Status.RULED_OUT and not cause.stop_reason and not backing.contradicts:
        hints.append(_("Ruled out, but nothing says why. A reason helps whoever reads this later."))
    if blames(cause.text):
        hints.append(_("This names a person or an error. What made it the sensible thing to do at that moment?"))
    return hints
