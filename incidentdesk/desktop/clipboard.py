"""What is put on the clipboard in several forms at once."""

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QStandardItemModel


def mime_data() -> QMimeData:
    """Empty data for the clipboard.

    The clipboard keeps it beyond the end of Python, and data that Python has made brings the program down then
    (PySide 6.11); so it is let be made by Qt.
    """
    model = QStandardItemModel(1, 1)
    data = model.mimeData([model.index(0, 0)])
    for form in data.formats():
        data.removeFormat(form)
    return data
