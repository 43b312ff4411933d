"""The last resort: what was no Refused is written down, shown, and outlived if possible. Nothing is ever sent."""

import contextlib
import faulthandler
import logging
import re
import sys
import threading
import traceback
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import TextIO

import PySide6
from PySide6.QtCore import QMessageLogContext, QObject, QtMsgType, Signal, qInstallMessageHandler

from incidentdesk import __version__, clock

log = logging.getLogger(__name__)

_PASSWORD = re.compile(r"(://[^:/@\s]*):[^@\s/]*@")
_KEPT = 20
_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


class CrashHandler(QObject):
    """Catches what nobody else caught, in every thread.

    `crashed` carries the path of the report, in the GUI thread. Whoever shows it calls `read`; what nobody read is in
    `unread` at the next start.
    """

    crashed = Signal(str)

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder = folder
        self._abort_file: TextIO | None = None
        self._seen: set[str] = set()
        self._before: Callable[..., None] | None = None

    def install(self) -> None:
        """Take over the hooks of Python, of its threads, of Qt's messages and of fatal signals."""
        with contextlib.suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            self._keep_last_abort()
            self._abort_file = self._abort_path.open("w", encoding="utf-8")
            faulthandler.enable(self._abort_file)
        sys.excepthook = self.catch
        threading.excepthook = lambda args: self.catch(args.exc_type, args.exc_value, args.exc_traceback)
        self._before = qInstallMessageHandler(_log_qt)

    def remove(self) -> None:
        """Give the hooks back, at the orderly end."""
        sys.excepthook = sys.__excepthook__
        threading.excepthook = threading.__excepthook__
        qInstallMessageHandler(self._before)
        if self._abort_file is not None:
            faulthandler.disable()
            self._abort_file.close()
            self._abort_path.unlink(missing_ok=True)

    def catch(self, kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
        """Write a report and tell; the same fault is told once only, so that a fault in painting cannot flood."""
        if kind is not None and issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        text = "".join(traceback.format_exception(kind, error, trace))
        log.error("not caught:\n%s", text)
        place = "".join(traceback.format_tb(trace)[-2:]) + kind.__name__
        if place in self._seen:
            return
        self._seen.add(place)
        path = self._write(report(text))
        self.crashed.emit(str(path) if path else "")

    def unread(self) -> list[Path]:
        """Reports that nobody has seen, the newest first."""
        with contextlib.suppress(OSError):
            return sorted(self._folder.glob("crash-*.txt"), reverse=True)
        return []

    def read(self, path: Path) -> None:
        """Note that a report has been seen."""
        with contextlib.suppress(OSError):
            path.rename(path.with_suffix(".read"))

    @property
    def _abort_path(self) -> Path:
        return self._folder / "abort.log"

    def _keep_last_abort(self) -> None:
        """What a fatal signal wrote when the program died becomes a report."""
        with contextlib.suppress(OSError):
            text = self._abort_path.read_text(encoding="utf-8", errors="replace")
            if text.strip():
                self._write(report(text))
        for old in sorted(self._folder.glob("crash-*"), reverse=True)[_KEPT:]:
            old.unlink(missing_ok=True)

    def _write(self, text: str) -> Path | None:
        path = self._folder / f"crash-{clock.now():%Y%m%d-%H%M%S-%f}.txt"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        except OSError:
            log.exception("the report could not be written")
            return None
        return path


def report(trace: str) -> str:
    """What somebody who mends the program needs, without passwords of addresses."""
    import platform

    lines = (
        f"IncidentDesk {__version__}",
        f"Python {platform.python_version()}, PySide6 {PySide6.__version__}, {platform.platform()}",
        f"{clock.now():%Y-%m-%d %H:%M:%S} UTC",
        "",
        trace.strip(),
        "",
    )
    return without_passwords("\n".join(lines))


def without_passwords(text: str) -> str:
    return _PASSWORD.sub(r"\1:***@", text)


def _log_qt(kind: QtMsgType, _context: QMessageLogContext, text: str) -> None:
    logging.getLogger("qt").log(_LEVELS.get(kind, logging.WARNING), "%s", text)
