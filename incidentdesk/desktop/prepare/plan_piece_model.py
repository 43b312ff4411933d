"""The lines of a file and what each became, as a table."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from incidentdesk.desktop.theme import Theme
from incidentdesk.language import N_, _
from incidentdesk.prepare.plan_preview import Became, Piece

_Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
COLUMNS = (N_("Line"), N_("What the file says"), N_("Became"))
# What a line of the file can become, by the digit that says so.
WAYS = (Became.NAME, Became.PURPOSE, Became.PHASE, Became.ACTION, Became.INSTRUCTION, Became.LEFT_OUT)


class PieceModel(QAbstractTableModel):
    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.pieces: Sequence[Piece] = ()

    def show(self, pieces: Sequence[Piece]) -> None:
        """Other pieces, or the same ones that have become something else."""
        if len(pieces) != len(self.pieces):
            self.beginResetModel()
            self.pieces = pieces
            self.endResetModel()
            return
        before, self.pieces = self.pieces, pieces
        for row, (old, new) in enumerate(zip(before, pieces, strict=True)):
            if old != new:
                self.dataChanged.emit(self.index(row, 0), self.index(row, len(COLUMNS) - 1))

    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.pieces)

    def columnCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, way: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        shown = way == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole
        return _(COLUMNS[section]) if shown and 0 <= section < len(COLUMNS) else None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self.pieces):
            return None
        piece = self.pieces[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._text(piece, index.column(), whole=role == Qt.ItemDataRole.ToolTipRole)
        if role == Qt.ItemDataRole.FontRole and index.column() == 1:
            return self._theme.font("strong" if piece.became in (Became.NAME, Became.PHASE) else "base")
        if role == Qt.ItemDataRole.ForegroundRole:
            quiet = piece.became == Became.LEFT_OUT or index.column() == 0
            return self._theme.colour("text2" if quiet else "text")
        return None

    def _text(self, piece: Piece, column: int, *, whole: bool) -> str:
        if column == 0:
            return str(piece.line) if piece.line == piece.last else f"{piece.line}–{piece.last}"
        if column == 2:
            return _(piece.became)
        indent = {Became.ACTION: "    ", Became.INSTRUCTION: "        "}.get(piece.became, "")
        return piece.text if whole else indent + " ".join(piece.text.split())
