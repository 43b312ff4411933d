"""Delivering the outbox: each outlet by itself, so that one that hangs holds up no other (promise notify-2)."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, tzinfo

from incidentdesk import clock
from incidentdesk.agent.apprise_sending import send_by_apprise
from incidentdesk.agent.letter import Enclosure, Letter, Undelivered, enclosure_of, letter_of, without_secret
from incidentdesk.agent.smtp import send_mail
from incidentdesk.agent.webhook import send_webhook
from incidentdesk.improve.letter_token import with_tokens
from incidentdesk.language import _, isolated
from incidentdesk.prepare.outlet import OutletKind
from incidentdesk.prepare.outlet_change import SECRET_LABEL
from incidentdesk.prepare.outlet_list import OutletRow, outlet_of
from incidentdesk.prepare.secret import secret_of
from incidentdesk.refusal import Refused
from incidentdesk.respond.announcement import AnnouncementKind
from incidentdesk.respond.outbox_sending import (
    Claimed,
    claim,
    claim_desktop,
    desktop_messages,
    fail_waiting,
    mark_failed,
    mark_sent,
)
from incidentdesk.respond.reporter_news import answered_mails
from incidentdesk.store.database import Database

log = logging.getLogger(__name__)

ACTOR, VIA = "IncidentDesk", "agent"
_RECORDED_WITHIN = 60  # attempts, a second apart
_SECOND = 1_000_000  # microseconds

SecretOf = Callable[[str], str | None]
Notify = Callable[[str, str, str], None]


@dataclass(frozen=True, slots=True)
class Post:
    """What delivering needs besides the database. With `nowhere` nothing leaves this machine and all counts as sent.

    `notify` shows a subject, a text and the number of an incident on this desktop; without it, another window does.
    """

    secret_of: SecretOf = secret_of
    zone: tzinfo = UTC
    nowhere: bool = False
    notify: Notify | None = None
    actor: str = ""


@dataclass(slots=True)
class Delivered:
    """How many messages of an outlet went out, and how many not, with the last reason."""

    sent: int = 0
    failed: int = 0
    troubles: list[str] = field(default_factory=list)


def deliver_outlet(
    database: Database, outlet_id: int, post: Post, still_ours: Callable[[], bool], since: int = 0
) -> Delivered:
    """Send what is due for an outlet, one message after another, until nothing is or the lease is another's."""
    done = Delivered()
    while still_ours():
        with database.write(actor=ACTOR, via=VIA) as session:
            claimed = claim(session, outlet_id, since)
            leaving = with_tokens(session, claimed) if claimed else None
        if claimed is None:
            break
        if leaving is None:
            continue
        trouble = _attempt(database, outlet_id, leaving, post)
        for attempt in range(_RECORDED_WITHIN):
            try:
                _record(database, claimed, trouble, done)
                break
            except Refused:
                # The message is out, but the database is locked or gone for a moment; a repetition would be worse.
                if attempt == _RECORDED_WITHIN - 1:
                    raise
                time.sleep(1)
        if trouble is not None and trouble.outlet:
            done.failed += _fail_others(database, outlet_id, trouble, since)
    return done


def _record(database: Database, claimed: Claimed, trouble: Undelivered | None, done: Delivered) -> None:
    sent = failed = False
    with database.write(actor=ACTOR, via=VIA) as session:
        if trouble is None:
            sent = mark_sent(session, claimed)
        else:
            pause = trouble.pause * _SECOND
            failed = mark_failed(session, claimed, str(trouble), final=trouble.final, pause=pause)
    done.sent += sent
    done.failed += failed
    if trouble is not None:
        done.troubles.append(str(trouble))


def _fail_others(database: Database, outlet_id: int, trouble: Undelivered, since: int) -> int:
    """Let all that waits for the same outlet share the attempt, a part of it in each transaction."""
    failed = 0
    while True:
        with database.write(actor=ACTOR, via=VIA) as session:
            count = fail_waiting(session, outlet_id, str(trouble), since, trouble.pause * _SECOND)
        failed += count
        if not count:
            return failed


