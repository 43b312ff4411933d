"""How often an audience is told, as a choice and in words."""

from incidentdesk.desktop.widgets.form_grid import ChoiceBox
from incidentdesk.prepare.cadence import cadence_words

CADENCES = (0, 15, 20, 30, 60, 120, 240, 480, 1440)  # minutes


def cadence_box(minutes: int) -> ChoiceBox:
    """A choice of the usual cadences, with this one among them and chosen."""
    box = ChoiceBox([(each, cadence_words(each)) for each in sorted({*CADENCES, minutes})])
    box.setCurrentIndex(box.findData(minutes))
    return box
