"""What the page of a plan reads and writes, away from the window."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from incidentdesk.improve.plan_proposal_list import proposals_of_plan
from incidentdesk.language import _
from incidentdesk.prepare.known_names import known_names
from incidentdesk.prepare.plan_check import Finding, check_plan
from incidentdesk.prepare.plan_content import PlanContent
from incidentdesk.prepare.plan_list import PlanRow, plan_row
from incidentdesk.prepare.plan_version import Version, current_version, versions_of
from incidentdesk.prepare.role_list import role_names
from incidentdesk.refusal import Refused
from incidentdesk.store.conflict import Conflict

Act = Callable[[Any], Any]
# Changes of these make the page read anew.
NOUNS = frozenset({"plan", "plan_version", "plan_proposal"})
# Changes of these may make other findings and other names to complete with.
NAMED = frozenset({"role", "role_holder", "audience", "message_template", "contact", "person", "department", "setting"})


class Rejected(Refused):
    """The plan is gone, or its rules refuse what was to be saved; anything else is trouble with the database."""


@dataclass(frozen=True, slots=True)
class OfferedNames:
    """What the fields of a plan are completed with."""

    roles: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ()
    messages: tuple[str, ...] = ()
    contacts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PlanSheet:
    """A plan with the version that is worked on; `versions` are all of it, the newest first.

    `proposed` is how many changes to it wait for a decision.
    """

    row: PlanRow
    version: Version
    versions: tuple[Version, ...]
    names: OfferedNames = field(repr=False)
    proposed: int = 0


def load_plan(database: Any, plan_id: int) -> PlanSheet:
    """Raises Rejected where there is no such plan, and any other Refused where the database can't be read."""
    with database.read() as reader:
        row, version = plan_row(reader, plan_id), current_version(reader, plan_id)
        if row is None or version is None:
            raise Rejected(_("This plan is not there any more; it may be in the trash."))
        proposed = sum(1 for each in proposals_of_plan(reader, plan_id) if each.is_open)
        return PlanSheet(row, version, tuple(versions_of(reader, plan_id)), offered_names(reader), proposed)


def offered_names(reader: Any) -> OfferedNames:
    people = known_names(reader).staff
    return OfferedNames(
        tuple(role_names(reader)),
        _names(reader, "department"),
        _names(reader, "audience"),
        _names(reader, "message_template"),
        (*_names(reader, "contact"), *people),
    )


def _names(reader: Any, table: str) -> tuple[str, ...]:
    rows = reader.rows(f"SELECT name FROM {table} WHERE withdrawn_at IS NULL ORDER BY lower(name), id")
    return tuple(str(row[0]) for row in rows)


def load_findings(database: Any, content: PlanContent) -> list[Finding]:
    with database.read() as reader:
        return check_plan(reader, content)


def save_content(
    database: Any,
    actor: str,
    plan_id: int,
    content: PlanContent,
    seen: PlanContent,
    given_up: PlanContent | None = None,
) -> Version:
    """Save what was made of `seen`; returns the version that holds it. `given_up` stays in the history.

    Raises PlanConflict where both have changed the same, Rejected where the rules refuse it, and any other Refused
    where the database can't be written.
    """
    from incidentdesk.prepare.plan_change import give_up_content, save_draft
    from incidentdesk.prepare.plan_version import version_of

    with database.write(actor=actor, via="window") as session:
        try:
            version = version_of(session.reader, save_draft(session, plan_id, content, seen))
        except Conflict:
            raise
        except Refused as refused:
            raise Rejected(str(refused)) from refused
        assert version is not None
        if given_up is not None:
            give_up_content(session, version.id, given_up)
        return version


# ── the steps of a version ────────────────────────────────────────────────────────────────────────────────────────────


def starting(plan_id: int) -> Act:
    def act(session: Any) -> int:
        from incidentdesk.prepare.plan_change import start_draft

        return start_draft(session, plan_id)

    return act


def submitting(version_id: int, note: str) -> Act:
    def act(session: Any) -> None:
        from incidentdesk.prepare.plan_change import note_version, submit

        if note.strip():
            note_version(session, version_id, note)
        submit(session, version_id)

    return act


def approving(version_id: int, note: str, review_by: str, seen: PlanContent) -> Act:
    def act(session: Any) -> None:
        from incidentdesk.prepare.plan_change import approve, note_version

        if note.strip():
            note_version(session, version_id, note)
        approve(session, version_id, review_by=review_by, seen=seen)

    return act


def sending_back(version_id: int, note: str) -> Act:
    def act(session: Any) -> None:
        from incidentdesk.prepare.plan_change import send_back

        send_back(session, version_id, note=note)

    return act


def dropping(version_id: int) -> Act:
    def act(session: Any) -> None:
        from incidentdesk.prepare.plan_change import drop_draft

        drop_draft(session, version_id)

    return act


def withdrawing(plan_ids: list[int]) -> Act:
    def act(session: Any) -> None:
        from incidentdesk.prepare.plan_change import withdraw_plan

        for plan_id in plan_ids:
            withdraw_plan(session, plan_id)

    return act
