"""What the page of a 5-Whys says of its causes."""

from incidentdesk.investigate.cause_graph import Cause, CauseGraph, Status
from incidentdesk.language import _, isolated, ngettext


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


def why_place(graph: CauseGraph, cause: Cause) -> str:
    """Which why a cause answers, and on which bone of the fishbone it hangs."""
    category, depth = graph.category_of(cause.key), graph.depth(cause.key)
    if category is None:
        return _("Why {depth}").format(depth=depth)
    return _("Why {depth}, on the bone {category}").format(depth=depth, category=isolated(category.text))
