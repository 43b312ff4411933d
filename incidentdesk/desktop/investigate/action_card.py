"""What stands on the card of a corrective action."""

from datetime import date

from incidentdesk.desktop.records.card import CardWords
from incidentdesk.desktop.widgets.day_field import short_day
from incidentdesk.investigate.action_list import ActionRow
from incidentdesk.investigate.action_state import OWED_STATES, ActionState
from incidentdesk.language import _, ngettext


def card_words(row: ActionRow, today: date) -> CardWords:
    about = f"{row.subject_number} {row.subject_title}".strip()
    return CardWords(
        row.number, row.text, row.subject_number, row.owner, due_words(row, today), row.overdue(today.isoformat()),
        row.priority, spoken(row, today), "\n".join(part for part in (row.text, about, row.cause) if part),
    )  # fmt: skip


def due_words(row: ActionRow, today: date) -> str:
    """ "30 Apr", "⚠ 4 d over"; "" where nothing is due any more."""
    if not row.due_on or row.state in (ActionState.DONE, ActionState.VERIFIED, ActionState.DROPPED):
        return ""
    if row.overdue(today.isoformat()):
        return _("⚠ {count} d over").format(count=(today - date.fromisoformat(row.due_on)).days)
    return short_day(row.due_on, today)


def whole_due(row: ActionRow, today: date) -> str:
    """The same for those who ask for all of it."""
    if not row.due_on:
        return ""
    day = short_day(row.due_on, today)
    if row.overdue(today.isoformat()):
        days = (today - date.fromisoformat(row.due_on)).days
        late = ngettext("{count} day overdue", "{count} days overdue", days).format(count=days)
        return _("{day}, {late}").format(day=day, late=late)
    if row.state not in OWED_STATES and row.state == ActionState.PROPOSED:
        return _("{day}, proposed only").format(day=day)
    return day


def spoken(row: ActionRow, today: date) -> str:
    """A card as a screen reader says it."""
    parts = (row.number, row.text, row.owner or _("no owner"), whole_due(row, today), row.subject_number)
    return ", ".join(part for part in parts if part)
