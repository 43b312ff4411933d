"""What incidents are called: titles and tags, made fit for the record."""

from collections.abc import Iterable

from incidentdesk.language import _
from incidentdesk.prepare.wording import LONGEST_LINE, line_of
from incidentdesk.prepare.wording import LONGEST_TEXT as LONGEST_TEXT
from incidentdesk.prepare.wording import clean as clean
from incidentdesk.prepare.wording import text_of as text_of

LONGEST_TITLE = LONGEST_LINE


def title_of(text: str) -> str:
    """A title of one line; raises Refused where it is empty or too long."""
    return line_of(text, _("An incident needs a title. Say in a few words what is wrong."))


def tags_text(tags: Iterable[str]) -> str:
    """Tags as they are stored: lower case, each once, in order, with a space before and after each."""
    words = sorted({word for tag in tags for word in clean(tag).lower().lstrip("#").replace(",", " ").split()})
    return f" {' '.join(words)} " if words else ""


def tags_in(stored: str) -> tuple[str, ...]:
    return tuple(stored.split())
