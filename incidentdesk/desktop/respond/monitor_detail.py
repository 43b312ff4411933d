"""One monitor in full: how it stood for days, what was said at each change, and when it is looked at next."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QVBoxLayout, QWidget

from incidentdesk import clock
from incidentdesk.desktop import moment
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.respond.monitor_column import state_mark_of, state_word, watched_text
from incidentdesk.desktop.respond.monitor_history_view import MonitorHistoryView, latency_text
from incidentdesk.desktop.respond.monitor_mark import HEALTH_MARK, STRETCH_WORD
from incidentdesk.desktop.widgets.button import LinkButton
from incidentdesk.desktop.widgets.chooser import Chooser
from incidentdesk.desktop.widgets.field import SCROLL_BARS
from incidentdesk.desktop.widgets.leading import lead
from incidentdesk.desktop.widgets.scroll import scrolling
from incidentdesk.desktop.widgets.state_bar import StateBar
from incidentdesk.desktop.widgets.two_line_list import TwoLineList
from incidentdesk.detect.monitor import Health, MonitorKind
from incidentdesk.detect.monitor_history import Stretch, availability, history
from incidentdesk.detect.monitor_list import MonitorRow
from incidentdesk.detect.monitor_sentence import monitor_sentence
from incidentdesk.detect.monitor_trial import heartbeat_hint
from incidentdesk.language import _, isolated
from incidentdesk.refusal import Refused

_MOST_CHANGES = 40


class MonitorDetail(QFrame):
    """Emits `opened(reference)` for the incident."""

    opened = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._row: MonitorRow | None = None
        self._items: list[dict[str, Any]] | None = None
        self.setObjectName("monitor")
        self.setMinimumWidth(260)
        self._make_parts()
        self._lay_out()
        self.days.chosen.connect(lambda _days: self._load())
        self.incident.clicked.connect(lambda: self.opened.emit(self._row.incident if self._row else ""))
        desk.theme.changed.connect(self._dress)
        self._dress()
        self.show_monitor(None)

    def _make_parts(self) -> None:
        theme = self._desk.theme
        self.name, self.target, self.said, self.sentence, self.facts, self.share = (_label() for _each in range(6))
        self.address = _label()
        self.address.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.state = StateBar(theme)
        self.incident = LinkButton(theme, "", "incident", description=_("Open the incident"))
        self.days = Chooser(theme, _("History"), [(1, _("24 h")), (7, _("7 days")), (30, _("30 days"))])
        self.days.choose(7)
        self.history = MonitorHistoryView(self._desk)
        self.changes_title = QLabel(_("What was said"))
        self.changes = TwoLineList(theme, _("What was said at each change"), most=_MOST_CHANGES)
        self.changes.setAccessibleDescription(_("Each change of how it stands, the newest first"))
        self.nothing = _label()
        self.nothing.setText(_("Select a monitor to see its history."))

    def _lay_out(self) -> None:
        inner = QWidget()
        inner.setObjectName("inner")
        column = QVBoxLayout(inner)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(10)
        for widget in (
            self.name, self.target, self.state, self.said, self.incident, self.days, self.history, self.share,
            self.facts, self.address, self.sentence, self.changes_title, self.changes, self.nothing,
        ):  # fmt: skip
            column.addWidget(widget, 0, *([Qt.AlignmentFlag.AlignLeading] if widget is self.incident else []))
        column.addStretch(1)
        self.body = scrolling(inner, _("Monitor"), _("History of the selected monitor"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.addWidget(self.body)
        self._parts = [
            self.name, self.target, self.state, self.said, self.days, self.history, self.share, self.facts,
            self.sentence, self.changes_title, self.changes,
        ]  # fmt: skip

    # -- what is shown

    def show_monitor(self, row: MonitorRow | None) -> None:
        """Show how it stands, and read its history anew."""
        another = row is None or self._row is None or row.id != self._row.id
        self._row = row
        for part in self._parts:
            part.setVisible(row is not None)
        self.nothing.setVisible(row is None)
        self.incident.setVisible(row is not None and bool(row.incident))
        self.address.setVisible(row is not None and row.kind == MonitorKind.HEARTBEAT)
        if row is None:
            return
        if another:
            self._show_history([], (0, 1))
        self._show_row(row)
        self._load()

    def _show_row(self, row: MonitorRow) -> None:
        now, zone = clock.stored(clock.now()), self._desk.zone
        self.name.setText(row.name)
        self.target.setText(" · ".join(part for part in (_(row.kind), row.target) if part))
        self.state.show_state(state_mark_of(row), _state_since(row, now, zone))
        self.said.setText(row.said)
        self.said.setVisible(bool(row.said) and row.health != Health.UNKNOWN)
        self.incident.setText(row.incident)
        self.incident.setAccessibleName(row.incident)
        self.facts.setText("\n".join(_facts(row, now, zone)))
        facts = {name: getattr(row, name) for name in ("kind", "target", "interval", "failures", "service", "enabled",
                                                       "on_recovery")}  # fmt: skip
        self.sentence.setText(monitor_sentence(facts))

    def _load(self) -> None:
        if self._row is None:
            return
        until = clock.stored(clock.now())
        span = until - self.days.value * moment.DAY, until
        self._desk.background.run_latest(
            f"history of {id(self)}", _read, self._desk.database, self._row, span,
            then=lambda found, key=self._row.id: self._loaded(key, found, span), failed=self._fail,
        )  # fmt: skip

    def _loaded(self, monitor_id: int, found: tuple[list[Stretch], str], span: tuple[int, int]) -> None:
        if self._row is not None and self._row.id == monitor_id:
            self._show_history(found[0], span)
            self.address.setText(found[1])

    def _fail(self, refused: Refused) -> None:
        self.share.setText(str(refused))

    def _show_history(self, found: Sequence[Stretch], span: tuple[int, int]) -> None:
        told = availability(found)
        of = _("24 h") if self.days.value == 1 else _("{count} days").format(count=self.days.value)
        self.share.setText(watched_text(told.share, told.watched, of) if found else "")
        self.history.show_stretches(found, span, self.share.text())
        items = [self._item(stretch, span[1]) for stretch in reversed(changes_in(found))][:_MOST_CHANGES]
        if items != self._items:
            self._items = items
            self.changes.show_items(items)
        self.changes_title.setVisible(bool(items))

    def _item(self, stretch: Stretch, now: int) -> dict[str, Any]:
        when = moment.day_and_time(stretch.from_at, now, self._desk.zone)
        word = _(STRETCH_WORD[stretch.health])
        length = moment.length(stretch.until_at - stretch.from_at)
        answer = latency_text(stretch.latency)
        text = stretch.said or (_("No agent ran.") if stretch.health == Health.UNKNOWN else "—")
        return {
            "key": stretch.from_at, "head": _("{time} · {state}").format(time=when, state=word), "text": text,
            "note": length, "mark": HEALTH_MARK[stretch.health], "said": answer,
        }  # fmt: skip

    def panes(self) -> list[QWidget]:
        return [self.days] if self._row is not None else []

    def _dress(self) -> None:
        theme = self._desk.theme
        self.setStyleSheet(
            theme.sheet(
                "#monitor { background: $surface; border: 1px solid $border; border-radius: 8px; }"
                f" #inner, QScrollArea {{ background: transparent; }} {SCROLL_BARS}"
            )
        )
        self.name.setFont(theme.font("h2"))
        self.changes_title.setFont(theme.font("strong"))
        for label in (self.target, self.facts, self.address, self.sentence, self.nothing):
            theme.tint(label, "text2")
        words = (self.name, self.target, self.said, self.share, self.facts, self.address, self.sentence, self.nothing)
        for label in (*words, self.changes_title):
            lead(label)


def changes_in(stretches: Sequence[Stretch]) -> list[Stretch]:
    """One for each time that a monitor stood another way than before, whatever its answers were meanwhile."""
    found: list[Stretch] = []
    for each in stretches:
        if found and found[-1].health == each.health:
            found[-1] = replace(found[-1], until_at=each.until_at, said=found[-1].said or each.said)
        else:
            found.append(each)
    return found


def _state_since(row: MonitorRow, now: int, zone: Any) -> str:
    if row.since is None or not row.enabled:
        return state_word(row)
    when = moment.day_and_time(row.since, now, zone)
    return _("{state} since {time}").format(state=state_word(row), time=when)


def _facts(row: MonitorRow, now: int, zone: Any) -> list[str]:
    """What else there is to know, a line for each."""
    found = []
    if row.checked_at is not None:
        found.append(_("Looked at {time}").format(time=_moment(row.checked_at, now, zone)))
    if row.enabled and row.next_at:
        next_look = _("Next look {time}").format(time=_moment(row.next_at, now, zone))
        found.append(next_look if row.next_at > now else _("Next look is due"))
    if row.latency is not None:
        found.append(_("Last answer in {time}").format(time=latency_text(row.latency)))
    if row.beat_at is not None:
        found.append(_("Last call {time}").format(time=_moment(row.beat_at, now, zone)))
    if row.muted and row.muted_until:
        until = moment.day_and_time(row.muted_until, now, zone)
        found.append(_("Muted until {time}: no incident is opened before").format(time=until))
    if row.in_maintenance:
        found.append(_("In a maintenance window now"))
    for text, value in (
        (_("Behind {name}"), row.parent),
        (_("Service: {name}"), row.service),
        (_("Team: {name}"), row.team),
        (_("On the machine {name}"), row.options.get("machine")),
    ):
        if value:
            found.append(text.format(name=isolated(str(value))))
    return found


def _moment(at: int, now: int, zone: Any) -> str:
    """To the second, because some are looked at several times a minute."""
    if at <= now and now - at < moment.MINUTE:
        return _("a moment ago")
    if now < at < now + moment.MINUTE:
        return _("in a moment")
    return moment.day_and_time(at, now, zone)


def _read(database: Any, row: MonitorRow, span: tuple[int, int]) -> tuple[list[Stretch], str]:
    """The history, and of a heartbeat where it is called."""
    with database.read() as reader:
        hint = heartbeat_hint(reader, row.key) if row.kind == MonitorKind.HEARTBEAT else ""
        return history(reader, row.id, *span), hint


def _label() -> QLabel:
    label = QLabel(wordWrap=True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    return label
