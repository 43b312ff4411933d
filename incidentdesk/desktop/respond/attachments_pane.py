"""The files of an incident: names, sizes, who attached them, and a small picture of what is a picture."""

from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QImage, QImageReader, QPixmap
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from incidentdesk import clock
from incidentdesk.desktop import moment
from incidentdesk.desktop.actions import plain
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.respond.fact_field import fill
from incidentdesk.desktop.widgets.button import Button, IconButton, LinkButton
from incidentdesk.desktop.widgets.empty import EmptyState
from incidentdesk.desktop.widgets.field import SCROLL_BARS
from incidentdesk.language import _, isolated

# A picture above either of these is not decoded to look at it.
LARGEST_PREVIEW = 16 * 1024 * 1024  # bytes of the file
MOST_PIXELS = 40_000_000
_ALLOCATION = 192  # MiB that a decoder may take
# How pictures begin; anything else is not handed to Qt, which would read an SVG and ask for what it links to.
_BEGINNINGS = (
    (b"\x89PNG\r\n\x1a\n", b"png"),
    (b"\xff\xd8\xff", b"jpeg"),
    (b"GIF8", b"gif"),
    (b"BM", b"bmp"),
    (b"RIFF", b"webp"),
)
_THUMBNAIL = QSize(56, 56)


