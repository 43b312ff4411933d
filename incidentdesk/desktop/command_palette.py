"""Ctrl+K: everything that can be done, opened or found, by its name."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QGraphicsDropShadowEffect,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from incidentdesk.desktop.actions import Entry
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.found import Found, found_drills, found_incidents, found_lore, found_people
from incidentdesk.desktop.fuzzy import score
from incidentdesk.desktop.theme import Theme
from incidentdesk.desktop.widgets.field import SCROLL_BARS
from incidentdesk.language import N_, _

WIDTH, FROM_TOP, MOST_ROWS = 640, 80, 10
_PATIENCE = 120
_GROUPS = {
    "recent": N_("Recent"),
    "selection": N_("Actions for the selection"),
    "action": N_("Actions"),
    "go": N_("Go to"),
    "part": N_("Make or open"),
    "incident": N_("Incidents"),
    "lore": N_("Problems, known errors and lessons"),
    "drill": N_("Drills and scenarios"),
    "person": N_("People"),
    "settings": N_("Settings"),
    "help": N_("Help"),
}
_ORDER = list(_GROUPS)
# What is asked of the database: the sign that asks for it, and whether it is asked without one.
_LOOKED_UP: dict[str, tuple[str, bool, Callable[..., list[Found]]]] = {
    "incident": ("#", True, found_incidents),
    "lore": ("", True, found_lore),
    "drill": ("", True, found_drills),
    "person": ("@", False, found_people),
}
_PREFIXES = {">": ("action", "selection", "part"), "#": ("incident",), "@": ("person",), "?": ("help",)}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the palette; a heading has no `run`."""

    group: str
    text: str
    icon: str = ""
    keys: str = ""
    note: str = ""
    why_disabled: str = ""
    run: Callable[[], None] | None = None
    points: int = 0


