"""How often an audience is told, in words."""

from incidentdesk.language import _, ngettext


def cadence_words(minutes: int) -> str:
    """ "every 30 min", "every 2 hours", "when there is news"."""
    if not minutes:
        return _("when there is news")
    if minutes % 60:
        return _("every {count} min").format(count=minutes)
    hours = minutes // 60
    return ngettext("every hour", "every {count} hours", hours).format(count=hours)
