"""The head of an incident's page: number and title, state, priority, who has it, how long it has been open."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QFont, QIcon
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from incidentdesk import clock
from incidentdesk.desktop import moment
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.respond.clock_strip import ClockStrip
from incidentdesk.desktop.respond.fact_field import FactField, LineEditor
from incidentdesk.desktop.respond.onlookers import Onlookers
from incidentdesk.desktop.widgets.button import Button, IconButton, LinkButton, PrimaryButton
from incidentdesk.desktop.widgets.chip import PriorityChip, state_glyph
from incidentdesk.detect.number import number
from incidentdesk.detect.state import State
from incidentdesk.language import N_, _, isolated, ngettext
from incidentdesk.respond.sheet import Sheet

_LONGEST_NAME = 28  # characters; the details have the whole
# What the one filled button does in each state.
NEXT: dict[State, tuple[str, State, str]] = {
    State.NEW: (N_("Resolve"), State.RESOLVED, "resolve"),
    State.IN_PROGRESS: (N_("Resolve"), State.RESOLVED, "resolve"),
    State.ON_HOLD: (N_("Resolve"), State.RESOLVED, "resolve"),
    State.RESOLVED: (N_("Close incident"), State.CLOSED, "check"),
    State.CLOSED: (N_("Reopen"), State.IN_PROGRESS, "restore"),
    State.CANCELED: (N_("Reopen"), State.NEW, "restore"),
}


class Header(QFrame):
    """Emits what a person wants; the page does it."""

    back_wanted = Signal()
    next_wanted = Signal()
    state_wanted = Signal()
    priority_wanted = Signal()
    assignee_wanted = Signal()
    parent_wanted = Signal()
    watch_wanted = Signal()
    title_committed = Signal(str, object, object)

    def __init__(self, desk: Desk, incident_id: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._sheet: Sheet | None = None
        theme = desk.theme
        self.setObjectName("header")
        self.back = LinkButton(theme, _("Incidents"), "chevron-left", description=_("Back to the list"))
        self.back.clicked.connect(self.back_wanted)
        self.number = QLabel(number(incident_id))
        self.number.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.number.setAccessibleDescription(_("Number of the incident"))
        self.title = FactField(desk, "title", _("Title"), lambda: LineEditor(_("Title")), font="h2", lines=2, bare=True)
        self.title.committed.connect(self.title_committed)
        self.next = PrimaryButton(theme, _("Resolve"), "resolve")
        self.next.clicked.connect(self.next_wanted)
        self.more = IconButton(theme, "more", _("More"), description=_("What else can be done with this incident"))
        self.more.setPopupMode(IconButton.ToolButtonPopupMode.InstantPopup)
        self.priority = PriorityChip(theme)
        self.state = Button(theme, "", description=_("Change the state"))
        self.state.clicked.connect(self.state_wanted)
        self.assignee = LinkButton(theme, "", "user", description=_("Assign to somebody"))
        self.assignee.clicked.connect(self.assignee_wanted)
        self.clock = QLabel()
        self.clock_icon = QLabel()
        self.clock_icon.setAccessibleName(_("Time"))
        self.clocks = ClockStrip(desk, incident_id, self.clock_icon, self.clock)
        self.watchers = LinkButton(theme, "", "eye", description=_("Watch, or watch no more"))
        self.watchers.clicked.connect(self.watch_wanted)
        self.onlookers = Onlookers(desk, incident_id)
        self.major = QLabel(_("Major incident"))
        self.vip = QLabel(_("VIP"))
        self.vip.hide()
        self.parent_link = LinkButton(theme, "", "link", description=_("Open the parent"))
        self.parent_link.clicked.connect(self.parent_wanted)
        self._build()
        self._beat = QTimer(self, interval=1_000)
        self._beat.timeout.connect(self._show_clock)
        self._beat.start()
        theme.changed.connect(self._dress)
        self._dress()

    def _build(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 16, 8)
        layout.setSpacing(4)
        first = QHBoxLayout()
        first.setSpacing(8)
        for widget in (self.back, self.number):
            first.addWidget(widget, 0)
        first.addWidget(self.title, 1)
        first.addWidget(self.next, 0)
        first.addWidget(self.more, 0)
        second = QHBoxLayout()
        second.setSpacing(12)
        second.setContentsMargins(4, 0, 0, 0)
        for widget in (
            self.priority, self.state, self.major, self.vip, self.assignee, self.watchers, self.onlookers,
            self.parent_link,
        ):  # fmt: skip
            second.addWidget(widget, 0)
        second.addStretch(1)
        self.clocks.setContentsMargins(4, 0, 0, 0)
        layout.addLayout(first)
        layout.addLayout(second)
        layout.addWidget(self.clocks)

    def show_sheet(self, sheet: Sheet) -> None:
        self._sheet = sheet
        facts = sheet.facts
        self.title.show_value(facts["title"])
        self.priority.show_priority(facts["priority"])
        state = _(sheet.state)
        if sheet.on_hold_reason:
            state = _("{state} · {reason}").format(state=state, reason=_(sheet.on_hold_reason))
        self.state.setText(state)
        self.state.setAccessibleName(_("State: {state}").format(state=state))
        self.major.setVisible(facts["major"])
        vips = [each.name for each in sheet.affected if each.vip]
        self.vip.setVisible(bool(vips))
        self.vip.setToolTip(", ".join(vips))
        self.vip.setAccessibleDescription(_("Looked after first: {names}").format(names=", ".join(vips)))
        name = facts["assignee"] or _("unassigned")
        self.assignee.setText(name if len(name) <= _LONGEST_NAME else name[: _LONGEST_NAME - 1] + "…")
        self.assignee.setAccessibleName(_("Assignee: {name}").format(name=facts["assignee"] or _("unassigned")))
        count = len(sheet.watchers)
        watching = ngettext("{count} watching", "{count} watching", count).format(count=count)
        self.watchers.setText(watching)
        self.watchers.setAccessibleName(watching)
        self.watchers.setToolTip(", ".join(sheet.watchers) or _("Nobody watches this incident yet"))
        text, _target, icon = NEXT[sheet.state]
        self.next.setText(_(text))
        self.next.setAccessibleName(_(text))
        self.next._icon = icon
        self.parent_link.setVisible(sheet.parent is not None)
        if sheet.parent is not None:
            self.parent_link.setText(_("child of {number}").format(number=number(sheet.parent.id)))
            self.parent_link.setAccessibleName(self.parent_link.text())
            self.parent_link.setToolTip(sheet.parent.title)
        self._show_clock()
        self.clocks.refresh()
        self._dress()

    def _show_clock(self) -> None:
        if self._sheet is None:
            return
        facts = self._sheet.facts
        created = clock.stored(facts["created_at"])
        resolved = facts["resolved_at"]
        if resolved is not None and self._sheet.state in (State.RESOLVED, State.CLOSED):
            text = _("resolved after {length}").format(length=moment.length(clock.stored(resolved) - created))
        else:
            text = _("open for {length}").format(length=running(clock.stored(clock.now()) - created))
        if text != self.clock.text():
            self.clock.setText(text)
            self.clock.setAccessibleName(text)
            self.clock.setToolTip(_("Logged {time}").format(time=moment.full(created, self._desk.zone)))
        self.clocks.tick()

    def _dress(self) -> None:
        theme = self._desk.theme
        self.setStyleSheet(
            theme.sheet("#header { background: $surface; border: none; border-bottom: 1px solid $border; }")
        )
        ratio = self.devicePixelRatioF()
        self.clock_icon.setPixmap(theme.pixmap("clock", "text2", 16, ratio))
        tabular = QFont(theme.font("base"))
        tabular.setFeature(QFont.Tag("tnum"), 1)
        self.clock.setFont(tabular)
        self.number.setFont(theme.font("base"))
        self.major.setFont(theme.font("strong"))
        self.vip.setFont(theme.font("strong"))
        roles = (self.clock, "text2"), (self.number, "text2"), (self.major, "danger"), (self.vip, "warning")
        for label, role in roles:
            theme.tint(label, role)
        if self._sheet is not None:
            self.state.setIcon(QIcon(state_glyph(self._sheet.state, theme, ratio)))
            self.next._dress()


def running(microseconds: int) -> str:
    """A length of time that runs: 0:04:09, 2:31:07, 3 d 04:12."""
    seconds = max(0, microseconds) // 1_000_000
    days, rest = divmod(seconds, 86_400)
    hours, rest = divmod(rest, 3_600)
    minutes, seconds = divmod(rest, 60)
    if days:
        return _("{days} d {hours}:{minutes}").format(days=days, hours=f"{hours:02}", minutes=f"{minutes:02}")
    return f"{hours}:{minutes:02}:{seconds:02}"


def addressed(sheet: Sheet) -> str:
    """ "INC-1042 Title", for titles of windows and for the clipboard."""
    return _("{number} {title}").format(number=number(sheet.id), title=isolated(sheet.facts["title"]))
