"""Beside the editor of a plan: the fields of what is chosen, and what was found about the plan."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.prepare.plan_action_form import ActionForm
from incidentdesk.desktop.prepare.plan_reading import OfferedNames
from incidentdesk.desktop.prepare.plan_rows import PLAN, numbers_of
from incidentdesk.desktop.prepare.plan_whole_form import WholeForm
from incidentdesk.desktop.widgets.field import dress_fields
from incidentdesk.desktop.widgets.form_grid import FormGrid, when_changed
from incidentdesk.desktop.widgets.two_line_list import TwoLineList, row_height
from incidentdesk.language import _, ngettext
from incidentdesk.prepare.plan_check import Finding, Weight
from incidentdesk.prepare.plan_content import PlanContent

_SHARE_OF_FINDINGS = 5
_LINES_OF_PURPOSE, _LINES_OF_INSTRUCTIONS = 5, 8


class PlanInspector(QFrame):
    """Emits `renamed(key, title)` for a phase, `asked(finding)`, and `left` for Esc; what the forms emit is theirs."""

    renamed = Signal(str, str)
    left = Signal()
    asked = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.setObjectName("side")
        self.key = ""
        self._findings: Sequence[Finding] = ()
        self._build()
        desk.theme.changed.connect(self._dress)
        self._dress()

    def _build(self) -> None:
        theme = self.desk.theme
        self.heading = QLabel(wordWrap=True)
        self.heading.setTextFormat(Qt.TextFormat.PlainText)
        self.whole, self.action = WholeForm(theme), ActionForm(theme)
        self.phase = FormGrid(theme)
        self.phase.add_row(("title", _("&Title"), QLineEdit(), 6))
        when_changed(self.phase.fields["title"], self._rename)
        self.forms = QStackedWidget()
        for form in (self.whole, _topped(self.phase), self.action):
            self.forms.addWidget(_scrolled(form))
        self.found = QLabel(wordWrap=True)
        self.findings = TwoLineList(theme, _("What was found about the plan"))
        self.findings.setAccessibleDescription(_("Enter goes to the place"))
        self.findings.opened.connect(lambda place: self.asked.emit(self._findings[place]))
        self.findings.itemClicked.connect(lambda _item: self.asked.emit(self._findings[self.findings.key()]))
        leave = QShortcut(QKeySequence("Escape"), self)
        leave.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        leave.activated.connect(self.left)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 4, 12)
        column.setSpacing(8)
        column.addWidget(self.heading)
        column.addWidget(self.forms, 1)
        column.addWidget(self.found)
        column.addWidget(self.findings)

    # -- showing

    def offer(self, names: OfferedNames, content: PlanContent) -> None:
        self.whole.offer(names)
        self.action.offer(names, content)

    def show_part(self, content: PlanContent, key: str, typed: Mapping[str, str], why_fixed: str) -> None:
        """The plan, one of its phases, or one of its actions, by its key."""
        self.key = key
        action = next((each for each in content.actions if each.key == key), None)
        phase = next((each for each in content.phases if each.key == key), None)
        if action is not None:
            self.action.show_action(action, content, typed, why_fixed)
            self._show(2, _("Action {number}").format(number=numbers_of(content)[key]))
        elif phase is not None:
            field = self.phase.fields["title"]
            if " ".join(field.text().split()) != phase.title:
                field.blockSignals(True)
                field.setText(phase.title)
                field.blockSignals(False)
            field.setReadOnly(bool(why_fixed))
            self._show(1, _("Phase {number}").format(number=content.phases.index(phase) + 1))
        else:
            self.whole.show_content(content, typed.get(f"{PLAN} cadence"), why_fixed)
            self._show(0, _("The whole plan"))

    def _show(self, place: int, heading: str) -> None:
        self.heading.setText(heading)
        if self.forms.currentIndex() != place:
            self.forms.setCurrentIndex(place)

    def show_findings(self, findings: Sequence[Finding], content: PlanContent) -> None:
        """The errors first; they keep the plan from being approved."""
        self._findings = findings
        numbers = numbers_of(content)
        errors = sum(1 for each in findings if each.weight == Weight.ERROR)
        warnings = len(findings) - errors
        parts = []
        if errors:
            parts.append(ngettext("{count} error", "{count} errors", errors).format(count=errors))
        if warnings:
            parts.append(ngettext("{count} warning", "{count} warnings", warnings).format(count=warnings))
        self.found.setText(" · ".join(parts) or _("Nothing is wrong with this plan."))
        self.desk.theme.tint(self.found, "text" if parts else "text2")
        self.findings.show_items([
            {
                "key": place, "head": _head(each, numbers), "text": each.text,
                "mark": ("cross", "danger") if each.weight == Weight.ERROR else ("half", "warning"),
            }
            for place, each in enumerate(findings)
        ])  # fmt: skip
        self._fit_findings()

    # -- going there

    def first_field(self) -> QWidget:
        forms: list[QWidget] = [
            self.whole.form.fields["purpose"], self.phase.fields["title"], self.action.form.fields["title"],
        ]  # fmt: skip
        return forms[self.forms.currentIndex()]

    def go_to(self, part: str) -> None:
        """Give the keyboard to the field of a part."""
        grids = (self.whole.form, self.phase, self.action.form)
        field = grids[self.forms.currentIndex()].fields.get(part)
        if field is None:
            return
        wanted = field.focusProxy() or field
        wanted.setFocus(Qt.FocusReason.OtherFocusReason)
        self.forms.currentWidget().ensureWidgetVisible(field)

    def _fit_findings(self) -> None:
        """The fields need the room more than a long list of warnings does."""
        row = row_height(self.desk.theme)
        shown = min(self.findings.count(), max(1, self.height() // (_SHARE_OF_FINDINGS * row)))
        self.findings.setFixedHeight(shown * row + 2)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_findings()

    def _rename(self) -> None:
        self.renamed.emit(self.key, self.phase.fields["title"].text())

    def _dress(self) -> None:
        theme = self.desk.theme
        line = QFontMetrics(theme.font("base")).lineSpacing()
        self.heading.setFont(theme.font("h2"))
        self.found.setFont(theme.font("strong"))
        dress_fields(
            self, theme,
            "#side { background: $surface; border: 1px solid $border; border-radius: 8px; }"
            "QScrollArea, #inner { background: transparent; border: none; }"
            "QLineEdit:read-only, QPlainTextEdit:read-only { background: $window; border-color: $border; }"
            f"#purpose {{ min-height: {_LINES_OF_PURPOSE * line}px; }}"
            f"#instructions {{ min-height: {_LINES_OF_INSTRUCTIONS * line}px; }}",
        )  # fmt: skip


def _head(found: Finding, numbers: Mapping[str, str]) -> str:
    weight = _("Error") if found.weight == Weight.ERROR else _("Warning")
    return f"{weight} · {numbers[found.key]}" if found.key in numbers else weight


def _topped(form: QWidget) -> QWidget:
    whole = QWidget()
    column = QVBoxLayout(whole)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(form)
    column.addStretch(1)
    return whole


def _scrolled(form: QWidget) -> QScrollArea:
    form.setObjectName("inner")
    form.layout().setContentsMargins(1, 1, 12, 1)
    scroll = QScrollArea()
    scroll.setWidgetResizable(True)
    scroll.setFrameShape(QFrame.Shape.NoFrame)
    scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    scroll.setAccessibleName(_("Fields"))
    scroll.setWidget(form)
    return scroll
