from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLineEdit, QPushButton, QVBoxLayout

from incidentdesk.desktop.widgets.line_rows import LineRows


def test_the_tab_key_goes_through_the_rows_in_their_order_and_on(qtbot, theme):
    dialog = QDialog()
    qtbot.addWidget(dialog)
    before, after = QLineEdit(), QPushButton("Save")
    rows = LineRows(theme, "Holiday", "Add a holiday", lambda: [(QLineEdit(accessibleName="Day"), 1)])
    column = QVBoxLayout(dialog)
    for widget in (before, rows, after):
        column.addWidget(widget)
    dialog.show()
    qtbot.waitActive(dialog)
    for _row in range(2):
        qtbot.mouseClick(rows.add, Qt.MouseButton.LeftButton)
    before.setFocus()
    met = []
    for _stop in range(6):
        qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
        met.append(dialog.focusWidget().accessibleName() or dialog.focusWidget().text())
    first, second = ([f"Holiday {place}: Day", f"Holiday {place}: Remove"] for place in (1, 2))
    assert met == [*first, *second, "Add a holiday", "Save"]
