"""Beginning a review and writing in it, field by field."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from incidentdesk import clock
from incidentdesk.detect.incident import incident
from incidentdesk.detect.wording import clean, text_of
from incidentdesk.improve.review import review
from incidentdesk.improve.review_sheet import facts_in
from incidentdesk.improve.review_state import WRITABLE, ReviewState
from incidentdesk.improve.review_text import FIELDS, TEXTS
from incidentdesk.language import _, isolated
from incidentdesk.prepare.person import person, staff_named
from incidentdesk.refusal import Refused
from incidentdesk.store import ledger
from incidentdesk.store.conflict import Conflict, clashes_between
from incidentdesk.store.session import Session

MOST_PEOPLE = 1_000_000_000
MOST_NUMBERS = 20
LONGEST_NUMBER = 200  # characters of a label or of a value


def start_review(session: Session, incident_id: int) -> int:
    """The id of the review of an incident, begun as a draft where there is none; one that was skipped is taken up."""
    ledger.current(session, incident, incident_id)
    ledger.hold(session, incident_id)
    row = _find(session, incident_id)
    if row is not None and row["withdrawn_at"] is None:
        if row["skipped_reason"]:
            write(session, row, {"skipped_reason": ""})
        return int(row["id"])
    begun = {"state": ReviewState.DRAFT, "skipped_reason": "", "created_at": session.at, "created_by": session.actor}
    if row is not None:
        write(session, row, {**begun, "withdrawn_at": None})
        return int(row["id"])
    review_id = ledger.insert(session, review, {"incident_id": incident_id, **begun, "updated_at": session.at})
    touch(session, incident_id)
    return review_id


def change_review(
    session: Session, incident_id: int, changes: Mapping[str, Any], *, seen: Mapping[str, Any] | None = None
) -> None:
    """Write fields of a review; `seen` are the fields that the person had before the eyes.

    Fields and their values are those of `review_sheet.Review.facts`. Raises Conflict where somebody has changed one of
    them since it was seen, and Refused where there is no review, where it may not be changed any more, or for a value
    that is none.
    """
    row = begun_review(session, incident_id)
    _refuse_frozen(row)
    unknown = set(changes) - set(FIELDS)
    if unknown:
        raise Refused(_("A review has no field “{field}”.").format(field=isolated(min(unknown))))
    stored = facts_in(row, _name_of(session, row["lead_id"]))
    wanted = {name: _FIT[name](value) if name in _FIT else text_of(str(value)) for name, value in changes.items()}
    if seen is not None:
        clashes = clashes_between(seen, stored, wanted)
        if clashes:
            raise Conflict(
                clashes, _who_changed(session, row, {_COLUMN.get(each.field, each.field) for each in clashes})
            )
    columns = _columns(session, {name: value for name, value in wanted.items() if value != stored[name]})
    if columns:
        write(session, row, columns)


def give_up(session: Session, incident_id: int, given_up: Mapping[str, Any]) -> None:
    """Keep in the history what a person wanted to write and gave up for what another had written (R12)."""
    row = begun_review(session, incident_id)
    fitting = {name: _FIT[name](value) if name in _FIT else text_of(str(value)) for name, value in given_up.items()}
    wanted = {name: value for name, value in _columns(session, fitting).items() if row[name] != value}
    if wanted:
        ledger.decline(session, review, row["id"], wanted)


def begun_review(session: Session, incident_id: int) -> Mapping[str, Any]:
    """The row of a review, held against other writers; raises Refused where none was begun."""
    row = _find(session, incident_id)
    if row is None or row["withdrawn_at"] is not None:
        raise Refused(_("There is no review of this incident yet. Begin one first."))
    return row


def write(session: Session, row: Mapping[str, Any], columns: Mapping[str, Any], *, reason: str = "") -> None:
    ledger.update(session, review, row["id"], {**columns, "updated_at": session.at}, reason=reason)
    touch(session, row["incident_id"])


def touch(session: Session, incident_id: int) -> None:
    """Lists show the incident as just changed."""
    ledger.update(session, incident, incident_id, {"updated_at": session.at})


def _find(session: Session, incident_id: int) -> Mapping[str, Any] | None:
    found = session.connection.execute(
        sa.select(review).where(review.c.incident_id == incident_id).with_for_update()
    ).first()
    return None if found is None else found._asdict()


def _refuse_frozen(row: Mapping[str, Any]) -> None:
    if row["skipped_reason"]:
        raise Refused(_("This review was skipped. Take it up first."))
    if row["state"] == ReviewState.PUBLISHED:
        raise Refused(_("This review is published, so it is not changed any more. Reopen it, and say why."))
    if row["state"] not in WRITABLE:
        raise Refused(_("This review has been reviewed as it stands. Take it back to draft, and say why."))


# ── values ───────────────────────────────────────────────────────────────────────────────────────────────────────────

_COLUMN = {"lead": "lead_id"}


def _columns(session: Session, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Fitting values as they are stored."""
    columns: dict[str, Any] = {name: value for name, value in facts.items() if name in (*TEXTS, "people_affected")}
    if "lead" in facts:
        columns["lead_id"] = staff_named(session, facts["lead"])
    if "impact_numbers" in facts:
        columns["impact_numbers"] = json.dumps(facts["impact_numbers"], ensure_ascii=False)
    if "meeting_at" in facts:
        columns["meeting_at"] = None if facts["meeting_at"] is None else clock.stored(facts["meeting_at"])
    return columns


def _fit_people(value: Any) -> int | None:
    if value is None or value == "":
        return None
    text = str(value).strip().replace(" ", "").replace("\u202f", "").replace(",", "")
    if not text.isdecimal() or int(text) > MOST_PEOPLE:
        raise Refused(
            _("“{text}” is no number of people. Write digits, such as 180.").format(text=isolated(str(value)))
        )
    return int(text)


def _fit_numbers(value: Any) -> tuple[tuple[str, str], ...]:
    rows = tuple((" ".join(clean(str(label)).split()), " ".join(clean(str(said)).split())) for label, said in value)
    rows = tuple(row for row in rows if any(row))
    if len(rows) > MOST_NUMBERS:
        raise Refused(_("A review has at most {count} numbers of its own.").format(count=MOST_NUMBERS))
    for row in rows:
        for part in row:
            if len(part) > LONGEST_NUMBER:
                raise Refused(
                    _("The label and the value of a number have at most {most} characters each.").format(
                        most=LONGEST_NUMBER
                    )
                )
    return rows


def _fit_meeting(value: Any) -> datetime | None:
    assert value is None or isinstance(value, datetime)
    return value


_FIT: dict[str, Callable[[Any], Any]] = {
    "people_affected": _fit_people,
    "impact_numbers": _fit_numbers,
    "lead": lambda value: " ".join(clean(str(value)).split()),
    "meeting_at": _fit_meeting,
}


def _name_of(session: Session, person_id: int | None) -> str:
    if person_id is None:
        return ""
    return str(session.connection.execute(sa.select(person.c.name).where(person.c.id == person_id)).scalar())


def _who_changed(session: Session, row: Mapping[str, Any], columns: set[str]) -> str:
    """Who changed one of these columns last."""
    for actor, changes in session.reader.rows(
        "SELECT actor, changes FROM ledger WHERE chain = :chain AND noun = 'review' AND act <> 'declined'"
        " ORDER BY position DESC",
        {"chain": row["incident_id"]},
    ):
        if columns & json.loads(changes).keys():
            return str(actor)
    return ""
