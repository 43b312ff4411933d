"""A card with a chart: its title, what can be done with it, and the picture, which is redrawn in a worker."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QLabel, QMenu, QVBoxLayout, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.file_name import documents, safe_file_name
from incidentdesk.desktop.measure.chart_picture import ChartPicture, draw_picture, look_of, save_picture
from incidentdesk.desktop.measure.chart_sheet import ExplanationSheet, TableSheet, table_text
from incidentdesk.desktop.measure.chart_view import ChartView
from incidentdesk.desktop.widgets.button import IconButton
from incidentdesk.desktop.widgets.elided_label import ElidedLabel
from incidentdesk.language import _, isolated
from incidentdesk.measure.chart.chart import Chart

_SETTLING = 120  # milliseconds after the last change of size
# A point is 1/72 inch, a pixel 1/96.
_PIXELS = 96 / 72
_SAVED_AT = 2.0


class ChartCard(QFrame):
    """Emits `chosen(query)` or `opened(reference)` for a mark, and `drawn` whenever a picture is there.

    The old picture stays until the new one is there. `show_data` takes what `chart.gather` returned.
    """

    chosen = Signal(str)
    opened = Signal(str)
    drawn = Signal()

    def __init__(self, desk: Desk, chart: Chart, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.chart = chart
        self.data: Any = None
        self.setObjectName("card")
        self._title = QLabel(_(chart.title))
        self._subtitle = ElidedLabel()
        self.more = IconButton(desk.theme, "more", _("{chart}: more").format(chart=_(chart.title)))
        self.more.setToolTip(_("Table, explanation, copy, save"))
        self.view = ChartView(desk.theme, _(chart.title))
        self._lay_out()
        self._settling = QTimer(self, singleShot=True, interval=_SETTLING)
        self._settling.timeout.connect(self._draw)
        self.view.resized.connect(self._settling.start)
        self.view.chosen.connect(self.chosen)
        self.view.opened.connect(self.opened)
        self.more.clicked.connect(lambda: self._open_menu(self.more.mapToGlobal(self.more.rect().bottomLeft())))
        desk.theme.changed.connect(self._dress)
        self._dress()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._title, 1)
        head.addWidget(self.more)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 8, 12, 12)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self._subtitle)
        column.addSpacing(4)
        column.addWidget(self.view, 1)

    # -- drawing

    def show_data(self, data: Any) -> None:
        """Draw what was gathered."""
        self.data = data
        self._draw()

    def show_words(self, text: str) -> None:
        """Say why there is no chart yet."""
        if self.view.picture is None:
            self.view.show_words(text)

    def _draw(self) -> None:
        if self.data is None or self.view.width() < 20 or self.view.height() < 20:
            return
        self._desk.background.run_latest(
            f"chart {self.chart.name} of {id(self)}", draw_picture, self.chart, self.data, self._look(), then=self._show
        )

    def _look(self, scale: float = 0.0) -> Any:
        theme = self._desk.theme
        colours = theme.roles()
        size = max(10.0, theme.font("small").pointSizeF() * _PIXELS)
        return look_of(colours, self.view.width(), self.view.height(), size, scale or self.devicePixelRatioF())

    def _show(self, picture: ChartPicture) -> None:
        self.view.show_picture(picture)
        self._subtitle.setText(picture.subtitle)
        self._subtitle.setToolTip(picture.subtitle)
        self.drawn.emit()

    # -- what can be done with it

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self._open_menu(event.globalPos())

    def menu(self) -> QMenu:
        """What can be done with the chart."""
        theme = self._desk.theme
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        entries: tuple[tuple[str, str, Callable[[], None]] | None, ...] = (
            (_("Show as &table"), "list", self.show_table),
            (_("&Explain this chart"), "help", self.explain),
            None,
            (_("&Copy data"), "copy", self.copy_data),
            (_("Copy &picture"), "image", self.copy_picture),
            (_("&Save picture…"), "save", self.ask_file),
        )
        for entry in entries:
            if entry is None:
                menu.addSeparator()
                continue
            text, icon, run = entry
            action = menu.addAction(theme.icon(icon), text)
            action.triggered.connect(run)
            action.setEnabled(self.data is not None)
        return menu

    def _open_menu(self, at: QPoint) -> None:
        self.menu().popup(at)

    def show_table(self) -> None:
        sheet = TableSheet(self._desk, _(self.chart.title), self.chart.table(self.data), self.window())
        sheet.open()

    def explain(self) -> None:
        ExplanationSheet(self._desk, self.chart, self.window()).open()

    def copy_data(self) -> None:
        QGuiApplication.clipboard().setText(table_text(self.chart.table(self.data)))
        self._desk.toasts.show(_("The numbers of the chart are on the clipboard."))

    def copy_picture(self) -> None:
        picture = self.view.picture
        if picture is not None:
            QGuiApplication.clipboard().setImage(picture.image)
            self._desk.toasts.show(_("The picture of the chart is on the clipboard."))

    def ask_file(self) -> None:
        dialog = QFileDialog(self.window(), _("Save picture"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters([_("PNG picture (*.png)"), _("SVG drawing (*.svg)"), _("PDF document (*.pdf)")])
        dialog.setDefaultSuffix("png")
        dialog.filterSelected.connect(lambda text: dialog.setDefaultSuffix(text.rpartition(".")[2].rstrip(")")))
        dialog.setDirectory(str(documents()))
        dialog.selectFile(safe_file_name(_(self.chart.title), ".png"))
        dialog.fileSelected.connect(lambda name: self.save_as(Path(name)))
        dialog.open()

    def save_as(self, path: Path) -> None:
        """Write the picture; what goes wrong is said above the page."""
        self._desk.background.run(
            save_picture,
            self.chart,
            self.data,
            self._look(_SAVED_AT),
            path,
            then=self._saved,
            title=_("Saving a chart"),
        )

    def _saved(self, path: Path) -> None:
        self._desk.toasts.show(_("Saved as {file}.").format(file=isolated(str(path))))

    def _dress(self) -> None:
        theme = self._desk.theme
        self.setStyleSheet(
            theme.sheet("#card { background: $surface; border: 1px solid $border; border-radius: 8px; }")
        )
        self._title.setFont(theme.font("strong"))
        self._subtitle.setFont(theme.font("small"))
        theme.tint(self._subtitle, "text2")
        self._draw()
