"""The pages behind the first one: times, volumes, causes and load, each with its chart and its tables."""

from collections.abc import Iterable, Sequence

from reportlab.platypus import CondPageBreak, Flowable

from incidentdesk.detect.number import number
from incidentdesk.detect.stage_span import SPANS
from incidentdesk.investigate.action_list import ActionRow
from incidentdesk.investigate.action_state import OWED_STATES, ActionState
from incidentdesk.language import _, ngettext
from incidentdesk.measure.metric.definition import DEFINITIONS
from incidentdesk.measure.metric.distribution import Count, Distribution, Share
from incidentdesk.measure.metric.grouping import FIELDS
from incidentdesk.measure.metric.measuring import Measurement
from incidentdesk.measure.period_cause import CauseRow
from incidentdesk.measure.period_chart import charts_of
from incidentdesk.measure.period_content import PeriodContent
from incidentdesk.measure.period_value import length, share_text, value_text
from incidentdesk.measure.printed import NEVER
from incidentdesk.paper.styles import BODY, CELL, DANGER, LABEL, NOTE, STRONG, Align, Style
from incidentdesk.paper.table import Cell, Column, Table
from incidentdesk.paper.text import Section, Text

SUB = Style(face=STRONG.face, size=10.5, leading=14, before=10, after=4)
RIGHT = CELL.but(align=Align.RIGHT)
FINE = LABEL.but(size=7.5, leading=9.5)
_MOST_CAUSES, _MOST_ACTIONS, _MOST_GROUPS, _MOST_NUMBERS = 15, 20, 8, 40


def sub(heading: str, first: Flowable, *others: Flowable) -> list[Flowable]:
    """A heading that never stands alone at the end of a page, and what follows it."""
    return [CondPageBreak(90), Section(heading, first, SUB, 1), *others]


# ── response times ───────────────────────────────────────────────────────────────────────────────────────────────────

_TIMES = (*list(SPANS)[:-1], "net-time-to-resolve", "time-to-close")


def response_story(content: PeriodContent) -> list[Flowable]:
    hours = _("working hours") if content.business else _("calendar hours")
    note = _("Times in {hours}, but for the first response, which is always in working hours. Half of what was measured"
        " is at most the median, 90 % at most the 90th percentile; the mean is drawn up by a few very long ones."
    ).format(hours=hours)  # fmt: skip
    columns = [
        Column(_("Time"), share=1),
        Column(_("n"), width=34, style=RIGHT),
        Column(_("Coverage"), width=48, style=RIGHT),
        Column(_("Median"), width=60, style=RIGHT.but(face=STRONG.face)),
        Column(_("90th perc."), width=60, style=RIGHT.but(face=STRONG.face)),
        Column(_("Mean"), width=60, style=RIGHT),
    ]
    rows = [_time_row(content, name) for name in _TIMES if name in content.figures.values]
    return [Table(columns, rows, after=4), Text(note, NOTE.but(after=8)), *charts_of(content, ["response-times"], 205)]


def _time_row(content: PeriodContent, name: str) -> Sequence[Cell]:
    found, definition = content.figures.of(name), DEFINITIONS[name]
    assert isinstance(found, Distribution)
    worked = content.business or name == "time-to-first-response"
    told = ((_(definition.label), STRONG), (_(definition.meaning), FINE), (_(definition.formula), FINE))
    values = [length(each, worked=worked) for each in (found.median, found.p90, found.mean)]
    return told, str(found.n), share_text(found.coverage), *values


# ── volume ───────────────────────────────────────────────────────────────────────────────────────────────────────────

_FLOW = (
    "created", "resolved", "net-flow", "backlog", "backlog-age", "open-breached", "reopened", "reopen-rate",
    "repeat-rate", "first-contact-resolution", "first-assignment-resolution", "reassignments", "found-by-monitoring",
)  # fmt: skip


def volume_story(content: PeriodContent) -> list[Flowable]:
    columns = [
        Column(_("What"), share=1),
        Column(_("This period"), width=150, style=RIGHT.but(face=STRONG.face)),
        Column(_("Before"), width=60, style=RIGHT),
    ]
    rows = [_flow_row(content, name) for name in _FLOW if name in content.figures.values]
    return [
        *charts_of(content, ["backlog"], 135),
        *charts_of(content, ["open-by-age"], 108),
        Table(columns, rows, after=4),
        *sub(_("By priority"), group_table(content, content.by["priority"])),
    ]