def _attempt(database: Database, outlet_id: int, claimed: Claimed, post: Post) -> Undelivered | None:
    with database.read() as reader:
        outlet = outlet_of(reader, outlet_id)
    if outlet is None or not outlet.enabled:
        return Undelivered(_("The outlet was switched off."), final=True)
    try:
        now, file = clock.stored(clock.now()), _enclosure(database, outlet, claimed)
        letter = letter_of(claimed, now, post.zone, file, _answers(database, claimed))
        send(outlet, letter, post)
    except Undelivered as trouble:
        return trouble
    return None


def _enclosure(database: Database, outlet: OutletRow, claimed: Claimed) -> Enclosure | None:
    """Only e-mail takes files."""
    if claimed.attachment_id is None or outlet.kind != OutletKind.EMAIL:
        return None
    with database.read() as reader:
        return enclosure_of(reader, claimed.attachment_id)


def _answers(database: Database, claimed: Claimed) -> tuple[str, ...]:
    """News to a reporter stand in the thread of the mail by which the incident came."""
    if claimed.kind != AnnouncementKind.NEWS or claimed.incident_id is None:
        return ()
    with database.read() as reader:
        return answered_mails(reader, claimed.incident_id)


def send(outlet: OutletRow, letter: Letter, post: Post) -> None:
    """Send one message by an outlet; raises Undelivered, whose text holds nothing secret."""
    if post.nowhere or outlet.options.get("nowhere"):
        return
    secret = _secret(outlet, post)
    try:
        if outlet.kind == OutletKind.EMAIL:
            send_mail(outlet, secret, letter)
        elif outlet.kind == OutletKind.APPRISE:
            send_by_apprise(outlet, secret, letter)
        elif outlet.kind == OutletKind.WEBHOOK:
            send_webhook(outlet, secret, letter)
        else:
            raise Undelivered(_("{kind} is nothing that is sent by itself.").format(kind=_(outlet.kind)), final=True)
    except Undelivered:
        raise
    except Exception as error:
        # A library's own trouble must not stop the other messages, and its text could hold the address.
        kind = type(error).__name__
        log.error("outlet %s: %s", outlet.id, kind)
        raise Undelivered(
            _("{outlet} failed unexpectedly ({kind}).").format(outlet=isolated(outlet.name), kind=kind)
        ) from None


def _secret(outlet: OutletRow, post: Post) -> str | None:
    if outlet.kind not in SECRET_LABEL:
        return None
    if outlet.kind == OutletKind.EMAIL and not outlet.options.get("user"):
        # Nobody signs in there, so no keyring that does not answer may stand in the way.
        return None
    try:
        return post.secret_of(outlet.secret_name)
    except Refused as refused:
        raise Undelivered(without_secret(str(refused), None), outlet=True) from None


def test_outlet(outlet: OutletRow, address: str, post: Post) -> None:
    """Send a short message by an outlet at once, past the outbox; raises Refused with what went wrong."""
    from uuid import uuid4

    if outlet.options.get("nowhere"):
        raise Refused(
            _("{outlet} came with the sample: nothing leaves by it. Set up an outlet of your own.").format(
                outlet=isolated(outlet.name)
            )
        )
    letter = Letter(
        address, address, _("Test of IncidentDesk"), _("If you read this, {outlet} works.").format(outlet=outlet.name),
        f"<{uuid4().hex}@incidentdesk.invalid>", "", clock.stored(clock.now()), False,
    )  # fmt: skip
    try:
        send(outlet, letter, post)
    except Undelivered as trouble:
        raise Refused(str(trouble)) from None


def notify_desktop(database: Database, post: Post) -> int:
    """Show what is due for the person at this desktop; returns how many notifications those are."""
    if post.notify is None:
        return 0
    now = clock.stored(clock.now())
    with database.read() as reader:
        waiting = desktop_messages(reader, post.actor, now)
    shown = 0
    for message_id in waiting:
        with database.write(actor=ACTOR, via=VIA) as session:
            claimed = claim_desktop(session, message_id)
            if claimed is None:
                continue
            letter = letter_of(claimed, now, post.zone)
            post.notify(letter.subject, letter.body, letter.incident)
            mark_sent(session, claimed)
            shown += 1
    return shown
