"""Trying a payload: a sample at the left, what would be read of it at the right; for any other JSON with a mapping."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QDialogButtonBox, QLabel, QSplitter, QVBoxLayout, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.respond.alert_sheet import TABLE
from incidentdesk.desktop.respond.mapping_fields import MappingFields
from incidentdesk.desktop.respond.payload_pane import PayloadPane
from incidentdesk.desktop.respond.payload_preview import PayloadPreview
from incidentdesk.desktop.sheet import Sheet
from incidentdesk.desktop.widgets.field import LISTS, SCROLL_BARS, dress_fields
from incidentdesk.detect.alert_mapping import mapping_from, mapping_text
from incidentdesk.detect.alert_preset import MAPPING
from incidentdesk.language import _
from incidentdesk.refusal import Refused

_LATER = 200  # milliseconds after the last key


class PayloadSheet(Sheet):
    """After `accepted`, `mapping` is the mapping as it is stored and `sample` the payload that was pasted."""

    def __init__(self, desk: Desk, preset: str, mapping: str, sample: str, parent: QWidget | None = None) -> None:
        mapped = preset == MAPPING
        title = _("Map the fields") if mapped else _("Try a payload")
        super().__init__(desk.theme, title, parent)
        self._desk, self._preset = desk, preset
        self.mapping, self.sample = mapping, sample
        self.heading = QLabel(title)
        self.pane = PayloadPane(desk, sample, tree=mapped)
        self.fields = MappingFields(desk, mapping) if mapped else None
        self.preview = PayloadPreview(desk)
        self._lay_out()
        self._later = QTimer(self, singleShot=True, interval=_LATER)
        self._later.timeout.connect(self.try_it)
        self.pane.changed.connect(self._later.start)
        if self.fields is not None:
            self.pane.picked.connect(self.fields.take)
            self.pane.guess_wanted.connect(self._guess)
            self.fields.changed.connect(self._later.start)
        verb = _("Use this mapping") if mapped else _("Keep as sample")
        self.add_close_button(_("Cancel"))
        self.use_button = self.add_button(verb, QDialogButtonBox.ButtonRole.AcceptRole, primary=True)
        self.use_button.setDefault(False)
        self.use_button.setAutoDefault(False)
        self.dress()
        self.fit(1180, 700)
        self.try_it()

    def _lay_out(self) -> None:
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        if self.fields is not None:
            column.addWidget(self.fields, 3)
        column.addWidget(self.preview, 2)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.addWidget(self.pane)
        self.splitter.addWidget(right)
        self.splitter.setSizes([480, 640])
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(16)
        self.body.addWidget(self.heading)
        self.body.addWidget(self.splitter, 1)

    def facts(self) -> dict[str, str]:
        return self.fields.facts() if self.fields is not None else {}

    def try_it(self) -> None:
        """Read the sample as it would be read if it came now."""
        sample = self.pane.text()
        if not sample.strip():
            self.preview.show_told([], [_("Paste a payload at the left, as the other program posts it.")])
            return
        self._desk.background.run_latest(
            f"payload of {id(self)}", tried, self._preset, self.facts(), sample, then=self._show, failed=self._fail
        )

    def _show(self, found: tuple[Sequence[Any], Sequence[str]]) -> None:
        self.preview.show_told(*found)

    def _fail(self, refused: Refused) -> None:
        self.preview.show_told([], [str(refused)])

    def _guess(self) -> None:
        self._desk.background.run(
            guessed, self.pane.text(), then=lambda mapping: self.fields.show_mapping(mapping), failed=self._fail
        )

    def accept(self) -> None:
        """A mapping that makes no sense is not taken; what is typed stays."""
        if self.fields is not None:
            from incidentdesk.detect.alert_mapping import checked_mapping

            try:
                self.mapping = mapping_text(checked_mapping(mapping_from(self.facts())))
            except Refused as refused:
                self._fail(refused)
                return
        self.sample = self.pane.text()
        super().accept()

    def dress(self) -> None:
        dress_fields(self, self.theme, SCROLL_BARS + LISTS + TABLE)
        self.heading.setFont(self.theme.font("h2"))
        self.pane.source.setFont(self.theme.font("mono"))


def tried(preset: str, facts: dict[str, str], sample: str) -> tuple[Sequence[Any], Sequence[str]]:
    """The alerts and what is wrong; raises Refused for what can't be read at all."""
    from incidentdesk.detect.alert_mapping import try_mapping
    from incidentdesk.detect.alert_reading import read_alerts

    if preset == MAPPING:
        found = try_mapping(mapping_from(facts), sample)
        return found.told, found.missing
    return read_alerts(preset, None, sample.encode("utf-8", "replace")), ()


def guessed(sample: str) -> Any:
    from incidentdesk.detect.alert_mapping_guess import guessed_mapping

    return guessed_mapping(sample)
