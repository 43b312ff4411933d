"""Comparing row counts and checksums of tables before and after, from two CSV files."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.detect.gesture_dialog import GestureDialog
from incidentdesk.desktop.recover.path_field import PathField
from incidentdesk.desktop.widgets.message_bar import MessageBar
from incidentdesk.language import _
from incidentdesk.recover.row_comparison import RowComparison, compare_files, verdict

_SHOWN = 50  # differences


class RowsDialog(GestureDialog):
    """`found` is what the two files give, None while they give nothing."""

    def __init__(self, desk: Desk, title: str = "", parent: QWidget | None = None) -> None:
        super().__init__(desk, _("Compare row counts and checksums"), _("Keep the result"), parent)
        self.found: RowComparison | None = None
        self.name = QLineEdit(title)
        self.expected = PathField(desk.theme, _("As it should be"))
        self.actual = PathField(desk.theme, _("As it is"))
        self.result = MessageBar(desk.theme)
        self.list = QPlainTextEdit(readOnly=True)
        self.list.setTabChangesFocus(True)
        self.list.setAccessibleName(_("What differs"))
        self.list.setAccessibleDescription(_("The tables that are not as they should be"))
        self.list.setMinimumHeight(110)
        self.list.hide()
        about = _("A CSV with the columns table and rows, and a checksum where there is one")
        self.add_field(_("&What is verified"), self.name, _("Such as the database"))
        self.add_field(_("As it should &be (CSV)"), self.expected, about)
        self.add_field(_("As it &is now (CSV)"), self.actual, about)
        self._body.addSpacing(8)
        self._body.addWidget(self.result)
        self._body.addWidget(self.list, 1)
        self.setMinimumWidth(620)
        self.name.textChanged.connect(self.check)
        for field in (self.expected, self.actual):
            field.changed.connect(self._read)
        self.ready()
        (self.expected if title else self.name).setFocus(Qt.FocusReason.OtherFocusReason)

    def why_not(self) -> str:
        if not self.name.text().strip():
            return _("Say what is verified.")
        return "" if self.found is not None else _("Choose both files first.")

    def _read(self) -> None:
        self.found = None
        self.result.clear()
        self.list.hide()
        self.check()
        if self.expected.text() and self.actual.text():
            self._desk.background.run_latest(
                f"rows of {id(self)}", compare_files, Path(self.expected.text()), Path(self.actual.text()),
                then=self._show, failed=lambda refused: self.result.say(str(refused), dismissable=False),
            )  # fmt: skip

    def _show(self, found: RowComparison) -> None:
        self.found = found
        self.result.say(verdict(found), "success" if found.whole else "danger", dismissable=False)
        self.list.setVisible(not found.whole)
        self.list.setPlainText(differences_text(found))
        self.check()


def differences_text(found: RowComparison) -> str:
    shown = [
        _("{table}: {expected} → {found}").format(
            table=each.name, expected=each.expected or _("not there"), found=each.found or _("not there")
        )
        for each in found.differences[:_SHOWN]
    ]
    more = len(found.differences) - _SHOWN
    return "\n".join([*shown, _("… and {n} more").format(n=more)] if more > 0 else shown)
