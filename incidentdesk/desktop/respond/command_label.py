"""Labels that begin where the window begins."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel


def align_leading(*labels: QLabel) -> None:
    """Let them begin where the window does; Qt goes by the script of a text where that is not said."""
    for label in labels:
        mirrored = label.layoutDirection() == Qt.LayoutDirection.RightToLeft
        side = Qt.AlignmentFlag.AlignRight if mirrored else Qt.AlignmentFlag.AlignLeft
        upright = label.alignment() & Qt.AlignmentFlag.AlignVertical_Mask
        label.setAlignment(side | Qt.AlignmentFlag.AlignAbsolute | upright)
