"""How restore tasks are told: their state and times with marks that need no colour, and what waits for what."""

from collections.abc import Iterable
from dataclasses import dataclass

from incidentdesk.desktop.widgets.state_mark import Mark
from incidentdesk.language import _, isolated
from incidentdesk.prepare.minutes import length_text, minutes_text
from incidentdesk.recover.recovery import RestoreState
from incidentdesk.recover.recovery_list import Aim, RecoverySheet, RestoreRow

AIM_MARK: dict[Aim, Mark] = {
    Aim.MET: ("check", "success"),
    Aim.RUNNING: ("quarter", "text2"),
    Aim.CLOSE: ("three", "warning"),
    Aim.MISSED: ("cross", "danger"),
    Aim.UNKNOWN: ("dots", "text2"),
}
_STATE_MARK: dict[str, Mark] = {
    RestoreState.OPEN: ("ring", "info"),
    RestoreState.IN_PROGRESS: ("half", "warning"),
    RestoreState.DONE: ("seal", "success"),
    RestoreState.FAILED: ("cross", "danger"),
    RestoreState.SKIPPED: ("minus", "hint"),
}


@dataclass(frozen=True, slots=True)
class Measured:
    """One target with its actual: `share` is how much of the target is used up, more than 1 where it is missed."""

    name: str
    text: str
    aim: Aim
    share: float


def mark_of(row: RestoreRow) -> Mark:
    """What waits for another has a dashed ring."""
    if row.state == RestoreState.OPEN and row.waits_for:
        return "dots", "text2"
    return _STATE_MARK[row.state]


def recovery_time(row: RestoreRow, now: int) -> Measured | None:
    """ "RTO", "2 h 10 min of 4 h"; None where there is no target."""
    aim = row.rto_aim(now)
    if aim == Aim.NONE or row.rto is None:
        return None
    spent = row.recovery_time(now)
    text = _("{actual} of {target}").format(actual=length_text(spent), target=minutes_text(row.rto))
    return Measured(_("RTO"), text, aim, spent / max(1, row.rto * 60_000_000))


def recovery_point(row: RestoreRow) -> Measured | None:
    """ "RPO", "12 min of 1 h", or the target alone while nobody knows what came back."""
    aim, lost = row.rpo_aim(), row.data_lost()
    if aim == Aim.NONE or row.rpo is None:
        return None
    target = minutes_text(row.rpo)
    if lost is None:
        return Measured(_("RPO"), _("at most {target}").format(target=target), aim, 0.0)
    text = _("{actual} of {target}").format(actual=length_text(lost), target=target)
    return Measured(_("RPO"), text, aim, lost / max(1, row.rpo * 60_000_000))


def numbers_of(sheet: RecoverySheet, ids: Iterable[int]) -> str:
    """ "1, 3": how the tasks are counted in the list."""
    known = {each.id: each.number for each in sheet.tasks}
    return ", ".join(str(number) for number in sorted(known[each] for each in ids if each in known))


def second_line(row: RestoreRow, sheet: RecoverySheet) -> tuple[str, str]:
    """What stands below the title, and its colour role: who does it, what it waits for, what came of it."""
    who = isolated(row.owner) if row.owner else _("nobody yet")
    result = isolated(" ".join(row.result.split())) if row.result else ""
    if row.state in (RestoreState.DONE, RestoreState.SKIPPED):
        return "text2", " · ".join(filter(None, (isolated(row.ended_by) if row.ended_by else who, result)))
    if row.state == RestoreState.FAILED:
        return "danger", " · ".join(filter(None, (who, _("Failed: {reason}").format(reason=result))))
    parts = [who, waiting_words(row, sheet)]
    return "text2" if row.owner or row.waits_for else "warning", " · ".join(filter(None, parts))


def waiting_words(row: RestoreRow, sheet: RecoverySheet) -> str:
    """ "waits for 1, 2" or "waits for the phase Prepare"; "" where nothing is in the way."""
    before = [each for each in map(sheet.task, row.waits_for) if each is not None and each.id not in row.needs]
    if before:
        return _("waits for the phase {phase}").format(phase=_(before[-1].phase))
    numbers = numbers_of(sheet, row.waits_for)
    return _("waits for {numbers}").format(numbers=numbers) if numbers else ""


def spoken(row: RestoreRow, sheet: RecoverySheet, now: int) -> str:
    """All that a row shows, in words."""
    measured = [each for each in (recovery_time(row, now), recovery_point(row)) if each is not None]
    blocks = numbers_of(sheet, row.blocks)
    parts = [
        _("{number}. {title}").format(number=row.number, title=isolated(row.title)), _(row.state),
        second_line(row, sheet)[1], _("{numbers} wait for it").format(numbers=blocks) if blocks else "",
        *(_("{name} {text}, {aim}").format(name=each.name, text=each.text, aim=_(each.aim)) for each in measured),
    ]  # fmt: skip
    return ", ".join(part for part in parts if part)
