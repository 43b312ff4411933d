"""A response plan on paper: a runbook with boxes to tick, for the time in which no screen can be trusted."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path

from reportlab.platypus import CondPageBreak, Flowable

from incidentdesk.language import _, isolated
from incidentdesk.measure.plan_prose import plan_prose
from incidentdesk.measure.printed import NEVER, minute_and_zone
from incidentdesk.measure.reached_by import reached_by
from incidentdesk.paper.frame import PageSize, Sheet, write_document
from incidentdesk.paper.signature import Signatory, SignatureLines
from incidentdesk.paper.step import Indented, Step, StepHeadings
from incidentdesk.paper.styles import BODY, CELL, DANGER, KICKER, LABEL, NOTE, SECTION, SMALL, STRONG, TITLE, Face
from incidentdesk.paper.table import Cell, Column, Table
from incidentdesk.paper.text import Text
from incidentdesk.prepare.contact_list import ContactRow, contacts
from incidentdesk.prepare.plan import VersionState
from incidentdesk.prepare.plan_check import roles_in
from incidentdesk.prepare.plan_content import Action, PlanContact, PlanContent
from incidentdesk.prepare.plan_list import PlanRow, plan_row
from incidentdesk.prepare.plan_version import Version, current_version, version_of
from incidentdesk.prepare.plan_wording import offset_text, titles_of
from incidentdesk.prepare.reach import addresses_of, holder_of
from incidentdesk.prepare.setting import setting_of
from incidentdesk.refusal import Refused
from incidentdesk.store.reading import Reader

_LEAST_ROOM = 74.0  # points; a step does not begin below


@dataclass(frozen=True, slots=True)
class Holding:
    """A role, who holds it at this moment and why, and how that person is reached, a way a line."""

    role: str
    person: str
    source: str
    reached_by: str = ""


@dataclass(frozen=True, slots=True)
class PlanReport:
    """All that the runbook says; `contacts` are those of the plan in its order, None where the desk has no address."""

    desk: str
    row: PlanRow
    version: Version
    roles: tuple[Holding, ...]
    contacts: tuple[tuple[PlanContact, ContactRow | None], ...]


def gather_plan_report(reader: Reader, plan_id: int, version_id: int | None = None, *, at: int) -> PlanReport:
    """The approved version, else the draft, or a certain one; who holds the roles `at` (microseconds since 1970).

    Raises Refused where there is no such plan or version.
    """
    row = plan_row(reader, plan_id)
    if row is None:
        raise Refused(_("There is no such response plan."))
    version = version_of(reader, version_id) if version_id else row.approved or current_version(reader, plan_id)
    if version is None or version.plan_id != plan_id:
        raise Refused(_("The plan {name} has no such version.").format(name=isolated(row.name)))
    known = {each.name.casefold(): each for each in contacts(reader)}
    return PlanReport(
        desk=str(setting_of(reader, "desk_name")) or _("Incident desk"),
        row=row,
        version=version,
        roles=tuple(_holding(reader, role, at) for role in roles_in(version.content)),
        contacts=tuple((each, known.get(each.name.casefold())) for each in version.content.contacts),
    )


def _holding(reader: Reader, role: str, at: int) -> Holding:
    found = holder_of(reader, role, at)
    if found is None:
        return Holding(role, "", "")
    return Holding(role, found.name, found.source, reached_by(addresses_of(reader, found.person_id)))


def plan_report(
    report: PlanReport,
    path: Path | str,
    *,
    zone: tzinfo,
    made_by: str,
    made_at: int,
    page_size: PageSize | str = "A4",
    cancelled: Callable[[], bool] = lambda: False,
) -> int:
    """Write the runbook as a PDF and return the number of its pages.

    `made_at` in microseconds since 1970. Raises Refused where the file cannot be written, or when it is cancelled.
    """
    made = minute_and_zone(made_at, zone)
    sheet = Sheet(
        desk=report.desk,
        title=report.row.name,
        made=_("Made {time} by {person}").format(time=made, person=isolated(made_by)),
        author=report.row.owner or made_by,
        subject=_("Response plan"),
        mark=_("Version {number} · {state}").format(number=report.version.number, state=_(report.version.state)),
        page_size=PageSize(page_size),
    )
    return write_document(path, plan_story(report, zone), sheet, cancelled=cancelled)


def plan_story(report: PlanReport, zone: tzinfo) -> list[Flowable]:
    """The blocks of the runbook, for a document of its own or a chapter of a larger one."""
    content = report.version.content
    return [
        Text(f"{_('Response plan')} · {report.row.number}", KICKER),
        Text(report.row.name, TITLE),
        *_not_approved(report.version),
        *plan_prose(content.purpose or report.row.description),
        _cover(report, zone),
        SignatureLines([Signatory(text, "") for text in (_("Incident number"), _("Activated at (T)"), _("Commander"))]),
        *_people(report),
        *_channels(content),
        *_phases(content),
    ]


# ── before the steps ──────────────────────────────────────────────────────────────────────────────────────────────────


def _not_approved(version: Version) -> list[Flowable]:
    if version.state == VersionState.APPROVED:
        return []
    said = _("This version is not the approved one: {state}.").format(state=_(version.state))
    return [Text(f"▲ {said}", BODY.but(face=Face.BOLD, colour=DANGER))]


def _cover(report: PlanReport, zone: tzinfo) -> Table:
    version = report.version
    approved = NEVER
    if version.approved_at is not None:
        approved = f"{version.approved_by}\n{minute_and_zone(version.approved_at, zone)[:10]}"
    columns = [Column(text, style=STRONG) for text in (_("Version"), _("Owner"), _("Approved by"), _("Review by"))]
    said = f"{version.number} · {_(version.state)}"
    return Table(columns, [(said, report.row.owner or NEVER, approved, report.row.review_by or NEVER)], after=4)


def _people(report: PlanReport) -> list[Flowable]:
    blocks: list[Flowable] = []
    if report.roles:
        columns = [Column(_("Role"), share=1.1, style=STRONG), Column(_("Held now by"), share=1.3)]
        columns += [Column(_("Reached by"), share=1.5), Column(_("Taken over by"), width=92)]
        blocks += [
            CondPageBreak(90),
            Text(_("Roles"), SECTION),
            Table(columns, [_role_row(each) for each in report.roles]),
        ]
    if report.contacts:
        columns = [Column("", width=14, style=LABEL), Column(_("Contact"), share=1.2), Column(_("When"), share=1.2)]
        columns += [Column(_("Reached by"), share=1.4), Column(_("Verified"), width=62)]
        rows = [_contact_row(at, *each) for at, each in enumerate(report.contacts, 1)]
        blocks += [CondPageBreak(90), Text(_("Contacts, in this order"), SECTION), Table(columns, rows)]
    return blocks


def _role_row(held: Holding) -> list[Cell]:
    if not held.person:
        return [held.role, ((f"▲ {_('nobody')}", STRONG),), "", ""]
    return [held.role, ((held.person, STRONG), (held.source, LABEL)), held.reached_by or NEVER, ""]


def _contact_row(at: int, named: PlanContact, known: ContactRow | None) -> list[Cell]:
    if known is None:
        return [str(at), ((named.name, STRONG),), named.what_for, f"▲ {_('no number on file')}", NEVER]
    more = [known.organisation, known.hours]
    if known.their_reference:
        more.append(_("they know us as {reference}").format(reference=known.their_reference))
    verified = known.verified_on or _("never")
    return [
        str(at),
        ((named.name, STRONG), ("\n".join(each for each in more if each), LABEL)),
        named.what_for,
        reached_by(known.methods) or NEVER,
        ((f"▲ {verified}", STRONG),) if known.stale else verified,
    ]


def _channels(content: PlanContent) -> list[Flowable]:
    rows = [
        (_("First") if at == 0 else _("Fallback"), channel.name, channel.address)
        for at, channel in enumerate(content.channels)
    ]
    if content.audiences:
        every = _("every {n} minutes").format(n=content.cadence) if content.cadence else ""
        rows.append((_("To be told"), ", ".join(content.audiences), every))
    if content.first_message:
        rows.append((_("First message"), content.first_message, ""))
    if not rows:
        return []
    columns = [Column("", width=82, style=LABEL), Column("", style=STRONG), Column("", share=1.6)]
    return [CondPageBreak(70), Text(_("Channels and messages"), SECTION), Table(columns, rows, headings=False)]


# ── the steps ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _phases(content: PlanContent) -> Iterator[Flowable]:
    titles = titles_of(content)
    numbers = {
        action.key: f"{at}.{place}"
        for at, phase in enumerate(content.phases, 1)
        for place, action in enumerate(phase.actions, 1)
    }
    for at, phase in enumerate(content.phases, 1):
        yield CondPageBreak(110)
        yield Text(f"{at}  {phase.title}", SECTION.but(size=13, leading=17, before=12, after=0))
        yield StepHeadings(_("Due"), _("Done at"), _("Initials"))
        for action in phase.actions:
            yield from _step(action, numbers, titles)


def _step(action: Action, numbers: dict[str, str], titles: dict[str, str]) -> Iterator[Flowable]:
    yield CondPageBreak(_LEAST_ROOM)
    yield Step(numbers[action.key], action.title or "…", offset_text(action.offset))
    yield from (Indented(block) for block in _below(action, numbers, titles))


def _below(action: Action, numbers: dict[str, str], titles: dict[str, str]) -> Iterator[Flowable]:
    """Who, until when it is done, after what, and how."""
    note = NOTE.but(after=2)
    who = [action.role, action.department, *(f"{_(letter)}: {role}" for letter, role in action.raci)]
    if not action.mandatory:
        who.append(_("optional"))
    if any(who):
        yield Text(" · ".join(filter(None, who)), note)
    if action.criterion:
        yield Text(_("Done when {criterion}").format(criterion=action.criterion), SMALL.but(face=Face.OBLIQUE, after=2))
    needs = [f"{numbers[key]} {titles[key]}" for key in action.needs if key in numbers]
    if needs:
        yield Text(_("After {actions}").format(actions=", ".join(needs)), note)
    if action.message or action.audience:
        audience, message = action.audience or NEVER, action.message or NEVER
        yield Text(_("Message to {audience}: {message}").format(audience=audience, message=message), note)
    yield from plan_prose(action.instructions, CELL.but(after=2))
