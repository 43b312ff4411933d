"""Warning of promises: once when a clock is at risk, once when it is breached (R10)."""

from collections.abc import Iterable

from incidentdesk import clock
from incidentdesk.agent.delivery import ACTOR, VIA
from incidentdesk.agent.jobs import MINUTE
from incidentdesk.detect.number import number
from incidentdesk.detect.sla_clock import Clock, ClockState, clocks_of
from incidentdesk.detect.sla_standing import RISK_SETTING
from incidentdesk.language import _, isolated
from incidentdesk.prepare.minutes import length_text
from incidentdesk.prepare.setting_value import setting_of
from incidentdesk.prepare.sla import TARGET_NAME
from incidentdesk.respond.announcement import AnnouncementKind
from incidentdesk.respond.announcing import told_keys
from incidentdesk.respond.escalation_step_taking import Tell
from incidentdesk.respond.responsible import leaders, responsible
from incidentdesk.store.database import Database
from incidentdesk.store.reading import Reader

# A breach that is older than that before the last beat was told then, or is no news.
_NEWS = 60 * MINUTE


def warn_of_clocks(database: Database, now: int, last_beat: int, tell: Tell) -> list[str]:
    """Warn of every clock of an open incident that is at risk or breached; returns a line for each new warning."""
    with database.read() as reader:
        news = _news(reader, now, last_beat)
        people = {incident_id: _people(reader, incident_id) for incident_id, _clock, _key in news}
        titles = _titles(reader, people)
    lines = []
    for incident_id, each, key in sorted(news, key=lambda found: (found[1].due_at or now, found[0])):
        subject = _subject(incident_id, each)
        with database.write(actor=ACTOR, via=VIA) as session:
            tell(
                session,
                incident_id=incident_id,
                person_ids=people[incident_id],
                kind=AnnouncementKind.REMINDER,
                subject=subject,
                body=_body(titles[incident_id], each, now),
                key=key,
                unreached=() if people[incident_id] else (_("Whoever answers for the incident"),),
            )
        lines.append(subject)
    return lines


def late_warnings(reader: Reader, now: int, last_beat: int, limit: int) -> list[tuple[int, int, str]]:
    """Instant, incident and sentence of the breaches until `limit` that would be told late (N14)."""
    return [
        (each.due_at, incident_id, _subject(incident_id, each))
        for incident_id, each, _key in _news(reader, now, last_beat)
        if each.state == ClockState.BREACHED and each.due_at is not None and each.due_at <= limit
    ]


def _news(reader: Reader, now: int, last_beat: int) -> list[tuple[int, Clock, str]]:
    """Incident, clock and key of every warning that was not told yet."""
    opened = [int(row[0]) for row in reader.rows(_OPEN)]
    clocks = clocks_of(reader, opened, clock.instant(now))
    risk = int(setting_of(reader, RISK_SETTING))
    warned = {
        key: (incident_id, each)
        for incident_id, several in clocks.items()
        for each in several
        if (key := _key(incident_id, each, (last_beat or now) - _NEWS, risk))
    }
    known = told_keys(reader, warned)
    return [(incident_id, each, key) for key, (incident_id, each) in warned.items() if key not in known]


_OPEN = (
    "SELECT id FROM incident WHERE withdrawn_at IS NULL AND state NOT IN ('Resolved', 'Closed', 'Canceled') ORDER BY id"
)


def _key(incident_id: int, each: Clock, since: int, risk: int) -> str:
    """Under which a warning is told once; empty where there is nothing to warn of. `risk` is in per cent."""
    breached = each.state == ClockState.BREACHED
    if not each.is_open or (breached and each.due_at is not None and each.due_at < since):
        return ""
    if not breached and not (each.state == ClockState.RUNNING and each.percent >= risk):
        return ""
    stage = "breached" if breached else "risk"
    return f"sla-{incident_id}-{each.target}-{each.kind}-{each.started_at}-{each.aim}-{stage}"


def _people(reader: Reader, incident_id: int) -> list[int]:
    """Whoever answers for it, and whoever leads the team or commands."""
    return list(dict.fromkeys([*responsible(reader, incident_id), *leaders(reader, incident_id)]))


def _titles(reader: Reader, incident_ids: Iterable[int]) -> dict[int, str]:
    return {
        each: str(reader.rows("SELECT title FROM incident WHERE id = :id", {"id": each})[0][0]) for each in incident_ids
    }


def _subject(incident_id: int, each: Clock) -> str:
    values = {"number": number(incident_id), "target": _(TARGET_NAME[each.target])}
    if each.state == ClockState.BREACHED:
        return _("[{number}] {target} breached").format(**values)
    return _("[{number}] {target} at risk: {percent} % used").format(**values, percent=int(each.percent))


def _body(title: str, each: Clock, now: int) -> str:
    lines = [title, ""]
    if each.state == ClockState.BREACHED:
        lines.append(
            _("{sla} promised it within {aim}; {elapsed} have passed.").format(
                sla=isolated(each.sla), aim=length_text(each.aim), elapsed=length_text(each.elapsed)
            )
        )
    else:
        lines.append(
            _("{sla} promises it within {aim}; {left} of working time are left.").format(
                sla=isolated(each.sla), aim=length_text(each.aim), left=length_text(each.left)
            )
        )
    if each.due_at is not None and each.due_at > now:
        lines.append(_("Due: {time}").format(time=clock.instant(each.due_at).strftime("%Y-%m-%d %H:%M UTC")))
    return "\n".join(lines)
