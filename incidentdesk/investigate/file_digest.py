"""The hash of a file that stays where it is, read a piece at a time."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from incidentdesk.language import _, isolated
from incidentdesk.refusal import Refused

_AT_ONCE = 1024 * 1024  # bytes


@dataclass(frozen=True, slots=True)
class Digest:
    """SHA-256 as 64 hexadecimal digits; `changed_at` is when the file was last written, microseconds since 1970."""

    size: int  # bytes
    sha256: str
    changed_at: int


def digest_of(path: Path, progress: Callable[[int, int], None] | None = None) -> Digest:
    """The hash of a whole file; `progress` hears of bytes done and in all, and may raise to stop.

    Raises Refused for what is no file, can't be read, or is written while it is read.
    """
    name = isolated(path.name)
    try:
        if not path.is_file():
            raise Refused(_("{name} is no file that can be kept as evidence.").format(name=name))
        before = path.stat()
        digest, done = hashlib.sha256(), 0
        with path.open("rb") as file:
            # A file that grows faster than it is read would never end.
            while done <= before.st_size and (data := file.read(_AT_ONCE)):
                digest.update(data)
                done += len(data)
                if progress:
                    progress(done, max(done, before.st_size))
        after = path.stat()
    except OSError as error:
        raise Refused(_("{name} can't be read: {reason}.").format(name=name, reason=error.strerror or error)) from error
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns) or done != after.st_size:
        raise Refused(
            _("{name} is being written at this moment, so it has no hash that holds. Add a copy of it.").format(
                name=name
            )
        )
    return Digest(done, digest.hexdigest(), after.st_mtime_ns // 1_000)