def _flow_row(content: PeriodContent, name: str) -> Sequence[Cell]:
    definition, earlier = DEFINITIONS[name], content.earlier
    worked = content.business
    before = value_text(name, earlier.of(name), worked=worked) if earlier and name in earlier.values else NEVER
    return _(definition.label), value_text(name, content.figures.of(name), worked=worked), before


# ── load ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def load_story(content: PeriodContent) -> list[Flowable]:
    blocks: list[Flowable] = [*charts_of(content, ["when-incidents-start"], 190)]
    for by in ("team", "assignee", "service", "channel"):
        heading = _("By {field}").format(field=_(FIELDS[by]).lower())
        blocks += sub(heading, group_table(content, content.by[by]), *_beyond(content.by[by]))
    return blocks


def group_table(content: PeriodContent, measurement: Measurement) -> Flowable:
    handed = "reassignments" in measurement.values
    columns = [
        Column(_(FIELDS[measurement.grouping.by]), share=1, style=STRONG),
        Column(_("Logged"), width=40, style=RIGHT),
        Column(_("Resolved"), width=48, style=RIGHT),
        Column(_("Open"), width=32, style=RIGHT),
        Column(_("Median time"), width=62, style=RIGHT),
        Column(_("Handed on"), width=52, style=RIGHT) if handed else Column(_("90th perc."), width=62, style=RIGHT),
        Column(_("SLA met"), width=80, style=RIGHT),
    ]
    shown = _busiest(measurement)
    return Table(columns, [_group_row(content, measurement, place) for place in shown[: _most(measurement)]], after=3)


def _most(measurement: Measurement) -> int:
    return len(measurement.groups) if measurement.grouping.by == "priority" else _MOST_GROUPS


def _busiest(measurement: Measurement) -> list[int]:
    """The groups in which something happened, those with most incidents first; priorities in their order."""
    busy = [place for place in range(len(measurement.groups)) if any(_counts(measurement, place))]
    if measurement.grouping.by == "priority":
        return busy
    return sorted(busy, key=lambda place: [-each for each in _counts(measurement, place)])


def _counts(measurement: Measurement, place: int) -> list[int]:
    values = [measurement.of(name, place) for name in ("created", "resolved", "backlog")]
    return [each.value for each in values if isinstance(each, Count)]


def _group_row(content: PeriodContent, measurement: Measurement, place: int) -> Sequence[Cell]:
    resolve, sla = measurement.of("time-to-resolve", place), measurement.of("sla-resolution", place)
    assert isinstance(resolve, Distribution)
    assert isinstance(sla, Share)
    counts = [str(each) for each in _counts(measurement, place)]
    met = f"{share_text(sla.value)} (n={sla.n})" if sla.n else NEVER
    median, p90 = (
        length(each, worked=content.business) if resolve.n else NEVER for each in (resolve.median, resolve.p90)
    )
    return str(measurement.groups[place].label), *counts, median, _handed_on(measurement, place) or p90, met


def _handed_on(measurement: Measurement, place: int) -> str:
    """How often the incidents resolved changed hands, "" where that was not measured."""
    found = measurement.of("reassignments", place) if "reassignments" in measurement.values else None
    return f"{found.total or 0:.0f}" if isinstance(found, Distribution) else ""


def _beyond(measurement: Measurement) -> list[Flowable]:
    rest = _busiest(measurement)[_MOST_GROUPS:]
    if not rest:
        return []
    came = sum(_counts(measurement, place)[0] for place in rest)
    sentence = ngettext(
        "{count} more had {came} incidents together.", "{count} more had {came} incidents together.", len(rest)
    )
    return [Text(sentence.format(count=len(rest), came=came), NOTE)]


# ── causes ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def causes_story(content: PeriodContent) -> list[Flowable]:
    return [
        *charts_of(content, ["root-causes"], 200),
        *sub(_("Root causes and what is done about them"), _causes_table(content)),
        *sub(_("What came back"), Text(_repeated(content), BODY)),
        *sub(_("Counter-measures"), Text(_action_states(content), BODY), *_open_actions(content)),
    ]


