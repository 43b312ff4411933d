"""A file that a Markdown text names: “[Network.pdf](attachment:3f5a…)”, by the beginning of its SHA-256.

The text is copied into versions, tasks and other desks; the checksum names the same bytes everywhere, or nothing.
"""

import re
from dataclasses import dataclass

from incidentdesk.store.reading import Reader

SCHEME = "attachment"
_DIGITS = 32
_LINK = re.compile(rf"\[([^\[\]\n]*)\]\({SCHEME}:([0-9a-f]{{{_DIGITS}}})\)")


@dataclass(frozen=True, slots=True)
class LinkedFile:
    """`digest` is what `attachment_link` writes of the SHA-256."""

    name: str
    digest: str


def attachment_link(name: str, sha256: str) -> str:
    label = re.sub(r"\s+", " ", name).translate(str.maketrans("[]", "()"))
    return f"[{label}]({SCHEME}:{sha256[:_DIGITS]})"


def linked_files(text: str) -> tuple[LinkedFile, ...]:
    """The files that a text names, each once, in its order."""
    found = {digest: LinkedFile(name, digest) for name, digest in reversed(_LINK.findall(text))}
    return tuple(reversed(found.values()))


def known_digests(reader: Reader, digests: tuple[str, ...]) -> frozenset[str]:
    """Which of them this desk has; the files of incidents are none of these."""
    if not digests:
        return frozenset()
    named = {f"digest{at}": digest for at, digest in enumerate(digests)}
    rows = reader.rows(
        f"SELECT SUBSTR(sha256, 1, {_DIGITS}) FROM attachment WHERE incident_id IS NULL AND withdrawn_at IS NULL"
        f" AND SUBSTR(sha256, 1, {_DIGITS}) IN ({', '.join(f':{name}' for name in named)})",
        named,
    )
    return frozenset(str(row[0]) for row in rows)
