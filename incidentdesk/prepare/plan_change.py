"""Writing response plans: their facts, their versions, and how a version is approved (P1, P6)."""

import datetime
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa

from incidentdesk.language import N_, _, isolated
from incidentdesk.prepare.escalation import escalation_policy
from incidentdesk.prepare.fact import (
    Fact,
    changed_columns,
    give_up_facts,
    last_writer,
    line,
    name_of,
    named,
    present,
    stored_facts,
)
from incidentdesk.prepare.fact import text as text_fact
from incidentdesk.prepare.naming import LONGEST_NAME, same_name
from incidentdesk.prepare.person import person, person_named
from incidentdesk.prepare.plan import VersionState, plan, plan_version
from incidentdesk.prepare.plan_check import Weight, check_plan
from incidentdesk.prepare.plan_content import PlanContent, content_of, content_text
from incidentdesk.prepare.plan_merge import Merge, merged
from incidentdesk.prepare.plan_tidying import tidied
from incidentdesk.prepare.plan_version import Version, current_version, version_of, versions_of
from incidentdesk.prepare.record_name import make_room
from incidentdesk.prepare.wording import LONGEST_TEXT, text_of
from incidentdesk.refusal import Refused
from incidentdesk.store import ledger
from incidentdesk.store.conflict import Conflict
from incidentdesk.store.session import Session

_NO_NAME = N_("A response plan needs a name. Say in a few words what it is for.")


def _day(_session: Session, value: Any) -> str:
    text = str(value).strip()
    try:
        return datetime.date.fromisoformat(text).isoformat() if text else ""
    except ValueError as error:
        raise Refused(
            _("“{day}” is no day. Write it as year, month and day: 2026-03-31.").format(day=isolated(text))
        ) from error


def _name(_session: Session, value: Any) -> str:
    name: str = line("name", _NO_NAME).store(_session, value)
    if len(name) > LONGEST_NAME:
        raise Refused(_("A name has at most {most} characters.").format(most=LONGEST_NAME))
    return name


def _policy_id(session: Session, name: str) -> int | None:
    """An escalation policy is not made by naming it, for it would notify nobody."""
    if not name.strip():
        return None
    table = escalation_policy
    known = session.connection.execute(sa.select(table.c.id, table.c.name).where(table.c.withdrawn_at.is_(None)))
    found = next((int(row.id) for row in known if same_name(row.name, name)), None)
    if found is None:
        raise Refused(_("There is no escalation policy “{name}”.").format(name=isolated(name.strip())))
    return found


PLAN_FACTS = {
    "name": Fact("name", _name, lambda _session, value: value),
    "description": text_fact("description"),
    "owner": named("owner_id", person, person_named),
    "escalation_policy": Fact(
        "escalation_policy_id",
        lambda session, value: _policy_id(session, str(value)),
        lambda session, key: name_of(session, escalation_policy, key),
    ),
    "review_by": Fact("review_by", _day, lambda _session, value: value),
}


class PlanConflict(Conflict):
    """Both have changed the same parts of a plan; `theirs` is what is saved, `merge` holds all else.

    `plan_merge.merged(seen, theirs, mine, choices)` makes the content once the person has chosen.
    """

    def __init__(self, merge: Merge, theirs: PlanContent, changed_by: str) -> None:
        super().__init__(merge.clashes, changed_by)
        self.merge = merge
        self.theirs = theirs


# ── the plan ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def create_plan(
    session: Session,
    *,
    name: str,
    content: PlanContent | None = None,
    description: str = "",
    owner: str = "",
    escalation_policy: str = "",
    review_by: str = "",
    note: str = "",
) -> int:
    """A new plan with a draft as its first version; returns the id of the plan.

    `review_by` is an ISO date. Raises Refused for a name that is empty, too long or taken, an escalation policy that
    there is not, and for what is no day.
    """
    facts = {
        "name": name,
        "description": description,
        "owner": owner,
        "escalation_policy": escalation_policy,
        "review_by": review_by,
    }
    columns = stored_facts(session, PLAN_FACTS, facts)
    make_room(session, plan, 0, columns["name"])
    plan_id = ledger.insert(session, plan, columns)
    _insert_version(session, plan_id, 1, content or PlanContent(), note)
    return plan_id


def change_plan(
    session: Session, plan_id: int, changes: Mapping[str, Any], *, seen: Mapping[str, Any] | None = None
) -> None:
    """Write changed facts; `seen` are the facts that the person had before the eyes.

    Raises Conflict where somebody has changed one of the fields since it was seen, Refused for what a fact can't be
    and a name that another plan has.
    """
    row = present(session, plan, plan_id)
    columns = changed_columns(session, plan, PLAN_FACTS, row, changes, seen)
    if "name" in columns:
        make_room(session, plan, plan_id, columns["name"])
    if columns:
        ledger.update(session, plan, plan_id, columns)