def _causes_table(content: PeriodContent) -> Flowable:
    if not content.causes:
        return Text(_("No root cause was verified for what was resolved in this period."), NOTE)
    columns = [
        Column(_("Root cause"), share=1.2, style=STRONG),
        Column(_("n"), width=24, style=RIGHT),
        Column(_("Incidents"), share=0.8),
        Column(_("Corrective actions"), share=1.6),
    ]
    return Table(columns, [_cause_row(each, content.today) for each in content.causes[:_MOST_CAUSES]])


def _cause_row(cause: CauseRow, today: str) -> Sequence[Cell]:
    told: list[tuple[str, Style]] = []
    for action in cause.actions:
        told += [(f"{action.number} {action.text}", CELL), (_action_words(action, today), LABEL)]
    return (
        cause.text, str(len(cause.incidents)), numbers(cause.incidents, 8), tuple(told) or _("nothing planned yet")
    )  # fmt: skip


def _action_words(action: ActionRow, today: str) -> str:
    due = _("due {day}").format(day=action.due_on) if action.due_on and action.state in OWED_STATES else ""
    late = _("▲ overdue") if action.overdue(today) else ""
    return " · ".join(filter(None, (_(action.state), action.owner, due, late)))


def numbers(ids: Iterable[int], most: int = _MOST_NUMBERS) -> str:
    """INC-0042, INC-0043 and 12 more."""
    known = list(ids)
    shown = ", ".join(number(each) for each in known[:most])
    rest = len(known) - most
    if rest <= 0:
        return shown or NEVER
    return ngettext("{numbers} and {count} more", "{numbers} and {count} more", rest).format(numbers=shown, count=rest)


def _repeated(content: PeriodContent) -> str:
    rate = content.figures.of("repeat-rate")
    assert isinstance(rate, Share)
    sentence = ngettext(
        "{hits} of {n} incident repeated an earlier one within 30 days of its resolution ({share}).",
        "{hits} of {n} incidents repeated an earlier one within 30 days of its resolution ({share}).",
        rate.n,
    ).format(hits=rate.hits, n=rate.n, share=share_text(rate.value))
    return f"{sentence} {numbers(content.repeated)}" if content.repeated else sentence


def _action_states(content: PeriodContent) -> str:
    found = [(state, sum(each.state == state for each in content.actions)) for state in ActionState]
    told = [f"{_(state)} {count}" for state, count in found if count]
    late = sum(each.overdue(content.today) for each in content.actions)
    if late:
        told.append(_("overdue {count}").format(count=late))
    on_time = content.figures.of("actions-on-time")
    assert isinstance(on_time, Share)
    if on_time.n:
        told.append(
            _("{hits} of {n} that were due in the period were done in time").format(hits=on_time.hits, n=on_time.n)
        )
    return " · ".join(told) or _("No corrective action was planned.")


def _open_actions(content: PeriodContent) -> list[Flowable]:
    owed = [each for each in content.actions if each.state in OWED_STATES]
    if not owed:
        return []
    columns = [
        Column(_("Promised and not done yet"), share=2.2),
        Column(_("For"), width=58),
        Column(_("Owner"), share=0.8),
        Column(_("State"), width=62),
        Column(_("Due"), width=62),
    ]
    table = Table(columns, [_owed_row(each, content.today) for each in owed[:_MOST_ACTIONS]])
    rest = len(owed) - _MOST_ACTIONS
    more = ngettext("{count} more is promised.", "{count} more are promised.", rest).format(count=rest)
    return [table, Text(more, NOTE)] if rest > 0 else [table]


def _owed_row(action: ActionRow, today: str) -> Sequence[Cell]:
    due: Cell = action.due_on or NEVER
    if action.overdue(today):
        due = ((action.due_on, CELL), (_("▲ overdue"), STRONG.but(colour=DANGER)))
    told = ((action.text, CELL), (action.number, LABEL))
    return told, action.subject_number or NEVER, action.owner or NEVER, _(action.state), due
