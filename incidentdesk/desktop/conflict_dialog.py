"""Two people have changed the same field: both values side by side, and a person decides (R12)."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QDialogButtonBox,
    QFrame,
    QGridLayout,
    QLabel,
    QPlainTextEdit,
    QRadioButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.fact_text import LABEL, TEXTS, fact_text
from incidentdesk.desktop.sheet import Sheet
from incidentdesk.desktop.widgets.field import SCROLL_BARS, dress_fields
from incidentdesk.language import _, isolated
from incidentdesk.store.conflict import Clash, Conflict

_WIDTH, _HIGHEST = 760, 640
THEIRS, MINE, BOTH = "theirs", "mine", "both"
# How the value of a field is written where it is not written as a fact of an incident; None leaves it at that.
Words = Callable[[str, Any], str | None]


class ClashBox(QFrame):
    """One field: what both saw, what each of them wrote, and the choice. Emits `chosen`.

    `captions` and `verbs` are those of theirs and mine where it is not the person who looks that has written mine.
    """

    chosen = Signal()

    def __init__(
        self,
        desk: Desk,
        clash: Clash,
        changed_by: str,
        words: Words | None = None,
        parent: QWidget | None = None,
        *,
        captions: tuple[str, str] | None = None,
        verbs: tuple[str, str] | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk, self.clash, self._words = desk, clash, words
        self.setObjectName("clash")
        name = _(LABEL.get(clash.field, clash.field))
        self.heading = QLabel(name)
        self._group = QButtonGroup(self)
        self.buttons: dict[str, QRadioButton] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(16, 12, 16, 12)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(4)
        grid.addWidget(self.heading, 0, 0, 1, 3)
        self._captions: list[QLabel] = []
        theirs, mine = captions or (_("{name} has saved").format(name=isolated(changed_by)), _("You want to save"))
        for column, (caption, value) in enumerate(
            ((_("Before"), clash.seen), (theirs, clash.theirs), (mine, clash.mine))
        ):
            grid.setColumnStretch(column, 1)
            grid.addWidget(self._caption(caption), 1, column)
            grid.addWidget(self._value(name, caption, value), 2, column)
        keep, take = verbs or (_("Keep theirs"), _("Take mine"))
        self._add_button(grid, 3, 1, THEIRS, keep, name)
        self._add_button(grid, 3, 2, MINE, take, name)
        self.both: QPlainTextEdit | None = None
        if clash.field in TEXTS or clash.field == "tags":
            self._add_button(grid, 4, 0, BOTH, _("Both, edited together"), name)
            self.both = QPlainTextEdit(_together(clash))
            self.both.setTabChangesFocus(True)
            self.both.setAccessibleName(_("{field}: both together").format(field=name))
            self.both.setAccessibleDescription(_("Edit what is to be saved"))
            short = clash.field in ("title", "tags")
            self.both.setFixedHeight((2 if short else 6) * self.both.fontMetrics().lineSpacing() + 18)
            self.both.textChanged.connect(lambda: self.buttons[BOTH].setChecked(True))
            grid.addWidget(self.both, 5, 0, 1, 3)
        self._group.buttonToggled.connect(lambda _button, _checked: self.chosen.emit())
        desk.theme.changed.connect(self._dress)
        self._dress()

    def _caption(self, text: str) -> QLabel:
        label = QLabel(text, wordWrap=True)
        label.setTextFormat(Qt.TextFormat.PlainText)
        self._captions.append(label)
        return label

    def _value(self, name: str, caption: str, value: Any) -> QWidget:
        written = self._words(self.clash.field, value) if self._words else None
        if written is None:
            written = fact_text(self.clash.field, value, self._desk.zone)
        box = QPlainTextEdit(written or _("empty"))
        box.setReadOnly(True)
        box.setTabChangesFocus(True)
        box.setAccessibleName(_("{field}, {caption}").format(field=name, caption=caption))
        box.setAccessibleDescription(box.toPlainText())
        lines = 5 if self.clash.field in TEXTS and self.clash.field != "title" else 2
        box.setFixedHeight(lines * box.fontMetrics().lineSpacing() + 18)
        box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        return box

    def _add_button(self, grid: QGridLayout, row: int, column: int, choice: str, text: str, name: str) -> None:
        button = QRadioButton(text)
        button.setAccessibleName(_("{field}: {choice}").format(field=name, choice=text))
        button.setAccessibleDescription(_("What is saved in this field"))
        self._group.addButton(button)
        self.buttons[choice] = button
        grid.addWidget(button, row, column, 1, 3 if choice == BOTH else 1)

    def choice(self) -> str:
        """ "theirs", "mine" or "both"; empty while nothing is chosen."""
        return next((choice for choice, button in self.buttons.items() if button.isChecked()), "")

    def value(self) -> Any:
        """What is to be saved."""
        if self.choice() == BOTH and self.both is not None:
            text = self.both.toPlainText().strip()
            return tuple(dict.fromkeys(text.lower().split())) if self.clash.field == "tags" else text
        return self.clash.mine if self.choice() == MINE else self.clash.theirs

    def _dress(self) -> None:
        theme = self._desk.theme
        self.heading.setFont(theme.font("strong"))
        for label in self._captions:
            label.setFont(theme.font("small"))
            theme.tint(label, "text2")


class ConflictDialog(Sheet):
    """`decided()` after it was accepted is what is to be saved."""

    def __init__(
        self,
        desk: Desk,
        conflict: Conflict,
        parent: QWidget | None = None,
        *,
        about: str = "",
        words: Words | None = None,
    ) -> None:
        """`about` names what both have changed, where the page behind the dialog does not."""
        super().__init__(desk.theme, _("Changed by two people"), parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        self.boxes = [ClashBox(desk, clash, conflict.changed_by, words) for clash in conflict.clashes]
        said = _("{name} has changed the same while you were writing")
        if about:
            said = _("{name} has changed “{about}” while you were writing")
        self.heading = QLabel(
            said.format(name=isolated(conflict.changed_by), about=isolated(about)),
            wordWrap=True,
        )
        self.heading.setTextFormat(Qt.TextFormat.PlainText)
        self.sentence = QLabel(
            _("Nothing of yours is saved yet and nothing is lost: what is not chosen stays in the history."),
            wordWrap=True,
        )
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        for box in self.boxes:
            column.addWidget(box)
            box.chosen.connect(self._check)
        column.addStretch(1)
        self.scroll = QScrollArea()
        self.scroll.setWidgetResizable(True)
        self.scroll.setFrameShape(QFrame.Shape.NoFrame)
        self.scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.scroll.setAccessibleName(_("The fields that both have changed"))
        self.scroll.setWidget(inner)
        self.body.addWidget(self.heading)
        self.body.addWidget(self.sentence)
        self.body.addWidget(self.scroll, 1)
        self.later = self.add_button(_("Go on writing"), QDialogButtonBox.ButtonRole.RejectRole)
        self.save = self.add_button(_("Save this"), QDialogButtonBox.ButtonRole.AcceptRole, primary=True)
        self.dress()
        self._check()
        height = inner.sizeHint().height() + 200
        self.resize(_WIDTH * max(100, desk.theme.scale) // 100, min(_HIGHEST, height))
        next(iter(self.boxes[0].buttons.values())).setFocus()

    def _check(self) -> None:
        missing = any(not box.choice() for box in self.boxes)
        self.save.setEnabled(not missing)
        self.save.setToolTip(_("Choose for each field what is saved.") if missing else "")

    def decided(self) -> dict[str, Any]:
        """The value of each field that is to be saved."""
        return {box.clash.field: box.value() for box in self.boxes}

    def dress(self) -> None:
        dress_fields(
            self,
            self.theme,
            SCROLL_BARS + "#clash { background: $surface; border: 1px solid $border; border-radius: 8px; }"
            "QScrollArea, QScrollArea > QWidget > QWidget { background: transparent; }",
        )
        self.heading.setFont(self.theme.font("h2"))


def ask_conflict(
    parent: QWidget, desk: Desk, conflict: Conflict, *, about: str = "", words: Words | None = None
) -> dict[str, Any] | None:
    """What is to be saved in each field that both have changed, None if the person goes on writing.

    The caller saves it as seen from what the other has written, and keeps what was given up in the history.
    """
    dialog = ConflictDialog(desk, conflict, parent.window(), about=about, words=words)
    try:
        accepted = dialog.exec() == QDialog.DialogCode.Accepted
        return dialog.decided() if accepted else None
    finally:
        dialog.deleteLater()


def given_up(conflict: Conflict, decided: dict[str, Any]) -> dict[str, Any]:
    """What this person wanted to write and does not."""
    return {clash.field: clash.mine for clash in conflict.clashes if decided[clash.field] == clash.theirs != clash.mine}


def _together(clash: Clash) -> str:
    if clash.field == "tags":
        return " ".join(dict.fromkeys((*clash.theirs, *clash.mine)))
    if clash.field == "title":
        return f"{clash.theirs} / {clash.mine}"
    return f"{clash.theirs}\n\n{clash.mine}".strip()
