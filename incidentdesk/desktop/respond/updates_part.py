"""The updates on the page of an incident: who is to be told when, drafts that wait, and what was told to whom."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QMimeData, Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from incidentdesk import clock
from incidentdesk.desktop import moment
from incidentdesk.desktop.respond.fact_field import fill
from incidentdesk.desktop.respond.major_bar import MajorBar
from incidentdesk.desktop.respond.major_commands import MajorCommands
from incidentdesk.desktop.respond.update_commands import UpdateCommands
from incidentdesk.desktop.widgets.button import Button, LinkButton
from incidentdesk.desktop.widgets.command_button import command_button, follow
from incidentdesk.desktop.widgets.empty import EmptyState
from incidentdesk.desktop.widgets.field import SCROLL_BARS
from incidentdesk.desktop.widgets.message_bar import MessageBar
from incidentdesk.desktop.widgets.scroll import scrolling
from incidentdesk.desktop.widgets.two_line_list import TwoLineList
from incidentdesk.language import _, ngettext

if TYPE_CHECKING:
    from incidentdesk.desktop.respond.incident_page import IncidentPage
    from incidentdesk.desktop.respond.update_row import UpdateRow
    from incidentdesk.respond.status_update_list import Told
    from incidentdesk.respond.update_cadence import UpdateDue

_NOUNS = frozenset({
    "incident", "announcement", "update_schedule", "outbox_message", "audience", "audience_member", "major_incident",
    "service", "setting",
})  # fmt: skip
_BEAT = 1_000  # milliseconds


@dataclass(frozen=True, slots=True)
class UpdatesLoaded:
    """What the part shows; `untold` names the audiences that were not told of the end of what is over."""

    updates: tuple[Any, ...]
    told: tuple[Any, ...]
    untold: tuple[str, ...]
    audiences: int
    major: Any
    triggers: tuple[Any, ...]


class UpdatesPart(QWidget):
    """A part of the page of an incident, as desktop.respond.page_part says."""

    key = "updates"
    row_actions: tuple[str, ...] = ()
    file_actions: tuple[str, ...] = ()
    menu_actions = ("updates.write", "incident.command_view")
    renamed = Signal()
    opened = Signal(str)
    refused = Signal(object)

    def __init__(self, page: "IncidentPage") -> None:
        super().__init__(page)
        self.desk, self._page, self.incident_id = page.desk, page, page.incident_id
        self.loaded: UpdatesLoaded | None = None
        self.rows: list[UpdateRow] = []
        self._stale = True
        self.major = MajorCommands(page.desk, page.incident_id, page, page.commands.why_nothing)
        self.commands = UpdateCommands(self, page)
        self._build()
        self.bar = MajorBar(page.desk, self.major)
        page.add_bar(self.bar)
        self._beat = QTimer(self, interval=_BEAT)
        self._beat.timeout.connect(self._tick)
        self._beat.start()
        page.desk.changes.changed.connect(self._heard)
        page.desk.theme.changed.connect(self._dress)
        page.shown.connect(self._page_shown)
        self._dress()
        self._load()

    def _build(self) -> None:
        desk = self.desk
        self.write_button = command_button(desk.theme, desk.registry, "updates.write", Button)
        self.view_button = command_button(desk.theme, desk.registry, "incident.command_view", LinkButton)
        self.summary = QLabel()
        self.summary.setTextFormat(Qt.TextFormat.PlainText)
        bar = QHBoxLayout()
        bar.setSpacing(8)
        bar.addWidget(self.write_button)
        bar.addWidget(self.view_button)
        bar.addWidget(self.summary, 1, Qt.AlignmentFlag.AlignTrailing)
        self.closing = MessageBar(desk.theme)
        self._rows_box, self._drafts_box = QVBoxLayout(), QVBoxLayout()
        for box in (self._rows_box, self._drafts_box):
            box.setSpacing(8)
        self._drafts_heading, self._told_heading = QLabel(_("Drafts that wait")), QLabel(_("What was told"))
        self.told_list = TwoLineList(desk.theme, _("What was told"), most=40)
        self.told_list.opened.connect(self.open_told)
        self._nothing_told = QLabel(_("Nothing was sent yet."))
        inner = self._inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(16, 12, 16, 16)
        column.setSpacing(12)
        column.addLayout(bar)
        column.addWidget(self.closing)
        column.addLayout(self._rows_box)
        column.addWidget(self._drafts_heading)
        column.addLayout(self._drafts_box)
        column.addWidget(self._told_heading)
        column.addWidget(self.told_list)
        column.addWidget(self._nothing_told)
        column.addStretch(1)
        self.scroll = scrolling(inner, _("Updates"), _("Who is told of the incident, and what was told"))
        self._build_empty()
        self.stack = QStackedWidget()
        for widget in (self.no_audience, self.nobody_yet, self.scroll):
            self.stack.addWidget(widget)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.stack)

    def _build_empty(self) -> None:
        theme, registry = self.desk.theme, self.desk.registry
        self.no_audience = EmptyState(
            theme, "audience", _("There is no audience yet"),
            _("An audience says who is told, how often and in which form. Make the three that nearly every desk has:"
              " Users, Management and Responders. Who is in them is edited under Plans, Audiences."),
            _("Make the three audiences"), self.commands.make_audiences,
            _("Edit audiences"), lambda: self.opened.emit("plans#audiences"), primary=False,
        )  # fmt: skip
        self.nobody_yet = EmptyState(
            theme, "announce", _("Nobody is told of this incident yet"),
            _("Write the first update. From then on it is counted when the next one is due."),
            _("Write status update…"), lambda: registry.run("updates.write"),
            _("Edit audiences"), lambda: self.opened.emit("plans#audiences"), primary=False,
        )  # fmt: skip
        follow(self.nobody_yet.action_button, registry, "updates.write")

    # -- as a part of a page

    def title(self) -> str:
        return _("Updates")

    def count(self) -> int:
        """How many wait for somebody: what is due, and drafts."""
        if self.loaded is None:
            return 0
        now = clock.stored(clock.now())
        due = sum(each.due_at is not None and each.due_at <= now for each in self.loaded.updates)
        return due + len(self._drafts())

    def pane(self) -> QWidget:
        if self.stack.currentWidget() is self.scroll:
            return self.rows[0] if self.rows else self.write_button
        return self.stack.currentWidget().action_button

    def takes(self, _source: QMimeData) -> bool:
        return False

    def take(self, _source: QMimeData) -> None:
        """Nothing is dropped here; files are attached to the incident."""

    # -- reading

    def _page_shown(self) -> None:
        if self.loaded is not None:
            self._show(self.loaded)

    def _heard(self, changes: dict[str, Any]) -> None:
        if _NOUNS & set(changes):
            self._load()

    def _load(self) -> None:
        """Read it anew, as soon as somebody can see the page."""
        self._stale = self.loaded is not None and not self._page.isVisible()
        if self._stale:
            return
        self.desk.background.run_latest(
            f"updates of {id(self)}", load_updates, self.desk.database, self.incident_id,
            then=self._show, failed=self.refused.emit,
        )  # fmt: skip

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._load()
        self._tick()

    def _show(self, loaded: UpdatesLoaded) -> None:
        self.loaded = loaded
        self.major.know(loaded.major, loaded.triggers)
        self.bar.show_state()
        now = clock.stored(clock.now())
        self._show_rows(loaded.updates, now)
        self._show_drafts(now)
        self._show_told(now)
        self._show_closing()
        self._show_summary()
        shown = bool(loaded.updates or loaded.told)
        empty = self.nobody_yet if loaded.audiences else self.no_audience
        self.stack.setCurrentWidget(self.scroll if shown else empty)
        self.no_audience.action_button.setEnabled(not self._page.commands.why_nothing())
        self.desk.registry.refresh()
        self.renamed.emit()

    def _drafts(self) -> "list[Told]":
        return [each for each in self.loaded.told if each.state == "Draft"] if self.loaded else []

    def _show_rows(self, updates: "Iterable[UpdateDue]", now: int) -> None:
        from incidentdesk.desktop.respond.update_row import UpdateRow

        updates = sorted(updates, key=lambda each: each.due_at or 1 << 62)
        while len(self.rows) > len(updates):
            row = self.rows.pop()
            self._rows_box.removeWidget(row)
            row.deleteLater()
        while len(self.rows) < len(updates):
            row = UpdateRow(self.desk, self._page.commands.why_nothing)
            self.commands.connect_row(row)
            self.rows.append(row)
            self._rows_box.addWidget(row)
        for row, update in zip(self.rows, updates, strict=True):
            row.show_update(update, now)

    def _show_drafts(self, now: int) -> None:
        from incidentdesk.desktop.respond.update_draft_row import DraftRow

        while self._drafts_box.count():
            self._drafts_box.takeAt(0).widget().deleteLater()
        why = self._page.commands.why_nothing()
        for told in self._drafts():
            row = DraftRow(self.desk, told, now, why)
            row.open_wanted.connect(self.commands.open_draft)
            row.discard_wanted.connect(self.commands.discard)
            self._drafts_box.addWidget(row)
        self._drafts_heading.setVisible(bool(self._drafts_box.count()))

    def _show_told(self, now: int) -> None:
        from incidentdesk.desktop.respond.update_words import needs_somebody
        from incidentdesk.respond.delivery_wording import delivery_text

        sent = [each for each in self.loaded.told if each.state == "Sent"]
        items = []
        for each in sent:
            at = each.sent_at or each.written_at
            parts = (
                each.audience or _(each.kind), _(each.phase) if each.phase else "",
                _("{time} by {name}").format(
                    time=moment.relative(at, now, self.desk.zone), name=each.sent_by or each.written_by
                ),
            )  # fmt: skip
            items.append({
                "key": each.id, "head": " · ".join(part for part in parts if part), "text": each.subject,
                "note": delivery_text(each.counts), "late": needs_somebody(each),
            })  # fmt: skip
        self.told_list.show_items(items)
        self._nothing_told.setVisible(not items)

    def _show_closing(self) -> None:
        untold = self.loaded.untold
        if not untold:
            self.closing.clear()
            return
        said = ngettext(
            "{audiences} was told of the trouble and not that it is over.",
            "{audiences} were told of the trouble and not that it is over.",
            len(untold),
        ).format(audiences=", ".join(untold))
        self.closing.say(said, "warning", _("Write the closing message…"), self.commands.close, dismissable=False)
        self.closing.action_button.setEnabled(not self._page.commands.why_nothing())

    def _show_summary(self) -> None:
        loaded = self.loaded
        sent = sum(each.state == "Sent" for each in loaded.told)
        count = len(loaded.updates)
        parts = [ngettext("{count} audience", "{count} audiences", count).format(count=count)]
        late = sum(each.state == "Overdue" for each in loaded.updates)
        if late:
            parts.append(ngettext("{count} overdue", "{count} overdue", late).format(count=late))
        parts.append(ngettext("{count} sent", "{count} sent", sent).format(count=sent))
        self.summary.setText(" · ".join(parts))
        self.summary.setAccessibleName(self.summary.text())

    def _tick(self) -> None:
        """Show the time as it is; what has just become overdue is read anew."""
        if self.loaded is None or not self._page.isVisible():
            return
        now = clock.stored(clock.now())
        if self.isVisible():
            for row in self.rows:
                row.tick(now)
        if any(_turned(each, now) for each in self.loaded.updates):
            self._load()

    def open_told(self, announcement_id: int) -> None:
        from incidentdesk.desktop.respond.update_told_sheet import ToldSheet

        told = next((each for each in self.loaded.told if each.id == announcement_id), None)
        if told is not None:
            ToldSheet(self.desk, told, self.window()).open()

    def show_record(self, announcement_id: int) -> None:
        """An announcement by its id, as the timeline refers to it."""
        self.open_told(announcement_id)

    def _dress(self) -> None:
        theme = self.desk.theme
        fill(self, theme)
        fill(self._inner, theme)
        self.scroll.setStyleSheet(theme.sheet("QScrollArea { background: $surface; border: none; }" + SCROLL_BARS))
        for heading in (self._drafts_heading, self._told_heading):
            heading.setFont(theme.font("strong"))
        self.summary.setFont(theme.font("small"))
        for label in (self.summary, self._nothing_told):
            theme.tint(label, "text2")


def _turned(update: "UpdateDue", now: int) -> bool:
    """Whether its state is no longer what it was when it was read."""
    return update.due_at is not None and update.due_at < now and update.state in ("On time", "Due", "Snoozed")


def load_updates(database: Any, incident_id: int) -> UpdatesLoaded:
    from incidentdesk.detect.state import OPEN_STATES
    from incidentdesk.respond.major_step import major_of, major_triggers
    from incidentdesk.respond.status_update_list import announcements, untold_of_the_end
    from incidentdesk.respond.update_cadence import updates_of

    now = clock.stored(clock.now())
    with database.read() as reader:
        major = major_of(reader, incident_id)
        told = announcements(reader, incident_id)
        over = major.incident_state not in OPEN_STATES
        audiences = reader.rows("SELECT count(*) FROM audience WHERE withdrawn_at IS NULL")[0][0]
        return UpdatesLoaded(
            tuple(updates_of(reader, incident_id, now)),
            tuple(told),
            tuple(untold_of_the_end(told)) if over else (),
            audiences,
            major,
            tuple(major_triggers(reader, incident_id)),
        )
