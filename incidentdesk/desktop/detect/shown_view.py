"""The view that the list of incidents shows: its filter, columns, order and groups, and what can be done with it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from incidentdesk.desktop.actions import Action
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.detect.filter_field import FilterField
from incidentdesk.desktop.detect.gesture_dialog import LineDialog
from incidentdesk.desktop.detect.incident_column import COLUMNS, GROUPS, SHOWN
from incidentdesk.desktop.detect.incident_table import IncidentTable
from incidentdesk.desktop.detect.saved_views import SavedViews
from incidentdesk.detect.query import Order, Query, grouped_by, parse, sorted_by
from incidentdesk.language import _

FIRST_QUERY = "is:open"
# Under which key the look of the list is kept while it shows no saved view.
_ALL = "incidents"


class ShownView(QObject):
    """`changed`: the list is to be asked for again; `shown(key)`: which saved view it shows now, "" for none."""

    changed = Signal()
    shown = Signal(str)

    def __init__(
        self, desk: Desk, table: IncidentTable, filter_field: FilterField, saved: SavedViews, page: QWidget
    ) -> None:
        super().__init__(page)
        self._desk, self._table, self._filter, self._saved, self._page = desk, table, filter_field, saved, page
        self.key = ""
        self.orders: tuple[Order, ...] = ()
        self.group: str | None = None
        self._arranging = False
        filter_field.save_wanted.connect(self._save)
        filter_field.save_as_wanted.connect(self._save_as)
        filter_field.reset_wanted.connect(lambda: self.show_saved(self.key))
        table.resorted.connect(self._resort)
        table.columns_changed.connect(self._layout_changed)
        self._show(self._kept_layout(), FIRST_QUERY)

    # -- what is shown

    @property
    def name(self) -> str:
        """What the saved view is called, "" while none is shown."""
        view = self._saved.view(self.key)
        return view.name if view is not None else ""

    def query(self) -> Query:
        """What the list shows: the text, with the order and groups of the header where the text has none."""
        query = parse(self._filter.text)
        return replace(query, sort=query.sort or self.orders, group=query.group or self.group)

    def show_saved(self, key: str) -> None:
        """Show a saved view; nothing happens where there is none of that key."""
        view = self._saved.view(key)
        if view is not None:
            self._go(key, view.layout, view.query)

    def show_query(self, query: str) -> None:
        """Leave the view for what a query finds."""
        self._go("", self._kept_layout(), query)

    def leave(self) -> None:
        """Go from a saved view to all that is open; a filter of one's own stays."""
        if self.key:
            self.show_query(FIRST_QUERY)

    def group_by(self, key: str | None) -> None:
        """Group the list, or with None no more."""
        if parse(self._filter.text).group:
            self._filter.set_text(grouped_by(self._filter.text, None))
        self.group = key
        self._layout_changed()
        self.changed.emit()

    def _resort(self, orders: tuple[Order, ...]) -> None:
        if parse(self._filter.text).sort:
            self._filter.set_text(sorted_by(self._filter.text, ()))
        self.orders = orders
        self._layout_changed()
        self.changed.emit()

    def _go(self, key: str, layout: Mapping[str, Any], query: str) -> None:
        self.key = key
        self._show(layout, query)
        self.changed.emit()
        self.shown.emit(key)

    def _show(self, layout: Mapping[str, Any], query: str) -> None:
        self._arranging = True
        self._filter.set_text(query)
        columns = layout.get("columns")
        known = isinstance(columns, list) and columns
        self._table.set_widths(_widths(layout.get("widths")))
        self._table.show_columns(columns if known else SHOWN, own=bool(known))
        self.orders = _orders(layout.get("sort"))
        group = layout.get("group")
        self.group = group if group in GROUPS else None
        self._arranging = False
        self.mark()

    # -- its look

    def layout_now(self) -> dict[str, Any]:
        """Columns, widths, sort and group as a view keeps them; only what somebody has chosen."""
        found: dict[str, Any] = {}
        if self._table.own_columns:
            found["columns"] = list(self._table.wanted_columns)
        if self._table.widths():
            found["widths"] = self._table.widths()
        if self.orders:
            found["sort"] = [[order.key, order.descending] for order in self.orders]
        if self.group:
            found["group"] = self.group
        return found

    def mark(self) -> None:
        """Say beside the filter which view is shown, and whether it is shown as it was saved."""
        view = self._saved.view(self.key)
        if view is None:
            self._filter.show_view("", changed=self._filter.text not in ("", FIRST_QUERY))
        else:
            changed = self._filter.text != view.query or self.layout_now() != dict(view.layout)
            self._filter.show_view(view.name, changed=changed)

    def _kept_layout(self) -> Mapping[str, Any]:
        kept = self._desk.preferences.get("column_layouts").get(_ALL)
        return kept if isinstance(kept, dict) else {}

    def _layout_changed(self) -> None:
        if self._arranging:
            return
        if not self.key:
            layouts = dict(self._desk.preferences.get("column_layouts"))
            self._desk.preferences.set("column_layouts", {**layouts, _ALL: self.layout_now()})
        self.mark()

    # -- what can be done with it

    def actions(self) -> list[Action]:
        """Saving, renaming, moving and removing it."""
        why = self._why_none
        return [
            Action(
                "view.save", _("Save &view…"), self._save_as, "save", (), "global", "view", 26,
                synonyms=_("saved view filter"),
            ),
            Action("view.rename", _("&Rename view…"), self._rename, "edit", (), "global", "view", 26, why),
            Action("view.remove", _("Remo&ve view"), self._remove, "trash", (), "global", "view", 26, why),
            Action(
                "view.up", _("Move view &up"), lambda: self._move(-1), "chevron-up", (), "global", "view", 26, why
            ),
            Action(
                "view.down", _("Move view &down"), lambda: self._move(1), "chevron-down", (), "global", "view", 26, why
            ),
        ]  # fmt: skip

    def _why_none(self) -> str:
        return "" if self._saved.view(self.key) else _("Open a saved view first.")

    def _save(self) -> None:
        view = self._saved.view(self.key)
        if view is None:
            self._save_as()
        else:
            self._saved.save(view, self._filter.text, self.layout_now(), then=self._saved_as)

    def _save_as(self) -> None:
        dialog = LineDialog(
            self._desk, _("Save the filter as a view"), _("&Name"), _("Save view"), _("A view needs a name."),
            parent=self._page.window(),
        )  # fmt: skip

        def save() -> None:
            self._saved.save_as(
                dialog.line.text(), self._filter.text, self.layout_now(),
                then=lambda key: (dialog.accept(), self._saved_as(key)), failed=dialog.fail,
            )  # fmt: skip

        dialog.wanted.connect(save)
        dialog.open()

    def _saved_as(self, key: str) -> None:
        self.key = key
        self._saved.changed.connect(self._mark_saved, Qt.ConnectionType.SingleShotConnection)

    def _mark_saved(self) -> None:
        self.mark()
        self.shown.emit(self.key)

    def _rename(self) -> None:
        view = self._saved.view(self.key)
        dialog = LineDialog(
            self._desk, _("Rename the view"), _("&Name"), _("Rename view"), _("A view needs a name."), view.name,
            self._page.window(),
        )  # fmt: skip
        dialog.wanted.connect(
            lambda: self._saved.rename(view, dialog.line.text(), then=lambda _key: dialog.accept(), failed=dialog.fail)
        )
        dialog.open()

    def _remove(self) -> None:
        self._saved.remove(self._saved.view(self.key))
        self.leave()

    def _move(self, step: int) -> None:
        self._saved.move(self._saved.view(self.key), step)


def _orders(kept: Any) -> tuple[Order, ...]:
    if not isinstance(kept, list):
        return ()
    known = {column.sort for column in COLUMNS if column.sort}
    pairs = [each for each in kept if isinstance(each, list) and len(each) == 2 and each[0] in known]
    return tuple(Order(key, bool(descending)) for key, descending in pairs)


def _widths(kept: Any) -> dict[str, int]:
    if not isinstance(kept, dict):
        return {}
    return {str(key): width for key, width in kept.items() if isinstance(width, int) and 0 < width < 10_000}
