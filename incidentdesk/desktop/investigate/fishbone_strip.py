"""The buttons above a fishbone."""

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


class FishboneStrip(ToolStrip):
    """Every button gives a command of the registry. `opened(reference)` for the links."""

    opened = Signal(str)

    def __init__(self, desk: Desk, subject: Subject, parent: QWidget | None = None) -> None:
        number = subject.number
        self.breadcrumb = Breadcrumb(desk, ((number, number), (_("Analyses"), "analyses")), _("Fishbone"))
        super().__init__(desk, self.breadcrumb, parent)
        self.breadcrumb.opened.connect(self.opened)
        self.buttons: dict[str, Button] = {}

    def fill(self) -> None:
        """Make the buttons; the commands must be known by then."""
        self._command("diagram.add_child", _("Cause"), "plus", primary=True)
        self._command("diagram.add_sibling", _("Sibling"), "cause-after")
        self._menu(_("Status"), "state", [f"diagram.status.{name}" for name in _STATUSES])
        self._command("diagram.evidence", _("Evidence"), "evidence")
        self._command("diagram.rapid", _("Rapid"), "lightning")
        self._menu(
            _("Categories"), "category",
            ["diagram.category.add", "diagram.category.side", None, "diagram.category.set", "diagram.category.keep"],
        )  # fmt: skip
        self._menu(
            _("View"), "eye",
            ["diagram.level.1", "diagram.level.2", "diagram.level.3", "diagram.level.all", None, "diagram.isolate",
             "diagram.show_votes", None, "diagram.votes.hide", "diagram.votes.reveal", "diagram.votes.close",
             "diagram.votes.dots", "diagram.votes.clear"],
        )  # fmt: skip
        self._command("diagram.tidy", _("Tidy"), "tidy")
        self.zoom = Button(self._desk.theme, "100 %", description=_("Zoom; a click shows the diagram at its own size"))
        self.add_fixed(self.zoom)
        fit = IconButton(self._desk.theme, "fit", _("Fit"), description=self._desk.registry.tooltip("diagram.fit"))
        fit.clicked.connect(lambda: self._desk.registry.run("diagram.fit"))
        self.add_fixed(fit)
        self._menu(
            _("Export"), "export",
            ["diagram.export.svg", "diagram.export.png", "diagram.export.pdf", None, "diagram.export.markdown",
             "diagram.export.opml", "diagram.export.csv", "diagram.export.json", "diagram.export.mermaid", None,
             "diagram.copy_picture", "diagram.import"],
        )  # fmt: skip
        self._command("diagram.why", _("5-Whys"), "whys")
        self.arrange()

    def show_scale(self, scale: float) -> None:
        self.zoom.setText(_("{percent} %").format(percent=round(scale * 100)))
        self.arrange()

    def _command(self, action_id: str, text: str, icon: str, *, primary: bool = False) -> None:
        registry = self._desk.registry
        button = (PrimaryButton if primary else Button)(
            self._desk.theme, text, icon, description=registry.tooltip(action_id)
        )
        _Follower(button, registry.qaction(action_id))
        button.clicked.connect(lambda: registry.run(action_id))
        self.buttons[action_id] = button
        self.add(button)

    def _menu(self, text: str, icon: str, action_ids: Iterable[str | None]) -> None:
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
