"""A chooser of one of many values, in a form or in a cell."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox


class _Choice(QComboBox):
    """Does not change when somebody scrolls past it."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


def choice(name: str, description: str) -> QComboBox:
    combo = _Choice()
    combo.setAccessibleName(name)
    combo.setAccessibleDescription(description)
    combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    combo.setMinimumContentsLength(12)
    combo.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return combo
