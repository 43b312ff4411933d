"""A copy of a piece of evidence as a file, with the hash that the piece had when it was added."""

import contextlib
import hashlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from incidentdesk.detect.attachment import safe_name, stored_chunks
from incidentdesk.investigate.evidence_list import Piece
from incidentdesk.language import _, isolated
from incidentdesk.refusal import Refused
from incidentdesk.store.reading import Reader

_AT_ONCE = 1024 * 1024  # bytes


def copy_name(piece: Piece) -> str:
    """How the file may be called on every system; what is no file becomes a text."""
    if piece.attachment_name:
        return safe_name(piece.attachment_name)
    if piece.path:
        return safe_name(Path(piece.path).name)
    return safe_name(piece.title.replace("/", "-").replace("\\", "-") + ".txt")


def save_copy(reader: Reader, piece: Piece, target: Path, progress: Callable[[int, int], None] | None = None) -> None:
    """Write it whole or not at all; `progress` hears of bytes done and in all, and may raise to stop.

    Raises Refused where it can't be read or written, or is not what was added any more.
    """
    if piece.path and target.exists() and target.samefile(piece.path):
        raise Refused(_("This is the evidence itself. Choose another name for the copy."))
    part = target.with_name(f".{target.name}.part")
    digest = hashlib.sha256()
    try:
        with part.open("wb") as file:
            for chunk in bytes_of(reader, piece):
                file.write(chunk)
                digest.update(chunk)
                if progress:
                    progress(file.tell(), max(piece.size, file.tell()))
        if digest.hexdigest() != piece.sha256:
            raise Refused(
                _(
                    "“{title}” is not what was added any more, so no copy was made. Verify it to see what changed."
                ).format(title=isolated(piece.title))
            )
        part.replace(target)
    except OSError as error:
        raise Refused(
            _("The copy could not be made: {reason}. {file}").format(
                reason=error.strerror or str(error), file=isolated(str(error.filename or target))
            )
        ) from error
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)


def bytes_of(reader: Reader, piece: Piece) -> Iterable[bytes]:
    """The bytes as they are now, a chunk at a time; raises OSError for a file that is not there any more."""
    if piece.attachment_id is not None:
        return stored_chunks(reader, piece.attachment_id)
    if piece.path:
        return _of_file(Path(piece.path))
    return [(piece.link or piece.text).encode()]


def _of_file(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while data := file.read(_AT_ONCE):
            yield data
