"""The questions of a 5-Whys at work: asked when the graph becomes another, and what their buttons do."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from incidentdesk.desktop.investigate import hints_bar as bar
from incidentdesk.investigate.cause_graph import EFFECT, Status
from incidentdesk.investigate.whys_hints import whys_hints

if TYPE_CHECKING:
    from incidentdesk.desktop.investigate.whys_page import WhysPage


class WhysHinting(QObject):
    def __init__(self, page: "WhysPage") -> None:
        super().__init__(page)
        self._page = page
        self._people: tuple[str, ...] = ()
        page.hints.chosen.connect(lambda key: page.go(key) if key != EFFECT else None)
        page.hints.taken.connect(self._take)
        page.document.loaded.connect(self._load)
        page.document.changed.connect(self.show)
        page.selection.changed.connect(self.show)

    def _load(self) -> None:
        desk = self._page.desk
        desk.background.run(_people, desk.database, then=self._know, failed=self._page.say_refused)

    def _know(self, people: tuple[str, ...]) -> None:
        self._people = people
        self.show()

    def show(self) -> None:
        page = self._page
        hints = whys_hints(page.document.graph, self._people, everything=page.everything)
        page.hints.show_hints(hints, page.selection.current)

    def _take(self, act: str, key: str) -> None:
        page = self._page
        if act == bar.SHOW:
            page.toggle_everything()
            return
        page.go(key)
        page.canvas.setFocus()
        commands = page.commands
        page.acts.guarded(
            {
                bar.REWRITE: commands.edit,
                bar.ANSWER: page.add_measure,
                bar.ACCEPT: commands.accept,
                bar.ROOT: lambda: commands.set_status(Status.ROOT_CAUSE),
                bar.CONTINUE: commands.add_child,
                bar.ANOTHER: commands.add_sibling,
            }[act]
        )


def _people(database: Any) -> tuple[str, ...]:
    from incidentdesk.prepare.known_names import known_names

    with database.read() as reader:
        return known_names(reader).staff
