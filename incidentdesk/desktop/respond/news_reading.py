"""What the part about news to reporters reads: the news with their texts, and how one reads for a real incident."""

from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from incidentdesk.detect.number import incident_id_of, number
from incidentdesk.language import _, isolated
from incidentdesk.prepare.outlet import OutletKind
from incidentdesk.prepare.outlet_list import outlets
from incidentdesk.refusal import Refused
from incidentdesk.respond.message_draft import filled, message_values, sample_values
from incidentdesk.respond.reporter_news import NewsText, news_texts

_MOST_OFFERED = 200


@dataclass(frozen=True, slots=True)
class Known:
    """`incidents` are the newest, as “INC-0042 Title”; `can_send` says whether an outlet for e-mail is on."""

    news: tuple[NewsText, ...]
    incidents: tuple[str, ...]
    can_send: bool


@dataclass(frozen=True, slots=True)
class Preview:
    about: str
    subject: str
    body: str
    warning: str


def read_news(database: Any) -> Known:
    """For a worker."""
    with database.read() as reader:
        rows = reader.rows(
            "SELECT id, title FROM incident WHERE withdrawn_at IS NULL ORDER BY id DESC LIMIT :most",
            {"most": _MOST_OFFERED},
        )
        can_send = any(each.kind == OutletKind.EMAIL and each.enabled for each in outlets(reader))
        return Known(tuple(news_texts(reader)), tuple(f"{number(int(row[0]))} {row[1]}" for row in rows), can_send)


def preview(database: Any, about: str, subject: str, body: str, zone: ZoneInfo) -> Preview:
    """How it reads for the incident whose number stands first in `about`, or for one made up; for a worker.

    Raises Refused where there is no such incident.
    """
    if not about.strip():
        made = filled(subject, body, sample_values(zone), "")
        return Preview(_("For an incident that is made up"), made.subject, made.body, made.warning)
    incident_id = incident_id_of(about.split()[0])
    with database.read() as reader:
        rows = reader.rows(
            "SELECT person.name FROM incident LEFT JOIN person ON person.id = incident.reporter_id"
            " WHERE incident.id = :id AND incident.withdrawn_at IS NULL",
            {"id": incident_id},
        )
        if not rows:
            raise Refused(_("There is no incident {number}.").format(number=number(incident_id)))
        values = message_values(reader, incident_id, audience_id=None, phase="", zone=zone)
    made = filled(subject, body, values, "")
    name = _("To {name}").format(name=isolated(rows[0][0])) if rows[0][0] else _("Nobody is known who reported it")
    return Preview(f"{number(incident_id)} · {name}", made.subject, made.body, made.warning)
