"""Scheduling, starting, pausing and ending drills, and what observers write down meanwhile.

These functions write only the records of the drill; what happens in it is written into its sandbox.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from incidentdesk.improve.drill import DrillState, drill, drill_note
from incidentdesk.improve.drill_list import LIVE_STATES, SECOND, Played
from incidentdesk.improve.drill_number import drill_number
from incidentdesk.improve.drill_result import DrillScore, Moment, score_text, timeline_text
from incidentdesk.improve.drill_seat import Seating as Seating
from incidentdesk.improve.drill_seat import refuse_busy, refuse_on_live, seat, seated, seats_of
from incidentdesk.language import N_, _, isolated
from incidentdesk.prepare.drill_scenario import drill_scenario
from incidentdesk.prepare.fact import present
from incidentdesk.prepare.plan import plan
from incidentdesk.prepare.plan_content import new_key
from incidentdesk.prepare.plan_version import approved_version
from incidentdesk.prepare.scenario_content import inject_named, scenario_of
from incidentdesk.prepare.wording import line_of, text_of
from incidentdesk.refusal import Refused
from incidentdesk.store import ledger
from incidentdesk.store.session import Session

LONGEST = 72 * 60  # minutes


# ── planning ─────────────────────────────────────────────────────────────────────────────────────────────────────


def schedule_drill(
    session: Session,
    *,
    scenario_id: int,
    planned_at: int,
    participants: Iterable[Seating] = (),
    title: str = "",
    planned_length: int = 60,
    effects: Sequence[str] = (),
) -> int:
    """Plan a drill on a scenario and return its id.

    `planned_at` is in microseconds since 1970, `planned_length` in minutes; `effects` are the names of the outlets
    through which messages do leave. Raises Refused for a scenario without injects, for a plan without an approved
    version, and for somebody who is on another drill at that time.
    """
    scenario = present(session, drill_scenario, scenario_id)
    _refuse_unplayable(scenario)
    version_id = _version_id(session, scenario["plan_id"])
    seats = seats_of(participants)
    _refuse_length(planned_length)
    refuse_busy(session, seats, planned_at, planned_length, None)
    drill_id = ledger.insert(
        session,
        drill,
        {
            "key": new_key(),
            "scenario_id": scenario_id,
            "title": line_of(title or scenario["name"], _("A drill needs a title.")),
            "kind": scenario["kind"],
            "plan_version_id": version_id,
            "service_id": scenario["service_id"],
            "state": DrillState.SCHEDULED,
            "planned_at": planned_at,
            "planned_length": planned_length,
            "effects": _effects(session, effects),
        },
    )
    seat(session, drill_id, seats)
    return drill_id


def change_drill(
    session: Session,
    drill_id: int,
    *,
    title: str | None = None,
    planned_at: int | None = None,
    planned_length: int | None = None,
    participants: Iterable[Seating] | None = None,
    effects: Sequence[str] | None = None,
) -> None:
    """Change what is given of a drill that has not started; raises Refused as `schedule_drill` does."""
    row = _in_state(session, drill_id, (DrillState.SCHEDULED,))
    changes: dict[str, Any] = {}
    if title is not None:
        changes["title"] = line_of(title, _("A drill needs a title."))
    if planned_at is not None:
        changes |= {"planned_at": planned_at, "reminded_at": None}
    if planned_length is not None:
        _refuse_length(planned_length)
        changes["planned_length"] = planned_length
    if effects is not None:
        changes["effects"] = _effects(session, effects)
    now = {**row, **changes}
    seats = seated(session, drill_id) if participants is None else seats_of(participants)
    refuse_busy(session, seats, now["planned_at"], now["planned_length"], drill_id)
    if changes:
        ledger.update(session, drill, drill_id, changes)
    if participants is not None:
        seat(session, drill_id, seats)


def cancel_drill(session: Session, drill_id: int, reason: str) -> None:
    """Give up a drill; raises Refused without a reason, and for one that has ended."""
    row = _in_state(session, drill_id, (DrillState.SCHEDULED, *LIVE_STATES))
    why = _reason(reason, N_("Say why the drill is given up."))
    changes = {**_resumed(session, row), "state": DrillState.CANCELED, "reason": why}
    if row["started_at"] is not None:
        changes["ended_at"] = session.at
    ledger.update(session, drill, drill_id, changes, reason=why)


def withdraw_drill(session: Session, drill_id: int) -> None:
    """Take a drill out of sight; Undo brings it back. Raises Refused for one that runs."""
    row = present(session, drill, drill_id)
    if row["state"] in LIVE_STATES:
        raise Refused(_("{number} runs. End it first.").format(number=drill_number(drill_id)))
    ledger.withdraw(session, drill, drill_id)


# ── running ──────────────────────────────────────────────────────────────────────────────────────────────────────


def start_drill(session: Session, drill_id: int) -> None:
    """Begin a drill now: what is played and the version of the plan are pinned.

    Its sandbox is made before. Raises Refused where it has started, where the plan has no approved version, and where
    somebody takes part in another drill that runs.
    """
    row = _in_state(session, drill_id, (DrillState.SCHEDULED,))
    scenario = ledger.current(session, drill_scenario, row["scenario_id"])
    _refuse_unplayable(scenario)
    refuse_on_live(session, drill_id)
    changes = {
        "state": DrillState.RUNNING,
        "started_at": session.at,
        "content": scenario["content"],
        "plan_version_id": _version_id(session, scenario["plan_id"]),
        "reason": "",
    }
    ledger.update(session, drill, drill_id, changes)


def pause_drill(session: Session, drill_id: int, reason: str) -> None:
    """Let its clock stand; nothing is played meanwhile. Raises Refused without a reason."""
    _in_state(session, drill_id, (DrillState.RUNNING,))
    why = _reason(reason, N_("Say why the drill is paused; those who take part will ask."))
    ledger.update(
        session, drill, drill_id, {"state": DrillState.PAUSED, "paused_at": session.at, "reason": why}, reason=why
    )


def resume_drill(session: Session, drill_id: int) -> None:
    row = _in_state(session, drill_id, (DrillState.PAUSED,))
    ledger.update(session, drill, drill_id, {**_resumed(session, row), "state": DrillState.RUNNING, "reason": ""})


def end_drill(
    session: Session,
    drill_id: int,
    *,
    conclusion: str = "",
    score: DrillScore | None = None,
    timeline: tuple[Moment, ...] = (),
) -> None:
    """End a drill; `score` and `timeline` are what its sandbox tells."""
    row = _in_state(session, drill_id, LIVE_STATES)
    changes = {
        **_resumed(session, row),
        "state": DrillState.ENDED,
        "ended_at": session.at,
        "reason": "",
        "conclusion": text_of(conclusion).strip(),
        "score": score_text(score or DrillScore(trouble=_("The sandbox was not read, so nothing could be measured."))),
        "timeline": timeline_text(timeline),
    }
    ledger.update(session, drill, drill_id, changes)


def conclude_drill(session: Session, drill_id: int, conclusion: str) -> None:
    """Write the conclusion of a drill that has ended."""
    _in_state(session, drill_id, (DrillState.ENDED,))
    ledger.update(session, drill, drill_id, {"conclusion": text_of(conclusion).strip()})


# ── what is seen meanwhile ────────────────────────────────────────────────────────────────────────────────────────────


def note_drill(session: Session, drill_id: int, text: str, gap: bool = False) -> int:
    """Write down what was seen; `gap` says that it is to become better. Raises Refused for an empty text."""
    present(session, drill, drill_id)
    told = text_of(text).strip()
    if not told:
        raise Refused(_("A note can't be empty."))
    facts = {"key": new_key(), "drill_id": drill_id, "at": session.at, "author": session.actor, "text": told}
    return ledger.insert(session, drill_note, {**facts, "gap": gap})


def change_drill_note(session: Session, note_id: int, *, text: str | None = None, gap: bool | None = None) -> None:
    """Raises Refused for an empty text."""
    present(session, drill_note, note_id)
    changes: dict[str, Any] = {} if gap is None else {"gap": gap}
    if text is not None:
        changes["text"] = text_of(text).strip()
        if not changes["text"]:
            raise Refused(_("A note can't be empty."))
    ledger.update(session, drill_note, note_id, changes)


def mark_played(session: Session, drill_id: int, key: str) -> None:
    """Raises Refused where the drill does not run, for an inject that it has not, and for one that was played."""
    row = _in_state(session, drill_id, (DrillState.RUNNING,))
    if inject_named(scenario_of(row["content"]), key) is None:
        raise Refused(_("{number} has no such inject.").format(number=drill_number(drill_id)))
    played = json.loads(row["played"])
    if key in played:
        raise Refused(_("This inject was played already."))
    _write_played(session, drill_id, {**played, key: asdict(Played(session.at))})


def judge_inject(session: Session, drill_id: int, key: str, met: bool | None) -> None:
    """Say whether what was expected after an inject was done; None takes that back. Raises Refused before its time."""
    row = _in_state(session, drill_id, LIVE_STATES)
    played = json.loads(row["played"])
    if key not in played:
        raise Refused(_("This inject was not played yet."))
    judged = replace(Played(**played[key]), met=met, by="" if met is None else session.actor)
    _write_played(session, drill_id, {**played, key: asdict(judged)})


def _write_played(session: Session, drill_id: int, played: Mapping[str, Any]) -> None:
    ledger.update(session, drill, drill_id, {"played": json.dumps(played, ensure_ascii=False, sort_keys=True)})


# ── rules ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _in_state(session: Session, drill_id: int, states: Sequence[DrillState]) -> Mapping[str, Any]:
    row = present(session, drill, drill_id)
    if row["state"] not in states:
        raise Refused(
            _("{number} is {state}, so this can't be done with it.").format(
                number=drill_number(drill_id), state=_(row["state"])
            )
        )
    return row


def _resumed(session: Session, row: Mapping[str, Any]) -> dict[str, Any]:
    """The changes by which its clock goes on."""
    if row["paused_at"] is None:
        return {}
    return {"paused_at": None, "paused_for": row["paused_for"] + (session.at - row["paused_at"]) // SECOND}


def _refuse_unplayable(scenario: Mapping[str, Any]) -> None:
    if not scenario_of(scenario["content"]).injects:
        raise Refused(
            _("“{scenario}” has no injects, so nothing would happen. Add one first.").format(
                scenario=isolated(scenario["name"])
            )
        )


def _version_id(session: Session, plan_id: int | None) -> int | None:
    if plan_id is None:
        return None
    row = ledger.current(session, plan, plan_id)
    version = approved_version(session.reader, plan_id) if row["withdrawn_at"] is None else None
    if version is None:
        raise Refused(
            _("“{plan}” has no approved version, so there is nothing to drill. Approve it first.").format(
                plan=isolated(row["name"])
            )
        )
    return version.id


def _refuse_length(minutes: int) -> None:
    if not 0 < minutes <= LONGEST:
        raise Refused(_("A drill takes 1 minute to 72 hours."))


def _effects(session: Session, names: Sequence[str]) -> str:
    known = {row[0] for row in session.reader.rows("SELECT name FROM outlet WHERE withdrawn_at IS NULL")}
    for name in names:
        if name not in known:
            raise Refused(_("There is no outlet “{name}”. Choose one of the list.").format(name=isolated(name)))
    return json.dumps(list(dict.fromkeys(names)), ensure_ascii=False)


def _reason(reason: str, missing: str) -> str:
    why = " ".join(text_of(reason).split())
    if not why:
        raise Refused(_(missing))
    return why
