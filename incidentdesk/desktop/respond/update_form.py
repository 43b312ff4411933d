"""What the two forms of a status update ask: CAN for responders, the short one for stakeholders (R8)."""

from collections.abc import Mapping, Set

from PySide6.QtCore import Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from incidentdesk.desktop.theme import Theme
from incidentdesk.desktop.widgets.button import LinkButton
from incidentdesk.desktop.widgets.field import SCROLL_BARS
from incidentdesk.desktop.widgets.form_grid import ChoiceBox, text_box
from incidentdesk.desktop.widgets.scroll import scrolling
from incidentdesk.language import N_, _
from incidentdesk.prepare.audience import Form
from incidentdesk.prepare.message_template import MessagePhase
from incidentdesk.respond.status_update_list import FORM_FIELDS

_HEADING = {Form.CAN: N_("For responders"), Form.EXECUTIVE: N_("For stakeholders, in short")}
_LABEL = {
    "conditions": N_("C&onditions: what is going on"),
    "actions": N_("&Actions: what is being done"),
    "needs": N_("&Needs: what is missing, and from whom"),
    "summary": N_("&What happened, in one sentence"),
    "impact": N_("&Impact: who notices what"),
    "next": N_("What we &do about it"),
}


class UpdateForm(QWidget):
    """Emits `changed` with every key."""

    changed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._last: Mapping[str, str] = {}
        self.fields: dict[str, QPlainTextEdit] = {}
        self._parts: dict[Form, QWidget] = {}
        self._headings: list[QLabel] = []
        self.phase_box = ChoiceBox([(phase, _(phase)) for phase in MessagePhase])
        self.phase_box.setAccessibleName(_("Phase"))
        self.phase_box.setAccessibleDescription(_("At which point the incident is; the template follows from it"))
        self.phase_box.currentIndexChanged.connect(lambda _index: self.changed.emit())
        self.repeat = LinkButton(theme, _("As last time"), "copy", description=_("Fill in what the last update said"))
        self.repeat.setAutoDefault(False)
        self.repeat.clicked.connect(self.fill_in_last)
        self.repeat.hide()
        label = QLabel(_("&Phase"))
        label.setBuddy(self.phase_box)
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(label)
        top.addWidget(self.phase_box, 1)
        top.addWidget(self.repeat)
        inner = QWidget()
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(0, 0, 8, 0)
        self._column.setSpacing(8)
        for form in (Form.EXECUTIVE, Form.CAN):
            self._column.addWidget(self._part(form))
        self._column.addStretch(1)
        self._scroll = scrolling(inner, _("Form"), _("What the audiences are to be told"))
        # It takes what room there is.
        self._scroll.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self._scroll.setMinimumHeight(120)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(top)
        column.addWidget(self._scroll, 1)
        theme.changed.connect(self._dress)
        self._dress()

    def _part(self, form: Form) -> QWidget:
        part = QWidget()
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        heading = QLabel(_(_HEADING[form]))
        self._headings.append(heading)
        column.addWidget(heading)
        for name in FORM_FIELDS[form]:
            field = text_box(2)
            field.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            text = _(_LABEL[name])
            label = QLabel(text)
            label.setBuddy(field)
            field.setAccessibleName(text.replace("&", ""))
            field.setAccessibleDescription(_("Goes into the text through the template"))
            field.textChanged.connect(self.changed)
            self.fields[name] = field
            column.addWidget(label)
            column.addWidget(field)
        self._parts[form] = part
        return part

    @property
    def phase(self) -> str:
        return str(self.phase_box.currentData())

    def begin(self, *, phase: str, fields: Mapping[str, str], last: Mapping[str, str]) -> None:
        """Show what is known, without telling anybody; `last` is what the last update said."""
        self.blockSignals(True)
        self.phase_box.setCurrentIndex(max(0, self.phase_box.findData(phase)))
        for name, field in self.fields.items():
            field.setPlainText(fields.get(name, ""))
        self.blockSignals(False)
        self._last = {name: said for name, said in last.items() if name in self.fields}
        self.repeat.setVisible(bool(self._last))

    def fill_in_last(self) -> None:
        for name, said in self._last.items():
            if not self.fields[name].toPlainText().strip():
                self.fields[name].setPlainText(said)

    def show_forms(self, forms: Set[str]) -> None:
        """Ask only what the chosen audiences are told; both forms are shown where nobody is chosen yet."""
        for form, part in self._parts.items():
            part.setVisible(form in forms or not forms)

    def values(self) -> dict[str, str]:
        return {name: field.toPlainText().strip() for name, field in self.fields.items()}

    def first_field(self) -> QPlainTextEdit:
        """The first one that is asked for."""
        shown = [self.fields[FORM_FIELDS[form][0]] for form, part in self._parts.items() if not part.isHidden()]
        return shown[0] if shown else self.fields["summary"]

    def _dress(self) -> None:
        theme = self._theme
        self._scroll.setStyleSheet(theme.sheet("QScrollArea, QScrollArea > QWidget > QWidget { background: $window; }"
                                               + SCROLL_BARS))  # fmt: skip
        for heading in self._headings:
            heading.setFont(theme.font("strong"))
        # The style sheet of the dialog would take away a minimum that is set otherwise.
        height = 2 * QFontMetrics(theme.font("base")).lineSpacing() + 12
        for field in self.fields.values():
            field.setStyleSheet(f"QPlainTextEdit {{ min-height: {height}px; max-height: {height}px; }}")
