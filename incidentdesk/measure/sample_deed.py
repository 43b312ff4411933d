"""What somebody does at the sample desk beside the acts of an incident, and the texts that it is told with."""

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo
from typing import Any

from incidentdesk.investigate.subject import INCIDENT, PROBLEM, Subject
from incidentdesk.paths import resources
from incidentdesk.store.session import Session

_SPAN = re.compile(r"(?:(\d+)d)?\s*(?:(\d+)h)?\s*(?:(\d+)m)?")

Told = Mapping[str, Any]
# The incidents logged so far, by their titles.
Logged = Mapping[str, Sequence[int]]


@dataclass(frozen=True, slots=True)
class Deed:
    at: datetime
    who: str
    do: Callable[[Session, Logged], object]


def texts(name: str) -> dict[str, Any]:
    """A file of resources/sample."""
    with (resources() / "sample" / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)


def span(text: str) -> timedelta:
    """The length of "20d 6h 5m"."""
    found = _SPAN.fullmatch(text)
    assert found, text
    days, hours, minutes = (int(part or 0) for part in found.groups())
    return timedelta(days=days, hours=hours, minutes=minutes)


def begin_of(told: Told, now: datetime, zone: tzinfo) -> datetime:
    """When something began that is so long `ago`; where a time of the day is told, on that day or on the Wednesday
    before it, so that two working days follow."""
    begin = now - span(told["ago"])
    if "at" not in told:
        return begin
    here = datetime.combine(begin.astimezone(zone).date(), time.fromisoformat(told["at"]), zone)
    while here.weekday() > 2:
        here -= timedelta(days=1)
    return here.astimezone(UTC)


def paragraphs(text: str) -> str:
    """A text whose lines are as long as those of the file that it lies in, as one line."""
    return " ".join(text.split())


def titled(session: Session, logged: Logged, title: str) -> Subject:
    """The newest incident, or else the problem, of that title."""
    if title in logged:
        return Subject(INCIDENT, logged[title][-1])
    rows = session.reader.rows("SELECT id FROM problem WHERE title = :title", {"title": title})
    return Subject(PROBLEM, int(rows[0][0]))
