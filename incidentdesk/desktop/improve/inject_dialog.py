"""The dialog of one inject: what happens when, who is to act, and what they are to do by when."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.detect.gesture_dialog import GestureDialog
from incidentdesk.desktop.drafts import draft, forget_draft, keep_draft
from incidentdesk.desktop.widgets.form_grid import ChoiceBox, FormGrid, put, raw, text_box, when_changed
from incidentdesk.desktop.widgets.name_field import NameField
from incidentdesk.language import N_, _
from incidentdesk.prepare.drill_time import drill_clock, drill_seconds
from incidentdesk.prepare.plan_content import new_key
from incidentdesk.prepare.scenario_content import Deed, Inject, InjectKind
from incidentdesk.refusal import Refused

_WIDTH, _HEIGHT = 640, 640
MEANING = {
    InjectKind.SIGNAL: N_("Whoever takes part sees it and is to log the incident."),
    InjectKind.ALERT: N_("Logs the incident as a monitor would."),
    InjectKind.MESSAGE: N_("Somebody outside says it: it stands in the incident as the words of a caller."),
    InjectKind.FINDING: N_("It stands in the incident as a note."),
    InjectKind.TASK: N_("It stands among the tasks of the incident."),
}


class InjectDialog(GestureDialog):
    """Emits `wanted` when it can be saved; `inject()` is what was written.

    What is typed and not saved is kept under `draft_key`, and stands there again when the dialog is opened once more.
    """

    def __init__(self, desk: Desk, inject: Inject | None, at: int, draft_key: str, parent: QWidget) -> None:
        super().__init__(desk, _("Inject") if inject else _("New inject"), _("Save"), parent)
        self._draft_key = draft_key
        self._inject = inject or Inject(new_key(), at, InjectKind.MESSAGE, "")
        self.form = FormGrid(desk.theme)
        self.role = NameField(_("Role"), _("Who is to act"))
        self.role.setPlaceholderText(_("anybody"))
        self.meaning = QLabel(wordWrap=True)
        self.meaning.setTextFormat(Qt.TextFormat.PlainText)
        self.meaning.setContentsMargins(0, 0, 0, 8)
        self._build()
        self._body.addWidget(self.form, 1)
        self.setMinimumWidth(_WIDTH)
        self._show(self._facts())
        self._take_up_draft()
        for field in self.form.fields.values():
            when_changed(field, self._told)
        self.ready()
        scale = max(100, desk.theme.scale) / 100
        self.resize(round(_WIDTH * scale), round(_HEIGHT * scale))
        self._told()
        self.form.fields["title"].setFocus(Qt.FocusReason.OtherFocusReason)

    def _build(self) -> None:
        kinds = ChoiceBox((str(each), _(each)) for each in InjectKind)
        deeds = ChoiceBox([("", _("nothing")), *((str(each), _(each)) for each in Deed)])
        at, within = QLineEdit(), QLineEdit(placeholderText=_("no limit"))
        at.setToolTip(_("Minutes, such as 15, or 1:05:00"))
        within.setToolTip(at.toolTip())
        form = self.form
        form.add_row(("title", _("What &happens, in one line"), QLineEdit(maxLength=200), 6))
        form.add_row(
            ("at", _("&At (after the start)"), at, 2), ("kind", _("&Kind"), kinds, 2),
            ("role", _("F&or the role"), self.role, 2),
        )  # fmt: skip
        form.add_whole(self.meaning)
        form.add_row(
            ("sender", _("Fro&m whom"), QLineEdit(maxLength=200, placeholderText=_("nobody in particular")), 6)
        )
        form.add_row(("text", _("What is &said or seen"), text_box(4), 6), stretch=1)
        form.add_row(("deed", _("&Expected"), deeds, 4), ("within", _("&Within"), within, 2))
        form.add_row(("expected", _("Expected, in &words"), QLineEdit(maxLength=300), 6))

    def _facts(self) -> dict[str, str]:
        inject = self._inject
        return {
            "title": inject.title,
            "at": drill_clock(inject.at),
            "kind": str(inject.kind),
            "role": inject.role,
            "sender": inject.sender,
            "text": inject.text,
            "deed": str(inject.deed),
            "within": drill_clock(inject.within) if inject.within else "",
            "expected": inject.expected,
        }

    # -- what is typed

    def _show(self, facts: Mapping[str, str]) -> None:
        for name, value in facts.items():
            put(self.form.fields[name], value)

    def _take_up_draft(self) -> None:
        kept = draft(self._desk.database.place, self._draft_key)
        if kept:
            self._show({name: value for name, value in kept.items() if name in self.form.fields})
            said = _("This is what you typed and did not save.")
            self.message.say(said, "info", _("&Discard"), self._discard)

    def _discard(self) -> None:
        forget_draft(self._desk.database.place, self._draft_key)
        self.message.clear()
        self._show(self._facts())

    def accept(self) -> None:
        forget_draft(self._desk.database.place, self._draft_key)
        super().accept()

    def reject(self) -> None:
        """Leave; what is typed is kept as a draft."""
        typed = {name: str(raw(field)) for name, field in self.form.fields.items()}
        if typed != self._facts():
            keep_draft(self._desk.database.place, self._draft_key, typed)
            self._desk.toasts.show(_("Kept as a draft. It stands there again when you come back."))
        super().reject()

    def offer_roles(self, roles: Sequence[str]) -> None:
        self.role.offer(roles)

    def inject(self) -> Inject:
        """Raises Refused for a time that is none."""
        fields = {name: raw(field) for name, field in self.form.fields.items()}
        words = {name: str(fields[name]).strip() for name in ("title", "role", "sender", "text", "expected")}
        at, within = drill_seconds(fields["at"]), drill_seconds(fields["within"])
        deed = fields["deed"] or (str(Deed.JUDGED) if words["expected"] else "")
        return replace(self._inject, at=at, within=within, kind=str(fields["kind"]), deed=deed, **words)

    def why_not(self) -> str:
        try:
            inject = self.inject()
        except Refused as refused:
            return str(refused)
        return "" if inject.title else _("An inject needs a title: what happens?")

    def _told(self) -> None:
        self.meaning.setText(_(MEANING[InjectKind(raw(self.form.fields["kind"]))]))
        for name in ("at", "within"):
            self.form.complain(name, _time_trouble(str(raw(self.form.fields[name]))))
        self.check()

    def _dress(self) -> None:
        super()._dress()
        self._desk.theme.tint(self.meaning, "text2")


def _time_trouble(text: str) -> str:
    try:
        drill_seconds(text)
    except Refused as refused:
        return str(refused)
    return ""
