"""The card of the inject that is chosen on the console of a drill: what it says, and how it stands with it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from incidentdesk.desktop import moment
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.improve.drill_sheet import DrillSheet
from incidentdesk.desktop.improve.drill_words import result_words
from incidentdesk.desktop.improve.inject_words import expected_words
from incidentdesk.desktop.respond.command_card import CommandCard
from incidentdesk.desktop.widgets.command_button import command_button
from incidentdesk.desktop.widgets.field import SCROLL_BARS
from incidentdesk.desktop.widgets.scroll import scrolling
from incidentdesk.improve.drill import DrillState
from incidentdesk.improve.drill_list import DrillRow
from incidentdesk.language import _, isolated
from incidentdesk.prepare.drill_time import drill_clock
from incidentdesk.prepare.scenario_content import Inject

_STANDING_MARK = {"": ("ring", "info"), "played": ("dots", "text2"), "met": ("check", "success"),
                  "late": ("half", "warning"), "missed": ("cross", "danger")}  # fmt: skip


class InjectCard(CommandCard):
    """The inject that is chosen on the time line, else the next one."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, _("Inject"))
        self.title, self.text, self.expected, self.standing = (QLabel(wordWrap=True) for _each in range(4))
        holder = QWidget()
        holder.setObjectName("holder")
        held = QVBoxLayout(holder)
        held.setContentsMargins(0, 0, 4, 0)
        held.setSpacing(4)
        for label in (self.title, self.text, self.expected, self.standing):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            held.addWidget(label)
        held.addStretch(1)
        self.inside.addWidget(scrolling(holder, _("Inject")), 1)
        registry = desk.registry
        self.buttons = {key: command_button(desk.theme, registry, key) for key in
                        ("drill.play_chosen", "drill.seen", "drill.missed")}  # fmt: skip
        row = QHBoxLayout()
        row.setSpacing(8)
        for button in self.buttons.values():
            button.hide()
            row.addWidget(button)
        row.addStretch(1)
        self.inside.addLayout(row)
        self.dress()

    def show_inject(self, inject: Inject | None, sheet: DrillSheet, now: int) -> None:
        row = sheet.row
        if inject is None:
            self._show_end(row)
        else:
            self._show(inject, sheet, now)
        played = inject is not None and inject.key in row.played
        judged = bool(played and row.live and inject and inject.expects and row.played[inject.key].met is None)
        self.buttons["drill.play_chosen"].setVisible(bool(inject) and row.live and not played)
        for key in ("drill.seen", "drill.missed"):
            self.buttons[key].setVisible(judged and self._needs_eyes(inject, sheet))

    def _show_end(self, row: DrillRow) -> None:
        """Nothing is to come; of a drill that is over what came out of it, and who took part."""
        over = row.state == DrillState.ENDED
        self._plain = _("Conclusion") if over else _("Inject")
        self.say("")
        self.title.setText("" if over else _("Nothing is to come any more."))
        self.text.setText((row.conclusion or _("None was written yet.")) if over else "")
        self.expected.setText(_took_part(row) if over else "")
        self.standing.setText("")
        for label in (self.title, self.text, self.expected, self.standing):
            label.setVisible(bool(label.text()))

    def _needs_eyes(self, inject: Inject | None, sheet: DrillSheet) -> bool:
        """Whether the records can't say themselves that it was done."""
        line = sheet.expected_line(inject.key) if inject else None
        return line is None or line.share is None

    def _show(self, inject: Inject, sheet: DrillSheet, now: int) -> None:
        row = sheet.row
        self._plain = _("Inject")
        self.say(f"{drill_clock(inject.at)} · {_(inject.kind)}")
        self.title.setText(inject.title)
        self.title.show()
        self.text.setText(inject.text)
        self.text.setVisible(bool(inject.text))
        expected = expected_words(inject)
        told = (
            _("From {name}").format(name=isolated(inject.sender)) if inject.sender else "",
            _("For {role}").format(role=isolated(inject.role)) if inject.role else "",
            _("Expected: {what}").format(what=expected) if expected else "",
        )
        self.expected.setText("\n".join(filter(None, told)))
        self.expected.setVisible(any(told))
        self.standing.setText(self._standing(inject, sheet))
        self.standing.setVisible(bool(self.standing.text()))
        self.desk.theme.tint(self.standing, _STANDING_MARK[sheet.standing(inject)][1])
        if row.live and inject.key not in row.played:
            self.tick(inject, sheet, now)

    def tick(self, inject: Inject | None, sheet: DrillSheet, now: int) -> None:
        """Say in how long it comes."""
        if inject is not None and sheet.row.live and inject.key not in sheet.row.played:
            left = inject.at - sheet.row.elapsed(now)
            text = _("Comes in {time}").format(time=drill_clock(left)) if left > 0 else _("Comes now")
            self.standing.setText(text)
            self.standing.setVisible(True)

    def _standing(self, inject: Inject, sheet: DrillSheet) -> str:
        played = sheet.row.played.get(inject.key)
        if played is None:
            return ""
        at = moment.time_of_day(played.at, self.desk.zone)
        line = sheet.expected_line(inject.key)
        note = result_words(line, live=sheet.row.live) if line is not None else ""
        said = _("Played at {time}").format(time=at)
        return f"{said}. {note}" if note else said

    def dress(self) -> None:
        super().dress()
        if hasattr(self, "title"):
            ground = self.desk.theme.sheet("#holder { background: $surface; }" + SCROLL_BARS)
            self.setStyleSheet(self.styleSheet() + ground)
            self.title.setFont(self.desk.theme.font("strong"))
            self.desk.theme.tint(self.expected, "text2")


def _took_part(row: DrillRow) -> str:
    people = (", ".join(filter(None, (_(seat.part), seat.role))) for seat in row.seats)
    said = (f"{isolated(seat.person)} ({part})" for seat, part in zip(row.seats, people, strict=True))
    return _("Took part: {people}").format(people="; ".join(said)) if row.seats else ""
