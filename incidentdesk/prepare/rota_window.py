"""The windows of a layer as people write them: mon-fri 18:00-08:00; sat,sun 00:00-24:00."""

import re
from collections.abc import Iterator

from incidentdesk.language import _, isolated
from incidentdesk.prepare.rota_time import Windows
from incidentdesk.prepare.windows import DAYS
from incidentdesk.refusal import Refused

_TIMES = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)\s*[-–]\s*(?:(24):(00)|([01]?\d|2[0-3]):([0-5]\d))")
_PARTS = re.compile(r"[;\n]")


def typed_windows(text: str) -> dict[str, list[list[str]]]:
    """The windows that a text means, {} for an empty one, which is always.

    A window whose end is not after its start ends on the next day. Raises Refused for what is none.
    """
    found: dict[str, list[list[str]]] = {}
    for part in filter(None, (each.strip() for each in _PARTS.split(text))):
        days, times = _part(part)
        for day in days:
            found.setdefault(day, []).extend([list(each) for each in times])
    return {day: sorted(found[day]) for day in DAYS if day in found}


def _part(part: str) -> tuple[list[str], list[tuple[str, str]]]:
    match = re.match(r"[A-Za-z,\-– ]*", part)
    assert match
    times, rest = list(_TIMES.finditer(part, match.end())), _TIMES.sub("", part[match.end() :])
    if not times or rest.strip(" ,"):
        raise _unread(part)
    days = list(_days(match[0].replace("–", "-").strip(), part)) or list(DAYS)
    return days, [(_time(each[1], each[2]), _time(each[3] or each[5], each[4] or each[6])) for each in times]


def _days(text: str, part: str) -> Iterator[str]:
    for piece in filter(None, (each.strip().casefold() for each in re.split(r"[,\s]+", text.replace(" - ", "-")))):
        first, dash, last = (each.strip()[:3] for each in piece.partition("-"))
        if first not in DAYS or (dash and last not in DAYS):
            raise _unread(part)
        start, end = DAYS.index(first), DAYS.index(last if dash else first)
        yield from (DAYS[(start + step) % 7] for step in range((end - start) % 7 + 1))


def _time(hour: str, minute: str) -> str:
    return f"{int(hour):02d}:{minute}"


def _unread(part: str) -> Refused:
    return Refused(
        _("“{text}” can't be read as times. Write them as mon-fri 18:00-08:00; sat,sun 00:00-24:00.").format(
            text=isolated(part)
        )
    )


def windows_words(windows: Windows) -> str:
    """As `typed_windows` reads them, days of the same times together."""
    groups: list[tuple[list[str], str]] = []
    for day in DAYS:
        times = ", ".join("-".join(each) for each in windows.get(day, ()))
        if times and groups and groups[-1][1] == times and DAYS.index(groups[-1][0][-1]) == DAYS.index(day) - 1:
            groups[-1][0].append(day)
        elif times:
            groups.append(([day], times))
    return "; ".join(f"{days[0]}-{days[-1]} {times}" if days[1:] else f"{days[0]} {times}" for days, times in groups)
