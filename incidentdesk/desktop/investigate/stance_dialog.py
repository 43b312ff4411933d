"""What a piece of evidence says of the causes: a sign beside each, turned from the keyboard."""

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QListView, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.detect.gesture_dialog import GestureDialog
from incidentdesk.desktop.theme import Theme
from incidentdesk.desktop.widgets.chooser import Chooser
from incidentdesk.desktop.widgets.field import LISTS, dress_fields
from incidentdesk.investigate.cause_graph import CauseGraph
from incidentdesk.investigate.cause_record import cause_graph_of
from incidentdesk.investigate.evidence_list import Piece, Stance
from incidentdesk.investigate.subject import Subject
from incidentdesk.language import _, isolated

NOTHING = ""
_SIGN_LOOK = {
    Stance.SUPPORTS: ("plus", "success"),
    Stance.CONTRADICTS: ("minus", "danger"),
    NOTHING: ("link", "border"),
}
_KEYS = {
    Qt.Key.Key_Plus: Stance.SUPPORTS,
    Qt.Key.Key_Minus: Stance.CONTRADICTS,
    Qt.Key.Key_0: NOTHING,
    Qt.Key.Key_Delete: NOTHING,
}


@dataclass(frozen=True, slots=True)
class OfferedCause:
    """`above` names what it stands below."""

    key: str
    text: str
    above: str = ""


def load_causes(database: Any, subject: Subject) -> list[OfferedCause]:
    """All causes of an investigation in the order of the document."""
    with database.read() as reader:
        graph = cause_graph_of(reader, subject) or CauseGraph()
    return [
        OfferedCause(cause.key, cause.text, " › ".join(each.text for each in graph.path(cause.key)[:-1]))
        for cause in graph.in_order()
    ]


class StanceModel(QAbstractListModel):
    """The causes that hold all the words searched for, and what the evidence says of each."""

    def __init__(self, theme: Theme, stances: dict[str, str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.stances = dict(stances)
        self._all: list[OfferedCause] = []
        self._shown: list[OfferedCause] = []

    def offer(self, causes: list[OfferedCause]) -> None:
        self._all = causes
        self.search("")

    def search(self, words: str) -> None:
        wanted = words.casefold().split()
        self.beginResetModel()
        self._shown = [
            cause for cause in self._all if all(word in f"{cause.above} {cause.text}".casefold() for word in wanted)
        ]
        self.endResetModel()

    def cause(self, index: QModelIndex) -> OfferedCause | None:
        return self._shown[index.row()] if index.isValid() else None

    def take(self, index: QModelIndex, stance: str) -> None:
        self.stances[self._shown[index.row()].key] = stance
        self.dataChanged.emit(index, index)

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._shown)

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole):
        if not index.isValid():
            return None
        cause = self._shown[index.row()]
        stance = self.stances.get(cause.key, NOTHING)
        if role == Qt.ItemDataRole.DisplayRole:
            return cause.text
        if role == Qt.ItemDataRole.DecorationRole:
            return self._theme.icon(*_SIGN_LOOK[stance])
        if role == Qt.ItemDataRole.AccessibleTextRole:
            said = _(stance) if stance else _("says nothing")
            return _("{cause}: {stance}").format(cause=isolated(cause.text), stance=said)
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{cause.above} › {cause.text}" if cause.above else cause.text
        return None


class StanceDialog(GestureDialog):
    """`stances()` after `wanted` is what has become different."""

    def __init__(self, desk: Desk, subject: Subject, piece: Piece, parent: QWidget | None = None) -> None:
        super().__init__(desk, _("What “{title}” says").format(title=isolated(piece.title)), _("Save links"), parent)
        self._before = {link.cause_key: link.stance for link in piece.causes}
        self.model = StanceModel(desk.theme, self._before, self)
        self.search = QLineEdit(placeholderText=_("Search the causes"))
        self.search.setClearButtonEnabled(True)
        self.list = QListView()
        self.list.setModel(self.model)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setMinimumHeight(220)
        self.choice = Chooser(
            desk.theme,
            _("What it says of the cause"),
            [
                (NOTHING, _("Nothing")),
                (Stance.SUPPORTS, _("+ supports it")),
                (Stance.CONTRADICTS, _("− contradicts it")),
            ],
        )
        self.hint = QLabel(
            _("Up and down choose a cause, + and − say what the evidence says of it, Del takes that back."),
            wordWrap=True,
        )
        self.add_field(_("&Cause"), self.search, _("Words that the cause has; up and down choose one"))
        self._body.addSpacing(4)
        self._body.addWidget(self.list, 1)
        self._body.addSpacing(4)
        self._body.addWidget(self.choice)
        self._body.addSpacing(4)
        self._body.addWidget(self.hint)
        self.list.setAccessibleName(_("Causes"))
        self.list.setAccessibleDescription(self.hint.text())
        self.setMinimumWidth(560)
        self.search.textChanged.connect(self._search)
        for widget in (self.search, self.list):
            widget.installEventFilter(self)
        self.list.selectionModel().currentChanged.connect(lambda _now, _before: self._follow())
        self.choice.chosen.connect(self._take)
        self.ready()
        self.search.setFocus()
        desk.background.run(load_causes, desk.database, subject, then=self._offer, failed=self.fail)

    def _offer(self, causes: list[OfferedCause]) -> None:
        self.model.offer(causes)
        self.list.setCurrentIndex(self.model.index(0))
        if not causes:
            self.hint.setText(_("There is no cause yet. Add one in the fishbone or the 5-Whys first."))
        self._follow()

    def _search(self, words: str) -> None:
        self.model.search(words)
        self.list.setCurrentIndex(self.model.index(0))
        self._follow()

    def _follow(self) -> None:
        cause = self.model.cause(self.list.currentIndex())
        self.choice.setEnabled(cause is not None)
        if cause is not None:
            self.choice.choose(self.model.stances.get(cause.key, NOTHING))
        self.check()

    def _take(self, stance: str) -> None:
        index = self.list.currentIndex()
        if index.isValid():
            self.model.take(index, stance)
            self._follow()

    def stances(self) -> dict[str, str]:
        return {
            key: str(stance) for key, stance in self.model.stances.items() if stance != self._before.get(key, NOTHING)
        }

    def why_not(self) -> str:
        return "" if self.stances() else _("Nothing is changed yet.")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress:
            return False
        key = QKeyEvent.key(event)
        if watched is self.search and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.list.keyPressEvent(event)
            return True
        if key in _KEYS and not (watched is self.search and self._is_word(key)):
            self._take(_KEYS[key])
            return True
        return False

    def _is_word(self, key: int) -> bool:
        """Whether a key belongs to the words searched for: a digit, Del, and a sign in the middle of a word."""
        before = self.search.text()[: self.search.cursorPosition()]
        return key in (Qt.Key.Key_0, Qt.Key.Key_Delete) or (bool(before) and not before.endswith(" "))

    def _dress(self) -> None:
        super()._dress()
        dress_fields(self, self._desk.theme, "QDialog { background: $window; }" + LISTS)
