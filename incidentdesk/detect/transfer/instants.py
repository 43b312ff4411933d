"""Instants in the many ways in which exports write them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

from incidentdesk import clock
from incidentdesk.language import N_, _, isolated
from incidentdesk.refusal import Refused


class DateOrder(StrEnum):
    """What the first number of 5/3/2016 is."""

    DAY_FIRST = "day-first"
    MONTH_FIRST = "month-first"


class Unreadable(ValueError):
    """A text that is no instant; the message says why, as a clause of a sentence."""


@dataclass(frozen=True)
class Reading:
    """An instant in stored form (microseconds since 1970 UTC; None: missing) and what was odd about it."""

    microseconds: int | None
    remark: str = ""


_EARLIEST, _LATEST = 1970, 2199  # years
_NAIVE_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 for arithmetic on wall-clock times
_MICROSECOND, _NO_TIME = timedelta(microseconds=1), timedelta()
# Times of nothing: MySQL's, and the year 1 of Go and .NET.
_NOTHING = re.compile(r"0{4}-0{2}-0{2}|0001-01-01|01/01/0001|1/1/0001")
_AGO = re.compile(r"^posted\b[^.]*\.\s*", re.IGNORECASE)
_ISO = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?:[T ,]+(.*))?$", re.DOTALL)
_NUMBERS = re.compile(r"(\d{1,2})([-/.])\s?(\d{1,2})\2\s?(\d{4}|\d{2})(?:[T ,]+(.*))?$", re.DOTALL)
_WEEKDAY = re.compile(r"([^\W\d_]{2,10})\.?,?\s+(?=\d|[^\W\d_]{3,9}\.?\s+\d)")
_DAY_MONTH = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th|er|\.)?[-/ ]+([^\W\d_]{3,9})\.?,?[-/ ]+(\d{4}|\d{2})\b[-, T]*(.*)$", re.DOTALL
)
_MONTH_DAY = re.compile(r"([^\W\d_]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})\b[-, ]*(.*)$", re.DOTALL)
_TIME = re.compile(
    r"(?:at |à |um )?(\d{1,2})(?:[:h.](\d{2})(?:[:.](\d{2})(?:[.,](\d{1,9}))?)?)?"
    r"\s*(?:Uhr\b)?\s*(?:([ap])\.?m\b\.?)?\s*(.*)$",
    re.IGNORECASE | re.DOTALL,
)
_OFFSET = re.compile(r"(?:UTC|GMT)?\s*([+-])(\d{1,2}):?(\d{2})?$")
_EPOCH = re.compile(r"(\d{10})(?:\.(\d{1,9}))?|(\d{13})|(\d{16})")

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january januar janvier janv jän jänner",
            "feb february februar février févr fevrier",
            "mar march märz mär mars mrz",
            "apr april avril avr",
            "may mai",
            "jun june juni juin",
            "jul july juli juillet juil",
            "aug august août aout",
            "sep sept september septembre",
            "oct october oktober okt octobre",
            "nov november novembre",
            "dec december dezember dez décembre déc decembre",
        ),
        1,
    )
    for name in names.split()
}
# Hours from UTC. CST, IST, AST and their like mean several zones and are not here.
_ABBREVIATIONS = {
    "UTC": 0, "GMT": 0, "Z": 0, "WET": 0, "WEST": 1, "BST": 1, "CET": 1, "MEZ": 1, "CEST": 2, "MESZ": 2, "EET": 2,
    "EEST": 3, "MSK": 3, "EST": -5, "EDT": -4, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7, "AKST": -9,
    "AKDT": -8, "HST": -10, "JST": 9, "KST": 9, "AEST": 10, "AEDT": 11, "AWST": 8, "NZST": 12, "NZDT": 13,
}  # fmt: skip


@lru_cache(100_000)
def read(text: str, zone: tzinfo, order: DateOrder | None = None) -> Reading:
    """The instant that a text means, in `zone` where it names none itself.

    Raises Unreadable if it is none, or if the order of its numbers would have to be guessed.
    """
    text = " ".join(text.split())
    if not text or _NOTHING.match(text):
        return Reading(None)
    if (text[4:5] == "-" or (len(text) == 8 and text.isdecimal())) and (quick := _iso(text)):
        return _in_zone(quick, zone) if quick.tzinfo is None else Reading(_plausible(clock.stored(quick)))
    if epoch := _EPOCH.fullmatch(text):
        return Reading(_plausible(_from_epoch(epoch)))
    local, rest = _local(_without_prefix(text), order)
    if not rest:
        return _in_zone(local, zone)
    return Reading(_plausible(_with_named_zone(local, rest, zone)))


def date_order(texts: Iterable[str]) -> DateOrder | None:
    """What the dates of a file say together; None if there is none to decide about.

    A 13 or more decides. Dots without evidence mean the day first, as everywhere that writes them. Raises Undecided
    if every date could be read both ways, or if some can only be read one way and others only the other.
    """
    evidence = OrderEvidence()
    for text in texts:
        evidence.see(text)
    return evidence.order()


class Undecided(Refused):
    """The order of the numbers in the dates must be asked for."""


class OrderEvidence:
    """What the dates seen so far say about the order of their numbers."""

    def __init__(self) -> None:
        self._day_first = self._month_first = self._either = ""
        self._dotted = False
        self._seen: set[str] = set()

    def see(self, text: str) -> None:
        day = text[:10]
        if day in self._seen:
            return
        if len(self._seen) > 50_000:
            self._seen.clear()
        self._seen.add(day)
        found = _NUMBERS.match(_without_prefix(text.strip()))
        if not found:
            return
        first, second = int(found[1]), int(found[3])
        if first > 12 >= second:
            self._day_first = self._day_first or text
        elif second > 12 >= first:
            self._month_first = self._month_first or text
        elif found[2] == ".":
            self._dotted = True
        elif first != second:
            self._either = self._either or text

    def order(self) -> DateOrder | None:
        """Raises Undecided as `date_order` does."""
        if self._day_first and self._month_first:
            raise Undecided(
                _(
                    "The dates contradict each other: {day_first} has the day first, {month_first} the month. "
                    "Say which order is meant; rows in the other order are then refused."
                ).format(day_first=isolated(self._day_first), month_first=isolated(self._month_first))
            )
        if self._day_first or self._month_first:
            return DateOrder.DAY_FIRST if self._day_first else DateOrder.MONTH_FIRST
        if self._either:
            raise Undecided(
                _(
                    "It cannot be known whether {date} has the day or the month first, and no date of the file decides "
                    "it. Say which order is meant."
                ).format(date=isolated(self._either))
            )
        return DateOrder.DAY_FIRST if self._dotted else None


def zone_named(name: str) -> ZoneInfo:
    """The zone of an IANA name such as Europe/Berlin; raises Refused if there is none."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise Refused(
            _("{name} is no time zone; use a name such as UTC, Europe/Berlin or America/New_York.").format(
                name=isolated(name)
            )
        ) from error


