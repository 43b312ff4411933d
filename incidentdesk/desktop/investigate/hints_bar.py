"""A row that asks one question at a time about a 5-Whys; without any it tells what the keys do, so nothing jumps."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QWidget

from incidentdesk.desktop.theme import Theme
from incidentdesk.desktop.widgets.button import Button, IconButton
from incidentdesk.investigate.whys_hints import BLAME, BONES, DEEP, SINGLE, UNANSWERED, Hint
from incidentdesk.language import N_, _

_HEIGHT = 40
# What can be done about a hint at once, by what is asked of the page.
REWRITE, ANSWER, ACCEPT, ROOT, CONTINUE, ANOTHER, SHOW = (
    "rewrite", "answer", "accept", "root", "continue", "another", "show",
)  # fmt: skip
_ACTIONS = {
    BLAME: ((REWRITE, N_("Rewrite it")),),
    UNANSWERED: ((ANSWER, N_("Counter-measure")), (ACCEPT, N_("Accept, with reason"))),
    DEEP: ((ROOT, N_("It is the root")), (CONTINUE, N_("Ask why again"))),
    SINGLE: ((ANOTHER, N_("Add another answer")),),
    BONES: ((SHOW, N_("Show all causes")),),
}


class HintsBar(QFrame):
    """`chosen(key)` when somebody wants to see the card that a hint is about, `taken(act, key)` for one of its buttons.

    A hint that is dismissed does not come back while the page is open, unless its card becomes another.
    """

    chosen = Signal(str)
    taken = Signal(str, str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.hint: Hint | None = None
        self._hints: tuple[Hint, ...] = ()
        self._dismissed: set[Hint] = set()
        self._text = ""
        self.buttons: dict[str, Button] = {}
        self.setObjectName("hints")
        self._icon = QLabel()
        self._icon.setAccessibleName(_("Hint"))
        self.label = QLabel()
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.count = QLabel()
        self.previous = IconButton(theme, "chevron-left", _("Previous hint"))
        self.next = IconButton(theme, "chevron-right", _("Next hint"))
        self.dismiss = IconButton(theme, "close", _("Dismiss"), description=_("Dismiss this hint"))
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(12, 0, 12, 0)
        self._row.setSpacing(8)
        for widget, stretch in (
            (self._icon, 0), (self.label, 1), (self.count, 0), (self.previous, 0), (self.next, 0), (self.dismiss, 0),
        ):  # fmt: skip
            self._row.addWidget(widget, stretch)
        self.previous.clicked.connect(lambda: self._step(-1))
        self.next.clicked.connect(lambda: self._step(1))
        self.dismiss.clicked.connect(self._dismiss)
        theme.changed.connect(self._dress)
        self._dress()
        self._show()

    def show_hints(self, hints: Sequence[Hint], current: str | None) -> None:
        """All hints there are; one about the card that is chosen comes first, else the one that was shown stays."""
        self._hints = tuple(hint for hint in hints if hint not in self._dismissed)
        of_current = [hint for hint in self._hints if hint.key == current]
        if self.hint not in of_current and of_current:
            self.hint = of_current[0]
        elif self.hint not in self._hints:
            self.hint = self._hints[0] if self._hints else None
        self._show()

    def _step(self, by: int) -> None:
        if self.hint is not None:
            self.hint = self._hints[(self._hints.index(self.hint) + by) % len(self._hints)]
            self._show()
            self.chosen.emit(self.hint.key)

    def _dismiss(self) -> None:
        if self.hint is not None:
            self._dismissed.add(self.hint)
            self.show_hints(self._hints, None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._elide()

    def _elide(self) -> None:
        """A long text is cut here; the card that it is about has it whole."""
        room = max(0, self.label.width())
        self.label.setText(self.label.fontMetrics().elidedText(self._text, Qt.TextElideMode.ElideMiddle, room))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        if self.hint is not None:
            self.chosen.emit(self.hint.key)

    # -- look

    def _show(self) -> None:
        hint = self.hint
        text = hint.text if hint else _("Tab asks why, Enter adds another answer, G turns the gate, B reads back.")
        self._text = text
        self.label.setToolTip(text)
        self.label.setAccessibleName(text)
        several = len(self._hints) > 1 and hint is not None
        self.count.setVisible(several)
        if several:
            place = self._hints.index(hint) + 1
            self.count.setText(_("{place} of {count}").format(place=place, count=len(self._hints)))
        self.previous.setVisible(several)
        self.next.setVisible(several)
        self.dismiss.setVisible(hint is not None)
        self._show_buttons(hint)
        self._dress_colours()
        self._row.activate()
        self._elide()

    def _show_buttons(self, hint: Hint | None) -> None:
        wanted = dict(_ACTIONS[hint.kind]) if hint else {}
        if list(self.buttons) == list(wanted):
            return
        for button in self.buttons.values():
            self._row.removeWidget(button)
            button.hide()
            button.deleteLater()
        self.buttons = {}
        for place, (act, text) in enumerate(wanted.items()):
            button = self.buttons[act] = Button(self._theme, _(text))
            button.clicked.connect(lambda _checked=False, act=act: self._take(act))
            self._row.insertWidget(2 + place, button)

    def _take(self, act: str) -> None:
        if self.hint is not None:
            self.taken.emit(act, self.hint.key)

    def _dress(self) -> None:
        self.label.setFont(self._theme.font("base"))
        self.count.setFont(self._theme.font("small"))
        self.setFixedHeight(_HEIGHT * max(100, self._theme.scale) // 100)
        self._dress_colours()

    def _dress_colours(self) -> None:
        kind = "info" if self.hint else "neutral"
        self.setStyleSheet(
            self._theme.sheet(
                f"#hints {{ background: ${kind}_bg; border: none; border-bottom: 1px solid $border; }}"
                f"QLabel {{ color: ${'text' if self.hint else 'text2'}; background: transparent; }}"
            )
        )
        colour = "info" if self.hint else "text2"
        self._icon.setPixmap(self._theme.pixmap("hint", colour, 20, self.devicePixelRatioF()))
