"""To which incident a mail belongs: by the messages that it answers, or by the number in its subject.

A message-ID of ours is a random number that only those know who got the message; the number of an incident can be
guessed by anybody, so it counts only from somebody who has to do with that incident (promise intake-5).
"""

import re
from dataclasses import dataclass

from incidentdesk.detect.mail_reading import Mail
from incidentdesk.detect.number import number
from incidentdesk.language import _
from incidentdesk.store.reading import Reader

_TOKEN = re.compile(r"\[\s*INC-0*(\d{1,15})\s*\]", re.IGNORECASE)
_THREAD_TOKEN = re.compile(r"<inc-0*(\d{1,15})@incidentdesk\.invalid>", re.IGNORECASE)
_IDS = re.compile(r"<[^<>\s]{1,900}>")
_MOST_IDS = 60

_ANSWERED = (
    "SELECT incident_id FROM outbox_message WHERE message_id = :id AND incident_id IS NOT NULL"
    " UNION ALL SELECT incident_id FROM mail WHERE message_id = :id AND incident_id IS NOT NULL"
)
# Whoever reported it, works on it, watches it, wrote about it or was written to about it.
_HAS_TO_DO = """
SELECT 1 FROM incident WHERE id = :incident AND withdrawn_at IS NULL AND (
    reporter_id = :person OR assignee_id = :person
    OR EXISTS (SELECT 1 FROM watcher w WHERE w.incident_id = :incident AND w.person_id = :person
               AND w.withdrawn_at IS NULL)
    OR EXISTS (SELECT 1 FROM person p WHERE p.id = :person AND p.staff AND p.withdrawn_at IS NULL)
    OR EXISTS (SELECT 1 FROM outbox_message o WHERE o.incident_id = :incident AND lower(o.address) = :address)
    OR EXISTS (SELECT 1 FROM mail m WHERE m.incident_id = :incident AND lower(m.sender) = :address))
"""


@dataclass(frozen=True, slots=True)
class Thread:
    """`incident_id` is None for a new matter; `reason` says why a number in the subject was not followed."""

    incident_id: int | None = None
    reason: str = ""


def thread_of(reader: Reader, mail: Mail, person_id: int | None) -> Thread:
    """`person_id` is the sender, None for somebody who is not known."""
    for answered in _answered(mail):
        rows = reader.rows(_ANSWERED, {"id": answered})
        if rows and _is_there(reader, int(rows[0][0])):
            return Thread(int(rows[0][0]))
    reason = ""
    for incident_id in _named(mail):
        if has_to_do(reader, incident_id, mail.sender.address, person_id):
            return Thread(incident_id)
        if _is_there(reader, incident_id):
            reason = _("It names {number}, with which the sender has nothing to do.").format(number=number(incident_id))
    return Thread(reason=reason)


def has_to_do(reader: Reader, incident_id: int, address: str, person_id: int | None) -> bool:
    """Whether somebody has to do with an incident."""
    values = {"incident": incident_id, "person": person_id or 0, "address": address.lower() or "-"}
    return bool(reader.rows(_HAS_TO_DO, values))


def _answered(mail: Mail) -> list[str]:
    """The messages that it answers, the latest first."""
    found = [*_IDS.findall(mail.in_reply_to), *reversed(mail.references)]
    return list(dict.fromkeys(found))[:_MOST_IDS]


def _named(mail: Mail) -> list[int]:
    numbers = _TOKEN.findall(mail.subject) + _THREAD_TOKEN.findall(" ".join([mail.in_reply_to, *mail.references]))
    return list(dict.fromkeys(int(each) for each in numbers))[:5]


def _is_there(reader: Reader, incident_id: int) -> bool:
    return bool(reader.rows("SELECT 1 FROM incident WHERE id = :id AND withdrawn_at IS NULL", {"id": incident_id}))