class AttachmentCard(QFrame):
    """One file. `command_given(attached, action id)` comes for what else can be done with it."""

    save_wanted = Signal(object)
    take_away_wanted = Signal(object)
    command_given = Signal(object, str)

    def __init__(self, desk: Desk, attached: Any, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self.attached = desk, attached
        theme = desk.theme
        self.setObjectName("file")
        size = self.locale().formattedDataSize(attached.size)
        now = clock.stored(clock.now())
        self.picture = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self.picture.setFixedSize(_THUMBNAIL)
        self.picture.setAccessibleName(_("Picture of {name}").format(name=attached.name))
        self.name = QLabel(attached.name, wordWrap=True)
        self.facts = QLabel(
            _("{size} · {name} · {time}").format(
                size=size, name=isolated(attached.added_by), time=moment.day_and_time(attached.added_at, now, desk.zone)
            ),
            wordWrap=True,
        )
        self.facts.setToolTip(moment.full(attached.added_at, desk.zone))
        self.hash = LinkButton(
            theme, _("SHA-256 {start}…").format(start=attached.sha256[:12]), description=_("Copy the whole checksum")
        )
        self.hash.setToolTip(attached.sha256)
        self.hash.clicked.connect(lambda: QGuiApplication.clipboard().setText(attached.sha256))
        for label in (self.name, self.facts):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setAccessibleName(label.text())
        self.save = Button(theme, _("Save as…"), "download", description=_("Save {name}").format(name=attached.name))
        self.save.clicked.connect(lambda: self.save_wanted.emit(attached))
        self.away = IconButton(theme, "trash", _("Take {name} away").format(name=attached.name))
        self.away.clicked.connect(lambda: self.take_away_wanted.emit(attached))
        text = QVBoxLayout()
        text.setSpacing(0)
        text.addWidget(self.name)
        text.addWidget(self.facts)
        text.addWidget(self.hash, 0, Qt.AlignmentFlag.AlignLeading)
        row = self._row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 12, 8)
        row.setSpacing(12)
        row.addWidget(self.picture, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(text, 1)
        row.addWidget(self.save)
        row.addWidget(self.away)
        self._commands: list[str] = []
        self._image: QImage | None = None
        theme.changed.connect(self._dress)
        self._dress()

    def offer(self, action_id: str) -> None:
        """A button for a command that is about this file, which is in its context menu too."""
        action = self._desk.registry.action(action_id)
        name = _("{command}: {name}").format(command=plain(action.text), name=isolated(self.attached.name))
        button = IconButton(self._desk.theme, action.icon, name)
        button.clicked.connect(lambda: self.command_given.emit(self.attached, action_id))
        self._row.insertWidget(self._row.indexOf(self.away), button)
        self._commands.append(action_id)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        theme = self._desk.theme
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(theme.icon("download"), self.save.text(), self.save.click)
        menu.addAction(theme.icon("copy"), _("Copy the checksum"), self.hash.click)
        for action_id in self._commands:
            action = self._desk.registry.action(action_id)
            run = partial(self.command_given.emit, self.attached, action_id)
            menu.addAction(theme.icon(action.icon), action.text, run)
        menu.addSeparator()
        menu.addAction(theme.icon("trash"), _("Take away"), self.away.click)
        menu.popup(event.globalPos())

    def show_picture(self, image: QImage | None) -> None:
        self._image = image
        self._dress()

    def _dress(self) -> None:
        theme = self._desk.theme
        self.setStyleSheet(theme.sheet("#file { background: $window; border: 1px solid $border; border-radius: 8px; }"))
        self.name.setFont(theme.font("strong"))
        self.facts.setFont(theme.font("small"))
        theme.tint(self.facts, "text2")
        if self._image is not None and not self._image.isNull():
            self.picture.setPixmap(QPixmap.fromImage(self._image))
        else:
            icon = "image" if self.attached.media_type.startswith("image/") else "file"
            self.picture.setPixmap(theme.pixmap(icon, "text2", 32, self.devicePixelRatioF()))


class AttachmentsPane(QWidget):
    """Emits `choose_wanted` when files are to be chosen, `take_away_wanted(attached)`, `failed(refused)`."""

    choose_wanted = Signal()
    take_away_wanted = Signal(object)
    failed = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.cards: dict[int, AttachmentCard] = {}
        # The file that a command of the registry is about.
        self.current: Any = None
        self._commands: list[str] = []
        self._pictures: dict[int, QImage | None] = {}
        self.empty = EmptyState(
            desk.theme,
            "attachment",
            _("No files yet"),
            _("Drop files anywhere on this page, or paste a screenshot."),
            _("Choose files…"),
            self.choose_wanted.emit,
            primary=False,
        )
        self.choose = Button(desk.theme, _("Choose files…"), "attachment", description=_("Attach files"))
        self.choose.clicked.connect(self.choose_wanted)
        inner = QWidget()
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(16, 12, 16, 16)
        self._column.setSpacing(8)
        self._column.addWidget(self.choose, 0, Qt.AlignmentFlag.AlignLeading)
        self._column.addStretch(1)
        self.scroll = QScrollArea()
        self.scroll.setWidgetResizable(True)
        self.scroll.setFrameShape(QFrame.Shape.NoFrame)
        self.scroll.setAccessibleName(_("Attachments"))
        self.scroll.setAccessibleDescription(_("The files of this incident"))
        self.scroll.setWidget(inner)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.empty)
        self._stack.addWidget(self.scroll)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._stack)
        desk.theme.changed.connect(self._dress)
        self._dress()

    def show_attachments(self, attachments: list[Any]) -> None:
        wanted = {each.id: each for each in attachments}
        for gone in set(self.cards) - set(wanted):
            card = self.cards.pop(gone)
            self._column.removeWidget(card)
            card.deleteLater()
        for attached in attachments:
            if attached.id not in self.cards:
                self._add(attached)
        self._stack.setCurrentWidget(self.scroll if attachments else self.empty)

    def offer_actions(self, action_ids: list[str]) -> None:
        """Let these commands of the registry be given to every file; they find it in `current`."""
        self._commands = action_ids

    def _run(self, attached: Any, action_id: str) -> None:
        self.current = attached
        self._desk.registry.run(action_id)

    def _add(self, attached: Any) -> None:
        card = AttachmentCard(self._desk, attached)
        for action_id in self._commands:
            card.offer(action_id)
        card.command_given.connect(self._run)
        card.save_wanted.connect(self.ask_where)
        card.take_away_wanted.connect(self.take_away_wanted)
        self.cards[attached.id] = card
        self._column.insertWidget(self._column.count() - 1, card)
        if attached.media_type.startswith("image/") and attached.size <= LARGEST_PREVIEW:
            if attached.id in self._pictures:
                card.show_picture(self._pictures[attached.id])
                return
            self._desk.background.run(
                load_picture,
                self._desk.database,
                attached.id,
                self.devicePixelRatioF(),
                then=lambda image: self._picture_loaded(attached.id, image),
                # A file whose picture can't be shown is still a file.
                failed=lambda _refused: None,
            )

    def _picture_loaded(self, attachment_id: int, image: QImage | None) -> None:
        self._pictures[attachment_id] = image
        if attachment_id in self.cards:
            self.cards[attachment_id].show_picture(image)

    # -- saving

    def ask_where(self, attached: Any) -> None:
        """Let a person choose a place for a file; the program itself never opens it."""
        dialog = QFileDialog(self.window(), _("Save attachment"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.selectFile(attached.name)
        dialog.fileSelected.connect(lambda path: self.save(attached, Path(path)))
        dialog.open()

    def save(self, attached: Any, path: Path) -> None:
        self._desk.background.run(
            _save,
            self._desk.database,
            attached,
            path,
            then=lambda _none: self._desk.toasts.show(
                _("{name} saved in {folder}").format(name=isolated(path.name), folder=isolated(str(path.parent)))
            ),
            failed=self.failed.emit,
            progress=True,
            title=_("Saving {name}").format(name=attached.name),
        )

    def _dress(self) -> None:
        theme = self._desk.theme
        self.scroll.verticalScrollBar().setStyleSheet(theme.sheet(SCROLL_BARS))
        fill(self, theme)
        fill(self.scroll.widget(), theme)


def _save(database: Any, attached: Any, path: Path, progress: Any) -> None:
    from incidentdesk.detect.attachment_file import save_attachment

    with database.read() as reader:
        save_attachment(reader, attached.id, path, size=attached.size, progress=progress)


def load_picture(database: Any, attachment_id: int, ratio: float) -> QImage | None:
    """A small picture of an attached picture; None for what is none, or would take too much memory."""
    from incidentdesk.detect.attachment import chunks

    with database.read() as reader:
        content = b"".join(chunks(reader, attachment_id))
    return thumbnail(content, ratio)


def thumbnail(content: bytes, ratio: float = 1.0) -> QImage | None:
    """A small picture of a PNG, JPEG, GIF, BMP or WebP; None for anything else and for too many pixels."""
    form = next((form for beginning, form in _BEGINNINGS if content.startswith(beginning)), None)
    if form is None:
        return None
    if QImageReader.allocationLimit() != _ALLOCATION:
        QImageReader.setAllocationLimit(_ALLOCATION)
    data = QByteArray(content)
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer, QByteArray(form))
    reader.setDecideFormatFromContent(False)
    reader.setAutoDetectImageFormat(False)
    size = reader.size()
    if not size.isValid() or size.isEmpty() or size.width() * size.height() > MOST_PIXELS:
        return None
    reader.setAutoTransform(True)
    wanted = QSize(round(_THUMBNAIL.width() * ratio), round(_THUMBNAIL.height() * ratio))
    reader.setScaledSize(size.scaled(wanted, Qt.AspectRatioMode.KeepAspectRatio).expandedTo(QSize(1, 1)))
    image = reader.read()
    if image.isNull():
        return None
    image.setDevicePixelRatio(ratio)
    return image
