"""The causes of a graph as a tree of rows."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QMimeData, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from incidentdesk.desktop.clipboard import mime_data
from incidentdesk.drawing.palette import hue
from incidentdesk.investigate.cause_graph import EFFECT, Cause, CauseGraph, Kind
from incidentdesk.language import _, isolated, ngettext

CAUSES = "application/x-incidentdesk-causes"  # the keys of causes, one a line
KEY = Qt.ItemDataRole.UserRole
STATUS = KEY + 1
VOTES = KEY + 2
EVIDENCE = KEY + 3
IS_CATEGORY = KEY + 4
HUE = KEY + 5

Index = QModelIndex | QPersistentModelIndex


class OutlineModel(QAbstractItemModel):
    """Categories with their causes, then what hangs on no bone.

    It changes nothing by itself: `renamed(key, text)` and `moved(keys, parent, before)` say what a person wants;
    `before` is the key of the one that they come before, None where they come last.
    """

    renamed = Signal(str, str)
    moved = Signal(object, str, object)

    def __init__(self, voter: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._voter = voter
        self._graph = CauseGraph()
        self._children: dict[str, list[str]] = {EFFECT: []}
        self._parent: dict[str, str] = {}
        self._number: dict[str, int] = {}
        self._key: dict[int, str] = {}
        self._by_votes = False
        self.why_fixed = ""

    # -- filling

    def show_graph(self, graph: CauseGraph) -> None:
        """Become the tree of this graph; views keep what is open and what is chosen."""
        before, self._graph = self._graph, graph
        wanted = self._wanted()
        parents = {child: parent for parent, children in wanted.items() for child in children}
        for key in _preorder(wanted):
            if key not in self._parent:
                self._insert(key, parents[key], wanted[parents[key]].index(key))
            elif self._parent[key] != parents[key]:
                self._move(key, parents[key], wanted[parents[key]].index(key))
        for key in [key for key in self._parent if key not in parents]:
            if key in self._parent:
                self._remove(key)
        for parent, children in wanted.items():
            self._order(parent, children)
        self._tell_changes(before, graph)

    def sort_by_votes(self, wanted: bool) -> None:
        self._by_votes = wanted
        self.show_graph(self._graph)

    def _wanted(self) -> dict[str, list[str]]:
        graph = self._graph
        wanted = {EFFECT: [each.key for each in (*graph.categories, *self._sorted(graph.loose))]}
        for key in graph.causes:
            wanted[key] = [each.key for each in self._sorted(graph.children(key))]
        return wanted

    def _sorted(self, causes: Sequence[Cause]) -> Sequence[Cause]:
        if not self._by_votes:
            return causes
        return sorted(causes, key=lambda cause: -self._graph.votes_of(cause.key, self._voter))

    def _insert(self, key: str, parent: str, place: int) -> None:
        siblings = self._children[parent]
        place = min(place, len(siblings))
        self.beginInsertRows(self.index_of(parent), place, place)
        siblings.insert(place, key)
        self._parent[key], self._children[key] = parent, []
        number = self._number.setdefault(key, len(self._number) + 1)
        self._key[number] = key
        self.endInsertRows()

    def _move(self, key: str, parent: str, place: int) -> None:
        """`place` is meant among those that are there without it."""
        before = self._parent[key]
        row, siblings = self._children[before].index(key), self._children[parent]
        place = min(place, len(siblings) - (before == parent))
        target = place + 1 if before == parent and place > row else place
        if before == parent and place == row:
            return
        self.beginMoveRows(self.index_of(before), row, row, self.index_of(parent), target)
        self._children[before].remove(key)
        siblings.insert(place, key)
        self._parent[key] = parent
        self.endMoveRows()

    def _remove(self, key: str) -> None:
        parent = self._parent[key]
        row = self._children[parent].index(key)
        self.beginRemoveRows(self.index_of(parent), row, row)
        del self._children[parent][row]
        for gone in [key, *_preorder(self._children, key)]:
            del self._parent[gone]
        for gone in [each for each in self._children if each != EFFECT and each not in self._parent]:
            del self._children[gone]
        self.endRemoveRows()

    def _order(self, parent: str, wanted: Sequence[str]) -> None:
        for place, key in enumerate(wanted):
            if self._children[parent][place] != key:
                self._move(key, parent, place)

    def _tell_changes(self, before: CauseGraph, after: CauseGraph) -> None:
        for key in after.causes:
            if key in before.causes and self._facts(before, key) != self._facts(after, key):
                index = self.index_of(key)
                self.dataChanged.emit(index, index)

    def _facts(self, graph: CauseGraph, key: str) -> tuple[Any, ...]:
        cause = graph.causes[key]
        return cause.text, cause.status, cause.note, graph.votes_of(key, self._voter), graph.backing_of(key)

    # -- the tree

    def index_of(self, key: str) -> QModelIndex:
        if key not in self._parent:
            return QModelIndex()
        return self.createIndex(self._children[self._parent[key]].index(key), 0, self._number[key])

    def deepest(self) -> int:
        """How many levels there are."""
        return max((len(self._graph.path(key)) for key in self._graph.causes), default=0)

    def key_of(self, index: Index) -> str:
        """The empty text, which is the problem, for what is no index."""
        return self._key.get(index.internalId(), EFFECT) if index.isValid() else EFFECT

    def index(self, row: int, column: int, parent: Index = QModelIndex()) -> QModelIndex:
        if not self.hasIndex(row, column, parent):
            return QModelIndex()
        return self.createIndex(row, column, self._number[self._children[self.key_of(parent)][row]])

    def parent(self, index: Index | None = None) -> Any:
        if index is None:
            return QObject.parent(self)
        key = self.key_of(index)
        return self.index_of(self._parent.get(key, EFFECT))

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.column() > 0 else len(self._children.get(self.key_of(parent), ()))

    def columnCount(self, _parent: Index = QModelIndex()) -> int:
        return 1

    # -- what stands in it

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        cause = self._graph.causes.get(self.key_of(index)) if index.isValid() else None
        if cause is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return cause.text or _("(no text yet)")
        if role == Qt.ItemDataRole.EditRole:
            return cause.text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(cause)
        if role == Qt.ItemDataRole.ToolTipRole:
            return "\n\n".join(part for part in (cause.text, cause.note) if part)
        return {
            KEY: cause.key,
            STATUS: "" if cause.kind == Kind.CATEGORY else cause.status,
            VOTES: self._graph.votes_of(cause.key, self._voter),
            EVIDENCE: self._graph.backing_of(cause.key).count,
            IS_CATEGORY: cause.kind == Kind.CATEGORY,
            HUE: self._hue(cause),
        }.get(role)

    def _hue(self, cause: Cause) -> str:
        """The name of the colour that a category has in the picture."""
        numbers = {each.key: number for number, each in enumerate(self._graph.categories)}
        return hue(numbers[cause.key]) if cause.key in numbers else ""

    def _spoken(self, cause: Cause) -> str:
        if cause.kind == Kind.CATEGORY:
            return _("{category}, category").format(category=isolated(cause.text))
        parts = [isolated(cause.text) if cause.text else _("(no text yet)"), _(cause.status).lower()]
        votes = self._graph.votes_of(cause.key, self._voter)
        evidence = self._graph.backing_of(cause.key).count
        if evidence:
            parts.append(_("{count} evidence").format(count=evidence))
        if votes:
            parts.append(ngettext("{count} vote", "{count} votes", votes).format(count=votes))
        return ", ".join(parts)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            # Between the categories something can be dropped.
            return Qt.ItemFlag.NoItemFlags if self.why_fixed else Qt.ItemFlag.ItemIsDropEnabled
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if self.why_fixed:
            return flags
        return flags | Qt.ItemFlag.ItemIsEditable | Qt.ItemFlag.ItemIsDragEnabled | Qt.ItemFlag.ItemIsDropEnabled

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole or not index.isValid() or self.why_fixed:
            return False
        self.renamed.emit(self.key_of(index), str(value))
        return True

    # -- dragging

    def supportedDropActions(self) -> Qt.DropAction:
        return Qt.DropAction.MoveAction

    def mimeTypes(self) -> list[str]:
        return [CAUSES]

    def mimeData(self, indexes: Iterable[Index]) -> QMimeData:
        return data_of_keys([self.key_of(index) for index in indexes])

    def canDropMimeData(self, data: QMimeData, _action: Any, _row: int, _column: int, _parent: Index) -> bool:
        return data.hasFormat(CAUSES) and not self.why_fixed

    def dropMimeData(self, data: QMimeData, _action: Any, row: int, _column: int, parent: Index) -> bool:
        keys = keys_of_data(data)
        if not keys or self.why_fixed:
            return False
        target = self.key_of(parent)
        following = self._children[target][row:] if row >= 0 and not self._by_votes else []
        self.moved.emit(keys, target, next((key for key in following if key not in keys), None))
        # The rows are moved when the graph has become another; nothing is to be taken away after the drag.
        return False


def data_of_keys(keys: Sequence[str]) -> QMimeData:
    data = mime_data()
    data.setData(CAUSES, "\n".join(keys).encode())
    return data


def keys_of_data(data: QMimeData) -> tuple[str, ...]:
    return tuple(line for line in bytes(data.data(CAUSES)).decode(errors="replace").splitlines() if line)


def _preorder(children: Mapping[str, Sequence[str]], start: str = EFFECT) -> list[str]:
    found: list[str] = []
    stack = list(reversed(children.get(start, ())))
    while stack:
        key = stack.pop()
        found.append(key)
        stack.extend(reversed(children.get(key, ())))
    return found
