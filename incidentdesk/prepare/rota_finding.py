"""A finding about a rota: what is wrong, how badly, when, and how it is mended."""

from dataclasses import dataclass
from enum import StrEnum

from incidentdesk.language import N_


class Severity(StrEnum):
    SERIOUS = N_("Serious")
    WARNING = N_("Warning")
    NOTE = N_("Note")


class FindingKind(StrEnum):
    NOBODY = N_("Nobody in it")
    GAP = N_("Gap")
    LEFT = N_("Has left")
    ABSENT = N_("Absence without cover")
    COVERED = N_("Absence")
    DOUBLE = N_("Twice on call")
    OVERLOAD = N_("Overload")
    UNREACHABLE = N_("No contact method")
    UNANSWERED = N_("Swap not answered")
    OVERRULED = N_("Overrides at once")
    OUTSIDE = N_("Outside the windows")
    SOON = N_("Begins soon")


@dataclass(frozen=True, slots=True)
class Finding:
    """Instants are microseconds since 1970; `sentence` says what is wrong and `mend` what to do. Ids are 0 for none."""

    kind: FindingKind
    severity: Severity
    from_at: int
    until_at: int
    sentence: str
    mend: str
    person_id: int = 0
    layer_id: int = 0


_POINTS = {Severity.SERIOUS: 25, Severity.WARNING: 10, Severity.NOTE: 0}
SCORE_DEFINITION = N_(
    "100, less 25 for each kind of serious finding and 10 for each kind of warning; never more than the percentage of"
    " the owed time in which somebody is on call. Owed is all time from the first turn on, but not what lies outside"
    " the windows of all layers."
)


def score_of(findings: list[Finding], owed: int, covered: int) -> int:
    """0 to 100 as SCORE_DEFINITION says; `owed` and `covered` are microseconds."""
    kinds = {(each.kind, each.severity) for each in findings}
    left = 100 - sum(_POINTS[severity] for _kind, severity in kinds)
    share = int(100 * covered / owed) if owed else 0
    return max(0, min(left, share))
