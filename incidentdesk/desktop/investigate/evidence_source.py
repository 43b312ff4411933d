"""The four ways in which evidence comes: a file or picture, a text, a web address, an entry of the timeline."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.investigate.entry_picker import EntryPicker
from incidentdesk.desktop.investigate.evidence_content import ENTRY, FILE, LINK, TEXT, Content
from incidentdesk.desktop.investigate.evidence_writing import size_of_incoming
from incidentdesk.desktop.respond.upload_list import Incoming
from incidentdesk.desktop.widgets.button import Button
from incidentdesk.desktop.widgets.field import mark_invalid
from incidentdesk.language import _, ngettext
from incidentdesk.refusal import Refused

KINDS = (FILE, TEXT, LINK, ENTRY)
_MOST_NAMES = 4


class FileSource(QWidget):
    """The files that are to be added, and what becomes of each. Emits `changed`."""

    changed = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.content = Content(FILE)
        self._limit = 0
        self.names = QLabel(wordWrap=True)
        self.fate = QLabel(wordWrap=True)
        for label in (self.names, self.fate):
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.choose = Button(desk.theme, _("C&hoose files…"), "folder", description=_("Choose one file or several"))
        self.choose.clicked.connect(self.ask)
        row = QHBoxLayout()
        row.addWidget(self.choose)
        row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(row)
        layout.addWidget(self.names)
        layout.addWidget(self.fate)
        layout.addStretch(1)
        self.setFocusProxy(self.choose)
        self._tell()

    def ask(self) -> None:
        dialog = QFileDialog(self.window(), _("Choose evidence"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(self.take_paths)
        dialog.open()

    def take_paths(self, paths: list[str]) -> None:
        self.take(Content(FILE, files=tuple(Incoming(Path(path).name, Path(path)) for path in paths)))

    def take(self, content: Content) -> None:
        self.content = content
        self._tell()
        self.changed.emit()

    def limit(self, limit: int) -> None:
        """How large an attachment may be, in bytes."""
        self._limit = limit
        self._tell()

    def why_not(self) -> str:
        if self.content.attachment_id:
            return ""
        if not self.content.files:
            return _("Choose a file, or drop or paste one here.")
        return self._trouble()

    def _trouble(self) -> str:
        for incoming in self.content.files:
            try:
                size_of_incoming(incoming)
            except Refused as refused:
                return str(refused)
        return ""

    def _tell(self) -> None:
        names = [each.name for each in self.content.files]
        if self.content.carried is not None:
            names = [self.content.carried.text]
        shown = "\n".join(names[:_MOST_NAMES])
        if len(names) > _MOST_NAMES:
            more = len(names) - _MOST_NAMES
            shown += "\n" + ngettext("and {count} more", "and {count} more", more).format(count=more)
        self.names.setText(shown or _("Nothing chosen. Drop files here, or paste a picture with Ctrl+V."))
        self.names.setAccessibleName(self.names.text())
        self.fate.setText(self._fate())
        self.fate.setAccessibleName(self.fate.text())
        self.fate.setVisible(bool(self.fate.text()))
        self.names.setFont(self._desk.theme.font("strong" if names else "base"))

    def _fate(self) -> str:
        if self.content.attachment_id:
            return _("It is attached already and becomes evidence as it is.")
        if not self.content.files or not self._limit:
            return ""
        trouble = self._trouble()
        if trouble:
            return trouble
        sizes = [size_of_incoming(each) for each in self.content.files]
        large = [size for each, size in zip(self.content.files, sizes, strict=True) if self._stays(each, size)]
        size = self.locale().formattedDataSize
        told = [_("{size}, kept in the database.").format(size=size(sum(sizes) - sum(large)))]
        if len(large) == len(sizes):
            told = []
        if large:
            told.append(
                _(
                    "{size} is more than an attachment may have ({limit}): it stays where it is, and only its place and"
                    " its hash are kept. It must not be moved."
                ).format(size=size(sum(large)), limit=size(self._limit))
            )
        return " ".join(told)

    def _stays(self, incoming: Incoming, size: int) -> bool:
        return incoming.path is not None and size > self._limit


class EvidenceSource(QStackedWidget):
    """One of the four at a time. Emits `changed` when what is to be added has become something else."""

    changed = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.file = FileSource(desk)
        self.text = QPlainTextEdit(placeholderText=_("Paste lines of a log, or write down what was said"))
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName(_("Text"))
        self.text.setAccessibleDescription(_("Lines of a log, or what was said; it is hashed as it stands"))
        self.text.setFont(desk.theme.font("mono"))
        self.link = QLineEdit(placeholderText="https://")
        self.link.setAccessibleName(_("Web address"))
        self.link.setAccessibleDescription(_("What it leads to is not kept, only the address"))
        self.link_trouble = QLabel(wordWrap=True)
        self.link_trouble.setTextFormat(Qt.TextFormat.PlainText)
        self.entry = EntryPicker(desk.theme, desk.zone)
        link = QWidget()
        column = QVBoxLayout(link)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.link)
        column.addWidget(self.link_trouble)
        column.addStretch(1)
        link.setFocusProxy(self.link)
        for part in (self.file, self.text, link, self.entry):
            self.addWidget(part)
        self.setMinimumHeight(7 * QFontMetrics(desk.theme.font()).lineSpacing())
        self.file.changed.connect(self.changed)
        self.text.textChanged.connect(self.changed)
        self.link.textChanged.connect(self._check_link)
        self.entry.changed.connect(self.changed)
        self._desk = desk
        self._check_link()

    @property
    def kind(self) -> str:
        return KINDS[self.currentIndex()]

    def show_kind(self, kind: str) -> None:
        self.setCurrentIndex(KINDS.index(kind))
        self.changed.emit()

    def take(self, content: Content) -> None:
        """Fill in what was dropped, pasted or carried here."""
        if content.kind == FILE:
            self.file.take(content)
        elif content.kind == TEXT:
            self.text.setPlainText(content.text)
        elif content.kind == LINK:
            self.link.setText(content.link)
        else:
            self.entry.choose(content.entry_id)
        self.show_kind(content.kind)

    def content(self) -> Content:
        if self.kind == FILE:
            return self.file.content
        if self.kind == ENTRY:
            entry = self.entry.chosen()
            return Content(ENTRY, entry_id=entry.id if entry else 0)
        return replace(Content(self.kind), text=self.text.toPlainText(), link=self.link.text())

    def why_not(self) -> str:
        """What is still missing, as a sentence."""
        if self.kind == FILE:
            return self.file.why_not()
        if self.kind == TEXT:
            return "" if self.text.toPlainText().strip() else _("Paste or write the text first.")
        if self.kind == LINK:
            return self._link_refusal() or ("" if self.link.text().strip() else _("Write the address first."))
        return "" if self.entry.chosen() else _("Choose an entry of the timeline.")

    def title(self) -> str:
        """How it will be called unless a person says otherwise."""
        if self.kind == FILE:
            content = self.file.content
            if content.carried is not None:
                return content.carried.text
            return content.files[0].name if len(content.files) == 1 else ""
        if self.kind == ENTRY:
            entry = self.entry.chosen()
            return _first_line(entry.text) if entry else ""
        return _first_line(self.text.toPlainText()) if self.kind == TEXT else self.link.text().strip()

    def _link_refusal(self) -> str:
        from incidentdesk.investigate.evidence_adding import checked_link

        if not self.link.text().strip():
            return ""
        try:
            checked_link(self.link.text())
        except Refused as refused:
            return str(refused)
        return ""

    def _check_link(self) -> None:
        refusal = self._link_refusal()
        mark_invalid(self.link, bool(refusal) and "." in self.link.text())
        self.link_trouble.setText(refusal or _("Only the address is kept, not what it leads to. A picture shows more."))
        self.link_trouble.setAccessibleName(self.link_trouble.text())
        self.changed.emit()


def _first_line(text: str) -> str:
    return next((" ".join(line.split()) for line in text.splitlines() if line.strip()), "")
