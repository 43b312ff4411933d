"""Telling whoever opens the window that a hand-over note waits for them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from incidentdesk.language import _, isolated

if TYPE_CHECKING:
    from incidentdesk.desktop.main_window import MainWindow


class HandOverWaiting(QObject):
    """Says each waiting note once, above the page, as soon as it is there and until it was taken over."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window, self._desk = window, window.desk
        self._said: set[int] = set()
        self._text = ""
        self._desk.changes.changed.connect(self._heard)
        self._load()

    def _heard(self, changes: dict[str, Any]) -> None:
        if "hand_over" in changes:
            self._load()

    def _load(self) -> None:
        self._desk.background.run_latest(
            "waiting hand-over notes", _waiting, self._desk.database, self._desk.actor, then=self._say
        )

    def _say(self, notes: Sequence[Any]) -> None:
        new = [note for note in notes if note.id not in self._said]
        self._said |= {note.id for note in new}
        if not notes:
            self._window.unsay(self._text)
        if new:
            self._text = _("{name} has handed over to you.").format(name=isolated(new[0].from_person))
            self._window.say(
                self._text,
                "info",
                _("Read the note…"),
                lambda: open_hand_over(self._window, read=True),
            )


def open_hand_over(window: "MainWindow", *, read: bool = False) -> None:
    from incidentdesk.desktop.respond.hand_over_sheet import READ, WRITE, HandOverSheet

    HandOverSheet(window.desk, window, part=READ if read else WRITE).open()


def _waiting(database: Any, actor: str) -> list[Any]:
    from incidentdesk.respond.hand_over_note import notes

    with database.read() as reader:
        return notes(reader, to=actor, waiting=True)
