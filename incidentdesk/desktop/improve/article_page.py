"""The page of one article, to be read: what people see, what helps, and where it has helped."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from incidentdesk import clock
from incidentdesk.desktop import moment
from incidentdesk.desktop.actions import Action
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.detect.incident_dialog import IncidentDialog, open_incidents
from incidentdesk.desktop.improve.article_dialog import open_article_dialog
from incidentdesk.desktop.improve.article_words import ARTICLE_MARK
from incidentdesk.desktop.investigate.line_list import Line, LineList
from incidentdesk.desktop.investigate.section import Section
from incidentdesk.desktop.records.page_stack import PageStack
from incidentdesk.desktop.widgets.button import Button, LinkButton, PrimaryButton
from incidentdesk.desktop.widgets.empty import EmptyState
from incidentdesk.desktop.widgets.field import SCROLL_BARS
from incidentdesk.desktop.widgets.markdown import document_of
from incidentdesk.desktop.widgets.message_bar import MessageBar
from incidentdesk.desktop.widgets.quiet_browser import ReadingView
from incidentdesk.desktop.widgets.scroll import scrolling
from incidentdesk.desktop.widgets.state_mark import state_mark
from incidentdesk.desktop.writing import write
from incidentdesk.detect.number import number
from incidentdesk.improve.article import ArticleState
from incidentdesk.improve.article_change import move_article, withdraw_article
from incidentdesk.improve.article_list import ArticleRow, ArticleUse, article_row, uses_of
from incidentdesk.improve.article_state import article_number
from incidentdesk.improve.article_use_change import use_article
from incidentdesk.language import _, isolated
from incidentdesk.refusal import Refused

_GATHERING = 150  # milliseconds
_SIDE = 320  # logical pixels at the usual text size
_NOUNS = frozenset({"article", "article_use", "service", "category", "incident"})


@dataclass(frozen=True, slots=True)
class _Loaded:
    row: ArticleRow
    uses: tuple[ArticleUse, ...]


class ArticlePage(QWidget):
    """Emits `opened(reference)`; `shown` comes whenever what was read stands on the page."""

    opened = Signal(str)
    shown = Signal()

    def __init__(self, desk: Desk, article_id: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk, self.article_id = desk, article_id
        self.number = article_number(article_id)
        self.row: ArticleRow | None = None
        self._build()
        self._declare()
        self._connect()
        self._dress()
        self.refresh()

    # -- building

    def _build(self) -> None:
        theme = self.desk.theme
        self.back = LinkButton(theme, _("Articles"), "chevron-left", description=_("Back to the list of articles"))
        self._title, self._mark, self._about = QLabel(wordWrap=True), QLabel(), QLabel(wordWrap=True)
        self._mark.setAccessibleName(_("State"))
        for label in (self._title, self._about):
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.use_button = Button(
            theme, _("&Use for an incident…"), "check", description=_("Count it as used and write it into a work note")
        )
        self.edit_button = Button(theme, _("&Edit…"), "edit", description=_("Change title, symptom and solution"))
        self.publish_button = PrimaryButton(
            theme, _("&Publish"), "public", description=_("Offer it to others from now on")
        )
        self.message = MessageBar(theme)
        self.text = ReadingView(_("Text of the article"))
        self.text.setFrameShape(QFrame.Shape.NoFrame)
        self.origin = Section(self.desk, _("Written from"))
        self.origin_list = LineList(self.desk, _("Incident from which it was written"))
        self.origin.add(self.origin_list)
        self.used = Section(self.desk, _("Used in"))
        self.used_list = LineList(self.desk, _("Incidents in which it has helped"))
        self.used.add(self.used_list)
        self._lay_out()

    def _lay_out(self) -> None:
        about = QHBoxLayout()
        about.setSpacing(6)
        about.addWidget(self._mark)
        about.addWidget(self._about, 1)
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addWidget(self.back, 0, Qt.AlignmentFlag.AlignLeading)
        words.addWidget(self._title)
        words.addLayout(about)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addLayout(words, 1)
        for button in (self.edit_button, self.use_button, self.publish_button):
            head.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        self.card = QFrame()
        self.card.setObjectName("card")
        inside = QVBoxLayout(self.card)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.addWidget(self.text)
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        column.addWidget(self.origin)
        column.addWidget(self.used)
        column.addStretch(1)
        self.side = scrolling(side, _("Where it has helped"))
        body = QHBoxLayout()
        body.setSpacing(16)
        body.addWidget(self.card, 1)
        body.addWidget(self.side)
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(16, 12, 16, 16)
        column.setSpacing(12)
        column.addLayout(head)
        column.addWidget(self.message)
        column.addLayout(body, 1)
        gone = EmptyState(self.desk.theme, "article", "", "", _("Retry"), self.refresh, primary=False)
        self.stack = PageStack(self, whole, gone)

    def _declare(self) -> None:
        for key, text, run, keys, icon, section, why in (
            ("edit", _("&Edit the article…"), self.edit, ("E", "F2"), "edit", 10, self._why_not_loaded),
            ("use", _("&Use for an incident…"), self.ask_use, ("U",), "check", 10, self.why_not_used),
            ("publish", _("&Publish the article"), lambda: self._move(ArticleState.PUBLISHED), ("Shift+P",), "public",
             20, lambda: self._why_not(ArticleState.PUBLISHED)),
            ("retire", _("Re&tire the article"), lambda: self._move(ArticleState.RETIRED), ("R",), "archive", 20,
             lambda: self._why_not(ArticleState.RETIRED)),
            ("remove", _("Move to the tras&h"), self._remove, (), "trash", 90, self._why_read_only),
        ):  # fmt: skip
            action = Action(f"article.{key}", text, run, icon, keys, "article", "analysis", section, why)
            self.desk.registry.add(action, self)

    def _connect(self) -> None:
        self.back.clicked.connect(lambda: self.opened.emit("analyses#articles"))
        self.edit_button.clicked.connect(self.edit)
        self.use_button.clicked.connect(self.ask_use)
        self.publish_button.clicked.connect(lambda: self._move(ArticleState.PUBLISHED))
        for box in (self.origin_list, self.used_list):
            box.opened.connect(self.opened)
        self._gathering = QTimer(self, singleShot=True, interval=_GATHERING)
        self._gathering.timeout.connect(self.refresh)
        self.desk.changes.changed.connect(self._heard)
        self.desk.theme.changed.connect(self._dress)

    # -- reading

    def refresh(self) -> None:
        self.desk.background.run_latest(
            f"article of {id(self)}", _load, self.desk.database, self.article_id, then=self._take,
            failed=self._fail_reading,
        )  # fmt: skip

    def _take(self, found: _Loaded) -> None:
        self.row = row = found.row
        self.stack.show_whole()
        self._title.setText(f"{row.number}  {row.title}")
        self._about.setText(_about(row, self.desk.zone))
        self._show_lines(found.uses)
        self._show_text()
        self.publish_button.setVisible(row.state != ArticleState.PUBLISHED)
        for button, why in (
            (self.publish_button, self._why_not(ArticleState.PUBLISHED)), (self.use_button, self.why_not_used()),
            (self.edit_button, self._why_read_only()),
        ):  # fmt: skip
            button.setEnabled(not why)
            button.setToolTip(why or button.accessibleDescription())
        self.desk.registry.refresh()
        self.shown.emit()

    def _show_text(self) -> None:
        parts = ((_("Symptom"), self.row.symptom), (_("Solution"), self.row.solution))
        told = "\n\n".join(f"## {heading}\n\n{text}" for heading, text in parts if text)
        self.text.show_document(document_of(told or _("Nothing is written down yet."), self.desk.theme))
        state_role = ARTICLE_MARK[ArticleState(self.row.state)]
        self._mark.setPixmap(state_mark(state_role, self.desk.theme, self.devicePixelRatioF()))
        self._mark.setAccessibleDescription(_(self.row.state))

    def _show_lines(self, uses: tuple[ArticleUse, ...]) -> None:
        row, now = self.row, clock.stored(clock.now())
        self.origin_list.show_lines(
            [Line(row.from_number, row.from_number, icon="incident")] if row.from_number else []
        )
        self.origin.setVisible(bool(row.from_number))
        self.used_list.show_lines([
            Line(
                number(use.incident_id), use.title,
                _("{number} · {name}").format(number=number(use.incident_id), name=isolated(use.used_by)),
                moment.day_and_time(use.at, now, self.desk.zone), icon="incident",
            )
            for use in uses
        ])  # fmt: skip
        self.used.show_count(len(uses))
        self.used.say("" if uses else _("It has not helped yet. Whoever takes it for an incident is counted here."))

    def _fail_reading(self, refused: Refused) -> None:
        self.stack.say_absent(_("This can't be shown"), str(refused))

    def _heard(self, changes: Mapping[str, Any]) -> None:
        if _NOUNS & changes.keys():
            self._gathering.start()

    # -- acting

    def edit(self) -> None:
        open_article_dialog(self.desk, self, self.article_id, opened=self.opened.emit)

    def ask_use(self) -> None:
        dialog = IncidentDialog(
            self.desk, _("Use {number}").format(number=self.number), _("Use it"),
            _("A number, or words that complete from the open incidents"), open_incidents, self.window(),
        )  # fmt: skip
        dialog.wanted.connect(lambda: self._use(dialog))
        dialog.open()

    def _use(self, dialog: IncidentDialog) -> None:
        incident_id = dialog.incident_id()
        said = _("{article} used for {number}").format(article=self.number, number=number(incident_id))
        write(
            self.desk, dialog, lambda session: use_article(session, self.article_id, incident_id), said,
            then=lambda _id: dialog.accept(), failed=dialog.fail, toast=True,
        )  # fmt: skip

    def _move(self, state: ArticleState) -> None:
        said = _("{number}: {state}").format(number=self.number, state=_(state))
        write(
            self.desk, self, lambda session: move_article(session, self.article_id, state), said, failed=self._fail,
            toast=True,
        )  # fmt: skip

    def _remove(self) -> None:
        said = _("{number} moved to the trash").format(number=self.number)
        write(
            self.desk, self, lambda session: withdraw_article(session, self.article_id), said,
            then=lambda _none: self.opened.emit("analyses#articles"), failed=self._fail, toast=True,
        )  # fmt: skip

    def _fail(self, refused: Refused) -> None:
        self.message.say(str(refused), "danger")

    def _why_read_only(self) -> str:
        return str(self.desk.database.read_only)

    def _why_not_loaded(self) -> str:
        return self._why_read_only() or ("" if self.row is not None else _("The article is still being read."))

    def _why_not(self, state: ArticleState) -> str:
        why = self._why_not_loaded()
        if why or self.row.state == state:
            return why or _("That is its state already.")
        if state == ArticleState.PUBLISHED and not self.row.solution:
            return _("What is published needs a solution.")
        return ""

    def why_not_used(self) -> str:
        """Why it can't be used; "" where it can."""
        why = self._why_not_loaded()
        if why:
            return why
        return "" if self.row.state == ArticleState.PUBLISHED else _("Publish it first; a draft is used by nobody.")

    # -- what the window asks

    def title(self) -> str:
        return f"{self.number} {self.row.title}" if self.row else self.number

    def panes(self) -> list[QWidget]:
        """What F6 goes through."""
        if self.stack.is_absent:
            return [self.gone.action_button]
        return [self.text, *(box for box in (self.origin_list, self.used_list) if box.isVisible())]

    def _dress(self) -> None:
        theme = self.desk.theme
        self._title.setFont(theme.font("h1"))
        theme.tint(self._about, "text2")
        self.side.setFixedWidth(_SIDE * max(100, theme.scale) // 100)
        self.side.setStyleSheet(theme.sheet("QScrollArea, QScrollArea > QWidget > QWidget { background: $window; }"))
        self.text.setStyleSheet(theme.sheet("QTextBrowser { background: $surface; color: $text; border: none; }"))
        for area in (self.side, self.text):
            area.verticalScrollBar().setStyleSheet(theme.sheet(SCROLL_BARS))
        self.card.setStyleSheet(
            theme.sheet("#card { background: $surface; border: 1px solid $border; border-radius: 8px; }")
        )
        if self.row is not None:
            self._show_text()


def _about(row: ArticleRow, zone: Any) -> str:
    now = clock.stored(clock.now())
    changed = _("changed {time}").format(time=moment.day_and_time(row.updated_at, now, zone))
    who = _("written by {name}").format(name=isolated(row.created_by))
    parts = (_(row.state), isolated(row.service), isolated(row.category), ", ".join(row.tags), who, changed)
    return " · ".join(part for part in parts if part.strip("\u2068\u2069"))


def _load(database: Any, article_id: int) -> _Loaded:
    with database.read() as reader:
        row = article_row(reader, article_id)
        if row is None:
            raise Refused(_("There is no {number}, or it is in the trash.").format(number=article_number(article_id)))
        return _Loaded(row, tuple(uses_of(reader, article_id)))
