"""The report of a period as something that can be printed, opened from wherever a time is shown."""

from PySide6.QtWidgets import QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.measure.report_preview import ReportPreview
from incidentdesk.desktop.printable import PrintablePeriod


def open_period_preview(
    desk: Desk, parent: QWidget, *, span: str = "last-month", query: str = "", business: bool = False
) -> ReportPreview:
    """Show the pages of a time and a filter."""
    preview = ReportPreview(desk, PrintablePeriod(span, query, business), parent.window())
    preview.open()
    return preview
