"""The window: menu bar, sidebar, pages, status bar."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import shiboken6
from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QMainWindow,
    QMenu,
    QMenuBar,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from incidentdesk.desktop.commands import window_actions
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.places import OPENERS, PLACES, Opener, Place
from incidentdesk.desktop.sidebar import Sidebar, SidebarEntry
from incidentdesk.desktop.sidebar_counts import SidebarCounts
from incidentdesk.desktop.status_bar import StatusBar
from incidentdesk.desktop.wall import Wall
from incidentdesk.desktop.widgets.message_bar import MessageBar
from incidentdesk.language import _
from incidentdesk.refusal import Refused

if TYPE_CHECKING:
    from incidentdesk.desktop.command_palette import CommandPalette

SMALLEST, USUAL = QSize(960, 600), QSize(1440, 860)
# Widths of the window below which the preview takes the room of the sidebar's words, and below which there is none.
WIDE, NARROW = 1440, 1120
_KEPT_PAGES = 8
_KEPT_STEPS = 50


@dataclass(frozen=True, slots=True)
class _Step:
    """Where the window has been: a place by its key or a page by its reference."""

    place: str = ""
    reference: str = ""


class MainWindow(QMainWindow):
    """Shows one page at a time and remembers the way.

    `painted` comes once, when the first page is on the screen. A page may have `opened = Signal(str)`, `panes() ->
    list[QWidget]` for F6, `refresh()` for F5, `unsaved() -> str` (a sentence, or ""), `title() -> str`,
    `has_preview = True`, `show_part(name)` for what a reference names after a #, `not_saved = Signal(bool)` for what
    the database does not take now, and for the sidebar `views_changed = Signal(list)` of SidebarEntry, `count_changed =
    Signal(int)`, `view_shown = Signal(str)`, `show_view(key)` and `leave_view()`.
    """

    painted = Signal()
    another_database_wanted = Signal(str)

    def __init__(
        self,
        desk: Desk,
        places: Sequence[Place] = PLACES,
        openers: Sequence[Opener] = OPENERS,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.desk = desk
        self._places = {place.key: place for place in places}
        self._openers = openers
        self._pages: dict[_Step, QWidget] = {}
        self._steps: list[_Step] = []
        self._at = -1
        self._acting: QWidget | None = None
        self._rail_override: bool | None = None
        self._was_painted = False
        self._logs = False
        self._not_saved: set[QWidget] = set()
        self._palette_box: CommandPalette | None = None
        self._marking = ""
        self._geometry_key = "main/geometry"
        self.setObjectName("main")
        self.setMinimumSize(SMALLEST)
        self._build()
        desk.registry.focus = self.acting_focus
        desk.registry.add_all(window_actions(self), self)
        desk.registry.fill(self.menuBar())
        self.status.refresh()
        self._connect()
        self._dress()
        self._restore_geometry()
        self.sidebar.show_pages(
            SidebarEntry(place.key, _(place.text), None, place.icon) for place in places if place.in_sidebar
        )
        Wall(self)
        waiting = {place.key: place.waiting for place in places if place.waiting is not None}
        SidebarCounts(desk, self.sidebar, waiting, self)

    # -- building

    def _build(self) -> None:
        desk = self.desk
        self.sidebar = Sidebar(desk.theme)
        self.message = MessageBar(desk.theme)
        self.stack = QStackedWidget()
        self.content = QWidget()
        column = QVBoxLayout(self.content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._message_margin = QWidget()
        margin = QVBoxLayout(self._message_margin)
        margin.setContentsMargins(16, 12, 16, 0)
        margin.addWidget(self.message)
        self._message_margin.hide()
        column.addWidget(self._message_margin)
        column.addWidget(self.stack, 1)
        self.status = StatusBar(desk)
        whole = QWidget()
        rows = self._rows = QVBoxLayout(whole)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.sidebar)
        middle.addWidget(self.content, 1)
        rows.addLayout(middle, 1)
        rows.addWidget(self.status)
        self.setCentralWidget(whole)
        desk.toasts.settle(self.content)

    def _connect(self) -> None:
        desk = self.desk
        self.sidebar.page_wanted.connect(self._show_whole)
        self.sidebar.view_wanted.connect(self._show_view)
        self.message.dismissed.connect(self._message_margin.hide)
        desk.registry.refused.connect(self.say_refused)
        desk.background.refused.connect(self.say_refused)
        desk.registry.rebound.connect(self.status.refresh)
        desk.theme.changed.connect(self._dress)
        desk.preferences.changed.connect(self._preference_changed)
        desk.history.changed.connect(desk.registry.refresh)
        QApplication.instance().focusChanged.connect(self._focus_changed)

    def _focus_changed(self, _old: object, new: QWidget | None) -> None:
        if not (shiboken6.isValid(self) and shiboken6.isValid(self.desk.registry)):
            return
        if new is not None and new.window() is self and not self._passes_over(new):
            self._acting = new
        self.desk.registry.refresh()

    def _passes_over(self, widget: QWidget) -> bool:
        passing = isinstance(widget, QMenu | QMenuBar) or self.desk.toasts.holds(widget)
        palette = self._palette_box
        return passing or (palette is not None and (widget is palette or palette.isAncestorOf(widget)))

    def acting_focus(self) -> QWidget | None:
        """The widget that commands are for: the one with the focus, or that had it before a menu or the palette."""
        acting = self._acting
        return acting if acting is not None and shiboken6.isValid(acting) and acting.isVisible() else None

    def _restore_geometry(self) -> None:
        saved = self.desk.preferences.geometry(self._geometry_key)
        if saved.isEmpty() or not self.restoreGeometry(saved):
            screen = QGuiApplication.primaryScreen().availableGeometry()
            self.resize(USUAL.boundedTo(screen.size()))
            self.move(screen.center() - self.rect().center())

    @property
    def palette_box(self) -> "CommandPalette":
        """The command palette, made when it is first wanted."""
        if self._palette_box is None:
            from incidentdesk.desktop.command_palette import CommandPalette

            self._palette_box = CommandPalette(self.desk, self)
            self._palette_box.opened.connect(self._open_from_page)
            self._palette_box.person_chosen.connect(self._show_person)
        return self._palette_box

    def another(self, desk: Desk, without: Sequence[str] = ()) -> "MainWindow":
        """A window beside this one on another desk, without some of the places."""
        places = [place for place in self._places.values() if place.key not in without]
        window = type(self)(desk, places, self._openers)
        window._geometry_key = "beside/geometry"
        window._restore_geometry()
        return window

    def crown(self, banner: QWidget, marking: str) -> None:
        """Put a banner above every page for good, and `marking` before the title of the window."""
        self._rows.insertWidget(0, banner)
        banner.show()
        self._marking = marking
        if self._at >= 0:
            self._entitle()

    # -- pages

    @property
    def page(self) -> QWidget | None:
        """The page that is shown."""
        return self.stack.currentWidget()

    @property
    def place(self) -> str:
        """The key of the place that the sidebar marks."""
        if self._at < 0:
            return ""
        return self._place_of(self._steps[self._at])

    def place_keys(self) -> list[str]:
        return list(self._places)

    def place_named(self, key: str) -> Place:
        return self._places[key]

    def go_to(self, key: str) -> None:
        """Show the page of a place."""
        self._walk(_Step(place=key))

    def open(self, reference: str) -> None:
        """Show the page of a reference like INC-0042; raises Refused for one that means nothing.

        What follows a # names something on the page: `show_part(name)` of the page brings it into view.
        """
        whole, _sign, part = reference.partition("#")
        if whole in self._places:
            self.go_to(whole)
        elif self._opener_of(whole) is not None:
            self._walk(_Step(reference=whole))
        else:
            raise Refused(_("Nothing is called “{name}”.").format(name=reference))
        show_part = getattr(self.page, "show_part", None)
        if part and callable(show_part):
            show_part(part)

    def why_no_back(self) -> str:
        return "" if self._at > 0 else _("There is no page before this one.")

    def why_no_forward(self) -> str:
        return "" if self._at + 1 < len(self._steps) else _("There is no page after this one.")

    def back(self) -> None:
        if not self.why_no_back():
            self._show(self._at - 1)

    def forward(self) -> None:
        if not self.why_no_forward():
            self._show(self._at + 1)

    def _walk(self, step: _Step) -> None:
        if self._at >= 0 and self._steps[self._at] == step:
            self._focus_page()
            return
        self._make(step)
        self._steps = [*self._steps[: self._at + 1], step][-_KEPT_STEPS:]
        self._show(len(self._steps) - 1)

    def _show(self, at: int) -> None:
        page = self._make(self._steps[at])
        self._at = at
        self.stack.setCurrentWidget(page)
        self.sidebar.mark(self.place)
        self._entitle()
        self._rail_override = None
        self._arrange()
        self._focus_page()
        self._drop_old_pages()
        self.desk.registry.refresh()

    def _make(self, step: _Step) -> QWidget:
        page = self._pages.pop(step, None)
        if page is None:
            page = self._new_page(step)
            self.stack.addWidget(page)
            self._listen_to(page)
            self._take_over_logging()
        # The most recently shown stand last.
        self._pages[step] = page
        return page

    def _new_page(self, step: _Step) -> QWidget:
        if step.place:
            return self._places[step.place].make(self.desk)
        opener = self._opener_of(step.reference)
        return opener.make(self.desk, int(opener.pattern.fullmatch(step.reference)[1]))

    def _take_over_logging(self) -> None:
        """The list brings the command to log an incident; here it works on every page."""
        registry = self.desk.registry
        if not self._logs and "incident.new" in registry.ids():
            self._logs = True
            registry.bind(self, "incident.new", lambda: self._log_incident(), self._why_read_only)
            if "incident.new_from_template" in registry.ids():
                registry.bind(self, "incident.new_from_template", self._log_from_template, self._why_read_only)

    def _why_read_only(self) -> str:
        return str(getattr(self.desk.database, "read_only", ""))

    def _log_incident(self, template: dict[str, Any] | None = None) -> None:
        from incidentdesk.desktop.detect.log_incident_dialog import LogIncidentDialog

        dialog = LogIncidentDialog(self.desk, self)
        dialog.opened.connect(self._open_from_page)
        if template is not None:
            dialog.show_template(template)
        dialog.open()

    def _log_from_template(self) -> None:
        from incidentdesk.desktop.detect.template_chooser import choose_template

        choose_template(self.desk, self, self._log_incident)

    def show_query(self, query: str) -> None:
        """Show on the list what a query finds."""
        self.go_to("incidents")
        show = getattr(self.page, "show_query", None)
        if callable(show):
            show(query)

    def _show_person(self, name: str) -> None:
        from incidentdesk.detect.query import written_filter

        assigned, reported = (written_filter(key, name, names=True) for key in ("assignee", "reporter"))
        self.show_query(f"{assigned} or {reported}")

    def _listen_to(self, page: QWidget) -> None:
        for name, slot in (
            ("opened", self._open_from_page),
            ("views_changed", self.sidebar.show_views),
            ("count_changed", lambda count: self.sidebar.show_count("incidents", count)),
            ("view_shown", lambda view: self.sidebar.mark(self.place, view)),
            ("database_wanted", self.another_database_wanted),
            ("closed", lambda: self._close_page(page)),
            ("not_saved", lambda whether: self._note_not_saved(page, whether)),
        ):
            signal = getattr(page, name, None)
            if signal is not None:
                signal.connect(slot)

    def _note_not_saved(self, page: QWidget, whether: bool) -> None:
        self._not_saved = {each for each in self._not_saved if shiboken6.isValid(each)} - {page}
        self._not_saved |= {page} if whether else set()
        self.status.show_not_saved(bool(self._not_saved))

    def _open_from_page(self, reference: str) -> None:
        try:
            self.open(reference)
        except Refused as refused:
            self.say_refused(refused)

    def _close_page(self, page: QWidget) -> None:
        """Leave a page that has nothing to show any more."""
        step = next((step for step, each in self._pages.items() if each is page), None)
        if step is None:
            return
        del self._pages[step]
        here = self.stack.currentWidget() is page
        self._steps = [each for each in self._steps if each != step]
        self._at = min(self._at, len(self._steps) - 1)
        self.stack.removeWidget(page)
        page.deleteLater()
        if here and self._steps:
            self._show(self._at)
        elif here:
            self.go_to(next(iter(self._places)))

    def _drop_old_pages(self) -> None:
        """Pages of references are many; the oldest go, unless something in them is not saved yet."""
        loose = [step for step, page in self._pages.items() if step.reference and not _unsaved(page)]
        for step in loose[:-_KEPT_PAGES]:
            page = self._pages[step]
            if page is not self.stack.currentWidget():
                del self._pages[step]
                self.stack.removeWidget(page)
                page.deleteLater()

    def _opener_of(self, reference: str) -> Opener | None:
        return next((each for each in self._openers if each.pattern.fullmatch(reference)), None)

    def _place_of(self, step: _Step) -> str:
        if step.place:
            return step.place
        opener = self._opener_of(step.reference)
        return opener.under if opener else ""

    def _entitle(self) -> None:
        step = self._steps[self._at]
        title = getattr(self.page, "title", None)
        name = title() if callable(title) else step.reference or _(self._places[step.place].text)
        entitled = _("{page} – IncidentDesk").format(page=name)
        self.setWindowTitle(f"{self._marking} · {entitled}" if self._marking else entitled)

    def _show_whole(self, key: str) -> None:
        """The page of a place, and all of it where it showed a saved view."""
        self.go_to(key)
        leave = getattr(self.page, "leave_view", None)
        if leave is not None:
            leave()

    def _show_view(self, key: str) -> None:
        self.go_to("incidents")
        show = getattr(self.page, "show_view", None)
        if show is not None:
            show(key)
            self.sidebar.mark("incidents", key)

    # -- focus and panes

    def _focus_page(self) -> None:
        page = self.page
        if page is not None:
            panes = self.panes()
            (panes[1] if len(panes) > 1 else page).setFocus(Qt.FocusReason.OtherFocusReason)

    def panes(self) -> list[QWidget]:
        """What F6 goes through: the sidebar, then the panes of the page."""
        own = getattr(self.page, "panes", None)
        inner = own() if callable(own) else [self.page] if self.page is not None else []
        return [self.sidebar, *(pane for pane in inner if pane.isVisibleTo(self))]

    def next_pane(self, direction: int = 1) -> None:
        panes = self.panes()
        focus = self.focusWidget()
        holding = [i for i, pane in enumerate(panes) if focus and (pane is focus or pane.isAncestorOf(focus))]
        # From nowhere, forward leads to the first and backward to the last.
        here = holding[0] if holding else -1 if direction > 0 else 0
        panes[(here + direction) % len(panes)].setFocus(Qt.FocusReason.ShortcutFocusReason)

    # -- messages

    def say(self, text: str, kind: str = "info", action: str = "", run: Callable[[], None] | None = None) -> None:
        """A message above the page that stays until it is dismissed."""
        self._message_margin.show()
        self.message.say(text, kind, action, run)

    def unsay(self, text: str) -> None:
        """Take a message away that is true no more; another one stays."""
        if self.message.text == text:
            self.message.clear()

    def say_refused(self, refused: Refused) -> None:
        self.say(str(refused), "danger")
        self.status.refresh()

    # -- shape

    def toggle_sidebar(self) -> None:
        self._rail_override = not self.sidebar.rail
        if self.width() >= WIDE:
            self.desk.preferences.set("rail", self._rail_override)
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if (event.oldSize().width() >= WIDE) != (event.size().width() >= WIDE):
            self._rail_override = None
        self._arrange()
        if self._palette_box is not None:
            self._palette_box.place()

    def _arrange(self) -> None:
        rail = self._wants_rail()
        if rail != self.sidebar.rail:
            self.sidebar.show_rail(rail)

    def _wants_rail(self) -> bool:
        if self._rail_override is not None:
            return self._rail_override
        if self.width() < NARROW:
            return True
        if self.width() < WIDE and self.desk.preferences.get("preview") and getattr(self.page, "has_preview", False):
            return True
        return bool(self.desk.preferences.get("rail"))

    def _preference_changed(self, name: str) -> None:
        if name in ("preview", "rail"):
            self._arrange()

    def _dress(self) -> None:
        theme = self.desk.theme
        self.menuBar().setStyleSheet(
            theme.sheet(
                "QMenuBar { background: $sidebar; color: $text; border-bottom: 1px solid $border; padding: 2px 6px; }"
                "QMenuBar::item { background: transparent; padding: 4px 9px; border-radius: 4px; }"
                "QMenuBar::item:selected { background: $hover; } QMenuBar::item:pressed { background: $selection; }"
            )
        )
        self.menuBar().setFont(theme.font("base"))

    # -- life

    def event(self, event: QEvent) -> bool:
        handled = super().event(event)
        if event.type() == QEvent.Type.Paint and not self._was_painted and self.page is not None:
            self._was_painted = True
            # After the paint event of the page itself, which follows this one.
            QTimer.singleShot(0, self.painted.emit)
        return handled

    def unsaved(self) -> str:
        """What would be lost if the window closed now, as a sentence; "" for nothing."""
        return next((text for page in self._pages.values() if (text := _unsaved(page))), "")

    def bring_forward(self) -> None:
        """Show the window in front of others (another start of the program asked for it)."""
        self.setWindowState((self.windowState() & ~Qt.WindowState.WindowMinimized) | Qt.WindowState.WindowActive)
        self.show()
        self.raise_()
        self.activateWindow()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.desk.preferences.keep_geometry(self._geometry_key, self.saveGeometry())
        for page in self._pages.values():
            keep = getattr(page, "keep", None)
            if callable(keep):
                keep()
        super().closeEvent(event)


def _unsaved(page: QWidget) -> str:
    unsaved = getattr(page, "unsaved", None)
    return str(unsaved() or "") if callable(unsaved) else ""
