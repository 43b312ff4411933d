"""Beginning a checklist for a restored service, and going through one point by point."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QDialogButtonBox, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.detect.gesture_dialog import GestureDialog, text_field
from incidentdesk.desktop.respond.fact_field import fill
from incidentdesk.desktop.sheet import Sheet
from incidentdesk.desktop.widgets.field import SCROLL_BARS
from incidentdesk.desktop.widgets.message_bar import MessageBar
from incidentdesk.desktop.widgets.scroll import scrolling
from incidentdesk.desktop.writing import write
from incidentdesk.language import _
from incidentdesk.recover.proof_list import Verification
from incidentdesk.recover.service_checklist import proposed, service_checklists
from incidentdesk.refusal import Refused


class NewChecklistDialog(GestureDialog):
    """The points are proposed by the type of the service, and can be changed."""

    def __init__(
        self, desk: Desk, service: str, title: str = "", points: Sequence[str] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(desk, _("Verify by a checklist"), _("Begin checklist"), parent)
        self._lists = service_checklists()
        self.name = QLineEdit(title or service)
        self.type = QComboBox()
        for each in self._lists:
            self.type.addItem(_(each.name), each)
        self.points = text_field(150)
        self.add_field(_("&What is verified"), self.name, _("Such as the service"))
        self.add_field(_("&Type of service"), self.type, _("Proposes the points that fit it"))
        self.add_field(_("&Points, one on each line"), self.points)
        self._body.setStretchFactor(self.points, 1)
        self.type.setCurrentIndex(self._lists.index(proposed(self._lists, title or service)))
        self.points.setPlainText("\n".join(points or self.type.currentData().points))
        self.type.activated.connect(lambda _place: self._propose())
        self.name.textChanged.connect(self.check)
        self.points.textChanged.connect(self.check)
        self.setMinimumWidth(620)
        self.ready()
        self.name.setFocus()
        self.name.selectAll()

    def _propose(self) -> None:
        self.points.setPlainText("\n".join(self.type.currentData().points))

    def lines(self) -> list[str]:
        return [line.strip() for line in self.points.toPlainText().splitlines() if line.strip()]

    def why_not(self) -> str:
        if not self.name.text().strip():
            return _("Say what is verified.")
        return "" if self.lines() else _("A checklist needs a point: what is to be looked at?")


class PointRow(QWidget):
    """A point with its answer and a note. Emits `changed` when a person has said something else."""

    changed = Signal()

    def __init__(self, desk: Desk, point: dict[str, Any], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.label = QLabel(point["text"], wordWrap=True)
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.answer = QComboBox()
        for value, text in ((None, _("Not answered")), (True, _("Holds")), (False, _("Does not hold"))):
            self.answer.addItem(text, value)
        self.answer.setCurrentIndex({None: 0, True: 1, False: 2}[point["ok"]])
        self.answer.setAccessibleName(point["text"])
        self.answer.setAccessibleDescription(_("Whether it holds"))
        self.note = QLineEdit(point["note"], placeholderText=_("Note"))
        self.note.setAccessibleName(_("Note on: {point}").format(point=point["text"]))
        self.note.setAccessibleDescription(_("What was seen; may stay empty"))
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.answer)
        row.addWidget(self.note, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 8)
        column.setSpacing(4)
        column.addWidget(self.label)
        column.addLayout(row)
        self.answer.activated.connect(lambda _place: self.changed.emit())
        self.note.editingFinished.connect(self._noted)
        self._said = (point["ok"], point["note"])
        desk.theme.tint(self.label, "text")

    def value(self) -> tuple[bool | None, str]:
        return self.answer.currentData(), self.note.text().strip()

    def _noted(self) -> None:
        if self.value() != self._said:
            self._said = self.value()
            self.changed.emit()


class ChecklistSheet(Sheet):
    """Every answer is saved at once; what passed or failed is said by ending it."""

    def __init__(self, desk: Desk, own: Verification, parent: QWidget | None = None) -> None:
        super().__init__(desk.theme, own.title, parent)
        self._desk, self._id = desk, own.id
        self.heading = QLabel(own.title, wordWrap=True)
        self.heading.setTextFormat(Qt.TextFormat.PlainText)
        self.message = MessageBar(desk.theme)
        self.rows = [PointRow(desk, point) for point in own.points]
        inner = self._inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 8, 0)
        for place, row in enumerate(self.rows):
            column.addWidget(row)
            row.changed.connect(lambda place=place: self._answer(place))
        column.addStretch(1)
        self.scroll = scrolling(inner, own.title, _("The points of the checklist"))
        self.body.addWidget(self.heading)
        self.body.addWidget(self.message)
        self.body.addWidget(self.scroll, 1)
        self.end_button = self.add_button(
            _("End checklist"), QDialogButtonBox.ButtonRole.ActionRole, primary=True,
            description=_("It passes where every point holds"),
        )  # fmt: skip
        self.end_button.clicked.connect(self.end)
        self.add_close_button(_("Close"))
        self.dress()
        self.fit(640, 560)
        self._check()

    def end(self) -> None:
        said = _("Checklist ended: {title}")
        self._write("finish_checklist", said, then=lambda _result: self.accept(), account=self._desk.account)

    def _answer(self, place: int) -> None:
        ok, note = self.rows[place].value()
        self._check()
        self._write("answer_point", _("Point answered: {title}"), place, ok, note=note)

    def _check(self) -> None:
        waiting = sum(row.value()[0] is None for row in self.rows)
        why = _("{n} points are not answered yet.").format(n=waiting) if waiting else ""
        self.end_button.setEnabled(not why)
        self.end_button.setToolTip(why or self.end_button.accessibleDescription())

    def _write(self, function: str, said: str, *arguments: Any, then: Any = None, **named: Any) -> None:
        def act(session: Any) -> Any:
            from incidentdesk.recover import verification_change

            return getattr(verification_change, function)(session, self._id, *arguments, **named)

        write(self._desk, self, act, said.format(title=self.heading.text()), then=then, failed=self._fail)

    def _fail(self, refused: Refused) -> None:
        self.message.say(str(refused), dismissable=False)

    def dress(self) -> None:
        super().dress()
        theme = self.theme
        self.heading.setFont(theme.font("h2"))
        fill(self._inner, theme, "window")
        self.scroll.setStyleSheet(theme.sheet("QScrollArea { background: $window; border: none; }" + SCROLL_BARS))
