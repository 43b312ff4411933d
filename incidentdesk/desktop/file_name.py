"""Where files are proposed to go, under names that every file system takes."""

import re
from pathlib import Path

from PySide6.QtCore import QStandardPaths

_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]+')
# Devices of Windows, with whatever ending.
_DEVICE = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?$", re.IGNORECASE)
_LONGEST = 200  # bytes; most file systems end at 255


def safe_file_name(text: str, ending: str) -> str:
    """The text as the name of a file; `ending` begins with a dot."""
    name = _FORBIDDEN.sub("-", " ".join(text.split()))
    name = name.encode()[:_LONGEST].decode(errors="ignore").strip(" .")
    if not name or _DEVICE.match(name):
        name = f"_{name}"
    return name + ending


def documents() -> Path:
    """The folder of documents, or the home folder where there is none."""
    folder = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
    return folder if folder.is_absolute() and folder.is_dir() else Path.home()
