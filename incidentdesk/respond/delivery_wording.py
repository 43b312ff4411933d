"""What came of the messages of an announcement, in words, the same on the page and on paper."""

from collections.abc import Mapping

from incidentdesk.language import ngettext
from incidentdesk.respond.outbox import MessageState


def delivery_text(counts: Mapping[str, int]) -> str:
    """ "12 sent · 1 failed · 2 by hand"; `counts` has how many messages are in each state."""
    words = {
        MessageState.SENT: lambda n: ngettext("{count} sent", "{count} sent", n),
        MessageState.QUEUED: lambda n: ngettext("{count} waiting", "{count} waiting", n),
        MessageState.SENDING: lambda n: ngettext("{count} on its way", "{count} on their way", n),
        MessageState.FAILED: lambda n: ngettext("{count} failed", "{count} failed", n),
        MessageState.BY_HAND: lambda n: ngettext("{count} by hand", "{count} by hand", n),
        MessageState.CANCELLED: lambda n: ngettext("{count} cancelled", "{count} cancelled", n),
    }
    known = [(words[state](counts[state]), counts[state]) for state in words if counts.get(state)]
    return " · ".join(text.format(count=count) for text, count in known)
