"""The JSON of a payload, within limits."""

import json
from typing import Any, NoReturn

from incidentdesk.language import _
from incidentdesk.refusal import Refused

LARGEST = 1024 * 1024  # bytes
DEEPEST = 60  # levels


def json_of_payload(payload: bytes) -> Any:
    """The value; raises Refused where it can't be read."""
    if len(payload) > LARGEST:
        raise Refused(_("It is larger than {most} MB.").format(most=LARGEST // 1024 // 1024))
    if not payload.strip():
        raise Refused(_("It is empty."))
    try:
        # Scripts forget to escape the line ends in what a check says; that is no reason to lose an alert.
        value = json.loads(_text(payload), strict=False, parse_constant=_refuse_constant)
    except RecursionError:
        raise Refused(_("It is nested deeper than {most} levels.").format(most=DEEPEST)) from None
    except json.JSONDecodeError as error:
        raise Refused(
            _("It is no JSON from line {line}, character {column} on.").format(line=error.lineno, column=error.colno)
        ) from None
    except ValueError:
        raise Refused(_("It is no JSON.")) from None
    if _deeper_than(value, DEEPEST):
        raise Refused(_("It is nested deeper than {most} levels.").format(most=DEEPEST))
    return value


def _text(payload: bytes) -> str:
    """UTF-8, or another Unicode encoding by its mark; bytes that are none stay visible and spoil nothing else."""
    return payload.decode(json.detect_encoding(payload), "replace")


def _refuse_constant(word: str) -> NoReturn:
    raise ValueError(word)


def _deeper_than(value: Any, most: int) -> bool:
    level = [value]
    for _depth in range(most + 1):
        level = [
            each
            for outer in level
            if isinstance(outer, dict | list)
            for each in (outer.values() if isinstance(outer, dict) else outer)
        ]
        if not level:
            return False
    return True
