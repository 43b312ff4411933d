"""Who holds which role, and how to reach whom: roles, channels and contacts of the plan."""

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from incidentdesk import clock
from incidentdesk.desktop import moment
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.respond.plan_sheet import ContactCard, PlanSheet
from incidentdesk.desktop.widgets.button import IconButton
from incidentdesk.desktop.widgets.field import SCROLL_BARS
from incidentdesk.desktop.widgets.leading import lead
from incidentdesk.language import _, isolated
from incidentdesk.prepare.plan_content import PlanChannel
from incidentdesk.respond.effort import effort_of
from incidentdesk.respond.role_hand_over import RoleRow

WIDTH = 250


class PlanPeople(QScrollArea):
    """Emits `role_wanted(role)` to give a role or hand it over."""

    role_wanted = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._sheet = PlanSheet()
        self.role_buttons: dict[str, IconButton] = {}
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(_("Roles, channels and contacts"))
        self.setAccessibleDescription(_("Who holds which role, and how to reach whom"))
        self.setMinimumWidth(WIDTH)
        desk.theme.changed.connect(self._dress)
        self._dress()

    def show_sheet(self, sheet: PlanSheet) -> None:
        if _shown_of(sheet) == _shown_of(self._sheet) and self.widget() is not None:
            return
        self._sheet = sheet
        self._fill()

    def _fill(self) -> None:
        sheet, body = self._sheet, QWidget()
        self.role_buttons = {}
        column = QVBoxLayout(body)
        column.setContentsMargins(16, 8, 16, 16)
        column.setSpacing(6)
        if sheet.roles:
            self._heading(column, _("Roles"))
            for role in sheet.roles:
                column.addLayout(self._role(role))
        channels = sheet.running.content.channels if sheet.running else ()
        if channels:
            self._heading(column, _("Channels"))
            for place, channel in enumerate(channels):
                column.addLayout(self._channel(channel, place))
        if sheet.contacts:
            self._heading(column, _("Contacts"))
            for card in sheet.contacts:
                column.addLayout(self._contact(card))
        effort = effort_of(sheet.tasks, clock.stored(clock.now()))
        if effort:
            self._heading(column, _("Work"))
            for each in effort:
                length = moment.length(each.minutes * moment.MINUTE)
                column.addWidget(self._words(each.who or _("nobody"), "text2", "small"))
                column.addWidget(self._words(length, "text"))
        if not (sheet.roles or channels or sheet.contacts or effort):
            column.addWidget(self._words(_("Roles, channels and contacts of the plan stand here."), "text2"))
        column.addStretch(1)
        self.setWidget(body)

    def _heading(self, column: QVBoxLayout, text: str) -> None:
        label = self._words(text, "text", "strong")
        if column.count():
            column.addSpacing(10)
        column.addWidget(label)

    def _words(self, text: str, role: str, font: str = "base") -> QLabel:
        label = QLabel(text, wordWrap=True)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        label.setFont(self._desk.theme.font(font))
        lead(label)
        self._desk.theme.tint(label, role)
        return label

    def _role(self, role: RoleRow) -> QHBoxLayout:
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._words(role.role, "text2", "small"))
        words.addWidget(self._words(role.person or _("nobody yet"), "text" if role.person else "warning"))
        for more in (each for each in (role.source, role.note) if each):
            words.addWidget(self._words(more, "text2", "small"))
        verb = _("Hand over {role}") if role.person else _("Give {role} to somebody")
        text = verb.format(role=isolated(role.role))
        button = IconButton(self._desk.theme, "hand-over" if role.person else "assign", text, description=text)
        button.clicked.connect(lambda: self.role_wanted.emit(role))
        button.setEnabled(not self._desk.database.read_only)
        self.role_buttons[role.role] = button
        return _beside(words, button)

    def _channel(self, channel: PlanChannel, place: int) -> QHBoxLayout:
        words = QVBoxLayout()
        words.setSpacing(0)
        fallback = _("{name} (fallback {place})").format(name=isolated(channel.name), place=place)
        words.addWidget(self._words(fallback if place else channel.name, "text2", "small"))
        words.addWidget(self._words(channel.address or "—", "text"))
        return _beside(words, self._copy(channel.name, channel.address))

    def _contact(self, card: ContactCard) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(0)
        grid.setColumnStretch(0, 1)
        grid.addWidget(self._words(card.name, "text"), 0, 0, 1, 2)
        about = [card.what_for, _("not verified for long") if card.stale else ""]
        said = " · ".join(part for part in about if part)
        if said:
            grid.addWidget(self._words(said, "warning" if card.stale else "text2", "small"), 1, 0, 1, 2)
        for row, way in enumerate(card.ways, 2):
            text = _("{means}: {address}").format(means=_(way.means), address=isolated(way.address))
            grid.addWidget(self._words(text, "text2"), row, 0)
            grid.addWidget(self._copy(card.name, way.address), row, 1)
        if not card.ways:
            grid.addWidget(self._words(_("No way to reach it is known."), "warning", "small"), 2, 0, 1, 2)
        return grid

    def _copy(self, name: str, address: str) -> IconButton:
        text = _("Copy {address} of {name}").format(address=isolated(address), name=isolated(name))
        button = IconButton(self._desk.theme, "copy", text, description=text)
        button.setEnabled(bool(address))
        button.clicked.connect(lambda: self._copied(address))
        return button

    def _copied(self, address: str) -> None:
        QGuiApplication.clipboard().setText(address)
        self._desk.toasts.show(_("{address} copied").format(address=isolated(address)))

    def words(self) -> list[str]:
        """All that stands there."""
        return [label.text() for label in self._labels()]

    def _labels(self) -> Iterable[QLabel]:
        return self.widget().findChildren(QLabel) if self.widget() else []

    def _dress(self) -> None:
        theme = self._desk.theme
        self.setStyleSheet(
            theme.sheet("QScrollArea, QScrollArea > QWidget > QWidget { background: $surface; }" + SCROLL_BARS)
        )
        if self.widget() is not None:
            self._fill()


def _shown_of(sheet: PlanSheet) -> tuple[object, ...]:
    """What of a sheet stands there."""
    return sheet.roles, sheet.contacts, sheet.running, tuple((row.who, row.minutes, row.since) for row in sheet.tasks)


def _beside(words: QVBoxLayout, button: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(8)
    row.addLayout(words, 1)
    row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
    return row
