"""The page with the map of all services: what needs what, what breaks with what, and where incidents are open."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QStackedWidget, QVBoxLayout, QWidget

from incidentdesk.desktop.actions import Action
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.detect.choice_popup import Choice, ChoicePopup
from incidentdesk.desktop.prepare.service_dialog import open_service_dialog
from incidentdesk.desktop.prepare.service_map_files import FORMS, ask_file, copy_picture, write_map
from incidentdesk.desktop.prepare.service_map_side import ServiceMapSide
from incidentdesk.desktop.prepare.service_map_view import ServiceMapView
from incidentdesk.desktop.widgets.button import Button, IconButton, PrimaryButton
from incidentdesk.desktop.widgets.empty import EmptyState
from incidentdesk.desktop.widgets.message_bar import MessageBar
from incidentdesk.desktop.widgets.search_field import SearchField
from incidentdesk.desktop.writing import write
from incidentdesk.detect.query_token import in_quotes
from incidentdesk.detect.service_load import open_by_service
from incidentdesk.language import _, isolated
from incidentdesk.prepare.service_list import ServiceRow, broken_by, services
from incidentdesk.prepare.service_map import ServiceMap, service_map
from incidentdesk.refusal import Refused

_GATHERING = 200  # milliseconds
# Below this scale the words on the cards are hard to read.
_READABLE = 0.6
_NOUNS = frozenset({"service", "service_dependency", "incident", "person", "team"})


class ServiceMapPage(QWidget):
    """Emits `opened(reference)`; `shown` comes whenever what was read stands on the page."""

    opened = Signal(str)
    shown = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.rows: list[ServiceRow] = []
        self.opened_by_service: Mapping[int, int] = {}
        self._wanted = 0
        self._fitted = False
        self._build()
        self._declare()
        self._connect()
        self._dress()
        self.refresh()

    # -- building

    def _build(self) -> None:
        theme = self.desk.theme
        self._title = QLabel(_("Service map"))
        self.search = SearchField(theme, _("Find a service"), _("Find a service"))
        self.search.setMaximumWidth(340)
        self.export = Button(theme, _("Export"), "export", description=_("Write or copy the map as a picture"))
        self.new_button = PrimaryButton(theme, _("New service"), "plus")
        self.zooms = {
            key: IconButton(theme, icon, name)
            for key, icon, name in (
                ("out", "zoom-out", _("Zoom out (Ctrl+-)")),
                ("in", "zoom-in", _("Zoom in (Ctrl++)")),
                ("fit", "fit", _("Show all (F)")),
            )
        }
        self.message = MessageBar(theme)
        self.view = ServiceMapView(self.desk)
        self.side = ServiceMapSide(self.desk)
        self.empty = EmptyState(
            theme, "service-map", _("No services yet"),
            _("Add the services that people miss when they break, and what each of them needs."), _("New service"),
            self.new, primary=False,
        )  # fmt: skip
        self._lay_out()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._title)
        head.addSpacing(8)
        head.addWidget(self.search, 1)
        head.addStretch(1)
        for button in self.zooms.values():
            head.addWidget(button)
        head.addWidget(self.export)
        head.addWidget(self.new_button)
        self._card = QFrame()
        self._card.setObjectName("card")
        inside = QVBoxLayout(self._card)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.addWidget(self.view)
        both = QWidget()
        row = QHBoxLayout(both)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self._card, 1)
        row.addWidget(self.side)
        self.places = QStackedWidget()
        self.places.addWidget(both)
        self.places.addWidget(self.empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 16)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self.message)
        column.addWidget(self.places, 1)

    def _declare(self) -> None:
        for key, text, run, keys, icon, section, why in (
            ("new", _("&New service…"), self.new, ("N",), "plus", 10, self._why_read_only),
            ("open", _("&Open the service"), self.open_service, ("Return", "Enter"), "external", 20, self._why_none),
            ("add", _("&Add what it needs…"), self.ask_need, ("A",), "plus", 20, self._why_not_changed),
            ("take", _("&Take a dependency away…"), self.ask_removal, ("Del",), "close", 20, self._why_nothing_needed),
            ("incidents", _("Open &incidents"), self._go_to_incidents, ("I",), "incident", 20, self._why_none),
            ("fit", _("Show &all"), self.view.fit, ("F",), "fit", 40, self._why_empty),
            *(
                (f"export.{form}", _("Export as {form}…").format(form=name), lambda form=form: self.ask_export(form),
                 (), "export", 60, self._why_empty)
                for form, name in FORMS.items()
            ),
            ("copy", _("Copy the &picture"), self._copy, ("Ctrl+Shift+C",), "copy", 60, self._why_empty),
        ):  # fmt: skip
            action = Action(f"service-map.{key}", text, run, icon, keys, "service-map", "plans", section, why)
            self.desk.registry.add(action, self)
        if "edit.find" in self.desk.registry.ids():
            self.desk.registry.bind(self, "edit.find", self._find)

    def _connect(self) -> None:
        self.view.chosen.connect(self._chosen)
        self.view.entered.connect(lambda service_id: self._open(service_id))
        self.view.menu_wanted.connect(self._menu)
        self.side.opening.connect(self.open_service)
        self.side.adding.connect(self.ask_need)
        self.side.incidents.connect(self._go_to_incidents)
        self.side.chosen.connect(lambda service_id: self.view.choose(service_id, reveal=True))
        self.side.removed.connect(self.remove_need)
        self.search.changed.connect(self._search)
        self.search.left.connect(lambda: self.view.setFocus(Qt.FocusReason.OtherFocusReason))
        self.new_button.clicked.connect(self.new)
        self.export.setMenu(self._export_menu())
        self.zooms["in"].clicked.connect(lambda: self.view.zoom_by(1))
        self.zooms["out"].clicked.connect(lambda: self.view.zoom_by(-1))
        self.zooms["fit"].clicked.connect(self.view.fit)
        self._gathering = QTimer(self, singleShot=True, interval=_GATHERING)
        self._gathering.timeout.connect(self.refresh)
        self.desk.changes.changed.connect(self._heard)
        self.desk.theme.changed.connect(self._dress)

    def _export_menu(self) -> QMenu:
        menu = QMenu(self.export)
        for key in ("export.svg", "export.png", "export.pdf", "copy"):
            menu.addAction(self.desk.registry.qaction(f"service-map.{key}"))
        return menu

    # -- reading

    def refresh(self) -> None:
        """Read everything anew and lay it out, away from the window."""
        self.desk.background.run_latest(
            f"service map of {id(self)}", _load, self.desk.database, then=self._take, failed=self._fail
        )

    def _take(self, found: tuple[list[ServiceRow], Mapping[int, int], ServiceMap]) -> None:
        self.rows, self.opened_by_service, made = found
        self.places.setCurrentIndex(0 if self.rows else 1)
        self.view.show_map(made, self.rows)
        if not self._fitted and self.isVisible():
            self._fit_first()
        self.search.setEnabled(bool(self.rows))
        shut = self._why_read_only()
        self.new_button.setEnabled(not shut)
        self.new_button.setToolTip(shut)
        for button in (*self.zooms.values(), self.export):
            button.setEnabled(bool(self.rows))
        if self._wanted:
            self.view.choose(self._wanted, reveal=True)
            self._wanted = 0
        self._chosen(self.view.current)
        self.shown.emit()

    def _fit_first(self) -> None:
        """A small map is seen whole, a large one from its beginning at a size that can be read."""
        self.view.fit()
        if self.view.scale < _READABLE:
            self.view.zoom_to(_READABLE)
            box = self.view.picture.drawing.box
            self.view.pan(-1e9, -1e9)
            self.view.centre_on(box.left + self.view.seen().width / 2, (box.top + box.bottom) / 2)
        self._fitted = bool(self.rows)

    def showEvent(self, event: Any) -> None:
        super().showEvent(event)
        if self.rows and not self._fitted:
            QTimer.singleShot(0, self, self._fit_first)

    def _heard(self, changes: Mapping[str, Any]) -> None:
        if _NOUNS & changes.keys():
            self._gathering.start()

    def _fail(self, refused: Refused) -> None:
        self.message.say(str(refused), "danger")

    # -- what is chosen

    @property
    def row(self) -> ServiceRow | None:
        return next((row for row in self.rows if row.id == self.view.current), None)

    def _chosen(self, service_id: int) -> None:
        self.side.show_service(self.row, self.rows, self.opened_by_service.get(service_id, 0))
        self.desk.registry.refresh()

    def show_part(self, name: str) -> None:
        """Choose a service by its id."""
        if name.isdecimal():
            self._wanted = int(name)
            if self.rows:
                self.view.choose(self._wanted if str(self._wanted) in self.view.picture.boxes else 0, reveal=True)

    def _search(self, text: str) -> None:
        """The first service with these words is chosen."""
        words = text.casefold().split()
        found = [row for row in self.rows if words and all(word in row.name.casefold() for word in words)]
        if not words:
            self.search.hide_count()
            return
        self.search.show_count(len(found), len(self.rows))
        if found:
            self.view.choose(found[0].id, reveal=True)

    def _find(self) -> None:
        self.search.line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.line.selectAll()

    def _menu(self, place: QPoint) -> None:
        ids = ["service-map.open", "service-map.add", "service-map.take", "service-map.incidents", None,
               "service-map.fit", "service-map.copy"]  # fmt: skip
        self.desk.registry.context_menu(self.view, ids).popup(place)

    # -- why something can't be

    def _why_read_only(self) -> str:
        return str(self.desk.database.read_only)

    def _why_empty(self) -> str:
        return "" if self.rows else _("There are no services yet.")

    def _why_none(self) -> str:
        return "" if self.row else _("Choose a service first.")

    def _why_not_changed(self) -> str:
        return self._why_read_only() or self._why_none()

    def _why_nothing_needed(self) -> str:
        why = self._why_not_changed()
        return why or ("" if self.row.needs else _("It needs nothing else."))

    # -- commands

    def new(self) -> None:
        open_service_dialog(self.desk, self, done=self._added)

    def _added(self, service_id: int) -> None:
        self._wanted = service_id

    def open_service(self) -> None:
        self._open(self.view.current)

    def _open(self, service_id: int) -> None:
        if service_id:
            open_service_dialog(self.desk, self, service_id)

    def _go_to_incidents(self) -> None:
        self.opened.emit(f"incidents#is:open service:{in_quotes(self.row.name)}")

    def ask_need(self) -> None:
        """Choose a service that the chosen one needs; those that would close a circle say why they can't be."""
        row = self.row
        taken = {need.service_id for need in row.needs}
        breaking = {each.id for each in broken_by(self.rows, row.id)}
        choices = [
            Choice(
                each.id, each.name, _(each.criticality),
                why_disabled=_("needs {name} itself").format(name=isolated(row.name)) if each.id in breaking else "",
            )
            for each in self.rows
            if each.id != row.id and each.id not in taken
        ]  # fmt: skip
        title = _("What does {name} need?").format(name=isolated(row.name))
        self._ask(title, choices, lambda needs_id: self.add_need(row.id, needs_id))

    def ask_removal(self) -> None:
        row = self.row
        choices = [Choice(need.service_id, need.name, need.note) for need in row.needs]
        self._ask(_("Which dependency goes?"), choices, self.remove_need)

    def _ask(self, title: str, choices: list[Choice], then: Any) -> None:
        popup = ChoicePopup(self.desk.theme, title, choices, window=self.window())
        popup.chosen.connect(then)
        box = self.view.box_of(str(self.view.current))
        place = self.view.to_view(box).toRect() if box else QRect(0, 0, 1, 1)
        seen = place.intersected(self.view.viewport().rect()) or QRect(
            self.view.viewport().rect().center(), QSize(1, 1)
        )
        popup.open_at(QRect(self.view.viewport().mapToGlobal(seen.topLeft()), seen.size()))

    def add_need(self, service_id: int, needs_id: int) -> None:
        names = {row.id: row.name for row in self.rows}
        said = _("{name} needs {needed}").format(name=isolated(names[service_id]), needed=isolated(names[needs_id]))
        write(self.desk, self, _adding(service_id, needs_id), said, failed=self._fail, toast=True)

    def remove_need(self, needs_id: int) -> None:
        names, service_id = {row.id: row.name for row in self.rows}, self.view.current
        said = _("{name} does not need {needed} any more").format(
            name=isolated(names[service_id]), needed=isolated(names[needs_id])
        )
        write(self.desk, self, _removing(service_id, needs_id), said, failed=self._fail, toast=True)

    # -- out

    def _copy(self) -> None:
        copy_picture(self.view.picture.drawing)
        self.desk.toasts.show(_("Picture copied"))

    def ask_export(self, form: str) -> None:
        ask_file(self, form, lambda path: self.write_file(form, path))

    def write_file(self, form: str, path: Path) -> None:
        desk = self.desk
        desk.background.run(
            write_map, desk.database, self.view.picture.drawing, form, path, desk.zone, desk.actor,
            then=lambda why: desk.toasts.show(_written(path, why)), failed=self._fail,
        )  # fmt: skip

    # -- what the window asks

    def title(self) -> str:
        return _("Service map")

    def panes(self) -> list[QWidget]:
        """What F6 goes through."""
        if not self.rows:
            return [self.empty.action_button]
        return [self.view, *self.side.stops(), self.search.line]

    def _dress(self) -> None:
        self._title.setFont(self.desk.theme.font("h1"))
        self._card.setStyleSheet(
            self.desk.theme.sheet("#card { background: $surface; border: 1px solid $border; border-radius: 8px; }")
        )


def _written(path: Path, why: str) -> str:
    said = _("Saved as {file}").format(file=isolated(path.name))
    return f"{said}. {why}" if why else said


def _load(database: Any) -> tuple[list[ServiceRow], Mapping[int, int], ServiceMap]:
    from incidentdesk.paper.label import measured

    with database.read() as reader:
        rows, opened = services(reader), open_by_service(reader)
    return rows, opened, service_map(rows, measured, opened)


def _adding(service_id: int, needs_id: int) -> Any:
    def act(session: Any) -> None:
        from incidentdesk.prepare.service_change import add_need

        add_need(session, service_id, needs_id)

    return act


def _removing(service_id: int, needs_id: int) -> Any:
    def act(session: Any) -> None:
        from incidentdesk.prepare.service_change import remove_need

        remove_need(session, service_id, needs_id)

    return act
