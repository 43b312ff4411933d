"""A response plan for those who propose to change it."""

from incidentdesk.prepare import plan_editing as editing
from incidentdesk.prepare.plan_change import approve, create_plan, save_draft
from incidentdesk.prepare.plan_content import PlanContent
from incidentdesk.prepare.plan_version import approved_version, current_version
from tests.desktop.investigate.analyses_window import act, read


def content_with(*titles):
    content, phase = editing.add_phase(PlanContent(purpose="Mail works again"), "Response")
    for title in titles:
        content, _key = editing.add_action(content, phase, title)
    return content


def approved_plan(database, name="Mail outage", titles=("Call the provider", "Tell the staff")):
    """Its id; two actions of one phase."""
    plan_id = act(database, create_plan, name=name, content=content_with(*titles))
    act(database, approve, read(database, current_version, plan_id).id)
    return plan_id


def running(database, plan_id):
    return read(database, approved_version, plan_id)


def titles(content):
    return [action.title for action in content.actions]


def renamed(content, before, after):
    key = next(action.key for action in content.actions if action.title == before)
    return editing.set_action(content, key, title=after)


def with_action(content, title):
    return editing.add_action(content, content.phases[0].key, title)[0]


def change_plan(database, plan_id, content, actor="Pia Silva"):
    """Somebody approves another version."""
    version_id = act(database, save_draft, plan_id, content, running(database, plan_id).content, actor=actor)
    act(database, approve, version_id, actor=actor)
