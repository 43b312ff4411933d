"""The sheet on which a status update is written: who is told, what the forms ask, and the very text that goes out."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QDialogButtonBox, QHBoxLayout, QVBoxLayout, QWidget

from incidentdesk.desktop.conflict_dialog import ConflictDialog, given_up
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.draft_timer import DraftTimer
from incidentdesk.desktop.drafts import draft, forget_draft, keep_draft
from incidentdesk.desktop.respond.update_audiences import UpdateAudiences
from incidentdesk.desktop.respond.update_confirming import SendConfirmation, by_mail
from incidentdesk.desktop.respond.update_form import UpdateForm
from incidentdesk.desktop.respond.update_preview import UpdatePreview
from incidentdesk.desktop.respond.update_reading import read_basis, read_texts
from incidentdesk.desktop.sheet import Sheet
from incidentdesk.desktop.widgets.message_bar import MessageBar
from incidentdesk.desktop.writing import write
from incidentdesk.detect.number import number
from incidentdesk.detect.state import OPEN_STATES
from incidentdesk.language import _, ngettext
from incidentdesk.prepare.audience import Form
from incidentdesk.prepare.message_template import MessagePhase
from incidentdesk.refusal import Refused
from incidentdesk.respond.status_update import StatusUpdate, ToldMeanwhile, UpdateText, keep_drafts, send_update
from incidentdesk.respond.status_update_list import AudienceChoice, Receiver, Told, UpdateBasis
from incidentdesk.store.conflict import Conflict

MOST_BY_MAIL = 20  # more than that are asked for once more
_WIDTH, _HEIGHT = 1060, 700


class UpdateSheet(Sheet):
    """Opened by itself it asks for everything; `audiences` are ticked at once, `told` is a draft that becomes it.

    Emits `sent(count)` with the number of messages. What is typed is kept on this machine until it is sent.
    """

    sent = Signal(int)

    def __init__(
        self,
        desk: Desk,
        incident_id: int,
        parent: QWidget | None = None,
        *,
        audiences: Iterable[int] = (),
        phase: str = "",
        told: Told | None = None,
    ) -> None:
        title = _("Status update for {number}").format(number=number(incident_id))
        super().__init__(desk.theme, title, parent)
        self._desk, self._incident_id, self._told = desk, incident_id, told
        self._asked, self._phase = tuple(audiences), phase
        self._basis: UpdateBasis | None = None
        self._receivers: Mapping[int, list[Receiver]] = {}
        self._seen = {"subject": told.subject, "body": told.body} if told else {}
        self._given_up: dict[str, str] = {}
        self._current = False
        self._key = f"{number(incident_id)}-update" + (f"-{told.id}" if told else "")
        self._build()
        self._keeping = DraftTimer(self.keep, self)
        self.dress()
        self.fit(_WIDTH, _HEIGHT)
        self._load()

    def _build(self) -> None:
        desk = self._desk
        self.message = MessageBar(desk.theme)
        self.form = UpdateForm(desk.theme)
        self.audiences = UpdateAudiences(desk.theme)
        self.preview = UpdatePreview(desk.theme)
        self.on_incident = self._check(_("Also as a public co&mment, which the caller sees"))
        self.on_children = self._check("")
        left = QVBoxLayout()
        left.setSpacing(12)
        left.addWidget(self.audiences)
        left.addWidget(self.form, 1)
        left.addWidget(self.on_incident)
        left.addWidget(self.on_children)
        both = QHBoxLayout()
        both.setSpacing(24)
        both.addLayout(left, 5)
        both.addWidget(self.preview, 6)
        self.body.addWidget(self.message)
        self.body.addLayout(both, 1)
        role = QDialogButtonBox.ButtonRole
        self.send_button = self.add_button(_("Send"), role.AcceptRole, primary=True)
        self.keep_button = self.add_button(
            _("Keep as draft"),
            role.ActionRole,
            description=_("Others see the draft and can send it; nothing leaves the desk"),
        )
        self.cancel_button = self.add_close_button(_("Cancel"))
        self.buttons.accepted.disconnect()
        self.buttons.accepted.connect(self.send)
        self.keep_button.clicked.connect(self.keep_as_draft)
        self.form.changed.connect(self._changed)
        self.audiences.changed.connect(self._changed)
        self.preview.touched.connect(self._text_changed)
        self.preview.fill_wanted.connect(self._changed)
        for box in (self.on_incident, self.on_children):
            box.toggled.connect(lambda _on: self._text_changed())

    def _check(self, text: str) -> QCheckBox:
        box = QCheckBox(text)
        box.setAccessibleName(text.replace("&", ""))
        box.setAccessibleDescription(_("Written as a comment that callers read, with the text for stakeholders"))
        box.hide()
        return box

    # -- reading

    def _load(self) -> None:
        self.send_button.setEnabled(False)
        self._desk.background.run(
            read_basis, self._desk.database, self._incident_id, then=self._show, failed=self._fail
        )

    def _show(self, basis: UpdateBasis) -> None:
        first = self._basis is None
        self._basis = basis
        children = basis.children
        self.on_incident.setVisible(True)
        self.on_children.setText(
            ngettext(
                "The comment also on {count} open c&hild incident", "The comment also on {count} open c&hild incidents",
                children,
            ).format(count=children)
        )  # fmt: skip
        self.on_children.setAccessibleName(self.on_children.text().replace("&", ""))
        self.on_children.setVisible(children > 0)
        if first:
            self._begin(basis)
        else:
            self.audiences.know(basis.audiences)
            self._compute()

    def _begin(self, basis: UpdateBasis) -> None:
        """Show what was kept last time, else what is known: the draft, or what most probably comes next."""
        kept = draft(self._desk.database.place, self._key)
        told = self._told
        ticked = kept.get("audiences") or ([told.audience_id] if told else list(self._asked)) or _running(basis)
        self.audiences.show_choices(basis.audiences, ticked, kept.get("cadences", {}))
        last = next((each.last_fields for each in basis.audiences if each.id in ticked and each.last_fields), {})
        self.form.begin(
            phase=kept.get("phase") or (told.phase if told else "") or self._phase or basis.phase,
            fields=kept.get("fields") or (dict(told.fields) if told else {}),
            last=last,
        )
        self._seen = kept.get("seen") or self._seen
        texts = dict(kept.get("texts", {}))
        if told is not None and not kept:
            texts = {str(told.audience_id): [told.subject, told.body]}
        self.preview.begin({int(key): (str(text[0]), str(text[1])) for key, text in texts.items()})
        self.on_incident.setChecked(bool(kept.get("on_incident")))
        self.on_children.setChecked(bool(kept.get("on_children")))
        self._compute()
        self.form.first_field().setFocus()

    # -- the text that goes out

    def _changed(self) -> None:
        self._keeping.begin()
        self._compute()

    def _text_changed(self) -> None:
        self._keeping.begin()
        self._check_ready()

    def _compute(self) -> None:
        """Have the texts written anew by the templates; what was changed by hand stays."""
        if self._basis is None:
            return
        self._current = False
        chosen = self.audiences.chosen()
        self.form.show_forms({choice.form for choice in chosen})
        self.preview.show_audiences([(choice.id, choice.name) for choice in chosen])
        self._check_ready()
        self._warn_of_open()
        self._desk.background.run_latest(
            f"update of {id(self)}", read_texts, self._desk.database, self._incident_id,
            self.audiences.cadences(), self.form.phase, self.form.values(), self._desk.actor, self._desk.zone,
            then=self._show_texts, failed=self._fail,
        )  # fmt: skip

    def _warn_of_open(self) -> None:
        """Who tells the end of what is still open in the register is told so, and may be right."""
        said = _("{number} is still {state} in the register. Resolve it too, or choose another phase.").format(
            number=number(self._incident_id), state=_(self._basis.state)
        )
        too_soon = self.form.phase == MessagePhase.RESOLVED and self._basis.state in OPEN_STATES
        if too_soon and not self.message.text:
            self.message.say(said, "info", dismissable=False)
        elif not too_soon and self.message.text == said:
            self.message.clear()

    def _show_texts(self, found: tuple[dict[int, Any], dict[int, list[Receiver]]]) -> None:
        texts, self._receivers = found
        self._current = True
        self.preview.show_texts(texts, self._receivers)
        self._check_ready()

    def _check_ready(self) -> None:
        why = self.why_not()
        count = len(self.audiences.chosen())
        self.send_button.setText(
            ngettext("Send to {count} audience", "Send to {count} audiences", count).format(count=count)
            if count
            else _("Send")
        )
        self.send_button.setAccessibleName(self.send_button.text())
        self.send_button.setEnabled(not why)
        self.send_button.setToolTip(why)
        self.keep_button.setEnabled(not why)
        self.audiences.show_counts(self._receivers)

    def why_not(self) -> str:
        """What is still missing, as a sentence; "" when it can be sent."""
        if self._basis is None or not self._current:
            return _("The text is being written; this takes a moment.")
        if not self._basis.audiences:
            return _("There is no audience yet. Make one under Plans.")
        if not self.audiences.chosen():
            return _("Choose who is to be told.")
        empty = [choice.name for choice in self.audiences.chosen() if not self.preview.text(choice.id)[1].strip()]
        return _("Write what {audience} must know.").format(audience=empty[0]) if empty else ""

    # -- sending

    def send(self) -> None:
        if self.why_not():
            return
        letters = by_mail(self._receivers[each.id] for each in self.audiences.chosen())
        if letters > MOST_BY_MAIL:
            asking = SendConfirmation(self.theme, letters, self)
            asking.accepted.connect(self._send)
            asking.open()
        else:
            self._send()

    def _send(self) -> None:
        self.send_button.setEnabled(False)
        update, incident_id = self._update(), self._incident_id
        write(
            self._desk, self, lambda session: send_update(session, incident_id, update),
            _("Status update for {number} on its way").format(number=number(incident_id)),
            then=self._done, failed=self._refused, toast=True,
        )  # fmt: skip

    def _update(self) -> StatusUpdate:
        chosen, cadences = self.audiences.chosen(), self.audiences.cadences()
        told = self._told
        texts = {}
        for each in chosen:
            text = UpdateText(*self.preview.text(each.id), cadences[each.id], seen_id=each.last_id)
            if told is not None and told.audience_id == each.id:
                text = replace(text, draft_id=told.id, seen=self._seen, given_up=self._given_up)
            texts[each.id] = text
        return StatusUpdate(
            self.form.phase,
            self.form.values(),
            texts,
            seen_state=self._basis.state,
            comment=self.preview.text(_for_callers(chosen).id)[1].strip(),
            on_incident=self.on_incident.isChecked(),
            on_children=self.on_children.isChecked() and self._basis.children > 0,
            forms={each.id: each.form for each in chosen},
        )

    def _done(self, count: int) -> None:
        self._forget()
        self.sent.emit(count)
        super().accept()

    def _refused(self, refused: Refused) -> None:
        if isinstance(refused, ToldMeanwhile):
            self.message.say(str(refused), "warning", _("I have read it"), self._reload, dismissable=False)
        elif isinstance(refused, Conflict):
            self._decide(refused)
        else:
            self.message.say(str(refused), "danger", dismissable=False)
        self._check_ready()
        self.dress()

    def _decide(self, conflict: Conflict) -> None:
        """Somebody has changed the draft meanwhile: a person chooses, and then sends it."""
        dialog = ConflictDialog(self._desk, conflict, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self._decided(conflict, dialog.decided()))
        dialog.open()

    def _decided(self, conflict: Conflict, decided: dict[str, Any]) -> None:
        audience_id = self._told.audience_id
        subject, body = self.preview.text(audience_id)
        self._given_up = {**self._given_up, **given_up(conflict, decided)}
        self._seen = {**self._seen, **{clash.field: clash.theirs for clash in conflict.clashes}}
        self.preview.begin({**self.preview.by_hand(), audience_id: (
            decided.get("subject", subject), decided.get("body", body))})  # fmt: skip
        self._changed()

    def _reload(self) -> None:
        """Take notice of what others have done; what was typed stays."""
        self.message.clear()
        self._load()

    def keep_as_draft(self) -> None:
        if self.why_not():
            return
        update, incident_id = self._update(), self._incident_id
        write(
            self._desk, self, lambda session: keep_drafts(session, incident_id, update),
            _("Draft of a status update for {number}").format(number=number(incident_id)),
            then=lambda _none: self._kept(), failed=self._refused, toast=True,
        )  # fmt: skip

    def _kept(self) -> None:
        self._forget()
        super().accept()

    def _fail(self, refused: Refused) -> None:
        self.message.say(str(refused), "danger", _("Try again"), self._reload, dismissable=False)

    # -- drafts

    def keep(self) -> None:
        """Keep what was typed on this machine."""
        if self._basis is None:
            return
        values = {
            "phase": str(self.form.phase),
            "audiences": [each.id for each in self.audiences.chosen()],
            "cadences": {str(key): minutes for key, minutes in self.audiences.cadences().items()},
            "fields": self.form.values(),
            "texts": {str(key): list(text) for key, text in self.preview.by_hand().items()},
            "seen": self._seen,
            "on_incident": self.on_incident.isChecked(),
            "on_children": self.on_children.isChecked(),
        }
        keep_draft(self._desk.database.place, self._key, values)

    def _forget(self) -> None:
        self._keeping.stop()
        forget_draft(self._desk.database.place, self._key)

    def reject(self) -> None:
        if self._keeping.isActive():
            self._keeping.stop()
            self.keep()
        super().reject()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter:
            # Enter alone is too near to the letters to send what is written.
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self.send()
            return
        super().keyPressEvent(event)


def _for_callers(chosen: list[AudienceChoice]) -> AudienceChoice:
    """What responders are told is not for callers, as long as somebody else is told too."""
    return next((each for each in chosen if each.form == Form.EXECUTIVE), chosen[0])


def _running(basis: UpdateBasis) -> list[int]:
    """Those who are told again and again; all of them where nobody is yet."""
    running = [each.id for each in basis.audiences if each.scheduled]
    return running or [each.id for each in basis.audiences]
