"""The head of a problem's page: number and title, state and what can follow, priority, owner."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from incidentdesk import clock
from incidentdesk.desktop import moment
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.investigate.problem_move_dialog import verb
from incidentdesk.desktop.respond.fact_field import FactField, LineEditor
from incidentdesk.desktop.widgets.button import IconButton, LinkButton
from incidentdesk.desktop.widgets.chip import PriorityChip
from incidentdesk.desktop.widgets.state_bar import StateBar
from incidentdesk.desktop.widgets.state_mark import PROBLEM_MARK
from incidentdesk.investigate.problem_sheet import ProblemSheet
from incidentdesk.investigate.problem_state import FOLLOWING, ProblemState
from incidentdesk.investigate.subject import PROBLEM, Subject
from incidentdesk.language import _, isolated, ngettext

_LONGEST_NAME = 28  # characters; the details have the whole


class ProblemHeader(QFrame):
    """Emits what a person wants; the page does it."""

    back_wanted = Signal()
    state_wanted = Signal(str)
    priority_wanted = Signal()
    owner_wanted = Signal()
    title_committed = Signal(str, object, object)

    def __init__(self, desk: Desk, problem_id: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        theme = desk.theme
        self.setObjectName("header")
        self.back = LinkButton(theme, _("Problems"), "chevron-left", description=_("Back to the list"))
        self.back.clicked.connect(self.back_wanted)
        self.number = QLabel(Subject(PROBLEM, problem_id).number)
        self.number.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.number.setAccessibleDescription(_("Number of the problem"))
        self.title = FactField(desk, "title", _("Title"), lambda: LineEditor(_("Title")), font="h2", lines=2, bare=True)
        self.title.committed.connect(self.title_committed)
        self.more = IconButton(theme, "more", _("More"), description=_("What else can be done with this problem"))
        self.more.setPopupMode(IconButton.ToolButtonPopupMode.InstantPopup)
        self.priority = PriorityChip(theme)
        self.states = StateBar(theme)
        self.states.wanted.connect(self.state_wanted)
        self.owner = LinkButton(theme, "", "user", description=_("Give it to somebody"))
        self.owner.clicked.connect(self.owner_wanted)
        self.told = QLabel()
        self.states.row.insertWidget(2, self.owner)
        self.states.row.insertWidget(3, self.told)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 16, 8)
        layout.setSpacing(4)
        first = QHBoxLayout()
        first.setSpacing(8)
        for widget, share in ((self.back, 0), (self.number, 0), (self.title, 1), (self.more, 0)):
            first.addWidget(widget, share)
        second = QHBoxLayout()
        second.setSpacing(12)
        second.setContentsMargins(4, 0, 0, 0)
        second.addWidget(self.priority)
        second.addWidget(self.states, 1)
        layout.addLayout(first)
        layout.addLayout(second)
        theme.changed.connect(self._dress)
        self._dress()

    def show_sheet(self, sheet: ProblemSheet) -> None:
        facts, state = sheet.facts, ProblemState(sheet.state)
        self.title.show_value(facts["title"])
        self.priority.show_priority(facts["priority"])
        following = FOLLOWING[state]
        self.states.show_state(PROBLEM_MARK[state], _(state))
        self.states.offer(
            [(str(each), verb(state, each)) for each in following],
            primary=str(following[0]),
            why_not=str(self._desk.database.read_only),
        )
        name = facts["owner"] or _("no owner")
        self.owner.setText(name if len(name) <= _LONGEST_NAME else name[: _LONGEST_NAME - 1] + "…")
        self.owner.setAccessibleName(_("Owner: {name}").format(name=name))
        self.told.setText(self._told(sheet))
        self.told.setAccessibleName(self.told.text())

    def _told(self, sheet: ProblemSheet) -> str:
        """Since when it is open, and how often it was taken up again."""
        now, zone = clock.stored(clock.now()), self._desk.zone
        opened = _("opened {day}").format(day=moment.day(sheet.created_at, now, zone))
        if not sheet.reanalyses:
            return opened
        again = ngettext("re-analysed {count} time", "re-analysed {count} times", sheet.reanalyses)
        return f"{opened} · {again.format(count=sheet.reanalyses)}"

    def _dress(self) -> None:
        theme = self._desk.theme
        self.setStyleSheet(
            theme.sheet("#header { background: $surface; border: none; border-bottom: 1px solid $border; }")
        )
        for label in (self.number, self.told):
            label.setFont(theme.font("base"))
            theme.tint(label, "text2")


def addressed(sheet: ProblemSheet) -> str:
    """ "PRB-0003 Title", for the title of the window."""
    return _("{number} {title}").format(number=sheet.number, title=isolated(sheet.facts["title"]))
