"""The rows of the plan editor: the plan itself, its phases, and the actions of each, as they are read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

from incidentdesk.language import _, isolated, ngettext
from incidentdesk.prepare.minutes import minutes_text
from incidentdesk.prepare.plan_check import Finding, Weight
from incidentdesk.prepare.plan_content import Action, PlanContent
from incidentdesk.prepare.plan_wording import offset_text

PLAN = ""


class Kind(IntEnum):
    PLAN = 0
    PHASE = 1
    ACTION = 2


@dataclass(frozen=True, slots=True)
class PlanLine:
    """`key` is empty for the plan. `meta` stands below the title, `criterion` below that; `due` at the far end."""

    kind: Kind
    key: str
    number: str
    title: str
    meta: str = ""
    criterion: str = ""
    due: str = ""
    optional: bool = False
    errors: int = 0
    warnings: int = 0
    said: str = ""

    @property
    def spoken(self) -> str:
        parts = (self.number, self.title or _("without a title"), self.due, self.meta, self.criterion, self.said)
        return ", ".join(filter(None, parts))


def plan_lines(content: PlanContent, findings: Sequence[Finding] = ()) -> list[PlanLine]:
    """All rows in order, each with what was found about it."""
    numbers = numbers_of(content)
    found: dict[str, list[Finding]] = {}
    for each in findings:
        found.setdefault(each.key, []).append(each)
    lines = [_plan_line(content, found.get(PLAN, ()))]
    for place, phase in enumerate(content.phases, 1):
        count = len(phase.actions)
        told = ngettext("{count} action", "{count} actions", count).format(count=count)
        lines.append(
            PlanLine(
                Kind.PHASE, phase.key, str(place), phase.title, due=told if count else _("no action yet"),
                **_marks(found.get(phase.key, ())),
            )
        )  # fmt: skip
        lines += [_action_line(action, numbers, found.get(action.key, ())) for action in phase.actions]
    return lines


def numbers_of(content: PlanContent) -> dict[str, str]:
    """1.2 for the second action of the first phase, by keys."""
    return {
        action.key: f"{at}.{place}"
        for at, phase in enumerate(content.phases, 1)
        for place, action in enumerate(phase.actions, 1)
    }


def _plan_line(content: PlanContent, found: Sequence[Finding]) -> PlanLine:
    facts = [
        (len(content.roles), ngettext("{n} role", "{n} roles", len(content.roles))),
        (len(content.contacts), ngettext("{n} contact", "{n} contacts", len(content.contacts))),
        (len(content.channels), ngettext("{n} channel", "{n} channels", len(content.channels))),
        (len(content.audiences), ngettext("{n} audience", "{n} audiences", len(content.audiences))),
    ]
    told = [text.format(n=count) for count, text in facts if count]
    if content.audiences and content.cadence:
        told.append(_("told every {time}").format(time=minutes_text(content.cadence)))
    purpose = " ".join(content.purpose.split())
    return PlanLine(Kind.PLAN, PLAN, "", purpose, " · ".join(told), **_marks(found))


def _action_line(action: Action, numbers: Mapping[str, str], found: Sequence[Finding]) -> PlanLine:
    needs = ", ".join(numbers[key] for key in action.needs if key in numbers)
    parts = [
        isolated(action.role) if action.role else _("no role"),
        isolated(action.department) if action.department else "",
        "" if action.mandatory else _("optional"),
        _("after {actions}").format(actions=needs) if needs else "",
        _("tells {audience}").format(audience=isolated(action.audience)) if action.audience else "",
        _("with instructions") if action.instructions else "",
    ]
    return PlanLine(
        Kind.ACTION, action.key, numbers[action.key], action.title, " · ".join(filter(None, parts)),
        _("Done when {criterion}").format(criterion=isolated(action.criterion)) if action.criterion else "",
        offset_text(action.offset), not action.mandatory, **_marks(found),
    )  # fmt: skip


def _marks(found: Sequence[Finding]) -> dict[str, object]:
    errors = sum(1 for each in found if each.weight == Weight.ERROR)
    return {"errors": errors, "warnings": len(found) - errors, "said": " ".join(each.text for each in found)}
