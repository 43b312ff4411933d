"""The dialog in which one person says how an incident was handled."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.record_dialog import Facts, RecordDialog, RecordStore
from incidentdesk.desktop.widgets.chooser import Chooser
from incidentdesk.desktop.widgets.form_grid import text_box
from incidentdesk.detect.number import number
from incidentdesk.improve.feedback_change import SCORES, give_feedback, withdraw_feedback
from incidentdesk.improve.feedback_list import FeedbackRow, feedback_row
from incidentdesk.language import _, isolated
from incidentdesk.refusal import Refused

_WIDTH, _HEIGHT = 640, 520
_WORDS = ("went_well", "went_badly", "suggestion")
SCORE_NAME = {
    1: lambda: _("1 badly"),
    2: lambda: _("2 poorly"),
    3: lambda: _("3 fairly"),
    4: lambda: _("4 well"),
    5: lambda: _("5 very well"),
}


def open_feedback_dialog(
    desk: Desk, parent: QWidget, incident_id: int, row: FeedbackRow | None = None, *, done: Callable[[int], None] = id
) -> "FeedbackDialog":
    """Give feedback on an incident, or show what was given; only who gave it can change it. `done(id)` follows."""
    dialog = FeedbackDialog(desk, incident_id, row, parent.window())
    dialog.saved.connect(done)
    dialog.open()
    return dialog


class FeedbackDialog(RecordDialog):
    def __init__(self, desk: Desk, incident_id: int, row: FeedbackRow | None, parent: QWidget | None) -> None:
        self._incident, self._row = number(incident_id), row
        title = _("How was {number} handled?").format(number=self._incident)
        record_id = row.id if row else 0
        super().__init__(
            desk, title, feedback_store(incident_id), record_id, f"feedback-{self._incident}-{record_id}", parent
        )
        self._build()
        new: Facts = {"score": 4, **dict.fromkeys(_WORDS, "")}
        self.begin(new, _WIDTH, _HEIGHT)
        if not row:
            self.first_field().setFocus(Qt.FocusReason.OtherFocusReason)

    def _build(self) -> None:
        form = self.form
        scores = [(score, SCORE_NAME[score]()) for score in SCORES]
        form.add_row(("score", _("&Score"), Chooser(self.theme, _("Score"), scores), 6))
        form.add_row(("went_well", _("What went &well"), text_box(), 6), stretch=1)
        form.add_row(("went_badly", _("What went &badly"), text_box(), 6), stretch=1)
        form.add_row(("suggestion", _("What we should d&o next time"), text_box(), 6), stretch=1)

    def _loaded(self, facts: Facts) -> None:
        super()._loaded(facts)
        if self._row is not None and self._row.author != self.desk.actor:
            self._shut(_("{name} has said this; only they can change it.").format(name=isolated(self._row.author)))

    def saving_verb(self) -> str:
        return _("Save") if self.record_id else _("Give feedback")

    def removing_sentence(self) -> str:
        return _("Take it back; Undo brings it again")

    def removed_sentence(self) -> str:
        return _("Feedback on {number} taken back").format(number=self._incident)

    def said(self, created: bool) -> str:
        sentence = _("Feedback on {number} given") if created else _("Feedback on {number} changed")
        return sentence.format(number=self._incident)

    def why_not(self) -> tuple[str, str]:
        values = self.values()
        if values["score"] <= 2 and not (values["went_badly"] or values["suggestion"]):
            return "went_badly", _("Say in a few words what went badly; a low score alone helps nobody.")
        return "", ""


def feedback_store(incident_id: int) -> RecordStore:
    def read(reader: Any, feedback_id: int) -> Facts:
        row = feedback_row(reader, feedback_id)
        if row is None:
            raise Refused(_("This feedback was taken back."))
        return {"score": row.score, **{name: getattr(row, name) for name in _WORDS}}

    def change(session: Any, feedback_id: int, changes: Facts, _seen: Facts) -> None:
        give_feedback(session, incident_id, **{**read(session.reader, feedback_id), **changes})

    return RecordStore(
        noun="responder_feedback",
        read=read,
        create=lambda session, facts: give_feedback(session, incident_id, **facts),
        change=change,
        # Nobody else writes it, so nothing is ever given up.
        give_up=lambda _session, _feedback_id, _given_up: None,
        withdraw=withdraw_feedback,
    )
