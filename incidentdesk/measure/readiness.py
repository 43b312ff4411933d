"""Readiness: how much of what should be prepared is prepared, and what is not, each thing by its name."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta, tzinfo

from incidentdesk import clock
from incidentdesk.improve.drill import DrillState
from incidentdesk.improve.training_list import coverage_of, matrix, overdue_in
from incidentdesk.language import N_, _, isolated, ngettext
from incidentdesk.prepare.contact_list import ContactRow, contacts
from incidentdesk.prepare.on_call import rotas_of
from incidentdesk.prepare.plan_list import PlanRow, plans
from incidentdesk.prepare.policy_list import documents
from incidentdesk.prepare.rota_finding import Severity
from incidentdesk.prepare.rota_health import assess
from incidentdesk.prepare.service import Criticality
from incidentdesk.prepare.service_list import ServiceRow, services
from incidentdesk.store.reading import Reader

# A plan without a day of review, and the last drill of a service, are good for so long.
GOOD_FOR = 365  # days
DAYS_AHEAD = 14  # of the rotas
_DAY = 24 * 60 * 60 * 1_000_000  # microseconds
_IMPORTANT = (Criticality.CRITICAL, Criticality.HIGH)
DEFINITION = N_(
    "The mean of the shares of all areas that have something to count, in percent and rounded down; an area in which"
    " there is nothing to count is left out, and says so. No area weighs more than another."
)


@dataclass(frozen=True, slots=True)
class Gap:
    """What is not ready and why, and the reference of the page where it is mended."""

    subject: str
    text: str
    reference: str

    @property
    def sentence(self) -> str:
        return f"{isolated(self.subject)}: {self.text}"


@dataclass(frozen=True, slots=True)
class Area:
    """`met` of `total` are ready; `counted` says what was counted, `reference` leads to all of them."""

    key: str
    title: str
    counted: str
    reference: str
    met: int = 0
    total: int = 0
    gaps: tuple[Gap, ...] = ()

    @property
    def share(self) -> float | None:
        """None where there is nothing to count."""
        return self.met / self.total if self.total else None


@dataclass(frozen=True, slots=True)
class Readiness:
    """`at` is in microseconds since 1970."""

    at: int
    areas: tuple[Area, ...]

    @property
    def score(self) -> int | None:
        """0 to 100 as DEFINITION says; None while nothing is prepared at all."""
        shares = [area.share for area in self.areas if area.share is not None]
        return int(100 * sum(shares) / len(shares) + 1e-9) if shares else None


def readiness(reader: Reader, *, zone: tzinfo, at: int | None = None) -> Readiness:
    """How ready the desk is at an instant in microseconds since 1970, else now; days are those of `zone`."""
    at = clock.stored(clock.now()) if at is None else at
    today = clock.instant(at).astimezone(zone).date()
    return Readiness(
        at,
        (
            _plans(reader, today, zone),
            _contacts(reader, today),
            _rotas(reader, at),
            _training(reader, today),
            _policies(reader, today),
            _drills(reader, today, zone),
        ),
    )


def _area(area: Area, gaps: Iterable[Gap], total: int) -> Area:
    found = tuple(gaps)
    return replace(area, gaps=found, total=total, met=total - len(found))


# ── plans ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _plans(reader: Reader, today: date, zone: tzinfo) -> Area:
    rows = plans(reader)
    said = ((row, _plan_gap(row, today, zone)) for row in rows)
    counted = _("Response plans that are approved and not due for review")
    gaps = [Gap(row.name, text, row.number) for row, text in said if text]
    return _area(Area("plans", _("Plans"), counted, "plans#plans"), gaps, len(rows))


def _plan_gap(row: PlanRow, today: date, zone: tzinfo) -> str:
    if row.approved is None:
        return _("no version is approved")
    if row.due_for_review(today.isoformat()):
        return _("to be reviewed since {day}").format(day=row.review_by)
    approved = clock.instant(row.approved.approved_at or row.approved.created_at).astimezone(zone).date()
    if not row.review_by and (today - approved).days > GOOD_FOR:
        return _("approved on {day} and nobody has looked at it since").format(day=approved.isoformat())
    return ""


# ── contacts and rotas ───────────────────────────────────────────────────────────────────────────────────────────────


def _contacts(reader: Reader, today: date) -> Area:
    rows = contacts(reader, today.isoformat())
    gaps = [
        Gap(row.name, _contact_gap(row), f"organisation#contacts/{row.id}")
        for row in rows
        if row.stale or not row.methods
    ]
    counted = _("Contacts that were verified lately and can be reached")
    return _area(Area("contacts", _("Contacts"), counted, "organisation#contacts"), gaps, len(rows))


def _contact_gap(row: ContactRow) -> str:
    if not row.methods:
        return _("no way to reach them")
    if not row.verified_on:
        return _("never verified")
    return _("verified last on {day}").format(day=row.verified_on)


def _rotas(reader: Reader, at: int) -> Area:
    rotas, gaps = rotas_of(reader), []
    for rota in rotas:
        findings = assess(rota, at, at + DAYS_AHEAD * _DAY).findings
        serious = [each for each in findings if each.severity == Severity.SERIOUS]
        if serious:
            gaps.append(Gap(rota.name, serious[0].sentence, f"ROTA-{rota.id:04d}"))
    counted = _("Rotas without a serious finding in the next {days} days").format(days=DAYS_AHEAD)
    return _area(Area("rotas", _("On call"), counted, "plans#on-call"), gaps, len(rotas))


# ── people ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def _training(reader: Reader, today: date) -> Area:
    day = today.isoformat()
    found = matrix(reader, day)
    met, required = coverage_of(found.lines)
    gaps = tuple(Gap(row.person, row.course, "drills#training") for row in overdue_in(found, day))
    counted = _("Required trainings that people have and that have not expired")
    return Area("training", _("Training"), counted, "drills#training", met, required, gaps)


def _policies(reader: Reader, today: date) -> Area:
    area = Area("policies", _("Policies"), _("Acknowledgements that published policies ask for"), "plans#policies")
    met = total = 0
    gaps = []
    for row in documents(reader, today.isoformat()):
        if not row.published:
            continue
        total += len(row.asked)
        met += len(row.acknowledged)
        if row.missing:
            text = ngettext("{count} person has not read it", "{count} people have not read it", len(row.missing))
            gaps.append(Gap(row.name, text.format(count=len(row.missing)), row.number))
    return replace(area, met=met, total=total, gaps=tuple(gaps))


# ── drills ───────────────────────────────────────────────────────────────────────────────────────────────────────────

_LAST_DRILLS = (
    "SELECT COALESCE(d.service_id, s.service_id), MAX(d.ended_at) FROM drill d"
    " JOIN drill_scenario s ON s.id = d.scenario_id"
    " WHERE d.withdrawn_at IS NULL AND d.state = :ended GROUP BY COALESCE(d.service_id, s.service_id)"
)


def _drills(reader: Reader, today: date, zone: tzinfo) -> Area:
    last: dict[int | None, int] = dict(reader.rows(_LAST_DRILLS, {"ended": DrillState.ENDED.value}))
    rows = [row for row in services(reader) if row.criticality in _IMPORTANT]
    said = ((row, _drill_gap(row, last.get(row.id), today, zone)) for row in rows)
    counted = _("Services of critical or high criticality that were drilled within a year")
    gaps = [Gap(row.name, text, "drills#drills") for row, text in said if text]
    return _area(Area("drills", _("Drills"), counted, "drills#drills"), gaps, len(rows))


def _drill_gap(_row: ServiceRow, ended_at: int | None, today: date, zone: tzinfo) -> str:
    if ended_at is None:
        return _("never drilled")
    day = clock.instant(ended_at).astimezone(zone).date()
    return _("drilled last on {day}").format(day=day.isoformat()) if day < today - timedelta(days=GOOD_FOR) else ""
