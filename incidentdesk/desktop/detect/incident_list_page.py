"""The page with the list of incidents."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from incidentdesk.desktop.actions import Action
from incidentdesk.desktop.analysis_ways import ways
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.detect.choice_popup import Choice
from incidentdesk.desktop.detect.columns_menu import columns_menu
from incidentdesk.desktop.detect.filter_field import FilterField
from incidentdesk.desktop.detect.filter_vocabulary import vocabulary
from incidentdesk.desktop.detect.incident_column import COLUMNS, GROUPS, NUMBER_OF
from incidentdesk.desktop.detect.incident_commands import IncidentCommands, Offered, load_offered
from incidentdesk.desktop.detect.incident_model import IncidentModel
from incidentdesk.desktop.detect.incident_table import IncidentTable
from incidentdesk.desktop.detect.inline_edit import InlineEdit
from incidentdesk.desktop.detect.list_change import look
from incidentdesk.desktop.detect.listing import Listed, Listing
from incidentdesk.desktop.detect.mail_drop import MailDrop
from incidentdesk.desktop.detect.preview_pane import PreviewPane
from incidentdesk.desktop.detect.row_cache import RowCache
from incidentdesk.desktop.detect.saved_views import SavedViews
from incidentdesk.desktop.detect.shown_view import ShownView
from incidentdesk.desktop.printable import PrintableList
from incidentdesk.desktop.records.selection_footer import SelectionFooter
from incidentdesk.desktop.widgets.button import PrimaryButton
from incidentdesk.desktop.widgets.empty import EmptyState
from incidentdesk.desktop.widgets.message_bar import MessageBar
from incidentdesk.desktop.widgets.progress_line import ProgressLine
from incidentdesk.detect import register
from incidentdesk.detect.number import number
from incidentdesk.detect.query import Filter, Order, Query, Value
from incidentdesk.detect.query_clock import goes_by_clocks
from incidentdesk.investigate.subject import INCIDENT, Subject
from incidentdesk.language import _

# Milliseconds for which news of many commits is gathered before the list is asked for again.
_GATHERING = 150
# The narrowest window that has room for the preview beside the list.
_WIDE_ENOUGH = 1_120
_NAMES = frozenset({"person", "team", "service", "category", "setting", "sla", "calendar"})
_CONTEXT_MENU = (
    "list.open", None, "list.assign", "list.priority", "list.state", "list.tag", "list.comment", "list.resolve",
    "list.close", None, "edit.copy", "list.copy_link", None, "list.restore", "list.trash",
)  # fmt: skip


class IncidentListPage(QWidget):
    """The list of incidents. Emits `opened` with a number like "INC-0042"."""

    opened = Signal(str)
    views_changed = Signal(list)
    count_changed = Signal(int)
    view_shown = Signal(str)

    has_preview = True

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._total: int | None = None
        self._listed: Listed | None = None
        self._peeking = False
        self._wanted = 0
        self.listing = Listing(desk, self)
        self.cache = RowCache(desk, self.listing.context, self)
        self.model = IncidentModel(desk, self.cache, self)
        self.saved = SavedViews(desk, self.listing.context, self)
        self._build()
        self.mail_drop = MailDrop(desk, self, lambda: self)
        self._declare()
        self._connect()
        self._dress()
        self.reload(first_page=True)

    # -- building

    def _build(self) -> None:
        desk = self._desk
        self._title = QLabel(_("Incidents"))
        self.new_button = PrimaryButton(desk.theme, _("New incident"), "plus", description=_("Log a new incident"))
        self.filter = FilterField(desk)
        self.progress = ProgressLine(desk.theme, desk.preferences)
        self.message = MessageBar(desk.theme)
        self.table = IncidentTable(desk, self.model)
        self.footer = SelectionFooter(desk)
        self.view = ShownView(desk, self.table, self.filter, self.saved, self)
        self.preview = PreviewPane(desk, self.listing)
        self.commands = IncidentCommands(desk, self.table, self.cache, self)
        self.commands.anchor = self._anchor
        self.inline = InlineEdit(desk, self.table, self.model, self.commands)
        self._make_empty_states()
        self._lay_out()

    def _make_empty_states(self) -> None:
        theme = self._desk.theme
        self.first_use = EmptyState(
            theme,
            "incident",
            _("No incidents yet"),
            _("Log the first one as soon as somebody reports that something is wrong."),
            _("New incident"),
            self._log_incident,
            primary=False,
        )
        self.nothing = EmptyState(
            theme,
            "filter",
            _("Nothing matches the filter"),
            _("Take a part of it away, or look at all incidents."),
            _("Clear filter"),
            self._clear_filter,
            primary=False,
        )
        self.trouble = EmptyState(
            theme, "error", _("The incidents can't be read"), "", _("Retry"), self.refresh, primary=False
        )

    def _lay_out(self) -> None:
        self.card = QFrame()
        self.card.setObjectName("card")
        self._places = QStackedWidget()
        for widget in (self.table, self.first_use, self.nothing, self.trouble):
            self._places.addWidget(widget)
        inside = QVBoxLayout(self.card)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.addWidget(self._places)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self._title, 1)
        head.addWidget(self.new_button)
        column = QVBoxLayout()
        column.setContentsMargins(16, 12, 16, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addSpacing(12)
        column.addWidget(self.filter)
        column.addSpacing(4)
        column.addWidget(self.progress)
        column.addSpacing(6)
        column.addWidget(self.message)
        column.addWidget(self.card, 1)
        column.addWidget(self.footer)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(column, 1)
        whole.addWidget(self.preview)

    def _declare(self) -> None:
        registry = self._desk.registry
        registry.add_all(self.commands.actions(), self.table)
        registry.add_all(self._own_actions(), self.table)
        subject = lambda: Subject(INCIDENT, self.table.current_id)  # noqa: E731
        registry.add_all(ways(INCIDENT, subject, self.opened.emit, why_absent=self._why_no_current), self.table)
        registry.add_all(self._page_actions(), self)
        for action_id, owner, run in (
            ("edit.find", self, self._find),
            ("edit.copy", self.table, self.commands.copy),
            ("edit.selectall", self.table, self._select_all),
        ):
            if action_id in registry.ids():
                why = self.commands.why_nobody if action_id == "edit.copy" else lambda: ""
                registry.bind(owner, action_id, run, why)
        self.footer.settle()

    def _why_no_current(self) -> str:
        return "" if self.table.current_id else _("Select an incident first.")

    def _own_actions(self) -> list[Action]:
        """Those of the list that need the whole page."""
        return [
            Action(
                "list.edit", _("&Change in place"), self.table.edit_current, "edit", ("F2",), "list", "incident", 20,
                self.commands.why_nothing,
            ),
            Action(
                "list.peek", _("Pee&k at the incident"), self._peek, "preview", ("Space",), "list", "incident", 10,
                self.commands.why_no_row,
            ),
        ]  # fmt: skip

    def _page_actions(self) -> list[Action]:
        preferences = self._desk.preferences
        actions = [
            Action(
                "view.preview", _("&Preview pane"), self._toggle_preview, "preview", (), "global", "view", 20,
                checked=lambda: bool(preferences.get("preview")), synonyms=_("details side panel"),
            ),
            Action(
                "view.columns", _("&Columns…"), self._ask_columns, "columns", (), "global", "view", 25,
                synonyms=_("fields table header"),
            ),
            Action(
                "view.group", _("&Group by…"), self._ask_group, "rows", (), "global", "view", 25,
                synonyms=_("grouping sections"),
            ),
            *self.view.actions(),
        ]  # fmt: skip
        if "incident.new" not in self._desk.registry.ids():
            actions.append(
                Action(
                    "incident.new", _("&New incident…"), self._log_incident, "plus", ("Ctrl+N",), "global", "file", 10,
                    self._why_read_only, synonyms=_("log report ticket"),
                )
            )  # fmt: skip
        if "incident.new_from_template" not in self._desk.registry.ids():
            actions.append(
                Action(
                    "incident.new_from_template", _("New from &template…"), None, "plus", ("Ctrl+Shift+N",), "global",
                    "incident", 0, synonyms=_("log canned preset quick"), name=_("New incident from template"),
                )
            )  # fmt: skip
        return actions

    def _connect(self) -> None:
        desk = self._desk
        self.new_button.clicked.connect(lambda: desk.registry.run("incident.new"))
        self.filter.changed.connect(lambda _text: self._query_changed())
        self.filter.left.connect(lambda: self.table.setFocus(Qt.FocusReason.OtherFocusReason))
        self.view.changed.connect(lambda: self.reload(first_page=True))
        self.view.shown.connect(self.view_shown)
        self.table.opened.connect(self._open)
        self.table.ticked.connect(self._time_passed)
        self.table.columns_wanted.connect(self._ask_columns)
        self.table.customContextMenuRequested.connect(self._context_menu)
        self.table.chosen.connect(self._selection_changed)
        self.preview.opened.connect(self._open)
        self.commands.began.connect(self.footer.follow)
        self.commands.led.connect(self.opened)
        for source in (self.commands.failed, self.inline.failed, self.saved.failed):
            source.connect(lambda text: self.message.say(text))
        self.inline.ended.connect(self._editing_ended)
        self.listing.loaded.connect(self._show)
        self.listing.waiting.connect(self.table.fade)
        self.listing.asked.connect(self.progress.follow)
        self.listing.failed.connect(self._fail)
        self.cache.failed.connect(self._fail)
        self.cache.arrived.connect(self._rows_arrived)
        self.saved.changed.connect(self.views_changed)
        self.saved.counted.connect(self.count_changed)
        desk.changes.changed.connect(self._hear)
        desk.theme.changed.connect(self._dress)
        desk.preferences.changed.connect(self._preference_changed)
        self._gathering = QTimer(self, singleShot=True, interval=_GATHERING)
        self._gathering.timeout.connect(self._reload_or_wait)
        # All selected rows of a long stretch are told one by one; once is enough.
        self._settling = QTimer(self, singleShot=True, interval=0)
        self._settling.timeout.connect(self._show_selection)
        self._deferred: Listed | None = None
        self._began = False

    # -- the query

    def query(self) -> Query:
        """What the list shows."""
        return self.view.query()

    def _query_changed(self) -> None:
        self.message.clear()
        self.view.mark()
        self.reload(first_page=True)

    def group_by(self, key: str | None) -> None:
        """Group the list, or with None no more."""
        self.view.group_by(key)

    def reload(self, *, first_page: bool = False) -> None:
        """Ask for the list; with `first_page` at first for as much as can be seen."""
        query = self.query()
        self.filter.show_hints(query.hints)
        self.table.show_order(query.sort or _usual_order(query))
        self.table.in_trash = _is_trash(query)
        self._asked_for = self.table.place()
        self.listing.ask(query, self._asked_for.ids, first_page=first_page)

    def _clear_filter(self) -> None:
        self.filter.clear()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _find(self) -> None:
        self.filter.line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filter.line.selectAll()

    # -- the list

    def _show(self, listed: Listed) -> None:
        if self.inline.busy:
            # Rows must not move under the hands of somebody who types in one.
            self._deferred = listed
            return
        self._deferred = None
        before, place = self._listed, self.table.place()
        new_query = before is None or before.query.terms != listed.query.terms
        if self.model.show(listed):
            known = listed.places if set(place.ids) <= set(self._asked_for.ids) else None
            if new_query and place.current not in (known or listed.places):
                self.table.start_anew()
            else:
                self.table.restore(place, self.model.rows_of(place.ids, known))
        self._listed = listed
        self._find_wanted(listed)
        self.table.viewport().update()
        self._show_place(listed)
        self._count(listed)
        self._selection_changed()
        if listed.complete and not self._began:
            self._begin()

    def _find_wanted(self, listed: Listed) -> None:
        rows = self.model.rows_of([self._wanted]) if self._wanted else {}
        if rows:
            self.table.go_to_row(rows[self._wanted])
        if rows or listed.complete:
            self._wanted = 0

    def _begin(self) -> None:
        """What can wait until the first page is on the screen."""
        self._began = True
        QTimer.singleShot(0, self.saved.load)
        QTimer.singleShot(0, self._load_offered)

    def _editing_ended(self) -> None:
        if self._deferred is not None:
            self._show(self._deferred)

    def _show_place(self, listed: Listed) -> None:
        """The list, or what there is to say instead."""
        if len(listed.ids):
            self._places.setCurrentWidget(self.table)
            return
        had_focus = self.table.hasFocus()
        bare = not listed.query.terms or self._total == 0
        self._places.setCurrentWidget(self.first_use if bare and not self._total else self.nothing)
        if had_focus:
            self._places.currentWidget().action_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _count(self, listed: Listed) -> None:
        self.filter.show_count(len(listed.ids) if listed.complete else None, self._total)
        if listed.complete or self._total is None:
            self._desk.background.run_latest("incidents.total", _total, self._desk.database, then=self._show_total)

    def _show_total(self, total: int) -> None:
        known, self._total = self._total, total
        if self._listed is not None:
            self.filter.show_count(len(self._listed.ids) if self._listed.complete else None, total)
            if known != total:
                self._show_place(self._listed)

    def _fail(self, refused: Exception) -> None:
        if self._listed is None:
            self.trouble.tell(_("The incidents can't be read"), str(refused))
            self._places.setCurrentWidget(self.trouble)
        else:
            self.message.say(str(refused), "danger", _("Retry"), self.refresh)

    def _rows_arrived(self) -> None:
        row = self.cache.get(self.table.current_id)
        if row is not None and self.preview.isVisible():
            self.preview.show_row(row)
        self.footer.refresh()

    # -- news

    def _hear(self, changes: Mapping[str, Any]) -> None:
        if "incident" in changes or _NAMES & changes.keys():
            self.cache.refresh(changes.get("incident", None))
            self.table.viewport().update()
            self._gathering.start()
            self.saved.count_soon()
        if "saved_view" in changes:
            self.saved.load()
        if _NAMES & changes.keys():
            self._load_offered()

    def _time_passed(self) -> None:
        """What is at risk or due soon becomes something else by itself."""
        if self.isVisible():
            self.saved.count_soon()
            if goes_by_clocks(self.query()):
                self._reload_or_wait()

    def _reload_or_wait(self) -> None:
        if self.listing.busy:
            self._gathering.start()
        else:
            self.reload()

    def refresh(self) -> None:
        """Ask for everything again."""
        self.message.clear()
        self.cache.refresh(None)
        self.reload(first_page=True)
        self.saved.load()

    def _load_offered(self) -> None:
        self._desk.background.run_latest(
            "incidents.offered", load_offered, self._desk.database, then=self._take_offered
        )

    def _take_offered(self, offered: Offered) -> None:
        self.commands.offered = offered
        self.filter.vocabulary = vocabulary(offered)

    # -- the selection

    def _selection_changed(self) -> None:
        self._settling.start()

    def _show_selection(self) -> None:
        selected = self.table.selected_count() if len(self.model.ids) else 0
        self.footer.show_selection(selected, len(self.model.ids))
        if not self.preview.isHidden():
            current = self.table.current_id
            self.preview.show_row(self.cache.get(current) if current else None)
        self._desk.registry.refresh()
        self.footer.refresh()

    def _select_all(self) -> None:
        self.table.selectAll()

    def _anchor(self) -> QRect:
        return self.footer.anchor() or self.commands._row_anchor()

    def _context_menu(self, at: QPoint) -> None:
        menu = self._desk.registry.context_menu(self.table, [each for each in _CONTEXT_MENU if self._has(each)])
        menu.popup(self.table.viewport().mapToGlobal(at))

    def _has(self, action_id: str | None) -> bool:
        return action_id is None or action_id in self._desk.registry.ids()

    def _open(self, incident_id: int) -> None:
        look(self._desk, [incident_id], then=lambda _none: self._looked(incident_id))
        self.opened.emit(number(incident_id))

    def _looked(self, incident_id: int) -> None:
        self.cache.refresh([incident_id])
        self.table.viewport().update()

    def _log_incident(self) -> None:
        from incidentdesk.desktop.detect.log_incident_dialog import open_log_dialog

        dialog = open_log_dialog(self._desk, self.window())
        dialog.logged.connect(self._go_to)
        dialog.opened.connect(self.opened)

    def _go_to(self, incident_id: int) -> None:
        """Stand on an incident as soon as the list has it."""
        self._wanted = incident_id
        self.reload()

    def _why_read_only(self) -> str:
        return str(self._desk.database.read_only)

    # -- the preview

    def _toggle_preview(self) -> None:
        self._peeking = False
        self._desk.preferences.set("preview", not self._desk.preferences.get("preview"))
        self._arrange()

    def _peek(self) -> None:
        """Show the preview where it is not, or put it away again; fold a group."""
        if not self.table.current_id:
            self.table.activate_current()
        elif self.preview.isHidden():
            self._peeking = True
        elif self._peeking:
            self._peeking = False
        else:
            self._desk.preferences.set("preview", False)
        self._arrange()

    def _arrange(self) -> None:
        wide = self.window().width() >= _WIDE_ENOUGH
        shown = self._peeking or (wide and self._desk.preferences.get("preview"))
        if shown == self.preview.isHidden():
            self.preview.setVisible(shown)
            self._selection_changed()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        # What arrived while another page was shown has changed neither the preview nor the buttons.
        self._selection_changed()
        if self.view.key:
            # After the window has marked the page.
            QTimer.singleShot(0, self, lambda: self.view_shown.emit(self.view.key))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _preference_changed(self, name: str) -> None:
        if name == "preview":
            self._arrange()

    # -- views

    def show_view(self, key: str) -> None:
        """Show a saved view."""
        self.view.show_saved(key)

    def leave_view(self) -> None:
        """Go from a saved view to all that is open; a filter of one's own stays."""
        self.view.leave()

    def show_query(self, query: str) -> None:
        """Leave the view for what a query finds; what follows a # in a reference to the incidents is one."""
        self.view.show_query(query)

    show_part = show_query

    # -- columns and groups

    def _ask_columns(self, at: QPoint | None = None) -> None:
        header = self.table.horizontalHeader()
        columns_menu(self.table).popup(at or header.mapToGlobal(QPoint(0, header.height())))

    def _ask_group(self) -> None:
        titles = {column.key: _(column.title) for column in COLUMNS}
        choices = [Choice("", _("No groups")), *(Choice(key, titles[key]) for key in GROUPS)]
        popup = self.commands.popup(_("Group by"), choices, current=self.view.group or "")
        popup.chosen.connect(lambda key: self.group_by(key or None))

    # -- what the window asks

    def panes(self) -> list[QWidget]:
        """What F6 goes through."""
        shown = self._places.currentWidget()
        first = self.table if shown is self.table else shown.action_button
        return [first, self.filter.line, *([] if self.preview.isHidden() else [self.preview])]

    def printable(self) -> PrintableList:
        """The list as it is now, for paper and for files."""
        count = self.table.selected_count()
        listed = self._listed
        complete = listed is not None and listed.complete
        several = count > 1 and not (complete and count == len(self.model.ids))
        return PrintableList(
            query=self.query(),
            query_text=self.filter.text,
            context=self.listing.context(),
            title=self.view.name or _("Incidents"),
            columns=[COLUMNS[NUMBER_OF[key]].printed for key in self.table.shown_columns()],
            selected=self.table.selected_ids() if several else (),
            count=len(self.model.ids) if complete else None,
        )

    def _dress(self) -> None:
        theme = self._desk.theme
        self._title.setFont(theme.font("h1"))
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        side = Qt.AlignmentFlag.AlignRight if mirrored else Qt.AlignmentFlag.AlignLeft
        self._title.setAlignment(side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter)
        self.card.setStyleSheet(
            theme.sheet("#card { background: $surface; border: 1px solid $border; border-radius: 8px; }")
        )


def _total(database: Any) -> int:
    with database.read() as reader:
        return register.total(reader)


def _usual_order(query: Query) -> tuple[Order, ...]:
    """The order that a list has by itself."""
    return (Order("updated", True),) if all(isinstance(term, Filter) for term in query.terms) else ()


def _is_trash(query: Query) -> bool:
    return any(
        isinstance(term, Filter) and term.key == "is" and Value("withdrawn") in term.values for term in query.terms
    )
