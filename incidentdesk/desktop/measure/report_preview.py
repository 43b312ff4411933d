"""The pages of the very PDF that is printed or saved, with what can be chosen about it."""

import shutil
import weakref
from collections.abc import Callable
from pathlib import Path
from tempfile import mkdtemp

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QIntValidator, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from incidentdesk.desktop.background import Job
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.file_name import documents
from incidentdesk.desktop.measure.document import Document
from incidentdesk.desktop.measure.making import Wish, make
from incidentdesk.desktop.measure.options import Options
from incidentdesk.desktop.measure.page_view import FIT_PAGE, FIT_WIDTH, PageView, Thumbnails
from incidentdesk.desktop.measure.printing import pages_of, print_pages, printer_for
from incidentdesk.desktop.measure.report_options import options_for
from incidentdesk.desktop.printable import Printable, PrintableDiagram, PrintableList, PrintablePeriod, PrintableReport
from incidentdesk.desktop.sheet import Sheet
from incidentdesk.desktop.widgets.button import IconButton
from incidentdesk.desktop.widgets.field import LISTS, dress_fields
from incidentdesk.desktop.widgets.job_bar import JobBar
from incidentdesk.desktop.widgets.message_bar import MessageBar
from incidentdesk.desktop.widgets.progress_line import ProgressLine
from incidentdesk.detect.number import number
from incidentdesk.detect.transfer.atomic import written_whole
from incidentdesk.language import N_, _, isolated, ngettext
from incidentdesk.refusal import Refused

_USUAL, _SMALLEST = QSize(1200, 780), QSize(760, 480)
# Milliseconds after the last choice until the report is made anew.
_GATHERING = 300
_FIRST_PAINT = 30
# What is over sooner is not spoken of.
_ZOOMS = ((FIT_WIDTH, N_("Fit width")), (FIT_PAGE, N_("Fit page")))
_SCALES = (0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 3.0)
_SHEET = """
#bar, QDialogButtonBox { background: $surface; }
#rule { background: $border; }
QScrollArea, QScrollArea > QWidget > QWidget { background: $surface; }
"""
_OPTIONS_WIDTH, _THUMBNAILS_WIDTH = 272, 132


