"""One of our own commands beside the window.

What is long and written in Python would take the interpreter from the window again and again, however many threads
there are; a process of its own leaves the window alone, and can be ended at any moment.
"""

import os
import re
from array import array
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zoneinfo import ZoneInfo

from incidentdesk.agent.own_process import run_own_process
from incidentdesk.desktop.background import Cancelled

_PROGRESS = re.compile(r"(\d+) (\d+)")
_TAIL = 64  # characters; the last line of progress stands in it


def run_own_command(
    database: Any,
    arguments: Sequence[str],
    *,
    zone: ZoneInfo,
    ids: Sequence[int] | None = None,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> None:
    """Run `incidentdesk ARGUMENTS` on the same database, with these incidents if given, and wait for its end.

    It is for a worker. Raises Refused with what the command refused, and Cancelled when it was ended because
    `cancelled` says so.
    """
    told: list[tuple[int, int]] = []

    def look(said: Path) -> None:
        if cancelled():
            raise Cancelled
        position = _position(said)
        if position is not None and told[-1:] != [position]:
            told[:] = [position]
            progress(*position)

    with TemporaryDirectory(prefix="incidentdesk-") as name:
        command = [*arguments, "--progress"]
        if ids is not None:
            listed = Path(name) / "ids"
            with listed.open("wb") as file:
                (ids if isinstance(ids, array) else array("q", ids)).tofile(file)
            command += ["--ids-from", str(listed)]
        run_own_process(database, command, zone=zone.key, look=look)


def _position(said: Path) -> tuple[int, int] | None:
    """The last whole line of progress."""
    with said.open("rb") as file:
        file.seek(max(0, file.seek(0, os.SEEK_END) - _TAIL))
        lines = file.read().decode(errors="replace").split("\n")[:-1]
    for line in reversed(lines):
        found = _PROGRESS.fullmatch(line.strip())
        if found:
            return int(found[1]), int(found[2])
    return None
