"""Writing a file so that it is the old one or the new one, never half of either."""

import errno
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from incidentdesk.language import _, isolated
from incidentdesk.refusal import Refused


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """A file to write to, which takes the place of `path` when the block ends well.

    Raises Refused with the reason where the folder or the disk does not let it be written.
    """
    if path.exists() and not path.is_file() and not path.is_dir():
        raise Refused(_("{file} is a device and no file. Choose a name for the file.").format(file=isolated(str(path))))
    # A name of its own and not one made from `path`, which may already be as long as the disk allows.
    part = path.parent / f".{secrets.token_hex(6)}.part"
    try:
        with part.open("xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        raise Refused(_reason(path, error)) from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def _reason(path: Path, error: OSError) -> str:
    name = isolated(str(path))
    if path.is_dir():
        return _("{file} is a folder. Choose a name for the file.").format(file=name)
    if not path.parent.is_dir():
        return _("The folder of {file} does not exist. Choose another folder, or make this one first.").format(
            file=name
        )
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return _("The disk is full, so {file} was not written. Free some space and try again.").format(file=name)
    if error.errno == errno.EROFS:
        return _("{file} lies on a disk that cannot be written to. Choose another folder.").format(file=name)
    if isinstance(error, PermissionError):
        return _(
            "{file} may not be written here, or is open in another program. Choose another folder, or close it there."
        ).format(file=name)
    return _("{file} could not be written: {reason}. Choose another folder or name.").format(
        file=name, reason=error.strerror or str(error)
    )