def give_up_plan(session: Session, plan_id: int, given_up: Mapping[str, Any]) -> None:
    """Keep in the history what a person wanted to write and gave up for what another had written (R12)."""
    give_up_facts(session, plan, PLAN_FACTS, plan_id, given_up)


def withdraw_plan(session: Session, plan_id: int) -> None:
    """Take a plan out of sight, its rules choose it no longer; Undo brings it back. Incidents that run it go on."""
    present(session, plan, plan_id)
    ledger.withdraw(session, plan, plan_id)


# ── its versions ──────────────────────────────────────────────────────────────────────────────────────────────────────


def save_draft(
    session: Session, plan_id: int, content: PlanContent, seen: PlanContent | None, *, note: str = ""
) -> int:
    """Save what a person has made of `seen`; returns the id of the version that holds it.

    What another has saved meanwhile is kept, action by action and field by field. Where the last version is approved
    the next one begins; what was in review is a draft again, for it is no longer what was submitted. An empty `note`
    leaves the note as it is. Raises PlanConflict where both have changed the same, and Refused where the plan was
    taken away or is too long.
    """
    present(session, plan, plan_id)
    content, seen = checked_content(content), seen and tidied(seen)
    version = current_version(session.reader, plan_id)
    if version is None:
        return _insert_version(session, plan_id, 1, content, note)
    if version.is_open:
        # Held against others who save it at this moment.
        stored = content_of(ledger.current(session, plan_version, version.id)["content"])
    else:
        stored = version.content
    content = _merged(session, version, seen, stored, content)
    if not version.is_open:
        return (
            version.id
            if content == stored
            else _insert_version(session, plan_id, _next(session, plan_id), content, note)
        )
    changes: dict[str, Any] = {"note": text_of(note).strip()} if note.strip() else {}
    if content != stored:
        changes |= {"content": content_text(content), "state": VersionState.DRAFT}
    if changes:
        ledger.update(session, plan_version, version.id, {**changes, "updated_at": session.at})
    return version.id


def give_up_content(session: Session, version_id: int, content: PlanContent) -> None:
    """Keep in the history what a person had written and gave up for what another had written (R12)."""
    ledger.decline(session, plan_version, version_id, {"content": content_text(checked_content(content))})


def start_draft(session: Session, plan_id: int, *, note: str = "") -> int:
    """The id of the version that is worked on; the next one begins as a copy of the approved where there is none."""
    present(session, plan, plan_id)
    version = current_version(session.reader, plan_id)
    if version is not None and version.is_open:
        return version.id
    content = version.content if version else PlanContent()
    return _insert_version(session, plan_id, _next(session, plan_id), content, note)


def note_version(session: Session, version_id: int, note: str) -> None:
    """Say what is new in a version. Raises Refused where it is approved already."""
    _open_one(session, version_id)
    ledger.update(session, plan_version, version_id, {"note": text_of(note).strip(), "updated_at": session.at})


def submit(session: Session, version_id: int) -> None:
    """Ask for the approval of a draft. Raises Refused where it has errors or is no draft."""
    version = _open_one(session, version_id)
    if version.state == VersionState.IN_REVIEW:
        raise Refused(_("This version is in review already."))
    _refuse_errors(session, version.content)
    _set_state(session, version_id, {"state": VersionState.IN_REVIEW})


def send_back(session: Session, version_id: int, *, note: str = "") -> None:
    """Make a version in review a draft again; `note` says what is missing. Raises Refused where it isn't in review."""
    version = _open_one(session, version_id)
    if version.state != VersionState.IN_REVIEW:
        raise Refused(_("Only what is in review can be sent back."))
    more = {"note": text_of(note).strip()} if note.strip() else {}
    _set_state(session, version_id, {"state": VersionState.DRAFT, **more})


def approve(
    session: Session, version_id: int, *, review_by: str | None = None, seen: PlanContent | None = None
) -> None:
    """From now on incidents run this version; the one that was approved before is superseded.

    Anybody may approve, in a team of one also the writer; the version says who did and when. `review_by` sets the day
    by which the plan is looked at again, `seen` is what the person has read. Raises Refused where the plan has errors,
    where the version is approved already, and where somebody has changed it since it was read.
    """
    version = _open_one(session, version_id)
    if seen is not None and tidied(seen) != version.content:
        name = isolated(last_writer(session, plan_version, version_id, {"content"}))
        raise Refused(
            _("{name} has changed the plan meanwhile. Look at what is new in it, then approve it.").format(name=name)
        )
    _refuse_errors(session, version.content)
    for other in versions_of(session.reader, version.plan_id):
        if other.state == VersionState.APPROVED:
            _set_state(session, other.id, {"state": VersionState.SUPERSEDED})
    approval = {"approved_at": session.at, "approved_by": session.actor}
    _set_state(session, version_id, {"state": VersionState.APPROVED, **approval})
    if review_by is not None:
        change_plan(session, version.plan_id, {"review_by": review_by})


