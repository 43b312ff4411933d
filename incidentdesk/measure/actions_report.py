"""All corrective actions on paper: what is late, what was promised, what was done in time, and what works."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import MAXYEAR, UTC, date, timedelta, tzinfo
from pathlib import Path

from reportlab.platypus import Flowable

from incidentdesk import clock
from incidentdesk.investigate.action_hint import likely_type
from incidentdesk.investigate.action_query import actions_where
from incidentdesk.investigate.action_state import DONE_STATES, OPEN_STATES, OWED_STATES, ActionState
from incidentdesk.investigate.action_type import ActionType
from incidentdesk.language import _, isolated, ngettext
from incidentdesk.measure.chart.drawn import Table as Numbers
from incidentdesk.measure.effectiveness import VERDICT_NAME, Verdict
from incidentdesk.measure.judged_action import JudgedAction, judged, words_of
from incidentdesk.measure.metric.distribution import Share
from incidentdesk.measure.metric.period import midnight
from incidentdesk.measure.printed import NEVER, minute_and_zone
from incidentdesk.measure.report_pages import (
    RIGHT,
    RIGHT_STRONG,
    Making,
    definitions,
    interval_cell,
    opening,
    share_cell,
    sub,
    write_report,
)
from incidentdesk.paper.styles import BODY, CELL, LABEL, STRONG
from incidentdesk.paper.table import Cell, Column, Table
from incidentdesk.paper.text import Section, Text
from incidentdesk.store.reading import Reader

# From the strongest to the weakest, as NIOSH orders controls: what works without people before what reminds them.
HIERARCHY = (
    ActionType.HARDWARE, ActionType.SOFTWARE, ActionType.CONFIGURATION, ActionType.SUPPLIER, ActionType.MONITORING,
    ActionType.POLICY, ActionType.TRAINING, "",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ActionsContent:
    """The actions that a query means, the overdue first; `today` is YYYY-MM-DD in the zone, `now` in microseconds."""

    rows: Sequence[JudgedAction]
    query: str
    today: str
    now: int
    zone: tzinfo

    @property
    def overdue(self) -> list[JudgedAction]:
        return [each for each in self.rows if each.overdue(self.today)]

    @property
    def on_time(self) -> Share:
        return on_time_share(self.rows, self.zone, self.now)


def gather_actions(reader: Reader, query: str = "", *, me: str, zone: tzinfo, now: int) -> ActionsContent:
    """The actions that a query means; `me` is the name of who asks, `now` in microseconds since 1970."""
    today = clock.instant(now).astimezone(zone).date().isoformat()
    everything = judged(reader, actions_where(reader, "", me=me, today=today), now)
    chosen = {row.id for row in actions_where(reader, query, me=me, today=today, verdicts=words_of(everything))}
    return ActionsContent([row for row in everything if row.id in chosen], query, today, now, zone)


def on_time_share(rows: Iterable[JudgedAction], zone: tzinfo, now: int) -> Share:
    """Of what was due by now the share that was completed by its due date, as the metric actions-on-time has it."""
    due = [(row, _end_of(row.due_on, zone)) for row in rows if row.due_on and row.state not in _NOT_PROMISED]
    passed = [(row, end) for row, end in due if end <= now]
    hits = sum(row.completed_at is not None and row.completed_at <= end for row, end in passed)
    return Share(hits, len(passed), len(passed))


_NOT_PROMISED = (ActionState.PROPOSED, ActionState.DROPPED)
_FAR = 1 << 62


def _end_of(day: str, zone: tzinfo) -> int:
    due = date.fromisoformat(day)
    return _FAR if due.year == MAXYEAR else midnight(due + timedelta(days=1), zone)


def actions_report(
    content: ActionsContent, path: Path | str, making: Making, cancelled: Callable[[], bool] = lambda: False
) -> int:
    """Write the report as a PDF and return the number of its pages; raises Refused where it can't be written."""
    title = _("Corrective actions")
    return write_report(path, list(_story(content, making)), title, title, making, cancelled, landscape=True)


