"""Logging an incident."""

from collections.abc import Iterable
from datetime import datetime

from incidentdesk import clock
from incidentdesk.detect.channel import Channel
from incidentdesk.detect.incident import incident
from incidentdesk.detect.priority import Level, priority_of
from incidentdesk.detect.stage_time import refuse_disorder, refuse_future, sources_text, typed_source
from incidentdesk.detect.state import State
from incidentdesk.detect.wording import clean, tags_text, text_of, title_of
from incidentdesk.language import _
from incidentdesk.prepare.category import category_named
from incidentdesk.prepare.naming import same_name
from incidentdesk.prepare.person import person_named, staff_named
from incidentdesk.prepare.service import service_named
from incidentdesk.prepare.team import team_named
from incidentdesk.refusal import Refused
from incidentdesk.store import ledger
from incidentdesk.store.session import Session


def log_incident(
    session: Session,
    *,
    title: str,
    description: str = "",
    reporter: str = "",
    channel: Channel | str = Channel.PHONE,
    service: str = "",
    category: str = "",
    subcategory: str = "",
    impact: int = Level.MEDIUM,
    urgency: int = Level.MEDIUM,
    team: str = "",
    assignee: str = "",
    tags: Iterable[str] = (),
    major: bool = False,
    occurred_at: datetime | None = None,
    detected_at: datetime | None = None,
    origin: str | None = None,
    external_ref: str | None = None,
    measured: bool = False,
) -> int:
    """Write a new incident and return its id, which is its number.

    People, teams, services and categories that are not known yet are made. An incident that somebody logs is
    detected when it is logged unless said otherwise, and acknowledged if whoever logs it takes it on. `measured` says
    that its times come from a watcher and not from a person.
    Raises Refused for a title that is empty or too long, for a level outside 1 to 3, for an unknown channel, for a
    subcategory without a category, and for times in the wrong order.
    """
    if subcategory and not category:
        raise Refused(_("A subcategory needs a category."))
    category_id = category_named(session, category)
    takes_it_on = bool(assignee) and same_name(assignee, session.actor)
    times = {
        "occurred_at": clock.stored(occurred_at) if occurred_at else None,
        "detected_at": clock.stored(detected_at) if detected_at else session.at,
        "created_at": session.at,
        "acknowledged_at": session.at if takes_it_on else None,
    }
    refuse_future(session, times)
    refuse_disorder(times)
    given = (("occurred_at", occurred_at), ("detected_at", detected_at))
    typed = {name: value for name, value in given if value and not measured}
    sources = {name: [typed_source(session, clock.stored(value)), session.actor] for name, value in typed.items()}
    return ledger.insert(
        session,
        incident,
        {
            "title": title_of(title),
            "description": text_of(description),
            "reporter_id": person_named(session, reporter),
            "channel": channel_of(channel),
            "service_id": service_named(session, service),
            "category_id": category_id,
            "subcategory_id": category_named(session, subcategory, category_id),
            "impact": level_of(impact),
            "urgency": level_of(urgency),
            "priority": priority_of(impact, urgency),
            "state": State.NEW,
            "team_id": team_named(session, team),
            "assignee_id": staff_named(session, assignee),
            "tags": tags_text(tags),
            "major": major,
            "origin": clean(origin or "").strip() or None,
            "external_ref": clean(external_ref or "").strip() or None,
            **times,
            "time_sources": sources_text(sources),
            "updated_at": session.at,
        },
    )


def level_of(level: int) -> int:
    """Impact or urgency; raises Refused outside 1 to 3."""
    if level not in (1, 2, 3):
        raise Refused(_("Impact and urgency are 1 (high), 2 (medium) or 3 (low)."))
    return int(level)


def channel_of(channel: str) -> str:
    """A channel by its name, upper and lower case being the same; raises Refused for an unknown one."""
    for known in Channel:
        if known.lower() == channel.lower():
            return known.value
    raise Refused(
        _("“{channel}” is no channel. Channels are: {known}.").format(channel=channel, known=", ".join(Channel))
    )
