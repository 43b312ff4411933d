"""An attachment between the database and a file on this machine."""

import contextlib
import os
from collections.abc import Callable
from pathlib import Path

from incidentdesk.detect.attachment import chunks
from incidentdesk.language import _, isolated
from incidentdesk.refusal import Refused
from incidentdesk.store.reading import Reader

# What Windows takes as "came from somewhere else", so that it warns before the file is opened.
_ZONE_MARK = "[ZoneTransfer]\r\nZoneId=3\r\n"


def save_attachment(
    reader: Reader,
    attachment_id: int,
    path: Path,
    *,
    size: int,
    progress: Callable[[int, int], None] | None = None,
) -> None:
    """Write an attachment to a file, whole or not at all; `progress` hears of bytes done and in all and may raise.

    Raises Refused where the file can't be written, or where the bytes are not those that were attached.
    """
    part = path.with_name(f".{path.name}.part")
    try:
        with part.open("wb") as file:
            for chunk in chunks(reader, attachment_id):
                file.write(chunk)
                if progress:
                    progress(file.tell(), size)
        part.replace(path)
        _mark(path)
    except OSError as error:
        raise Refused(
            _("{file} could not be written: {reason}. Choose another folder.").format(
                file=isolated(str(path)), reason=error.strerror or str(error)
            )
        ) from error
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)


def _mark(path: Path) -> None:
    if os.name == "nt":
        with contextlib.suppress(OSError):
            Path(f"{path}:Zone.Identifier").write_text(_ZONE_MARK, encoding="ascii", newline="")


def size_of(path: Path) -> int:
    """The size in bytes; raises Refused for a folder, for what is no file and for what can't be read."""
    name = isolated(path.name)
    try:
        if path.is_dir():
            raise Refused(_("{name} is a folder. Attach its files, or a ZIP of it.").format(name=name))
        if not path.is_file():
            raise Refused(_("{name} is no file that can be attached.").format(name=name))
        return path.stat().st_size
    except OSError as error:
        raise Refused(_("{name} can't be read: {reason}.").format(name=name, reason=error.strerror or error)) from error
