"""The columns of the list of sessions."""

from incidentdesk.desktop import moment
from incidentdesk.desktop.records.column import Column, Now
from incidentdesk.desktop.widgets.state_mark import Mark
from incidentdesk.improve.training_session_list import SessionRow
from incidentdesk.language import N_, _
from incidentdesk.prepare.training_session import SessionState

STATE_MARK: dict[str, Mark] = {
    SessionState.PLANNED: ("ring", "info"),
    SessionState.HELD: ("seal", "success"),
    SessionState.CANCELED: ("cross", "hint"),
}
_ORDER = {state: place for place, state in enumerate(SessionState)}


def _state(row: SessionRow, now: Now) -> str:
    return _("results missing") if row.waits_for_results(now.at) else _(row.state)


def _result(row: SessionRow) -> str:
    if row.state != SessionState.HELD:
        return "–"
    return _("{count} of {all}").format(count=row.passed, all=len(row.attendees))


COLUMNS = (
    Column("when", N_("Begins"), lambda row, now: moment.day_and_time(row.starts_at, now.at, now.zone),
           lambda row: row.starts_at, 148, whole=lambda row, now: moment.full(row.starts_at, now.zone),
           descending=True, strong=lambda row, now: row.starts_at > now.at and row.state == SessionState.PLANNED),
    Column("course", N_("Course"), lambda row, _now: row.course, lambda row: row.course.casefold(),
           whole=lambda row, _now: f"{row.course}\n{row.note}".strip()),
    Column("state", N_("State"), _state, lambda row: _ORDER[SessionState(row.state)], 140,
           mark=lambda row: STATE_MARK[row.state],
           role=lambda row, now: "warning" if row.waits_for_results(now.at) else "text"),
    Column("people", N_("Invited"), lambda row, _now: str(len(row.attendees)), lambda row: len(row.attendees), 84, 2,
           trailing=True, whole=lambda row, _now: "\n".join(each.name for each in row.attendees) or _("nobody yet"),
           descending=True),
    Column("attended", N_("Attended"), lambda row, _now: str(row.attended) if row.state == SessionState.HELD else "–",
           lambda row: row.attended, 92, 3, trailing=True, descending=True),
    Column("passed", N_("Passed"), lambda row, _now: _result(row), lambda row: row.passed, 92, 1, trailing=True,
           descending=True),
    Column("place", N_("Place"), lambda row, _now: row.place or "–", lambda row: row.place, 132, 4,
           role=lambda *_: "text2"),
    Column("trainer", N_("Trainer"), lambda row, _now: row.trainer or _("nobody"), lambda row: row.trainer, 132, 3,
           role=lambda row, _now: "text" if row.trainer else "hint"),
)  # fmt: skip
