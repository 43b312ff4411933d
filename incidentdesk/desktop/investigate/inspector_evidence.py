"""What speaks for a cause and against it, in the inspector."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QMenu, QWidget

from incidentdesk.desktop.investigate.inspector_part import Part
from incidentdesk.desktop.theme import Theme
from incidentdesk.desktop.widgets.button import IconButton
from incidentdesk.investigate.evidence_list import Piece, Stance
from incidentdesk.language import _, isolated

_ROW = 26
_MOST_ROWS = 6
_SIGN = {Stance.SUPPORTS: "+", Stance.CONTRADICTS: "−"}


class EvidencePart(Part):
    """`add_wanted` for more of it; `stance_wanted(id, stance)` and `unlink_wanted(id)` for a piece;
    `open_wanted(id)` when somebody wants to see it."""

    add_wanted = Signal()
    stance_wanted = Signal(int, str)
    unlink_wanted = Signal(int)
    open_wanted = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, _("Evidence"), parent)
        self._key = ""
        self._pieces: list[Piece] = []
        self.add = IconButton(theme, "plus", _("Add evidence"), description=_("Add evidence (E)"))
        self.add.clicked.connect(self.add_wanted)
        self.line.addWidget(self.add)
        self.list = QListWidget()
        self.list.setAccessibleName(_("Evidence of this cause"))
        self.list.setAccessibleDescription(_("Enter opens a piece, the menu key changes what it says"))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.list.customContextMenuRequested.connect(self._open_menu)
        self.list.itemDoubleClicked.connect(lambda item: self._open(item))
        self.list.itemActivated.connect(self._open)
        self.column.addWidget(self.list)
        self._size()

    def show_pieces(self, key: str, pieces: Sequence[Piece], why_fixed: str) -> None:
        found = [piece for piece in pieces if piece.stance_to(key)]
        self.add.setEnabled(not why_fixed)
        self.add.setToolTip(why_fixed or _("Add evidence (E)"))
        self.heading.setText(_("Evidence ({count})").format(count=len(found)) if found else _("Evidence"))
        if (key, found) == (self._key, self._pieces):
            return
        row = self.list.currentRow() if key == self._key else -1
        self._key, self._pieces = key, found
        self.list.clear()
        for piece in found:
            self._add(piece)
        self.list.setCurrentRow(min(row, len(found) - 1))
        self._size()

    def _add(self, piece: Piece) -> None:
        stance = Stance(piece.stance_to(self._key))
        item = QListWidgetItem(f"{_SIGN[stance]}  {piece.title}")
        item.setData(Qt.ItemDataRole.UserRole, piece.id)
        about = " · ".join(part for part in (_(piece.type), piece.source) if part)
        item.setToolTip(f"{piece.title}\n{_(stance)} · {about}")
        spoken = _("{title}, {stance}, {about}").format(title=isolated(piece.title), stance=_(stance), about=about)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, spoken)
        self.list.addItem(item)

    def _size(self) -> None:
        rows = min(_MOST_ROWS, self.list.count())
        self.list.setVisible(bool(rows))
        self.list.setFixedHeight(rows * max(_ROW, self.list.sizeHintForRow(0)) + 4)

    def _open(self, item: QListWidgetItem) -> None:
        self.open_wanted.emit(item.data(Qt.ItemDataRole.UserRole))

    def _open_menu(self, place: QPoint) -> None:
        item = self.list.itemAt(place) or self.list.currentItem()
        if item is None:
            return
        piece = next(each for each in self._pieces if each.id == item.data(Qt.ItemDataRole.UserRole))
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(_("Open"), lambda: self.open_wanted.emit(piece.id))
        if self.add.isEnabled():
            other = Stance.CONTRADICTS if piece.stance_to(self._key) == Stance.SUPPORTS else Stance.SUPPORTS
            words = {Stance.SUPPORTS: _("It supports the cause"), Stance.CONTRADICTS: _("It contradicts the cause")}
            menu.addAction(words[other], lambda: self.stance_wanted.emit(piece.id, str(other)))
            menu.addAction(_("It says nothing of this cause"), lambda: self.unlink_wanted.emit(piece.id))
        menu.popup(self.list.viewport().mapToGlobal(place))
