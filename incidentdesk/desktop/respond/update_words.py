"""How the updates of an audience are put into words and marks, readable without the colour."""

from zoneinfo import ZoneInfo

from incidentdesk.desktop import moment
from incidentdesk.desktop.widgets.state_mark import Mark
from incidentdesk.language import _, ngettext
from incidentdesk.prepare.cadence import cadence_words
from incidentdesk.respond.status_update_list import Told
from incidentdesk.respond.update_cadence import UpdateDue, UpdateState

# Shape and colour role.
UPDATE_MARK: dict[UpdateState, Mark] = {
    UpdateState.ON_TIME: ("ring", "info"),
    UpdateState.DUE: ("three", "warning"),
    UpdateState.OVERDUE: ("cross", "danger"),
    UpdateState.SNOOZED: ("dots", "text2"),
    UpdateState.UNPLANNED: ("minus", "text2"),
    UpdateState.CLOSING: ("cross", "danger"),
    UpdateState.ENDED: ("square", "text2"),
}
URGENT = (UpdateState.OVERDUE, UpdateState.CLOSING)


def countdown(microseconds: int) -> str:
    """A length of time that runs, to the second below an hour: "4:09", "2 h 31 min"."""
    if microseconds >= moment.HOUR:
        return moment.length(microseconds)
    minutes, seconds = divmod(microseconds // 1_000_000, 60)
    return f"{minutes}:{seconds:02}"


def due_words(update: UpdateDue, now: int, *, short: bool = False) -> str:
    """When the next one is due, as it stands now; `short` for where there is little room."""
    due_at = update.due_at
    if update.state == UpdateState.ENDED:
        return _("ended")
    if due_at is None:
        return _("when there is news")
    if update.over:
        return _("closing message is missing")
    if now > due_at:
        late = _("{length} late") if short else _("overdue by {length}")
        return late.format(length=countdown(now - due_at))
    length = countdown(due_at - now)
    if update.state == UpdateState.SNOOZED:
        return _("snoozed, due in {length}").format(length=length)
    return _("due in {length}").format(length=length)


def told_words(update: UpdateDue, now: int, zone: ZoneInfo) -> str:
    """What was sent until now, and how often it is to be."""
    parts = []
    if update.last_sent_at is None:
        parts.append(_("not told yet"))
    else:
        parts.append(_("last told {time}").format(time=moment.relative(update.last_sent_at, now, zone)))
        if update.last_phase:
            parts.append(_(update.last_phase))
        parts.append(ngettext("{count} sent", "{count} sent", update.sent).format(count=update.sent))
    if update.skipped:
        parts.append(ngettext("{count} skipped", "{count} skipped", update.skipped).format(count=update.skipped))
    parts.append(cadence_words(update.cadence))
    return " · ".join(parts)


def needs_somebody(told: Told) -> bool:
    """Whether a person has to see to one of its messages."""
    return bool(told.counts.get("Failed") or told.counts.get("By hand"))
