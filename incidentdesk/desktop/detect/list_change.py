"""Changing the incidents that are selected: in the background, as one gesture that can be undone."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from incidentdesk.desktop.background import Job
from incidentdesk.desktop.desk import Desk
from incidentdesk.detect.number import number
from incidentdesk.language import _
from incidentdesk.refusal import Refused

# From so many incidents on, a person sees how far it is and can cancel.
MANY = 200
_STEP = 20

Act = Callable[[Any, int], None]


def change_incidents(
    desk: Desk,
    ids: Sequence[int],
    act: Act,
    said: str,
    *,
    toast: bool = True,
    then: Callable[[], None] | None = None,
    failed: Callable[[Refused], None] | None = None,
) -> Job:
    """Run `act(session, incident_id)` for each of them in one transaction; what is refused or cancelled changes none.

    `said` names the gesture for Undo. Whoever changes an incident has seen it.
    """

    def done(gesture: int) -> None:
        desk.history.done(said, gesture, toast=toast)
        if then is not None:
            then()

    return desk.background.run(
        _change,
        desk.database,
        desk.actor,
        desk.account,
        tuple(ids),
        act,
        progress=True,
        cancellable=False,
        then=done,
        failed=failed,
        title=said if len(ids) > MANY else "",
    )


def _change(
    database: Any, actor: str, account: str, ids: Sequence[int], act: Act, progress: Callable[[int, int], None]
) -> int:
    from incidentdesk.detect.seen import mark_seen
    from incidentdesk.store.conflict import Conflict

    with database.write(actor=actor, via="window") as session:
        for done, incident_id in enumerate(ids):
            if done % _STEP == 0:
                progress(done, len(ids))
            try:
                act(session, incident_id)
            except Conflict:
                raise
            except Refused as refused:
                raise _of_one(refused, incident_id, len(ids)) from refused
        mark_seen(session, account, ids)
        progress(len(ids), len(ids))
        return session.gesture


def _of_one(refused: Refused, incident_id: int, count: int) -> Refused:
    if count == 1:
        return refused
    reason = str(refused)
    if not reason.startswith(number(incident_id)):
        reason = _("{number}: {reason}").format(number=number(incident_id), reason=reason)
    return Refused(_("{reason} Nothing was changed.").format(reason=reason))


def look(desk: Desk, ids: Sequence[int], then: Callable[[Any], None] | None = None) -> Job:
    """Note that these incidents have been looked at."""
    return desk.background.run(_look, desk.database, desk.actor, desk.account, tuple(ids), then=then)


def _look(database: Any, actor: str, account: str, ids: Sequence[int]) -> None:
    from incidentdesk.detect.seen import mark_seen

    if not database.read_only:
        with database.write(actor=actor, via="window") as session:
            mark_seen(session, account, ids)


# ── what can be done with one ────────────────────────────────────────────────────────────────────────────────────────


def facts(changes: Mapping[str, Any], seen: Mapping[str, Any] | None = None, reason: str = "") -> Act:
    """Change facts; with `seen` only where nobody else has changed them since."""

    def act(session: Any, incident_id: int) -> None:
        from incidentdesk.respond.change import change_incident

        change_incident(session, incident_id, changes, seen=seen, reason=reason)

    return act


def deciding(decided: Mapping[str, Any], theirs: Mapping[str, Any], lost: Mapping[str, Any]) -> Act:
    """Write what a person has decided after a conflict, and keep in the history what was given up."""

    def act(session: Any, incident_id: int) -> None:
        from incidentdesk.respond.change import change_incident, give_up

        wanted = {name: value for name, value in decided.items() if name not in theirs or value != theirs[name]}
        if wanted:
            change_incident(session, incident_id, wanted, seen=theirs)
        give_up(session, incident_id, lost)

    return act


def priority(wanted: int, reason: str = "") -> Act:
    """Set a priority; where impact and urgency give it anyway, the reason is not needed and not kept."""
    return facts({"priority": wanted, "override_reason": reason})


def tag(word: str, present: bool) -> Act:
    """Put a tag on or take it off."""

    def act(session: Any, incident_id: int) -> None:
        from incidentdesk.respond.change import change_incident, facts_of

        tags = [each for each in facts_of(session, incident_id)["tags"] if each != word]
        change_incident(session, incident_id, {"tags": [*tags, word] if present else tags})

    return act


def moving(wish: Any) -> Act:
    """Move to another state; `wish` is a respond.transition.Move."""

    def act(session: Any, incident_id: int) -> None:
        from incidentdesk.respond.transition import move

        move(session, incident_id, wish)

    return act


def noting(text: str, public: bool) -> Act:
    def act(session: Any, incident_id: int) -> None:
        from incidentdesk.respond.note import add_note

        add_note(session, incident_id, text, public=public)

    return act


def to_trash(session: Any, incident_id: int) -> None:
    from incidentdesk.detect.incident import incident
    from incidentdesk.store import ledger

    ledger.withdraw(session, incident, incident_id)


def from_trash(session: Any, incident_id: int) -> None:
    from incidentdesk.detect.incident import incident
    from incidentdesk.store import ledger

    ledger.bring_back(session, incident, incident_id)
