"""Labels at the leading edge of the page, in whichever direction their own text runs."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel


def lead(label: QLabel) -> None:
    """Left to itself, a label goes by the direction of its text, and a column of them stands on two sides."""
    mirrored = label.layoutDirection() == Qt.LayoutDirection.RightToLeft
    side = Qt.AlignmentFlag.AlignRight if mirrored else Qt.AlignmentFlag.AlignLeft
    label.setAlignment(side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter)
