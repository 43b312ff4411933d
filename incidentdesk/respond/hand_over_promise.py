"""What callers were promised: public comments that name a time, on incidents that are still open."""

import re
from dataclasses import dataclass

from incidentdesk.detect.state import OPEN_STATES
from incidentdesk.language import _
from incidentdesk.store.reading import Reader

DAY = 86_400_000_000  # microseconds
_LOOKED_BACK = 2 * DAY
_LONGEST = 160  # characters
# A time of the day, as in 10:30, 9.15 or 4 pm.
_TIME = r"\b([01]?\d|2[0-3])[:.][0-5]\d\b|\b(1[0-2]|[1-9])\s?[ap]\.?m\b"
_OPEN = ", ".join(f"'{state}'" for state in OPEN_STATES)


@dataclass(frozen=True, slots=True)
class Promise:
    """The sentence of a comment in which a time is named; `at` in microseconds since 1970."""

    incident_id: int
    author: str
    at: int
    text: str


def promises(reader: Reader, now: int) -> list[Promise]:
    """The last comment of each open incident, of the last two days, where it names a time; the latest first.

    What the caller has said is no promise of ours.
    """
    rows = reader.rows(
        "SELECT e.incident_id, e.author, e.happened_at, e.text FROM entry e JOIN incident i ON i.id = e.incident_id"
        " LEFT JOIN person p ON p.id = i.reporter_id WHERE e.public AND e.withdrawn_at IS NULL"
        f" AND i.withdrawn_at IS NULL AND i.state IN ({_OPEN}) AND e.happened_at > :since"
        " AND (p.name IS NULL OR p.name <> e.author) ORDER BY e.happened_at DESC, e.id DESC",
        {"since": now - _LOOKED_BACK},
    )
    last: dict[int, Promise] = {}
    naming_a_time = _naming_a_time()
    for incident_id, author, at, text in rows:
        last.setdefault(incident_id, Promise(incident_id, author, at, _sentence(text, naming_a_time)))
    return [each for each in last.values() if each.text]


def _naming_a_time() -> re.Pattern[str]:
    """Finds a time of the day, a day, or "within 2 hours", in the language of the program."""
    days = _("today tomorrow tonight noon Monday Tuesday Wednesday Thursday Friday Saturday Sunday").split()
    before, units = _("in within").split(), _("min minute minutes h hour hours day days").split()
    a_day, an_hour = "|".join(map(re.escape, days)), "|".join(map(re.escape, units))
    soon = rf"\b(?:{'|'.join(map(re.escape, before))})\s+\d+\s?(?:{an_hour})\b"
    return re.compile(rf"{_TIME}|\b(?:{a_day})\b|{soon}", re.IGNORECASE)


def _sentence(text: str, naming_a_time: re.Pattern[str]) -> str:
    """The line in which a time stands; empty where none does."""
    line = next((" ".join(each.split()) for each in text.splitlines() if naming_a_time.search(each)), "")
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"
