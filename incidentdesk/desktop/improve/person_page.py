"""The page of one person: what they reported or were affected by, how it went, and how satisfied they were."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from incidentdesk.desktop import moment
from incidentdesk.desktop.actions import Action
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.records.column import Column
from incidentdesk.desktop.records.table_pane import RecordListing, TablePane
from incidentdesk.desktop.widgets.button import Button, LinkButton
from incidentdesk.desktop.widgets.empty import EmptyState
from incidentdesk.desktop.writing import write
from incidentdesk.detect.priority import priority_label
from incidentdesk.improve.person_history import PersonHistory, PersonIncident, person_history
from incidentdesk.language import N_, _, isolated, ngettext
from incidentdesk.prepare.person_change import change_person
from incidentdesk.refusal import Refused

_GATHERING = 150  # milliseconds
_NOUNS = frozenset({"person", "incident", "affected_person", "survey", "team", "department"})
COLUMNS = (
    Column(
        "priority", N_("Priority"), lambda row, _now: priority_label(row.priority), lambda row: row.priority, 88, 4,
        priority=lambda row: row.priority,
    ),
    Column("number", N_("Number"), lambda row, _now: row.number, lambda row: row.id, 96, 1, role=lambda *_: "text2"),
    Column("title", N_("Title"), lambda row, _now: row.title, lambda row: row.title),
    Column("how", N_("How"), lambda row, _now: _how(row), lambda row: row.reported, 100, 3, role=lambda *_: "text2"),
    Column(
        "outcome", N_("Outcome"), lambda row, _now: _outcome(row), lambda row: (row.state, row.resolution_code), 200, 1,
        role=lambda row, _now: "warning" if row.is_open else "text",
    ),
    Column(
        "took", N_("Resolved after"), lambda row, _now: _took(row), lambda row: _microseconds(row), 116, 5,
        role=lambda *_: "text2", trailing=True,
    ),
    Column(
        "score", N_("Satisfaction"), lambda row, _now: _score(row), lambda row: row.score or 0, 116, 2,
        whole=lambda row, _now: "\n".join(part for part in (_score(row), row.comment) if part),
        role=lambda row, _now: "danger" if row.score is not None and row.score <= 2 else "text",
    ),
    Column(
        "created", N_("Logged"), lambda row, now: moment.relative(row.created_at, now.at, now.zone),
        lambda row: row.created_at, 100, 3, whole=lambda row, now: moment.full(row.created_at, now.zone),
        role=lambda *_: "text2", trailing=True, descending=True,
    ),
)  # fmt: skip


def _how(row: PersonIncident) -> str:
    return _("reported") if row.reported else _("affected")


def _outcome(row: PersonIncident) -> str:
    reopened = ngettext("reopened {count} time", "reopened {count} times", row.reopen_count)
    told = reopened.format(count=row.reopen_count) if row.reopen_count else ""
    return " · ".join(part for part in (_(row.state), row.resolution_code, told) if part)


def _microseconds(row: PersonIncident) -> int:
    return -1 if row.resolved_at is None else row.resolved_at - row.created_at


def _took(row: PersonIncident) -> str:
    return moment.length(_microseconds(row)) if row.resolved_at is not None else ""


def _score(row: PersonIncident) -> str:
    if row.score is not None:
        return _("{score} of 5").format(score=row.score)
    return _("no answer") if row.asked else ""


class HistoryPane(TablePane):
    """The incidents of one person; Enter opens one. Emits `told` with the whole history, `failed` with a Refused."""

    told = Signal(object)
    failed = Signal(object)

    def __init__(self, desk: Desk, person_id: int) -> None:
        self._person_id = person_id
        self.history: PersonHistory | None = None
        super().__init__(desk, self._listing())
        self.declare()

    def _listing(self) -> RecordListing:
        return RecordListing(
            name=_("Incidents of the person"),
            icon="history",
            columns=COLUMNS,
            identity=lambda row: row.id,
            load=self._load,
            nouns=_NOUNS,
            searched=lambda row: " ".join(
                (
                    row.number,
                    row.title,
                    _how(row),
                    _outcome(row),
                    row.assignee,
                    row.comment,
                    priority_label(row.priority),
                )
            ),
            counted=lambda count: ngettext("{count} incident", "{count} incidents", count).format(count=count),
            placeholder=_("Words of the title, a state, a resolution code"),
            nothing=_("No incidents yet"),
            teaching=_("What this person reports or is affected by stands here, with how it went."),
            making="",
            offered=("person.open",),
            menu=("person.open", None, "edit.copy"),
            scope="person",
            page_menu="plans",
        )

    def _load(self, reader: Any, _today: str) -> tuple[PersonIncident, ...]:
        self.history = person_history(reader, self._person_id)
        return self.history.incidents

    def _take(self, rows: Any) -> None:
        super()._take(rows)
        self.told.emit(self.history)

    def _fail(self, refused: Refused) -> None:
        super()._fail(refused)
        if self.rows is None:
            self.failed.emit(refused)

    def open_row(self, row: PersonIncident) -> None:
        self.opened.emit(row.number)


class PersonPage(QWidget):
    """Emits `opened(reference)`; `shown` comes whenever what was read stands on the page."""

    opened = Signal(str)
    shown = Signal()

    def __init__(self, desk: Desk, person_id: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk, self.person_id = desk, person_id
        self.history: PersonHistory | None = None
        self._build()
        self._declare()
        self.back.clicked.connect(lambda: self.opened.emit("organisation#people"))
        self.vip_button.clicked.connect(self.toggle_vip)
        self.register_button.clicked.connect(self._show_in_register)
        self.pane.opened.connect(self.opened)
        self.pane.told.connect(self._show)
        self.pane.failed.connect(self._show_gone)
        self._again = QTimer(self, singleShot=True, interval=_GATHERING)
        self._again.timeout.connect(self.pane.refresh)
        desk.changes.changed.connect(self._heard)
        desk.theme.changed.connect(self._dress)
        self._dress()
        self.pane.refresh()

    def _build(self) -> None:
        theme = self.desk.theme
        self.back = LinkButton(theme, _("People"), "chevron-left", description=_("Back to the list of people"))
        self.name, self.about, self.summary = QLabel(wordWrap=True), QLabel(wordWrap=True), QLabel(wordWrap=True)
        for label in (self.name, self.about, self.summary):
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.mark = QLabel()
        self.mark.setAccessibleName(_("VIP"))
        self.vip_button = Button(theme, _("Make &VIP"), "vip", description=_("Their incidents are looked at first"))
        self.register_button = Button(
            theme, _("In the &register"), "filter", description=_("Show these incidents in the register")
        )
        named = QHBoxLayout()
        named.setSpacing(8)
        named.addWidget(self.mark)
        named.addWidget(self.name, 1)
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addWidget(self.back, 0, Qt.AlignmentFlag.AlignLeading)
        words.addLayout(named)
        words.addWidget(self.about)
        words.addWidget(self.summary)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addLayout(words, 1)
        for button in (self.register_button, self.vip_button):
            head.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        self.pane = HistoryPane(self.desk, self.person_id)
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(16, 12, 16, 0)
        column.setSpacing(12)
        column.addLayout(head)
        column.addWidget(self.pane, 1)
        self.gone = EmptyState(
            theme, "user", _("This can't be shown"), "", _("Retry"), self.pane.refresh, primary=False
        )
        self.places = QStackedWidget()
        self.places.addWidget(whole)
        self.places.addWidget(self.gone)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.places)

    def _declare(self) -> None:
        for key, text, run, keys, icon, why in (
            ("vip", _("&VIP, or no more"), self.toggle_vip, ("V",), "vip", self._why_not_changed),
            ("register", _("Show in the &register"), self._show_in_register, ("R",), "filter", self._why_not_loaded),
        ):
            action = Action(f"person.{key}", text, run, icon, keys, "person", "plans", 30, why)
            self.desk.registry.add(action, self)

    # -- reading

    def refresh(self) -> None:
        self.pane.refresh()

    def _heard(self, changes: Mapping[str, Any]) -> None:
        """The list reads itself anew once it was read; before that, a person may be brought back from the trash."""
        if self.pane.rows is None and "person" in changes:
            self._again.start()

    def _show(self, history: PersonHistory) -> None:
        self.history = history
        self.places.setCurrentIndex(0)
        self.name.setText(history.name)
        self.mark.setVisible(history.vip)
        where = " · ".join(
            isolated(part)
            for part in (history.job_title, history.team, history.department, history.phone, history.email)
            if part
        )
        self.about.setText("\n".join(part for part in (where, history.note) if part))
        self.about.setVisible(bool(self.about.text()))
        self.summary.setText(summary(history))
        text = _("No &VIP any more") if history.vip else _("Make &VIP")
        self.vip_button.setText(text)
        self.vip_button.setAccessibleName(text.replace("&", ""))
        why = self._why_not_changed()
        self.vip_button.setEnabled(not why)
        self.vip_button.setToolTip(why or self.vip_button.accessibleDescription())
        self.desk.registry.refresh()
        self.shown.emit()

    def _show_gone(self, refused: Refused) -> None:
        self.gone.tell(_("This can't be shown"), str(refused))
        self.places.setCurrentWidget(self.gone)

    # -- acting

    def _why_not_loaded(self) -> str:
        return "" if self.history is not None else _("The history is still being read.")

    def _why_not_changed(self) -> str:
        return str(self.desk.database.read_only) or self._why_not_loaded()

    def toggle_vip(self) -> None:
        """Look after their incidents first, or no more."""
        person_id, vip = self.person_id, not self.history.vip
        sentence = _("{name} is a VIP") if vip else _("{name} is no VIP any more")
        said = sentence.format(name=isolated(self.history.name))
        write(
            self.desk, self, lambda session: change_person(session, person_id, {"vip": vip}), said,
            failed=self.desk.registry.refused.emit, toast=True,
        )  # fmt: skip

    def _show_in_register(self) -> None:
        from incidentdesk.detect.query_token import in_quotes

        self.opened.emit(f"incidents#affected:{in_quotes(self.history.name)}")

    # -- what the window asks

    def title(self) -> str:
        return self.history.name if self.history else _("Person")

    def panes(self) -> list[QWidget]:
        """What F6 goes through."""
        return [self.gone.action_button] if self.places.currentWidget() is self.gone else self.pane.panes()

    def _dress(self) -> None:
        theme = self.desk.theme
        self.name.setFont(theme.font("h1"))
        self.mark.setPixmap(theme.pixmap("vip", "warning", 20, self.devicePixelRatioF()))
        theme.tint(self.about, "text2")


def summary(history: PersonHistory) -> str:
    """How many incidents, how many are open, and the mean of the answers, never without how many those are."""
    count = history.concerned
    told = ngettext("{count} incident", "{count} incidents", count).format(count=count)
    opened = ngettext("{count} of them open", "{count} of them open", history.open).format(count=history.open)
    scores = history.scores
    if not history.asked:
        return " · ".join((told, opened, _("not asked yet how satisfied they were")))
    if not scores:
        asked = ngettext("no answer to {count} survey", "no answer to {count} surveys", history.asked)
        return " · ".join((told, opened, asked.format(count=history.asked)))
    mean = _("satisfaction {mean} of 5 from {count} of {asked} surveys").format(
        mean=f"{sum(scores) / len(scores):.1f}", count=len(scores), asked=history.asked
    )
    return " · ".join((told, opened, mean))
