"""The dialog of one session of a course: when, where, by whom, and what people should know before."""

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from incidentdesk import clock
from incidentdesk.desktop import moment
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.prepare.wrapped_label import WrappedLabel
from incidentdesk.desktop.record_dialog import Facts, RecordDialog, RecordStore
from incidentdesk.desktop.widgets.form_grid import raw, text_box
from incidentdesk.desktop.widgets.name_field import NameField
from incidentdesk.language import _, isolated
from incidentdesk.prepare.known_names import known_names, names_in
from incidentdesk.prepare.rota_typed_time import typed_instant, typed_note
from incidentdesk.prepare.training_session_change import (
    NEW_SESSION,
    change_session,
    give_up_session,
    plan_session,
    session_facts,
    withdraw_session,
)
from incidentdesk.refusal import Refused

_WIDTH, _HEIGHT = 640, 480


def open_session_dialog(
    desk: Desk,
    parent: QWidget,
    session_id: int = 0,
    *,
    facts: Facts | None = None,
    done: Callable[[int], None] | None = None,
) -> "SessionDialog":
    """Show a session, or plan a new one that begins with `facts`; `done(id)` follows when it is saved."""
    dialog = SessionDialog(desk, session_id, facts or {}, parent.window())
    if done is not None:
        dialog.saved.connect(done)
    dialog.open()
    return dialog


class SessionDialog(RecordDialog):
    def __init__(self, desk: Desk, session_id: int, facts: Facts, parent: QWidget | None) -> None:
        title = _("Session") if session_id else _("Plan a session")
        key = f"session-{session_id or 'new'}-{facts.get('course', '')}"
        super().__init__(desk, title, session_store(desk.zone), session_id, key, parent)
        self._build()
        self.begin({**NEW_SESSION, **facts}, _WIDTH, _HEIGHT)
        desk.background.run(_load_names, desk.database, then=self._offer, failed=self.fail)
        if not session_id:
            first = self.starts if facts.get("course") else self.course
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _build(self) -> None:
        form = self.form
        self.course = NameField(_("Course"), _("What is taught; a session stays with its course"))
        self.course.setEnabled(not self.record_id)
        self.starts = QLineEdit(placeholderText=_("tomorrow 09:00"))
        self.starts.setAccessibleDescription(_("When it begins, such as tomorrow 09:00, fri 14:00 or 2026-03-28 08:15"))
        minutes = QLineEdit(maxLength=5, placeholderText=_("as usual"))
        minutes.setAccessibleDescription(_("How many minutes it takes; as the course says where it is empty"))
        self.trainer = NameField(_("Trainer"), _("Who teaches; need not be a person of the desk"))
        self.meaning = WrappedLabel()
        form.add_row(("course", _("&Course"), self.course, 6))
        form.add_row(("starts", _("&Begins"), self.starts, 4), ("minutes", _("&Minutes"), minutes, 2))
        form.add_whole(self.meaning)
        form.add_row(
            ("place", _("&Place or link"), QLineEdit(maxLength=500), 3), ("trainer", _("&Trainer"), self.trainer, 3)
        )
        form.add_row(("note", _("What people should &know before"), text_box(2), 6), stretch=1)
        self.starts.textChanged.connect(self._explain)

    def _offer(self, names: tuple[list[str], list[str]]) -> None:
        courses, people = names
        self.course.offer(courses)
        self.trainer.offer(people)

    def _explain(self) -> None:
        text, now = self.starts.text().strip(), clock.stored(clock.now())
        try:
            at = typed_instant(text, now, self.desk.zone) if text else None
        except Refused as refused:
            self.meaning.setText(str(refused))
        else:
            note = typed_note(text, now, self.desk.zone)
            self.meaning.setText(" ".join(filter(None, (moment.full(at, self.desk.zone) if at else "", note))))
        self.theme.tint(self.meaning, "text2")

    # -- words

    def saving_verb(self) -> str:
        return _("Save") if self.record_id else _("Plan")

    def said(self, created: bool) -> str:
        course = isolated(str(raw(self.course)).strip())
        sentence = _("Session planned: {course}") if created else _("Session changed: {course}")
        return sentence.format(course=course)

    def removed_sentence(self) -> str:
        return _("Session moved to the trash")

    def why_not(self) -> tuple[str, str]:
        values = self.values()
        if not values["course"]:
            return "course", _("Say what is taught.")
        if not values["starts"]:
            return "starts", _("Say when it begins, such as tomorrow 09:00.")
        try:
            typed_instant(values["starts"], clock.stored(clock.now()), self.desk.zone)
        except Refused as refused:
            return "starts", str(refused)
        if values["minutes"] and not values["minutes"].isdecimal():
            return "minutes", _("Write a whole number.")
        return "", ""


def session_store(zone: ZoneInfo) -> RecordStore:
    """How sessions are read and written; times are typed in that zone."""
    return RecordStore(
        noun="training_session",
        read=lambda reader, key: session_facts(reader, key, zone),
        create=lambda session, facts: plan_session(session, zone=zone, **facts),
        change=lambda session, key, changes, seen: change_session(session, key, changes, seen=seen, zone=zone),
        give_up=give_up_session,
        withdraw=withdraw_session,
    )


def _load_names(database: Any) -> tuple[list[str], list[str]]:
    with database.read() as reader:
        return list(names_in(reader, "training_course")), list(known_names(reader).staff)
