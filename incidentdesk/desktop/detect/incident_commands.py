"""What can be done with the incidents that are selected; menus, keys, the footer and the palette lead here."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QObject, QRect, Signal
from PySide6.QtGui import QGuiApplication, QPainter, QPixmap
from PySide6.QtWidgets import QWidget

from incidentdesk.desktop.actions import Action
from incidentdesk.desktop.background import Job
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.detect import list_change
from incidentdesk.desktop.detect.choice_popup import Choice, ChoicePopup
from incidentdesk.desktop.detect.gesture_dialog import GestureDialog, LineDialog, MoveDialog, NoteDialog
from incidentdesk.desktop.detect.incident_clip import clip, clip_link
from incidentdesk.desktop.detect.incident_column import COLUMNS, NUMBER_OF
from incidentdesk.desktop.detect.incident_table import IncidentTable
from incidentdesk.desktop.detect.plan_chooser import choose_plan
from incidentdesk.desktop.detect.row_cache import RowCache
from incidentdesk.desktop.theme import Theme
from incidentdesk.desktop.widgets.chip import paint_priority_chip, priority_chip_width, state_glyph
from incidentdesk.detect.number import number
from incidentdesk.detect.priority import PRIORITIES, PRIORITY_NAME, priority_of
from incidentdesk.detect.register import IncidentRow, rows
from incidentdesk.detect.state import FOLLOWING, State
from incidentdesk.language import _, isolated, ngettext
from incidentdesk.prepare.known_names import KnownNames, known_names
from incidentdesk.refusal import Refused

# So many rows are looked at to see which states can follow.
_SAMPLE = 500
_BLOCK = 1_000


@dataclass(frozen=True, slots=True)
class Offered:
    """What is offered when somebody chooses."""

    names: KnownNames = field(default_factory=KnownNames)
    tags: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    root_causes: tuple[str, ...] = ()


def load_offered(database: Any) -> Offered:
    from incidentdesk.detect.cause_condition import root_cause_texts
    from incidentdesk.prepare.setting import setting_of

    with database.read() as reader:
        # The tags of the incidents that were changed last; to gather all of a million would take seconds.
        recent = reader.rows(
            "SELECT tags FROM incident WHERE withdrawn_at IS NULL ORDER BY updated_at DESC, id DESC LIMIT 2000"
        )
        tags = tuple(sorted({tag for (text,) in recent for tag in text.split()}))
        codes = tuple(setting_of(reader, "resolution_codes"))
        return Offered(known_names(reader), tags, codes, root_cause_texts(reader))


class IncidentCommands(QObject):
    """`began(job)` carries what takes long, `failed(text)` what could not be done, `peeked` asks for the preview.

    `led(reference)` leads to where something that was begun goes on.
    """

    began = Signal(object)
    failed = Signal(str)
    led = Signal(str)

    def __init__(self, desk: Desk, table: IncidentTable, cache: RowCache, page: QWidget) -> None:
        super().__init__(page)
        self._desk = desk
        self._table = table
        self._cache = cache
        self._page = page
        self.offered = Offered()
        self.anchor: Callable[[], QRect] = self._row_anchor

    # -- what is selected

    def ids(self) -> list[int]:
        return self._table.selected_ids()

    def rows(self) -> list[IncidentRow]:
        """Those of the selected rows that are at hand."""
        found = (self._cache.get(each) for each in self._table.selected_ids(_SAMPLE))
        return [row for row in found if row is not None]

    def why_nothing(self) -> str:
        if self._desk.database.read_only:
            return str(self._desk.database.read_only)
        return "" if self._table.current_id or self._table.selected_count() else _("Select an incident first.")

    def why_nobody(self) -> str:
        """Like `why_nothing` for what changes nothing."""
        return "" if self._table.current_id or self._table.selected_count() else _("Select an incident first.")

    def why_no_row(self) -> str:
        return "" if self._table.currentIndex().isValid() else _("There is no row here.")

    def named(self, ids: Sequence[int]) -> str:
        """ "INC-0042" or "12 incidents"."""
        if len(ids) == 1:
            return number(ids[0])
        return ngettext("{count} incident", "{count} incidents", len(ids)).format(count=len(ids))

    # -- commands

    def actions(self) -> Iterator[Action]:
        """The commands of a list; single letters act only while it has the focus."""
        yield from self._moving()
        yield from self._changing()
        yield from self._others()

    def _moving(self) -> Iterator[Action]:
        table = self._table
        for key, text, run, keys, icon in (
            ("open", _("&Open incident"), table.activate_current, ("Return", "Enter"), "external"),
            ("next", _("Next row"), lambda: table.step(1), ("J",), "chevron-down"),
            ("previous", _("Previous row"), lambda: table.step(-1), ("K",), "chevron-up"),
            ("mark", _("Select or leave out the row"), table.mark, ("X",), "check"),
        ):
            menu = "incident" if key == "open" else ""
            yield self._action(key, text, run, keys, icon, menu, 10, self.why_no_row)

    def _changing(self) -> Iterator[Action]:
        for key, text, run, keys, icon in (
            ("assign", _("&Assign…"), self.assign, ("A",), "assign"),
            ("priority", _("&Priority…"), self.choose_priority, ("P",), "priority"),
            ("state", _("&State…"), self.choose_state, ("S",), "state"),
            ("tag", _("&Tag…"), self.choose_tag, ("T",), "tag"),
            ("team", _("T&eam…"), lambda: self.choose_name("team"), (), "team"),
            ("service", _("Ser&vice…"), lambda: self.choose_name("service"), (), "service"),
            ("category", _("Cate&gory…"), lambda: self.choose_name("category"), (), "category"),
            ("comment", _("Add &note…"), self.comment, ("C",), "comment"),
            ("resolve", _("&Resolve…"), lambda: self.move(State.RESOLVED), ("R",), "resolve"),
        ):
            yield self._action(key, text, run, keys, icon, "incident", 20, self.why_nothing)
        for wanted in PRIORITIES:
            text = _("Priority {name}").format(name=f"P{wanted} {_(PRIORITY_NAME[wanted])}")
            run = lambda wanted=wanted: self.set_priority(wanted)  # noqa: E731
            yield self._action(f"priority.{wanted}", text, run, (str(wanted),), "priority", "", 20, self.why_nothing)

    def _others(self) -> Iterator[Action]:
        close, restore = self.why_not_close, self.why_not_restore
        nothing, nobody = self.why_nothing, self.why_nobody
        for key, text, run, keys, icon, section, why in (
            ("close", _("C&lose and go on"), self.close_incidents, ("E",), "archive", 20, close),
            ("copy_link", _("Copy &link"), self.copy_link, ("Ctrl+Shift+C",), "link", 30, nobody),
            ("restore", _("Bring &back from the trash"), self.restore, (), "restore", 40, restore),
            ("trash", _("Move to the tras&h"), self.to_trash, ("Del",), "trash", 40, nothing),
        ):
            yield self._action(key, text, run, keys, icon, "incident", section, why)
        yield self._action(
            "plan", _("Activate p&lan…"), self.activate_plan, ("L",), "activate", "incident/respond", 10,
            self.why_not_one,
        )  # fmt: skip

    def _action(
        self, key: str, text: str, run: Any, keys: tuple[str, ...], icon: str, menu: str, section: int, why: Any
    ) -> Action:
        return Action(f"list.{key}", text, run, icon, keys, "list", menu, section, why)

    # -- plans

    def why_not_one(self) -> str:
        return self.why_nothing() or ("" if len(self.ids()) == 1 else _("A plan is activated for one incident."))

    def activate_plan(self) -> None:
        """Choose a plan for the one incident and go to where its steps stand."""
        incident_id = self.ids()[0]
        choose_plan(
            self._desk, self._page, incident_id, lambda: self.anchor(),
            then=lambda _run_id: self.led.emit(f"{number(incident_id)}#plan"),
            failed=lambda refused: self.failed.emit(str(refused)),
        )  # fmt: skip

    # -- people, teams, services, categories

    def assign(self) -> None:
        self.choose_name("assignee")

    def choose_name(self, fact: str) -> None:
        titles = {
            "assignee": _("Assign to"), "team": _("Team"), "service": _("Service"), "category": _("Category"),
            "reporter": _("Reporter"),
        }  # fmt: skip
        ids = self.ids()
        popup = self.popup(titles[fact], self.name_choices(fact), current=self._common(fact), new=_("Create “{name}”"))
        popup.chosen.connect(lambda value: self.set_fact(ids, fact, value))

    def name_choices(self, fact: str) -> list[Choice]:
        names = self.offered.names
        known = {
            "assignee": names.staff, "team": names.teams, "service": names.services, "category": names.categories,
            "reporter": names.people,
        }  # fmt: skip
        choices = []
        if fact == "assignee":
            choices.append(Choice(self._desk.actor, self._desk.actor, meaning=_("me · A A"), key="A"))
        choices += [Choice(name, name) for name in known[fact] if not (fact == "assignee" and name == self._desk.actor)]
        nobody = _("Nobody") if fact in ("assignee", "reporter") else _("None")
        return [*choices, Choice("", nobody, meaning=_("leaves it empty"))]

    def set_fact(self, ids: Sequence[int], fact: str, value: str) -> None:
        """Write a name into all of them."""
        if fact == "assignee":
            said = _("{incidents} assigned to {name}") if value else _("{incidents} assigned to nobody")
        else:
            said = _("{incidents}: {name}") if value else _("{incidents} changed")
        self.change(ids, list_change.facts({fact: value}), said.format(incidents=self.named(ids), name=isolated(value)))

    def _common(self, fact: str) -> str | None:
        values = {getattr(row, fact) for row in self.rows()}
        return values.pop() if len(values) == 1 else None

    # -- priority

    def choose_priority(self) -> None:
        ids = self.ids()
        values = {row.priority for row in self.rows()}
        current = values.pop() if len(values) == 1 else None
        popup = self.popup(_("Priority"), priority_choices(self._desk.theme), current=current)
        popup.chosen.connect(lambda wanted: self.set_priority(wanted, ids))

    def set_priority(self, wanted: int, ids: Sequence[int] | None = None) -> None:
        """Set it, and ask why where impact and urgency give another one."""
        ids = self.ids() if ids is None else ids
        given = [self._cache.get(each) for each in ids]
        said = _("{incidents} set to P{priority}").format(incidents=self.named(ids), priority=wanted)
        if all(row is not None and priority_of(row.impact, row.urgency) == wanted for row in given):
            self.change(ids, list_change.priority(wanted), said)
            return
        dialog = LineDialog(
            self._desk,
            _("Set {incidents} to P{priority}").format(incidents=self.named(ids), priority=wanted),
            _("Impact and urgency give another priority. &Why this one?"),
            _("Set priority"),
            _("Say why."),
            parent=self._page.window(),
        )
        self.ask(dialog, ids, lambda: list_change.priority(wanted, dialog.line.text().strip()), lambda: said)

    # -- state

    def choose_state(self) -> None:
        ids = self.ids()
        present = {State(row.state) for row in self.rows()}
        popup = self.popup(_("State"), state_choices(self._desk.theme, present))
        popup.chosen.connect(lambda state: self.move(state, ids))

    def move(self, state: State, ids: Sequence[int] | None = None) -> None:
        """Move to a state, and ask for what it needs."""
        ids = self.ids() if ids is None else ids
        present = {State(row.state) for each in ids[:_SAMPLE] if (row := self._cache.get(each)) is not None}
        reopening = state == State.IN_PROGRESS and bool(present & {State.RESOLVED, State.CLOSED})
        said = _("{incidents}: {state}").format(incidents=self.named(ids), state=_(state))
        if state in (State.ON_HOLD, State.RESOLVED, State.CANCELED) or reopening:
            title, verb = self._move_words(state, reopening, ids)
            codes, window = self.offered.codes, self._page.window()
            dialog = MoveDialog(self._desk, state, title, verb, codes=codes, reopening=reopening, parent=window)
            self.ask(dialog, ids, lambda: list_change.moving(dialog.wish()), lambda: said)
            return
        from incidentdesk.respond.transition import Move

        self.change(ids, list_change.moving(Move(state)), said)

    def _move_words(self, state: State, reopening: bool, ids: Sequence[int]) -> tuple[str, str]:
        if reopening:
            title, verb = _("Reopen {incidents}"), _("Reopen")
        else:
            title, verb = {
                State.ON_HOLD: (_("Put {incidents} on hold"), _("Put on hold")),
                State.RESOLVED: (_("Resolve {incidents}"), _("Resolve")),
                State.CANCELED: (_("Cancel {incidents}"), _("Cancel incident")),
            }[state]
        return title.format(incidents=self.named(ids)), verb

    def why_not_close(self) -> str:
        states = {row.state for row in self.rows()}
        return self.why_nothing() or ("" if states == {State.RESOLVED} else _("Only what is resolved can be closed."))

    def close_incidents(self) -> None:
        ids = self.ids()
        self.move(State.CLOSED, ids)
        if len(ids) == 1:
            self._table.step(1)

    # -- tags and notes

    def choose_tag(self) -> None:
        ids, rows_ = self.ids(), self.rows()
        everywhere = set.intersection(*(set(row.tags) for row in rows_)) if rows_ else set()
        known = sorted({*self.offered.tags, *(tag for row in rows_ for tag in row.tags)})
        choices = [Choice(tag, tag, meaning=_("takes it off") if tag in everywhere else "") for tag in known]
        popup = self.popup(_("Tag"), choices, new=_("New tag “{name}”"))
        popup.chosen.connect(lambda tag: self.set_tag(ids, tag.strip().lower(), tag not in everywhere))

    def set_tag(self, ids: Sequence[int], tag: str, present: bool) -> None:
        said = _("{incidents} tagged {tag}") if present else _("{incidents} without {tag}")
        act = list_change.tag(tag, present)
        self.change(ids, act, said.format(incidents=self.named(ids), tag=isolated(tag)))

    def comment(self) -> None:
        ids = self.ids()
        dialog = NoteDialog(
            self._desk, _("Note for {incidents}").format(incidents=self.named(ids)), self._page.window()
        )
        self.ask(
            dialog,
            ids,
            lambda: list_change.noting(dialog.text.toPlainText(), dialog.comment.isChecked()),
            lambda: _("Note added to {incidents}").format(incidents=self.named(ids)),
        )

    # -- trash

    def to_trash(self) -> None:
        ids = self.ids()
        said = _("{incidents} moved to the trash").format(incidents=self.named(ids))
        self._table.end_marking()
        self.change(ids, list_change.to_trash, said, toast=True)

    def why_not_restore(self) -> str:
        return self.why_nothing() or ("" if self._table.in_trash else _("Show the trash first: is:withdrawn."))

    def restore(self) -> None:
        ids = self.ids()
        said = _("{incidents} brought back").format(incidents=self.named(ids))
        self.change(ids, list_change.from_trash, said, toast=True)

    # -- clipboard

    def copy(self) -> None:
        columns = [COLUMNS[NUMBER_OF[key]] for key in self._table.shown_columns()]
        self._with_rows(lambda found: QGuiApplication.clipboard().setMimeData(clip(found, columns, self._desk.zone)))

    def copy_link(self) -> None:
        self._with_rows(lambda found: QGuiApplication.clipboard().setMimeData(clip_link(found)))

    def _with_rows(self, use: Callable[[list[IncidentRow]], None]) -> None:
        ids = self.ids()
        found = [self._cache.get(each) for each in ids]
        if all(row is not None for row in found):
            use(found)
            return
        job = self._desk.background.run(
            _read_rows, self._desk.database, ids, then=use, progress=True, title=_("Copying {incidents}").format(
                incidents=self.named(ids)
            ),
        )  # fmt: skip
        self._follow(job, ids)

    # -- doing

    def change(self, ids: Sequence[int], act: list_change.Act, said: str, *, toast: bool | None = None) -> Job:
        """Do it to all of them. One change in a row that is in view needs no toast."""
        job = list_change.change_incidents(
            self._desk, ids, act, said, toast=len(ids) > 1 if toast is None else toast, failed=self._refused
        )
        self._follow(job, ids)
        return job

    def ask(
        self,
        dialog: GestureDialog,
        ids: Sequence[int],
        act: Callable[[], list_change.Act],
        said: Callable[[], str],
    ) -> None:
        """Do it when the dialog has what it needs; it stays open until it is saved."""

        def save() -> None:
            job = list_change.change_incidents(
                self._desk, ids, act(), said(), toast=True, then=dialog.accept, failed=dialog.fail
            )
            self._follow(job, ids)

        dialog.wanted.connect(save)
        dialog.open()

    def _refused(self, refused: Refused) -> None:
        self.failed.emit(str(refused))

    def _follow(self, job: Job, ids: Sequence[int]) -> None:
        if len(ids) > list_change.MANY:
            self.began.emit(job)

    def popup(self, title: str, choices: Sequence[Choice], *, current: Any = None, new: str = "") -> ChoicePopup:
        popup = ChoicePopup(self._desk.theme, title, choices, current=current, new=new, window=self._page.window())
        popup.open_at(self.anchor())
        return popup

    def _row_anchor(self) -> QRect:
        """Below the title of the current row."""
        table = self._table
        rect = table.visualRect(table.currentIndex().siblingAtColumn(NUMBER_OF["title"]))
        rect.setWidth(min(340, rect.width()))
        return QRect(table.viewport().mapToGlobal(rect.topLeft()), rect.size())


def _read_rows(database: Any, ids: Sequence[int], progress: Callable[[int, int], None]) -> list[IncidentRow]:
    found: list[IncidentRow] = []
    with database.read() as reader:
        for start in range(0, len(ids), _BLOCK):
            progress(start, len(ids))
            found += rows(reader, ids[start : start + _BLOCK])
    return found


def priority_choices(theme: Theme) -> list[Choice]:
    return [
        Choice(each, f"P{each} {_(PRIORITY_NAME[each])}", mark=_chip(theme, each), key=str(each)) for each in PRIORITIES
    ]


def _chip(theme: Theme, priority: int) -> QPixmap:
    size = priority_chip_width(theme), 24
    pixmap = QPixmap(*size)
    pixmap.fill("transparent")
    painter = QPainter(pixmap)
    paint_priority_chip(painter, QRect(0, 0, *size), priority, theme)
    painter.end()
    return pixmap


def state_choices(theme: Theme, present: Iterable[State]) -> list[Choice]:
    """All states; those that can follow on none of the present ones say so."""
    following = {state for before in present for state in FOLLOWING[before]}
    impossible = _("can't follow")
    return [
        Choice(
            state,
            _(state),
            mark=state_glyph(state, theme),
            why_disabled="" if not present or state in following else impossible,
        )
        for state in State
    ]
