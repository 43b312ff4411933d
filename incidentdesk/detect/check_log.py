"""Whether a pattern turned up in a log of this machine since it was last read.

Option: regex. The first look begins at the end of the file; a file that was replaced or shortened is read from its
beginning. What is not a whole line yet waits for the next look.
"""

import json
import os
from pathlib import Path
from typing import Any, BinaryIO

from incidentdesk.detect.check import Failing, Outcome, Wanted
from incidentdesk.detect.pattern import LONGEST, compiled
from incidentdesk.language import _, isolated, ngettext

_MOST_AT_ONCE = 4 * 1024 * 1024  # bytes
_LONGEST_LINE = 64 * 1024  # bytes
_LONGEST_SHOWN = 200  # characters


class Matched(Failing):
    """The pattern turned up; `place` is where the next look begins."""

    def __init__(self, said: str, place: str) -> None:
        super().__init__(said)
        self.place = place


def check(wanted: Wanted) -> Outcome:
    path = Path(wanted.target.strip())
    if not path.is_absolute():
        raise Failing(_("Give the whole path of the file."))
    pattern = compiled(str(wanted.options.get("regex") or ""))
    try:
        with path.open("rb") as file:
            number, size = _identity(file)
            begin = _begin(str((wanted.facts or {}).get("place") or ""), number, size)
            file.seek(begin)
            data = file.read(_MOST_AT_ONCE)
    except FileNotFoundError:
        raise Failing(_("There is no file {path}.").format(path=isolated(str(path)))) from None
    whole = data[: data.rfind(b"\n") + 1] or (data if len(data) > _LONGEST_LINE else b"")
    place = json.dumps([number, begin + len(whole)])
    try:
        found = [line for line in whole.decode("utf-8", "replace").splitlines() if _matches(wanted, pattern, line)]
    except TimeoutError:
        raise Matched(_("The pattern takes too long. Make it simpler."), place) from None
    if found:
        said = ngettext("{n} line matches: {line}", "{n} lines match, the last one: {line}", len(found))
        raise Matched(said.format(n=len(found), line=isolated(found[-1][:_LONGEST_SHOWN])), place)
    return Outcome(True, _("No new line matches."), place=place)


def _matches(wanted: Wanted, pattern: Any, line: str) -> bool:
    return pattern.search(line, timeout=min(LONGEST, wanted.left()), concurrent=True) is not None


def _identity(file: BinaryIO) -> tuple[int, int]:
    status = os.fstat(file.fileno())
    return status.st_ino, status.st_size


def _begin(place: str, number: int, size: int) -> int:
    """Where to begin reading, in bytes."""
    if not place:
        return size
    known, read = json.loads(place)
    return int(read) if known == number and read <= size else 0
