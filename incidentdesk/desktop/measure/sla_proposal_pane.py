"""The SLAs and calendars of the desk beside what is proposed of them."""

from collections.abc import Iterator, Mapping
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.widgets.button import Button
from incidentdesk.desktop.widgets.two_line_list import TwoLineList, row_height
from incidentdesk.language import _, isolated
from incidentdesk.measure.sla_proposal import Proposal
from incidentdesk.measure.sla_today import CALENDAR, SLA, Today, changed_fields

_LEAST = 4  # items that are always in view


class SlaProposalPane(QWidget):
    """Emits `wanted(noun, id)` for what is to be edited, with 0 for a new one, and `dropped(noun, id)`."""

    wanted = Signal(str, int)
    dropped = Signal(str, int)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._proposed: set[tuple[str, int]] = set()
        theme = desk.theme
        self.heading = QLabel(_("What would be other than today"))
        self.list = TwoLineList(theme, _("SLAs and calendars"), marked=True)
        self.list.setAccessibleDescription(_("Enter proposes a change, Del takes it back"))
        self.heading.setBuddy(self.list)
        self.change = Button(theme, _("&Propose…"), "edit", description=_("Propose other values for the chosen one"))
        self.undo = Button(
            theme, _("As &today"), "undo", description=_("Take back what is proposed for the chosen one")
        )
        self.new_sla = Button(theme, _("New &SLA…"), "plus", description=_("Propose an SLA that there is not yet"))
        self.new_calendar = Button(
            theme, _("New &calendar…"), "plus", description=_("Propose a calendar that there is not yet")
        )
        grid = QGridLayout()
        grid.setSpacing(8)
        for place, button in enumerate((self.change, self.undo, self.new_sla, self.new_calendar)):
            button.setAutoDefault(False)
            grid.addWidget(button, place // 2, place % 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.heading)
        column.addWidget(self.list, 1)
        column.addLayout(grid)
        self._connect()
        theme.changed.connect(self._dress)
        self._dress()

    def _connect(self) -> None:
        self.list.opened.connect(lambda key: self.wanted.emit(*key))
        self.list.removed.connect(self._drop)
        self.list.currentRowChanged.connect(lambda _row: self._refresh())
        self.change.clicked.connect(lambda: self.wanted.emit(*self.list.key()))
        self.undo.clicked.connect(lambda: self._drop(self.list.key()))
        self.new_sla.clicked.connect(lambda: self.wanted.emit(SLA, 0))
        self.new_calendar.clicked.connect(lambda: self.wanted.emit(CALENDAR, 0))

    def show_proposal(self, today: Today, proposal: Proposal) -> None:
        """List everything, with what is proposed of it."""
        self._proposed = set(_proposed(proposal))
        items = [*_items(SLA, today.slas, proposal.slas), *_items(CALENDAR, today.calendars, proposal.calendars)]
        self.list.show_items(items)
        # It takes the room that there is, however many there are.
        self.list.setVisible(True)
        self.list.setMinimumHeight(_LEAST * row_height(self._desk.theme))
        self.list.setMaximumHeight(16_777_215)
        if self.list.currentRow() < 0 and items:
            self.list.setCurrentRow(0)
        self._refresh()

    def _drop(self, key: Any) -> None:
        if key in self._proposed:
            self.dropped.emit(*key)

    def _refresh(self) -> None:
        key = self.list.key()
        self.change.setEnabled(key is not None)
        self.undo.setEnabled(key in self._proposed)
        why = "" if self.undo.isEnabled() else _("Nothing is proposed for this one.")
        self.undo.setToolTip(why or _("Take back what is proposed for the chosen one"))

    def _dress(self) -> None:
        self.heading.setFont(self._desk.theme.font("strong"))


_Facts = Mapping[int, Mapping[str, Any]]


def _proposed(proposal: Proposal) -> Iterator[tuple[str, int]]:
    yield from ((SLA, key) for key in proposal.slas)
    yield from ((CALENDAR, key) for key in proposal.calendars)


def _items(noun: str, today: _Facts, proposed: _Facts) -> Iterator[dict[str, Any]]:
    head = _("SLA") if noun == SLA else _("Calendar")
    for key in (*today, *sorted((each for each in proposed if each < 0), reverse=True)):
        facts = proposed.get(key, {})
        name = str({**today.get(key, {}), **facts}.get("name", ""))
        said = _("new") if key < 0 else changed_fields(facts)
        yield {
            "key": (noun, key), "head": head if not said else f"{head} · {said}", "text": name or _("without a name"),
            "mark": ("star", "accent") if said else ("minus", "hint"),
            "said": _("Proposed for {name}: {fields}").format(name=isolated(name), fields=said) if said
            else _("as today"),
        }  # fmt: skip
