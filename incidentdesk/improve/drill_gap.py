"""The gaps that a drill has shown, and the improvements that they become."""

from dataclasses import dataclass

from incidentdesk.improve.drill import drill
from incidentdesk.improve.drill_list import DrillRow, drill_notes, drill_row
from incidentdesk.improve.drill_number import drill_number
from incidentdesk.improve.drill_result import ScoreLine, ScoreSection, score_text
from incidentdesk.improve.improvement import ImprovementSource
from incidentdesk.improve.improvement_change import create_improvement
from incidentdesk.improve.improvement_number import improvement_number
from incidentdesk.language import _, isolated
from incidentdesk.prepare.minutes import hours_text
from incidentdesk.refusal import Refused
from incidentdesk.store import ledger
from incidentdesk.store.reading import Reader
from incidentdesk.store.session import Session

_LONGEST = 300  # characters of a title


@dataclass(frozen=True, slots=True)
class Gap:
    """`key` tells it from the others of the drill; `improvement_id` is what it has become, None for nothing yet.

    `measured` says whether it was read from the records and not written down by an observer.
    """

    key: str
    title: str
    text: str
    measured: bool
    improvement_id: int | None = None


def gaps_of(reader: Reader, drill_id: int) -> list[Gap]:
    """What observers have marked as a gap, and all that missed its target; the first is theirs."""
    row = drill_row(reader, drill_id)
    if row is None:
        return []
    became = dict(row.score.improvements) if row.score else {}
    noted = [
        Gap(f"note-{each.key}", _short(each.text), each.text, False, became.get(f"note-{each.key}"))
        for each in drill_notes(reader, drill_id)
        if each.gap
    ]
    return noted + [gap for section in (row.score.sections if row.score else ()) for gap in _missed(section, became)]


def improvement_from_gap(session: Session, drill_id: int, key: str, *, owner: str = "", due_on: str = "") -> int:
    """Put a gap into the register of improvements; returns the id of the improvement.

    Raises Refused where the drill has not ended, has no such gap, and where the gap has become one already.
    """
    row = _ended(session, drill_id)
    gap = next((each for each in gaps_of(session.reader, drill_id) if each.key == key), None)
    if gap is None:
        raise Refused(_("{number} has no such gap.").format(number=row.number))
    if gap.improvement_id is not None:
        raise Refused(_("This gap has become {number} already.").format(number=improvement_number(gap.improvement_id)))
    facts = {"plan_id": row.plan_id, "service_id": row.service_id, "drill_id": drill_id}
    improvement_id = create_improvement(
        session,
        title=gap.title,
        source=ImprovementSource.DRILL,
        description=_("{text}\n\nSeen in {number}, {title}.").format(
            text=gap.text, number=row.number, title=isolated(row.title)
        ),
        owner=owner,
        due_on=due_on,
        **facts,
    )
    assert row.score is not None
    ledger.update(session, drill, drill_id, {"score": score_text(row.score.with_improvement(key, improvement_id))})
    return improvement_id


def _ended(session: Session, drill_id: int) -> DrillRow:
    ledger.current(session, drill, drill_id)
    row = drill_row(session.reader, drill_id)
    if row is None or row.score is None or row.ended_at is None:
        raise Refused(_("{number} has not ended, so its gaps are not known yet.").format(number=drill_number(drill_id)))
    return row


def _missed(section: ScoreSection, became: dict[str, int]) -> list[Gap]:
    """The key holds the place too, for two steps of a plan may have the same name."""
    gaps = []
    for place, line in enumerate(section.lines):
        if line.failed:
            key = f"{section.name}-{line.key or place}"
            gaps.append(Gap(key, _short(_titled(section, line)), missed_text(line), True, became.get(key)))
    return gaps


def _titled(section: ScoreSection, line: ScoreLine) -> str:
    return line.name if line.name == _(section.name) else f"{_(section.name)}: {line.name}"


def missed_text(line: ScoreLine) -> str:
    """What was to be reached and what was, in a sentence."""
    if line.counts:
        return _("{actual} of {target} updates came in time.").format(actual=line.actual or 0, target=line.target)
    if line.target and line.actual is not None:
        return _("It was done after {actual}; {target} were the target.").format(
            actual=seconds_text(line.actual), target=seconds_text(line.target)
        )
    if line.target:
        return _("{note} Its target was {target}.").format(note=line.note, target=seconds_text(line.target))
    return line.note


def seconds_text(seconds: int) -> str:
    """ "45 s", "3 min 20 s", "16 min", "1 h 2 min": seconds only below an hour."""
    if seconds < 60:
        return _("{count} s").format(count=seconds)
    minutes, rest = divmod(seconds, 60)
    if seconds >= 3600 or not rest:
        return hours_text(minutes)
    return _("{minutes} min {seconds} s").format(minutes=minutes, seconds=rest)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1].rstrip() + "…"
