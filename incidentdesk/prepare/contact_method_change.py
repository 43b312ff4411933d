"""The ways to reach a person, as one text: a line each with means, address, note and the day of the verification."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from incidentdesk.language import _, isolated
from incidentdesk.prepare.contact_method import Means, contact_method
from incidentdesk.prepare.part import Cells, Part, cell, lines_in
from incidentdesk.refusal import Refused
from incidentdesk.store.reading import Reader
from incidentdesk.store.session import Session

_METHODS = (
    "SELECT means, address, note, verified_on FROM contact_method"
    " WHERE person_id = :id AND withdrawn_at IS NULL ORDER BY position, id"
)
_RECORD = "SELECT email, phone FROM person WHERE id = :id"


@dataclass(frozen=True, slots=True)
class WayToReach:
    """`verified_on` is a day as YYYY-MM-DD, "" for never."""

    means: str
    address: str
    note: str = ""
    verified_on: str = ""


def methods_of_person(reader: Reader, person_id: int) -> list[WayToReach]:
    """The first to be tried first; an e-mail address or phone that stands only in the record comes last."""
    found = [WayToReach(*row) for row in reader.rows(_METHODS, {"id": person_id})]
    for email, phone in reader.rows(_RECORD, {"id": person_id}):
        found += missing_from(found, email, phone)
    return found


def missing_from(methods: Iterable[WayToReach], email: str, phone: str) -> list[WayToReach]:
    """What stands in the record of a person and not among the ways to reach them."""
    known = {each.address for each in methods}
    own = (WayToReach(Means.EMAIL, email), WayToReach(Means.PHONE, phone))
    return [each for each in own if each.address and each.address not in known]


def first_addresses(text: str) -> dict[str, str]:
    """The columns `email` and `phone` of a person with these ways: the first of each kind."""
    lines = [(cell(cells, 0), cell(cells, 1)) for cells in lines_in(text)]
    email = next((address for means, address in lines if means == Means.EMAIL), "")
    phone = next((address for means, address in lines if means in (Means.MOBILE, Means.PHONE)), "")
    return {"email": email, "phone": phone}


def stored_method(_session: Session, cells: Cells) -> dict[str, Any]:
    """Raises Refused for a line that is no way to reach anybody."""
    means, address, note, verified_on = (cell(cells, place) for place in range(4))
    if means not in tuple(Means):
        raise Refused(_("“{means}” is no way to reach somebody.").format(means=isolated(means)))
    if not address:
        raise Refused(_("{means}: the address is missing. Write it or remove the line.").format(means=_(means)))
    if means == Means.EMAIL and ("@" not in address.strip("@") or " " in address):
        raise Refused(
            _("“{address}” is no e-mail address. Write it as name@example.org.").format(address=isolated(address))
        )
    if means in (Means.MOBILE, Means.PHONE) and not any(sign.isdigit() for sign in address):
        raise Refused(_("“{address}” is no phone number: it has no digit.").format(address=isolated(address)))
    _refuse_no_day(verified_on)
    return {"means": means, "address": address, "note": note, "verified_on": verified_on}


def _refuse_no_day(text: str) -> None:
    try:
        fits = not text or date.fromisoformat(text).isoformat() == text
    except ValueError:
        fits = False
    if not fits:
        raise Refused(_("“{text}” is no day. Write it as 2026-04-30.").format(text=isolated(text)))


METHODS = Part(
    "methods",
    contact_method,
    "person_id",
    lambda reader, person_id: [
        (each.means, each.address, each.note, each.verified_on) for each in methods_of_person(reader, person_id)
    ],
    stored_method,
    ("means", "address"),
    "note",
)
