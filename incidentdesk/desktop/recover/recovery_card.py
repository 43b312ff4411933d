"""How the recovery stands, on the command view: the gate, what is restored next, the targets, what is only fixed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QFont, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from incidentdesk import clock
from incidentdesk.desktop import moment
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.recover.restore_words import AIM_MARK, mark_of, recovery_time
from incidentdesk.desktop.respond.command_card import CommandCard
from incidentdesk.desktop.widgets.button import LinkButton
from incidentdesk.desktop.widgets.elided_label import ElidedLabel
from incidentdesk.desktop.widgets.state_mark import SIZE, Mark, state_mark
from incidentdesk.detect.number import number
from incidentdesk.detect.state import OPEN_STATES
from incidentdesk.language import _, isolated, ngettext
from incidentdesk.recover.recovery import RestoreState
from incidentdesk.recover.recovery_list import Aim, RecoverySheet, RestoreRow
from incidentdesk.recover.temporary_fix_list import FixRow

_NOUNS = frozenset({
    "incident", "recovery", "restore_task", "exit_criterion", "temporary_fix", "outage", "service", "person",
    "incident_role", "role",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class RecoveryGlance:
    """`sheet` is None where no recovery was begun; of `criteria` exit criteria `decided` are met or waived.

    `gated` says that the incident is major and open, so that it waits for its recovery. `commanders` are the ids of
    those who lead.
    """

    gated: bool
    sheet: RecoverySheet | None
    criteria: int
    decided: int
    fixes: tuple[FixRow, ...]
    commanders: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class GlanceLine:
    """`more` stands at the end, in the colour of the mark."""

    mark: Mark
    text: str
    more: str = ""
    strong: bool = False


def glance_lines(glance: RecoveryGlance, now: int, zone: Any) -> Iterator[GlanceLine]:
    """What is to be seen at a glance, the gate first."""
    if glance.sheet is not None:
        yield _gate_line(glance, glance.sheet, now, zone)
        yield _next_line(glance.sheet, now)
        yield from _hands_on_line(glance.sheet, glance.commanders)
        missed, known = glance.sheet.aims(now)
        if known:
            mark: Mark = ("cross", "danger") if missed else ("check", "success")
            said = _("{missed} of {known} targets missed") if missed else _("No target of {known} missed")
            yield GlanceLine(mark, said.format(missed=missed, known=known), strong=missed > 0)
    if glance.fixes:
        yield _fix_line(glance.fixes, now, zone)


def next_task(sheet: RecoverySheet) -> RestoreRow | None:
    """What is under way or failed, else what can be begun; None where all is done."""
    ready = [each for each in sheet.tasks if each.ready]
    return next((each for each in ready if each.state != RestoreState.OPEN), ready[0] if ready else None)


def _gate_line(glance: RecoveryGlance, sheet: RecoverySheet, now: int, zone: Any) -> GlanceLine:
    waiting = glance.criteria - glance.decided
    if sheet.declared_at is not None and not waiting:
        when = moment.day_and_time(sheet.declared_at, now, zone)
        return GlanceLine(("seal", "success"), _("Declared recovered, {time}").format(time=when))
    if not waiting:
        return GlanceLine(("three", "warning"), _("Gate: all criteria decided, not declared recovered"), strong=True)
    said = _("Gate: {decided} of {count} criteria decided").format(decided=glance.decided, count=glance.criteria)
    return GlanceLine(("ring", "warning"), said, ngettext("{n} open", "{n} open", waiting).format(n=waiting))


def _next_line(sheet: RecoverySheet, now: int) -> GlanceLine:
    task = next_task(sheet)
    if task is None:
        return GlanceLine(("seal", "success"), _("Everything is restored"))
    measured = recovery_time(task, now)
    title = _("Next: {title}").format(title=isolated(task.title))
    if measured is None:
        return GlanceLine(mark_of(task), title)
    more = _("{name} {text}").format(name=measured.name, text=measured.text)
    late = measured.aim in (Aim.MISSED, Aim.CLOSE)
    return GlanceLine(AIM_MARK[measured.aim] if late else mark_of(task), title, more)


def _hands_on_line(sheet: RecoverySheet, commanders: frozenset[int]) -> Iterator[GlanceLine]:
    """Whoever leads does not restore (PagerDuty: a commander resolves nothing)."""
    own = [each for each in sheet.tasks if not each.finished and each.owner_id in commanders]
    if own:
        said = ngettext(
            "{name} commands and has {count} of the tasks", "{name} commands and has {count} of the tasks", len(own)
        )
        yield GlanceLine(("cross", "warning"), said.format(name=isolated(own[0].owner), count=len(own)), strong=True)


def _fix_line(standing: tuple[FixRow, ...], now: int, zone: Any) -> GlanceLine:
    count = len(standing)
    said = ngettext("{count} temporary fix stands", "{count} temporary fixes stand", count).format(count=count)
    first = standing[0]
    if first.expires_at is None:
        return GlanceLine(("half", "warning"), said)
    until = moment.day_and_time(first.expires_at, now, zone)
    if first.expired(now):
        return GlanceLine(("cross", "danger"), said, _("expired {time}").format(time=until), strong=True)
    return GlanceLine(("half", "warning"), said, _("until {time}").format(time=until))


class _Line(QWidget):
    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.mark, self.text, self.more = QLabel(), ElidedLabel(), QLabel()
        self.mark.setFixedSize(SIZE, SIZE)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 2, 4, 2)
        row.setSpacing(8)
        row.addWidget(self.mark)
        row.addWidget(self.text, 1)
        row.addWidget(self.more)

    def show_line(self, line: GlanceLine) -> None:
        theme = self._desk.theme
        self.mark.setPixmap(state_mark(line.mark, theme, self.devicePixelRatioF()))
        self.text.setText(line.text)
        self.text.setToolTip(line.text)
        self.text.setFont(theme.font("strong" if line.strong else "base"))
        self.more.setText(line.more)
        tabular = QFont(theme.font("base"))
        tabular.setFeature(QFont.Tag("tnum"), 1)
        self.more.setFont(tabular)
        urgent = line.mark[1] if line.mark[1] in ("danger", "warning") else "text2"
        theme.tint(self.text, line.mark[1] if line.strong else "text")
        theme.tint(self.more, urgent)


class RecoveryCard(CommandCard):
    """Emits `opened(reference)` to go to the recovery itself. Hidden where nothing of it was begun or is asked for."""

    opened = Signal(str)

    def __init__(self, desk: Desk, incident_id: int) -> None:
        super().__init__(desk, _("Recovery"))
        self._id = incident_id
        self.glance: RecoveryGlance | None = None
        self._stale = True
        self.whole = self.add_button(
            LinkButton(desk.theme, _("Recovery"), "recover", description=_("Open the recovery of the incident"))
        )
        self.whole.clicked.connect(lambda: self.opened.emit(f"{number(incident_id)}#recovery"))
        self.nothing = self.add_text(_("Not begun. A major incident is resolved when its recovery is proven."))
        self.lines: list[_Line] = []
        self._box = QVBoxLayout()
        self._box.setSpacing(0)
        self.inside.addLayout(self._box)
        desk.changes.changed.connect(self._heard)
        self.hide()
        self.dress()
        self.refresh()

    def refresh(self) -> None:
        """Read it anew, as soon as somebody can see the page."""
        page = self.parentWidget()
        self._stale = self.glance is not None and page is not None and not page.isVisible()
        if not self._stale:
            self.desk.background.run_latest(
                f"recovery of card {id(self)}", _glance, self.desk.database, self._id, then=self._show,
                failed=lambda _refused: self.hide(),
            )  # fmt: skip

    def _heard(self, changes: Mapping[str, Any]) -> None:
        if _NOUNS & changes.keys():
            self.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self.refresh()

    def _show(self, glance: RecoveryGlance) -> None:
        self.glance = glance
        self.tick(clock.stored(clock.now()))
        sheet = glance.sheet
        self.nothing.setVisible(sheet is None and glance.gated)
        done = _("{done} of {total} done").format(done=sheet.done, total=len(sheet.tasks)) if sheet else ""
        self.say(done if sheet and sheet.tasks else "")
        self.setVisible(glance.gated or sheet is not None or bool(glance.fixes))

    def tick(self, now: int) -> None:
        if self.glance is None:
            return
        lines = list(glance_lines(self.glance, now, self.desk.zone))
        while len(self.lines) > len(lines):
            self.lines.pop().deleteLater()
        while len(self.lines) < len(lines):
            self.lines.append(_Line(self.desk))
            self._box.addWidget(self.lines[-1])
        for widget, line in zip(self.lines, lines, strict=True):
            widget.show_line(line)

    def dress(self) -> None:
        super().dress()
        self.tick(clock.stored(clock.now()))


def _glance(database: Any, incident_id: int) -> RecoveryGlance:
    from incidentdesk.recover.recovery_list import recovery_of
    from incidentdesk.recover.temporary_fix_list import fixes, standing
    from incidentdesk.respond.exit_criterion_list import criteria_of
    from incidentdesk.respond.role_hand_over import roles_of

    with database.read() as reader:
        rows = reader.rows("SELECT major, state FROM incident WHERE id = :id", {"id": incident_id})
        gated = bool(rows and rows[0][0] and rows[0][1] in OPEN_STATES)
        criteria = criteria_of(reader, incident_id)
        return RecoveryGlance(
            gated, recovery_of(reader, incident_id), len(criteria),
            sum(not each.is_open for each in criteria), tuple(standing(fixes(reader, incident_id))),
            frozenset(
                each.person_id for each in roles_of(reader, incident_id) if each.commands and each.person_id is not None
            ),
        )  # fmt: skip