def _story(content: ActionsContent, making: Making) -> list[Flowable]:
    scope = [
        _("filter: {query}").format(query=isolated(content.query)) if content.query.strip() else _("all actions"),
        _("as of {time}").format(time=minute_and_zone(content.now, making.zone)),
    ]
    blocks = opening(making.desk or _("Incident desk"), _("Corrective actions"), scope)
    if not content.rows:
        return [*blocks, Text(_("No corrective action matches this."), BODY)]
    blocks += [Text(_summary(content), BODY.but(after=8)), _states(content)]
    if content.overdue:
        blocks += sub(_("Overdue"), _table(content, content.overdue))
    promised = [each for each in content.rows if each.state in OWED_STATES and not each.overdue(content.today)]
    for heading, rows in (
        (_("Promised"), promised),
        (_("Proposed, and not committed to by anybody"), _in(content, ActionState.PROPOSED)),
        (_("Done"), _in(content, *DONE_STATES)),
        (_("Dropped"), _in(content, ActionState.DROPPED)),
    ):
        if rows:
            blocks += sub(heading, _table(content, rows))
    blocks += sub(_("By kind of control, the strongest first"), _by_type(content))
    blocks += sub(_("By owner"), _by_owner(content))
    return [*blocks, *_definitions(content)]


def _in(content: ActionsContent, *states: str) -> list[JudgedAction]:
    return [each for each in content.rows if each.state in states]


def _summary(content: ActionsContent) -> str:
    count, late, share = len(content.rows), len(content.overdue), content.on_time
    said = [ngettext("{count} action", "{count} actions", count).format(count=count)]
    said.append(ngettext("{count} is overdue", "{count} are overdue", late).format(count=late))
    if share.n:
        said.append(
            _("{hits} of {n} that were due are done in time: {share} ({interval})").format(
                hits=share.hits, n=share.n, share=share_cell(share), interval=interval_cell(share)
            )
        )
    else:
        said.append(_("none was due yet"))
    return "; ".join(said) + "."


def _states(content: ActionsContent) -> Flowable:
    """How many stand where, and what became of those that are done."""
    rows: list[Sequence[Cell]] = []
    for state in ActionState:
        found = _in(content, state)
        if found:
            late = sum(each.overdue(content.today) for each in found)
            rows.append(
                (str(_(state)), str(len(found)), str(late) if state in OWED_STATES else NEVER, _verdicts(found))
            )
    columns = [
        Column(_("State"), width=90, style=STRONG),
        Column(_("Actions"), width=56, style=RIGHT),
        Column(_("Overdue"), width=56, style=RIGHT),
        Column(_("Do they work?"), share=1),
    ]
    return Section(_("By state"), Table(columns, rows))


def _verdicts(rows: Sequence[JudgedAction]) -> str:
    found = [(name, sum(row.effect is not None and row.effect.verdict is each for row in rows))
             for each, name in VERDICT_NAME.items()]  # fmt: skip
    return " · ".join(f"{_(name)} {count}" for name, count in found if count) or NEVER


def _table(content: ActionsContent, rows: Sequence[JudgedAction]) -> Flowable:
    columns = [
        Column(_("Action"), share=3),
        Column(_("For"), width=54),
        Column(_("Owner"), share=1),
        Column(_("State"), width=64),
        Column(_("Due"), width=72),
        Column(_("Control"), width=110),
        Column(_("Works?"), width=88),
    ]
    return Table(columns, [_row(content, row) for row in rows])


def _row(content: ActionsContent, row: JudgedAction) -> Sequence[Cell]:
    late = row.overdue(content.today)
    due: Cell = ((f"▲ {row.due_on}", STRONG),) if late else row.due_on or NEVER
    about = [row.cause] if row.cause else []
    if row.dropped_reason and row.state == ActionState.DROPPED:
        about.append(row.dropped_reason)
    told = [(f"{row.number} {row.text}", CELL), *((each, LABEL) for each in about)]
    return (
        tuple(told), row.subject_number or NEVER, row.owner or _("nobody"), _(row.state), due, _type(row),
        NEVER if row.effect is None else row.effect.name,
    )  # fmt: skip


def _type(row: JudgedAction) -> str:
    found = likely_type(row.type, row.text)
    return str(_(found)) if found else NEVER


