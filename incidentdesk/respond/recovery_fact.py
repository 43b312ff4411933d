"""Facts of the timeline about the recovery of an incident, told from the ledger alone.

The records belong to a later phase; what is known of them here is what the ledger calls them.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

from incidentdesk.detect.number import number
from incidentdesk.language import N_, _, isolated
from incidentdesk.respond.analysis_fold import Fields, Turn, folded
from incidentdesk.respond.exit_criterion_list import criterion_title
from incidentdesk.respond.timeline_fact import Event, Fact, FieldChange, Kind

_TOPICS = {
    "recovery": "recovery*",
    # A failure that is tried again at once must not vanish; who signed what and when is asked later.
    "restore_task": "restore_task!",
    "temporary_fix": "temporary_fix*",
    "exit_criterion": "exit_criterion!",
    "backup_check": "backup_check*",
    "verification": "verification*",
    "soak": "soak*",
}
RECOVERY_NOUNS = frozenset(_TOPICS)
RECOVERY_FIELD_NAME = {"expires_at": N_("Temporary fix until")}
NAMED_IN_RECOVERY = {
    "coordinator_id": "person", "owner_id": "person", "service_id": "service", "monitor_id": "monitor",
}  # fmt: skip
Names = Mapping[tuple[str, int], str]


def recovery_facts(events: Sequence[Event], names: Names, incident_id: int) -> list[Fact]:
    """Oldest first; `names` has those of the records in NAMED_IN_RECOVERY by table and id."""
    begun = {event.at for event in events if event.noun == "recovery" and event.act == "created"}
    about = f"{number(incident_id)}#recovery"
    facts: list[Fact] = []
    for fold, _records in folded(events, _TOPICS):
        for turn in fold.turns():
            # What a beginning proposes is told by the beginning.
            proposed = turn.added and fold.first_at in begun and turn.noun != "recovery" and _is_open(turn)
            text = "" if proposed else _TELLERS[turn.noun](turn, names)
            if text:
                at = fold.last_at
                facts.append(
                    Fact(at, at, fold.actor, Kind.RECOVERY, text, tuple(_times(turn)), via=fold.via, about=about)
                )
    return facts


def _is_open(turn: Turn) -> bool:
    return str((turn.after or {}).get("state", "")) == "Open"


def _times(turn: Turn) -> Iterator[FieldChange]:
    """Until when a temporary fix may stand, where that is news."""
    if turn.noun != "temporary_fix" or turn.after is None or turn.after.get("removed_at") is not None:
        return
    before = (turn.before or {}).get("expires_at")
    if before != turn.after.get("expires_at"):
        yield FieldChange("expires_at", before, turn.after.get("expires_at"))


def _person(names: Names, person_id: object) -> str:
    if person_id is None:
        return _("nobody")
    return isolated(names.get(("person", int(str(person_id))), f"#{person_id}"))


def _reasoned(said: str, *reasons: object) -> str:
    parts = [isolated(" ".join(str(each).split())) for each in reasons if each]
    return " · ".join([said, *parts])


def _recovery(turn: Turn, names: Names) -> str:
    if turn.after is None:
        return _("Recovery taken away")
    coordinator = turn.after.get("coordinator_id")
    if turn.changed("declared_at") and turn.after.get("declared_at") is not None:
        return _("Declared as recovered by {name}").format(name=isolated(str(turn.after.get("declared_by", ""))))
    if turn.added:
        who = _("coordinated by {name}").format(name=_person(names, coordinator)) if coordinator is not None else ""
        return " · ".join(filter(None, (_("Recovery begun"), who)))
    if turn.changed("coordinator_id"):
        return _("Recovery coordinated by {name}").format(name=_person(names, coordinator))
    if turn.changed("rollback"):
        return _reasoned(_("How the recovery is undone if it makes things worse"), turn.after.get("rollback"))
    if turn.changed("change_ref"):
        return _reasoned(_("Recovery under the change"), turn.after.get("change_ref"))
    return ""


_TASK_STATE = {
    "Open": N_("Restore task reopened: {title}"),
    "In Progress": N_("Restore task begun: {title}"),
    "Done": N_("Restore task done: {title}"),
    "Failed": N_("Restore task failed: {title}"),
    "Skipped": N_("Restore task skipped: {title}"),
}


def _task(turn: Turn, names: Names) -> str:
    title = isolated(str(turn.fields.get("title", "")))
    if turn.gone:
        return _("Restore task taken away: {title}").format(title=title)
    if turn.after is None:
        return ""
    state, before = str(turn.after["state"]), str((turn.before or {"state": "Open"})["state"])
    if state != before:
        result = turn.after.get("result") if state in ("Done", "Failed", "Skipped") else ""
        return _reasoned(_(_TASK_STATE[state]).format(title=title), result)
    if turn.added:
        return _("Restore task added: {title}").format(title=title)
    if turn.changed("owner_id"):
        name = _person(names, turn.after.get("owner_id"))
        return _("Restore task given to {name}: {title}").format(name=name, title=title)
    told = any(map(turn.changed, _TOLD))
    return _("Restore task changed: {title}").format(title=title) if told else ""


_TOLD = (
    "title", "instructions", "service_id", "needs", "rto", "rpo", "phase", "data_until", "result", "rollback",
    "change_ref",
)  # fmt: skip


def _fix(turn: Turn, _names: Names) -> str:
    text = " ".join(str(turn.fields.get("text", "")).split())
    if turn.after is None:
        return _reasoned(_("Temporary fix taken away"), text)
    if turn.after.get("removed_at") is not None:
        return _reasoned(_("Temporary fix removed"), text)
    # Until when is told beside it.
    return isolated(text) if turn.added or turn.changed("expires_at") else ""


_CRITERION_STATE = {
    "Open": N_("Exit criterion open again: {title}"),
    "Met": N_("Exit criterion met: {title}"),
    "Waived": N_("Exit criterion waived: {title}"),
}


def _criterion(turn: Turn, _names: Names) -> str:
    title = isolated(criterion_title(str(turn.fields.get("kind", "")), str(turn.fields.get("text") or "")))
    if turn.gone:
        return _("Exit criterion taken away: {title}").format(title=title)
    if turn.after is None:
        return ""
    if turn.added and _is_open(turn):
        return _("Exit criterion added: {title}").format(title=title)
    if turn.added or turn.changed("state"):
        said = _(_CRITERION_STATE[str(turn.after["state"])]).format(title=title)
        return _reasoned(said, turn.after.get("reason") or "")
    return ""


def _backup(turn: Turn, _names: Names) -> str:
    if turn.after is None:
        return ""
    if turn.added or turn.changed("result"):
        name = isolated(str(turn.after.get("name", "")))
        return _("Backup {name} checked: {result}").format(name=name, result=_result(turn.after))
    return ""


def _verification(turn: Turn, _names: Names) -> str:
    title = isolated(str(turn.fields.get("title", "")))
    if turn.after is None:
        return ""
    if turn.after.get("signed_at") is not None and (turn.added or turn.changed("signed_at")):
        return _("Verification signed: {title}").format(title=title)
    if turn.added and str(turn.after.get("result")) == "Open":
        return _("Verification begun: {title}").format(title=title)
    if turn.added or turn.changed("result"):
        return _("Verification {title}: {result}").format(title=title, result=_result(turn.after))
    return ""


def _soak(turn: Turn, names: Names) -> str:
    if turn.after is None or not (turn.added or turn.changed("result")):
        return ""
    monitor_id = turn.fields.get("monitor_id")
    monitor = isolated(names.get(("monitor", int(str(monitor_id))), f"#{monitor_id}"))
    if str(turn.after.get("result")) == "Open":
        return _("Monitor {monitor} has to pass for a while").format(monitor=monitor)
    said = _("Monitor {monitor} in the soak time: {result}").format(monitor=monitor, result=_result(turn.after))
    return _reasoned(said, turn.after.get("said") or "")


def _result(fields: Fields) -> str:
    return _(str(fields.get("result", "")))


_TELLERS: dict[str, Callable[[Turn, Names], str]] = {
    "recovery": _recovery,
    "restore_task": _task,
    "temporary_fix": _fix,
    "exit_criterion": _criterion,
    "backup_check": _backup,
    "verification": _verification,
    "soak": _soak,
}
