"""The first start: three questions with answers, and three ways to begin."""

import getpass
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import available_timezones

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QCompleter,
    QFileDialog,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from incidentdesk.desktop.preferences import Preferences
from incidentdesk.desktop.theme import Theme
from incidentdesk.desktop.widgets.button import PrimaryButton
from incidentdesk.desktop.widgets.choice_card import ChoiceCard
from incidentdesk.desktop.widgets.field import dress_fields, mark_invalid
from incidentdesk.desktop.widgets.message_bar import MessageBar
from incidentdesk.desktop.widgets.progress_line import ProgressLine
from incidentdesk.desktop.zone import system_zone, zone_named
from incidentdesk.language import N_, _

WAYS = {
    "sample": (
        "sample",
        N_("Explore with sample data"),
        N_("A desk of its own with half a year of incidents, to try everything. Your own desk starts empty later."),
    ),
    "empty": ("new", N_("Start empty"), N_("Your own desk, ready for the first incident.")),
    "open": (
        "folder",
        N_("Open or import"),
        N_("A database that is there already, or a CSV, Excel or JSON file from another tool."),
    ),
}


@dataclass(frozen=True, slots=True)
class Beginning:
    """`way` is a key of WAYS; `file` what was chosen for "open"."""

    way: str
    name: str
    team: str
    zone: str
    file: str = ""


class FirstRun(QWidget):
    """The only page of the first start. `chosen` carries a Beginning."""

    chosen = Signal(object)

    def __init__(self, theme: Theme, preferences: Preferences, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setWindowTitle(_("Welcome to IncidentDesk"))
        self.setMinimumSize(600, 560)
        self.resize(720, 640)
        self.line = ProgressLine(theme, preferences)
        self.message = MessageBar(theme)
        self._title = QLabel(_("Welcome to IncidentDesk"))
        self._sentence = QLabel(_("Say who you are, choose how to begin, and you are at work."), wordWrap=True)
        self.name, self.team, self.zone = QLineEdit(), QLineEdit(), QComboBox()
        self.cards = {key: ChoiceCard(theme, icon, _(title), _(text)) for key, (icon, title, text) in WAYS.items()}
        self.cards["sample"].setChecked(True)
        self.button = PrimaryButton(theme, _("Begin"), description=_("Begin with what is chosen"))
        self.button.clicked.connect(self._begin)
        self.button.setDefault(True)
        self._prefill(preferences)
        self._build()
        theme.changed.connect(self._dress)
        self._dress()
        self.name.setFocus()
        self.name.selectAll()

    def wait(self) -> None:
        """Show that it is being made; the page takes no more answers until `say`."""
        self.setEnabled(False)
        self.button.setText(_("Opening…"))

    def say(self, text: str) -> None:
        """What kept it from beginning."""
        self.setEnabled(True)
        self.button.setText(_("Begin"))
        self.message.say(text)

    def _prefill(self, preferences: Preferences) -> None:
        self.name.setText(preferences.get("name") or _full_name())
        self.team.setText(preferences.get("team") or _("IT Service Desk"))
        self.zone.setEditable(True)
        self.zone.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.zone.addItems(sorted(available_timezones()))
        self.zone.setCurrentText(preferences.get("time_zone") or system_zone().key)
        self.zone.completer().setFilterMode(Qt.MatchFlag.MatchContains)
        self.zone.completer().setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        for field, name, text in (
            (self.name, _("Your name"), _("It stands at everything that you write")),
            (self.team, _("Team"), _("The team that incidents go to first")),
            (self.zone, _("Time zone"), _("The zone in which times are shown")),
        ):
            field.setAccessibleName(name)
            field.setAccessibleDescription(text)
            field.setToolTip(text)

    def _build(self) -> None:
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(8)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        form.addRow(_("Your &name"), self.name)
        form.addRow(_("&Team"), self.team)
        form.addRow(_("Time &zone"), self.zone)
        column = QVBoxLayout()
        column.setSpacing(12)
        column.addWidget(self._title)
        column.addWidget(self._sentence)
        column.addSpacing(4)
        column.addWidget(self.message)
        column.addLayout(form)
        column.addSpacing(8)
        for card in self.cards.values():
            column.addWidget(card)
        column.addSpacing(8)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.button)
        column.addLayout(buttons)
        column.addStretch(1)
        inner = QWidget()
        inner.setMaximumWidth(640)
        inner.setLayout(column)
        column.setContentsMargins(32, 32, 32, 24)
        centre = QWidget()
        row = QHBoxLayout(centre)
        row.setContentsMargins(0, 0, 0, 0)
        row.addStretch(1)
        row.addWidget(inner, 100)
        row.addStretch(1)
        area = QScrollArea(widgetResizable=True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setAccessibleName(_("Welcome to IncidentDesk"))
        area.setAccessibleDescription(_("Three questions and three ways to begin"))
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(centre)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.line)
        whole.addWidget(area, 1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter begins from any field: this is a page, and only in dialogs Qt gives Enter to the default button."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._begin()
        else:
            super().keyPressEvent(event)

    def _begin(self) -> None:
        beginning = self._answers()
        if beginning is None:
            return
        if beginning.way == "open":
            name, _kind = QFileDialog.getOpenFileName(
                self,
                _("Open or import"),
                str(Path.home()),
                _("Databases and registers (*.db *.csv *.xlsx *.json);;All files (*)"),
            )
            if not name:
                return
            beginning = Beginning("open", beginning.name, beginning.team, beginning.zone, name)
        self.wait()
        self.chosen.emit(beginning)

    def _answers(self) -> Beginning | None:
        name, zone = " ".join(self.name.text().split()), self.zone.currentText().strip()
        mark_invalid(self.name, not name)
        mark_invalid(self.zone, zone_named(zone) is None)
        if not name:
            self.message.say(_("Your name is missing. It stands at everything that you write."))
            self.name.setFocus()
            return None
        if zone_named(zone) is None:
            self.message.say(_("There is no time zone of that name. Choose one such as Europe/Berlin."))
            self.zone.setFocus()
            return None
        way = next(key for key, card in self.cards.items() if card.isChecked())
        return Beginning(way, name, " ".join(self.team.text().split()), zone)

    def _dress(self) -> None:
        theme = self._theme
        self._title.setFont(theme.font("h1"))
        dress_fields(self, theme)


def _full_name() -> str:
    """The person's name as the system knows it, else the account."""
    try:
        account = getpass.getuser()
    except (KeyError, OSError, ImportError):
        return ""
    try:
        import pwd

        return pwd.getpwnam(account).pw_gecos.split(",")[0].strip() or account
    except (ImportError, KeyError):
        return account