# ── groups ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def _by_type(content: ActionsContent) -> Flowable:
    groups = [(kind, [each for each in content.rows if likely_type(each.type, each.text) == kind])
              for kind in HIERARCHY]  # fmt: skip
    named = [(str(_(kind)) if kind else _("not said"), rows) for kind, rows in groups if rows]
    return _groups(content, _("Kind of control"), named)


def _by_owner(content: ActionsContent) -> Flowable:
    owners = sorted({each.owner for each in content.rows}, key=lambda name: (not name, name.casefold()))
    named = [(owner or _("nobody"), [each for each in content.rows if each.owner == owner]) for owner in owners]
    return _groups(content, _("Owner"), named)


def _groups(content: ActionsContent, heading: str, groups: Sequence[tuple[str, list[JudgedAction]]]) -> Flowable:
    columns = [
        Column(heading, share=1, style=STRONG),
        Column(_("Actions"), width=48, style=RIGHT),
        Column(_("Open"), width=40, style=RIGHT),
        Column(_("Overdue"), width=50, style=RIGHT),
        Column(_("Done"), width=40, style=RIGHT),
        Column(_("In time"), width=52, style=RIGHT_STRONG),
        Column(_("n"), width=26, style=RIGHT),
        Column(_("95 % interval"), width=82, style=RIGHT),
    ]
    return Table(columns, [_group_row(content, *each) for each in groups])


def _group_row(content: ActionsContent, name: str, rows: Sequence[JudgedAction]) -> Sequence[Cell]:
    share = on_time_share(rows, content.zone, content.now)
    counts = [
        len(rows),
        sum(each.state in OPEN_STATES for each in rows),
        sum(each.overdue(content.today) for each in rows),
        sum(each.state in DONE_STATES for each in rows),
    ]
    return name, *map(str, counts), share_cell(share), str(share.n), interval_cell(share)


def _definitions(content: ActionsContent) -> list[Flowable]:
    without = sum(not each.due_on and each.state in OWED_STATES for each in content.rows)
    left_out = [
        ngettext(
            "{count} promised action has no due date, so it can be neither overdue nor in time.",
            "{count} promised actions have no due date, so they can be neither overdue nor in time.",
            without,
        ).format(count=without)
    ] if without else []  # fmt: skip
    more = [
        (_("Overdue"), _("Somebody has promised it, its due date has passed, and it is not done.")),
        (_("Works?"), _("How often the same trouble came in 30, 60 and 90 days before and after it was done; “too few"
                        " to know” where chance explains the difference.")),
        (_("Kind of control"), _("What works without people stands before what reminds them (NIOSH). Where no kind was"
                                 " chosen and the words only ask people to remember, it counts as training.")),
    ]  # fmt: skip
    return definitions(["actions-on-time"], left_out, more)


# ── the same numbers for other programs ──────────────────────────────────────────────────────────────────────────────


def actions_tables(content: ActionsContent) -> dict[str, Numbers]:
    """The tables of a file: each action, and the sums; times in UTC."""
    share = content.on_time
    low, high = share.interval or (None, None)
    sums = [
        ("actions", len(content.rows)), ("overdue", len(content.overdue)), ("due", share.n), ("in_time", share.hits),
        ("in_time_share", share.value), ("interval_low", low), ("interval_high", high),
        *((f"state {state}", len(_in(content, state))) for state in ActionState),
        *((f"verdict {each}", sum(row.effect is not None and row.effect.verdict is each for row in content.rows))
          for each in Verdict),
    ]  # fmt: skip
    headings = (
        "number", "action", "for", "title", "owner", "state", "due_on", "overdue", "completed_at", "control", "cause",
        "verdict",
    )  # fmt: skip
    rows = [
        (row.number, row.text, row.subject_number, row.subject_title, row.owner, row.state, row.due_on,
         row.overdue(content.today), clock.iso(row.completed_at), likely_type(row.type, row.text), row.cause,
         "" if row.effect is None else str(row.effect.verdict))
        for row in content.rows
    ]  # fmt: skip
    about = [("filter", content.query), ("as_of", clock.iso(content.now)), ("zone", str(content.zone or UTC))]
    return {
        _("Corrective actions"): Numbers(headings, rows),
        _("Sums"): Numbers(("name", "value"), sums),
        _("About"): Numbers(("name", "value"), about),
    }
