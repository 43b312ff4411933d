"""JSON: the objects of a list, one after the other, flattened to a table of texts."""

import codecs
import json
from collections.abc import Iterator
from json import JSONDecodeError, JSONDecoder
from pathlib import Path
from typing import Any, TextIO

from incidentdesk.detect.transfer.row import MOST_COLUMNS, Row, content_problem
from incidentdesk.detect.transfer.rows_of_file import Sheet
from incidentdesk.detect.transfer.signature import FileKind
from incidentdesk.language import _, isolated
from incidentdesk.refusal import Refused

MOST_BYTES = 512 << 20
_LONGEST_OBJECT = 32 << 20  # characters
_BLOCK = 1 << 20  # characters
_DEEPEST = 4  # levels of objects that become columns of their own
# Under these keys the known tools keep the list: Statuspage, ServiceNow REST, Jira, OData, our own.
_LIST_KEYS = ("incidents", "result", "issues", "value", "tickets", "records", "items", "results", "data", "rows")
_SPACE = " \t\r\n"


def open_objects(path: Path) -> Sheet:
    """Raises Refused if it is no JSON, too large, or holds no list of objects."""
    if path.stat().st_size > MOST_BYTES:
        raise Refused(
            _("{file} has more than {size} MB; JSON of that size is not taken. Save it as CSV.").format(
                file=isolated(path.name), size=MOST_BYTES >> 20
            )
        )
    columns: dict[str, None] = {}
    count = 0
    for record in _flat_records(path):
        columns.update(dict.fromkeys(record))
        count += 1
        if len(columns) > MOST_COLUMNS:
            raise Refused(
                _("The objects in {file} have more than {most:,} different keys.").format(
                    file=isolated(path.name), most=MOST_COLUMNS
                )
            )
    if not count:
        raise Refused(
            _("{file} holds no list of objects; there is nothing to import.").format(file=isolated(path.name))
        )
    names = tuple(columns)
    return Sheet(path, FileKind.JSON, names, lambda: _rows(path, names), count, exact=True, encoding=_encoding(path))


def _rows(path: Path, columns: tuple[str, ...]) -> Iterator[Row]:
    for number, record in enumerate(_flat_records(path), 1):
        cells = [record.get(name, "") for name in columns]
        yield Row(number, cells, content_problem(cells))


def _flat_records(path: Path) -> Iterator[dict[str, str]]:
    try:
        with path.open("r", encoding=_encoding(path), newline="") as stream:
            for value, around in _Reader(stream).records():
                if not isinstance(value, dict):
                    raise ValueError("a list of something else than objects")
                yield _flat({**around, **value})
    except (ValueError, RecursionError) as error:
        raise Refused(
            _("{file} is no readable list of JSON objects: {reason}.").format(
                file=isolated(path.name),
                reason=_("it is nested too deeply") if isinstance(error, RecursionError) else error,
            )
        ) from error


def _encoding(path: Path) -> str:
    with path.open("rb") as file:
        start = file.read(4)
    # RFC 8259 wants UTF-8; Windows tools write UTF-16 all the same.
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    return json.detect_encoding(start)


class _Reader:
    """Decodes one value at a time from a stream, so that no more than one object is held."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._text = ""
        self._position = 0
        # Numbers stay the digits that they are in the file; NaN becomes a text as well.
        self._decoder = JSONDecoder(parse_int=str, parse_float=str, parse_constant=str)

    def records(self) -> Iterator[tuple[Any, dict[str, Any]]]:
        """The objects with what stood around their list, such as the page of a status page."""
        while opening := self._peek():
            if opening == "[":
                yield from ((value, {}) for value in self._elements())
            elif opening == "{":
                yield from self._in_object()
            else:
                raise ValueError(_("an object or a list is missing"))
            self._skip(",")  # tolerated between the lines of JSON Lines

    def _in_object(self) -> Iterator[tuple[Any, dict[str, Any]]]:
        """The list in an object or, if there is none, the object itself."""
        around: dict[str, Any] = {}
        found = False
        self._take("{")
        while self._peek() != "}":
            key = self._value()
            if not isinstance(key, str):
                raise ValueError(_("a key is no text"))
            self._take(":")
            if not found and key in _LIST_KEYS and self._peek() == "[":
                if self._holds_objects():
                    found = True
                    page = {"page": around["page"]} if isinstance(around.get("page"), dict) else {}
                    yield from ((value, page) for value in self._elements())
                else:
                    around[key] = self._value()
            else:
                around[key] = self._value()
            if not self._skip(","):
                break
        self._take("}")
        if not found and around:
            yield around, {}

    def _holds_objects(self) -> bool:
        """Whether the list that begins here holds objects or nothing."""
        ahead = self._text[self._position + 1 :].lstrip(_SPACE)
        while not ahead and self._more():
            ahead = self._text[self._position + 1 :].lstrip(_SPACE)
        return ahead[:1] in ("{", "]")

    def _elements(self) -> Iterator[Any]:
        self._take("[")
        if self._peek() == "]":
            self._take("]")
            return
        while True:
            yield self._value()
            if not self._skip(","):
                break
        self._take("]")

    def _value(self) -> Any:
        self._peek()
        while True:
            try:
                value, end = self._decoder.raw_decode(self._text, self._position)
            except JSONDecodeError as error:
                if not self._more(grow=True):
                    raise ValueError(str(error)) from error
                continue
            # A number at the very end of the block may go on in the next.
            if end == len(self._text) and self._more():
                continue
            self._position = end
            return value

    def _peek(self) -> str:
        """The next character that is no space; "" at the end."""
        while True:
            while self._position < len(self._text):
                character = self._text[self._position]
                if character not in _SPACE:
                    return character
                self._position += 1
            if not self._more():
                return ""

    def _take(self, expected: str) -> None:
        if self._peek() != expected:
            raise ValueError(_("“{character}” is missing").format(character=expected))
        self._position += 1

    def _skip(self, expected: str) -> bool:
        if self._peek() != expected:
            return False
        self._position += 1
        return True

    def _more(self, *, grow: bool = False) -> bool:
        """Read on; False at the end of the file. `grow` doubles what is held, for an object that does not fit."""
        held = len(self._text) - self._position
        if held > _LONGEST_OBJECT:
            raise ValueError(_("one object has more than {most:,} characters").format(most=_LONGEST_OBJECT))
        block = self._stream.read(max(_BLOCK, held if grow else 0))
        self._text = self._text[self._position :] + block
        self._position = 0
        return bool(block)


def _flat(record: dict[str, Any]) -> dict[str, str]:
    """Objects become columns with dots, lists of plain values a list with commas, lists of objects JSON."""
    flat: dict[str, str] = {}
    _flatten(record, "", flat, _DEEPEST)
    return flat


def _flatten(record: dict[str, Any], prefix: str, flat: dict[str, str], levels: int) -> None:
    for key, value in record.items():
        if isinstance(value, dict) and levels:
            _flatten(value, f"{prefix}{key}.", flat, levels - 1)
        else:
            flat[prefix + key] = value if type(value) is str else _text(value)


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list) and not any(isinstance(part, dict | list) for part in value):
        return ", ".join(map(_text, value))
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else str(value)
