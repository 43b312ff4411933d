"""What a person types on a command line: long texts from a pipe, times, assignments."""

import sys
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime, tzinfo

from incidentdesk import clock
from incidentdesk.language import _
from incidentdesk.refusal import Refused


def text_or_stdin(text: str) -> str:
    """The text, or what is piped in where the text is "-"; UTF-8, or Windows-1252 where it is not UTF-8."""
    if text != "-":
        return text
    data = sys.stdin.buffer.read()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def instant_of(text: str, zone: tzinfo) -> datetime | None:
    """A time as it is typed (09:50, yesterday 17:00, -20m, 2026-03-28T08:15:00Z), None for an empty text.

    Raises Refused for anything else.
    """
    from incidentdesk.detect.transfer.instants import Unreadable, read
    from incidentdesk.detect.typed_time import typed_time

    if text.strip().lower() == "now":
        return clock.now()
    if text.strip()[:4].isdecimal():
        with suppress(Unreadable):
            found = read(text, zone).microseconds
            return None if found is None else clock.instant(found)
    return typed_time(text, clock.now(), zone)


def assignments(words: Iterable[str]) -> dict[str, str]:
    """{field: value} of FIELD=VALUE; raises Refused where there is no equals sign or a field comes twice."""
    found: dict[str, str] = {}
    for word in words:
        field, equals, value = word.partition("=")
        name = field.strip().lower().replace("-", "_")
        if not equals or not name:
            raise Refused(_("“{word}” is no assignment. Write FIELD=VALUE, for example impact=1.").format(word=word))
        if name in found:
            raise Refused(_("{field} is given twice.").format(field=name))
        found[name] = value
    return found
