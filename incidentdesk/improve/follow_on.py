"""An incident that follows on one that is over: it takes along what was chosen, and each names the other."""

from typing import Any

from incidentdesk.detect.channel import Channel
from incidentdesk.detect.incident import incident
from incidentdesk.detect.intake import log_incident
from incidentdesk.detect.number import number
from incidentdesk.detect.state import State
from incidentdesk.language import N_, _
from incidentdesk.prepare.category import category
from incidentdesk.prepare.fact import name_of, present
from incidentdesk.prepare.person import person
from incidentdesk.prepare.service import service
from incidentdesk.prepare.setting import set_setting, setting_of
from incidentdesk.prepare.team import team
from incidentdesk.prepare.wording import text_of
from incidentdesk.refusal import Refused
from incidentdesk.respond.note import add_note
from incidentdesk.store import ledger
from incidentdesk.store.session import Session

# What can be taken along, in the words of the settings.
COPIED = {
    "description": N_("Description"),
    "reporter": N_("Reporter"),
    "service": N_("Service"),
    "category": N_("Category"),
    "team": N_("Team"),
    "priority": N_("Impact and urgency"),
    "tags": N_("Tags"),
}


def follow_on(session: Session, incident_id: int, *, description: str = "") -> int:
    """Log an incident that follows on one that is over; returns its id. Raises Refused for one that is not over."""
    before = present(session, incident, incident_id)
    if before["state"] not in (State.RESOLVED, State.CLOSED, State.CANCELED):
        raise Refused(_("{number} is not over yet, so nothing follows on it.").format(number=number(incident_id)))
    copied = set(setting_of(session.reader, "follow_on_copied"))
    said = [text_of(description).strip(), _("It follows on {number}.").format(number=number(incident_id))]
    if "description" in copied and before["description"].strip():
        said.append(before["description"])
    facts = _facts(session, before, copied)
    new_id = log_incident(session, title=before["title"], description="\n\n".join(filter(None, said)), **facts)
    if "reporter" in copied and before["reporter_id"] is not None:
        # Others may have the same name.
        ledger.update(session, incident, new_id, {"reporter_id": before["reporter_id"]})
    add_note(session, incident_id, _("It goes on in {number}.").format(number=number(new_id)))
    return new_id


def choose_copied(session: Session, copied: list[str]) -> None:
    """What is taken along from now on; raises Refused for what can't be."""
    unknown = set(copied) - set(COPIED)
    if unknown:
        raise Refused(_("There is no field “{field}”.").format(field=min(unknown)))
    set_setting(session, "follow_on_copied", [each for each in COPIED if each in copied])


def _facts(session: Session, before: Any, copied: set[str]) -> dict[str, Any]:
    facts: dict[str, Any] = {"channel": before["channel"] if before["channel"] in tuple(Channel) else Channel.PHONE}
    for key, table in (("service", service), ("category", category), ("team", team)):
        if key in copied:
            facts[key] = name_of(session, table, before[f"{key}_id"])
    if facts.get("category"):
        facts["subcategory"] = name_of(session, category, before["subcategory_id"])
    if "reporter" in copied:
        facts["reporter"] = name_of(session, person, before["reporter_id"])
    if "priority" in copied:
        facts |= {"impact": before["impact"], "urgency": before["urgency"]}
    if "tags" in copied:
        facts["tags"] = before["tags"].split()
    return facts
