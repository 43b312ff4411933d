"""What all choices about a report have in common: a column of fields, and the wish that follows from them."""

from collections.abc import Sequence

from PySide6.QtCore import QLocale, Signal
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QComboBox, QLabel, QRadioButton, QVBoxLayout, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.measure.making import Wish

PAPER = ("A4", "Letter")
# Where CLDR has US Letter and not A4.
_LETTER = frozenset(
    QLocale.Country[name]
    for name in (
        "UnitedStates", "Canada", "Mexico", "Belize", "Chile", "Colombia", "CostaRica", "Guatemala", "Nicaragua",
        "Panama", "Philippines", "PuertoRico", "ElSalvador", "Venezuela",
    )
)  # fmt: skip


def paper_of(locale: QLocale) -> str:
    return "Letter" if locale.territory() in _LETTER else "A4"


class Options(QWidget):
    """`changed` comes when the report has to be made anew."""

    changed = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.paper = QComboBox()
        self.paper.addItems(PAPER)
        self.paper.setCurrentText(paper_of(QLocale()))
        self.paper.currentIndexChanged.connect(self.changed)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(16, 16, 16, 16)
        self._layout.setSpacing(4)

    def wish(self) -> Wish:
        raise NotImplementedError

    def file_name(self) -> str:
        """How the file is proposed to be called."""
        raise NotImplementedError

    def fields(self) -> list[QWidget]:
        """Those with one line of text."""
        return [self.paper]

    def why_not(self) -> str:
        """What is missing before the report can be made; "" for nothing."""
        return ""

    def _add(self, label: str, field: QWidget, description: str = "", stretch: int = 0) -> None:
        text = QLabel(label)
        text.setBuddy(field)
        name = label.replace("&", "")
        field.setAccessibleName(name)
        field.setAccessibleDescription(description or name)
        if self._layout.count():
            self._layout.addSpacing(12)
        self._layout.addWidget(text)
        self._layout.addWidget(field, stretch)

    def _add_radios(self, title: str, choices: Sequence[tuple[str, str]]) -> list[QRadioButton]:
        heading = QLabel(title)
        if self._layout.count():
            self._layout.addSpacing(12)
        self._layout.addWidget(heading)
        group = QButtonGroup(self)
        buttons = []
        for text, description in choices:
            button = QRadioButton(text)
            button.setAccessibleName(f"{title}: {text}".replace("&", ""))
            button.setAccessibleDescription(description)
            group.addButton(button)
            self._layout.addWidget(button)
            buttons.append(button)
        buttons[0].setChecked(True)
        return buttons

    def _add_check_box(self, text: str, description: str, *, checked: bool = False) -> QCheckBox:
        box = QCheckBox(text)
        box.setAccessibleName(text.replace("&", ""))
        box.setAccessibleDescription(description)
        box.setToolTip(description)
        box.setChecked(checked)
        box.toggled.connect(self.changed)
        self._layout.addWidget(box)
        return box
