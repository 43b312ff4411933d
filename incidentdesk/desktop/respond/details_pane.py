"""The facts of an incident at the trailing edge of its page; each is changed where it stands."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from incidentdesk import clock
from incidentdesk.desktop import moment
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.fact_text import LABEL, TIMES, fact_text
from incidentdesk.desktop.respond.affected_box import AffectedBox
from incidentdesk.desktop.respond.fact_field import (
    ChoiceEditor,
    FactField,
    LineEditor,
    TagsEditor,
    TextEditor,
    TimeEditor,
)
from incidentdesk.desktop.respond.on_call_box import OnCallBox
from incidentdesk.desktop.widgets.button import LinkButton
from incidentdesk.desktop.widgets.field import SCROLL_BARS
from incidentdesk.detect.channel import Channel
from incidentdesk.detect.priority import LEVEL_NAME, priority_label
from incidentdesk.language import N_, _, isolated
from incidentdesk.prepare.known_names import KnownNames
from incidentdesk.respond.sheet import Sheet

QWIDGETSIZE_MAX = (1 << 24) - 1
WIDTH = 300  # logical pixels at the usual text size
_SECTIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (N_("Assignment"), ("assignee", "team")),
    (N_("What and who"), ("service", "reporter", "channel", "category", "subcategory", "tags")),
    (N_("Urgency"), ("impact", "urgency", "priority", "major")),
    (N_("Times"), TIMES),
    (N_("Resolution"), ("resolution_code", "resolution_notes")),
    (N_("Elsewhere"), ("external_ref",)),
)
_SOURCE = {
    "auto": N_("set by the program"),
    "manual": N_("entered by {name}"),
    "back-dated": N_("back-dated by {name}"),
    "imported": N_("imported"),
}


class DetailsPane(QScrollArea):
    """Emits `committed(field, value, seen)` for a changed fact, and what else a person wants."""

    committed = Signal(str, object, object)
    priority_wanted = Signal()
    major_wanted = Signal()
    watch_wanted = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._sheet: Sheet | None = None
        self._fixed = True
        self.setAccessibleName(_("Details"))
        self.setAccessibleDescription(_("The facts of this incident; Enter changes one"))
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setObjectName("details")
        self.fields: dict[str, FactField] = {}
        self._headings: list[QLabel] = []
        self._inner = QWidget()
        self._inner.setObjectName("details.inner")
        self._column = QVBoxLayout(self._inner)
        self._column.setContentsMargins(12, 12, 12, 16)
        self._column.setSpacing(0)
        for heading, names in _SECTIONS:
            self._add_heading(_(heading))
            for name in names:
                self._add_field(name)
        self.on_call = OnCallBox(desk)
        # Below whom it is assigned to.
        self._column.insertWidget(1 + len(_SECTIONS[0][1]), self.on_call)
        self._add_heading(_("Affected people"))
        self.affected = AffectedBox(desk)
        self._column.addWidget(self.affected)
        self._add_heading(_("Watchers"))
        self.watchers = FactField(desk, "watchers", _("Watchers"), editable=False, bare=True)
        self._column.addWidget(self.watchers)
        self.watch_button = LinkButton(desk.theme, _("Watch"), "eye", description=_("Follow this incident, or no more"))
        self.watch_button.clicked.connect(self.watch_wanted)
        self._column.addWidget(self.watch_button, 0, Qt.AlignmentFlag.AlignLeading)
        self._column.addStretch(1)
        self.setWidget(self._inner)
        desk.theme.changed.connect(self._dress)
        self._dress()

    def _add_heading(self, text: str) -> None:
        heading = QLabel(text)
        heading.setContentsMargins(0, 12 if self._headings else 0, 0, 4)
        self._headings.append(heading)
        self._column.addWidget(heading)

    def _add_field(self, name: str) -> None:
        field = FactField(self._desk, name, _(LABEL[name]), self._editor_maker(name), self._show(name))
        field.committed.connect(self.committed)
        if name == "priority":
            field.opened.connect(self.priority_wanted)
        elif name == "major":
            field.opened.connect(self.major_wanted)
        self.fields[name] = field
        self._column.addWidget(field)

    def _editor_maker(self, name: str) -> Callable[[], Any] | None:
        label = _(LABEL[name])
        if name in ("priority", "major"):
            return None
        if name in TIMES:
            return lambda: TimeEditor(self._desk, label)
        if name in ("impact", "urgency"):
            return lambda: ChoiceEditor(label, [(int(level), _(text)) for level, text in LEVEL_NAME.items()])
        if name == "channel":
            return lambda: ChoiceEditor(label, [(str(channel), _(channel)) for channel in Channel])
        return {"tags": lambda: TagsEditor(label), "resolution_notes": lambda: TextEditor(label)}.get(
            name, lambda: LineEditor(label)
        )

    def _show(self, name: str) -> Any:
        if name in TIMES:
            return lambda value: self._show_time(name, value)
        if name == "priority":
            return self._show_priority
        nothing = _("unassigned") if name == "assignee" else "—"
        return lambda value: shown(fact_text(name, value, self._desk.zone), nothing)

    def _show_time(self, name: str, value: datetime | None) -> dict[str, Any]:
        if value is None:
            return {"text": _("not yet"), "hint": True}
        at, now = clock.stored(value), clock.stored(clock.now())
        source, who = self._sheet.sources.get(name, ("auto", "")) if self._sheet else ("auto", "")
        note = _(_SOURCE.get(source, source)).format(name=isolated(who))
        told = {"text": moment.day_and_time(at, now, self._desk.zone), "tooltip": moment.full(at, self._desk.zone)}
        return told | ({"note": note} if source != "auto" else {})

    def _show_priority(self, value: int) -> dict[str, Any]:
        reason = self._sheet.facts["override_reason"] if self._sheet else ""
        note = _("overridden: {reason}").format(reason=isolated(reason)) if reason else _("from impact and urgency")
        return {"text": priority_label(value), "note": note}

    # -- showing

    def show_sheet(self, sheet: Sheet) -> None:
        self._sheet = sheet
        for name, field in self.fields.items():
            field.show_value(sheet.facts[name])
        self.affected.show_people(sheet.affected)
        self.watchers.show_value(", ".join(sheet.watchers))
        watching = self._desk.actor in sheet.watchers
        text = _("Stop watching") if watching else _("Watch")
        self.watch_button.setText(text)
        self.watch_button.setAccessibleName(text)

    def offer(self, names: KnownNames, codes: list[str]) -> None:
        """Complete with these names."""
        category = self._sheet.facts["category"] if self._sheet else ""
        for name, offered in (
            ("assignee", names.staff),
            ("team", names.teams),
            ("service", names.services),
            ("reporter", names.people),
            ("category", names.categories),
            ("subcategory", names.subcategories.get(category, ())),
            ("resolution_code", codes),
        ):
            self.fields[name].offer(offered)

    def edit(self, name: str) -> None:
        """Begin to edit a field, in view."""
        field = self.fields[name]
        self.ensureWidgetVisible(field, 0, 48)
        field.edit()

    def values(self) -> Mapping[str, Any]:
        return {name: field.value for name, field in self.fields.items()}

    def fix_width(self, fixed: bool) -> None:
        """As wide as it stands beside a timeline, or as wide as there is room."""
        self._fixed = fixed
        width = WIDTH * max(100, self._desk.theme.scale) // 100
        self.setMinimumWidth(width if fixed else 0)
        self.setMaximumWidth(width if fixed else QWIDGETSIZE_MAX)
        for field in self.fields.values():
            field.align(width * 36 // 100)

    def _dress(self) -> None:
        theme = self._desk.theme
        self.fix_width(self._fixed)
        for heading in self._headings:
            heading.setFont(theme.font("strong"))
        self.verticalScrollBar().setStyleSheet(theme.sheet(SCROLL_BARS))


def shown(text: str, nothing: str = "—") -> dict[str, Any]:
    """A text as a ValueLabel takes it."""
    return {"text": text} if text else {"text": nothing, "hint": True}
