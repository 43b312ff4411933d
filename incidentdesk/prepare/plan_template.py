"""The response plans that come with the program, each a file of Markdown that people can read and change."""

import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Any

import sqlalchemy as sa

from incidentdesk.language import _, isolated
from incidentdesk.paths import resources
from incidentdesk.prepare.audience import Form, audience
from incidentdesk.prepare.message_template import message_template
from incidentdesk.prepare.naming import named, same_name
from incidentdesk.prepare.plan_change import create_plan
from incidentdesk.prepare.plan_check import roles_in
from incidentdesk.prepare.plan_content import PlanContent
from incidentdesk.prepare.plan_file import plan_preview
from incidentdesk.prepare.plan_list import plans
from incidentdesk.prepare.plan_rule_change import arrange_rules, write_rule
from incidentdesk.prepare.role_change import make_standard_roles, role_named
from incidentdesk.refusal import Refused
from incidentdesk.store import ledger
from incidentdesk.store.session import Session


@dataclass(frozen=True, slots=True)
class PlanTemplate:
    """`words` are those of the rule that it proposes; `first` is that it is asked before others, for what harms most.

    “Phishing led to ransomware” is ransomware.
    """

    name: str
    description: str
    content: PlanContent
    words: str
    first: bool = False


@cache
def plan_templates() -> tuple[PlanTemplate, ...]:
    """All of them, in the order of the alphabet."""
    found = (_template(path) for path in (resources() / "plans").glob("*.md"))
    return tuple(sorted(found, key=lambda each: each.name.casefold()))


def create_from_template(session: Session, name: str, *, as_name: str = "", with_rule: bool = True) -> int:
    """A new plan from a template; returns its id. It is a draft, for somebody has to look whether it fits.

    Roles, audiences and message templates that it names are made where there are none; contacts are not, for nobody
    but the desk knows their numbers. `with_rule` makes the rule that it proposes. Raises Refused where there is no
    such template, and where there is a plan of that name.
    """
    template = template_named(name)
    plan_name = _free_name(session, as_name or template.name, given=bool(as_name))
    plan_id = create_plan(session, name=plan_name, content=template.content, description=template.description)
    make_standard_roles(session)
    for role in roles_in(template.content):
        role_named(session, role)
    _make_messages(session, template.content)
    if with_rule:
        rule_id = write_rule(session, plan=plan_name, words=template.words)
        if template.first:
            arrange_rules(session, [rule_id])
    return plan_id


def template_named(name: str) -> PlanTemplate:
    """Raises Refused where there is none of that name."""
    for template in plan_templates():
        if same_name(template.name, name):
            return template
    raise Refused(
        _("There is no plan template “{name}”. There are: {names}.").format(
            name=isolated(name), names=", ".join(each.name for each in plan_templates())
        )
    )


def make_message_templates(session: Session, names: set[str] | None = None) -> int:
    """Make the messages that come with the program, all or those of some names, with their audiences; how many are new.

    What the desk has under the same name stays as it is.
    """
    known = session.reader.rows("SELECT id, name, withdrawn_at FROM message_template")
    there = {str(name).casefold(): (int(template_id), withdrawn) for template_id, name, withdrawn in known}
    wanted = [each for each in _messages()["messages"] if names is None or each["name"] in names]
    for template_id, withdrawn in (there.get(each["name"].casefold(), (0, None)) for each in wanted):
        if withdrawn is not None:
            ledger.bring_back(session, message_template, template_id)
    missing = [each for each in wanted if each["name"].casefold() not in there]
    for each in missing:
        values = {
            "name": each["name"],
            "audience_id": _audience(session, each["audience"]),
            "phase": each["phase"],
            "subject": each["subject"],
            "body": each["body"].strip("\n"),
        }
        ledger.insert(session, message_template, values)
    return len(missing)


def _template(path: Any) -> PlanTemplate:
    preview = plan_preview(path)
    head = tomllib.loads(path.read_text(encoding="utf-8").split("+++")[1])
    return PlanTemplate(preview.name, head["description"], preview.content, head["words"], head.get("first", False))


@cache
def _messages() -> dict[str, Any]:
    return tomllib.loads((resources() / "plans" / "messages.toml").read_text(encoding="utf-8"))


def _make_messages(session: Session, content: PlanContent) -> None:
    names = {action.message for action in content.actions} | {content.first_message}
    told = {action.audience for action in content.actions} | set(content.audiences)
    for name in sorted(filter(None, told)):
        _audience(session, name)
    # A plan that names one message of an audience will want the others too: they belong to one story.
    begun = {name.partition(":")[0] for name in names}
    make_message_templates(
        session, {each["name"] for each in _messages()["messages"] if each["audience"] in begun | told}
    )


def _audience(session: Session, name: str) -> int | None:
    found = session.connection.execute(
        sa.select(audience.c.id, audience.c.name).where(audience.c.withdrawn_at.is_(None))
    )
    known = next((int(row.id) for row in found if same_name(row.name, name)), None)
    if known is not None:
        return known
    shipped: dict[str, Any] = next((each for each in _messages()["audiences"] if same_name(each["name"], name)), {})
    audience_id = named(session, audience, name, form=Form(shipped.get("form", Form.EXECUTIVE)))
    if audience_id is not None and shipped:
        about = {"description": shipped["description"], "cadence": shipped["cadence"]}
        ledger.update(session, audience, audience_id, about)
    return audience_id


def _free_name(session: Session, name: str, *, given: bool) -> str:
    """“Ransomware 2” where there is one already; a name that a person gave is left to the rule of names."""
    taken = [row.name for row in plans(session.reader)]
    if given or not any(same_name(name, each) for each in taken):
        return name
    number = 2
    while any(same_name(f"{name} {number}", each) for each in taken):
        number += 1
    return f"{name} {number}"
