"""The line on an incident's page that says what it came from, with the way back to the source."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from incidentdesk import clock
from incidentdesk.desktop import moment
from incidentdesk.desktop.actions import Action
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.respond.alert_sheet import label
from incidentdesk.desktop.respond.source_text import pretty, source_view
from incidentdesk.desktop.sheet import Sheet
from incidentdesk.desktop.widgets.button import LinkButton
from incidentdesk.desktop.widgets.elided_label import ElidedLabel
from incidentdesk.desktop.widgets.field import SCROLL_BARS, dress_fields
from incidentdesk.desktop.widgets.form_grid import ChoiceBox
from incidentdesk.desktop.widgets.message_bar import MessageBar
from incidentdesk.language import N_, _, isolated, ngettext
from incidentdesk.refusal import Refused
from incidentdesk.respond.came_in import ALERT, FORM, MAIL, MONITOR, CameIn, came_in, source_of

if TYPE_CHECKING:
    from incidentdesk.desktop.respond.incident_page import IncidentPage

_NOUNS = frozenset({"alert", "incident", "web_report", "monitor"})
_ICON = {ALERT: "alert", MAIL: "mail", FORM: "form", MONITOR: "monitor"}
_SENTENCE = {
    ALERT: N_("Came in as an alert of {name}, {time}"),
    MAIL: N_("Came in by mail from {name}, {time}"),
    FORM: N_("Came in by the web form from {name}, {time}"),
    MONITOR: N_("Found by the monitor {name}, {time}"),
}


class CameInCommands(QObject):
    """A bar above the parts of the page, seen only where the incident came in by itself; and its command."""

    menu_actions = ("incident.came_in",)

    def __init__(self, page: "IncidentPage") -> None:
        super().__init__(page)
        self._page = page
        self.found: Sequence[CameIn] = ()
        self.bar = CameInBar(page.desk)
        self.bar.hide()
        page.add_bar(self.bar)
        self.bar.show_button.clicked.connect(self.show_source)
        page.desk.registry.add(
            Action(
                "incident.came_in", _("Show what it ca&me from"), self.show_source, icon="intake", scope="incident",
                menu="incident", section=26, why_disabled=self._why_not,
                synonyms=_("source alert payload mail form monitor raw"),
            ),
            page,
        )  # fmt: skip
        page.shown.connect(self.refresh)
        page.desk.changes.changed.connect(self._heard)

    def _why_not(self) -> str:
        return "" if self.found else _("A person has logged it; it did not come in by itself.")

    def _heard(self, changes: Mapping[str, Any]) -> None:
        # News of the incident itself bring `shown`.
        if self._page.isVisible() and (_NOUNS - {"incident"}) & changes.keys():
            self.refresh()

    def refresh(self) -> None:
        desk, page = self._page.desk, self._page
        desk.background.run_latest(
            f"came in {id(self)}", read_came_in, desk.database, page.incident_id, then=self._show,
            failed=lambda _refused: None,
        )  # fmt: skip

    def _show(self, found: Sequence[CameIn]) -> None:
        self.found = found
        self.bar.setVisible(bool(found))
        if found:
            self.bar.tell(found)
        self._page.desk.registry.refresh()

    def show_source(self) -> None:
        CameInSheet(self._page.desk, self._page.incident_id, self.found, self._page.window()).open()


class CameInBar(QWidget):
    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._kind = ALERT
        self._icon = QLabel()
        self._icon.setAccessibleName(_("How it came in"))
        self.text = ElidedLabel()
        self.show_button = LinkButton(desk.theme, _("Show the source"), "eye", description=_("As it came, as a text"))
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 2, 16, 2)
        row.setSpacing(8)
        row.addWidget(self._icon)
        row.addWidget(self.text, 1)
        row.addWidget(self.show_button)
        desk.theme.changed.connect(self._dress)
        self._dress()

    def tell(self, found: Sequence[CameIn]) -> None:
        self._kind = found[0].kind
        text = told(self._desk, found[0])
        if len(found) > 1:
            more = len(found) - 1
            text = ngettext("{first}, and {count} more", "{first}, and {count} more", more).format(
                first=text, count=more
            )
        self.text.setText(text)
        self.text.setToolTip(text)
        self.text.setAccessibleName(text)
        self._dress()

    def _dress(self) -> None:
        theme = self._desk.theme
        self.text.setFont(theme.font("small"))
        theme.tint(self.text, "text2")
        self._icon.setPixmap(theme.pixmap(_ICON[self._kind], "text2", 16, self.devicePixelRatioF()))


class CameInSheet(Sheet):
    """The sources of an incident, one at a time; each is a text and nothing in it is followed or run."""

    def __init__(self, desk: Desk, incident_id: int, found: Sequence[CameIn], parent: QWidget | None = None) -> None:
        super().__init__(desk.theme, _("What it came from"), parent)
        self._desk, self._incident_id, self._found = desk, incident_id, found
        self.heading = label(_("What it came from"))
        self.choice = ChoiceBox([(place, told(desk, each)) for place, each in enumerate(found)])
        self.choice.setAccessibleName(_("Source"))
        self.choice.setAccessibleDescription(_("Which of the sources is shown"))
        self.choice.setVisible(len(found) > 1)
        self.said = label("")
        self.message = MessageBar(desk.theme)
        self.source = source_view(desk.theme, _("Source"))
        for widget in (self.heading, self.choice, self.said, self.message):
            self.body.addWidget(widget)
        self.body.addWidget(self.source, 1)
        self.add_close_button(_("Close"))
        self.choice.currentIndexChanged.connect(self._read)
        self.dress()
        self.fit(820, 600)
        self._read(0)

    def _read(self, place: int) -> None:
        which = self._found[place]
        self.said.setText(which.said)
        self.said.setVisible(bool(which.said))
        if len(self._found) == 1:
            self.heading.setText(told(self._desk, which))
        self._desk.background.run_latest(
            f"source {id(self)}", read_source, self._desk.database, self._incident_id, which,
            then=lambda text: self.source.setPlainText(pretty(text)), failed=self._fail,
        )  # fmt: skip

    def _fail(self, refused: Refused) -> None:
        self.message.say(str(refused), "danger")

    def dress(self) -> None:
        dress_fields(self, self.theme, SCROLL_BARS)
        self.heading.setFont(self.theme.font("h2"))
        self.source.setFont(self.theme.font("mono"))


def told(desk: Desk, which: CameIn) -> str:
    """What it came from, in a sentence."""
    time = moment.day_and_time(which.at, clock.stored(clock.now()), desk.zone)
    return _(_SENTENCE[which.kind]).format(name=isolated(which.by or _("somebody")), time=time)


def read_came_in(database: Any, incident_id: int) -> list[CameIn]:
    with database.read() as reader:
        return came_in(reader, incident_id)


def read_source(database: Any, incident_id: int, which: CameIn) -> str:
    with database.read() as reader:
        return source_of(reader, incident_id, which)