def approve_beside_draft(session: Session, plan_id: int, content: PlanContent, *, note: str) -> int:
    """Approve `content` as the next version at once; returns its id.

    A draft that somebody works on goes on behind it, as a version of its own with what is new in it. Where nothing was
    approved yet, the draft itself becomes it. Raises Refused where the plan has errors, and where the draft has
    changed the same, for neither may be overwritten.
    """
    present(session, plan, plan_id)
    living = versions_of(session.reader, plan_id)
    approved = next((each for each in living if each.state == VersionState.APPROVED), None)
    draft = next((each for each in living if each.is_open), None)
    if approved is None and draft is not None:
        version_id = save_draft(session, plan_id, content, None, note=note)
        approve(session, version_id)
        return version_id
    merge = _brought_in(session, approved, checked_content(content), draft) if approved and draft else None
    version_id = _insert_version(session, plan_id, _next(session, plan_id), content, note)
    approve(session, version_id)
    if draft is not None and merge is not None:
        _carry_on(session, draft, merge.content)
    return version_id


def _brought_in(session: Session, approved: Version, after: PlanContent, draft: Version) -> Merge:
    """A draft with what a new version changes."""
    stored = content_of(ledger.current(session, plan_version, draft.id)["content"])
    merge = merged(approved.content, after, stored)
    if merge.clashes:
        sentence = _(
            "{name} works on version {number}, and it changes the same: {fields}. Approve or discard it first."
        )
        raise Refused(
            sentence.format(
                name=isolated(last_writer(session, plan_version, draft.id, {"content"})),
                number=draft.number,
                fields="; ".join(clash.field for clash in merge.clashes[:3]),
            )
        )
    return merge


def _carry_on(session: Session, draft: Version, content: PlanContent) -> None:
    """The draft with a number behind the version that came before it; no number is ever used twice."""
    ledger.withdraw(session, plan_version, draft.id)
    begun = {"created_at": draft.created_at, "created_by": draft.created_by}
    _insert_version(session, draft.plan_id, _next(session, draft.plan_id), content, draft.note, begun)


def drop_draft(session: Session, version_id: int) -> None:
    """Give up the version that is worked on; Undo brings it back. Raises Refused where it is the only one."""
    version = _open_one(session, version_id)
    if len(versions_of(session.reader, version.plan_id)) == 1:
        raise Refused(_("This is the only version of the plan. Withdraw the plan instead."))
    ledger.withdraw(session, plan_version, version_id)


def checked_content(content: PlanContent) -> PlanContent:
    """The plan as it is kept: names on one line, texts without what no database keeps.

    Raises Refused for a plan that is longer than a text of the desk may be.
    """
    content = tidied(content)
    if len(content_text(content)) > LONGEST_TEXT:
        raise Refused(_("This plan is too long: with all its instructions it has more than a million characters."))
    return content


def _merged(
    session: Session, version: Version, seen: PlanContent | None, stored: PlanContent, mine: PlanContent
) -> PlanContent:
    if seen is None or seen == stored:
        return mine
    merge = merged(seen, stored, mine)
    if merge.clashes:
        raise PlanConflict(merge, stored, last_writer(session, plan_version, version.id, {"content"}))
    return merge.content


def _open_one(session: Session, version_id: int) -> Version:
    """The version, held against other writers; raises Refused where it can't be worked on any more."""
    ledger.current(session, plan_version, version_id)
    version = version_of(session.reader, version_id)
    if version is None:
        raise Refused(_("Somebody has given this version up meanwhile."))
    present(session, plan, version.plan_id)
    if not version.is_open:
        raise Refused(
            _("Version {number} is {state}. Start the next version to change the plan.").format(
                number=version.number, state=_(version.state)
            )
        )
    return version


def _refuse_errors(session: Session, content: PlanContent) -> None:
    errors = [each.text for each in check_plan(session.reader, content) if each.weight == Weight.ERROR]
    if errors:
        raise Refused(_("The plan can't be approved yet. {errors}").format(errors=" ".join(errors[:3])))


def _set_state(session: Session, version_id: int, changes: Mapping[str, Any]) -> None:
    ledger.update(session, plan_version, version_id, {**changes, "updated_at": session.at})


def _next(session: Session, plan_id: int) -> int:
    """Also the number of a version that was given up is never used again."""
    highest = sa.select(sa.func.max(plan_version.c.number)).where(plan_version.c.plan_id == plan_id)
    return int(session.connection.execute(highest).scalar() or 0) + 1


def _insert_version(
    session: Session,
    plan_id: int,
    number: int,
    content: PlanContent,
    note: str,
    begun: Mapping[str, Any] = MappingProxyType({}),
) -> int:
    """`begun` says by whom and when where it goes on under another number."""
    return ledger.insert(
        session,
        plan_version,
        {
            "plan_id": plan_id,
            "number": number,
            "content": content_text(checked_content(content)),
            "state": VersionState.DRAFT,
            "note": text_of(note).strip(),
            "created_at": session.at,
            "created_by": session.actor,
            "updated_at": session.at,
            **begun,
        },
    )
