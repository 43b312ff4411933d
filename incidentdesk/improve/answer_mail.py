"""Answers by mail to what was asked after a resolution: found by the message that they answer, or by its token.

The first lines say it: a number from 1 to 5 for the survey, YES or NO for whether it is solved. A mail that says
neither is an ordinary one. Whoever forwards the letter gives nobody the right to answer it.
"""

import re
from dataclasses import dataclass, replace

from incidentdesk.detect.mail_kind import MailKind
from incidentdesk.detect.mail_reading import Mail, Person
from incidentdesk.detect.number import number
from incidentdesk.improve.asking import refuse_resolver, token_hash
from incidentdesk.improve.confirming import answer_found_confirmation
from incidentdesk.improve.follow_up import ConfirmationAnswer
from incidentdesk.improve.letter_token import questions_in
from incidentdesk.improve.survey import AnswerWay
from incidentdesk.improve.survey_change import HIGHEST, LOWEST, answer_found_survey
from incidentdesk.language import _, isolated
from incidentdesk.refusal import Refused
from incidentdesk.respond.mail_sender import sender_of
from incidentdesk.respond.note import add_note
from incidentdesk.respond.outbox import MessageState, outbox_message
from incidentdesk.store import ledger
from incidentdesk.store.reading import Reader
from incidentdesk.store.session import Session

_TOKENS = re.compile(r"\[\s*(survey|confirm)\s+([0-9a-f]{32})\s*\]", re.IGNORECASE)
_OWN_IDS = re.compile(r"<[0-9a-f]{32}@incidentdesk\.invalid>")
# What stands behind a comma, a stop or a dash is said about it.
_BEHIND = r"[\s\"'*)\]]*(?:$|[,;.:!–-]+\s*(.*)$)"
_SCORE = re.compile(
    r"^[\s*\"'(\[]*([+-]?\d{1,2}(?:[.,]\d)?)\s*(?:(?:/|of|out of|von|sur|de|من)\s*5\b)?" + _BEHIND, re.I
)
_YES = "yes|y|yep|solved|ok|ja|gelöst|oui|résolu|sí|si|نعم"
_NO = "no|n|nope|not solved|unsolved|nein|nicht gelöst|non|pas résolu|لا"
_WORD = re.compile(rf"^[\s*\"'(\[]*(?:({_YES})|({_NO}))" + _BEHIND, re.IGNORECASE)
_MOST_IDS, _MOST_SAID = 20, 2


@dataclass(frozen=True, slots=True)
class _Said:
    """What the first lines say, and what stands below them."""

    score: str = ""
    answer: ConfirmationAnswer | None = None
    comment: str = ""


def answered_by_mail(session: Session, mail: Mail, kind: MailKind) -> tuple[int, str] | None:
    """Write down what a mail answers; returns the incident and a sentence, None for a mail that answers nothing.

    A letter of ours that comes back is marked as not delivered. Raises Refused for what can't be an answer: a second
    one, one from another address, a score outside 1 to 5.
    """
    if kind == MailKind.BOUNCE:
        _note_bounce(session, mail)
    if kind != MailKind.ORDINARY:
        return None
    asked = _asked(session.reader, mail)
    said = _said(mail.said) if asked else _Said()
    survey, confirm = asked.get("survey"), asked.get("confirm")
    done: list[str] = []
    incident_id = 0
    if survey is not None and said.score:
        _refuse_stranger(session, "survey", survey, mail.sender)
        incident_id = answer_found_survey(
            session, survey, score=_score(said.score), comment=said.comment, way=AnswerWay.MAIL, by=_name(session, mail)
        )
        done.append(_("It answers the survey with {score} of 5.").format(score=said.score))
    if confirm is not None and said.answer is not None:
        _refuse_stranger(session, "confirmation", confirm, mail.sender)
        comment = said.comment or _("By e-mail, without a word on what is still wrong.")
        incident_id = answer_found_confirmation(
            session, confirm, answer=said.answer, comment=comment, way=AnswerWay.MAIL, by=_name(session, mail)
        )
        done.append(_("It answers whether it is solved: {answer}.").format(answer=_(said.answer)))
    return (incident_id, " ".join(done)) if done else None


