"""A policy from a Markdown or text file."""

from dataclasses import dataclass
from pathlib import Path

from incidentdesk.language import _, isolated
from incidentdesk.prepare.naming import LONGEST_NAME
from incidentdesk.refusal import Refused

ENDINGS = (".md", ".markdown", ".txt")
MOST_BYTES = 2_000_000


@dataclass(frozen=True, slots=True)
class PolicyText:
    """`name` is the first heading, else the name of the file."""

    name: str
    text: str


def read_policy(path: Path) -> PolicyText:
    """Raises Refused for a file that can't be read, is too large, or is no text."""
    shown = isolated(path.name)
    try:
        if path.stat().st_size > MOST_BYTES:
            raise Refused(
                _("{file} is larger than 2 MB; that is no policy that anybody would read.").format(file=shown)
            )
        data = path.read_bytes()
    except OSError as error:
        raise Refused(_("{file} can't be read: {why}").format(file=shown, why=error.strerror or error)) from error
    text = _decoded(data)
    if text is None:
        raise Refused(_("{file} is no text. Save it as Markdown or plain text first.").format(file=shown))
    if not text.strip():
        raise Refused(_("{file} is empty.").format(file=shown))
    return PolicyText(_heading(text) or path.stem, text.strip())


def _decoded(data: bytes) -> str | None:
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
    return None if "\0" in text else text


def _heading(text: str) -> str:
    first = next((line.strip() for line in text.splitlines() if line.strip()), "")
    return " ".join(first.lstrip("#").split())[:LONGEST_NAME] if first.startswith("#") else ""
