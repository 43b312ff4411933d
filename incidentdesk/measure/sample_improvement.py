"""The improvements of the sample desk, and the changes to its plans that came of them."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial

from incidentdesk.improve.improvement_change import create_improvement, move_improvement
from incidentdesk.improve.plan_proposal_change import accept_proposal, propose_change, reject_proposal
from incidentdesk.measure.sample_deed import Deed, Logged, Told, span, texts, titled
from incidentdesk.prepare.campaign_change import acknowledge_plan
from incidentdesk.prepare.plan_change import approve, save_draft
from incidentdesk.prepare.plan_content import PlanContent
from incidentdesk.prepare.plan_editing import add_action_after, set_action
from incidentdesk.prepare.plan_version import approved_version
from incidentdesk.respond.activation import activate
from incidentdesk.respond.plan_run_change import complete_run
from incidentdesk.respond.plan_run_list import runs_of
from incidentdesk.respond.task_change import add_task, finish_task, skip_task
from incidentdesk.respond.task_list import tasks
from incidentdesk.store.session import Session

_FACTS = ("title", "description", "source", "owner", "service", "plan", "benefit", "effort", "metric", "result")
_OF_ACTION = ("title", "role", "offset", "criterion")


def improvement_deeds(begun: Mapping[str, datetime], now: datetime) -> Iterator[Deed]:
    """`begun` says when incidents were logged, by their titles."""
    told = texts("improvements")
    yield from _run_deeds(told["ran"], begun[told["ran"]["of"]])
    for each in told["improvement"]:
        at = now - span(each["ago"])
        yield Deed(at, each["by"], partial(_keep, each, _day(each, now)))
        for step in each["steps"]:
            yield Deed(at + span(step[0]), each.get("owner", each["by"]), partial(_move, each["title"], step))
    for each in told["proposal"]:
        yield from _proposal_deeds(each, now)
    for each in told["version"]:
        yield Deed(now - span(each["ago"]), each["by"], partial(_approve, each))


def _proposal_deeds(told: Told, now: datetime) -> Iterator[Deed]:
    yield Deed(now - span(told["ago"]), told["by"], partial(_propose, told))
    if "decided" in told:
        yield Deed(now - span(told["decided"]), told["decider"], partial(_decide, told))
    for ago, name in told.get("read_by", ()):
        yield Deed(now - span(ago), name, partial(_read, told["plan"], name))


def _run_deeds(told: Told, logged_at: datetime) -> Iterator[Deed]:
    """The plan that was run in an outage, step by step."""
    yield Deed(logged_at + span(told["after"]), told["by"], partial(_activate, told))
    for title, after, who in told["step"]:
        yield Deed(logged_at + span(after), who, partial(_finish, told["of"], title))
    for title, after, who, reason in told["skipped"]:
        yield Deed(logged_at + span(after), who, partial(_skip, told["of"], title, reason))
    for title, after, who, done in told["added"]:
        yield Deed(logged_at + span(after), who, partial(_add, told["of"], title))
        yield Deed(logged_at + span(done), who, partial(_finish, told["of"], title))
    yield Deed(logged_at + span(told["ended"]), told["by"], partial(_complete, told["of"]))


def _activate(told: Told, session: Session, logged: Logged) -> None:
    activate(session, logged[told["of"]][-1], plan_id=_id(session, "plan", told["plan"], "name"))


def _task_id(session: Session, incident_id: int, title: str) -> int:
    return next(row.id for row in tasks(session.reader, incident_id) if row.title == title)


def _finish(of: str, title: str, session: Session, logged: Logged) -> None:
    finish_task(session, _task_id(session, logged[of][-1], title))


def _skip(of: str, title: str, reason: str, session: Session, logged: Logged) -> None:
    skip_task(session, _task_id(session, logged[of][-1], title), reason=reason)


def _add(of: str, title: str, session: Session, logged: Logged) -> None:
    incident_id = logged[of][-1]
    beside = next(row for row in tasks(session.reader, incident_id) if row.title == "Switch to the failover line")
    add_task(session, incident_id, title=title, after=beside.id)


def _complete(of: str, session: Session, logged: Logged) -> None:
    complete_run(session, runs_of(session.reader, logged[of][-1])[0].id)


def _day(told: Told, now: datetime) -> str:
    """The day until which it is promised, told as days from now."""
    if "due" not in told:
        return ""
    days = told["due"]
    late = days.startswith("-")
    return (now - span(days[1:]) if late else now + span(days)).date().isoformat()


def _keep(told: Told, due_on: str, session: Session, logged: Logged) -> None:
    origins = {"from_incident_id": titled(session, logged, told["of"]).id} if "of" in told else {}
    if "lesson" in told:
        origins["lesson_id"] = _id(session, "lesson", told["lesson"])
    facts = {name: told[name] for name in _FACTS if name in told}
    create_improvement(session, **{**facts, **origins, "due_on": due_on})


def _move(title: str, step: Sequence[str], session: Session, _logged: Logged) -> None:
    reason = step[2] if len(step) > 2 else ""
    move_improvement(session, _id(session, "improvement", title), step[1], reason=reason)


def _propose(told: Told, session: Session, _logged: Logged) -> None:
    plan_id, content = _running(session, told["plan"])
    origins = {f"{noun}_id": _id(session, noun, told[noun]) for noun in ("lesson", "improvement") if noun in told}
    propose_change(session, plan_id=plan_id, content=_changed(content, told), reason=told["reason"], **origins)


def _decide(told: Told, session: Session, _logged: Logged) -> None:
    rows = session.reader.rows("SELECT id FROM plan_proposal WHERE reason = :reason", {"reason": told["reason"]})
    proposal_id = int(rows[0][0])
    if "rejected" in told:
        reject_proposal(session, proposal_id, reason=told["rejected"])
        return
    accept_proposal(session, proposal_id)


def _read(plan: str, name: str, session: Session, _logged: Logged) -> None:
    version = approved_version(session.reader, _id(session, "plan", plan, "name"))
    assert version is not None
    acknowledge_plan(session, version.id, _id(session, "person", name, "name"))


def _approve(told: Told, session: Session, _logged: Logged) -> None:
    plan_id, content = _running(session, told["plan"])
    version_id = save_draft(session, plan_id, _changed(content, told), content, note=told["note"])
    approve(session, version_id)


def _running(session: Session, plan: str) -> tuple[int, PlanContent]:
    plan_id = _id(session, "plan", plan, "name")
    version = approved_version(session.reader, plan_id)
    assert version is not None
    return plan_id, version.content


def _changed(content: PlanContent, told: Told) -> PlanContent:
    for each in told.get("set", ()):
        content = set_action(content, _key(content, each["of"]), **_facts(each))
    for each in told.get("add", ()):
        content, key = add_action_after(content, _key(content, each["after"]), each["title"])
        content = set_action(content, key, **_facts(each))
    return content


def _facts(told: Told) -> Mapping[str, str | int]:
    return {name: told[name] for name in _OF_ACTION if name in told}


def _key(content: PlanContent, title: str) -> str:
    return next(action.key for action in content.actions if action.title == title)


def _id(session: Session, noun: str, value: str, column: str = "title") -> int:
    return int(session.reader.rows(f"SELECT id FROM {noun} WHERE {column} = :value", {"value": value})[0][0])