def _asked(reader: Reader, mail: Mail) -> dict[str, int]:
    """The records of what the letter asks that it answers, or else of the tokens that stand in it; 0 is of none."""
    answered = list(dict.fromkeys(_OWN_IDS.findall(" ".join([mail.in_reply_to, *reversed(mail.references)]))))
    for message_id in answered[:_MOST_IDS]:
        rows = reader.rows(
            "SELECT incident_id, queued_at, body FROM outbox_message WHERE message_id = :id", {"id": message_id}
        )
        found = questions_in(reader, *rows[0]) or _of_tokens(reader, str(rows[0][2])) if rows else {}
        if found:
            return found
    return _of_tokens(reader, f"{mail.subject}\n{mail.text}")


def _of_tokens(reader: Reader, text: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for kind, token in _TOKENS.findall(text)[:2]:
        table = "survey" if kind.lower() == "survey" else "confirmation"
        rows = reader.rows(
            f"SELECT id FROM {table} WHERE token_hash = :hash AND withdrawn_at IS NULL", {"hash": token_hash(token)}
        )
        found[kind.lower()] = int(rows[0][0]) if rows else 0
    return found


def _said(text: str) -> _Said:
    """What the first lines say of what was asked; the rest is a comment."""
    rest = [line for line in text.strip().split("\n") if not _TOKENS.search(line)]
    said = _Said()
    for _time in range(_MOST_SAID):
        line = rest[0] if rest else ""
        if found := _SCORE.match(line):
            said = replace(said, score=said.score or found[1])
        elif found := _WORD.match(line):
            answer = ConfirmationAnswer.SOLVED if found[1] else ConfirmationAnswer.NOT_SOLVED
            said = replace(said, answer=said.answer or answer)
        else:
            break
        behind = str(found[found.re.groups] or "").strip()
        rest = [behind, *rest[1:]] if behind else "\n".join(rest[1:]).strip().split("\n")
    return replace(said, comment="\n".join(rest).strip())


def _score(text: str) -> int:
    if text.isdecimal() and LOWEST <= int(text) <= HIGHEST:
        return int(text)
    raise Refused(
        _("It answers the survey with “{score}”; a score is a whole number from 1 to 5.").format(score=isolated(text))
    )


def _refuse_stranger(session: Session, noun: str, record_id: int, sender: Person) -> None:
    rows = session.reader.rows(
        f"SELECT recipient, incident_id FROM {noun} WHERE id = :id AND withdrawn_at IS NULL", {"id": record_id}
    )
    if not rows:
        raise Refused(_("It answers a letter that is void: a newer one was sent, or nobody was asked by it."))
    recipient, incident_id = str(rows[0][0]), int(rows[0][1])
    known = sender_of(session.reader, sender)
    meant = sender_of(session.reader, Person("", recipient))
    if sender.address.lower() != recipient.lower() and (known.id is None or known.id != meant.id):
        raise Refused(
            _("It answers what {recipient} was asked about {number}, but comes from {sender}.").format(
                recipient=isolated(recipient), number=number(incident_id), sender=isolated(sender.address or "?")
            )
        )
    refuse_resolver(session.reader, incident_id, known.name, sender.address)


def _name(session: Session, mail: Mail) -> str:
    return sender_of(session.reader, mail.sender).name or mail.sender.address


def _note_bounce(session: Session, mail: Mail) -> None:
    """Mark the letter as not delivered; the mail itself is kept among those that were parked."""
    within = b"\n".join(each.data[:100_000] for each in mail.files).decode("latin-1") + mail.text[:100_000]
    for message_id in list(dict.fromkeys(_OWN_IDS.findall(within)))[:5]:
        rows = session.reader.rows(
            "SELECT id, incident_id, address, body, state, queued_at FROM outbox_message WHERE message_id = :id",
            {"id": message_id},
        )
        for letter_id, incident_id, address, body, state, queued_at in rows:
            asks = questions_in(session.reader, incident_id, queued_at, body) or _TOKENS.search(body)
            if state == MessageState.FAILED or not asks:
                continue
            trouble = _("It came back: the mail server of {address} did not take it.").format(address=address)
            ledger.update(
                session, outbox_message, letter_id, {"state": MessageState.FAILED, "trouble": trouble}, reason=trouble
            )
            said = _("What {address} was asked after the resolution did not arrive; ask by phone.")
            add_note(session, incident_id, said.format(address=isolated(address)))
