"""incidentdesk set: change the facts or the state of an incident."""

from collections.abc import Mapping
from datetime import tzinfo
from typing import TYPE_CHECKING, Any

import click

from incidentdesk.cli.desk import Desk, pass_desk
from incidentdesk.cli.typed import assignments, instant_of, text_or_stdin
from incidentdesk.detect.number import incident_id_of, number
from incidentdesk.detect.state import HoldReason, State
from incidentdesk.language import _
from incidentdesk.refusal import Refused

if TYPE_CHECKING:
    from incidentdesk.respond.transition import Move
    from incidentdesk.store.session import Session

_ONLY_WITH_STATE = ("on_hold_reason", "comment", "reason")
_YES, _NO = ("1", "true", "yes", "on"), ("0", "false", "no", "off", "")

_HELP = _(
    """Change an incident: FIELD=VALUE, as many as are wanted, all or none of them written.

    Fields: title, description, reporter, channel, service, category, subcategory, impact, urgency, priority (with
    override_reason), state, on_hold_reason, resolution_code, resolution_notes, team, assignee, tags, watchers, major,
    parent, external_ref, and the times occurred_at, detected_at, created_at, acknowledged_at, first_response_at,
    mitigated_at, restored_at, resolved_at, closed_at. An empty value empties the field.

    With the state come on_hold_reason, comment (for Awaiting Caller), resolution_code and resolution_notes (for
    Resolved) and reason (for Canceled and for reopening). tags=+vpn,-printer adds and takes away, and so does
    watchers=. A text of “-” is read from standard input.
    """
)


@click.command("set", short_help=_("Change facts or state: FIELD=VALUE ..."), help=_HELP)
@click.argument("incident", metavar="NUMBER")
@click.argument("changes", metavar="FIELD=VALUE...", nargs=-1, required=True)
@pass_desk
def command(desk: Desk, incident: str, changes: tuple[str, ...]) -> None:
    incident_id = incident_id_of(incident)
    wanted = assignments(changes)
    with desk.write() as session:
        set_fields(session, incident_id, wanted, desk.zone)
    click.echo(number(incident_id))


def set_fields(session: "Session", incident_id: int, wanted: Mapping[str, str], zone: tzinfo) -> None:
    """Write what was typed; the state comes last, so that its rules see the other fields."""
    from incidentdesk.respond.change import FIELDS, change_incident
    from incidentdesk.respond.transition import move

    rest = dict(wanted)
    watchers = rest.pop("watchers", None)
    wish = _wish(session, incident_id, rest)
    reason = "" if wish else rest.pop("reason", "")
    comment = "" if wish else rest.pop("comment", "")
    unknown = sorted(set(rest) - set(FIELDS))
    if unknown:
        raise Refused(
            _("An incident has no field “{field}”. Fields are: {known}.").format(
                field=unknown[0], known=", ".join((*FIELDS, "state", *_ONLY_WITH_STATE, "watchers"))
            )
        )
    facts = {field: _value(session, incident_id, field, text, zone) for field, text in rest.items()}
    change_incident(session, incident_id, facts, reason=reason)
    if comment:
        _comment(session, incident_id, comment)
    if watchers is not None:
        _watchers(session, incident_id, watchers)
    if wish:
        move(session, incident_id, wish)


def _wish(session: "Session", incident_id: int, rest: dict[str, str]) -> "Move | None":
    """The change of state that is asked for; takes what belongs to it out of `rest`."""
    from incidentdesk.respond.transition import Move

    hold = rest.pop("on_hold_reason", "").strip()
    state = rest.pop("state", "").strip() or (State.ON_HOLD if hold else "")
    if not state:
        return None
    wanted = _state_of(state)
    if wanted == _present_state(session, incident_id) and not hold:
        return None
    resolving = wanted == State.RESOLVED
    return Move(
        wanted,
        hold_reason=_hold_reason_of(hold) if hold else None,
        comment=text_or_stdin(rest.pop("comment", "")),
        resolution_code=rest.pop("resolution_code", "").strip() if resolving else "",
        resolution_notes=text_or_stdin(rest.pop("resolution_notes", "")) if resolving else "",
        reason=rest.pop("reason", ""),
    )


def _present_state(session: "Session", incident_id: int) -> str:
    from incidentdesk.detect.incident import incident
    from incidentdesk.store import ledger

    return str(ledger.current(session, incident, incident_id)["state"])


def _state_of(text: str) -> State:
    for state in State:
        if _folded(state) == _folded(text) or (_folded(text) == "cancelled" and state == State.CANCELED):
            return state
    raise Refused(_("“{text}” is no state. States are: {known}.").format(text=text, known=", ".join(State)))


def _hold_reason_of(text: str) -> HoldReason:
    for reason in HoldReason:
        if _folded(text) in (_folded(reason), _folded(reason).removeprefix("awaiting ")):
            return reason
    raise Refused(
        _("“{text}” is no reason for On Hold. Reasons are: {known}.").format(text=text, known=", ".join(HoldReason))
    )


def _folded(text: str) -> str:
    return " ".join(text.lower().replace("-", " ").replace("_", " ").split())


def _value(session: "Session", incident_id: int, field: str, text: str, zone: tzinfo) -> Any:
    if field in ("impact", "urgency", "priority"):
        return _number_in(field, text)
    if field == "major":
        return _yes_or_no(field, text)
    if field.endswith("_at"):
        return instant_of(text, zone)
    if field == "tags":
        return _tags(session, incident_id, text)
    return text_or_stdin(text)


def _number_in(field: str, text: str) -> int:
    digits = text.strip().upper().removeprefix("P")
    if not digits.isascii() or not digits.isdecimal() or len(digits) > 3:
        raise Refused(_("{field} is a number, not “{text}”.").format(field=field, text=text))
    return int(digits)


def _yes_or_no(field: str, text: str) -> bool:
    folded = text.strip().lower()
    if folded not in _YES + _NO:
        raise Refused(_("{field} is yes or no, not “{text}”.").format(field=field, text=text))
    return folded in _YES


def _tags(session: "Session", incident_id: int, text: str) -> tuple[str, ...]:
    from incidentdesk.respond.change import facts_of

    words = _words(text)
    if not words or not all(word[0] in "+-" for word in words):
        return tuple(words)
    # Tags are kept in lower case.
    present = set(facts_of(session, incident_id)["tags"])
    for word in words:
        (present.add if word[0] == "+" else present.discard)(word[1:].lower().lstrip("#"))
    return tuple(sorted(present - {""}))


def _words(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]


def _watchers(session: "Session", incident_id: int, text: str) -> None:
    """+Name adds a watcher, -Name takes one off; a bare name adds too."""
    from incidentdesk.prepare.person import person_named
    from incidentdesk.respond.watching import watch

    for word in _words(text):
        person_id = person_named(session, word.lstrip("+-"))
        if person_id is not None:
            watch(session, incident_id, person_id, watching=not word.startswith("-"))


def _comment(session: "Session", incident_id: int, text: str) -> None:
    from incidentdesk.respond.note import add_note

    add_note(session, incident_id, text_or_stdin(text), public=True)
