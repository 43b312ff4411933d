"""The ladder of incident commanders: who has shown what, what comes next, and who may lead on their own.

The rungs come in their order, each is shown a number of times, and somebody else signs for the last one.
Source: the training guide of PagerDuty's incident response documentation (shadow, scribe, reverse shadow, commander).
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from incidentdesk import clock
from incidentdesk.detect.number import incident_id_of, number
from incidentdesk.improve.drill_number import drill_id_of, drill_number
from incidentdesk.improve.training_result import CommanderStep, commander_evidence
from incidentdesk.language import N_, _, isolated
from incidentdesk.prepare.fact import present
from incidentdesk.prepare.naming import same_name
from incidentdesk.prepare.person import person
from incidentdesk.prepare.plan_content import new_key
from incidentdesk.prepare.record_name import existing
from incidentdesk.refusal import Refused
from incidentdesk.store import ledger
from incidentdesk.store.reading import Reader
from incidentdesk.store.session import Session

# How often each is shown before the next one counts.
WANTED: Mapping[CommanderStep, int] = {
    CommanderStep.SHADOW: 2,
    CommanderStep.SCRIBE: 1,
    CommanderStep.REVERSE_SHADOW: 2,
    CommanderStep.QUALIFIED: 1,
}
NEW_EVIDENCE: Mapping[str, Any] = {
    "person": "", "step": str(CommanderStep.SHADOW), "day": "", "incident": "", "drill": "", "note": "",
    "signed_by": "",
}  # fmt: skip
_PERSON = existing("person_id", person, N_("There is no person “{name}”. Add them first."))
_EVIDENCE = (
    "SELECT e.person_id, p.name, COALESCE(team.name, ''), e.id, e.step, e.day, e.from_incident_id,"
    " COALESCE(i.title, ''), e.drill_id, COALESCE(d.title, ''), e.note, e.signed_by FROM commander_evidence e"
    " JOIN person p ON p.id = e.person_id AND p.withdrawn_at IS NULL AND (p.left_on = '' OR p.left_on >= :today)"
    " LEFT JOIN team ON team.id = p.team_id LEFT JOIN incident i ON i.id = e.from_incident_id"
    " LEFT JOIN drill d ON d.id = e.drill_id WHERE e.withdrawn_at IS NULL"
    " ORDER BY lower(p.name), e.person_id, e.day, e.id"
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a rung was shown: in an incident (its id), in a drill, or as the note says; `day` is YYYY-MM-DD."""

    id: int
    step: CommanderStep
    day: str
    incident_id: int | None
    incident_title: str
    drill_id: int | None
    drill_title: str
    note: str
    signed_by: str

    @property
    def where(self) -> str:
        """INC-0042, DRL-0003, or nothing."""
        if self.incident_id is not None:
            return number(self.incident_id)
        return drill_number(self.drill_id) if self.drill_id is not None else ""


@dataclass(frozen=True, slots=True)
class Climber:
    """Somebody on the ladder, with all evidence, the oldest first."""

    person_id: int
    name: str
    team: str
    evidence: tuple[Evidence, ...]

    def shown(self, step: CommanderStep) -> int:
        return sum(each.step == step for each in self.evidence)

    def has(self, step: CommanderStep) -> bool:
        return self.shown(step) >= WANTED[step]

    @property
    def next_step(self) -> CommanderStep | None:
        """The first rung that is not shown often enough; None for who is qualified."""
        return next((step for step in CommanderStep if not self.has(step)), None)

    @property
    def reached(self) -> CommanderStep | None:
        """The last rung that is complete with all below it."""
        found = None
        for step in CommanderStep:
            if not self.has(step):
                break
            found = step
        return found

    @property
    def qualified(self) -> bool:
        return self.next_step is None

    @property
    def qualified_on(self) -> str:
        days = [each.day for each in self.evidence if each.step == CommanderStep.QUALIFIED]
        return days[0] if days else ""


