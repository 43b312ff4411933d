"""The next update of each audience, on the command view."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.respond.command_card import CommandCard
from incidentdesk.desktop.respond.update_words import UPDATE_MARK, URGENT, due_words, told_words
from incidentdesk.desktop.widgets.button import IconButton, LinkButton
from incidentdesk.desktop.widgets.command_button import command_button
from incidentdesk.desktop.widgets.elided_label import ElidedLabel
from incidentdesk.desktop.widgets.state_mark import SIZE, state_mark
from incidentdesk.language import _, ngettext
from incidentdesk.respond.update_cadence import UpdateDue

_MOST = 5  # what comes after that is not due soon


class _Line(QWidget):
    write_wanted = Signal(int)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.mark, self.name, self.due = QLabel(), ElidedLabel(), QLabel()
        self.mark.setFixedSize(SIZE, SIZE)
        self.button = IconButton(desk.theme, "announce", _("Write update"))
        self.button.clicked.connect(lambda: self.write_wanted.emit(self.update_due.audience_id))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.mark)
        row.addWidget(self.name, 1)
        row.addWidget(self.due)
        row.addWidget(self.button)

    def show_update(self, update: UpdateDue, now: int, why: str) -> None:
        theme = self._desk.theme
        self.update_due = update
        self.name.setText(update.audience)
        self.name.setToolTip(update.audience)
        self.mark.setPixmap(state_mark(UPDATE_MARK[update.state], theme, self.devicePixelRatioF()))
        self.mark.setAccessibleName(_(update.state))
        urgent = update.state in URGENT
        font = QFont(theme.font("strong" if urgent else "base"))
        font.setFeature(QFont.Tag("tnum"), 1)
        self.due.setFont(font)
        theme.tint(self.due, "danger" if urgent else "warning" if update.state == "Due" else "text2")
        name = _("Write update for {audience}").format(audience=update.audience)
        self.button.setAccessibleName(name)
        self.button.setToolTip(why or name)
        self.button.setEnabled(not why)
        self.tick(now)

    def tick(self, now: int) -> None:
        due = due_words(self.update_due, now, short=True)
        if due != self.due.text():
            self.due.setText(due)
            self.due.setToolTip(told_words(self.update_due, now, self._desk.zone))


class UpdatesCard(CommandCard):
    """Emits `write_wanted(audience_id)`, and `all_wanted` to see all audiences and the drafts."""

    write_wanted = Signal(int)
    all_wanted = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, _("Next updates"))
        self.write = self.add_button(
            command_button(desk.theme, desk.registry, "updates.write", LinkButton, _("Write update…"))
        )
        self.nothing = self.add_text(_("Nobody is told of it yet. The first update starts the rhythm."))
        self.lines: list[_Line] = []
        self._box = QVBoxLayout()
        self._box.setSpacing(0)
        self.inside.addLayout(self._box)
        self.drafts = LinkButton(desk.theme, "", "edit", description=_("Look through the drafts and send them"))
        self.drafts.clicked.connect(self.all_wanted)
        self.more = LinkButton(desk.theme, "", "audience", description=_("Open the updates of all audiences"))
        self.more.clicked.connect(self.all_wanted)
        for link in (self.more, self.drafts):
            self.inside.addWidget(link, 0, Qt.AlignmentFlag.AlignLeading)
        self.dress()

    def show_updates(self, updates: Sequence[UpdateDue], drafts: int, now: int, why: str) -> None:
        due_first = sorted(updates, key=lambda each: each.due_at or 1 << 62)
        shown = due_first[:_MOST]
        while len(self.lines) > len(shown):
            self.lines.pop().deleteLater()
        while len(self.lines) < len(shown):
            line = _Line(self.desk)
            line.write_wanted.connect(self.write_wanted)
            self.lines.append(line)
            self._box.addWidget(line)
        for line, update in zip(self.lines, shown, strict=True):
            line.show_update(update, now, why)
        self.nothing.setVisible(not updates)
        rest = len(updates) - len(shown)
        self.more.setVisible(rest > 0)
        self.more.setText(ngettext("{count} more audience", "{count} more audiences", rest).format(count=rest))
        self.more.setAccessibleName(self.more.text())
        self.drafts.setVisible(drafts > 0)
        self.drafts.setText(ngettext("{count} draft waits", "{count} drafts wait", drafts).format(count=drafts))
        self.drafts.setAccessibleName(self.drafts.text())
        late = sum(each.state in URGENT for each in updates)
        self.say(ngettext("{count} overdue", "{count} overdue", late).format(count=late) if late else "")

    def tick(self, now: int) -> None:
        for line in self.lines:
            line.tick(now)
