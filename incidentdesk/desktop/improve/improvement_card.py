"""What stands on the card of an improvement, and its board."""

from datetime import date

from incidentdesk.desktop.improve.improvement_mark import IMPROVEMENT_MARK
from incidentdesk.desktop.records.board import BoardKind
from incidentdesk.desktop.records.card import CardWords
from incidentdesk.desktop.widgets.day_field import short_day
from incidentdesk.improve.improvement import ImprovementState
from incidentdesk.improve.improvement_list import ImprovementRow
from incidentdesk.improve.improvement_state import OPEN_STATES
from incidentdesk.language import N_, _, ngettext

# The columns of the board, from left to right.
WAY = (*OPEN_STATES, ImprovementState.CLOSED)


def counted(count: int) -> str:
    return ngettext("{count} improvement", "{count} improvements", count).format(count=count)


def card_words(row: ImprovementRow, today: date) -> CardWords:
    return CardWords(
        row.number, row.title, row.origin or _(row.source), row.owner, due_words(row, today),
        row.overdue(today.isoformat()), spoken=spoken(row, today),
        tooltip="\n".join(filter(None, (row.title, row.description, worth_words(row), plan_words(row)))),
    )  # fmt: skip


def due_words(row: ImprovementRow, today: date) -> str:
    """ "30 Apr", "⚠ 4 d over"; "" where nothing is due any more."""
    if not row.due_on or row.state not in OPEN_STATES:
        return ""
    if row.overdue(today.isoformat()):
        return _("⚠ {count} d over").format(count=(today - date.fromisoformat(row.due_on)).days)
    return short_day(row.due_on, today)


def whole_due(row: ImprovementRow, today: date) -> str:
    """The same for those who ask for all of it."""
    if not row.due_on:
        return ""
    day = short_day(row.due_on, today)
    if not row.overdue(today.isoformat()):
        return day
    days = (today - date.fromisoformat(row.due_on)).days
    late = ngettext("{count} day overdue", "{count} days overdue", days).format(count=days)
    return _("{day}, {late}").format(day=day, late=late)


def worth_words(row: ImprovementRow) -> str:
    """Benefit high, effort low."""
    parts = (
        _("Benefit {amount}").format(amount=_(row.benefit).lower()) if row.benefit else "",
        _("effort {amount}").format(amount=_(row.effort).lower()) if row.effort else "",
    )
    return ", ".join(filter(None, parts))


def plan_words(row: ImprovementRow) -> str:
    """The version that it became, or that a change waits for a decision."""
    if row.version is not None:
        return _("Became version {number} of a plan").format(number=row.version)
    if row.proposed:
        said = ngettext("{count} plan change proposed", "{count} plan changes proposed", row.proposed)
        return said.format(count=row.proposed)
    return ""


def spoken(row: ImprovementRow, today: date) -> str:
    """A card as a screen reader says it."""
    parts = (row.number, row.title, row.owner or _("no owner"), whole_due(row, today), row.origin, plan_words(row))
    return ", ".join(part for part in parts if part)


IMPROVEMENT_BOARD = BoardKind(
    N_("Board of improvements"), "application/x-incidentdesk-improvements", WAY, IMPROVEMENT_MARK, card_words, counted
)
