"""The rows of a timeline: facts, the days between them, and the gaps in which nothing was recorded."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from PySide6.QtCore import QAbstractListModel, QDate, QLocale, QModelIndex, QObject, Qt

from incidentdesk import clock
from incidentdesk.desktop import moment
from incidentdesk.language import N_, _, isolated, ngettext
from incidentdesk.respond.timeline import Fact, Kind, sentence

# From this length on an empty stretch is worth a line.
GAP = moment.HOUR
# Rows beyond are shown on demand, so that a year of entries costs nothing.
PAGE = 300
ROW = Qt.ItemDataRole.UserRole

FILTERS: dict[str, tuple[str, frozenset[Kind]]] = {
    "all": (N_("All"), frozenset(Kind)),
    "people": (N_("People"), frozenset({Kind.NOTE, Kind.COMMENT})),
    "changes": (N_("Changes"), frozenset({Kind.STATE, Kind.FIELD, Kind.LOGGED})),
    "plan": (N_("Plan"), frozenset({Kind.PLAN, Kind.MESSAGE, Kind.RECOVERY})),
    "analysis": (N_("Analysis"), frozenset({Kind.ANALYSIS, Kind.EVIDENCE})),
    "files": (N_("Files"), frozenset({Kind.FILE})),
}
KIND_NAME = {
    Kind.NOTE: N_("Work note"),
    Kind.COMMENT: N_("Public comment"),
    Kind.LOGGED: N_("Logged"),
    Kind.STATE: N_("State"),
    Kind.FIELD: N_("Change"),
    Kind.FILE: N_("File"),
    Kind.ANALYSIS: N_("Analysis"),
    Kind.EVIDENCE: N_("Evidence"),
    Kind.PLAN: N_("Plan"),
    Kind.MESSAGE: N_("Message"),
    Kind.RECOVERY: N_("Recovery"),
}


@dataclass(frozen=True, slots=True)
class FactRow:
    """`since` is the time since the fact before it, in microseconds, or None for the first."""

    fact: Fact
    since: int | None = None

    @property
    def key(self) -> tuple:
        fact = self.fact
        return (fact.entry_id,) if fact.entry_id else (fact.kind, fact.entered_at, fact.text, fact.changes)


@dataclass(frozen=True, slots=True)
class DayRow:
    at: int

    @property
    def key(self) -> tuple:
        return ("day", self.at)


@dataclass(frozen=True, slots=True)
class GapRow:
    """Nothing is recorded from `start` to `end`."""

    start: int
    end: int

    @property
    def key(self) -> tuple:
        return ("gap", self.start)


@dataclass(frozen=True, slots=True)
class MoreRow:
    count: int

    @property
    def key(self) -> tuple:
        return ("more",)


Row = FactRow | DayRow | GapRow | MoreRow


def rows_of(
    facts: Sequence[Fact], zone: ZoneInfo, *, kinds: Iterable[Kind], newest_first: bool, most: int
) -> list[Row]:
    """What is shown of facts that stand oldest first."""
    wanted = frozenset(kinds)
    shown: list[FactRow] = []
    before: Fact | None = None
    for fact in facts:
        if fact.kind in wanted:
            shown.append(FactRow(fact, fact.happened_at - before.happened_at if before else None))
            before = fact
    hidden = max(0, len(shown) - most)
    complete = wanted == frozenset(Kind)
    rows: list[Row] = []
    for row in shown[hidden:]:
        _append(rows, row, zone, with_gap=complete)
    if newest_first:
        rows = _backwards(rows)
    if hidden:
        rows.insert(len(rows) if newest_first else 0, MoreRow(hidden))
    return rows


def _append(rows: list[Row], row: FactRow, zone: ZoneInfo, *, with_gap: bool) -> None:
    at = row.fact.happened_at
    last = next((each for each in reversed(rows) if isinstance(each, FactRow)), None)
    if last is not None and with_gap and at - last.fact.happened_at > GAP:
        rows.append(GapRow(last.fact.happened_at, at))
    if last is None or _day(last.fact.happened_at, zone) != _day(at, zone):
        rows.append(DayRow(at))
    rows.append(row)


def _backwards(rows: list[Row]) -> list[Row]:
    """The same rows with the newest first; a day still stands above its facts."""
    days: list[list[Row]] = []
    for row in rows:
        if isinstance(row, DayRow):
            days.append([])
        days[-1].append(row)
    return [row for day in reversed(days) for row in (day[0], *reversed(day[1:]))]


def _day(at: int, zone: ZoneInfo) -> date:
    return clock.instant(at).astimezone(zone).date()


def spoken(row: Row, zone: ZoneInfo) -> str:
    """What a row says, for those who hear it and for the clipboard."""
    if isinstance(row, DayRow):
        return day_name(row.at, zone)
    if isinstance(row, GapRow):
        return _("{length}, nothing recorded").format(length=moment.length(row.end - row.start))
    if isinstance(row, MoreRow):
        return ngettext("Show {count} earlier entry", "Show {count} earlier entries", row.count).format(count=row.count)
    fact = row.fact
    parts = [moment.full(fact.happened_at, zone), fact.actor, _(KIND_NAME[fact.kind]), backdated(fact, zone)]
    if fact.starred:
        parts.append(_("starred for the report"))
    return ", ".join(part for part in parts if part) + ": " + sentence(fact, zone)


def day_name(at: int, zone: ZoneInfo) -> str:
    """ "Today", "Yesterday", then the day in the words of the locale."""
    day = _day(at, zone)
    days = (_day(clock.stored(clock.now()), zone) - day).days
    if days == 0:
        return _("Today")
    if days == 1:
        return _("Yesterday")
    return QLocale().toString(QDate(day.year, day.month, day.day), QLocale.FormatType.LongFormat)


def backdated(fact: Fact, zone: ZoneInfo) -> str:
    """ "happened 09:50, entered 10:42", or empty where both are the same minute."""
    if fact.entered_at - fact.happened_at < moment.MINUTE:
        return ""
    same_day = _day(fact.happened_at, zone) == _day(fact.entered_at, zone)
    entered = (
        moment.time_of_day(fact.entered_at, zone)
        if same_day
        else moment.day_and_time(fact.entered_at, clock.stored(clock.now()), zone)
    )
    return _("happened {happened}, entered {entered}").format(
        happened=moment.time_of_day(fact.happened_at, zone), entered=entered
    )


class TimelineModel(QAbstractListModel):
    """Holds the facts and shows those that the filter lets through."""

    def __init__(self, zone: ZoneInfo, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._zone = zone
        self._facts: list[Fact] = []
        self._rows: list[Row] = []
        self._filter = "all"
        self._newest_first = True
        self._most = PAGE

    @property
    def facts(self) -> list[Fact]:
        return self._facts

    @property
    def rows(self) -> list[Row]:
        return self._rows

    def show_facts(self, facts: list[Fact]) -> bool:
        """Whether that changed anything."""
        if facts == self._facts and self._rows:
            return False
        self._facts = facts
        return self._rebuild()

    def show_filter(self, name: str) -> None:
        self._filter = name
        self._rebuild()

    def show_order(self, newest_first: bool) -> None:
        self._newest_first = newest_first
        self._rebuild()

    def show_more(self) -> None:
        self._most += PAGE
        self._rebuild()

    def count(self, name: str) -> int:
        """How many facts a filter lets through."""
        kinds = FILTERS[name][1]
        return sum(fact.kind in kinds for fact in self._facts)

    def _rebuild(self) -> bool:
        kinds = FILTERS[self._filter][1]
        rows = rows_of(self._facts, self._zone, kinds=kinds, newest_first=self._newest_first, most=self._most)
        if rows == self._rows:
            return False
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()
        return True

    def place_of(self, key: tuple) -> QModelIndex:
        for place, row in enumerate(self._rows):
            if row.key == key:
                return self.index(place)
        return QModelIndex()

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def flags(self, index: QModelIndex) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        if isinstance(self._rows[index.row()], DayRow):
            return Qt.ItemFlag.ItemIsEnabled
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
        # A fact can be carried to where it becomes evidence.
        return flags | Qt.ItemFlag.ItemIsDragEnabled if isinstance(self._rows[index.row()], FactRow) else flags

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole):
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role == ROW:
            return row
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return isolated(spoken(row, self._zone)) if role == Qt.ItemDataRole.DisplayRole else spoken(row, self._zone)
        if role == Qt.ItemDataRole.ToolTipRole and isinstance(row, FactRow):
            return moment.full(row.fact.happened_at, self._zone)
        return None
