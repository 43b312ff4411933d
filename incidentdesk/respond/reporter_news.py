"""News to whoever reported an incident, by itself and by e-mail: received, assigned, on hold, resolved, reopened.

They answer in the thread of the mail by which the incident came. Machines are never written to, and nobody gets the
same news more often than once in an hour (promise intake-4).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from incidentdesk.detect.state import OPEN_STATES, State
from incidentdesk.language import N_, _
from incidentdesk.prepare.contact_method import Means
from incidentdesk.prepare.message_text import check_template
from incidentdesk.prepare.outlet import OutletKind
from incidentdesk.prepare.outlet_list import outlets
from incidentdesk.prepare.reach import addresses_of
from incidentdesk.prepare.setting import set_setting
from incidentdesk.prepare.setting_value import setting_of
from incidentdesk.refusal import Refused
from incidentdesk.respond.announcement import AnnouncementKind, AnnouncementState, announcement
from incidentdesk.respond.announcing import queue_messages
from incidentdesk.respond.message_draft import filled, message_values
from incidentdesk.respond.outbox import GRACE, outbox_message
from incidentdesk.respond.recipient import Recipient
from incidentdesk.respond.rule_fact import TOLD, Told, told_of
from incidentdesk.respond.rule_hearing import SILENT_DOORS
from incidentdesk.respond.rule_place import NEWS, newest, place_of, set_place
from incidentdesk.store import ledger
from incidentdesk.store.reading import Reader, Row
from incidentdesk.store.session import Session

SETTING = "reporter_news"
HOUR = 3_600_000_000  # microseconds
# What waited for longer is no news any more.
LONGEST = 24 * HOUR
_MOST_IN_HOUR = 10
_AT_ONCE = 5_000
_MACHINES = re.compile(
    r"^(mailer-daemon|postmaster|mail-daemon|bounces?|no-?reply|do-?not-?reply|nobody|notifications?|auto(matic|mailer)?"
    r"|alerts?|monitoring|daemon|root|listserv|majordomo)([+\-._].*)?@",
    re.IGNORECASE,
)


class News(StrEnum):
    RECEIVED = "received"
    ASSIGNED = "assigned"
    HOLD = "on hold"
    RESOLVED = "resolved"
    REOPENED = "reopened"


@dataclass(frozen=True, slots=True)
class NewsText:
    """Whether one kind of news is sent, and the templates of its subject and text."""

    news: News
    on: bool
    subject: str
    body: str


TITLE = {
    News.RECEIVED: N_("Received"),
    News.ASSIGNED: N_("Assigned"),
    News.HOLD: N_("On hold"),
    News.RESOLVED: N_("Resolved"),
    News.REOPENED: N_("Reopened"),
}
# The number in brackets is by which an answer finds its incident.
_SUBJECT = N_("[{{ incident.number }}] {{ incident.title }}")
_BODIES = {
    News.RECEIVED: N_(
        "We have your report and gave it the number {{ incident.number }}.\n\n"
        "Answer this message to add something to it.\n"
    ),
    News.ASSIGNED: N_("{{ incident.assignee }} now works on {{ incident.number }}.\n"),
    News.HOLD: N_(
        "{{ incident.number }} has to wait: {{ incident.hold_reason }}.\n\n"
        "You need not do anything unless we have asked you something.\n"
    ),
    News.RESOLVED: N_(
        "{{ incident.number }} is resolved.\n\nWhat was done: {{ incident.resolution }}\n\n"
        "If it is not solved for you, answer this message and it is opened again.\n"
    ),
    News.REOPENED: N_("{{ incident.number }} was opened again, and we work on it.\n"),
}


# ── what is sent ─────────────────────────────────────────────────────────────────────────────────────────────────


def news_texts(reader: Reader) -> list[NewsText]:
    """All kinds of news in their order, with the usual templates where none were written."""
    chosen = setting_of(reader, SETTING)
    return [_text(each, chosen.get(each.value, {})) for each in News]


def _text(news: News, chosen: Mapping[str, Any]) -> NewsText:
    usual_subject, usual_body = usual_text(news)
    return NewsText(
        news, chosen.get("on") is True, str(chosen.get("subject") or usual_subject),
        str(chosen.get("body") or usual_body),
    )  # fmt: skip


def usual_text(news: News) -> tuple[str, str]:
    """Subject and body where none were written."""
    return _(_SUBJECT), _(_BODIES[news])


def set_news(session: Session, news: News, *, on: bool, subject: str, body: str) -> None:
    """Write whether and in which words news are sent; raises Refused for a template that is not allowed."""
    for text in (subject, body):
        if not text.strip():
            raise Refused(_("Subject and text can't be empty."))
        check_template(text)
    if on and not any(each.on for each in news_texts(session.reader)):
        # What happened before is no news.
        set_place(session, NEWS, newest(session.reader))
    known = setting_of(session.reader, SETTING)
    usual = usual_text(news)
    written = {"on": on, "subject": "" if subject == usual[0] else subject, "body": "" if body == usual[1] else body}
    set_setting(session, SETTING, {**known, news.value: written})


# ── hearing ──────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class HeardNews:
    """Something that whoever reported is told of; `gesture` is the cause, `at` its instant in microseconds."""

    news: News
    incident_id: int
    at: int
    gesture: int
    assignee_id: int | None = None

    @property
    def key(self) -> str:
        return f"news-{self.news.value}-{self.incident_id}-{self.gesture}"


def heard_news(reader: Reader, now: int) -> tuple[list[HeardNews], int]:
    """What is to be told since the last look, and up to which row of the ledger was looked.

    What happened within GRACE is not heard yet: Undo may still make it untrue.
    """
    on = {each.news for each in news_texts(reader) if each.on}
    place = place_of(reader, NEWS)
    if not on or place is None:
        return [], place or 0
    rows = reader.rows(
        f"SELECT chain, {TOLD} FROM ledger WHERE id > :place AND chain <> 0 AND noun = 'incident'"
        " AND act <> 'declined' ORDER BY id LIMIT :most",
        {"place": place, "most": _AT_ONCE},
    )
    rows, last = _settled(reader, rows, now, place)
    by_gesture: dict[tuple[int, int], list[Told]] = {}
    for row in rows:
        told = told_of(row[1:])
        by_gesture.setdefault((told.gesture, int(row[0])), []).append(told)
    found = [
        each
        for (_gesture, chain), told_all in by_gesture.items()
        for each in _news_in(chain, told_all)
        if each.news in on and each.at > now - LONGEST
    ]
    return found, last


def _settled(reader: Reader, rows: list[Row], now: int, place: int) -> tuple[list[Row], int]:
    """The rows before the first that is too young, and up to which one was heard; an instant to come is none."""
    for count, row in enumerate(rows):
        if now - GRACE < told_of(row[1:]).at <= now:
            return rows[:count], int(row[1]) - 1
    return rows, int(rows[-1][1]) if len(rows) == _AT_ONCE else max(place, newest(reader))


def _news_in(incident_id: int, told: list[Told]) -> list[HeardNews]:
    loud = [each for each in told if each.via not in SILENT_DOORS and each.reason not in ("undone", _("undone"))]
    if not loud:
        return []
    last = loud[-1]
    if any(each.act == "created" for each in loud):
        return [HeardNews(News.RECEIVED, incident_id, last.at, last.gesture)]
    found: dict[News, int | None] = {}
    for each in loud:
        before, after = each.changes.get("state", (None, None))
        if after == State.ON_HOLD and before != State.ON_HOLD:
            found[News.HOLD] = None
        elif after == State.RESOLVED:
            found[News.RESOLVED] = None
        elif after == State.IN_PROGRESS and before in (State.RESOLVED, State.CLOSED):
            found[News.REOPENED] = None
        if each.changes.get("assignee_id", (None, None))[1] is not None:
            found[News.ASSIGNED] = each.changes["assignee_id"][1]
    return [HeardNews(news, incident_id, last.at, last.gesture, who) for news, who in found.items()]


# ── telling ──────────────────────────────────────────────────────────────────────────────────────────────────────


def tell_reporter(session: Session, heard: HeardNews, *, send: bool = True) -> str:
    """Put the news into the outbox; returns to which address, empty where nobody is told.

    Without `send` it is only written down, and not told later. News that are not true any more are left out.
    """
    reader = session.reader
    told = reader.rows('SELECT 1 FROM announcement WHERE "key" = :key', {"key": heard.key})
    if told or not _still_true(reader, heard):
        return ""
    address, name, outlet_id = reporter_reached(reader, heard.incident_id)
    if not address or outlet_id is None or _too_often(reader, heard, address, session.at):
        return ""
    wanted = next(each for each in news_texts(reader) if each.news == heard.news)
    values = message_values(reader, heard.incident_id, audience_id=None, phase="")
    draft = filled(wanted.subject, wanted.body, values, "")
    row = {
        "key": heard.key, "incident_id": heard.incident_id, "audience_id": None, "kind": AnnouncementKind.NEWS,
        "subject": draft.subject, "body": draft.body, "written_at": session.at, "written_by": session.actor,
        "state": AnnouncementState.SENT if send else AnnouncementState.DISCARDED,
        "sent_at": session.at if send else None, "sent_by": session.actor if send else "",
    }  # fmt: skip
    announcement_id = ledger.insert(session, announcement, row)
    if send:
        (message_id,) = queue_messages(
            session, {**row, "id": announcement_id}, [Recipient(name or address, address, outlet_id)]
        )
        # So that one that comes late says since when it waits.
        ledger.update(session, outbox_message, message_id, {"queued_at": heard.at})
    return address


def _still_true(reader: Reader, heard: HeardNews) -> bool:
    rows = reader.rows(
        "SELECT state, assignee_id, reporter_id FROM incident WHERE id = :id AND withdrawn_at IS NULL",
        {"id": heard.incident_id},
    )
    if not rows:
        return False
    state, assignee_id, reporter_id = rows[0]
    truth: dict[News, bool] = {
        News.RECEIVED: True,
        News.ASSIGNED: assignee_id == heard.assignee_id and assignee_id != reporter_id and state in OPEN_STATES,
        News.HOLD: state == State.ON_HOLD,
        News.RESOLVED: state in (State.RESOLVED, State.CLOSED),
        News.REOPENED: state in OPEN_STATES,
    }
    return truth[heard.news]


def reporter_reached(reader: Reader, incident_id: int) -> tuple[str, str, int | None]:
    """Address and name of whoever reported it, and the outlet; no address where a machine has, or the desk itself."""
    sending = next((each for each in outlets(reader) if each.kind == OutletKind.EMAIL and each.enabled), None)
    rows = reader.rows(
        "SELECT p.id, p.name FROM incident i JOIN person p ON p.id = i.reporter_id"
        " WHERE i.id = :id AND p.withdrawn_at IS NULL",
        {"id": incident_id},
    )
    if sending is None or not rows:
        return "", "", None
    person_id, name = int(rows[0][0]), str(rows[0][1])
    own = {str(row[0]).lower() for row in reader.rows("SELECT address FROM mailbox WHERE withdrawn_at IS NULL")}
    own.add(str(sending.options.get("sender", "")).lower())
    emails = [each.address for each in addresses_of(reader, person_id) if each.means == Means.EMAIL]
    address = _sender(reader, incident_id, emails) or next(iter(emails), "")
    if _MACHINES.match(address) or address.lower() in own:
        return "", "", None
    return address, name, sending.id


def _sender(reader: Reader, incident_id: int, known: list[str]) -> str:
    """The address from which it was reported, where that is one of whoever reported it."""
    rows = reader.rows(
        "SELECT sender FROM mail WHERE incident_id = :id AND sender <> '' ORDER BY id LIMIT 1", {"id": incident_id}
    )
    sender = str(rows[0][0]) if rows else ""
    return sender if sender.lower() in {each.lower() for each in known} else ""


# A mail that comes in can bring these about, so they count over all incidents of one address.
_ANSWERS = (News.RECEIVED, News.ASSIGNED, News.REOPENED)


def _too_often(reader: Reader, heard: HeardNews, address: str, at: int) -> bool:
    rows = reader.rows(
        'SELECT o.incident_id, a."key" FROM outbox_message o JOIN announcement a ON a.id = o.announcement_id'
        " WHERE a.kind = :kind AND lower(o.address) = :address AND a.sent_at > :since",
        {"kind": AnnouncementKind.NEWS, "address": address.lower(), "since": at - HOUR},
    )
    same = [each for each, key in rows if key.startswith(f"news-{heard.news.value}-")]
    if heard.news not in _ANSWERS:
        same = [each for each in same if each == heard.incident_id]
    return bool(same) or len(rows) >= _MOST_IN_HOUR


def answered_mails(reader: Reader, incident_id: int) -> tuple[str, ...]:
    """The Message-IDs of the mails of an incident that can stand in a header, the oldest first (RFC 5322, 3.6.4)."""
    rows = reader.rows(
        "SELECT message_id FROM mail WHERE incident_id = :id AND message_id <> '' ORDER BY id", {"id": incident_id}
    )
    good = [str(row[0]) for row in rows if re.fullmatch(r"<[!-;=?-~]{1,900}>", str(row[0]))]
    return tuple(dict.fromkeys([*good[:1], *good[-10:]]))
