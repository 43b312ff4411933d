"""The numbers behind the places of the sidebar where something waits for a person."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, QTimer

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.sidebar import Sidebar

_GATHERING = 400  # milliseconds


@dataclass(frozen=True, slots=True)
class Waiting:
    """`sql` counts what waits, news of `nouns` may change it, `spoken` says a number in words."""

    sql: str
    nouns: frozenset[str]
    spoken: Callable[[int], str]


class SidebarCounts(QObject):
    """Reads them once the window is there, and again with news."""

    def __init__(self, desk: Desk, sidebar: Sidebar, waiting: Mapping[str, Waiting], parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._sidebar, self._waiting = desk, sidebar, waiting
        self._gathering = QTimer(self, singleShot=True, interval=_GATHERING)
        self._gathering.timeout.connect(self._read)
        if waiting:
            desk.changes.changed.connect(self._heard)
            self._gathering.start()

    def _heard(self, changes: Mapping[str, Any]) -> None:
        if any(each.nouns & changes.keys() for each in self._waiting.values()):
            self._gathering.start()

    def _read(self) -> None:
        statements = [(key, each.sql) for key, each in self._waiting.items()]
        self._desk.background.run_latest(
            f"waiting-{id(self)}", _counts, self._desk.database, statements, then=self._show
        )

    def _show(self, counts: Mapping[str, int]) -> None:
        for key, count in counts.items():
            self._sidebar.show_count(key, count or None, self._waiting[key].spoken(count))


def _counts(database: Any, statements: Iterable[tuple[str, str]]) -> dict[str, int]:
    with database.read() as reader:
        return {key: int(reader.rows(sql)[0][0]) for key, sql in statements}