class CommandPalette(QFrame):
    """A box over the window. `opened` carries a reference that was chosen, `person_chosen` a person's name."""

    opened = Signal(str)
    person_chosen = Signal(str)

    def __init__(self, desk: Desk, window: QWidget) -> None:
        super().__init__(window)
        self._desk = desk
        self._found: dict[str, list[Found]] = {}
        self._before: QWidget | None = None
        self.setObjectName("palette")
        self.setAccessibleName(_("Command palette"))
        self.field = QLineEdit()
        self.field.setObjectName("palette.field")
        self.field.setAccessibleName(_("Command"))
        self.field.setAccessibleDescription(_("Type a command, an incident or a person; arrows choose, Enter runs"))
        self.field.setPlaceholderText(_("Type a command, an incident or a page"))
        self.field.installEventFilter(self)
        self._icon = QLabel()
        self._icon.setAccessibleName(_("Search"))
        self.model = _Model(self)
        self.view = QListView()
        self.view.setObjectName("palette.view")
        self.view.setAccessibleName(_("Commands"))
        self.view.setAccessibleDescription(_("What the typed text finds"))
        self.view.setModel(self.model)
        self.view.setItemDelegate(_Delegate(desk.theme, self.view))
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view.setFrameShape(QFrame.Shape.NoFrame)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.view.clicked.connect(self._run)
        self._hint = QLabel(_("> actions   # incidents   @ people   ? help"))
        self._empty = QLabel(_("Nothing is called that."), alignment=Qt.AlignmentFlag.AlignCenter)
        self._empty.hide()
        top = QHBoxLayout()
        top.setContentsMargins(16, 8, 16, 8)
        top.setSpacing(12)
        top.addWidget(self._icon)
        top.addWidget(self.field, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.setSpacing(0)
        layout.addLayout(top)
        layout.addWidget(self.view)
        layout.addWidget(self._empty)
        layout.addWidget(self._hint)
        shadow = QGraphicsDropShadowEffect(self, blurRadius=32, color=QColor(0, 0, 0, 110))
        shadow.setOffset(0, 8)
        self.setGraphicsEffect(shadow)
        self._search = QTimer(self, singleShot=True, interval=_PATIENCE)
        self._search.timeout.connect(self._look_up)
        self.field.textChanged.connect(self._typed)
        desk.registry.given.connect(self._remember)
        desk.theme.changed.connect(self._dress)
        self._dress()
        self.hide()

    # -- opening and closing

    def open(self, text: str = "") -> None:
        """Show the palette, with a text such as ">" in it."""
        if self.isVisible() and not text:
            self.dismiss()
            return
        self._before = self.window().focusWidget()
        self._found = {}
        self.field.setText(text)
        self._fill()
        self.place()
        self.show()
        self.raise_()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)

    def dismiss(self) -> None:
        if not self.isVisible():
            return
        self._search.stop()
        self.hide()
        if self._before is not None:
            self._before.setFocus(Qt.FocusReason.PopupFocusReason)
        self._before = None

    def place(self) -> None:
        """Stand in the middle, 80 px from the top, as high as the rows need."""
        window = self.window()
        scale = max(1.0, self._desk.theme.scale / 100)
        width = min(round(WIDTH * scale), window.width() - 32)
        rows = [self.view.sizeHintForRow(row) for row in range(self.model.rowCount())]
        room = window.height() - FROM_TOP - 140
        self.view.setFixedHeight(min(sum(rows) + 8, round(MOST_ROWS * 36 * scale), room))
        self.resize(width, self.layout().totalSizeHint().height())
        self.move((window.width() - width) // 2, FROM_TOP)

    # -- what stands in it

    def rows(self) -> list[Row]:
        return list(self.model.rows)

    def texts(self) -> list[str]:
        """The texts of all rows that are not headings."""
        return [row.text for row in self.model.rows if row.run]

    def _typed(self) -> None:
        self._found = {}
        self._fill()
        self._search.start()

    def _fill(self) -> None:
        prefix, query = self._query()
        wanted = _PREFIXES.get(prefix)
        groups = []
        for group in _ORDER:
            if wanted is None or group in wanted:
                inside = self._rows_of(group, query, explicit=wanted is not None)
                if inside:
                    groups.append([Row(group, _(_GROUPS[group])), *inside])
        if query:
            # The group with the best answer comes first, because Enter takes the first row.
            groups.sort(key=lambda rows: _rank(query, rows[1]))
        rows = [row for group in groups for row in group]
        self.model.show_rows(rows)
        self.view.setVisible(bool(rows))
        self._empty.setVisible(not rows)
        self._choose_first()
        if self.isVisible():
            self.place()

    def _query(self) -> tuple[str, str]:
        text = self.field.text().strip()
        return (text[0], text[1:].strip()) if text[:1] in _PREFIXES and text else ("", text)

    def _rows_of(self, group: str, query: str, *, explicit: bool) -> list[Row]:
        if group in _LOOKED_UP:
            return [self._found_row(group, each) for each in self._found.get(group, [])]
        entries = self._desk.registry.entries()
        if group == "recent":
            if query:
                return []
            known = {entry.id: entry for entry in entries}
            recent = [known[name] for name in self._desk.preferences.get("recent_commands") if name in known]
            return [self._entry_row("recent", entry) for entry in recent if not entry.why_disabled][:3]
        if group == "part" and not query and not explicit:
            # There are dozens, and each is known by its name.
            return []
        mine = [entry for entry in entries if _group_of(entry) == group]
        if not query:
            # Without a question only what can be done now is shown, so that the list is one to be read.
            return [self._entry_row(group, entry) for entry in mine if explicit or not entry.why_disabled]
        ranked = [(_entry_score(query, entry), entry) for entry in mine]
        found = sorted((each for each in ranked if each[0]), key=lambda each: (bool(each[1].why_disabled), -each[0]))
        return [self._entry_row(group, entry, points) for points, entry in found]

    def _entry_row(self, group: str, entry: Entry, points: int = 0) -> Row:
        return Row(
            group,
            entry.text,
            entry.icon,
            entry.shortcut,
            why_disabled=entry.why_disabled,
            run=lambda: self._desk.registry.run(entry.id),
            points=points,
        )

    def _found_row(self, group: str, found: Found) -> Row:
        if group == "person":
            return Row(group, found.text, "user", note=found.note, run=lambda: self.person_chosen.emit(found.key))
        icon = found.icon or "incident"
        return Row(group, found.text, icon, note=found.note, run=lambda: self.opened.emit(found.key))

    def _look_up(self) -> None:
        """Ask the database for what is called that."""
        prefix, query = self._query()
        for group, (sign, unasked, look) in _LOOKED_UP.items():
            if (prefix and prefix == sign) or (prefix == "" and len(query) >= 2 and unasked):
                self._desk.background.run_latest(
                    f"palette/{group}",
                    _ask,
                    self._desk.database,
                    look,
                    query,
                    then=lambda found, group=group, query=query: self._arrived(group, query, found),
                )

    def _arrived(self, group: str, query: str, found: list[Found]) -> None:
        if self.isVisible() and self._query()[1] == query:
            self._found[group] = found
            chosen = self.view.currentIndex().row()
            self._fill()
            if 0 < chosen < self.model.rowCount() and self.model.rows[chosen].run:
                self.view.setCurrentIndex(self.model.index(chosen))

    def _remember(self, action_id: str) -> None:
        if self._desk.registry.action(action_id).group != "hidden":
            self._desk.preferences.remember("recent_commands", action_id)

    # -- choosing

    def _choose_first(self) -> None:
        self._move(0, start=-1, step=1)

    def _move(self, by: int, start: int | None = None, step: int = 0) -> None:
        """Go to the next row that can be chosen, passing over headings."""
        count = self.model.rowCount()
        step = step or (1 if by > 0 else -1)
        row = self.view.currentIndex().row() if start is None else start
        for _attempt in range(count):
            row = (row + step) % count
            if self.model.rows[row].run:
                self.view.setCurrentIndex(self.model.index(row))
                # The heading above the first row comes into view with it.
                self.view.scrollTo(self.model.index(max(0, row - 1)) if row <= 1 else self.model.index(row))
                return

    def _run(self, index: QModelIndex) -> None:
        row = self.model.rows[index.row()] if index.isValid() else None
        if row is None or row.run is None or row.why_disabled:
            return
        self.dismiss()
        row.run()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress:
            return self._key(event)
        if event.type() == QEvent.Type.ShortcutOverride and event.key() == Qt.Key.Key_Escape:
            event.accept()
            return True
        if event.type() == QEvent.Type.FocusOut and self.isVisible():
            # A click elsewhere is meant for what was clicked.
            QTimer.singleShot(0, self._leave_if_left)
        return False

    def _leave_if_left(self) -> None:
        if self.isVisible() and self.window().isActiveWindow() and not self.field.hasFocus():
            self._before = None
            self.dismiss()

    def _key(self, event: QKeyEvent) -> bool:
        key = event.key()
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self._move(1 if key == Qt.Key.Key_Down else -1)
        elif control and key in (Qt.Key.Key_N, Qt.Key.Key_P, Qt.Key.Key_J):
            self._move(-1 if key == Qt.Key.Key_P else 1)
        elif key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            self._move(1 if key == Qt.Key.Key_Tab else -1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._run(self.view.currentIndex())
        elif key == Qt.Key.Key_Escape or (control and key == Qt.Key.Key_K):
            self.dismiss()
        else:
            return False
        return True

    def _dress(self) -> None:
        theme = self._desk.theme
        self.setStyleSheet(
            theme.sheet(
                "#palette { background: $surface; border: 1px solid $outline; border-radius: 8px; }"
                "QLineEdit { background: transparent; border: none; color: $text; min-height: 32px; }"
                "QListView { background: $surface; border: none; border-top: 1px solid $border; }"
                "QLabel { color: $hint; background: transparent; }" + SCROLL_BARS
            )
        )
        self.field.setFont(theme.font("h2"))
        font = self.field.font()
        font.setWeight(font.Weight.Normal)
        self.field.setFont(font)
        self._icon.setPixmap(theme.pixmap("search", "text2", 20, self.devicePixelRatioF()))
        self._hint.setFont(theme.font("small"))
        self._hint.setContentsMargins(16, 8, 16, 8)
        self._empty.setContentsMargins(16, 24, 16, 24)


class _Model(QAbstractListModel):
    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.rows: list[Row] = []

    def show_rows(self, rows: list[Row]) -> None:
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return row.text
        if role == Qt.ItemDataRole.UserRole:
            return row
        if role == Qt.ItemDataRole.ToolTipRole:
            return row.why_disabled or None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(part for part in (row.text, row.note, row.keys, row.why_disabled) if part)
        return None

    def flags(self, index: QModelIndex | QPersistentModelIndex) -> Qt.ItemFlag:
        if self.rows[index.row()].run is None:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class _Delegate(QStyledItemDelegate):
    def __init__(self, theme: Theme, view: QListView) -> None:
        super().__init__(view)
        self._theme = theme
        self._view = view

    def sizeHint(self, _option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        row: Row = index.data(Qt.ItemDataRole.UserRole)
        height = self._view.fontMetrics().height()
        return QSize(0, max(28, height + 10) if row.run is None else max(36, height + 14))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        row: Row = index.data(Qt.ItemDataRole.UserRole)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if row.run is None:
            self._paint_heading(painter, option.rect, row)
        else:
            self._paint_row(painter, option, row, index.row() == self._view.currentIndex().row())
        painter.restore()

    def _paint_heading(self, painter: QPainter, rect: QRect, row: Row) -> None:
        font = self._theme.font("small")
        font.setWeight(font.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(self._theme.colour("hint"))
        inner = rect.adjusted(16, 0, -16, -4)
        painter.drawText(inner, Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeading, row.text)

    def _paint_row(self, painter: QPainter, option: QStyleOptionViewItem, row: Row, current: bool) -> None:
        theme = self._theme
        mirrored = option.direction == Qt.LayoutDirection.RightToLeft
        rect = option.rect.adjusted(8, 1, -8, -1)
        if current:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("selection"))
            painter.drawRoundedRect(rect, 6, 6)
            painter.setBrush(theme.colour("accent"))
            edge = rect.right() - 2 if mirrored else rect.left()
            painter.drawRoundedRect(QRectF(edge, rect.top(), 3, rect.height()), 1.5, 1.5)
        ink = "hint" if row.why_disabled else "text"
        if row.icon:
            icon = theme.pixmap(row.icon, "hint" if row.why_disabled else "text2", 20, _ratio(painter))
            left = rect.right() - 12 - 19 if mirrored else rect.left() + 12
            painter.drawPixmap(left, rect.center().y() - 9, icon)
        inner = rect.adjusted(12, 0, -44, 0) if mirrored else rect.adjusted(44, 0, -12, 0)
        rest = self._paint_end(painter, inner, row, mirrored, current)
        painter.setFont(theme.font("base"))
        painter.setPen(theme.colour(ink if not (current and row.why_disabled) else "text2"))
        text = painter.fontMetrics().elidedText(row.text, Qt.TextElideMode.ElideRight, rest.width())
        painter.drawText(rest, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading, text)

    def _paint_end(self, painter: QPainter, rect: QRect, row: Row, mirrored: bool, current: bool) -> QRect:
        """The keys as a chip, or why it is disabled, or a note; returns the room that is left."""
        theme = self._theme
        painter.setFont(theme.font("small"))
        metrics = painter.fontMetrics()
        text = row.why_disabled or row.note or row.keys
        if not text:
            return rect
        text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, round(rect.width() * 0.5))
        chip = text == row.keys
        width = metrics.horizontalAdvance(text) + (16 if chip else 0)
        height = metrics.height() + 4
        left = rect.left() if mirrored else rect.right() + 1 - width
        box = QRect(left, rect.center().y() - height // 2, width, height)
        if chip:
            painter.setPen(theme.colour("border"))
            painter.setBrush(theme.colour("surface" if current else "neutral_bg"))
            painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        painter.setPen(theme.colour("text2"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
        return rect.adjusted(width + 12, 0, 0, 0) if mirrored else rect.adjusted(0, 0, -width - 12, 0)


def _ratio(painter: QPainter) -> float:
    return painter.device().devicePixelRatioF()


def _ask(database: Any, look: Callable[[Any, str], list[Found]], query: str) -> list[Found]:
    with database.read() as reader:
        return look(reader, query)


def _rank(query: str, first: Row) -> int:
    """Where the group of a first row stands: what can't be done now after all that can."""
    return 1 if first.why_disabled else -(first.points or score(query, first.text))


def _group_of(entry: Entry) -> str:
    if entry.group == "action" and entry.scope != "global":
        return "selection"
    return entry.group


def _entry_score(query: str, entry: Entry) -> int:
    return score(query, entry.text, entry.synonyms)
