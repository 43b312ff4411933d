"""The updates of one audience on one line: how they stand, when the next is due, and what can be done."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QVBoxLayout, QWidget

from incidentdesk.desktop import moment
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.respond.command_label import align_leading
from incidentdesk.desktop.respond.update_cadence_box import CADENCES
from incidentdesk.desktop.respond.update_words import UPDATE_MARK, URGENT, due_words, told_words
from incidentdesk.desktop.widgets.button import Button, IconButton
from incidentdesk.desktop.widgets.state_mark import SIZE, state_mark
from incidentdesk.language import _, isolated
from incidentdesk.prepare.cadence import cadence_words
from incidentdesk.respond.update_cadence import UpdateDue, UpdateState

SNOOZES = (10, 15, 30, 60, 120)  # minutes


class UpdateRow(QFrame):
    """Emits what a person wants with the id of the schedule, `write_wanted` with that of the audience."""

    write_wanted = Signal(int)
    skip_wanted = Signal(int)
    snooze_wanted = Signal(int, int)
    cadence_wanted = Signal(int, int)
    end_wanted = Signal(int)
    start_wanted = Signal(int)

    def __init__(self, desk: Desk, why_nothing: Callable[[], str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._why_nothing = desk, why_nothing
        self.update_due: UpdateDue | None = None
        self.setObjectName("row")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._mark = QLabel()
        self._mark.setFixedSize(SIZE, SIZE)
        self.name = QLabel()
        self.due = QLabel()
        self.told = QLabel()
        for label in (self.name, self.due, self.told):
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.name.setWordWrap(True)
        self.told.setWordWrap(True)
        self.write_button = Button(desk.theme, _("Write update…"), "announce")
        self.write_button.clicked.connect(lambda: self.write_wanted.emit(self.update_due.audience_id))
        self.more = IconButton(desk.theme, "more", _("More"), description=_("Skip, snooze, cadence, end"))
        self.more.setPopupMode(IconButton.ToolButtonPopupMode.InstantPopup)
        self.more.setMenu(QMenu(self.more))
        self.more.menu().aboutToShow.connect(self._fill_menu)
        words = QVBoxLayout()
        words.setSpacing(2)
        first = QHBoxLayout()
        first.setSpacing(12)
        first.addWidget(self.name, 1)
        first.addWidget(self.due, 0, Qt.AlignmentFlag.AlignTop)
        words.addLayout(first)
        words.addWidget(self.told)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 8, 8)
        row.setSpacing(12)
        row.addWidget(self._mark)
        row.addLayout(words, 1)
        row.addWidget(self.write_button)
        row.addWidget(self.more)
        desk.theme.changed.connect(self.dress)

    def show_update(self, update: UpdateDue, now: int) -> None:
        self.update_due = update
        self.name.setText(update.audience)
        why = self._why_nothing()
        closing = update.state == UpdateState.CLOSING
        self.write_button.setText(_("Write closing message…") if closing else _("Write update…"))
        self.write_button.setAccessibleName(
            _("{verb} {audience}").format(verb=self.write_button.text(), audience=update.audience)
        )
        self.write_button.setEnabled(not why)
        self.write_button.setToolTip(why or _("Write to this audience (Enter)"))
        self.more.setEnabled(not why)
        self.tick(now)
        self.dress()

    def tick(self, now: int) -> None:
        """Show the time as it is now."""
        update, zone = self.update_due, self._desk.zone
        if update is None:
            return
        due, told = due_words(update, now), told_words(update, now, zone)
        if due != self.due.text():
            self.due.setText(due)
            self.due.setToolTip(moment.full(update.due_at, zone) if update.due_at else "")
        if told != self.told.text():
            self.told.setText(told)
            self.told.setToolTip(moment.full(update.last_sent_at, zone) if update.last_sent_at else "")
            spoken = _("{audience}: {due}. {told}").format(audience=isolated(update.audience), due=due, told=told)
            self.setAccessibleName(spoken)
            self.setAccessibleDescription(_("Enter writes an update"))

    def _fill_menu(self) -> None:
        menu, update = self.more.menu(), self.update_due
        menu.clear()
        schedule_id = update.schedule_id
        if update.state == UpdateState.ENDED:
            menu.addAction(_("Start updates again"), lambda: self.start_wanted.emit(update.audience_id))
            return
        skip = menu.addAction(_("Skip this update…"), lambda: self.skip_wanted.emit(schedule_id))
        skip.setEnabled(update.due_at is not None)
        snooze = menu.addMenu(_("Snooze"))
        for minutes in SNOOZES:
            text = _("for {length}").format(length=moment.length(minutes * moment.MINUTE))
            snooze.addAction(text, lambda minutes=minutes: self.snooze_wanted.emit(schedule_id, minutes))
        often = menu.addMenu(_("How often"))
        for minutes in sorted({*CADENCES, update.cadence}):
            act = often.addAction(
                cadence_words(minutes), lambda minutes=minutes: self.cadence_wanted.emit(schedule_id, minutes)
            )
            act.setCheckable(True)
            act.setChecked(minutes == update.cadence)
        menu.addSeparator()
        menu.addAction(_("End the updates…"), lambda: self.end_wanted.emit(schedule_id))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.write_button.isEnabled():
            self.write_button.click()
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.focusNextPrevChild(event.key() == Qt.Key.Key_Down)
        else:
            super().keyPressEvent(event)

    def dress(self) -> None:
        theme, update = self._desk.theme, self.update_due
        if update is None:
            return
        self.setStyleSheet(theme.sheet(
            "#row { background: $surface; border: 1px solid $border; border-radius: 8px; }"
            "#row:focus { border: 2px solid $focus; }"
        ))  # fmt: skip
        self._mark.setPixmap(state_mark(UPDATE_MARK[update.state], theme, self.devicePixelRatioF()))
        self._mark.setAccessibleName(_(update.state))
        self._mark.setToolTip(_(update.state))
        self.name.setFont(theme.font("strong"))
        urgent = update.state in URGENT
        tabular = QFont(theme.font("strong" if urgent else "base"))
        tabular.setFeature(QFont.Tag("tnum"), 1)
        self.due.setFont(tabular)
        self.told.setFont(theme.font("small"))
        align_leading(self.name, self.told)
        roles = {UpdateState.DUE: "warning", **dict.fromkeys(URGENT, "danger")}
        theme.tint(self.due, roles.get(update.state, "text2"))
        theme.tint(self.told, "text2")
