"""The strip below the list: how many incidents there are or are selected, and what can be done with them."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QLocale, QPoint, QRect
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QWidget

from incidentdesk.desktop.background import Job
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.widgets.button import Button
from incidentdesk.language import _, isolated, ngettext

_OFFERED = ("list.assign", "list.priority", "list.state", "list.tag", "list.plan")
_MORE: tuple[str | None, ...] = (
    "list.resolve", "list.close", "list.comment", None, "list.team", "list.service", "list.category", None,
    "list.copy_link", "list.restore", "list.trash",
)  # fmt: skip


def count_of_incidents(count: int) -> str:
    """ "12 incidents"."""
    return ngettext("{count} incident", "{count} incidents", count).format(count=QLocale().toString(count))


class SelectionFooter(QFrame):
    """Keeps its height whatever it shows, so that the list above it never jumps.

    `offered` are the ids of the commands that have a button, `more` those of the menu behind them; `counted` says how
    many there are.
    """

    def __init__(
        self,
        desk: Desk,
        parent: QWidget | None = None,
        *,
        offered: Sequence[str] = _OFFERED,
        more: Sequence[str | None] = _MORE,
        counted: Callable[[int], str] = count_of_incidents,
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._more, self._counted = tuple(more), counted
        self._job: Job | None = None
        self.setObjectName("footer")
        self.setAccessibleName(_("Selection"))
        self._text = QLabel()
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedHeight(4)
        self._bar.setAccessibleName(_("Progress"))
        self._bar.setAccessibleDescription(_("How far the change has got"))
        self.cancel_button = Button(desk.theme, _("Cancel"), description=_("Stop, and leave everything as it was"))
        self.cancel_button.clicked.connect(self._cancel)
        self.buttons = {action_id: self._make_button(action_id) for action_id in offered}
        self.more = Button(desk.theme, _("More"), description=_("What else can be done with the selection"))
        self.more.clicked.connect(self._open_more)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 4, 12, 4)
        layout.setSpacing(8)
        layout.addWidget(self._text)
        layout.addSpacing(12)
        for button in (*self.buttons.values(), self.more):
            layout.addWidget(button)
        layout.addWidget(self._bar, 1)
        layout.addWidget(self.cancel_button)
        layout.addStretch(1)
        self._bar.hide()
        self.cancel_button.hide()
        self.show_selection(0, 0)
        desk.registry.rebound.connect(self._write_buttons)
        desk.theme.changed.connect(self._dress)
        self._dress()

    def _make_button(self, action_id: str) -> Button:
        button = Button(self._desk.theme, "")
        button.clicked.connect(lambda: self._desk.registry.run(action_id))
        return button

    @property
    def text(self) -> str:
        return self._text.text()

    def show_selection(self, selected: int, total: int) -> None:
        """Say how many are selected, or how many there are."""
        if selected:
            text = ngettext("{count} selected", "{count} selected", selected)
            self._text.setText(text.format(count=QLocale().toString(selected)))
        else:
            self._text.setText(self._counted(total))
        self._selected = selected
        self._arrange()

    def follow(self, job: Job) -> None:
        """Show how far a job is, with a way to stop it."""
        self._job = job
        self._before = self._text.text()
        self._text.setText(isolated(job.title))
        self._bar.setRange(0, 0)
        job.progressed.connect(self._progress)
        job.finished.connect(self._finish)
        self.cancel_button.setEnabled(True)
        self._arrange()

    @property
    def working(self) -> bool:
        return self._job is not None

    def _progress(self, done: int, total: int) -> None:
        self._bar.setRange(0, total)
        self._bar.setValue(done)

    def _cancel(self) -> None:
        if self._job is not None:
            self.cancel_button.setEnabled(False)
            self._job.cancel()

    def _finish(self) -> None:
        self._job = None
        self._text.setText(self._before)
        self._arrange()

    def _arrange(self) -> None:
        """Show what there is room for; the rest is in More."""
        working = self._job is not None
        self._bar.setVisible(working)
        self.cancel_button.setVisible(working)
        room = self.width() - self._text.sizeHint().width() - 60 - self.more.sizeHint().width()
        for button in self.buttons.values():
            room -= button.sizeHint().width() + 8
            button.setVisible(bool(self._selected) and not working and room >= 0)
        self.more.setVisible(bool(self._selected and self._more) and not working)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def refresh(self) -> None:
        """Enable what can be done now."""
        registry = self._desk.registry
        for action_id, button in self.buttons.items():
            why = registry.why_disabled(action_id)
            button.setEnabled(not why)
            button.setToolTip(why or registry.tooltip(action_id))

    def anchor(self) -> QRect | None:
        """Where a pop-up belongs that a button here has opened; None where none has."""
        for button in (*self.buttons.values(), self.more):
            if button.hasFocus() or button.isDown():
                return QRect(button.mapToGlobal(QPoint(0, 0)), button.size())
        return None

    def _open_more(self) -> None:
        menu = self._desk.registry.context_menu(self, [*self._hidden(), *self._more])
        menu.popup(self.more.mapToGlobal(QPoint(0, -menu.sizeHint().height())))

    def _hidden(self) -> list[str | None]:
        hidden: list[str | None] = [each for each, button in self.buttons.items() if button.isHidden()]
        return [*hidden, None] if hidden else []

    def _write_buttons(self) -> None:
        registry = self._desk.registry
        for action_id, button in self.buttons.items():
            if action_id in registry.ids():
                name, key = registry.action(action_id).text.replace("&", ""), registry.shortcut_text(action_id)
                button.setText(f"{name}  {key}" if key else name)
                button.setAccessibleName(name)
                button.setAccessibleDescription(registry.tooltip(action_id))
        self.more.setText(_("More ▾"))
        self.more.setAccessibleName(_("More"))
        self._arrange()

    def settle(self) -> None:
        """Call it when the commands are known."""
        self._write_buttons()

    def _dress(self) -> None:
        theme = self._desk.theme
        self._text.setFont(theme.font("strong"))
        self.setStyleSheet(
            theme.sheet(
                "#footer { background: transparent; }"
                "QLabel { color: $text; background: transparent; }"
                "QProgressBar { background: $border; border: none; border-radius: 2px; }"
                "QProgressBar::chunk { background: $accent; border-radius: 2px; }"
            )
        )
        self.setFixedHeight(max(40, QFontMetrics(theme.font("base")).height() + 22))
        self._arrange()
