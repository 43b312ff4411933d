"""How many there are of what in a 5-Whys, as one line."""

from incidentdesk.investigate.cause_graph import CauseGraph, Status
from incidentdesk.language import _, ngettext


def whys_counts(graph: CauseGraph) -> str:
    """ "11 causes, 5 whys deep · 8 verified · 2 root causes · 4 counter-measures"; nothing of what there is none of."""
    causes = graph.in_order()
    if not causes:
        return _("No causes yet")
    depth = max(graph.depth(cause.key) for cause in causes)
    verified = sum(cause.status == Status.VERIFIED for cause in causes)
    roots = sum(cause.status == Status.ROOT_CAUSE for cause in causes)
    measures = len(graph.measures)
    parts = [
        ngettext("{count} cause, {depth} deep", "{count} causes, {depth} deep", len(causes)).format(
            count=len(causes), depth=ngettext("{count} why", "{count} whys", depth).format(count=depth)
        ),
        ngettext("{count} verified", "{count} verified", verified).format(count=verified) if verified else "",
        ngettext("{count} root cause", "{count} root causes", roots).format(count=roots) if roots else "",
        ngettext("{count} counter-measure", "{count} counter-measures", measures).format(count=measures)
        if measures
        else "",
    ]
    return " · ".join(part for part in parts if part)
