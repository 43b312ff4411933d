"""The result of a drill as it is kept: what was measured against which target, and how many points that made."""

import json
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from incidentdesk.language import N_

DETECTION, ACKNOWLEDGEMENT, FIRST_ACTION = N_("Detection"), N_("Acknowledgement"), N_("First action")
ACTIVATION, UPDATES, STEPS, EXPECTED = N_("Activation of the plan"), N_("Updates"), N_("Steps"), N_("Expected deeds")


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """`share` from 0 to 1 is what was reached of it, None where that can't be known; then `note` says why.

    `target` and `actual` are in seconds; None where there is no target, or where it was never done. Of updates they
    count what was due and what came in time, and `counts` is true. `key` is that of the step or inject, or ''.
    """

    name: str
    target: int | None = None
    actual: int | None = None
    share: float | None = None
    note: str = ""
    key: str = ""
    counts: bool = False

    @property
    def failed(self) -> bool:
        return self.share is not None and self.share < 1


@dataclass(frozen=True, slots=True)
class ScoreSection:
    """`weight` are the points that all of it makes; `name` is marked for translation."""

    name: str
    weight: int
    lines: tuple[ScoreLine, ...] = ()

    @property
    def share(self) -> float | None:
        """The mean of what is known of its lines; None where nothing is."""
        known = [line.share for line in self.lines if line.share is not None]
        return sum(known) / len(known) if known else None

    @property
    def points(self) -> float | None:
        share = self.share
        return None if share is None else self.weight * share


@dataclass(frozen=True, slots=True)
class DrillScore:
    """`improvements` are the ids of the improvements that gaps have become, by the key of the gap.

    `incident` is the number of the incident in the sandbox, `seconds` how long was drilled, `trouble` why less is known
    than should be.
    """

    sections: tuple[ScoreSection, ...] = ()
    incident: str = ""
    seconds: int = 0
    trouble: str = ""
    improvements: tuple[tuple[str, int], ...] = ()

    @property
    def most(self) -> int:
        """The points that could be made with what is known."""
        return sum(each.weight for each in self.sections if each.share is not None)

    @property
    def points(self) -> float:
        return sum(each.points or 0 for each in self.sections)

    @property
    def total(self) -> int | None:
        """In percent of the points that could be made; None where nothing is known."""
        return round(100 * self.points / self.most) if self.most else None

    def with_improvement(self, key: str, improvement_id: int) -> "DrillScore":
        return replace(self, improvements=(*self.improvements, (key, improvement_id)))


@dataclass(frozen=True, slots=True)
class Moment:
    """A line of the timeline of a sandbox: when (microseconds since 1970), who, what."""

    at: int
    who: str
    text: str


def score_text(score: DrillScore) -> str:
    """JSON as it stands in the database; `total` stands beside it for whoever reads only that."""
    return json.dumps({**asdict(score), "total": score.total}, ensure_ascii=False, sort_keys=True)


def score_from(text: str) -> DrillScore | None:
    """None where a drill has no score yet."""
    raw = json.loads(text)
    if not raw:
        return None
    sections = tuple(_section(each) for each in raw.get("sections", ()))
    improvements = tuple((str(key), int(number)) for key, number in raw.get("improvements", ()))
    return DrillScore(**{**_known(DrillScore, raw), "sections": sections, "improvements": improvements})


def timeline_text(moments: tuple[Moment, ...]) -> str:
    return json.dumps([asdict(each) for each in moments], ensure_ascii=False)


def timeline_from(text: str) -> tuple[Moment, ...]:
    return tuple(Moment(**_known(Moment, each)) for each in json.loads(text))


def _section(raw: dict[str, Any]) -> ScoreSection:
    lines = tuple(ScoreLine(**_known(ScoreLine, each)) for each in raw.get("lines", ()))
    return ScoreSection(**{**_known(ScoreSection, raw), "lines": lines})


def _known(kind: type, raw: dict[str, Any]) -> dict[str, Any]:
    """What a later version has added is passed over."""
    names = {each.name for each in fields(kind)}
    return {name: value for name, value in raw.items() if name in names}
