"""Trying once more what could not be taken, when somebody wants it or what stood in the way is gone."""

from incidentdesk.detect.dead_letter import LetterKind, LetterState
from incidentdesk.detect.dead_letter_change import still_refused, taken_after_all
from incidentdesk.detect.dead_letter_list import DeadLetterRow, dead_letter_of, raw_of
from incidentdesk.detect.taken import Outcome, Taken
from incidentdesk.language import _
from incidentdesk.refusal import Refused
from incidentdesk.respond.mail_taking import take_kept_mail
from incidentdesk.store.session import Session


def try_again(session: Session, letter_id: int) -> Taken:
    """Take it in; what was parked is taken as it is. Where that fails again, the letter stays with the new reason.

    Raises Refused for a letter that is not there or was decided already.
    """
    letter = dead_letter_of(session.reader, letter_id)
    if letter.state != LetterState.WAITING:
        raise Refused(_("It was decided already."))
    try:
        with session.connection.begin_nested():
            taken = _take(session, letter, raw_of(session.reader, letter_id))
    except Refused as refused:
        taken = Taken(Outcome.REFUSED, sender=letter.sender, subject=letter.subject, reason=str(refused))
    if taken.outcome == Outcome.REFUSED:
        still_refused(session, letter_id, taken.reason)
    elif taken.incident_id is not None or letter.kind == LetterKind.ALERT:
        taken_after_all(session, letter_id, taken.incident_id)
    return taken


def _take(session: Session, letter: DeadLetterRow, raw: bytes) -> Taken:
    if letter.kind == LetterKind.MAIL:
        return take_kept_mail(session, raw, letter.id)
    if letter.kind == LetterKind.FORM:
        from incidentdesk.respond.form_taking import take_raw_report

        return take_raw_report(session, raw)
    from incidentdesk.respond.alert_taking import take_kept_alerts

    return take_kept_alerts(session, raw, letter.source)
