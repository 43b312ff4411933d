"""Reading a long entry, and correcting one's own; what it said before is shown below."""

import json
from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from incidentdesk import clock
from incidentdesk.desktop import moment
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.detect.gesture_dialog import GestureDialog
from incidentdesk.desktop.respond.timeline_model import KIND_NAME, FactRow, backdated
from incidentdesk.desktop.respond.timeline_view import open_link
from incidentdesk.desktop.sheet import Sheet
from incidentdesk.desktop.widgets.field import SCROLL_BARS, dress_fields
from incidentdesk.desktop.widgets.markdown import SilentDocument, document_of, is_tame
from incidentdesk.desktop.widgets.quiet_browser import QuietBrowser
from incidentdesk.language import _

# A longer line is broken up for the eye only: Qt lays out a paragraph in one go.
_LONGEST_LINE = 5_000


@dataclass(frozen=True, slots=True)
class Version:
    """What an entry said, until when, in microseconds since 1970."""

    text: str
    until: int


def versions_of(database: Any, entry_id: int) -> list[Version]:
    """What an entry said before, the latest first."""

    with database.read() as reader:
        rows = reader.rows(
            "SELECT at, changes FROM ledger WHERE noun = 'entry' AND record_id = :id AND act = 'changed'"
            " ORDER BY id DESC",
            {"id": entry_id},
        )
    changes = [(int(at), json.loads(text)) for at, text in rows]
    return [Version(str(change["text"][0]), at) for at, change in changes if "text" in change]


class WholeTextDialog(Sheet):
    """A whole entry to read and to copy from."""

    def __init__(self, desk: Desk, row: FactRow, parent: QWidget | None = None) -> None:
        fact = row.fact
        title = _("{kind} of {name}").format(kind=_(KIND_NAME[fact.kind]), name=fact.actor)
        super().__init__(desk.theme, title, parent)
        self.heading = QLabel(title, wordWrap=True)
        when = ". ".join(
            part for part in (moment.full(fact.happened_at, desk.zone), backdated(fact, desk.zone)) if part
        )
        self.when = QLabel(when, wordWrap=True)
        self.text = self._view(fact.text)
        self.text.setAccessibleName(title)
        self.text.setAccessibleDescription(_("The whole text"))
        self.earlier = QVBoxLayout()
        for widget in (self.heading, self.when):
            self.body.addWidget(widget)
        self.body.addWidget(self.text, 1)
        self.body.addLayout(self.earlier)
        self.add_close_button(_("Close"))
        self.dress()
        self.resize(720, 560)
        self._desk = desk
        if fact.edited:
            desk.background.run(versions_of, desk.database, fact.entry_id, then=self._show_earlier)

    def _view(self, text: str) -> QWidget:
        if not is_tame(text):
            plain = QPlainTextEdit(broken(text))
            plain.setReadOnly(True)
            return plain
        browser = QuietBrowser()
        browser.setOpenLinks(False)
        browser.anchorClicked.connect(lambda url: open_link(url.toString()))
        document: SilentDocument = document_of(text, self.theme)
        document.setParent(browser)
        document.setDocumentMargin(8)
        browser.setDocument(document)
        return browser

    def _show_earlier(self, versions: list[Version]) -> None:
        add_versions(self.earlier, versions, self._desk)

    def dress(self) -> None:
        dress_fields(self, self.theme, SCROLL_BARS)
        self.heading.setFont(self.theme.font("h2"))


class CorrectDialog(GestureDialog):
    """Correcting one's own entry."""

    def __init__(self, desk: Desk, row: FactRow, parent: QWidget | None = None) -> None:
        super().__init__(desk, _("Correct the note"), _("Save correction"), parent)
        self._before = row.fact.text
        self.text = QPlainTextEdit(row.fact.text)
        self.text.setTabChangesFocus(True)
        self.text.setMinimumHeight(160)
        self.text.textChanged.connect(self.check)
        self.add_field(_("&Text"), self.text, _("What it said before stays in the history"))
        self.earlier = QVBoxLayout()
        self._body.addLayout(self.earlier)
        self.setMinimumWidth(560)
        self.ready()
        self.text.setFocus()
        if row.fact.edited:
            desk.background.run(versions_of, desk.database, row.fact.entry_id, then=self._show_earlier)

    def _show_earlier(self, versions: list[Version]) -> None:
        add_versions(self.earlier, versions, self._desk)

    def why_not(self) -> str:
        text = self.text.toPlainText()
        if not text.strip():
            return _("A note can't be empty.")
        return "" if text != self._before else _("Nothing is changed yet.")


def add_versions(layout: QVBoxLayout, versions: list[Version], desk: Desk) -> None:
    """Earlier texts below each other."""
    now = clock.stored(clock.now())
    for version in versions[:5]:
        caption = QLabel(_("Until {time} it said:").format(time=moment.day_and_time(version.until, now, desk.zone)))
        box = QPlainTextEdit(broken(version.text))
        box.setReadOnly(True)
        box.setTabChangesFocus(True)
        box.setMaximumHeight(72)
        box.setAccessibleName(caption.text())
        box.setAccessibleDescription(_("An earlier text of this note"))
        layout.addWidget(caption)
        layout.addWidget(box)


def broken(text: str) -> str:
    """A text without lines that would take seconds to lay out."""
    return "\n".join(
        line[start : start + _LONGEST_LINE]
        for line in text.split("\n")
        for start in range(0, max(1, len(line)), _LONGEST_LINE)
    )
