"""The log: a file on this machine that never grows beyond a few megabytes and holds no passwords."""

import contextlib
import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path

from incidentdesk.desktop.crash import without_passwords

_SIZE, _FILES = 1_000_000, 3


class _Redacting(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return without_passwords(super().format(record))


def open_log(folder: Path) -> logging.Handler | None:
    """Write warnings and the program's own news into a file; None where the disk does not take it."""
    with contextlib.suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(
            folder / "incidentdesk.log", maxBytes=_SIZE, backupCount=_FILES, encoding="utf-8", delay=True
        )
        handler.setFormatter(_Redacting("%(asctime)s %(levelname)s %(name)s: %(message)s"))
        root = logging.getLogger()
        root.addHandler(handler)
        root.setLevel(logging.INFO)
        return handler
    return None


def close_log(handler: logging.Handler | None) -> None:
    if handler is not None:
        logging.getLogger().removeHandler(handler)
        handler.close()
