"""Work away from the GUI thread: a function goes out, its result comes back."""

import sys
import threading
import time
from collections.abc import Callable
from typing import Any

import shiboken6
from PySide6.QtCore import QObject, QRunnable, Qt, QThreadPool, Signal

from incidentdesk.refusal import Refused


class Cancelled(Exception):
    """Raised inside a cancelled function by its `progress`, to leave it."""


class Job(QObject):
    """One run of a function. `finished` comes last and always, however it ended."""

    finished = Signal()
    progressed = Signal(object, object)
    _ended = Signal(object, object)

    def __init__(self, title: str, cancellable: bool, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.title = title
        self.cancellable = cancellable
        self.started = time.monotonic()
        self.done = False
        self.dropped = False
        self.position: tuple[int, int] = (0, 0)
        self._stop = threading.Event()

    def cancel(self) -> None:
        """Ask the function to stop, and drop its result."""
        self.dropped = True
        self._stop.set()

    def cancelled(self) -> bool:
        return self._stop.is_set()

    def report(self, done: int, total: int) -> None:
        """Tell how far it is (called in the worker); raises Cancelled after `cancel`."""
        if self._stop.is_set():
            raise Cancelled
        self.progressed.emit(done, total)

    def _move(self, done: int, total: int) -> None:
        self.position = (done, total)


class Background(QObject):
    """Runs functions on a pool of threads and brings their results back to the GUI thread.

    `refused` carries the Refused of a job that has no `failed` of its own. `jobs_changed` comes when a job has begun
    or ended.
    """

    jobs_changed = Signal()
    refused = Signal(object)

    def __init__(self, parent: QObject | None = None, threads: int = 4) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(threads)
        self._jobs: list[Job] = []
        self._latest: dict[str, Job] = {}

    @property
    def jobs(self) -> list[Job]:
        """The jobs under way, oldest first."""
        return list(self._jobs)

    def run(
        self,
        function: Callable[..., Any],
        *args: Any,
        then: Callable[[Any], None] | None = None,
        failed: Callable[[Refused], None] | None = None,
        progress: bool = False,
        cancellable: bool = False,
        title: str = "",
    ) -> Job:
        """Call `function(*args)` in a worker; `then(result)` or `failed(refused)` follows in the GUI thread.

        With `progress` the function gets a keyword `progress(done, total)`, with `cancellable` a keyword
        `cancelled() -> bool`. Neither callback comes after `cancel()`, nor to a method of a widget that is gone, nor to
        a function written in one. What is raised other than Refused is a bug and goes to the crash handler. `title`
        names it in the list of jobs.
        """
        job = Job(title, cancellable, self)
        keywords: dict[str, Any] = {}
        if progress:
            keywords["progress"] = job.report
            job.progressed.connect(job._move)
        if cancellable:
            keywords["cancelled"] = job.cancelled
        job._ended.connect(
            lambda result, error: self._end(job, result, error, then, failed), Qt.ConnectionType.QueuedConnection
        )
        self._jobs.append(job)
        self._pool.start(_Work(job, function, args, keywords))
        self.jobs_changed.emit()
        return job

    def run_latest(self, key: str, function: Callable[..., Any], *args: Any, **options: Any) -> Job:
        """Like `run`, but cancels the job of the same key before it: only the last one's result arrives."""
        before = self._latest.get(key)
        if before is not None and not before.done:
            before.cancel()
        job = self.run(function, *args, **options)
        self._latest[key] = job
        return job

    def wait(self, milliseconds: int = 30_000) -> bool:
        """Wait until the workers are idle (at the end of the program and in tests); results may still be queued."""
        return self._pool.waitForDone(milliseconds)

    def stop(self) -> None:
        """Cancel what can be cancelled, wait for the rest, and drop what it had to say."""
        for job in self._jobs:
            job.cancel()
        self.wait()
        # Their results are on the way to a place that is about to go; a job that is not in the list is not ended.
        for job in self._jobs:
            job._ended.disconnect()
        self._jobs.clear()

    def _end(self, job: Job, result: Any, error: Any, then: Any, failed: Any) -> None:
        if job not in self._jobs:
            return
        job.done = True
        self._jobs.remove(job)
        self._latest = {key: each for key, each in self._latest.items() if each is not job}
        try:
            self._deliver(job, result, error, then, failed)
        finally:
            job.finished.emit()
            self.jobs_changed.emit()
            job.deleteLater()

    def _deliver(self, job: Job, result: Any, error: Any, then: Any, failed: Any) -> None:
        if isinstance(error, Cancelled):
            return
        if error is not None and not isinstance(error, Refused):
            sys.excepthook(type(error), error, error.__traceback__)
        elif job.dropped:
            return
        elif error is not None:
            if failed is None:
                self.refused.emit(error)
            elif _alive(failed):
                failed(error)
        elif then is not None and _alive(then):
            then(result)


class _Work(QRunnable):
    def __init__(self, job: Job, function: Callable[..., Any], args: tuple, keywords: dict[str, Any]) -> None:
        super().__init__()
        self._job = job
        self._call = (function, args, keywords)

    def run(self) -> None:
        function, args, keywords = self._call
        result, error = None, None
        try:
            if not self._job.cancelled():
                result = function(*args, **keywords)
        except BaseException as raised:
            error = raised
        # At the end of the program the job may be gone before its work.
        if shiboken6.isValid(self._job):
            self._job._ended.emit(result, error)


def _alive(callback: Callable[..., Any]) -> bool:
    owner = getattr(callback, "__self__", None) or _self_within(callback)
    return not isinstance(owner, QObject) or shiboken6.isValid(owner)


def _self_within(callback: Callable[..., Any]) -> Any:
    """The object in whose method a function was written."""
    names = getattr(getattr(callback, "__code__", None), "co_freevars", ())
    return callback.__closure__[names.index("self")].cell_contents if "self" in names else None
