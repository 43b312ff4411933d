"""All settings on one page, applied at once."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.settings.appearance import AppearanceSection
from incidentdesk.desktop.settings.data import DataSection
from incidentdesk.desktop.settings.follow_up import FollowUpSection
from incidentdesk.desktop.settings.general import GeneralSection
from incidentdesk.desktop.settings.keyboard import KeyboardSection
from incidentdesk.desktop.settings.mail import MailSection
from incidentdesk.desktop.settings.major import MajorSection
from incidentdesk.desktop.settings.messages import MessagesSection
from incidentdesk.desktop.settings.reports import ReportsSection
from incidentdesk.desktop.settings.row import Section
from incidentdesk.desktop.settings.web import WebSection
from incidentdesk.desktop.settings.words import WordsSection
from incidentdesk.desktop.widgets.empty import EmptyState
from incidentdesk.desktop.widgets.field import LISTS, dress_fields
from incidentdesk.desktop.widgets.message_bar import MessageBar
from incidentdesk.language import N_, _
from incidentdesk.refusal import Refused

_LIST_WIDTH, _WIDEST = 208, 760
_SECTIONS = (
    (N_("General"), GeneralSection),
    (N_("Appearance"), AppearanceSection),
    (N_("Keyboard"), KeyboardSection),
    (N_("Categories and teams"), WordsSection),
    (N_("Messages"), MessagesSection),
    (N_("Mail"), MailSection),
    (N_("Web and alerts"), WebSection),
    (N_("Follow-up"), FollowUpSection),
    (N_("Major incidents"), MajorSection),
    (N_("Reports"), ReportsSection),
    (N_("Data and backup"), DataSection),
)


class SettingsPage(QWidget):
    """Sections at the leading edge, the chosen one beside them; a search goes through all of them.

    `database_wanted` carries the database to open in the place of this one.
    """

    opened = Signal(str)
    database_wanted = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.setAccessibleName(_("Settings"))
        self.message = MessageBar(desk.theme)
        self._made: dict[int, Section] = {}
        self._build()
        desk.theme.changed.connect(self._dress)
        self._dress()
        self.list.setCurrentRow(0)

    # -- what the window asks for

    def title(self) -> str:
        return _("Settings")

    def panes(self) -> list[QWidget]:
        return [self.list, self.field, self.area]

    def refresh(self) -> None:
        for section in self._made.values():
            reload = getattr(section, "reload", None)
            if callable(reload):
                reload()

    # --

    def say(self, refused: Refused | str) -> None:
        """Tell what could not be set."""
        self.message.say(str(refused))

    def show_part(self, name: str) -> None:
        """What a reference such as settings#Messages names: a section by its title."""
        self.show_section(name)

    def show_section(self, title: str) -> None:
        """Go to the section of that title."""
        for row in range(self.list.count()):
            if self.list.item(row).text() == title:
                self.list.setCurrentRow(row)

    def _build(self) -> None:
        desk = self._desk
        self._title = QLabel(_("Settings"))
        self.field = QLineEdit()
        self.field.setPlaceholderText(_("Find a setting"))
        self.field.setAccessibleName(_("Find a setting"))
        self.field.setAccessibleDescription(_("Shows the settings of all sections that contain these words"))
        self.field.setClearButtonEnabled(True)
        self.field.textChanged.connect(self._narrow)
        self.list = QListWidget()
        self.list.setAccessibleName(_("Sections"))
        self.list.setAccessibleDescription(_("Sections of the settings"))
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        for title, _make in _SECTIONS:
            self.list.addItem(QListWidgetItem(_(title)))
        self.list.currentRowChanged.connect(self._section_chosen)
        self._empty = EmptyState(
            desk.theme,
            "search",
            _("No setting is called that"),
            _("Try another word, or look through the sections."),
            _("Clear search"),
            self.field.clear,
            primary=False,
        )
        inner = QWidget()
        inner.setObjectName("inner")
        column = QVBoxLayout(inner)
        column.setContentsMargins(24, 0, 24, 24)
        column.setSpacing(12)
        self._column = column
        column.addWidget(self._empty)
        column.addStretch(1)
        self.area = QScrollArea(widgetResizable=True)
        self.area.setObjectName("area")
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setAccessibleName(_("Settings of the section"))
        self.area.setAccessibleDescription(_("What can be set"))
        self.area.setWidget(inner)
        left = QVBoxLayout()
        left.setSpacing(12)
        left.addWidget(self.list, 1)
        top = QHBoxLayout()
        top.setContentsMargins(24, 16, 24, 16)
        top.setSpacing(24)
        top.addWidget(self._title)
        top.addStretch(1)
        top.addWidget(self.field)
        margin = QHBoxLayout()
        margin.setContentsMargins(24, 0, 24, 0)
        margin.addWidget(self.message)
        below = QHBoxLayout()
        below.setContentsMargins(16, 0, 0, 0)
        below.setSpacing(0)
        below.addLayout(left)
        below.addWidget(self.area, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(top)
        whole.addLayout(margin)
        whole.addLayout(below, 1)

    def _section_chosen(self, row: int) -> None:
        if row >= 0:
            if self.field.text():
                self.field.clear()
            self._show_only(row)

    def _section(self, row: int) -> Section:
        """A section is made when it is first looked at."""
        if row not in self._made:
            section = self._made[row] = _SECTIONS[row][1](self._desk, self.say)
            wanted = getattr(section, "database_wanted", None)
            if wanted is not None:
                wanted.connect(self.database_wanted)
            section.setMaximumWidth(_WIDEST)
            # The empty state and the stretch stay last.
            self._column.insertWidget(sum(1 for other in self._made if other < row), section)
        return self._made[row]

    @property
    def sections(self) -> list[Section]:
        """All sections, in their order."""
        return [self._section(row) for row in range(len(_SECTIONS))]

    @property
    def sections_made(self) -> list[Section]:
        """Those that somebody has looked at."""
        return list(self._made.values())

    def _show_only(self, row: int) -> None:
        self._section(row)
        for index, section in self._made.items():
            section.narrow([])
            section.setVisible(index == row)
        self._empty.hide()
        self.area.verticalScrollBar().setValue(0)

    def _narrow(self, text: str) -> None:
        words = text.casefold().split()
        if not words:
            self._show_only(max(0, self.list.currentRow()))
            return
        shown = 0
        for section in self.sections:
            count = section.narrow(words)
            section.setVisible(count > 0)
            shown += count
        self._empty.setVisible(shown == 0)

    def _dress(self) -> None:
        theme = self._desk.theme
        self._title.setFont(theme.font("h1"))
        scale = max(1.0, theme.scale / 100)
        self.list.setFixedWidth(round(_LIST_WIDTH * scale))
        self.field.setFixedWidth(round(280 * scale))
        self.list.setStyleSheet(
            theme.sheet(
                "QListWidget { background: transparent; border: none; outline: 0; }"
                "QListWidget::item { padding: 8px 12px; border-radius: 6px; color: $text; }"
                "QListWidget::item { border: 2px solid transparent; }"
                "QListWidget::item:hover { background: $hover; }"
                "QListWidget::item:selected { background: $selection; color: $text; }"
                "QListWidget::item:focus { border-color: $focus; }"
            )
        )
        self.list.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.area.setStyleSheet("#area, #inner { background: transparent; }")
        dress_fields(self, theme, LISTS)
