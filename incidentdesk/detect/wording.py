"""Texts as people, mails and files give them, made fit for the record."""

from collections.abc import Iterable

from incidentdesk.language import _
from incidentdesk.refusal import Refused
from incidentdesk.store.text import storable

LONGEST_TITLE = 500  # characters
LONGEST_TEXT = 1_000_000  # characters


def clean(text: str) -> str:
    """Without what no database keeps; line ends are \\n."""
    return storable(text).replace("\r\n", "\n").replace("\r", "\n")


def title_of(text: str) -> str:
    """A title of one line; raises Refused where it is empty or too long."""
    title = " ".join(clean(text).split())
    if not title:
        raise Refused(_("An incident needs a title. Say in a few words what is wrong."))
    if len(title) > LONGEST_TITLE:
        raise Refused(
            _("A title has at most {most} characters; this one has {count}. Put the rest into the description.").format(
                most=LONGEST_TITLE, count=len(title)
            )
        )
    return title


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


def tags_text(tags: Iterable[str]) -> str:
    """Tags as they are stored: lower case, each once, in order, with a space before and after each."""
    words = sorted({word for tag in tags for word in clean(tag).lower().lstrip("#").replace(",", " ").split()})
    return f" {' '.join(words)} " if words else ""


def tags_in(stored: str) -> tuple[str, ...]:
    return tuple(stored.split())
