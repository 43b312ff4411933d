"""The page of one policy document: read it, say so, write the next version, publish it, and see who is missing."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from incidentdesk import clock
from incidentdesk.desktop.actions import Action
from incidentdesk.desktop.conflict_dialog import ConflictDialog
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.draft_timer import DraftTimer
from incidentdesk.desktop.drafts import draft, forget_draft, keep_draft
from incidentdesk.desktop.prepare.policy_asking import PublishDialog, RecordForDialog
from incidentdesk.desktop.prepare.policy_dialog import open_policy_dialog
from incidentdesk.desktop.prepare.policy_side import PolicySide
from incidentdesk.desktop.prepare.policy_text import PolicyText
from incidentdesk.desktop.prepare.policy_words import state_sentence, why_not_acknowledged, why_not_recorded
from incidentdesk.desktop.prepare.policy_writing import (
    acknowledging,
    discarding,
    load_sheet,
    publishing,
    recording,
    saving,
)
from incidentdesk.desktop.records.page_stack import PageStack
from incidentdesk.desktop.widgets.button import Button, PrimaryButton
from incidentdesk.desktop.widgets.empty import EmptyState
from incidentdesk.desktop.widgets.message_bar import MessageBar
from incidentdesk.desktop.writing import write
from incidentdesk.language import _, isolated, ngettext
from incidentdesk.prepare.policy_change import withdraw_document
from incidentdesk.prepare.policy_list import PolicyVersion, policy_number
from incidentdesk.prepare.policy_sheet import PolicySheet, missing_text
from incidentdesk.refusal import Refused
from incidentdesk.store.conflict import Conflict

_GATHERING = 150  # milliseconds
_NOUNS = frozenset({"policy_document", "policy_version", "acknowledgement", "person", "team", "department"})


class PolicyPage(QWidget):
    """Emits `opened(reference)`; `shown` comes whenever what was read stands on the page."""

    opened = Signal(str)
    shown = Signal()

    def __init__(self, desk: Desk, document_id: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk, self.document_id = desk, document_id
        self.number = policy_number(document_id)
        self.sheet: PolicySheet | None = None
        self._wanted: int | None = None
        # The text of the draft that what is typed was begun at.
        self._seen: str | None = None
        self._key = f"policy text {document_id}"
        self._keeping = DraftTimer(self._keep, self)
        self._build()
        self._declare()
        self._connect()
        self._dress()
        self.refresh()

    # -- building

    def _build(self) -> None:
        theme = self.desk.theme
        self._title, self._state = QLabel(wordWrap=True), QLabel(wordWrap=True)
        for label in (self._title, self._state):
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.read_button = PrimaryButton(
            theme, _("I have &read this"), "check", description=_("Acknowledge the version that is published")
        )
        self.publish_button = Button(theme, _("&Publish…"), "public", description=_("Let the draft hold from now on"))
        self.write_button = Button(theme, _("&Write"), "edit", description=_("Write the draft of the next version"))
        self.facts_button = Button(theme, _("&Details…"), "settings", description=_("Name, owner, who reads it"))
        self.message = MessageBar(theme)
        self.text, self.side = PolicyText(self.desk), PolicySide(self.desk)
        self.empty = EmptyState(
            theme, "policy", _("No text yet"), _("Write the first draft; nobody is asked to read it yet."),
            _("Write"), self.begin_writing, primary=False,
        )  # fmt: skip
        self._lay_out()

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._title)
        words.addWidget(self._state)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addLayout(words, 1)
        for button in (self.facts_button, self.write_button, self.publish_button, self.read_button):
            head.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        self.middle = QStackedWidget()
        self.middle.addWidget(self.text)
        self.middle.addWidget(self.empty)
        body = QHBoxLayout()
        body.setSpacing(12)
        body.addWidget(self.middle, 1)
        body.addWidget(self.side)
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(16, 12, 16, 16)
        column.setSpacing(12)
        column.addLayout(head)
        column.addWidget(self.message)
        column.addLayout(body, 1)
        gone = EmptyState(self.desk.theme, "policy", "", "", _("Retry"), self.refresh, primary=False)
        self.stack = PageStack(self, whole, gone)

    def _declare(self) -> None:
        for key, text, run, keys, icon, section, why in (
            ("read", _("I have &read this"), self.acknowledge, ("R",), "check", 10, self.why_not_read),
            ("write", _("&Write the draft"), self.begin_writing, ("E",), "edit", 20, self._why_not_written),
            ("publish", _("&Publish the draft…"), self.ask_publish, ("P",), "public", 20, self._why_not_published),
            ("discard", _("&Discard the draft"), self._discard, (), "undo", 20, self._why_not_published),
            ("compare", _("Show what is &new"), self.text.compare.toggle, ("D",), "diff", 30, self._why_one_version),
            ("missing", _("&Copy who is missing"), self._copy_missing, ("Ctrl+Shift+M",), "copy", 40, self._why_nobody),
            ("record", _("Record for &somebody…"), lambda: self.ask_recording(0), ("S",), "assign", 40,
             self._why_not_recorded),
            ("details", _("&Details…"), self.open_details, ("Alt+Return",), "settings", 50, self._why_not_loaded),
            ("remove", _("Move to the tras&h"), self._remove, (), "trash", 90, self._why_read_only),
        ):  # fmt: skip
            action = Action(f"policy.{key}", text, run, icon, keys, "policy", "plans", section, why)
            self.desk.registry.add(action, self)

    def _connect(self) -> None:
        self.read_button.clicked.connect(self.acknowledge)
        self.publish_button.clicked.connect(self.ask_publish)
        self.write_button.clicked.connect(self.begin_writing)
        self.facts_button.clicked.connect(self.open_details)
        self.text.version_chosen.connect(lambda _id: self._show())
        self.text.saved.connect(self.save_text)
        self.text.left.connect(self._stop_writing)
        self.text.typed.connect(self._keeping.begin)
        self.side.copying.connect(self._copy_missing)
        self.side.recording.connect(self.ask_recording)
        self._gathering = QTimer(self, singleShot=True, interval=_GATHERING)
        self._gathering.timeout.connect(self.refresh)
        self.desk.changes.changed.connect(self._heard)
        self.desk.theme.changed.connect(self._dress)

    # -- reading

    def today(self) -> date:
        return clock.now().astimezone(self.desk.zone).date()

    def refresh(self) -> None:
        desk = self.desk
        desk.background.run_latest(
            f"policy of {id(self)}", load_sheet, desk.database, self.document_id, self.today().isoformat(),
            desk.account, desk.actor, then=self._take, failed=self._fail_reading,
        )  # fmt: skip

    def _take(self, sheet: PolicySheet) -> None:
        first, self.sheet = self.sheet is None, sheet
        self.stack.show_whole()
        self.text.show_versions(sheet.versions, self._wanted)
        self._wanted = None
        self._show()
        if first and draft(self.desk.database.place, self._key):
            self.begin_writing()
        self.shown.emit()

    def _fail_reading(self, refused: Refused) -> None:
        self.stack.say_absent(_("This can't be shown"), str(refused))

    def _heard(self, changes: Mapping[str, Any]) -> None:
        if _NOUNS & changes.keys():
            self._gathering.start()

    def _show(self) -> None:
        sheet = self.sheet
        if sheet is None:
            return
        self._title.setText(f"{self.number}  {sheet.row.name}")
        self._state.setText(state_sentence(sheet, self.today(), self.desk.zone))
        self.middle.setCurrentIndex(0 if sheet.versions or self.text.is_writing else 1)
        waits = sheet.row.waits_for(sheet.me)
        self.read_button.setVisible(waits)
        self.publish_button.setVisible(sheet.draft is not None)
        self.write_button.setVisible(bool(sheet.versions))
        self.write_button.setText(_("&Write") if sheet.draft else _("New &version"))
        for button, why in (
            (self.read_button, self.why_not_read()), (self.publish_button, self._why_not_published()),
            (self.write_button, self._why_not_written()),
        ):  # fmt: skip
            button.setEnabled(not why)
            button.setToolTip(why or button.accessibleDescription())
        self.side.show_sheet(sheet, self.text.shown, self._why_not_recorded())
        self.desk.registry.refresh()

    # -- why something can't be

    def _why_read_only(self) -> str:
        return str(self.desk.database.read_only)

    def _why_not_loaded(self) -> str:
        return "" if self.sheet else _("The policy is not shown yet.")

    def why_not_read(self) -> str:
        return (
            self._why_not_loaded() or self._why_read_only() or why_not_acknowledged(self.sheet, self.text.shown)
        )  # fmt: skip

    def _why_not_written(self) -> str:
        return self._why_not_loaded() or self._why_read_only()

    def _why_not_published(self) -> str:
        why = self._why_not_written()
        if why:
            return why
        if self.text.is_writing:
            return _("Save the draft first, or stop writing.")
        return "" if self.sheet.draft else _("There is no draft.")

    def _why_one_version(self) -> str:
        return self._why_not_loaded() or ("" if len(self.sheet.versions) > 1 else _("There is only one version."))

    def _why_nobody(self) -> str:
        return self._why_not_loaded() or ("" if self.sheet.row.missing else _("Nobody is missing."))

    def _why_not_recorded(self) -> str:
        return self._why_not_written() or why_not_recorded(self.sheet)

    # -- reading and recording

    def acknowledge(self) -> None:
        """The one who is signed in says to have read what is published and shown."""
        sheet = self.sheet
        if self.why_not_read():
            return
        said = _("You have read {number}, version {version}").format(number=self.number, version=sheet.row.published)
        act = acknowledging(self.document_id, sheet.me, sheet.row.published)
        write(self.desk, self, act, said, failed=self._fail, toast=True)

    def ask_recording(self, person_id: int) -> None:
        if self._why_not_recorded():
            self.message.say(self._why_not_recorded(), "info")
            return
        people = [each for each in self.sheet.row.missing if each[0] in self.sheet.led]
        if person_id and person_id not in dict(people):
            self.message.say(_("Only who owns the policy or leads this person can record it."), "info")
            return
        dialog = RecordForDialog(self.desk, people, person_id, self.window())
        dialog.wanted.connect(lambda key, reason: self._record(dialog, key, reason))
        dialog.open()

    def _record(self, dialog: RecordForDialog, person_id: int, reason: str) -> None:
        sheet = self.sheet
        name = dict(sheet.row.asked).get(person_id, "")
        said = _("Recorded that {person} has read {number}").format(person=isolated(name), number=self.number)
        act = recording(self.document_id, person_id, sheet.row.published, sheet.me, reason)
        write(
            self.desk, dialog, act, said, then=lambda _none: dialog.accept(), failed=dialog.fail, toast=True
        )  # fmt: skip

    def _copy_missing(self) -> None:
        row = self.sheet.row
        QGuiApplication.clipboard().setText(missing_text(row))
        said = ngettext("{count} name copied", "{count} names copied", len(row.missing))
        self.desk.toasts.show(said.format(count=len(row.missing)))

    # -- writing

    def begin_writing(self) -> None:
        """Write the draft, or a new one that begins with what is published; what was typed before stands there."""
        if self._why_not_written() or self.text.is_writing:
            return
        sheet = self.sheet
        base = sheet.draft or sheet.published
        kept = draft(self.desk.database.place, self._key)
        self._seen = kept.get("seen", sheet.draft.text if sheet.draft else None)
        self.middle.setCurrentIndex(0)
        self.text.write(str(kept.get("text", base.text if base else "")))
        if kept:
            self.message.say(_("This is what you typed and did not save."), "info", _("&Discard"), self._forget_typed)
        self._show()

    def _forget_typed(self) -> None:
        forget_draft(self.desk.database.place, self._key)
        self.message.clear()
        self.text.stop_writing()
        self._show()

    def _keep(self) -> None:
        """Keep what is typed on this machine."""
        if self.text.is_writing:
            kept = {"text": self.text.editor.toPlainText(), "seen": self._seen}
            keep_draft(self.desk.database.place, self._key, kept)

    def _stop_writing(self) -> None:
        if self._keeping.isActive():
            self._keep()
        self._keeping.stop()
        if draft(self.desk.database.place, self._key):
            self.desk.toasts.show(_("Kept as a draft. It stands there again when you come back."))
        self.text.stop_writing()
        self._show()

    def save_text(self, text: str) -> None:
        said = _("Draft of {number} saved").format(number=self.number)
        write(
            self.desk, self, saving(self.document_id, text, self._seen), said, then=self._saved,
            failed=self._not_saved, toast=True,
        )  # fmt: skip

    def _saved(self, version_id: int) -> None:
        self._keeping.stop()
        forget_draft(self.desk.database.place, self._key)
        self._wanted = version_id
        self.message.clear()
        self.text.stop_writing()
        self.refresh()

    def _not_saved(self, refused: Refused) -> None:
        """What is typed stays; where somebody else has written, a person decides."""
        self._keep()
        if not isinstance(refused, Conflict):
            self._fail(refused)
            return
        dialog = ConflictDialog(self.desk, refused, self.window(), about=self.number)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self._decided(refused, dialog.decided()["text"]))
        dialog.open()

    def _decided(self, conflict: Conflict, text: str) -> None:
        self._seen = str(conflict.clashes[0].theirs)
        self.text.editor.setPlainText(text)
        self.save_text(text)

    def ask_publish(self) -> None:
        if self._why_not_published():
            return
        sheet = self.sheet
        dialog = PublishDialog(
            self.desk, sheet.draft.number, len(sheet.row.asked), f"publish {self.number}", self.window()
        )
        dialog.wanted.connect(lambda note: self._publish(dialog, sheet.draft, note))
        dialog.open()

    def _publish(self, dialog: PublishDialog, draft: PolicyVersion, note: str) -> None:
        said = _("{number}: version {version} published").format(number=self.number, version=draft.number)

        def done(_number: int) -> None:
            self._wanted = draft.id
            dialog.accept()

        write(
            self.desk, dialog, publishing(self.document_id, note, draft.text), said, then=done, failed=dialog.fail,
            toast=True,
        )  # fmt: skip

    def _discard(self) -> None:
        self._wanted = self.sheet.published.id if self.sheet.published else None
        said = _("Draft of {number} discarded").format(number=self.number)
        write(self.desk, self, discarding(self.document_id), said, failed=self._fail, toast=True)

    def open_details(self) -> None:
        open_policy_dialog(self.desk, self, self.document_id)

    def _remove(self) -> None:
        said = _("{number} moved to the trash").format(number=self.number)
        write(
            self.desk, self, lambda session: withdraw_document(session, self.document_id), said,
            then=lambda _none: self.opened.emit("plans#policies"), failed=self._fail, toast=True,
        )  # fmt: skip

    def _fail(self, refused: Refused) -> None:
        self.message.say(str(refused), "danger")

    # -- what the window asks

    def title(self) -> str:
        return self.number

    def panes(self) -> list[QWidget]:
        """What F6 goes through."""
        if self.stack.is_absent:
            return [self.stack.gone.action_button]
        if self.middle.currentIndex():
            return [self.empty.action_button, self.facts_button]
        return [self.text.pages.currentWidget(), self.text.version, self.facts_button]

    def _dress(self) -> None:
        self._title.setFont(self.desk.theme.font("h1"))
        self.desk.theme.tint(self._state, "text2")
