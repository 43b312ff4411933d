"""What an incident is about, beside the list."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from incidentdesk import clock
from incidentdesk.desktop import moment
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.detect.due_text import due_lines
from incidentdesk.desktop.detect.listing import Listing
from incidentdesk.desktop.detect.plan_preview import PlanPreview, PlanShare, load_plan_share
from incidentdesk.desktop.widgets.button import Button
from incidentdesk.desktop.widgets.chip import PriorityChip, StateLabel
from incidentdesk.detect.register import Context, IncidentRow, rows
from incidentdesk.language import _, isolated
from incidentdesk.refusal import Refused

WIDTH = 330
# Milliseconds for which the row must stay the current one before its timeline is read.
_CALM = 80
_LATEST = 6
_PIECE = 14
_BREAK = "\u200b"  # zero width space
# Only scripts whose letters stand alone; a break would tear joined ones apart.
_LONG_WORD = re.compile(rf"[A-Za-z0-9_.:/@\u00c0-\u024f-]{{{_PIECE + 6},}}")


@dataclass(frozen=True, slots=True)
class Preview:
    """A row with the start of its description and what happened last, newest first."""

    row: IncidentRow | None
    description: str = ""
    latest: tuple[tuple[int, str, str], ...] = ()  # (microseconds since 1970, who, what)
    plan: PlanShare | None = None


class PreviewPane(QFrame):
    """Emits `opened(id)` when the page is wanted."""

    opened = Signal(int)

    def __init__(self, desk: Desk, listing: Listing, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._listing = listing
        self._id = 0
        self.setObjectName("preview")
        self.setAccessibleName(_("Preview"))
        self._number = QLabel()
        self._number.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._chip = PriorityChip(desk.theme)
        self._state = StateLabel(desk.theme)
        self._title = _text_label()
        self._description = _text_label()
        self._facts = QGridLayout()
        self.plan = PlanPreview(desk.theme)
        self._latest_heading = QLabel(_("Latest"))
        self._latest = QGridLayout()
        self._nothing = _text_label(_("Select an incident to see what it is about."))
        about = _("Open the page of the incident")
        self.open_button = Button(desk.theme, _("Open page"), "external", description=about)
        self.open_button.clicked.connect(lambda: self.opened.emit(self._id))
        self._calm = QTimer(self, singleShot=True, interval=_CALM)
        self._calm.timeout.connect(self._load)
        self._build()
        self.show_row(None)
        desk.theme.changed.connect(self._dress)
        self._dress()

    def _build(self) -> None:
        self._body = QWidget()
        layout = QVBoxLayout(self._body)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(8)
        marks = QHBoxLayout()
        marks.setSpacing(12)
        marks.addWidget(self._chip)
        marks.addWidget(self._state)
        marks.addStretch(1)
        self._facts.setHorizontalSpacing(12)
        self._facts.setVerticalSpacing(8)
        self._facts.setColumnStretch(1, 1)
        self._latest.setHorizontalSpacing(12)
        self._latest.setVerticalSpacing(4)
        self._latest.setColumnStretch(1, 1)
        layout.addWidget(self._number)
        layout.addLayout(marks)
        layout.addWidget(self._title)
        layout.addWidget(self._description)
        layout.addSpacing(4)
        layout.addLayout(self._facts)
        layout.addWidget(self.plan)
        layout.addSpacing(8)
        layout.addWidget(self._latest_heading)
        layout.addLayout(self._latest)
        layout.addWidget(self._nothing)
        layout.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidget(self._body)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        scroll.setAccessibleName(_("Preview"))
        scroll.setAccessibleDescription(_("Facts and latest entries of the current incident"))
        self.scroll = scroll
        self.setFocusProxy(scroll)
        footer = QHBoxLayout()
        footer.setContentsMargins(16, 8, 16, 8)
        footer.addWidget(self.open_button)
        footer.addStretch(1)
        self._whole = whole = QVBoxLayout(self)
        whole.setSpacing(0)
        whole.addWidget(scroll, 1)
        whole.addLayout(footer)

    # -- what is shown

    @property
    def shown_id(self) -> int:
        return self._id

    def texts(self) -> list[str]:
        """All that stands there, from top to bottom."""
        labels = [self._number, self._title, self._description, *self._body.findChildren(QLabel)]
        shown = [label for label in dict.fromkeys(labels) if label.isVisibleTo(self._body)]
        return [label.text().replace(_BREAK, "") for label in shown if label.text()]

    def show_row(self, row: IncidentRow | None) -> None:
        """Show what the list knows of an incident, and read the rest when it stays."""
        same = row is not None and row.id == self._id
        self._id = row.id if row is not None else 0
        for widget in (self._number, self._chip, self._state, self._title, self._latest_heading, self.open_button):
            widget.setVisible(row is not None)
        self._nothing.setVisible(row is None)
        if not same:
            self._description.hide()
            self._fill_latest(())
            self.plan.show_share(None)
        if row is None:
            self._calm.stop()
            self._fill_facts(())
            return
        self._number.setText(row.number)
        self._chip.show_priority(row.priority)
        self._state.show_state(row.state)
        self._title.setText(breakable(row.title))
        self._fill_facts(self._facts_of(row))
        self._calm.start()

    def _facts_of(self, row: IncidentRow) -> Sequence[tuple[str, str, str]]:
        """Labels, texts and tooltips."""
        now, zone = clock.stored(clock.now()), self._desk.zone
        logged = _("{time} ({length})").format(
            time=moment.day_and_time(row.created_at, now, zone), length=moment.length(max(0, now - row.created_at))
        )
        found = [
            (_("Assignee"), row.assignee or _("unassigned"), ""),
            (_("Team"), row.team, ""),
            (_("Reporter"), row.reporter, ""),
            (_("Service"), row.service, ""),
            (_("Category"), " › ".join(part for part in (row.category, row.subcategory) if part), ""),
            (_("On hold"), _(row.on_hold_reason) if row.on_hold_reason else "", ""),
            (_("Logged"), logged, moment.full(row.created_at, zone)),
            *due_lines(row.clocks, now, zone),
            (_("Updated"), moment.day_and_time(row.updated_at, now, zone), moment.full(row.updated_at, zone)),
            (_("Tags"), ", ".join(row.tags), ""),
        ]
        if row.resolved_at is not None:
            resolved = moment.day_and_time(row.resolved_at, now, zone)
            found.append((_("Resolved"), resolved, moment.full(row.resolved_at, zone)))
        return [each for each in found if each[1]]

    def _fill_facts(self, facts: Sequence[tuple[str, str, str]]) -> None:
        _empty(self._facts)
        for row, (name, text, tooltip) in enumerate(facts):
            label, value = QLabel(name), _text_label(breakable(text))
            label.setObjectName("fact")
            value.setToolTip(tooltip)
            value.setAccessibleName(_("{name}: {value}").format(name=name, value=text))
            self._facts.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
            self._facts.addWidget(value, row, 1)
        self._dress_labels()

    def _fill_latest(self, latest: Sequence[tuple[int, str, str]]) -> None:
        _empty(self._latest)
        now, zone = clock.stored(clock.now()), self._desk.zone
        for row, (at, who, what) in enumerate(latest):
            when = QLabel(_when(at, now, self._desk))
            when.setObjectName("fact")
            when.setToolTip(moment.full(at, zone))
            text = _text_label(breakable(_("{who}: {what}").format(who=isolated(who), what=isolated(what))))
            self._latest.addWidget(when, row, 0, Qt.AlignmentFlag.AlignTop)
            self._latest.addWidget(text, row, 1)
        self._latest_heading.setVisible(bool(latest))
        self._dress_labels()

    # -- reading

    def _load(self) -> None:
        if self._id and self.isVisible():
            self._desk.background.run_latest(
                "incidents.preview",
                load_preview,
                self._desk.database,
                self._id,
                self._desk.zone,
                self._listing.context(),
                then=self._come,
                failed=self._fail,
            )

    def _come(self, preview: Preview) -> None:
        if preview.row is None or preview.row.id != self._id:
            return
        self._description.setText(breakable(preview.description))
        self._description.setVisible(bool(preview.description))
        self._fill_latest(preview.latest)
        self.plan.show_share(preview.plan, self._desk.registry.shortcut_text("list.plan"))

    def _fail(self, refused: Refused) -> None:
        self._description.setText(str(refused))
        self._description.show()

    def showEvent(self, event: Any) -> None:
        super().showEvent(event)
        self._calm.start()

    # -- look

    def _dress(self) -> None:
        theme = self._desk.theme
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        edge = "right" if mirrored else "left"
        self._whole.setContentsMargins(0 if mirrored else 1, 0, 1 if mirrored else 0, 0)
        self.setStyleSheet(
            theme.sheet(
                f"#preview {{ background: $surface; border: none; border-{edge}: 1px solid $border; }}"
                "QScrollArea, QScrollArea > QWidget > QWidget { background: $surface; }"
                "QLabel { color: $text; } QLabel#fact, QLabel#number { color: $text2; }"
            )
        )
        self._number.setObjectName("number")
        self.setFixedWidth(round(WIDTH * max(1.0, min(1.25, theme.scale / 100))))
        self._title.setFont(theme.font("h2"))
        self._latest_heading.setFont(theme.font("strong"))
        self.plan.heading.setFont(theme.font("strong"))
        self._dress_labels()

    def _dress_labels(self) -> None:
        base = self._desk.theme.font("base")
        side = Qt.AlignmentFlag.AlignLeft
        if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            side = Qt.AlignmentFlag.AlignRight
        for label in self._body.findChildren(QLabel):
            # Labels would go by the direction of their text, and stand on two sides.
            label.setAlignment(side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter)
            if label not in (self._title, self._latest_heading, self.plan.heading):
                label.setFont(base)


def _empty(grid: QGridLayout) -> None:
    while (item := grid.takeAt(0)) is not None:
        item.widget().hide()
        item.widget().deleteLater()


def breakable(text: str) -> str:
    """The text with places to break in words that are longer than a line of the pane may be."""
    return _LONG_WORD.sub(lambda found: _BREAK.join(_pieces(found[0])), text)


def _pieces(word: str) -> list[str]:
    return [word[start : start + _PIECE] for start in range(0, len(word), _PIECE)]


def _text_label(text: str = "") -> QLabel:
    label = QLabel(text, wordWrap=True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
    return label


def _when(at: int, now: int, desk: Desk) -> str:
    today = moment.day(at, now, desk.zone) == moment.day(now, now, desk.zone)
    return moment.time_of_day(at, desk.zone) if today else moment.day(at, now, desk.zone)


def load_preview(database: Any, incident_id: int, zone: Any, context: Context) -> Preview:
    """What the pane shows of an incident; without a row where it is gone."""
    from incidentdesk.respond.timeline import sentence, timeline

    with database.read() as reader:
        found = rows(reader, [incident_id], context)
        if not found:
            return Preview(None)
        text = reader.rows("SELECT description FROM incident WHERE id = :id", {"id": incident_id})
        facts = timeline(reader, incident_id)[-_LATEST:]
        plan = load_plan_share(reader, incident_id)
    latest = tuple((fact.happened_at, fact.actor, _shortened(sentence(fact, zone))) for fact in reversed(facts))
    return Preview(found[0], _shortened(str(text[0][0]), 400), latest, plan)


def _shortened(text: str, most: int = 160) -> str:
    text = " ".join(text.split())
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
