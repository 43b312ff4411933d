"""What can be written from the page of an incident; each function returns what a session is given to."""

from typing import Any

from incidentdesk.desktop.writing import write as write

# -- what can be written


def changing(incident_id: int, changes: dict[str, Any], seen: dict[str, Any] | None = None, reason: str = ""):
    """Change facts; with `seen` only where nobody else has changed them since."""

    def act(session: Any) -> None:
        from incidentdesk.respond.change import change_incident

        change_incident(session, incident_id, changes, seen=seen, reason=reason)

    return act


def deciding(incident_id: int, decided: dict[str, Any], theirs: dict[str, Any], given_up: dict[str, Any]):
    """Write what a person has decided after a conflict, and keep what was given up in the history."""

    def act(session: Any) -> None:
        from incidentdesk.respond.change import change_incident, give_up

        wanted = {name: value for name, value in decided.items() if name not in theirs or value != theirs[name]}
        if wanted:
            change_incident(session, incident_id, wanted, seen=theirs)
        give_up(session, incident_id, given_up)

    return act


def moving(incident_id: int, wish: Any):
    """Move to another state; `wish` is a respond.transition.Move."""

    def act(session: Any) -> None:
        from incidentdesk.respond.transition import move

        move(session, incident_id, wish)

    return act


def starring(entry_id: int, starred: bool):
    def act(session: Any) -> None:
        from incidentdesk.respond.note import star

        star(session, entry_id, starred)

    return act


def correcting(entry_id: int, text: str, seen: str):
    """Correct an entry that was seen with a certain text; raises Conflict where it says something else by now."""

    def act(session: Any) -> None:
        from incidentdesk.respond.note import change_note
        from incidentdesk.store.conflict import Clash, Conflict

        stored = str(session.reader.rows("SELECT text FROM entry WHERE id = :id", {"id": entry_id})[0][0])
        if stored not in (seen, text):
            raise Conflict((Clash("text", seen, stored, text),), session.actor)
        change_note(session, entry_id, text)

    return act


def watching(incident_id: int, name: str, watches: bool):
    def act(session: Any) -> None:
        from incidentdesk.prepare.person import person_named
        from incidentdesk.respond.watching import watch

        person_id = person_named(session, name)
        if person_id is not None:
            watch(session, incident_id, person_id, watches)

    return act


def taking_away(attachment_id: int):
    def act(session: Any) -> None:
        from incidentdesk.detect.attachment import take_away

        take_away(session, attachment_id)

    return act


def withdrawing(incident_id: int, withdrawn: bool):
    """Move an incident to the trash, or bring it back."""

    def act(session: Any) -> None:
        from incidentdesk.detect.incident import incident
        from incidentdesk.store import ledger

        (ledger.withdraw if withdrawn else ledger.bring_back)(session, incident, incident_id)

    return act
