"""Files with mails: one mail (.eml), or many after one another (.mbox, RFC 4155)."""

from collections.abc import Iterator
from pathlib import Path

_BEGINNING = b"From "


def mails_in(file: Path) -> Iterator[bytes]:
    """The mails of a file, in order; raises OSError where it can't be read.

    A file is an mbox where it is called so, or begins as one; a line that begins with “From ” after an empty one
    begins a mail there, and “>From ” is “From ” (mboxrd).
    """
    raw = file.read_bytes()
    if file.suffix.lower() != ".mbox" and not raw.startswith(_BEGINNING):
        yield raw
        return
    mail: list[bytes] = []
    after_empty = True
    for line in raw.splitlines(keepends=True):
        if after_empty and line.startswith(_BEGINNING):
            if mail:
                yield _unquoted(mail)
            mail = []
        else:
            mail.append(line)
        after_empty = not line.strip()
    if mail:
        yield _unquoted(mail)


def _unquoted(lines: list[bytes]) -> bytes:
    return b"".join(
        line[1:] if line.lstrip(b">").startswith(_BEGINNING) and line[:1] == b">" else line for line in lines
    )
