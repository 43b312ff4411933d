"""The way to the comparison of SLAs, with the dialogs in which they are edited."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.measure.sla_what_if_sheet import SlaWhatIfSheet
from incidentdesk.desktop.prepare.proposal_dialog import ProposedCalendar, ProposedSla


def open_what_if(desk: Desk, window: QWidget, opened: Callable[[str], None]) -> SlaWhatIfSheet:
    """Show the comparison beside the window, or bring forward the one that is there; `opened` gets references."""
    known = window.findChild(SlaWhatIfSheet)
    if known is not None and known.isVisible():
        known.raise_()
        known.activateWindow()
        return known
    sheet = SlaWhatIfSheet(desk, ProposedSla, ProposedCalendar, window)
    sheet.opened.connect(opened)
    sheet.show()
    return sheet
