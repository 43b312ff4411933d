"""The very text that goes out, for each audience, and who gets it by what; it can be changed by hand."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from incidentdesk.desktop.theme import Theme
from incidentdesk.desktop.widgets.button import LinkButton
from incidentdesk.desktop.widgets.message_bar import MessageBar
from incidentdesk.desktop.widgets.part_tabs import PartTabs
from incidentdesk.language import _, isolated, ngettext
from incidentdesk.respond.message_draft import Drafted
from incidentdesk.respond.status_update_list import Receiver

Text = tuple[str, str]
_TAB = 150  # logical pixels at 100 %
_MOST_LISTED = 200


class UpdatePreview(QWidget):
    """Emits `touched` when a person changes a text, `fill_wanted` when one is to be written by the form again."""

    touched = Signal()
    fill_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._keys: list[int] = []
        self._shown = -1
        self._texts: dict[int, Text] = {}
        self._by_hand: dict[int, Text] = {}
        self._warnings: dict[int, str] = {}
        self._receivers: Mapping[int, Sequence[Receiver]] = {}
        self._listed: tuple[int, bool, list[Receiver]] | None = None
        self._heading = QLabel(_("What goes out"))
        self.tabs = PartTabs(theme, _("Audiences"), ground="window")
        self.tabs.setUsesScrollButtons(True)
        self.tabs.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.tabs.currentChanged.connect(lambda _place: self._show())
        self.warning = MessageBar(theme)
        self.subject = QLineEdit()
        self.body_edit = QPlainTextEdit()
        self.body_edit.setTabChangesFocus(True)
        self.body_edit.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.again = LinkButton(
            theme, _("By the form again"), "undo", description=_("Throw away what was changed here")
        )
        self.again.setAutoDefault(False)
        self.again.clicked.connect(self._fill_again)
        self.list = QListWidget()
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self._who = QLabel(_("Who gets it, and by what"))
        self._build()
        self.subject.textEdited.connect(lambda _text: self._typed())
        self.body_edit.textChanged.connect(self._typed)
        theme.changed.connect(self._dress)
        self._dress()

    def _build(self) -> None:
        names = ((self.subject, _("Su&bject")), (self.body_edit, _("&Text")))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        top = QHBoxLayout()
        top.addWidget(self._heading, 1)
        top.addWidget(self.again)
        column.addLayout(top)
        column.addWidget(self.tabs)
        column.addWidget(self.warning)
        for field, text in names:
            label = QLabel(text)
            label.setBuddy(field)
            field.setAccessibleName(text.replace("&", ""))
            field.setAccessibleDescription(_("This is what is sent, word for word"))
            column.addWidget(label)
            column.addWidget(field, 1 if field is self.body_edit else 0)
        column.addSpacing(4)
        column.addWidget(self._who)
        column.addWidget(self.list)
        self.list.setAccessibleName(self._who.text())
        self.list.setAccessibleDescription(_("Everybody in the audience with the way by which the text goes"))

    # -- what is shown

    def begin(self, by_hand: Mapping[int, Text]) -> None:
        """Texts that a person has written already."""
        self._by_hand = dict(by_hand)

    def show_audiences(self, audiences: Sequence[tuple[int, str]]) -> None:
        keys = [key for key, _name in audiences]
        if keys == self._keys:
            return
        current = self.current
        self.tabs.blockSignals(True)
        while self.tabs.count():
            self.tabs.removeTab(0)
        for _key, name in audiences:
            self.tabs.setTabToolTip(self.tabs.addTab(self._short(name).replace("&", "&&")), name)
        self._keys = keys
        self.tabs.setCurrentIndex(keys.index(current) if current in keys else 0)
        self.tabs.blockSignals(False)
        self.tabs.setVisible(len(keys) > 1)
        self._show()

    def _short(self, name: str) -> str:
        room = _TAB * max(100, self._theme.scale) // 100
        return self.tabs.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, room)

    def show_texts(self, texts: Mapping[int, Drafted], receivers: Mapping[int, Sequence[Receiver]]) -> None:
        """What the templates make of the form; what a person has changed stays."""
        self._texts = {key: (each.subject, each.body) for key, each in texts.items()}
        self._warnings = {key: each.warning for key, each in texts.items() if each.warning}
        self._receivers = receivers
        self._show()

    @property
    def current(self) -> int:
        """The id of the audience whose text is in view; -1 for none."""
        place = self.tabs.currentIndex()
        return self._keys[place] if 0 <= place < len(self._keys) else -1

    def text(self, audience_id: int) -> Text:
        return self._by_hand.get(audience_id) or self._texts.get(audience_id, ("", ""))

    def by_hand(self) -> dict[int, Text]:
        return dict(self._by_hand)

    def _show(self) -> None:
        key = self.current
        subject, body = self.text(key)
        self._put(subject, body)
        self._shown = key
        self.again.setVisible(key in self._by_hand)
        warning = self._warnings.get(key, "") if key not in self._by_hand else ""
        if warning:
            self.warning.say(warning, "warning", dismissable=False)
        else:
            self.warning.clear()
        for field in (self.subject, self.body_edit):
            field.setEnabled(key >= 0)
        self._show_receivers(self._receivers.get(key, ()))

    def _put(self, subject: str, body: str) -> None:
        if self.subject.text() != subject:
            self.subject.setText(subject)
            self.subject.setCursorPosition(0)
        if self.body_edit.toPlainText() != body:
            self.body_edit.blockSignals(True)
            self.body_edit.setPlainText(body)
            self.body_edit.blockSignals(False)

    def _show_receivers(self, receivers: Sequence[Receiver]) -> None:
        listed = (self.current, self.current in self._texts, list(receivers))
        if listed == self._listed:
            return
        self._listed = listed
        self.list.clear()
        for each in receivers[:_MOST_LISTED]:
            item = QListWidgetItem(self._theme.icon("user" if each.outlet else "warning"), receiver_words(each))
            item.setToolTip(item.text())
            self.list.addItem(item)
        more = len(receivers) - _MOST_LISTED
        if more > 0:
            self.list.addItem(ngettext("and {count} more", "and {count} more", more).format(count=more))
        if not receivers and self.current >= 0 and self.current in self._texts:
            self.list.addItem(_("Nobody is in this audience. Add people to it under Plans, Audiences."))

    # -- what a person changes

    def _typed(self) -> None:
        key = self._shown
        if key < 0:
            return
        self._by_hand[key] = (self.subject.text(), self.body_edit.toPlainText())
        self.again.show()
        self.touched.emit()

    def _fill_again(self) -> None:
        self._by_hand.pop(self.current, None)
        self._show()
        self.fill_wanted.emit()

    def _dress(self) -> None:
        theme = self._theme
        self._heading.setFont(theme.font("strong"))
        self._who.setFont(theme.font("strong"))
        self.list.setFixedHeight(round(100 * max(100, theme.scale) / 100))


def receiver_words(each: Receiver) -> str:
    """ "Bo Diaz · bo@example.org · Mail", or why it goes by hand."""
    way = each.outlet or _("by hand")
    parts = [
        isolated(each.name),
        *([isolated(each.address)] if each.address and each.address != each.name else []),
        way,
    ]
    said = " · ".join(parts)
    return _("{who}: {why}").format(who=said, why=each.why) if each.why else said