class ReportPreview(Sheet):
    """Makes the report in the background and shows it; what was shown before stays until then.

    `made` comes when pages are there, `printed` when they have gone to the printer, `saved` with the path of the file.
    """

    made = Signal()
    printed = Signal()
    saved = Signal(str)

    def __init__(
        self, desk: Desk, of: Printable, parent: QWidget | None = None, *, print_at_once: bool = False
    ) -> None:
        super().__init__(desk.theme, _("Print preview: {title}").format(title=isolated(_title(of))), parent)
        self._desk = desk
        self._folder = _Folder(desk)
        self._made = 0
        self._outdated = True
        self._printer: QPrinter | None = None
        self._print_at_once = print_at_once
        self.options: Options = options_for(desk, of)
        self._build()
        self._connect()
        self.dress()
        self.setMinimumSize(_SMALLEST)
        room = parent.window().size() - QSize(48, 48) if parent is not None else _USUAL
        self.resize(_USUAL.boundedTo(room).expandedTo(_SMALLEST))
        self.view.setFocus()
        self._gathering = QTimer(self, singleShot=True)
        self._gathering.timeout.connect(self._make)
        self._refresh()
        # Its first paint goes before the work that takes the interpreter from it.
        self._gathering.start(_FIRST_PAINT)

    # -- building

    def _build(self) -> None:
        theme = self._desk.theme
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(0)
        self.buttons.setContentsMargins(16, 12, 16, 12)
        self.line = ProgressLine(theme, self._desk.preferences)
        self.message = MessageBar(theme)
        self._message_margin = QWidget()
        margin = QVBoxLayout(self._message_margin)
        margin.setContentsMargins(16, 8, 16, 8)
        margin.addWidget(self.message)
        self._message_margin.hide()
        self.message.dismissed.connect(self._message_margin.hide)
        self.thumbnails = Thumbnails(self._desk)
        self.thumbnails.setFixedWidth(_THUMBNAILS_WIDTH)
        self.view = PageView(self._desk)
        self.side = QScrollArea(widgetResizable=True)
        self.side.setWidget(self.options)
        self.side.setFixedWidth(_OPTIONS_WIDTH)
        self.side.setFrameShape(QFrame.Shape.NoFrame)
        self.side.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.side.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        for widget, stretch in (
            (self.thumbnails, 0),
            (_upright(), 0),
            (self.view, 1),
            (_upright(), 0),
            (self.side, 0),
        ):
            middle.addWidget(widget, stretch)
        self.body.addWidget(self._toolbar())
        self.body.addWidget(self.line)
        self.body.addWidget(self._message_margin)
        self.body.addLayout(middle, 1)
        foot = QFrame(frameShape=QFrame.Shape.NoFrame)
        foot.setObjectName("rule")
        foot.setFixedHeight(1)
        self.body.addWidget(foot)
        self.close_button = self.add_close_button(_("Close"))
        self.save_button = self.add_button(
            _("&Save PDF…"), QDialogButtonBox.ButtonRole.ActionRole, description=_("Save these pages as a file")
        )
        self.print_button = self.add_button(
            _("&Print…"), QDialogButtonBox.ButtonRole.AcceptRole, primary=True, description=_("Choose a printer")
        )
        # Print is the one filled button, but it does not close the dialog.
        self.buttons.accepted.disconnect()

    def _toolbar(self) -> QWidget:
        theme = self._desk.theme
        bar = self.bar = QWidget()
        bar.setObjectName("bar")
        self.previous = IconButton(theme, "chevron-left", _("Previous page"))
        self.next = IconButton(theme, "chevron-right", _("Next page"))
        self.page_field = QLineEdit("")
        self.page_field.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.page_field.setAccessibleName(_("Page"))
        self.page_field.setAccessibleDescription(_("Type a number and press Enter to go to that page"))
        self.page_field.setToolTip(self.page_field.accessibleDescription())
        self.total = QLabel("")
        self.out = IconButton(theme, "zoom-out", _("Smaller"), description=_("Smaller (Ctrl+-)"))
        self.into = IconButton(theme, "zoom-in", _("Larger"), description=_("Larger (Ctrl++)"))
        self.zoom = QComboBox()
        self.zoom.setAccessibleName(_("Size of the pages"))
        self.zoom.setAccessibleDescription(_("Ctrl+0 is 100 %"))
        for fit, text in _ZOOMS:
            self.zoom.addItem(_(text), fit)
        for scale in _SCALES:
            self.zoom.addItem(_percent(scale), scale)
        self.zoom.setMinimumWidth(128)
        self.job = JobBar(theme, _("Stop; the pages that are shown stay"), lambda: self.view)
        row = QHBoxLayout(bar)
        row.setContentsMargins(16, 8, 16, 8)
        row.setSpacing(8)
        for widget in (self.previous, self.page_field, self.total, self.next):
            row.addWidget(widget)
        row.addSpacing(16)
        for widget in (self.out, self.zoom, self.into):
            row.addWidget(widget)
        row.addWidget(self.job, 1)
        return bar

    def _connect(self) -> None:
        view = self.view
        self.options.changed.connect(self._choose)
        self.thumbnails.chosen.connect(view.go_to)
        view.page_changed.connect(self._show_place)
        view.zoomed.connect(self._show_zoom)
        self.previous.clicked.connect(lambda: view.go_to(view.page - 1))
        self.next.clicked.connect(lambda: view.go_to(view.page + 1))
        self.page_field.returnPressed.connect(self._go_to_typed)
        self.page_field.installEventFilter(self)
        self.out.clicked.connect(lambda: view.step_zoom(-1))
        self.into.clicked.connect(lambda: view.step_zoom(1))
        self.zoom.activated.connect(self._zoom_chosen)
        self.job.cancelled.connect(self.cancel)
        self.print_button.clicked.connect(self.ask_printer)
        self.save_button.clicked.connect(self.ask_file)
        self.finished.connect(self._leave)
        for keys, run in (
            ("Ctrl++", lambda: view.step_zoom(1)),
            ("Ctrl+=", lambda: view.step_zoom(1)),
            ("Ctrl+-", lambda: view.step_zoom(-1)),
            ("Ctrl+0", lambda: view.zoom_to("", 1.0)),
            ("Ctrl+1", lambda: view.zoom_to(FIT_WIDTH)),
            ("Ctrl+2", lambda: view.zoom_to(FIT_PAGE)),
            ("Ctrl+P", self.ask_printer),
            ("Ctrl+S", self.ask_file),
            ("F6", self._next_pane),
        ):
            QShortcut(QKeySequence(keys), self, run)

    # -- making

    @property
    def busy(self) -> bool:
        """Whether something is under way or about to be: making, saving or printing."""
        return self.job.busy or self._gathering.isActive()

    @property
    def document(self) -> Document | None:
        return self.view.document

    def _choose(self) -> None:
        """Something was chosen: make the report anew, soon."""
        self._outdated = True
        self._gathering.start(_GATHERING)
        self._refresh()

    def _make(self) -> None:
        self._gathering.stop()
        self._stop()
        self._say_nothing()
        why = self.options.why_not()
        if why:
            self._say(why, "warning")
            return
        self._made += 1
        path = self._folder.path / f"{self._made}.pdf"
        if self.document is None:
            self.view.show_document(None, _("The pages are being made…"))
        self._begin(
            self._desk.background.run(
                _make_document, self._desk, self.options.wish(), path,
                then=self._take, failed=self._fail, progress=True, cancellable=True, title=_("Making a report"),
            ),
            _("Making the pages…"),
        )  # fmt: skip

    def _take(self, document: Document) -> None:
        self._end()
        before = self.document
        self._outdated = False
        self.view.show_document(document)
        self.thumbnails.show_document(document)
        self._show_place(self.view.page)
        if before is not None:
            self._desk.background.run(_discard, before)
        self._refresh()
        self.made.emit()
        if self._print_at_once:
            self._print_at_once = False
            self.ask_printer()

    def _fail(self, refused: Refused) -> None:
        self._end()
        if self.document is None:
            self.view.show_document(None, _("There are no pages to show."))
        self._say(str(refused), "danger", _("Retry"), self._make)

    def cancel(self) -> None:
        """Stop what is under way; the pages that are shown stay."""
        if not self.job.busy:
            return
        making = self._outdated
        self._stop()
        if not making:
            self._say(_("Stopped."), "info")
            return
        if self.document is None:
            self.view.show_document(None, _("There are no pages to show."))
            self._say(_("Stopped before there were pages."), "info", _("Make the pages"), self._make)
        else:
            self._say(_("Stopped. These pages are older than your choice."), "info", _("Make the pages"), self._make)

    def _begin(self, job: Job, text: str) -> None:
        self._folder.use(job)
        self.job.follow(job, text)
        self.line.follow(job)
        self._refresh()

    def _end(self) -> None:
        self.job.end()
        self._refresh()

    def _stop(self) -> None:
        if self.job.busy:
            self.job.stop()
            self._refresh()

    def why_not_ready(self) -> str:
        """Why these pages can be neither printed nor saved now."""
        if self.job.busy:
            return _("Wait until it is done, or press Cancel.")
        if self.document is None:
            return _("There are no pages yet.")
        return _("The pages are older than your choice: make them first.") if self._outdated else ""

    def _refresh(self) -> None:
        why = self.why_not_ready()
        for button, tip in ((self.print_button, "Ctrl+P"), (self.save_button, "Ctrl+S")):
            button.setEnabled(not why)
            keys = QKeySequence(tip).toString(QKeySequence.SequenceFormat.NativeText)
            button.setToolTip(why or f"{button.accessibleName().removesuffix('…')} ({keys})")
        there = self.document is not None
        for widget in (self.page_field, self.zoom, self.out, self.into):
            widget.setEnabled(there)
        self.previous.setEnabled(there and self.view.page > 0)
        self.next.setEnabled(there and self.view.page + 1 < len(self.document))

    # -- where somebody is

    def _show_place(self, page: int) -> None:
        if self.document is None:
            return
        self.page_field.setText(str(page + 1))
        self.total.setText(_("of {total}").format(total=f"{len(self.document):,}"))
        self.page_field.setValidator(QIntValidator(1, len(self.document), self.page_field))
        self.thumbnails.mark(page)
        self._refresh()

    def _go_to_typed(self) -> None:
        self.view.go_to(int(self.page_field.text()) - 1)
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.page_field and event.type() == QEvent.Type.FocusOut and self.document is not None:
            self.page_field.setText(str(self.view.page + 1))
        return False

    def _zoom_chosen(self, place: int) -> None:
        chosen = self.zoom.itemData(place)
        if isinstance(chosen, str):
            self.view.zoom_to(chosen)
        else:
            self.view.zoom_to("", chosen)

    def _show_zoom(self) -> None:
        if self.view.fit:
            self.zoom.setCurrentIndex(self.zoom.findData(self.view.fit))
            return
        place = self.zoom.findData(self.view.scale)
        if place < 0:
            self.zoom.setPlaceholderText(_percent(self.view.scale))
        self.zoom.setCurrentIndex(place)

    def _next_pane(self) -> None:
        panes = [self.view, self.thumbnails, self.options, self.print_button]
        focus = self.focusWidget()
        here = next((at for at, pane in enumerate(panes) if pane is focus or pane.isAncestorOf(focus)), -1)
        pane = panes[(here + 1) % len(panes)]
        first = pane.nextInFocusChain() if pane is self.options else pane
        first.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.job.speaking:
            self.cancel()
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            # Enter in a field is not the wish to print.
            return
        super().keyPressEvent(event)

    # -- printing

    def ask_printer(self) -> None:
        """Let somebody choose a printer and print."""
        if self.why_not_ready():
            return
        printer = printer_for(self.document)
        printer.setDocName(self.options.file_name().removesuffix(".pdf"))
        if printer.outputFormat() == QPrinter.OutputFormat.PdfFormat:
            # There is no printer here, so that it goes into a file.
            printer.setOutputFileName(str(documents() / self.options.file_name()))
        dialog = QPrintDialog(printer, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setOption(QPrintDialog.PrintDialogOption.PrintCurrentPage)
        dialog.setOption(QPrintDialog.PrintDialogOption.PrintPageRange)
        dialog.setMinMax(1, len(self.document))
        dialog.accepted.connect(lambda: self.print_on(printer))
        # Its own `open` wants to be told of a slot.
        QDialog.open(dialog)

    def print_on(self, printer: QPrinter) -> None:
        """Print the pages that this printer is set to."""
        self._printer = printer
        pages = pages_of(printer, len(self.document), self.view.page)
        self._say_nothing()
        self._begin(
            self._desk.background.run(
                print_pages, self.document, printer, pages,
                then=self._printed, failed=self._not_done, progress=True,
                title=_("Printing"),
            ),
            _("Printing…"),
        )  # fmt: skip

    def _printed(self, count: int) -> None:
        self._end()
        printer, self._printer = self._printer, None
        where = isolated(printer.outputFileName() or printer.printerName())
        said = ngettext("{count} page printed: {where}", "{count} pages printed: {where}", count)
        self._say(said.format(count=f"{count:,}", where=where), "success")
        self.printed.emit()

    # -- saving

    def ask_file(self) -> None:
        """Let somebody choose a file and save the pages there."""
        if self.why_not_ready():
            return
        dialog = QFileDialog(self, _("Save PDF"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(_("PDF documents (*.pdf)"))
        dialog.setDefaultSuffix("pdf")
        dialog.setDirectory(str(documents()))
        dialog.selectFile(self.options.file_name())
        dialog.fileSelected.connect(self.save_as)
        dialog.open()

    def save_as(self, name: str) -> None:
        """Save the pages that are shown."""
        self._say_nothing()
        self._begin(
            self._desk.background.run(
                _copy, self.document.path, Path(name),
                then=self._saved, failed=self._not_done, progress=True, title=_("Saving a report"),
            ),
            _("Saving…"),
        )  # fmt: skip

    def _saved(self, path: Path) -> None:
        self._end()
        self._say(
            _("Saved as {file}.").format(file=isolated(str(path))),
            "success",
            _("Open file"),
            lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))),
        )
        self.saved.emit(str(path))

    def _not_done(self, refused: Refused) -> None:
        self._end()
        self._say(str(refused), "danger")

    # -- messages

    def _say(self, text: str, kind: str, action: str = "", run: Callable[[], None] | None = None) -> None:
        self._message_margin.show()
        self.message.say(text, kind, action, run)

    def _say_nothing(self) -> None:
        self.message.clear()
        self._message_margin.hide()

    # -- life

    def reject(self) -> None:
        if self.job.busy and not self._outdated:
            # Half a print or half a file is nobody's wish.
            self._say(_("Wait until it is done, or press Cancel."), "info")
            return
        super().reject()

    def _leave(self) -> None:
        self._gathering.stop()
        self._stop()
        document = self.document
        self.view.show_document(None)
        self.thumbnails.show_document(None)
        self._folder.leave(document)

    def dress(self) -> None:
        theme = self._desk.theme
        dress_fields(self, theme, LISTS + _SHEET)
        for field in self.options.fields():
            # A style sheet takes the height that its text needs for one that can be given away.
            field.setMinimumHeight(field.sizeHint().height())
        bar = self.side.verticalScrollBar().sizeHint().width()
        needed = self.options.minimumSizeHint().width() + bar
        self.side.setFixedWidth(min(max(_OPTIONS_WIDTH, needed), 2 * _OPTIONS_WIDTH))
        self.page_field.setFixedWidth(max(56, self.page_field.fontMetrics().horizontalAdvance("00000") + 20))
        self.bar.setFixedHeight(max(48, self.zoom.sizeHint().height() + 16))
        theme.tint(self.total, "text2")
        self.job.dress()


