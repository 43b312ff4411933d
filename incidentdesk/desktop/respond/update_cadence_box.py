"""How often an audience is told, as a choice and in words."""

from incidentdesk.desktop.widgets.form_grid import ChoiceBox
from incidentdesk.language import _, ngettext

CADENCES = (0, 15, 20, 30, 60, 120, 240, 480, 1440)  # minutes


def cadence_words(minutes: int) -> str:
    """ "every 30 min", "every 2 hours", "when there is news"."""
    if not minutes:
        return _("when there is news")
    if minutes % 60:
        return _("every {count} min").format(count=minutes)
    hours = minutes // 60
    return ngettext("every hour", "every {count} hours", hours).format(count=hours)


def cadence_box(minutes: int) -> ChoiceBox:
    """A choice of the usual cadences, with this one among them and chosen."""
    box = ChoiceBox([(each, cadence_words(each)) for each in sorted({*CADENCES, minutes})])
    box.setCurrentIndex(box.findData(minutes))
    return box
