"""Files with mails: one mail (.eml), or many after one another (.mbox, RFC 4155)."""

from collections.abc import Iterator

_BEGINNING = b"From "


def mails_in(raw: bytes, name: str = "") -> Iterator[bytes]:
    """The mails in the bytes of a file of that name, in order.

    It is an mbox where the file is called so, or begins as one; a line that begins with “From ” after an empty one
    begins a mail there, and “>From ” is “From ” (mboxrd).
    """
    if not name.lower().endswith(".mbox") and not raw.startswith(_BEGINNING):
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
