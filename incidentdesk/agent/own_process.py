"""One of our own commands in a process of its own, which can hang or fail without anything else doing so."""

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from incidentdesk.language import _
from incidentdesk.refusal import Refused

_LOOK_EVERY = 0.05  # seconds


def run_own_process(
    database: Any, arguments: Sequence[str], *, zone: str, look: Callable[[Path], None] = lambda _said: None
) -> None:
    """Run `incidentdesk ARGUMENTS` on the same database and wait for its end.

    `look` is called again and again with the file of what the command has said so far; what it raises ends the
    process. Raises Refused with what the command refused.
    """
    with TemporaryDirectory(prefix="incidentdesk-") as name:
        folder = Path(name)
        with (folder / "said").open("wb") as said, (folder / "refused").open("wb") as refused:
            process = subprocess.Popen(
                [*own_program(), "--timezone", zone, *arguments],
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=refused,
                # Its address may hold a password, which a list of processes would show among the arguments.
                env={**os.environ, "INCIDENTDESK_DATABASE": str(database.path or database.url)},
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
            try:
                _wait(process, folder / "said", look)
            finally:
                if process.poll() is None:
                    process.kill()
                process.wait()
        if process.returncode:
            raise Refused(_reason(folder / "refused", process.returncode))


def own_program() -> list[str]:
    """How this very program is started again."""
    return [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "incidentdesk"]


def _wait(process: "subprocess.Popen[bytes]", said: Path, look: Callable[[Path], None]) -> None:
    while True:
        try:
            process.wait(_LOOK_EVERY)
            return
        except subprocess.TimeoutExpired:
            look(said)


def _reason(file: Path, status: int) -> str:
    lines = [line.strip() for line in file.read_text(encoding="utf-8", errors="replace").splitlines() if line.strip()]
    # Exit status 1 is a refusal, which is one sentence for a person.
    if status == 1 and lines:
        return lines[-1]
    return _(
        "The command that makes it ended with status {status}: {reason}. Try again, or take fewer incidents."
    ).format(status=status, reason=lines[-1] if lines else _("it said nothing"))
