"""Beside the map of services: what is known of the chosen one, what it needs, and what breaks with it."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.prepare.services_tab import CRITICALITY_MARK
from incidentdesk.desktop.widgets.button import Button, LinkButton
from incidentdesk.desktop.widgets.field import SCROLL_BARS
from incidentdesk.desktop.widgets.scroll import scrolling
from incidentdesk.desktop.widgets.two_line_list import TwoLineList
from incidentdesk.language import _, ngettext
from incidentdesk.prepare.minutes import minutes_text
from incidentdesk.prepare.service import Criticality
from incidentdesk.prepare.service_list import ServiceRow, broken_by

WIDTH = 300
_MOST = 7


class ServiceMapSide(QFrame):
    """Emits what is wanted: `opening`, `adding`, `incidents`; `removed(id)` of a need, `chosen(id)` of another one."""

    opening = Signal()
    adding = Signal()
    incidents = Signal()
    removed = Signal(object)
    chosen = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.setObjectName("side")
        self._build()
        desk.theme.changed.connect(self._dress)
        self._dress()
        self.show_service(None, (), 0)

    def _build(self) -> None:
        theme = self.desk.theme
        self.name, self.facts, self.hint, self._needs_title, self._breaks_title = (
            QLabel(wordWrap=True) for _label in range(5)
        )
        for label in (self.name, self.facts, self.hint):
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.hint.setText(_("Choose a service to see what it needs and what breaks with it."))
        self.opened = LinkButton(theme, "", "incident", description=_("Show the incidents of this service"))
        self.opened.clicked.connect(self.incidents)
        self.open_button = Button(theme, _("Open"), "external", description=_("Open this service"))
        self.open_button.clicked.connect(self.opening)
        self.add = LinkButton(theme, _("Add what it needs…"), "plus", description=_("Choose a service that it needs"))
        self.add.clicked.connect(self.adding)
        self.needs = TwoLineList(theme, _("What it needs"), most=_MOST, marked=False)
        self.needs.setAccessibleDescription(_("Enter goes there, Del takes the dependency away"))
        self.breaks = TwoLineList(theme, _("What breaks with it"), most=_MOST, marked=False)
        self.needs.opened.connect(self.chosen)
        self.breaks.opened.connect(self.chosen)
        self.needs.removed.connect(self.removed)
        inner = QWidget()
        inner.setObjectName("inner")
        column = QVBoxLayout(inner)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(8)
        for widget in (self.hint, self.name, self.facts):
            column.addWidget(widget)
        column.addWidget(self.opened, 0, Qt.AlignmentFlag.AlignLeading)
        column.addWidget(self.open_button, 0, Qt.AlignmentFlag.AlignLeading)
        column.addSpacing(8)
        for widget in (self._needs_title, self.needs):
            column.addWidget(widget)
        column.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeading)
        column.addSpacing(8)
        for widget in (self._breaks_title, self.breaks):
            column.addWidget(widget)
        column.addStretch(1)
        self._scroll = scrolling(inner, _("The chosen service"))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(1, 1, 1, 1)
        whole.addWidget(self._scroll)

    def show_service(self, row: ServiceRow | None, rows: Sequence[ServiceRow], opened: int) -> None:
        """Show one, None for that nothing is chosen."""
        self.hint.setVisible(row is None)
        for widget in (
            self.name, self.facts, self.open_button, self._needs_title, self.needs, self.add, self._breaks_title,
            self.breaks,
        ):  # fmt: skip
            widget.setVisible(row is not None)
        self.opened.setVisible(row is not None and opened > 0)
        if row is None:
            return
        self.name.setText(row.name)
        self.facts.setText("\n".join(_facts(row)))
        self.opened.setText(ngettext("{count} open incident", "{count} open incidents", opened).format(count=opened))
        self.opened.setAccessibleName(self.opened.text())
        self.add.setEnabled(not self.desk.database.read_only)
        known = {each.id: each for each in rows}
        self._needs_title.setText(_("Needs") if row.needs else _("Needs nothing else"))
        self.needs.show_items([
            {"key": need.service_id, "head": _(known[need.service_id].criticality), "text": need.name,
             "note": need.note, "mark": CRITICALITY_MARK[Criticality(known[need.service_id].criticality)]}
            for need in row.needs
        ])  # fmt: skip
        self.needs.setVisible(bool(row.needs))
        broken = broken_by(rows, row.id)
        words = ngettext("{count} service breaks with it", "{count} services break with it", len(broken))
        self._breaks_title.setText(words.format(count=len(broken)) if broken else _("Nothing depends on it"))
        self.breaks.show_items([
            {"key": each.id, "head": _(each.criticality), "text": each.name,
             "note": "" if each.id in row.needed_by else _("indirectly"),
             "mark": CRITICALITY_MARK[Criticality(each.criticality)]}
            for each in broken
        ])  # fmt: skip
        self.breaks.setVisible(bool(broken))

    def stops(self) -> list[QWidget]:
        """What F6 comes to."""
        return [self.open_button] if self.open_button.isVisibleTo(self) else []

    def _dress(self) -> None:
        theme = self.desk.theme
        self.setFixedWidth(round(WIDTH * max(100, theme.scale) / 100))
        self.name.setFont(theme.font("h2"))
        for label in (self._needs_title, self._breaks_title):
            label.setFont(theme.font("strong"))
        for label in (self.facts, self.hint):
            theme.tint(label, "text2")
        self.setStyleSheet(
            theme.sheet(
                "#side { background: $surface; border: 1px solid $border; border-radius: 8px; }"
                "#inner, QScrollArea { background: transparent; }" + SCROLL_BARS
            )
        )


def _facts(row: ServiceRow) -> list[str]:
    """Lines of what is known."""
    pairs = (
        (_("Criticality: {value}"), _(row.criticality)),
        (_("Owner: {value}"), row.owner or _("nobody")),
        (_("Team: {value}"), row.team),
        (_("Support hours: {value}"), row.calendar or _("round the clock")),
        (_("Back within {value} (RTO)"), minutes_text(row.rto)),
        (_("At most {value} of data lost (RPO)"), minutes_text(row.rpo)),
        (_("Escalation: {value}"), row.escalation_policy),
    )
    return [words.format(value=value) for words, value in pairs if value]
