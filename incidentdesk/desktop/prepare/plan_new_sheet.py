"""How a new plan begins: empty, with one of the plans that come with the program, or from a file."""

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QDialogButtonBox, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.sheet import Sheet
from incidentdesk.desktop.widgets.form_grid import FormGrid
from incidentdesk.desktop.widgets.markdown import document_of
from incidentdesk.desktop.widgets.message_bar import MessageBar
from incidentdesk.desktop.widgets.quiet_browser import ReadingView
from incidentdesk.desktop.widgets.two_line_list import TwoLineList
from incidentdesk.desktop.writing import write
from incidentdesk.language import _, isolated, ngettext
from incidentdesk.prepare.plan_template import PlanTemplate, plan_templates
from incidentdesk.prepare.plan_wording import offset_text
from incidentdesk.refusal import Refused

EMPTY, FILE = "empty", "file"
_WIDTH, _HEIGHT, _LIST = 960, 620, 340


class NewPlanSheet(Sheet):
    """Emits `made(plan_id)`, or `file_wanted` to begin with a file."""

    made = Signal(int)
    file_wanted = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk.theme, _("New plan"), parent)
        self.desk = desk
        self.templates: tuple[PlanTemplate, ...] = ()
        self._build()
        self._show_ways()
        self.dress()
        self.fit(_WIDTH, _HEIGHT)
        desk.background.run(plan_templates, then=self._offer, failed=self.fail)
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _build(self) -> None:
        theme = self.desk.theme
        self.message = MessageBar(theme)
        self.list = TwoLineList(theme, _("Ways to begin"), most=10, marked=True)
        self.list.currentRowChanged.connect(lambda _row: self._show())
        self.list.opened.connect(lambda _key: self.begin())
        self.form = FormGrid(theme)
        self.name = QLineEdit(maxLength=200)
        self.form.add_row(("name", _("&Name"), self.name, 6))
        self.rule = QCheckBox(_("&Propose it by itself"))
        self.rule.setAccessibleName(_("Propose it by itself"))
        self.told = QLabel(wordWrap=True)
        self.told.setTextFormat(Qt.TextFormat.PlainText)
        self.outline = ReadingView(_("What stands in it"))
        left, right = QVBoxLayout(), QVBoxLayout()
        left.addWidget(self.list)
        left.addStretch(1)
        right.setSpacing(8)
        right.addWidget(self.form)
        right.addWidget(self.rule)
        right.addWidget(self.told)
        right.addWidget(self.outline, 1)
        right.addStretch(0)
        whole = QHBoxLayout()
        whole.setSpacing(16)
        whole.addLayout(left)
        whole.addLayout(right, 1)
        self.body.addWidget(self.message)
        self.body.addLayout(whole, 1)
        self.add_button(_("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        self.go = self.add_button(_("Begin the plan"), QDialogButtonBox.ButtonRole.ActionRole, primary=True)
        self.go.clicked.connect(self.begin)
        # Enter belongs to the list and to the name, or it would begin twice.
        self.go.setDefault(False)
        self.go.setAutoDefault(False)
        self.name.returnPressed.connect(self.begin)

    def _offer(self, templates: tuple[PlanTemplate, ...]) -> None:
        self.templates = templates
        self._show_ways()

    def _show_ways(self) -> None:
        items: list[dict[str, Any]] = [
            {"key": EMPTY, "head": _("You write every step"), "text": _("Empty plan")},
            {"key": FILE, "head": _("Markdown or plain text"), "text": _("From a file…")},
        ]
        for each in self.templates:
            count = len(each.content.actions)
            told = ngettext("{count} action", "{count} actions", count).format(count=count)
            items.append({"key": each.name, "head": _("Comes with the program"), "text": each.name, "note": told})
        row = max(0, self.list.currentRow())
        self.list.show_items(items)
        self.list.setCurrentRow(row)

    def template(self) -> PlanTemplate | None:
        return next((each for each in self.templates if each.name == self.list.key()), None)

    def _show(self) -> None:
        template, key = self.template(), self.list.key()
        names = {each.name for each in self.templates}
        if template is not None and self.name.text() in ("", *names):
            self.name.setText(template.name)
        elif template is None and self.name.text() in names:
            self.name.clear()
        self.form.setVisible(key != FILE)
        self.rule.setVisible(template is not None)
        self.rule.setChecked(template is not None)
        self.outline.setVisible(template is not None)
        self.go.setText(_("Choose a file") if key == FILE else _("Begin the plan"))
        if template is None:
            self.told.setText(
                _("Headings of the file become phases and list items actions; you correct it before it is saved.")
                if key == FILE
                else _("Begin with a name; the editor opens with an empty plan.")
            )
            return
        self.rule.setAccessibleDescription(_("A rule chooses it by words of the title"))
        self.rule.setToolTip(_("For incidents with the words {words}").format(words=template.words))
        self.told.setText(template.description)
        self.outline.show_document(document_of(_outline(template), self.theme))

    def begin(self) -> None:
        key, template, name = self.list.key(), self.template(), self.name.text().strip()
        if key == FILE:
            self.file_wanted.emit()
            self.accept()
            return
        if not name:
            self.form.complain("name", _("A response plan needs a name. Say in a few words what it is for."))
            self.name.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.go.setEnabled(False)
        with_rule = self.rule.isChecked()
        write(
            self.desk, self, lambda session: _make(session, template, name, with_rule),
            _("Plan begun: {name}").format(name=isolated(name)), then=self._done, failed=self.fail, toast=True,
        )  # fmt: skip

    def _done(self, plan_id: int) -> None:
        self.made.emit(plan_id)
        self.accept()

    def fail(self, refused: Refused) -> None:
        self.go.setEnabled(True)
        self.message.say(str(refused), "danger")

    def dress(self) -> None:
        super().dress()
        self.list.setFixedWidth(round(_LIST * max(100, self.theme.scale) / 100))
        self.theme.tint(self.told, "text2")
        if self.template() is not None:
            self._show()


def _outline(template: PlanTemplate) -> str:
    lines = []
    for at, phase in enumerate(template.content.phases, 1):
        lines.append(f"**{at}  {phase.title}**\n")
        for place, action in enumerate(phase.actions, 1):
            facts = " · ".join(filter(None, (offset_text(action.offset), action.role)))
            lines.append(f"- {at}.{place} {action.title}" + (f" *({facts})*" if facts else ""))
        lines.append("")
    return "\n".join(lines)


def _make(session: Any, template: PlanTemplate | None, name: str, with_rule: bool) -> int:
    from incidentdesk.prepare.plan_change import create_plan
    from incidentdesk.prepare.plan_template import create_from_template

    if template is None:
        return create_plan(session, name=name)
    return create_from_template(session, template.name, as_name=name, with_rule=with_rule)
