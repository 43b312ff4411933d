"""Files that are there whole or not at all."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from incidentdesk.language import _, isolated
from incidentdesk.refusal import Refused


@contextmanager
def written_whole(path: Path) -> Iterator[Path]:
    """A path beside `path` to write to; when all went well it takes the place of `path`, else nothing is left of it.

    Raises Refused where the folder cannot be written or is full.
    """
    if path.exists() and not path.is_file():
        raise Refused(_("{file} is no file. Choose a name for the file.").format(file=isolated(str(path))))
    part = path.with_name(f".{path.name[:100]}.{secrets.token_hex(4)}.part")
    try:
        yield part
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        part.replace(path)
        _sync_folder(path.parent)
    except OSError as error:
        raise Refused(
            _("{file} cannot be written: {reason}. Choose another place.").format(
                file=isolated(str(path)), reason=error.strerror or error
            )
        ) from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    """The new name is on the disk too; Windows has no such call and does not need it."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
