"""One of our own commands beside the window.

What is long and written in Python would take the interpreter from the window again and again, however many threads
there are; a process of its own leaves the window alone, and can be ended at any moment.
"""

import os
import re
import subprocess
import sys
from array import array
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zoneinfo import ZoneInfo

from incidentdesk.desktop.background import Cancelled
from incidentdesk.language import _
from incidentdesk.refusal import Refused

_LOOK_EVERY = 0.05  # seconds
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
    with TemporaryDirectory(prefix="incidentdesk-") as name:
        folder = Path(name)
        command = [*own_program(), "--timezone", zone.key, *arguments, "--progress"]
        if ids is not None:
            with (folder / "ids").open("wb") as file:
                (ids if isinstance(ids, array) else array("q", ids)).tofile(file)
            command += ["--ids-from", str(folder / "ids")]
        with (folder / "said").open("wb") as said, (folder / "refused").open("wb") as refused:
            process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=refused,
                # Its address may hold a password, which a list of processes would show among the arguments.
                env={**os.environ, "INCIDENTDESK_DATABASE": str(database.path or database.url)},
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
            try:
                _wait(process, folder / "said", progress, cancelled)
            finally:
                if process.poll() is None:
                    process.kill()
                process.wait()
        if process.returncode:
            raise Refused(_reason(folder / "refused", process.returncode))


def own_program() -> list[str]:
    """How this very program is started again."""
    return [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "incidentdesk"]


def _wait(
    process: "subprocess.Popen[bytes]",
    said: Path,
    progress: Callable[[int, int], None],
    cancelled: Callable[[], bool],
) -> None:
    told = None
    while True:
        try:
            process.wait(_LOOK_EVERY)
            return
        except subprocess.TimeoutExpired:
            pass
        if cancelled():
            raise Cancelled
        position = _position(said)
        if position is not None and position != told:
            told = position
            progress(*position)


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


def _reason(file: Path, status: int) -> str:
    lines = [line.strip() for line in file.read_text(encoding="utf-8", errors="replace").splitlines() if line.strip()]
    # Exit status 1 is a refusal, which is one sentence for a person.
    if status == 1 and lines:
        return lines[-1]
    return _(
        "The command that makes it ended with status {status}: {reason}. Try again, or take fewer incidents."
    ).format(status=status, reason=lines[-1] if lines else _("it said nothing"))
