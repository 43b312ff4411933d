"""What belongs to an incident: its parent, its children, and incidents like it."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QFrame, QLabel, QListWidget, QListWidgetItem, QScrollArea, QVBoxLayout, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.respond.fact_field import FactField, LineEditor, fill
from incidentdesk.desktop.widgets.button import LinkButton
from incidentdesk.desktop.widgets.chip import state_glyph
from incidentdesk.desktop.widgets.field import LISTS, SCROLL_BARS
from incidentdesk.detect.number import number
from incidentdesk.detect.priority import priority_label
from incidentdesk.detect.state import OPEN_STATES
from incidentdesk.language import _, isolated
from incidentdesk.respond.sheet import Relative, Sheet

_ID = Qt.ItemDataRole.UserRole
_ROWS = 8


class RelatedPane(QScrollArea):
    """Emits `opened(reference)`, `parent_committed(field, value, seen)`, `child_wanted`, `child_dropped(id)`,
    `children_told` to write to all of them."""

    opened = Signal(str)
    parent_committed = Signal(str, object, object)
    child_wanted = Signal()
    child_dropped = Signal(int)
    children_told = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        theme = desk.theme
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName(_("Related"))
        self.setAccessibleDescription(_("Parent, children and incidents like this one"))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.parent_field = FactField(
            desk, "parent", _("Parent"), lambda: LineEditor(_("Number of the parent")), bare=True
        )
        self.parent_field.committed.connect(self.parent_committed)
        self.parent_open = LinkButton(theme, "", "external", description=_("Open the parent"))
        self.parent_open.clicked.connect(lambda: self.opened.emit(self.parent_field.value))
        self.children_list = _incident_list(_("Children"))
        self.no_children = QLabel(_("None. What is done with a parent is done with its children."), wordWrap=True)
        self.add_child = LinkButton(theme, _("Add child…"), "plus", description=_("Make another incident a child"))
        self.add_child.clicked.connect(self.child_wanted)
        self.tell_children = LinkButton(
            theme, _("Write to all open children…"), "public", description=_("One public comment on each of them")
        )
        self.tell_children.clicked.connect(self.children_told)
        self.drop_child = LinkButton(theme, _("Release child"), "minus", description=_("It is no child any more"))
        self.drop_child.clicked.connect(self._drop)
        self.similar_list = _incident_list(_("Similar incidents"))
        self.no_similar = QLabel(_("None found."), wordWrap=True)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(16, 12, 16, 16)
        column.setSpacing(8)
        self._headings: list[QLabel] = []
        for heading, widgets in (
            (_("Parent"), (self.parent_field, self.parent_open)),
            (
                _("Children"),
                (
                    self.children_list,
                    self.no_children,
                    self.add_child,
                    self.tell_children,
                    self.drop_child,
                ),
            ),
            (_("Similar incidents"), (self.similar_list, self.no_similar)),
        ):
            label = QLabel(heading)
            self._headings.append(label)
            column.addWidget(label)
            for widget in widgets:
                narrow = isinstance(widget, LinkButton)
                column.addWidget(widget, 0, Qt.AlignmentFlag.AlignLeading if narrow else Qt.AlignmentFlag(0))
            column.addSpacing(8)
        column.addStretch(1)
        self.setWidget(inner)
        for box in (self.children_list, self.similar_list):
            box.itemActivated.connect(lambda item: self.opened.emit(number(item.data(_ID))))
        self.children_list.itemSelectionChanged.connect(self._selected)
        theme.changed.connect(self._dress)
        self._dress()
        self.show_similar([])

    def add_section(self, section: QWidget) -> None:
        """Put what a later phase brings below all else."""
        column = self.widget().layout()
        column.insertWidget(column.count() - 1, section)

    def show_sheet(self, sheet: Sheet) -> None:
        self.parent_field.show_value(sheet.facts["parent"])
        has_parent = sheet.parent is not None
        self.parent_open.setVisible(has_parent)
        if has_parent:
            self.parent_open.setText(sheet.parent.title)
            self.parent_open.setAccessibleName(_("Open {title}").format(title=sheet.parent.title))
        self._fill(self.children_list, sheet.children)
        self.no_children.setVisible(not sheet.children)
        self.add_child.setVisible(not has_parent)
        self.tell_children.setVisible(any(child.state in OPEN_STATES for child in sheet.children))
        self._selected()

    def show_similar(self, found: Sequence[Any]) -> None:
        self._fill(self.similar_list, found)
        self.no_similar.setVisible(not found)

    def _fill(self, box: QListWidget, incidents: Sequence[Any]) -> None:
        chosen = box.currentItem().data(_ID) if box.currentItem() else None
        box.clear()
        for each in incidents:
            parts = [number(each.id), priority_label(each.priority), _(each.state)]
            parts.append((each.assignee or _("unassigned")) if isinstance(each, Relative) else each.reason)
            head = " · ".join(part for part in parts if part)
            item = QListWidgetItem(QIcon(state_glyph(each.state, self._desk.theme, self.devicePixelRatioF())), "")
            item.setText(f"{head}\n{each.title}")
            item.setToolTip(_("{head}: {title}").format(head=head, title=isolated(each.title)))
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{head}: {each.title}")
            item.setData(_ID, each.id)
            box.addItem(item)
            if each.id == chosen:
                box.setCurrentItem(item)
        box.setVisible(bool(incidents))
        if incidents:
            rows = min(_ROWS, len(incidents))
            box.setFixedHeight(rows * box.sizeHintForRow(0) + 4)

    def _selected(self) -> None:
        self.drop_child.setVisible(self.children_list.count() > 0)
        self.drop_child.setEnabled(bool(self.children_list.selectedItems()))

    def _drop(self) -> None:
        for item in self.children_list.selectedItems():
            self.child_dropped.emit(item.data(_ID))

    def _dress(self) -> None:
        theme = self._desk.theme
        self.verticalScrollBar().setStyleSheet(theme.sheet(SCROLL_BARS))
        for box in (self.children_list, self.similar_list):
            box.setStyleSheet(theme.sheet(LISTS))
        fill(self.widget(), theme)
        for label in self._headings:
            label.setFont(theme.font("strong"))
        for label in (self.no_children, self.no_similar):
            theme.tint(label, "text2")


def _incident_list(name: str) -> QListWidget:
    box = QListWidget()
    box.setAccessibleName(name)
    box.setAccessibleDescription(_("Enter opens one"))
    box.setTextElideMode(Qt.TextElideMode.ElideRight)
    box.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return box
