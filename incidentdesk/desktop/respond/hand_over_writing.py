"""Where the hand-over note is written: to whom, and what the record proposes."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from incidentdesk import clock
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.widgets.button import LinkButton
from incidentdesk.desktop.widgets.form_grid import ChoiceBox
from incidentdesk.language import _, isolated
from incidentdesk.respond.hand_over_note import Successor


class HandOverWriting(QWidget):
    """Emits `changed` with every key, `anew_wanted` to have the text proposed again."""

    changed = Signal()
    anew_wanted = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._names: dict[int, str] = {}
        self._rotas: dict[int, int] = {}
        self.to = ChoiceBox()
        self.to.setAccessibleName(_("Hand over to"))
        self.to.setAccessibleDescription(_("Who is on call next stands first"))
        self.text = QPlainTextEdit()
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName(_("What the next one must know"))
        self.text.setAccessibleDescription(_("Proposed from the record; correct it as you like. Ctrl+Enter hands over"))
        self.anew = LinkButton(
            desk.theme, _("From the record again"), "refresh", description=_("Write the note anew; what was typed goes")
        )
        self.anew.setAutoDefault(False)
        self.anew.clicked.connect(self.anew_wanted)
        to_label, text_label = QLabel(_("Hand over &to")), QLabel(_("What the &next one must know"))
        to_label.setBuddy(self.to)
        text_label.setBuddy(self.text)
        above = QHBoxLayout()
        above.addWidget(text_label, 1)
        above.addWidget(self.anew)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(to_label)
        column.addWidget(self.to)
        column.addSpacing(8)
        column.addLayout(above)
        column.addWidget(self.text, 1)
        self.to.currentIndexChanged.connect(lambda _index: self.changed.emit())
        self.text.textChanged.connect(self.changed)

    def begin(
        self, successors: Sequence[Successor], staff: Sequence[tuple[int, str]], text: str, to_id: int | None
    ) -> None:
        """Offer whoever comes next first, then everybody else."""
        self.blockSignals(True)
        options: dict[int, str] = {}
        for each in successors:
            if each.person_id not in options and any(each.person_id == person_id for person_id, _name in staff):
                at = clock.instant(each.from_at).astimezone(self._desk.zone).strftime("%Y-%m-%d %H:%M")
                options[each.person_id] = _("{person} · {rota}, on call from {time}").format(
                    person=isolated(each.person), rota=isolated(each.rota), time=at
                )
                self._rotas[each.person_id] = each.rota_id
        self._names = dict(staff)
        options |= {person_id: name for person_id, name in staff if person_id not in options}
        self.to.offer(options.items())
        if to_id in options:
            self.to.choose(to_id)
        self.text.setPlainText(text)
        self.blockSignals(False)
        self.text.setFocus()

    def put(self, text: str) -> None:
        """Replace the text as one step that Undo takes back."""
        cursor = self.text.textCursor()
        cursor.select(cursor.SelectionType.Document)
        cursor.insertText(text)

    def values(self) -> tuple[int, str, int | None, str]:
        """Whom it is for by id and name, the rota by which they come next, and the text."""
        to_id: Any = self.to.currentData() or 0
        return to_id, self._names.get(to_id, ""), self._rotas.get(to_id), self.text.toPlainText()

    def why_not(self) -> str:
        if not self._names:
            return _("There is nobody to hand over to. Add people under People and services.")
        return "" if self.text.toPlainText().strip() else _("Write what the next one must know.")
