"""The content of a plan as it is kept: names on one line, texts clean, nothing empty in its lists."""

from dataclasses import replace

from incidentdesk.prepare.plan_content import Action, Phase, PlanChannel, PlanContact, PlanContent
from incidentdesk.prepare.wording import clean


def tidied(content: PlanContent) -> PlanContent:
    """Equal for what is tidy already."""
    return replace(
        content,
        purpose=_text(content.purpose),
        phases=tuple(Phase(each.key, line(each.title), tuple(map(_action, each.actions))) for each in content.phases),
        roles=_names(content.roles),
        audiences=_names(content.audiences),
        contacts=tuple(
            PlanContact(line(each.name), line(each.what_for)) for each in content.contacts if line(each.name)
        ),
        channels=tuple(
            PlanChannel(line(each.name), line(each.address)) for each in content.channels if line(each.name)
        ),
        first_message=line(content.first_message),
    )


def line(text: str) -> str:
    return " ".join(clean(text).split())


def _text(text: str) -> str:
    """Without white space at the ends of empty lines, and without empty lines around it."""
    lines = [each if each.strip() else "" for each in clean(text).split("\n")]
    return "\n".join(lines).strip("\n").rstrip()


def _names(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, map(line, names))))


def _action(action: Action) -> Action:
    return replace(
        action,
        title=line(action.title),
        role=line(action.role),
        department=line(action.department),
        instructions=_text(action.instructions),
        criterion=line(action.criterion),
        raci=tuple((letter, line(role)) for letter, role in action.raci if line(role)),
        audience=line(action.audience),
        message=line(action.message),
        needs=tuple(dict.fromkeys(each for each in action.needs if each != action.key)),
    )
