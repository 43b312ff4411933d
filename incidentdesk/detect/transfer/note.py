"""Entries of a timeline as files bring them: comments, notes and what an event log tells."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from incidentdesk.detect.transfer.instants import Unreadable
from incidentdesk.detect.wording import clean
from incidentdesk.language import _

# The keys under which Statuspage, its scrapes and Jira keep the parts of a comment; the first that is there counts.
_TEXT = ("body", "Update_Body", "text", "comment", "value", "message")
_TIME = ("display_at", "created_at", "Update_Timestamp", "created", "happened_at", "time")
_STATUS = ("status", "Update_Title")
_AUTHOR = ("author.displayName", "author.name", "author", "user", "created_by")
_JIRA = re.compile(r"([^;\n]{6,40});([^;\n]{0,200});(.*)", re.DOTALL)

ReadTime = Callable[[str], int | None]


@dataclass(frozen=True)
class Note:
    """What becomes an entry of the timeline.

    `happened_at` (microseconds since 1970 UTC) is None where the file does not say when; `status` is the file's word
    for the state that came with it.
    """

    text: str
    author: str = ""
    public: bool = False
    happened_at: int | None = None
    status: str = ""
    starred: bool = False


def notes_in(cell: str, *, public: bool, read_time: ReadTime) -> Iterator[Note]:
    """The notes of one cell: a list of JSON objects, Jira's "time;author;text", or one text.

    Raises Unreadable for a time in JSON that is none.
    """
    listed = json_list(cell)
    if listed is not None:
        for item in listed:
            if note := _from_object(item, public, read_time):
                yield note
        return
    yield _from_jira(cell, public, read_time) or Note(clean(cell), public=public)


def json_list(cell: str) -> list[dict[str, Any]] | None:
    """The objects of a cell that holds a JSON list of objects; None if it holds something else."""
    if not cell.startswith("["):
        return None
    try:
        found = json.loads(cell)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, list) and all(isinstance(item, dict) for item in found) else None


def _from_object(item: dict[str, Any], public: bool, read_time: ReadTime) -> Note | None:
    text, status = clean(_value(item, _TEXT)).strip(), " ".join(_value(item, _STATUS).split())
    if not text and not status:
        return None
    when = _value(item, _TIME)
    said = _("{status}: {text}").format(status=status.replace("_", " ").capitalize(), text=text) if status else text
    return Note(said, _value(item, _AUTHOR), public, read_time(when) if when else None, status)


def _value(item: dict[str, Any], keys: tuple[str, ...]) -> str:
    for key in keys:
        value: Any = item
        for part in key.split("."):
            value = value.get(part) if isinstance(value, dict) else None
        if isinstance(value, str) and value:
            return value
    return ""


def _from_jira(cell: str, public: bool, read_time: ReadTime) -> Note | None:
    found = _JIRA.match(cell)
    if not found:
        return None
    try:
        when = read_time(found[1])
    except Unreadable:
        return None
    return Note(clean(found[3]), found[2].strip(), public, when) if when is not None else None
