"""Telling reporters what became of their incidents, by whatever door that happened."""

from incidentdesk.agent.delivery import ACTOR, VIA
from incidentdesk.detect.number import number
from incidentdesk.language import _, isolated
from incidentdesk.respond.announcing import note_only
from incidentdesk.respond.escalation_step_taking import Tell
from incidentdesk.respond.reporter_news import TITLE, heard_news, tell_reporter
from incidentdesk.respond.rule_place import NEWS, place_of, set_place
from incidentdesk.store.database import Database
from incidentdesk.store.reading import Reader

LATE_AFTER = 600_000_000  # microseconds


def tell_reporters(database: Database, now: int, tell: Tell) -> list[str]:
    """Put what is news into the outbox, each in a transaction of its own; returns a line for each."""
    with database.read() as reader:
        found, last = heard_news(reader, now)
        place = place_of(reader, NEWS)
    lines = []
    for each in found:
        with database.write(actor=ACTOR, via=VIA) as session:
            address = tell_reporter(session, each, send=tell is not note_only)
        if address:
            lines.append(
                _("{number}: told {address}: {news}").format(
                    number=number(each.incident_id), address=isolated(address), news=_(TITLE[each.news])
                )
            )
    if place is not None and last != place:
        with database.write(actor=ACTOR, via=VIA) as session:
            set_place(session, NEWS, last)
    return lines


def late_news(reader: Reader, now: int) -> list[tuple[int, int, str]]:
    """Instant, incident and sentence of news that would be sent late (N14)."""
    return [
        (each.at, each.incident_id, _("{number}: {news}, to whoever reported it").format(
            number=number(each.incident_id), news=_(TITLE[each.news])))
        for each in heard_news(reader, now)[0]
        if each.at <= now - LATE_AFTER
    ]  # fmt: skip
