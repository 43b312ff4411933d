"""Files on their way into an incident: each with its size, how far it is, Cancel, and Retry where it failed."""

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMimeData, Qt, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from incidentdesk import clock
from incidentdesk.desktop.background import Job
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.widgets.button import IconButton, LinkButton
from incidentdesk.language import _, isolated
from incidentdesk.refusal import Refused

_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Incoming:
    """A file that is to be attached: one on the disk, or bytes from the clipboard; `task_id` is the step it shows."""

    name: str
    path: Path | None = None
    content: bytes = field(default=b"", repr=False)
    task_id: int | None = None


def incoming_of(source: QMimeData, zone: Any) -> list[Incoming]:
    """What of a drop or of the clipboard can be attached: local files, or a picture."""
    if source.hasUrls():
        paths = [Path(url.toLocalFile()) for url in source.urls() if url.isLocalFile()]
        return [Incoming(path.name, path) for path in paths]
    if source.hasImage():
        return _picture(source.imageData(), zone)
    return []


def _picture(image: object, zone: Any) -> list[Incoming]:
    picture = image if isinstance(image, QImage) else QImage(image)
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if picture.isNull() or not picture.save(buffer, "PNG"):
        return []
    taken = clock.now().astimezone(zone).strftime("%Y-%m-%d %H-%M-%S")
    return [Incoming(_("Screenshot {time}.png").format(time=taken), content=content.data())]


class UploadRow(QFrame):
    """One file. Emits `retry_wanted` and `left`."""

    retry_wanted = Signal()
    left = Signal()

    def __init__(self, desk: Desk, incoming: Incoming, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.incoming = incoming
        self.job: Job | None = None
        self.name = QLabel(incoming.name)
        self.name.setTextFormat(Qt.TextFormat.PlainText)
        self.name.setAccessibleName(incoming.name)
        self.state = QLabel(_("waiting"), wordWrap=True)
        self.state.setTextFormat(Qt.TextFormat.PlainText)
        self.bar = QProgressBar()
        self.bar.setRange(0, 100)
        self.bar.setTextVisible(False)
        self.bar.setFixedSize(120, 6)
        self.bar.setAccessibleName(_("Progress of {name}").format(name=incoming.name))
        self.bar.setAccessibleDescription(_("How much of the file is attached"))
        self.retry = LinkButton(desk.theme, _("Retry"), "refresh", description=_("Try to attach it again"))
        self.retry.clicked.connect(self.retry_wanted)
        self.retry.hide()
        self.cancel = IconButton(desk.theme, "close", _("Cancel {name}").format(name=incoming.name))
        self.cancel.clicked.connect(self._stop)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.name)
        layout.addWidget(self.bar)
        layout.addWidget(self.state, 1)
        layout.addWidget(self.retry)
        layout.addWidget(self.cancel)

    def begin(self, job: Job) -> None:
        self.job = job
        self.retry.hide()
        self.bar.show()
        self._say(_("begins"), "text2")
        job.progressed.connect(self._move)

    def _move(self, done: int, total: int) -> None:
        self.bar.setValue(100 * done // total if total else 0)
        locale = self.locale()
        self._say(
            _("{done} of {total}").format(
                done=locale.formattedDataSize(done), total=locale.formattedDataSize(max(done, total))
            ),
            "text2",
        )

    def fail(self, refused: Refused) -> None:
        """It is not attached; the file can be tried again."""
        self.job = None
        self.bar.hide()
        self.retry.show()
        self._say(str(refused), "danger")

    def _stop(self) -> None:
        if self.job is not None:
            self.job.cancel()
        self.left.emit()

    def _say(self, text: str, role: str) -> None:
        self.state.setText(text)
        self.state.setAccessibleName(text)
        self._desk.theme.tint(self.state, role)


class UploadList(QFrame):
    """Attaches one file after the other, each as a gesture of its own; hidden while there is none."""

    def __init__(self, desk: Desk, incident_id: int, number: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._incident_id, self._number = desk, incident_id, number
        self.rows: list[UploadRow] = []
        self._running: UploadRow | None = None
        self.setObjectName("uploads")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(16, 8, 16, 8)
        self._column.setSpacing(4)
        self.hide()
        desk.theme.changed.connect(self._dress)
        self._dress()

    @property
    def busy(self) -> bool:
        return any(row.job is not None or row is self._running for row in self.rows)

    def take(self, files: list[Incoming]) -> None:
        """Attach these files, in their order."""
        for incoming in files:
            row = UploadRow(self._desk, incoming)
            row.retry_wanted.connect(lambda row=row: self._again(row))
            row.left.connect(lambda row=row: self._drop(row))
            self.rows.append(row)
            self._column.addWidget(row)
        self.setVisible(bool(self.rows))
        self._next()

    def _again(self, row: UploadRow) -> None:
        row.retry.hide()
        self._next()

    def _next(self) -> None:
        if self._running is not None:
            return
        row = next((each for each in self.rows if each.job is None and each.retry.isHidden()), None)
        if row is None:
            return
        self._running = row
        job = self._desk.background.run(
            _attach,
            self._desk.database,
            self._desk.actor,
            self._incident_id,
            row.incoming,
            then=lambda gesture: self._done(row, gesture),
            failed=row.fail,
            progress=True,
            title=_("Attaching {name}").format(name=row.incoming.name),
            cancellable=False,
        )
        row.begin(job)
        job.finished.connect(self._finished)

    def _done(self, row: UploadRow, gesture: int) -> None:
        said = _("{name} attached to {number}").format(name=isolated(row.incoming.name), number=self._number)
        self._desk.history.done(said, gesture, toast=False)
        row.job = None
        self._drop(row)

    def _finished(self) -> None:
        self._running = None
        self._next()

    def _drop(self, row: UploadRow) -> None:
        if row in self.rows:
            self.rows.remove(row)
            self._column.removeWidget(row)
            row.deleteLater()
        self.setVisible(bool(self.rows))

    def _dress(self) -> None:
        self.setStyleSheet(
            self._desk.theme.sheet(
                "#uploads { background: $surface; border: none; border-top: 1px solid $border; }"
                "QProgressBar { background: $border; border: none; border-radius: 3px; }"
                "QProgressBar::chunk { background: $accent; border-radius: 3px; }"
            )
        )


def _attach(
    database: Any, actor: str, incident_id: int, incoming: Incoming, progress: Callable[[int, int], None]
) -> int:
    """The gesture by which it can be undone."""
    from incidentdesk.detect.attachment import attach
    from incidentdesk.detect.attachment_file import size_of

    if incoming.path is None:
        with database.write(actor=actor, via="window") as session:
            content = incoming.content
            attach(session, incident_id, incoming.name, io.BytesIO(content), size=len(content), progress=progress)
            _name_at_step(session, incoming)
            return session.gesture
    size = size_of(incoming.path)
    try:
        with incoming.path.open("rb") as file, database.write(actor=actor, via="window") as session:
            attach(session, incident_id, incoming.name, file, size=size, progress=progress)
            _name_at_step(session, incoming)
            return session.gesture
    except OSError as error:
        raise Refused(
            _("{name} can't be read: {reason}.").format(name=isolated(incoming.name), reason=error.strerror or error)
        ) from error


def _name_at_step(session: Any, incoming: Incoming) -> None:
    """Say at the step which file shows what came of it."""
    if incoming.task_id is not None:
        from incidentdesk.respond.task_change import note_result

        note_result(session, incoming.task_id, _("File: {names}").format(names=incoming.name))
