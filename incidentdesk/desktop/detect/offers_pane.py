"""Beside an incident that is being logged: who calls, incidents like it, and what is known of it."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QFrame, QLabel, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.detect.help_offers import HelpOffers
from incidentdesk.desktop.detect.log_offers import LessonOffers, LookedUp, help_of_article, help_of_error
from incidentdesk.desktop.widgets.button import Button
from incidentdesk.desktop.widgets.chip import state_glyph
from incidentdesk.desktop.widgets.scroll import scrolling
from incidentdesk.detect.caller import Caller
from incidentdesk.detect.number import number
from incidentdesk.language import _, isolated, ngettext

_ID = Qt.ItemDataRole.UserRole
_WIDTH = 280


class OffersPane(QFrame):
    """`opened(id)` and `note_wanted(id)` name the incident that somebody has chosen in one of its lists."""

    opened = Signal(int)
    note_wanted = Signal(int)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.setObjectName("context")
        self._build()
        self._connect()

    def _build(self) -> None:
        desk = self._desk
        self.caller_title = QLabel()
        self.caller_facts = QLabel(wordWrap=True)
        self.caller_list = _incident_list(_("Incidents of the reporter"))
        self.similar_title = QLabel(_("Similar incidents"))
        self.similar_hint = QLabel(wordWrap=True)
        self.similar_list = _incident_list(_("Similar incidents"))
        for label in (self.caller_title, self.caller_facts, self.similar_hint):
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.open_button = Button(desk.theme, _("Open"), description=_("Open the incident that is chosen"))
        self.note_button = Button(
            desk.theme,
            _("Add note to it instead"),
            description=_("Write what is typed here as a work note into the incident that is chosen"),
        )
        self.known_errors = HelpOffers(desk, _("Known errors"), _("Workaround"))
        self.articles = HelpOffers(desk, _("Articles"), _("Solution"))
        self.lessons = LessonOffers(desk)
        self._lay_out()

    def _lay_out(self) -> None:
        inner = QWidget()
        offers = QVBoxLayout(inner)
        offers.setContentsMargins(0, 0, 0, 0)
        offers.setSpacing(8)
        for widget in (
            self.known_errors, self.articles, self.similar_title, self.similar_hint, self.similar_list, self.lessons,
            self.caller_title, self.caller_facts, self.caller_list,
        ):  # fmt: skip
            offers.addWidget(widget)
        offers.addStretch(1)
        scroll = scrolling(inner, _("What is known"))
        scroll.setObjectName("offers")
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(8)
        column.addWidget(scroll, 1)
        for button in (self.note_button, self.open_button):
            button.setAutoDefault(False)
            column.addWidget(button)

    def _connect(self) -> None:
        for box, other in ((self.similar_list, self.caller_list), (self.caller_list, self.similar_list)):
            box.itemActivated.connect(lambda item: self.opened.emit(item.data(_ID)))
            box.itemSelectionChanged.connect(lambda box=box, other=other: self._chosen_in(box, other))
        self.open_button.clicked.connect(lambda: self._say(self.opened))
        self.note_button.clicked.connect(lambda: self._say(self.note_wanted))

    def _say(self, signal: Any) -> None:
        if self.chosen_id():
            signal.emit(self.chosen_id())

    # -- what is shown

    def clear(self) -> None:
        """Nothing typed, nothing known."""
        self._show_caller(None)
        self._show_similar((), typed=False)
        self.known_errors.clear()
        self.articles.clear()
        self.lessons.show_lessons(())

    def show_found(self, found: LookedUp, *, typed: bool) -> None:
        """Show what is known; `typed` tells whether there is a title yet."""
        self._show_caller(found.caller)
        self._show_similar(found.similar, typed=typed)
        self.known_errors.show_offers([help_of_error(each) for each in found.known_errors])
        self.articles.show_offers([help_of_article(each) for each in found.articles])
        self.lessons.show_lessons(found.lessons)

    def taken(self) -> tuple[Sequence[Any], Sequence[Any]]:
        """The known errors and the articles that somebody has ticked."""
        return self.known_errors.taken(), self.articles.taken()

    def _show_caller(self, caller: Caller | None) -> None:
        known = caller is not None
        named = _("{name} · VIP").format(name=isolated(caller.name)) if known and caller.vip else ""
        self.caller_title.setText(named or (caller.name if known else ""))
        self.caller_facts.setText(_facts_of(caller) if known else "")
        self._fill(self.caller_list, caller.incidents if known else ())
        for widget in (self.caller_title, self.caller_facts):
            widget.setVisible(known)
        self.caller_list.setVisible(known and bool(caller.incidents))
        self.settle()

    def _show_similar(self, likes: Sequence[Any], *, typed: bool) -> None:
        self._fill(self.similar_list, likes)
        self.similar_list.setVisible(bool(likes))
        self.similar_hint.setVisible(not likes)
        self.similar_hint.setText(
            _("None so far.") if typed else _("While you type the title, incidents like this one appear here.")
        )
        self.settle()

    def _fill(self, box: QListWidget, incidents: Any) -> None:
        chosen = self.chosen_id() if box.selectedItems() else 0
        box.clear()
        for each in incidents:
            item = QListWidgetItem(QIcon(state_glyph(each.state, self._desk.theme, self.devicePixelRatioF())), "")
            reason = getattr(each, "reason", "")
            head = " · ".join(part for part in (number(each.id), _(each.state), reason) if part)
            item.setText(f"{head}\n{each.title}")
            item.setToolTip(_("{head}: {title}").format(head=head, title=isolated(each.title)))
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{head}: {each.title}")
            item.setData(_ID, each.id)
            box.addItem(item)
            if each.id == chosen:
                box.setCurrentItem(item)
        # The panel scrolls as a whole.
        box.setFixedHeight(sum(box.sizeHintForRow(row) for row in range(box.count())) + 4)

    # -- what is chosen

    def chosen_id(self) -> int:
        """The incident that is chosen in one of the lists, 0 for none."""
        for box in (self.similar_list, self.caller_list):
            if box.selectedItems() and not box.isHidden():
                return int(box.selectedItems()[0].data(_ID))
        return 0

    def _chosen_in(self, box: QListWidget, other: QListWidget) -> None:
        if box.selectedItems():
            other.clearSelection()
        self.settle()

    def settle(self) -> None:
        """Offer the buttons as far as there is something for them."""
        something = not self.similar_list.isHidden() or not self.caller_list.isHidden()
        for button in (self.open_button, self.note_button):
            button.setVisible(something)
            button.setEnabled(bool(self.chosen_id()))

    # -- look

    def dress(self) -> None:
        theme = self._desk.theme
        self.known_errors.dress()
        self.articles.dress()
        self.lessons.dress()
        self.setFixedWidth(_WIDTH * max(100, theme.scale) // 100)
        for label in (self.caller_title, self.similar_title):
            label.setFont(theme.font("strong"))
        for label in (self.similar_hint, self.caller_facts):
            theme.tint(label, "text2")


def _facts_of(caller: Caller) -> str:
    reach = " · ".join(part for part in (caller.phone, caller.email) if part)
    count = (
        ngettext("{count} open incident", "{count} open incidents", caller.open).format(count=caller.open)
        if caller.open
        else _("no open incident")
    )
    return "\n".join(part for part in (reach, count) if part)


def _incident_list(name: str) -> QListWidget:
    box = QListWidget()
    box.setAccessibleName(name)
    box.setAccessibleDescription(_("Enter opens one"))
    box.setTextElideMode(Qt.TextElideMode.ElideRight)
    box.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return box
