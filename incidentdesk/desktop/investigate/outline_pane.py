"""The outline beside the canvas: the same causes as a tree, for the keyboard, for screen readers, for many at once."""

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QLabel, QTreeView, QVBoxLayout, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.investigate.diagram_selection import DiagramSelection
from incidentdesk.desktop.investigate.label_editor import KEPT
from incidentdesk.desktop.investigate.outline_model import OutlineModel
from incidentdesk.desktop.investigate.outline_row import OutlineDelegate, OutlineEditor
from incidentdesk.desktop.widgets.button import IconButton
from incidentdesk.desktop.widgets.field import SCROLL_BARS
from incidentdesk.investigate.cause_graph import EFFECT, CauseGraph
from incidentdesk.language import _

# Pixels of a level, and what the words of a row have at least.
_INDENT, _NARROWEST = 16, 150


class OutlineView(QTreeView):
    """`menu_wanted(place on the screen)` for a right click or the menu key; `resized` with the room for its rows."""

    menu_wanted = Signal(object)
    resized = Signal()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        place = event.globalPos()
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            place = self.viewport().mapToGlobal(self.visualRect(self.currentIndex()).bottomLeft())
        self.menu_wanted.emit(place)


class OutlinePane(QWidget):
    """Chooses together with the canvas, and is a surface for writing into labels like it.

    `typed(key, text)` and `ended(key, text, how)` come from the open row, `edit_wanted(key)` after a double click.
    """

    typed = Signal(str, str)
    ended = Signal(str, str, str)
    edit_wanted = Signal(str)

    def __init__(self, desk: Desk, selection: DiagramSelection, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._selection = desk, selection
        self.editor: OutlineEditor | None = None
        self.edited = ""
        self._following = False
        self.model = OutlineModel(desk.actor, self)
        self.view = OutlineView()
        self._delegate = OutlineDelegate(desk.theme, self.view)
        self.title = QLabel(_("Outline"))
        self.sort = IconButton(
            desk.theme, "sort", _("Sort by votes"), description=_("Sort the outline by votes; the picture stays")
        )
        self.sort.setCheckable(True)
        self._build()
        self._connect()
        self._dress()

    def _build(self) -> None:
        view = self.view
        view.setModel(self.model)
        view.setItemDelegate(self._delegate)
        view.setHeaderHidden(True)
        view.setFrameShape(QTreeView.Shape.NoFrame)
        view.setIndentation(_INDENT)
        view.setUniformRowHeights(True)
        view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        view.setExpandsOnDoubleClick(False)
        view.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        view.setDropIndicatorShown(True)
        view.setMouseTracking(True)
        view.setTabKeyNavigation(False)
        view.header().setStretchLastSection(False)
        view.header().setMinimumSectionSize(_NARROWEST)
        view.setAccessibleName(_("Outline of the causes"))
        view.setAccessibleDescription(_("The causes of the diagram as a tree; what is chosen here is chosen there"))
        head = QHBoxLayout()
        head.setContentsMargins(12, 4, 4, 4)
        head.addWidget(self.title, 1)
        head.addWidget(self.sort)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(view, 1)

    def _connect(self) -> None:
        self.view.selectionModel().selectionChanged.connect(self._chosen)
        self.view.selectionModel().currentChanged.connect(lambda _new, _old: self._chosen())
        self.view.doubleClicked.connect(lambda index: self.edit_wanted.emit(self.model.key_of(index)))
        self.view.resized.connect(self._widen)
        self._selection.changed.connect(self._follow)
        self._delegate.made.connect(self._opened)
        self.sort.toggled.connect(self.model.sort_by_votes)
        self._desk.theme.changed.connect(self._dress)

    def show_graph(self, graph: CauseGraph, why_fixed: str = "") -> None:
        fresh = not self.model.rowCount()
        self.model.why_fixed = why_fixed
        self.model.show_graph(graph)
        if fresh:
            self.view.expandAll()
        self._widen()
        self._follow()

    def _widen(self) -> None:
        """Deep rows have room for their words too; then the tree can be scrolled sideways."""
        deepest = self.model.deepest()
        self.view.header().resizeSection(0, max(self.view.viewport().width(), deepest * _INDENT + _NARROWEST))

    def expand_to(self, key: str) -> None:
        """Open everything above a row."""
        index = self.model.index_of(key).parent()
        while index.isValid():
            self.view.expand(index)
            index = index.parent()

    # -- choosing

    def _chosen(self, *_selected: QItemSelection) -> None:
        if self._following:
            return
        current = self.model.key_of(self.view.currentIndex())
        rows = self.view.selectionModel().selectedRows()
        keys = [self.model.key_of(index) for index in rows]
        self._following = True
        self._selection.choose(*(key for key in keys if key != current), *([current] if current in keys else []))
        self._following = False

    def _follow(self) -> None:
        """Choose here what is chosen in the picture; the problem has no row."""
        if self._following:
            return
        self._following = True
        model, selected = self.view.selectionModel(), QItemSelection()
        for key in self._selection.keys:
            index = self.model.index_of(key)
            if index.isValid():
                selected.select(index, index)
        model.select(selected, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        current = self.model.index_of(self._selection.current or EFFECT)
        if current.isValid():
            self.expand_to(self._selection.current)
            model.setCurrentIndex(current, QItemSelectionModel.SelectionFlag.NoUpdate)
            self.view.scrollTo(current)
        elif not self._selection.keys:
            model.setCurrentIndex(QModelIndex(), QItemSelectionModel.SelectionFlag.NoUpdate)
        self._following = False

    # -- writing

    def open_editor(self, key: str, _name: str, _text: str) -> None:
        """Edit the text of a row where it stands."""
        self.finish_editing()
        index = self.model.index_of(key)
        if index.isValid():
            self.edited = key
            self.expand_to(key)
            self.view.scrollTo(index)
            self.view.edit(index)

    def _opened(self, editor: OutlineEditor) -> None:
        self.editor = editor
        editor.textEdited.connect(lambda text: self.typed.emit(self.edited, text))
        editor.ended.connect(self._end_editing)

    def finish_editing(self) -> None:
        if self.editor is not None:
            self.editor.finish(KEPT)

    def _end_editing(self, how: str) -> None:
        editor, self.editor = self.editor, None
        had_focus = editor.hasFocus()
        text = editor.text()
        self._delegate.closeEditor.emit(editor)
        if had_focus:
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)
        self.ended.emit(self.edited, text, how)

    # -- look

    def _dress(self) -> None:
        theme = self._desk.theme
        self.title.setFont(theme.font("strong"))
        closed = "chevron-left" if self.layoutDirection() == Qt.LayoutDirection.RightToLeft else "chevron-right"
        self.view.setFont(theme.font("base"))
        self.view.setStyleSheet(
            theme.sheet(
                "QTreeView { background: $surface; color: $text; border: none; outline: 0;"
                " show-decoration-selected: 0; }"
                "QTreeView::branch, QTreeView::branch:selected { background: transparent; }"
                f"QTreeView::branch:closed:has-children {{ image: url({theme.image(closed, 'text2')}); }}"
                f"QTreeView::branch:open:has-children {{ image: url({theme.image('chevron-down', 'text2')}); }}"
                + SCROLL_BARS
            )
        )
        self.view.scheduleDelayedItemsLayout()
