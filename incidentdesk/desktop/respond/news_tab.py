"""Which news go to reporters by themselves, in which words, and how these read for a real incident."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from incidentdesk.desktop.actions import Action
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.respond.news_form import NewsForm
from incidentdesk.desktop.respond.news_reading import Known, Words, read_news
from incidentdesk.desktop.widgets.message_bar import MessageBar
from incidentdesk.desktop.widgets.two_line_list import TwoLineList
from incidentdesk.desktop.writing import write
from incidentdesk.language import _
from incidentdesk.refusal import Refused

_SIDE = 260  # logical pixels
_MOST = 9  # kinds of news and letters that are seen without scrolling


class NewsTab(QWidget):
    """Emits `opened(reference)`, and `loaded` whenever what was read is shown.

    Words that are not saved yet stay while another kind of news is looked at.
    """

    opened = Signal(str)
    loaded = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.found: Known | None = None
        self._typed: dict[str, tuple[str, str]] = {}
        self.message = MessageBar(desk.theme)
        self.about = QLabel(wordWrap=True)
        self.about.setText(
            _("Whoever reported an incident hears of it by e-mail, in the thread of their own mail. Machines are never "
              "written to, and nobody gets the same news twice within an hour. The letters after a resolution ask "
              "something, and are answered by mail or on the web.")
        )  # fmt: skip
        self.list = TwoLineList(desk.theme, _("News to reporters"), most=_MOST, marked=True)
        self.list.setAccessibleDescription(_("Space switches one on or off"))
        self.form = NewsForm(desk)
        self._lay_out()
        self._declare()
        self.list.currentItemChanged.connect(lambda *_items: self._show_chosen())
        self.list.opened.connect(lambda _key: self.form.subject.setFocus(Qt.FocusReason.OtherFocusReason))
        self.form.changed.connect(self._keep)
        self.form.wanted.connect(self.save)
        QShortcut(QKeySequence("Ctrl+Return"), self, self.save, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        desk.changes.changed.connect(self._heard)
        desk.theme.changed.connect(self._dress)
        self._dress()

    def _lay_out(self) -> None:
        self.card = QFrame()
        self.card.setObjectName("card")
        inside = QVBoxLayout(self.card)
        inside.setContentsMargins(4, 4, 4, 4)
        inside.addWidget(self.list)
        inside.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(self.card)
        row.addWidget(self.form, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 12)
        column.setSpacing(8)
        column.addWidget(self.about)
        column.addWidget(self.message)
        column.addLayout(row, 1)

    def _declare(self) -> None:
        text = _("&Switch on or off")
        action = Action(
            "automation.switch",
            text,
            self.switch,
            "skip",
            ("Space", "X"),
            "automation",
            "automation",
            20,
            self._why_not,
        )
        self.desk.registry.add(action, self.list)

    # -- reading

    def refresh(self) -> None:
        """Read it anew; what is typed stays."""
        self.desk.background.run_latest(
            f"news of {id(self)}", read_news, self.desk.database, then=self._take, failed=self._fail
        )

    def _take(self, found: Known) -> None:
        self.found = found
        self.form.about.offer(found.incidents)
        self.list.show_items([self._item(each) for each in found.words])
        if self.list.currentRow() < 0:
            self.list.setCurrentRow(0)
        self._show_chosen()
        self._say_outlet(found)
        self.desk.registry.refresh()
        self.loaded.emit()

    def _item(self, each: Words) -> dict[str, Any]:
        unsaved = _("not saved") if each.key in self._typed else ""
        return {
            "key": each.key,
            "head": _head(each),
            "text": each.title,
            "note": unsaved,
            "mark": ("check", "success") if each.on else ("minus", "hint"),
        }

    def _say_outlet(self, found: Known) -> None:
        if any(each.on for each in found.words) and not found.can_send:
            said = _("No outlet for e-mail is switched on, so none of this leaves the desk.")
            self.message.say(
                said, "warning", _("Open the settings"), lambda: self.opened.emit(f"settings#{_('Messages')}")
            )
        else:
            self.message.clear()

    def _fail(self, refused: Refused) -> None:
        self.message.say(str(refused), "danger", _("Retry"), self.refresh)

    def _heard(self, changes: Mapping[str, Any]) -> None:
        if self.found is not None and {"setting", "outlet"} & changes.keys():
            self.refresh()

    # -- one of them

    def _chosen(self) -> Words | None:
        if self.found is None:
            return None
        return next((each for each in self.found.words if each.key == self.list.key()), None)

    def _show_chosen(self) -> None:
        chosen = self._chosen()
        if chosen is not None:
            self.form.show_words(chosen, *self._typed.get(chosen.key, (chosen.subject, chosen.body)))

    def _keep(self) -> None:
        """Keep what is typed while another one is looked at."""
        chosen = self._chosen()
        if chosen is None:
            return
        if self.form.is_changed():
            self._typed[chosen.key] = (self.form.subject.text(), self.form.body.toPlainText())
        else:
            self._typed.pop(chosen.key, None)

    def _why_not(self) -> str:
        if self.desk.database.read_only:
            return str(self.desk.database.read_only)
        chosen = self._chosen()
        if chosen is None:
            return _("Select one of them first.")
        return _("Letters are switched on under Settings, Follow-up.") if chosen.letter else ""

    def switch(self) -> None:
        """Send the chosen news from now on, or not any more; its words stay as they are stored."""
        chosen = self._chosen()
        if chosen is not None and not chosen.letter:
            said = _("News to reporters on: {title}") if not chosen.on else _("News to reporters off: {title}")
            self._write(chosen, not chosen.on, chosen.subject, chosen.body, said)

    def save(self) -> None:
        """Save the words that stand there."""
        chosen = self._chosen()
        if chosen is None or not self.form.save.isEnabled():
            return
        subject, body = self.form.words()
        self._write(chosen, chosen.on, subject, body, _("Words changed: {title}"), saved=True)

    def _write(self, chosen: Words, on: bool, subject: str, body: str, said: str, *, saved: bool = False) -> None:
        def act(session: Any) -> None:
            from incidentdesk.improve.letter_words import Letter, set_letter
            from incidentdesk.respond.reporter_news import set_news

            if isinstance(chosen.key, Letter):
                set_letter(session, chosen.key, subject=subject, body=body)
            else:
                set_news(session, chosen.key, on=on, subject=subject, body=body)

        def done(_none: Any) -> None:
            if saved:
                self._typed.pop(chosen.key, None)
            self.refresh()

        write(
            self.desk, self, act, said.format(title=chosen.title), then=done, failed=self._fail,
            toast=True,
        )  # fmt: skip

    def panes(self) -> list[QWidget]:
        """What F6 goes through."""
        return [self.list, self.form.subject, self.form.about]

    def _dress(self) -> None:
        theme = self.desk.theme
        theme.tint(self.about, "text2")
        self.card.setFixedWidth(_SIDE + max(0, theme.scale - 100) * 2)
        self.card.setStyleSheet(
            theme.sheet("#card { background: $surface; border: 1px solid $border; border-radius: 8px; }")
        )


def _head(words: Words) -> str:
    if words.on:
        return _("on, {when}").format(when=words.when)
    return _("off, a letter after the resolution") if words.letter else _("off")
