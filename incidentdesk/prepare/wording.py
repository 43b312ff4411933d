"""Texts as people, mails and files give them, made fit for any record."""

from incidentdesk.language import _
from incidentdesk.refusal import Refused
from incidentdesk.store.text import storable

LONGEST_TEXT = 1_000_000  # characters
LONGEST_LINE = 500  # characters


def clean(text: str) -> str:
    """Without what no database keeps; line ends are \\n."""
    return storable(text).replace("\r\n", "\n").replace("\r", "\n")


def text_of(text: str) -> str:
    """A text of many lines; raises Refused where it is longer than a million characters."""
    text = clean(text)
    if len(text) > LONGEST_TEXT:
        raise Refused(
            _("A text has at most {most} characters; this one has {count}. Attach it as a file instead.").format(
                most=LONGEST_TEXT, count=len(text)
            )
        )
    return text


def line_of(text: str, missing: str) -> str:
    """A text on one line; raises Refused with the sentence `missing` where it is empty, and where it is too long."""
    line = " ".join(clean(text).split())
    if not line:
        raise Refused(missing)
    if len(line) > LONGEST_LINE:
        raise Refused(
            _("A title has at most {most} characters; this one has {count}. Put the rest into the description.").format(
                most=LONGEST_LINE, count=len(line)
            )
        )
    return line
