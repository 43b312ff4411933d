"""The menu that shows and hides columns of the list of incidents."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu

from incidentdesk.desktop.detect.incident_column import COLUMNS, SHOWN
from incidentdesk.desktop.detect.incident_table import IncidentTable
from incidentdesk.language import _


def columns_menu(table: IncidentTable) -> QMenu:
    """Every column with a tick where it is shown, and the way back to the usual ones."""
    menu = QMenu(table)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    for column in COLUMNS:
        entry = menu.addAction(_(column.title))
        entry.setCheckable(True)
        entry.setChecked(column.key in table.wanted_columns)
        entry.setEnabled(column.key != "title")
        entry.toggled.connect(lambda shown, key=column.key: _show_column(table, key, shown))
    menu.addSeparator()
    usual = menu.addAction(_("Usual columns"))
    usual.triggered.connect(lambda: (table.set_widths({}), table.show_columns(SHOWN, own=False)))
    return menu


def _show_column(table: IncidentTable, key: str, shown: bool) -> None:
    wanted = [each for each in table.wanted_columns if each != key]
    if shown:
        # Where the column stands among all, before those that follow it there.
        order = [column.key for column in COLUMNS]
        later = [place for place, each in enumerate(wanted) if order.index(each) > order.index(key)]
        wanted.insert(later[0] if later else len(wanted), key)
    table.show_columns(wanted)
