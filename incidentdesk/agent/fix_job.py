"""Reminding of temporary fixes that stand for longer than they may; of each expiry once."""

from datetime import tzinfo

from incidentdesk import clock
from incidentdesk.agent.delivery import ACTOR, VIA
from incidentdesk.detect.number import number
from incidentdesk.language import _, isolated
from incidentdesk.recover.temporary_fix_list import ExpiredFix, expired_fixes
from incidentdesk.respond.announcement import AnnouncementKind
from incidentdesk.respond.announcing import told_keys
from incidentdesk.respond.escalation_step_taking import Tell
from incidentdesk.respond.responsible import responsible
from incidentdesk.store.database import Database
from incidentdesk.store.reading import Reader


def remind_of_fixes(database: Database, now: int, tell: Tell, zone: tzinfo) -> list[str]:
    """Remind who coordinates the recovery and who answers for the incident; returns a line for each fix."""
    with database.read() as reader:
        due = _untold(reader, now)
        people = {key: _people(reader, each) for key, each in due.items()}
    lines = []
    for key, who in people.items():
        each = due[key]
        with database.write(actor=ACTOR, via=VIA) as session:
            tell(
                session,
                incident_id=each.incident_id,
                person_ids=who,
                kind=AnnouncementKind.REMINDER,
                subject=_("[{number}] A temporary fix has expired").format(number=number(each.incident_id)),
                body=_body(each, zone),
                key=key,
                unreached=() if who else (_("Incident commander"),),
            )
        said = _("{number}: reminded of a temporary fix that has expired")
        lines.append(said.format(number=number(each.incident_id)))
    return lines


def late_fixes(reader: Reader, limit: int) -> list[tuple[int, int, str]]:
    """Reminders of what had expired at `limit`: when it was due, of which incident, and what it says."""
    said = _("{number}: a temporary fix has expired")
    found = _untold(reader, limit).values()
    return [(each.expires_at, each.incident_id, said.format(number=number(each.incident_id))) for each in found]


def _untold(reader: Reader, now: int) -> dict[str, ExpiredFix]:
    """What nobody was reminded of since it got its end, by the key of the reminder."""
    due = {f"fix-{each.key}-{each.expires_at}": each for each in expired_fixes(reader, now)}
    known = told_keys(reader, due)
    return {key: each for key, each in due.items() if key not in known}


def _people(reader: Reader, each: ExpiredFix) -> list[int]:
    coordinator = [] if each.coordinator_id is None else [each.coordinator_id]
    return list(dict.fromkeys([*coordinator, *responsible(reader, each.incident_id)]))


def _body(each: ExpiredFix, zone: tzinfo) -> str:
    time = clock.instant(each.expires_at).astimezone(zone).strftime("%Y-%m-%d %H:%M")
    return "\n".join([
        _("Until {time} this was to stand instead of the repair: {text}").format(
            time=time, text=isolated(" ".join(each.text.split()))
        ),
        _("Remove it, or say why it stands for longer: page of the incident, Recovery."),
    ])  # fmt: skip
