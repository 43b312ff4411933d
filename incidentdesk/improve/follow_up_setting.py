"""What a desk does by itself after a resolution: asking, reminding, closing; all of it is off until it is switched on.

What is switched on holds for what is resolved from then on: nobody is asked about old incidents.
"""

import ipaddress
from dataclasses import dataclass
from typing import Any

from incidentdesk.language import _
from incidentdesk.prepare.calendar import calendar
from incidentdesk.prepare.fact import present
from incidentdesk.prepare.setting import set_setting, setting_of
from incidentdesk.refusal import Refused
from incidentdesk.store.reading import Reader
from incidentdesk.store.session import Session

MOST_DAYS = 365


@dataclass(frozen=True, slots=True)
class FollowUpSetting:
    """Days are of the calendar but for `close_days`, which are working days of the calendar `close_calendar_id`.

    `survey_since` and `confirmation_since` are when they were switched on, None while they are off; `remind_days` and
    `close_days` of 0 are never, `reopen_days` of 0 is without end.
    """

    survey_since: int | None
    confirmation_since: int | None
    remind_days: int
    answer_days: int
    close_days: int
    close_calendar_id: int | None
    reopen_days: int
    copied: tuple[str, ...]
    pages: str


def follow_up_setting(reader: Reader) -> FollowUpSetting:
    def found(key: str) -> Any:
        return setting_of(reader, key)

    return FollowUpSetting(
        found("survey_since"), found("confirmation_since"), int(found("survey_remind_days")),
        int(found("survey_answer_days")), int(found("close_days")), found("close_calendar_id"),
        int(found("reopen_days")), tuple(found("follow_on_copied")), str(found("web_address")) or _listened(reader),
    )  # fmt: skip


def _listened(reader: Reader) -> str:
    """The address on which the agent listens, where it is one by which others reach it."""
    host = str(setting_of(reader, "web_listen") or "").strip()
    try:
        address = ipaddress.ip_address(host)
        others = not (address.is_loopback or address.is_unspecified)
    except ValueError:
        others = bool(host) and host.casefold() != "localhost"
    if not others:
        return ""
    scheme = "https" if setting_of(reader, "web_tls_cert") else "http"
    return f"{scheme}://{f'[{host}]' if ':' in host else host}:{int(setting_of(reader, 'web_port'))}"


def switch_survey(session: Session, on: bool) -> None:
    """Send a survey for every incident that is resolved from now on, or no more."""
    _switch(session, "survey_since", on)


def switch_confirmation(session: Session, on: bool) -> None:
    """Ask whether it is solved for every incident that is resolved from now on, or no more."""
    _switch(session, "confirmation_since", on)


def set_days(session: Session, key: str, days: int) -> None:
    """One of the settings that count days; raises Refused for less than none and more than a year."""
    if isinstance(days, bool) or not isinstance(days, int) or not 0 <= days <= MOST_DAYS:
        raise Refused(_("A number of days is a whole number from 0 to {most}.").format(most=MOST_DAYS))
    set_setting(session, key, days)


def set_close_calendar(session: Session, calendar_id: int | None) -> None:
    """In whose working days it is counted until an incident is closed by itself; None is Monday to Friday."""
    if calendar_id is not None:
        present(session, calendar, calendar_id)
    set_setting(session, "close_calendar_id", calendar_id)


def set_pages_address(session: Session, address: str) -> None:
    """Where others reach the web pages of the agent; raises Refused for what is no address of the web."""
    address = address.strip().rstrip("/")
    if address and not (address.startswith(("http://", "https://")) and " " not in address and len(address) > 8):
        raise Refused(_("Write the address with its beginning, such as https://desk.example.org."))
    set_setting(session, "web_address", address)


def _switch(session: Session, key: str, on: bool) -> None:
    if on != (setting_of(session.reader, key) is not None):
        set_setting(session, key, session.at if on else None)
