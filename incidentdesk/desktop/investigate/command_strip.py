"""The line above a diagram, with buttons for commands, menus of them, and the zoom."""

from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.investigate.tool_strip import Breadcrumb, ToolStrip
from incidentdesk.desktop.widgets.button import Button, IconButton, PrimaryButton
from incidentdesk.investigate.subject import Subject
from incidentdesk.language import _

_STATUSES = ("suspected", "verified", "ruled_out", "root_cause")


class _Follower(QObject):
    """Has a button look as its command is."""

    def __init__(self, button: Button, action: QAction) -> None:
        super().__init__(button)
        self._button, self._action = button, action
        button.setCheckable(action.isCheckable())
        action.changed.connect(self._follow)
        self._follow()

    def _follow(self) -> None:
        self._button.setEnabled(self._action.isEnabled())
        self._button.setChecked(self._action.isChecked())
        self._button.setToolTip(self._action.toolTip())


class CommandStrip(ToolStrip):
    """Every button gives a command of the registry, which must be known by then. `opened(reference)` for the links."""

    opened = Signal(str)

    def __init__(self, desk: Desk, subject: Subject, here: str, parent: QWidget | None = None) -> None:
        self.breadcrumb = Breadcrumb(desk, ((subject.number, subject.number), (_("Analyses"), "analyses")), here)
        super().__init__(desk, self.breadcrumb, parent)
        self.breadcrumb.opened.connect(self.opened)
        self.buttons: dict[str, Button] = {}
        self.zoom = Button(desk.theme, "100 %", description=_("Zoom; a click shows the diagram at its own size"))

    def add_command(self, action_id: str, text: str, icon: str, *, primary: bool = False) -> None:
        registry = self._desk.registry
        make = PrimaryButton if primary else Button
        button = make(self._desk.theme, text, icon, description=registry.tooltip(action_id))
        button.clicked.connect(lambda: registry.run(action_id))
        _Follower(button, registry.qaction(action_id))
        self.buttons[action_id] = button
        self.add(button)

    def add_menu(self, text: str, icon: str, action_ids: Iterable[str | None]) -> QMenu:
        """None is a line."""
        button = Button(self._desk.theme, text, icon, description=text)
        menu = QMenu(button)
        menu.setToolTipsVisible(True)
        registry = self._desk.registry
        for action_id in action_ids:
            if action_id is None:
                menu.addSeparator()
            else:
                menu.addAction(registry.qaction(action_id))
        menu.aboutToShow.connect(registry.refresh)
        button.setMenu(menu)
        self.buttons[text] = button
        self.add(button)
        return menu

    def add_status(self) -> None:
        self.add_menu(_("Status"), "state", [f"diagram.status.{name}" for name in _STATUSES])

    def add_export(self) -> None:
        """All forms in which a diagram can be written, and the way back."""
        self.add_menu(
            _("Export"), "export",
            ["diagram.export.svg", "diagram.export.png", "diagram.export.pdf", None, "diagram.export.markdown",
             "diagram.export.opml", "diagram.export.csv", "diagram.export.json", "diagram.export.mermaid", None,
             "diagram.copy_picture", "diagram.import"],
        )  # fmt: skip

    def add_zoom(self) -> None:
        self.add_fixed(self.zoom)
        fit = IconButton(self._desk.theme, "fit", _("Fit"), description=self._desk.registry.tooltip("diagram.fit"))
        fit.clicked.connect(lambda: self._desk.registry.run("diagram.fit"))
        self.add_fixed(fit)

    def show_scale(self, scale: float) -> None:
        self.zoom.setText(_("{percent} %").format(percent=round(scale * 100)))
        self.arrange()
