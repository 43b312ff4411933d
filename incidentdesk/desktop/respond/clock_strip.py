"""The clocks at the head of an incident's page: two elapsed times, and how it stands against each target of its SLA."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QFont, QIcon
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from incidentdesk import clock
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.widgets.button import LinkButton
from incidentdesk.desktop.widgets.clock_level import level_glyph
from incidentdesk.desktop.widgets.flow import FlowLayout
from incidentdesk.detect.sla_clock import Clock, ClockState
from incidentdesk.detect.sla_elapsed import IncidentClocks, incident_clocks
from incidentdesk.detect.sla_wording import LEVEL_WORD, clock_sentence, level, span_words, spoken_state, target_name
from incidentdesk.language import _

_RENEWED_EVERY = 30_000  # milliseconds
# SLAs, calendars and the like make other clocks of the same incident.
_NOUNS = frozenset({"sla", "calendar", "service", "setting"})


class ClockStrip(QWidget):
    """Reads by itself, again every 30 s and when `refresh` is called; emits `explain_wanted(place of the clock)`."""

    explain_wanted = Signal(int)

    def __init__(self, desk: Desk, incident_id: int, *lead: QWidget, parent: QWidget | None = None) -> None:
        """`lead` is what stands before the clocks, in the same line as long as there is room."""
        super().__init__(parent)
        self._desk, self._id, self._lead = desk, incident_id, lead
        self.shown = IncidentClocks(None, ())
        self.business = QLabel()
        self.chips: list[LinkButton] = []
        self._layout = FlowLayout(self, gap=4)
        for widget in (*lead, self.business):
            self._layout.addWidget(widget)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._beat = QTimer(self, interval=_RENEWED_EVERY)
        self._beat.timeout.connect(self.refresh)
        self._beat.start()
        desk.changes.changed.connect(self._hear)
        desk.theme.changed.connect(self._dress)
        self._dress()

    def refresh(self) -> None:
        """Work the clocks out anew, away from the window."""
        self._desk.background.run_latest(
            f"clocks of {self._id} in {id(self)}", read_clocks, self._desk.database, self._id, then=self.show_clocks
        )

    def _hear(self, changes: Any) -> None:
        if _NOUNS & set(changes):
            self.refresh()

    def show_clocks(self, found: IncidentClocks) -> None:
        self.shown = found
        shown = _worth_showing(found.clocks)
        while len(self.chips) > len(shown):
            gone = self.chips.pop()
            self._layout.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        while len(self.chips) < len(shown):
            self._add_chip()
        for chip, one in zip(self.chips, shown, strict=True):
            _tell(chip, one)
        self.tick()
        self._dress()
        self._layout.invalidate()
        self.updateGeometry()

    def _add_chip(self) -> None:
        chip = LinkButton(self._desk.theme, "", description=_("Explain this clock"))
        place = len(self.chips)
        chip.clicked.connect(lambda: self.explain_wanted.emit(self._place_of(place)))
        self.chips.append(chip)
        self._layout.addWidget(chip)
        chip.show()

    def _place_of(self, chip: int) -> int:
        """Where a chip's clock stands among all clocks of the incident."""
        shown = _worth_showing(self.shown.clocks)
        return self.shown.clocks.index(shown[chip]) if chip < len(shown) else 0

    def tick(self) -> None:
        """Let the working time run on while it does."""
        elapsed = self.shown.elapsed
        self.business.setVisible(elapsed is not None)
        if elapsed is None:
            return
        grown = max(0, clock.stored(clock.now()) - elapsed.read_at) if elapsed.ticks else 0
        length = span_words(elapsed.business + grown, elapsed.day)
        hours = elapsed.calendar or _("every hour counts")
        text = _("· {length} working time").format(length=length)
        if text != self.business.text():
            self.business.setText(text)
            self.business.setAccessibleName(text.removeprefix("· "))
            self.business.setToolTip(_("Working time that counts ({hours})").format(hours=hours))

    def _dress(self) -> None:
        theme = self._desk.theme
        tabular = QFont(theme.font("base"))
        tabular.setFeature(QFont.Tag("tnum"), 1)
        self.business.setFont(tabular)
        theme.tint(self.business, "text2")
        for chip, one in zip(self.chips, _worth_showing(self.shown.clocks), strict=False):
            paused = one.state == ClockState.PAUSED
            glyph = level_glyph(theme, level(one), one.percent, self.devicePixelRatioF(), paused=paused)
            chip.setIcon(QIcon(glyph))
            chip.updateGeometry()
        # A line of text beside buttons stands in their middle.
        height = max((chip.sizeHint().height() for chip in self.chips), default=0)
        for widget in (*self._lead, self.business):
            widget.setMinimumHeight(height)


def _worth_showing(clocks: Sequence[Clock]) -> list[Clock]:
    """Those that go on; where none does, the last of each target."""
    running = [one for one in clocks if one.is_open]
    if running:
        return running
    last = {(one.kind, one.target): one for one in sorted(clocks, key=lambda one: one.started_at)}
    return list(last.values())


def _tell(chip: LinkButton, one: Clock) -> None:
    """Glyph and word, so that it is read without colour too."""
    text = _("{target}: {state}").format(target=target_name(one), state=spoken_state(one))
    if one.is_open and one.state == ClockState.RUNNING and level(one):
        text = _("{text} · {word}").format(text=text, word=_(LEVEL_WORD[level(one)]))
    chip.setText(text)
    chip.setAccessibleName(text)
    chip.setToolTip(clock_sentence(one))


def read_clocks(database: Any, incident_id: int) -> IncidentClocks:
    with database.read() as reader:
        return incident_clocks(reader, incident_id, clock.now())
