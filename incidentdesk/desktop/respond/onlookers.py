"""Who else has the page of an incident before the eyes, where several workstations share the database (R12)."""

from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.language import _, ngettext
from incidentdesk.refusal import Refused

_BEAT = 15_000  # milliseconds
_MOST_NAMED = 2


class Onlookers(QWidget):
    """Asks every few seconds while it can be seen; on a desk of one workstation it asks nothing."""

    def __init__(self, desk: Desk, incident_id: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._incident_id = desk, incident_id
        self._shared = getattr(desk.database, "dialect", "") == "postgresql" and not desk.database.read_only
        self.icon, self.text = QLabel(), QLabel()
        self.icon.setAccessibleName(_("Who else looks"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self.icon)
        row.addWidget(self.text)
        self._beat = QTimer(self, interval=_BEAT)
        self._beat.timeout.connect(self.look)
        desk.theme.changed.connect(self._dress)
        self._dress()
        self._show_names([])

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._shared:
            self._beat.start()
            self.look()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self._beat.isActive():
            self._beat.stop()
            # Whoever is gone is gone after some seconds anyway.
            self._desk.background.run(
                _look_away, self._desk.database, self._desk.actor, self._incident_id, failed=lambda _refused: None
            )

    def look(self) -> None:
        self._desk.background.run_latest(
            f"onlookers of {id(self)}",
            _look_at,
            self._desk.database,
            self._desk.actor,
            self._incident_id,
            then=self._show_names,
            failed=self._not_known,
        )

    def _not_known(self, _refused: Refused) -> None:
        """That the server is away is said elsewhere; here only that nobody is known to look."""
        self._show_names([])

    def _show_names(self, names: list[str]) -> None:
        count = len(names)
        shown = ", ".join(names[:_MOST_NAMED])
        if count > _MOST_NAMED:
            text = _("{names} and {count} more look at this too").format(names=shown, count=count - _MOST_NAMED)
        else:
            text = ngettext("{names} looks at this too", "{names} look at this too", count).format(names=shown)
        self.text.setText(text if count else "")
        self.text.setToolTip(", ".join(names))
        self.text.setAccessibleName(self.text.text())
        for label in (self.icon, self.text):
            label.setVisible(bool(count))

    def _dress(self) -> None:
        theme = self._desk.theme
        self.icon.setPixmap(theme.pixmap("users", "info", 16, self.devicePixelRatioF()))
        theme.tint(self.text, "info")


def _look_at(database: Any, actor: str, incident_id: int) -> list[str]:
    from incidentdesk.respond.onlooker import look_at

    with database.write(actor=actor, via="window") as session:
        return look_at(session, incident_id)


def _look_away(database: Any, actor: str, incident_id: int) -> None:
    from incidentdesk.respond.onlooker import look_away

    with database.write(actor=actor, via="window") as session:
        look_away(session, incident_id)