def _make_document(desk: Desk, wish: Wish, path: Path, **options: Callable) -> Document:
    return Document(make(desk, wish, path, **options))


def _discard(document: Document) -> None:
    document.close()
    document.path.unlink(missing_ok=True)


class _Folder:
    """Where the PDFs lie until the preview is closed and nobody reads or writes there any more."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.path = Path(mkdtemp(prefix="incidentdesk-preview-"))
        # At the end of the program a worker may never come to it.
        self._remove = weakref.finalize(self, shutil.rmtree, self.path, ignore_errors=True)
        self._users: set[Job] = set()
        self._left = False
        self._document: Document | None = None

    def use(self, job: Job) -> None:
        self._users.add(job)
        job.finished.connect(lambda: self._done(job))

    def leave(self, document: Document | None) -> None:
        """The preview is closed; this is what it showed."""
        self._left, self._document = True, document
        self._clean()

    def _done(self, job: Job) -> None:
        self._users.discard(job)
        self._clean()

    def _clean(self) -> None:
        if self._left and not self._users:
            self._left = False
            self._desk.background.run(_clean_up, self._document, self._remove)


def _clean_up(document: Document | None, remove: Callable[[], object]) -> None:
    """A file that is open cannot be removed everywhere."""
    if document is not None:
        document.close()
    remove()


def _copy(source: Path, target: Path, *, progress: Callable[[int, int], None]) -> Path:
    """Copy in pieces between which it can be cancelled; what was there stays until all of it is written."""
    total = source.stat().st_size
    with written_whole(target) as part, part.open("wb") as to, source.open("rb") as file:
        while piece := file.read(1 << 20):
            progress(to.tell(), total)
            to.write(piece)
    return target


def _percent(share: float) -> str:
    return _("{percent} %").format(percent=round(share * 100))


def _upright() -> QFrame:
    rule = QFrame()
    rule.setObjectName("rule")
    rule.setFixedWidth(1)
    return rule


def _title(of: Printable) -> str:
    if isinstance(of, PrintablePeriod):
        return _("Period report")
    if isinstance(of, PrintableDiagram):
        return of.subject.number
    return of.title if isinstance(of, PrintableList | PrintableReport) else number(of.incident_id)
