"""The gate before Resolved on the page of an incident: open or closed, why, and the way on."""

from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from incidentdesk import clock
from incidentdesk.desktop import moment
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.recover.proofs_loading import NOUNS, ProofsLoaded, load_proofs
from incidentdesk.desktop.widgets.message_bar import MessageBar
from incidentdesk.detect.state import OPEN_STATES
from incidentdesk.language import _, isolated

if TYPE_CHECKING:
    from incidentdesk.desktop.respond.incident_page import IncidentPage


class GateBar(QWidget):
    """Hidden for what has no gate: an ordinary incident whose recovery nobody has begun."""

    def __init__(self, desk: Desk, incident_id: int, page: "IncidentPage") -> None:
        super().__init__(page)
        self.desk, self.incident_id, self._page = desk, incident_id, page
        self.loaded: ProofsLoaded | None = None
        self._stale = True
        self.message = MessageBar(desk.theme)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.message)
        self.hide()
        desk.changes.changed.connect(self._heard)
        page.shown.connect(self._show_again)
        self.load()

    def load(self) -> None:
        """Read it anew, as soon as somebody can see the page."""
        self._stale = self.loaded is not None and not self._page.isVisible()
        if not self._stale:
            self.desk.background.run_latest(
                f"gate of {id(self)}", load_proofs, self.desk.database, self.incident_id, then=self._show,
                failed=self._page.say_refused,
            )  # fmt: skip

    def _heard(self, changes: dict[str, Any]) -> None:
        if NOUNS & set(changes):
            self.load()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self.load()

    def _show_again(self) -> None:
        if self.loaded is not None:
            self._show(self.loaded)

    def _show(self, loaded: ProofsLoaded) -> None:
        self.loaded = loaded
        text, kind, action, run = self._said(loaded)
        self.setVisible(bool(text) and (loaded.major or loaded.begun))
        why = self._page.commands.why_nothing()
        self.message.say(text, kind, "" if why else action, run, dismissable=False)

    def _said(self, loaded: ProofsLoaded) -> tuple[str, str, str, Any]:
        """The sentence, its kind, and the words and the command of the button."""
        registry = self.desk.registry
        over = loaded.state not in OPEN_STATES
        if loaded.closed and not over:
            return self._said_of_closed(loaded)
        if loaded.declared_at is None:
            said = _("The gate was not asked for when this incident was resolved.") if loaded.major else ""
            return said, "info", "", None
        said = _("Declared recovered by {name}, {time}.").format(
            name=isolated(loaded.declared_by),
            time=moment.day_and_time(loaded.declared_at, clock.stored(clock.now()), self.desk.zone),
        )
        if over:
            return said, "success", "", None
        way_on = _("The gate is open: the incident can be resolved.") if loaded.major else ""
        return (
            " ".join(part for part in (said, way_on) if part),
            "success",
            _("Resolve…"),
            lambda: registry.run("list.resolve"),
        )

    def _said_of_closed(self, loaded: ProofsLoaded) -> tuple[str, str, str, Any]:
        registry = self.desk.registry
        count = len(loaded.criteria)
        if not loaded.begun:
            sentence = _("A major incident is resolved when its recovery is proven. Begin the recovery.")
            return sentence, "warning", "", None
        head = _("The gate to Resolved is closed.") if loaded.major else ""
        if loaded.decided < count:
            said = _("{n} of {count} exit criteria are decided on.").format(n=loaded.decided, count=count)
            kind = "warning" if loaded.major else "info"
            return " ".join(part for part in (head, said) if part), kind, "", None
        said = _("All exit criteria are decided on. Declare it recovered.")
        return (
            " ".join(part for part in (head, said) if part), "info", _("Declare recovered"),
            lambda: registry.run("proof.declare"),
        )  # fmt: skip
