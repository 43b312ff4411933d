"""The saved views of the sidebar with their counts, and what can be done with them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.sidebar import SidebarEntry
from incidentdesk.detect import register
from incidentdesk.detect.query import parse
from incidentdesk.detect.register import Context
from incidentdesk.detect.view import View, views
from incidentdesk.language import _, isolated
from incidentdesk.refusal import Refused

# Milliseconds between two counts at least; counting a million takes long and nobody waits for it.
_CALM = 600
_OPEN = "is:open"
_ICONS = {"mine": "user", "unassigned": "inbox", "major": "major", "hold": "hold", "resolved": "resolve"}


@dataclass(frozen=True, slots=True)
class Counted:
    """The views with the number of incidents in each, and how many incidents are open at all."""

    views: tuple[View, ...]
    counts: Mapping[str, int]
    open: int


class SavedViews(QObject):
    """`changed(entries)` for the sidebar, `counted(open)` for the number behind "Incidents"."""

    changed = Signal(list)
    counted = Signal(int)
    known = Signal()
    failed = Signal(str)

    def __init__(self, desk: Desk, context: Callable[[], Context], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._context = context
        self.views: tuple[View, ...] = ()
        self._calm = QTimer(self, singleShot=True, interval=_CALM)
        self._calm.timeout.connect(self._count)

    def view(self, key: str) -> View | None:
        return next((view for view in self.views if view.key == key), None)

    def load(self) -> None:
        """Read the views, then count."""
        self._desk.background.run_latest("incidents.views", _load, self._desk.database, then=self._come)

    def count_soon(self) -> None:
        if not self._calm.isActive():
            self._calm.start()

    def _come(self, found: Sequence[View]) -> None:
        first = not self.views
        self.views = tuple(found)
        self._show({})
        if first:
            self.known.emit()
        self._count()

    def _count(self) -> None:
        self._desk.background.run_latest(
            "incidents.counts", _count, self._desk.database, self.views, self._context(), then=self._counted
        )

    def _counted(self, counted: Counted) -> None:
        self._show(counted.counts)
        self.counted.emit(counted.open)

    def _show(self, counts: Mapping[str, int]) -> None:
        self.entries = [
            SidebarEntry(view.key, view.name, counts.get(view.key), _ICONS.get(view.default, "view"))
            for view in self.views
        ]
        self.changed.emit(self.entries)

    # -- changing them

    def save_as(
        self, name: str, query: str, layout: Mapping[str, Any], *, then: Callable[[str], None], failed: Any
    ) -> None:
        """A new view; `then(key)`."""

        def act(session: Any) -> str:
            from incidentdesk.detect.saved_view import save_view

            return str(save_view(session, name=name, query=query, layout=layout))

        self._write(act, _("View {name} saved").format(name=isolated(name)), then, failed)

    def save(self, view: View, query: str, layout: Mapping[str, Any], *, then: Callable[[str], None]) -> None:
        def act(session: Any) -> str:
            from incidentdesk.detect.saved_view import change_view

            change_view(session, view.key, query=query, layout=layout)
            return view.key

        self._write(act, _("View {name} saved").format(name=isolated(view.name)), then, self._fail)

    def rename(self, view: View, name: str, *, then: Callable[[str], None], failed: Any) -> None:
        def act(session: Any) -> str:
            from incidentdesk.detect.saved_view import rename_view

            rename_view(session, view.key, name)
            return view.key

        self._write(act, _("View is now called {name}").format(name=isolated(name)), then, failed)

    def remove(self, view: View) -> None:
        def act(session: Any) -> str:
            from incidentdesk.detect.saved_view import withdraw_view

            withdraw_view(session, view.key)
            return ""

        self._write(act, _("View {name} removed").format(name=isolated(view.name)), lambda _key: None, self._fail)

    def move(self, view: View, step: int) -> None:
        """One place up or down."""
        keys = [each.key for each in self.views]
        place = keys.index(view.key)
        keys.insert(min(len(keys) - 1, max(0, place + step)), keys.pop(place))

        def act(session: Any) -> str:
            from incidentdesk.detect.saved_view import reorder_views

            reorder_views(session, keys)
            return view.key

        self._write(act, _("View {name} moved").format(name=isolated(view.name)), lambda _key: None, self._fail)

    def _write(self, act: Callable[[Any], str], said: str, then: Callable[[str], None], failed: Any) -> None:
        def done(outcome: tuple[str, int]) -> None:
            key, gesture = outcome
            self._desk.history.done(said, gesture)
            self.load()
            then(key)

        self._desk.background.run(_write, self._desk.database, self._desk.actor, act, then=done, failed=failed)

    def _fail(self, refused: Refused) -> None:
        self.failed.emit(str(refused))


def _load(database: Any) -> list[View]:
    with database.read() as reader:
        return views(reader)


def _count(database: Any, found: Sequence[View], context: Context) -> Counted:
    with database.read() as reader:
        counts = {view.key: register.count(reader, parse(view.query), context) for view in found}
        return Counted(tuple(found), counts, register.count(reader, parse(_OPEN), context))


def _write(database: Any, actor: str, act: Callable[[Any], str]) -> tuple[str, int]:
    with database.write(actor=actor, via="window") as session:
        return act(session), session.gesture
