"""One walk through a whole file before anything is imported: what must be known of all its rows together."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from incidentdesk.detect.transfer.field import CHOICES, TIME_FIELDS
from incidentdesk.detect.transfer.incoming import Interpreter
from incidentdesk.detect.transfer.instants import DateOrder, OrderEvidence, Undecided
from incidentdesk.detect.transfer.mapping import Mapping
from incidentdesk.detect.transfer.rows_of_file import Sheet
from incidentdesk.language import _, isolated
from incidentdesk.refusal import Refused

_MOST_VALUES = 1_000
_STEP = 5_000  # rows between two looks at Cancel

Progress = Callable[[int, int], None]
Cancelled = Callable[[], bool]


class CancelledByUser(Refused):
    """Somebody pressed Cancel."""


@dataclass
class Survey:
    """What a file holds, by a mapping.

    `values` counts the texts of every field with a choice, `unmapped` those of them without a counterpart here.
    `undecided` asks for the order of the dates; empty where it is known or does not matter. `mixed` says that the rows
    of one incident do not stand together.
    """

    rows: int = 0
    faulty: int = 0
    order: DateOrder | None = None
    undecided: str = ""
    values: dict[str, Counter[str]] = field(default_factory=dict)
    unmapped: dict[str, Counter[str]] = field(default_factory=dict)
    repeated_numbers: int = 0
    mixed: bool = False


def survey(
    sheet: Sheet,
    mapping: Mapping,
    *,
    progress: Progress = lambda _done, _total: None,
    cancelled: Cancelled = lambda: False,
) -> Survey:
    """Raises CancelledByUser; faults of single rows are counted, not raised."""
    found = Survey(order=mapping.order)
    interpreter = Interpreter(mapping, sheet.columns)
    evidence = OrderEvidence()
    times = [sheet.columns.index(column) for column, name in mapping.columns.items() if name in TIME_FIELDS]
    chosen = [name for name in CHOICES if name in mapping.fields()]
    found.values = {name: Counter() for name in chosen}
    numbers = _Numbers()
    for row in sheet.rows():
        found.rows += 1
        if found.rows % _STEP == 0:
            progress(found.rows, max(sheet.row_count, found.rows))
            if cancelled():
                raise CancelledByUser(_("The import was cancelled; nothing was changed."))
        if row.problem:
            found.faulty += 1
            continue
        for position in times:
            evidence.see(row.cells[position])
        for name in chosen:
            counter, text = found.values[name], interpreter.first(name, row.cells)
            if text in counter or len(counter) < _MOST_VALUES:
                counter[text] += 1
        numbers.see(interpreter.first("number", row.cells))
    found.repeated_numbers, found.mixed = numbers.repeated, numbers.mixed
    found.unmapped = _unmapped(found.values, interpreter)
    if mapping.order is None:
        try:
            found.order = evidence.order()
        except Undecided as error:
            found.undecided = str(error)
    return found


def settled(mapping: Mapping, found: Survey) -> Mapping:
    """The mapping with the order of dates that the file told; raises Undecided if it must be asked for."""
    if found.undecided:
        raise Undecided(found.undecided)
    return replace(mapping, order=found.order)


def unmapped_sentence(field_label: str, values: Counter[str]) -> str:
    """Which values of a field have no counterpart, the frequent ones first."""
    shown = ", ".join(f"{isolated(text)} ({count})" for text, count in values.most_common(8))
    return _("{field}: no counterpart for {values}").format(field=field_label, values=shown)


class _Numbers:
    """Which numbers were seen, as hashes: the numbers of a million rows would take too much memory."""

    def __init__(self) -> None:
        self._seen: set[int] = set()
        self._last = ""
        self.repeated = 0
        self.mixed = False

    def see(self, number: str) -> None:
        if not number:
            return
        if number == self._last:
            self.repeated += 1
            return
        self._last = number
        key = hash(number)
        if key in self._seen:
            self.repeated += 1
            self.mixed = True
        self._seen.add(key)


def _unmapped(values: dict[str, Counter[str]], interpreter: Interpreter) -> dict[str, Counter[str]]:
    found = {
        name: Counter({text: n for text, n in counter.items() if text and interpreter.meaning(name, text) is None})
        for name, counter in values.items()
    }
    return {name: counter for name, counter in found.items() if counter}