def ladder(reader: Reader, today: str) -> list[Climber]:
    """Everybody who has shown something and has not left before `today` (YYYY-MM-DD), in the order of the alphabet."""
    found: dict[tuple[int, str, str], list[Evidence]] = defaultdict(list)
    for person_id, name, team, key, step, *facts in reader.rows(_EVIDENCE, {"today": today}):
        found[person_id, name, team].append(Evidence(key, CommanderStep(step), *facts))
    return [Climber(*who, tuple(evidence)) for who, evidence in found.items()]


def climber(reader: Reader, person_id: int, today: str) -> Climber | None:
    """One of them; None for somebody who has shown nothing yet."""
    return next((each for each in ladder(reader, today) if each.person_id == person_id), None)


def record_evidence(session: Session, **facts: Any) -> int:
    """Record that somebody has shown a rung; returns the id of the evidence. `facts` are those of NEW_EVIDENCE.

    Raises Refused for a person or an incident that is not there, a day to come, evidence that says nowhere what was
    shown, a rung before those below it, and a last rung that nobody else has signed.
    """
    given = {**NEW_EVIDENCE, **facts}
    person_id = _PERSON.store(session, given["person"])
    if person_id is None:
        raise Refused(_("Say who has shown it."))
    step = next((each for each in CommanderStep if each == given["step"]), None)
    if step is None:
        raise Refused(_("There is no such rung on the ladder."))
    columns = {
        "person_id": person_id,
        "step": step,
        "day": _day(session, str(given["day"])),
        "from_incident_id": _incident_id(session, str(given["incident"])),
        "drill_id": _drill_id(session, str(given["drill"])),
        "note": str(given["note"]).strip(),
        "signed_by": " ".join(str(given["signed_by"]).split()),
    }
    if not (columns["from_incident_id"] or columns["drill_id"] or columns["note"]):
        raise Refused(_("Say where it was shown: an incident, a drill, or in a note."))
    _refuse_too_early(session, person_id, step)
    if step == CommanderStep.QUALIFIED:
        _refuse_unsigned(str(given["person"]), columns["signed_by"])
    return ledger.insert(session, commander_evidence, {"key": new_key(), **columns})


def withdraw_evidence(session: Session, evidence_id: int) -> None:
    """Take evidence away; Undo brings it back."""
    present(session, commander_evidence, evidence_id)
    ledger.withdraw(session, commander_evidence, evidence_id)


def _refuse_too_early(session: Session, person_id: int, step: CommanderStep) -> None:
    found = climber(session.reader, person_id, "")
    for below in CommanderStep:
        if below == step:
            return
        if found is None or not found.has(below):
            shown = found.shown(below) if found else 0
            raise Refused(
                _("“{rung}” comes first: shown {shown} of {wanted} times.").format(
                    rung=_(below), shown=shown, wanted=WANTED[below]
                )
            )


def _refuse_unsigned(name: str, signed_by: str) -> None:
    if not signed_by:
        raise Refused(_("Say who signs that this person may lead on their own."))
    if same_name(name, signed_by):
        raise Refused(_("{name} can't sign for themselves. Let somebody else do it.").format(name=isolated(name)))


def _day(session: Session, text: str) -> str:
    today = clock.instant(session.at).date().isoformat()
    try:
        day = date.fromisoformat(text.strip() or today).isoformat()
    except ValueError:
        raise Refused(_("Say on which day, such as 2026-03-31.")) from None
    if day > today:
        raise Refused(_("That day is still to come."))
    return day


def _incident_id(session: Session, text: str) -> int | None:
    if not text.strip():
        return None
    incident_id = incident_id_of(text.strip())
    rows = session.reader.rows("SELECT id FROM incident WHERE id = :id AND withdrawn_at IS NULL", {"id": incident_id})
    if not rows:
        raise Refused(_("There is no {number}.").format(number=number(incident_id)))
    return incident_id


def _drill_id(session: Session, text: str) -> int | None:
    if not text.strip():
        return None
    drill_id = drill_id_of(text)
    if not session.reader.rows("SELECT id FROM drill WHERE id = :id AND withdrawn_at IS NULL", {"id": drill_id}):
        raise Refused(_("There is no {number}.").format(number=drill_number(drill_id)))
    return drill_id