def _iso(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _without_prefix(text: str) -> str:
    """Without "Posted 14 days ago." and without the day of the week."""
    text = _AGO.sub("", text)
    found = _WEEKDAY.match(text)
    return text[found.end() :] if found and found[1].lower() not in _MONTHS else text


def _local(text: str, order: DateOrder | None) -> tuple[datetime, str]:
    """The wall-clock time, and what stands behind it: a zone or nothing."""
    if found := _ISO.match(text):
        year, month, day, rest = int(found[1]), int(found[3]), int(found[4]), found[5]
    elif found := _NUMBERS.match(text):
        year, rest = _full_year(found[4]), found[5]
        day, month = _day_and_month(found, order)
    elif (found := _DAY_MONTH.match(text)) and found[2].lower() in _MONTHS:
        year, month, day, rest = _full_year(found[3]), _MONTHS[found[2].lower()], int(found[1]), found[4]
    elif (found := _MONTH_DAY.match(text)) and found[1].lower() in _MONTHS:
        year, month, day, rest = int(found[3]), _MONTHS[found[1].lower()], int(found[2]), found[4]
    else:
        raise Unreadable(_("{text} is no date that is known here").format(text=isolated(text[:60])))
    hour, minute, second, microsecond, rest = _clock_time(rest or "", text)
    try:
        return datetime(year, month, day, hour, minute, second, microsecond), rest  # noqa: DTZ001 the zone follows
    except ValueError as error:
        raise Unreadable(_("{text} is no day or time that exists").format(text=isolated(text[:60]))) from error


def _day_and_month(found: re.Match[str], order: DateOrder | None) -> tuple[int, int]:
    first, second = int(found[1]), int(found[3])
    if order is None and found[2] == ".":
        order = DateOrder.DAY_FIRST
    if order is None:
        if first <= 12 and second <= 12 and first != second:
            raise Unreadable(_("in {text} the day and the month cannot be told apart").format(text=isolated(found[0])))
        order = DateOrder.MONTH_FIRST if second > 12 else DateOrder.DAY_FIRST
    return (first, second) if order is DateOrder.DAY_FIRST else (second, first)


def _full_year(digits: str) -> int:
    """Two digits mean 1969 to 2068, as POSIX has it."""
    year = int(digits)
    return year if len(digits) == 4 else year + (2000 if year < 69 else 1900)


def _clock_time(rest: str, text: str) -> tuple[int, int, int, int, str]:
    if not rest.strip():
        return 0, 0, 0, 0, ""
    found = _TIME.match(rest.strip())
    if not found or (found[2] is None and not found[5]):
        raise Unreadable(_("{text} has no time of day that is known here").format(text=isolated(text[:60])))
    hour = int(found[1])
    if found[5]:
        if not 1 <= hour <= 12:
            raise Unreadable(_("{text} is no day or time that exists").format(text=isolated(text[:60])))
        hour = hour % 12 + (12 if found[5].lower() == "p" else 0)
    fraction = int((found[4] or "").ljust(6, "0")[:6])
    return hour, int(found[2] or 0), int(found[3] or 0), fraction, found[6].strip()


def _in_zone(local: datetime, zone: tzinfo) -> Reading:
    if not _EARLIEST < local.year < _LATEST:
        _plausible(clock.stored(_utc(local.replace(tzinfo=zone))))
    if zone is UTC:
        return Reading((local - _NAIVE_EPOCH) // _MICROSECOND)
    here = local.replace(tzinfo=zone)
    offset, later = here.utcoffset() or _NO_TIME, here.replace(fold=1).utcoffset() or _NO_TIME
    microseconds = (local - _NAIVE_EPOCH - offset) // _MICROSECOND
    if offset == later:
        return Reading(microseconds)
    if offset < later:
        text = N_("{time} does not exist in {zone}, the clocks were put forward; taken as the time after the change")
    else:
        text = N_("{time} came twice in {zone}, the clocks were put back; taken as the first one")
    return Reading(microseconds, _(text).format(time=local.isoformat(" "), zone=zone))


def _utc(local: datetime) -> datetime:
    try:
        return local.astimezone(UTC)
    except OverflowError as error:
        raise Unreadable(
            _("the year is not between {earliest} and {latest}").format(earliest=_EARLIEST, latest=_LATEST)
        ) from error


def _with_named_zone(local: datetime, name: str, zone: tzinfo) -> int:
    name = name.strip("()[] ")
    if found := _OFFSET.match(name):
        minutes = int(found[2]) * 60 + int(found[3] or 0)
        if minutes >= 24 * 60:
            raise Unreadable(_("{name} is no time zone").format(name=isolated(name)))
        return clock.stored(local.replace(tzinfo=timezone(timedelta(minutes=minutes if found[1] == "+" else -minutes))))
    for fold in (0, 1):
        here = local.replace(tzinfo=zone, fold=fold)
        # What the chosen zone calls itself needs no table: CST is Chicago's to one and Shanghai's to another.
        if here.tzname() == name:
            return clock.stored(_utc(here))
    if name.upper() in _ABBREVIATIONS:
        return clock.stored(local.replace(tzinfo=timezone(timedelta(hours=_ABBREVIATIONS[name.upper()]))))
    if "/" in name:
        try:
            return clock.stored(_utc(local.replace(tzinfo=zone_named(name))))
        except Refused:
            pass
    raise Unreadable(_("the time zone {name} is not known or means several").format(name=isolated(name[:40])))


def _from_epoch(found: re.Match[str]) -> int:
    seconds, fraction, milliseconds, microseconds = found.groups()
    if seconds:
        return int(seconds) * 1_000_000 + int((fraction or "").ljust(6, "0")[:6])
    return int(milliseconds) * 1_000 if milliseconds else int(microseconds)


def _plausible(microseconds: int) -> int:
    try:
        year = clock.instant(microseconds).year
    except OverflowError:
        year = 0
    if not _EARLIEST <= year <= _LATEST:
        raise Unreadable(
            _("the year is not between {earliest} and {latest}").format(earliest=_EARLIEST, latest=_LATEST)
        )
    return microseconds
