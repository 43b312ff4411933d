import subprocess
import sys

from incidentdesk.desktop.clipboard import mime_data

COPY_AND_END = """
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from incidentdesk.desktop.clipboard import mime_data
app = QApplication([])
data = mime_data()
data.setText("INC-0042")
QGuiApplication.clipboard().setMimeData(data)
"""


def test_new_data_is_empty(qapp):
    assert mime_data().formats() == []


def test_the_program_ends_well_with_its_data_on_the_clipboard():
    ended = subprocess.run([sys.executable, "-c", COPY_AND_END], capture_output=True, timeout=60, check=False)
    assert (ended.returncode, ended.stderr) == (0, b"")
