"""The fields of one action of a plan, beside the editor; what is typed is in the plan with every key."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from incidentdesk.desktop.prepare.plan_files import ActionFiles
from incidentdesk.desktop.prepare.plan_reading import OfferedNames
from incidentdesk.desktop.prepare.plan_rows import numbers_of
from incidentdesk.desktop.theme import Theme
from incidentdesk.desktop.widgets.button import IconButton
from incidentdesk.desktop.widgets.form_grid import FormGrid, put, raw, text_box, when_changed
from incidentdesk.desktop.widgets.name_field import NameField
from incidentdesk.language import N_, _, isolated
from incidentdesk.prepare.plan_content import Action, PlanContent
from incidentdesk.prepare.plan_wording import offset_of, offset_text
from incidentdesk.refusal import Refused

RACI = {
    "Accountable": N_("&Accountable"),
    "Consulted": N_("&Consulted"),
    "Informed": N_("&Informed"),
}
_PLAIN = ("title", "role", "department", "criterion", "instructions", "audience", "message")


class ActionForm(QWidget):
    """Emits `written(key, facts, part)` for what is typed, `typed(key, part, text)` for what makes no sense yet (None
    once it does), and `choosing(key)` to pick what the action needs from a list.
    """

    written = Signal(str, object, str)
    typed = Signal(str, str, object)
    choosing = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.key = ""
        self._content = PlanContent()
        self._showing = False
        self._build()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.form)
        column.addStretch(1)

    def _build(self) -> None:
        theme = self._theme
        self.form = FormGrid(theme)
        self.mandatory = QCheckBox(_("&Mandatory"))
        self.mandatory.setMinimumHeight(32)
        self.choose = IconButton(theme, "list", _("Choose what it needs"), description=_("Pick from the actions"))
        self.choose.clicked.connect(lambda: self.choosing.emit(self.key))
        names = {
            name: NameField(text)
            for name, text in (
                ("role", _("Role")), ("department", _("Department")), ("audience", _("Audience")),
                ("message", _("Message template")),
                *((letter, _(text).replace("&", "")) for letter, text in RACI.items()),
            )
        }  # fmt: skip
        offset, needs = QLineEdit(), QLineEdit()
        offset.setPlaceholderText(_("no due time"))
        offset.setAccessibleDescription(_("How long after the start, such as T+15 min or 2 h"))
        offset.setToolTip(_("T+15 min, 2 h, 1:30"))
        needs.setPlaceholderText(_("nothing before"))
        needs.setAccessibleDescription(_("The numbers of the actions that are done before, such as 1.1, 1.2"))
        needs.setToolTip(_("1.1, 1.2"))
        instructions = text_box(7)
        instructions.setObjectName("instructions")
        instructions.setPlaceholderText(_("How it is done, in Markdown"))
        form = self.form
        form.add_row(("title", _("&Title"), QLineEdit(), 6))
        form.add_row(("role", _("&Role"), names["role"], 3), ("department", _("De&partment"), names["department"], 3))
        form.add_row(("offset", _("D&ue after the start"), offset, 3), ("mandatory", "", self.mandatory, 3))
        form.add_row(("needs", _("A&fter the actions"), needs, 6), beside={"needs": self.choose})
        form.add_row(("criterion", _("&Done when"), QLineEdit(), 6))
        form.add_row(("instructions", _("I&nstructions"), instructions, 6), stretch=1)
        self.files = ActionFiles(theme)
        form.add_whole(self.files)
        form.add_row(*((letter, _(text), names[letter], 2) for letter, text in RACI.items()))
        form.add_row(
            ("audience", _("Te&lls the audience"), names["audience"], 3),
            ("message", _("with the messa&ge"), names["message"], 3),
        )
        self.mandatory.setAccessibleName(_("Mandatory"))
        self.mandatory.setAccessibleDescription(_("Whether it can't be left out without saying why"))
        for name, field in form.fields.items():
            when_changed(field, lambda name=name: self._changed(name))
        self.mandatory.toggled.connect(lambda _on: self._changed("mandatory"))

    # -- showing

    def offer(self, names: OfferedNames, content: PlanContent) -> None:
        """What the fields are completed with; also roles that only this plan names."""
        own = [role for action in content.actions for role in (action.role, *(name for _letter, name in action.raci))]
        roles = list(dict.fromkeys(filter(None, (*content.roles, *names.roles, *own))))
        for name in ("role", *RACI):
            self.form.fields[name].offer(roles)
        self.form.fields["department"].offer(names.departments)
        self.form.fields["audience"].offer(names.audiences)
        self.form.fields["message"].offer(names.messages)

    def show_action(self, action: Action, content: PlanContent, typed: Mapping[str, str], why_fixed: str) -> None:
        """`typed` is what stands in fields and makes no sense yet, by "key part"."""
        other, self.key, self._content = action.key != self.key, action.key, content
        numbers = numbers_of(content)
        raci = dict(action.raci)
        values: dict[str, str] = {name: getattr(action, name) for name in _PLAIN}
        values |= {letter: raci.get(letter, "") for letter in RACI}
        values["offset"] = offset_text(action.offset)
        values["needs"] = ", ".join(numbers[key] for key in action.needs if key in numbers)
        self._showing = True
        for name, value in values.items():
            self._put(name, typed.get(f"{action.key} {name}"), value, other)
        self.mandatory.setChecked(action.mandatory)
        self._showing = False
        self.files.show_files(action.instructions, why_fixed)
        self._fix(why_fixed)

    def _put(self, name: str, typed: str | None, value: str, other: bool) -> None:
        field = self.form.fields[name]
        if typed is not None:
            if other or raw(field) != typed:
                put(field, typed)
                self._complain(name, typed)
            return
        if other or not self._is_same(name, raw(field), value):
            put(field, value)
            self.form.complain(name, "")

    def _is_same(self, name: str, shown: str, value: str) -> bool:
        """A text that is being typed is left alone while it means the same."""
        try:
            return bool(self._meaning(name, shown) == self._meaning(name, value))
        except Refused:
            return False

    def _fix(self, why: str) -> None:
        for field in self.form.fields.values():
            if isinstance(field, QLineEdit | QPlainTextEdit):
                field.setReadOnly(bool(why))
        self.mandatory.setEnabled(not why)
        self.choose.setEnabled(not why)

    # -- writing

    def _changed(self, name: str) -> None:
        if self._showing or not self.key:
            return
        if name == "mandatory":
            self.written.emit(self.key, {"mandatory": self.mandatory.isChecked()}, name)
            return
        text = raw(self.form.fields[name])
        try:
            facts = self._facts(name, text)
        except Refused as refused:
            self.form.complain(name, str(refused))
            self.typed.emit(self.key, name, text)
            return
        self.typed.emit(self.key, name, None)
        self.written.emit(self.key, facts, name)

    def complain(self, name: str, sentence: str) -> None:
        self.form.complain(name, sentence)

    def _complain(self, name: str, text: str) -> None:
        try:
            self._meaning(name, text)
        except Refused as refused:
            self.form.complain(name, str(refused))

    def _facts(self, name: str, text: str) -> dict[str, Any]:
        if name in RACI:
            told = {letter: raw(self.form.fields[letter]).strip() for letter in RACI}
            return {"raci": tuple((letter, role) for letter, role in told.items() if role)}
        return {name: self._meaning(name, text)}

    def _meaning(self, name: str, text: str) -> Any:
        if name == "offset":
            return due_in(text)
        if name == "needs":
            return needs_in(text, self._content)
        return text if name == "instructions" else " ".join(text.split())


def due_in(text: str) -> int | None:
    """Minutes after the start; raises Refused for what is no such time."""
    if not text.strip():
        return None
    minutes = offset_of(text)
    if minutes is None:
        raise Refused(_("“{text}” is no due time. Write T+15 min, 2 h or 1:30.").format(text=isolated(text.strip())))
    return minutes


def needs_in(text: str, content: PlanContent) -> tuple[str, ...]:
    """The keys behind “1.1, 1.2”; raises Refused for a number that there is not."""
    keys = {number: key for key, number in numbers_of(content).items()}
    wanted = text.replace(",", " ").replace(";", " ").split()
    for number in wanted:
        if number not in keys:
            raise Refused(
                _("There is no action {number}. Write numbers such as 1.1, 1.2.").format(number=isolated(number))
            )
    return tuple(dict.fromkeys(keys[number] for number in wanted))
