"""Cut, copy and paste in a diagram: causes go as indented text for everybody and whole for other places here."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QTextEdit, QWidget

from incidentdesk.desktop.clipboard import mime_data
from incidentdesk.desktop.investigate.cause_branch import branch_data, branch_text, paste_branch, paste_lines
from incidentdesk.investigate.cause_graph import EFFECT, Kind
from incidentdesk.investigate.outline_text import parse_outline
from incidentdesk.language import _

if TYPE_CHECKING:
    from incidentdesk.desktop.investigate.diagram_commands import DiagramPage

BRANCHES = "application/x-incidentdesk-branches"
_TEXT_FIELDS = (QLineEdit, QPlainTextEdit, QTextEdit)


class DiagramClipboard(QObject):
    """Binds the commands of the menu Edit to a page with a diagram; in a field for text they stay what they are."""

    def __init__(self, page: "DiagramPage", owner: QWidget) -> None:
        super().__init__(owner)
        self._page = page
        registry = page.desk.registry
        QGuiApplication.clipboard().dataChanged.connect(self._clipboard_changed)
        for name, run, why in (
            ("undo", self.undo, self.why_no_undo),
            ("redo", self.redo, self.why_no_redo),
            ("cut", self.cut, self.why_no_cut),
            ("copy", self.copy, self.why_no_copy),
            ("paste", self.paste, self.why_no_paste),
            ("selectall", self.select_all, _always),
        ):
            if f"edit.{name}" in registry.ids():
                registry.bind(owner, f"edit.{name}", run, why)

    def _clipboard_changed(self) -> None:
        """What can be pasted may have become another."""
        self._page.desk.registry.refresh()

    # -- undo

    def undo(self) -> None:
        if not _in_text("undo", lambda field: _can(field, "isUndoAvailable")):
            self._page.labels.finish()
            self._page.document.stack.undo()

    def redo(self) -> None:
        if not _in_text("redo", lambda field: _can(field, "isRedoAvailable")):
            self._page.labels.finish()
            self._page.document.stack.redo()

    def why_no_undo(self) -> str:
        field = _field()
        if field is not None and _can(field, "isUndoAvailable"):
            return ""
        can = self._page.document.stack.canUndo() or self._page.labels.key is not None
        return self._page.document.why_read_only() or ("" if can else _("There is nothing to undo."))

    def why_no_redo(self) -> str:
        field = _field()
        if field is not None and _can(field, "isRedoAvailable"):
            return ""
        can = self._page.document.stack.canRedo()
        return self._page.document.why_read_only() or ("" if can else _("There is nothing to redo."))

    # -- copying

    def _keys(self) -> tuple[str, ...]:
        causes = self._page.document.graph.causes
        return tuple(key for key in self._page.selection.keys if key in causes)

    def why_no_copy(self) -> str:
        if _field() is not None:
            return "" if _has_selection(_field()) else _("Select some text first.")
        return "" if self._keys() else _("Choose a cause first.")

    def why_no_cut(self) -> str:
        return self._page.document.why_read_only() or self.why_no_copy()

    def copy(self) -> None:
        if _in_text("copy", _has_selection):
            return
        graph, keys = self._page.document.graph, self._keys()
        data = mime_data()
        data.setData(BRANCHES, branch_data(graph, keys))
        data.setText(branch_text(graph, keys))
        QGuiApplication.clipboard().setMimeData(data)

    def cut(self) -> None:
        if not _in_text("cut", _has_selection):
            self.copy()
            self._page.commands.remove()

    # -- pasting

    def why_no_paste(self) -> str:
        field, data = _field(), QGuiApplication.clipboard().mimeData()
        if field is not None:
            useful = data is not None and data.hasText() and not field.isReadOnly()
            return "" if useful else _("There is nothing to paste here.")
        why = self._page.document.why_read_only()
        if why:
            return why
        if self._parent() is None:
            return _("Choose first below what it shall stand.")
        useful = data is not None and (data.hasText() or data.hasImage() or data.hasUrls())
        return "" if useful else _("There is nothing to paste here.")

    def _parent(self) -> str | None:
        key = self._page.selection.current
        return key if key == EFFECT or key in self._page.document.graph.causes else None

    def paste(self) -> None:
        """Causes and lines of text become causes below the chosen one, pictures and files its evidence."""
        if _in_text("paste", lambda field: not field.isReadOnly()):
            return
        page, data = self._page, QGuiApplication.clipboard().mimeData()
        page.labels.finish()
        parent = self._parent()
        if parent is None:
            return
        if (data.hasUrls() or data.hasImage()) and not data.hasFormat(BRANCHES):
            cause = page.document.graph.causes.get(parent)
            if cause is not None and cause.kind == Kind.CAUSE:
                page.add_evidence(parent, data)
            return
        graph, kind = page.document.graph, page.commands.kind_below(parent)
        if data.hasFormat(BRANCHES):
            pasted = paste_branch(graph, parent, bytes(data.data(BRANCHES)), kind)
        else:
            pasted = paste_lines(graph, parent, parse_outline(data.text()), kind)
        if pasted.key:
            page.document.do(pasted.gesture, _("Pasted"))
            page.unfold(parent)
            page.go(pasted.key)

    def select_all(self) -> None:
        if not _in_text("selectAll", lambda _field: True):
            self._page.selection.choose(*self._page.boxes)


def _field() -> QLineEdit | QPlainTextEdit | QTextEdit | None:
    focus = QApplication.focusWidget()
    return focus if isinstance(focus, _TEXT_FIELDS) else None


def _in_text(method: str, wanted: Callable[[QWidget], bool]) -> bool:
    """Do it in the field for text that has the keyboard; False where there is none, or nothing to do in it."""
    field = _field()
    if field is None or not wanted(field):
        return field is not None and method not in ("undo", "redo")
    getattr(field, method)()
    return True


def _can(field: QWidget, what: str) -> bool:
    """Whether a field for text has something to take back; `what` is "isUndoAvailable" or "isRedoAvailable"."""
    whole = field if isinstance(field, QLineEdit) else field.document()
    return bool(getattr(whole, what)())


def _has_selection(field: QWidget) -> bool:
    return field.hasSelectedText() if isinstance(field, QLineEdit) else field.textCursor().hasSelection()


def _always() -> str:
    return ""
