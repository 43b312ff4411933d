"""A template for new incidents: a name and what the log dialog is filled with; shared by everybody at the desk."""

from collections.abc import Mapping
from typing import Any

from incidentdesk.language import _, isolated
from incidentdesk.refusal import Refused
from incidentdesk.store.reading import Reader
from incidentdesk.store.session import Session

Template = dict[str, Any]

SETTING = "incident_templates"
# The texts a template may fill in; beside them it has impact and urgency, 1 (high) to 3 (low).
TEXTS = ("title", "description", "service", "category", "subcategory", "team", "tags", "channel")
LEVELS = ("impact", "urgency")
_LONGEST_NAME = 80


def templates(reader: Reader) -> list[Template]:
    """By name; each has "name", all TEXTS ("" where it fills in nothing) and all LEVELS."""
    from incidentdesk.prepare.setting import setting_of

    found = [_whole(template) for template in setting_of(reader, SETTING)]
    return sorted(found, key=lambda template: _same(template["name"]))


def keep_template(session: Session, template: Mapping[str, Any]) -> None:
    """Keep it in place of one of the same name, however that is capitalised.

    Raises Refused without a name, with a name longer than 80 characters, and for a template that fills in no text.
    """
    kept = _whole(template)
    if not kept["name"]:
        raise Refused(_("The template has no name; type one."))
    if len(kept["name"]) > _LONGEST_NAME:
        raise Refused(
            _("The name of a template has at most {count} characters; shorten it.").format(count=_LONGEST_NAME)
        )
    if not any(kept[key] for key in TEXTS if key != "channel"):
        raise Refused(_("The template would fill in nothing; type what it is to fill in first."))
    _store(session, [*_others(session, kept["name"]), kept])


def drop_template(session: Session, name: str) -> None:
    """Raises Refused where no template has the name."""
    others = _others(session, name)
    if len(others) == len(templates(session.reader)):
        raise Refused(_("There is no template “{name}”; somebody may have removed it.").format(name=isolated(name)))
    _store(session, others)


def _others(session: Session, name: str) -> list[Template]:
    from incidentdesk.store import ledger

    # Held before it is read, so that two who keep a template at once keep both.
    ledger.hold(session)
    return [template for template in templates(session.reader) if _same(template["name"]) != _same(name)]


def _store(session: Session, kept: list[Template]) -> None:
    from incidentdesk.prepare.setting import set_setting

    set_setting(session, SETTING, kept)


def _whole(template: Mapping[str, Any]) -> Template:
    texts = {key: str(template.get(key, "")).strip() for key in TEXTS}
    levels = {key: int(template.get(key, 2)) for key in LEVELS}
    return {"name": " ".join(str(template.get("name", "")).split())} | texts | levels


def _same(name: str) -> str:
    return " ".join(name.split()).casefold()
