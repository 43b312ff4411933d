"""What a later phase of an incident's life brings to the incident's page."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QMimeData, SignalInstance
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from incidentdesk.desktop.respond.incident_page import IncidentPage


class PagePart(Protocol):
    """A widget behind a tab of its own; the page knows nothing else of it.

    `key` is what follows the # in a reference to it, as in INC-0042#evidence. `renamed` comes when title or count are
    others, `opened(reference)` to go elsewhere, `refused` with a Refused. `row_actions` are commands for the menu of a
    row of the timeline, `file_actions` for that of an attachment, `menu_actions` for the menu of the page. A part may
    have `show_record(id)` for a reference such as INC-0042#evidence/12.
    """

    key: str
    row_actions: tuple[str, ...]
    file_actions: tuple[str, ...]
    menu_actions: tuple[str, ...]
    renamed: SignalInstance
    opened: SignalInstance
    refused: SignalInstance

    def title(self) -> str: ...

    def pane(self) -> QWidget:
        """What F6 leads to."""
        ...

    def count(self) -> int: ...

    def takes(self, source: QMimeData) -> bool:
        """Whether it can do something with what is dragged."""
        ...

    def take(self, source: QMimeData) -> None: ...


class PageMenu(Protocol):
    """Commands without a part; `menu_actions` are for the menu of the page."""

    menu_actions: tuple[str, ...]


MakePart = Callable[["IncidentPage"], PagePart]
MakeCommands = Callable[["IncidentPage"], PageMenu]
