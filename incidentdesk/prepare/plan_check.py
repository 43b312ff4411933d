"""What is wrong with a plan, or will be when somebody needs it."""

import datetime
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from incidentdesk import clock
from incidentdesk.language import _, isolated
from incidentdesk.prepare.attachment_link import known_digests, linked_files
from incidentdesk.prepare.naming import same_name
from incidentdesk.prepare.plan_content import Action, PlanContent
from incidentdesk.prepare.plan_wording import offset_text, titles_of
from incidentdesk.prepare.setting import setting_of
from incidentdesk.store.reading import Reader


class Weight(StrEnum):
    """A plan with an error can't be approved; a warning is for a person to judge."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """`key` is that of the action or phase, empty for the plan; `part` is the field of it."""

    weight: Weight
    text: str
    key: str = ""
    part: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """What plans can name, by names in lower case: `holders` says how many hold a role, `verified` when a contact was
    last verified, "" for never."""

    holders: Mapping[str, int]
    audiences: frozenset[str]
    templates: frozenset[str]
    verified: Mapping[str, str]
    people: frozenset[str]
    stale_days: int


def known_names(reader: Reader) -> Known:
    """Read it once where several plans are checked."""
    holders = reader.rows(
        "SELECT r.name, COUNT(h.id) FROM role r LEFT JOIN role_holder h ON h.role_id = r.id AND h.withdrawn_at"
        " IS NULL WHERE r.withdrawn_at IS NULL GROUP BY r.id, r.name"
    )
    verified = reader.rows("SELECT name, verified_on FROM contact WHERE withdrawn_at IS NULL")
    return Known(
        {str(name).casefold(): int(count) for name, count in holders},
        _names(reader, "audience"),
        _names(reader, "message_template"),
        {str(name).casefold(): str(day or "") for name, day in verified},
        _names(reader, "person", " AND left_on = ''"),
        int(setting_of(reader, "contact_stale_days")),
    )


def check_plan(reader: Reader, content: PlanContent, known: Known | None = None) -> list[Finding]:
    """Everything that is to be said about a plan, the errors first, each as a sentence."""
    known = known or known_names(reader)
    found = [
        *shape_findings(content),
        *_role_findings(known.holders, content),
        *_name_findings(known, content),
        *_contact_findings(known, content),
        *_file_findings(reader, content),
    ]
    return sorted(found, key=lambda each: each.weight != Weight.ERROR)


_UNWRITTEN = re.compile(r"(?:TODO|TBD|FIXME)\b.*")


def shape_findings(content: PlanContent) -> Iterator[Finding]:
    """What can be said without looking anything up."""
    if not content.actions:
        yield Finding(Weight.ERROR, _("The plan has no action yet. Add the first thing that somebody does."))
    for phase in content.phases:
        if not phase.title.strip():
            yield Finding(Weight.ERROR, _("A phase has no title."), phase.key, "title")
        for action in phase.actions:
            if not action.title.strip():
                yield Finding(Weight.ERROR, _("An action has no title."), action.key, "title")
            elif _UNWRITTEN.fullmatch(action.title.strip()):
                text = _("An action is still to be written: {title}.").format(title=_quoted(action.title))
                yield Finding(Weight.WARNING, text, action.key, "title")
    yield from _need_findings(content)
    yield from _offset_findings(content)


# ── needs and due times ───────────────────────────────────────────────────────────────────────────────────────────────


def circle_in(content: PlanContent) -> tuple[str, ...]:
    """The keys of actions that wait for each other, the first once more at the end; empty where none do."""
    needs = {action.key: action.needs for action in content.actions}
    done: set[str] = set()
    for start in needs:
        path: list[str] = []
        trail = [iter((start,))]
        while trail:
            key = next(trail[-1], None)
            if key is None:
                trail.pop()
                if path:
                    done.add(path.pop())
            elif key in path:
                return (*path[path.index(key) :], key)
            elif key not in done and key in needs:
                path.append(key)
                trail.append(iter(needs[key]))
    return ()


def circle_text(circle: Iterable[str], content: PlanContent) -> str:
    """“Restore” needs “Check”, which needs “Restore”: the path in one line."""
    titles = titles_of(content)
    return " → ".join(isolated(f"“{titles.get(key, '')}”") for key in circle)


def _need_findings(content: PlanContent) -> Iterator[Finding]:
    circle = circle_in(content)
    if circle:
        text = _("These actions wait for each other: {path}. Take one of the needs away.")
        yield Finding(Weight.ERROR, text.format(path=circle_text(circle, content)), circle[0], "needs")
    place = {action.key: at for at, action in enumerate(content.actions)}
    titles = titles_of(content)
    for at, action in enumerate(content.actions):
        for need in action.needs:
            if need not in place:
                yield Finding(
                    Weight.ERROR,
                    _("{title} needs an action that is not in the plan.").format(title=_quoted(action.title)),
                    action.key,
                    "needs",
                )
            elif place[need] > at and need not in circle:
                text = _("{title} needs {other}, which comes later.")
                text = text.format(title=_quoted(action.title), other=_quoted(titles[need]))
                yield Finding(Weight.WARNING, text, action.key, "needs")


def _offset_findings(content: PlanContent) -> Iterator[Finding]:
    """An action that is due before one it needs, or before what stands above it in its phase."""
    by_key = {action.key: action for action in content.actions}
    for phase in content.phases:
        before: Action | None = None
        for action in phase.actions:
            if action.offset is None:
                continue
            late = [by_key[key] for key in action.needs if key in by_key and _later(by_key[key], action)]
            if before and _later(before, action) and before not in late:
                late.append(before)
            for other in late:
                text = _("{title} is due at {due}, before {other} ({other_due}), which comes first.").format(
                    title=_quoted(action.title),
                    due=offset_text(action.offset),
                    other=_quoted(other.title),
                    other_due=offset_text(other.offset),
                )
                yield Finding(Weight.WARNING, text, action.key, "offset")
            if before is None or not _later(before, action):
                before = action


def _later(first: Action, second: Action) -> bool:
    return first.offset is not None and second.offset is not None and first.offset > second.offset


# ── what the plan names ───────────────────────────────────────────────────────────────────────────────────────────────


def roles_in(content: PlanContent) -> tuple[str, ...]:
    """Every role that the plan names, in the order in which it does."""
    named = [*content.roles]
    for action in content.actions:
        named += [action.role, *(role for _letter, role in action.raci)]
    return _distinct(named)


def _role_findings(holders: Mapping[str, int], content: PlanContent) -> Iterator[Finding]:
    for role in roles_in(content):
        if role.casefold() not in holders:
            text = _("The role {name} is not known. Make it under Organisation, so that somebody can hold it.")
        elif not holders[role.casefold()]:
            text = _("Nobody holds the role {name}; its actions will have no one to do them.")
        else:
            continue
        yield Finding(Weight.WARNING, text.format(name=_quoted(role)), _first_with(content, role), "role")


def _first_with(content: PlanContent, role: str) -> str:
    return next((each.key for each in content.actions if same_name(each.role, role)), "")


def _name_findings(known: Known, content: PlanContent) -> Iterator[Finding]:
    named = [("", "audiences", name) for name in content.audiences]
    named += [(each.key, "audience", each.audience) for each in content.actions if each.audience]
    for key, part, name in named:
        if name.casefold() not in known.audiences:
            text = _("The audience {name} is not known.").format(name=_quoted(name))
            yield Finding(Weight.WARNING, text, key, part)
    messages = [("", "first_message", content.first_message)] if content.first_message else []
    messages += [(each.key, "message", each.message) for each in content.actions if each.message]
    for key, part, name in messages:
        if name.casefold() not in known.templates:
            text = _("The message template {name} is not known.").format(name=_quoted(name))
            yield Finding(Weight.WARNING, text, key, part)


def _contact_findings(known: Known, content: PlanContent) -> Iterator[Finding]:
    today, verified = clock.now().date(), known.verified
    for contact in content.contacts:
        name = contact.name.casefold()
        if name in verified:
            text = _stale(verified[name], today, known.stale_days)
        elif name not in known.people:
            text = _("The contact {name} is not known, so the plan has no number for it.")
        else:
            continue
        if text:
            yield Finding(
                Weight.WARNING, text.format(name=_quoted(contact.name), day=verified.get(name, "")), "", "contacts"
            )


def _file_findings(reader: Reader, content: PlanContent) -> Iterator[Finding]:
    linked = [(each.key, file) for each in content.actions for file in linked_files(each.instructions)]
    known = known_digests(reader, tuple(dict.fromkeys(file.digest for _key, file in linked)))
    for key, file in linked:
        if file.digest not in known:
            text = _("The file {name} is not at this desk. Attach it again.")
            yield Finding(Weight.WARNING, text.format(name=_quoted(file.name)), key, "instructions")


def _stale(day: str, today: datetime.date, days: int) -> str:
    if not day:
        return _("Nobody has verified yet how {name} is reached.")
    if (today - datetime.date.fromisoformat(day)).days > days:
        return _("How {name} is reached was last verified on {day}.")
    return ""


def _names(reader: Reader, table: str, more: str = "") -> frozenset[str]:
    rows = reader.rows(f"SELECT name FROM {table} WHERE withdrawn_at IS NULL{more}")
    return frozenset(str(row[0]).casefold() for row in rows)


def _quoted(name: str) -> str:
    return isolated(f"“{name}”")


def _distinct(names: Iterable[str]) -> tuple[str, ...]:
    """Without the empty ones, each once whatever its case."""
    found: dict[str, str] = {}
    for name in names:
        if name.strip():
            found.setdefault(name.casefold(), name)
    return tuple(found.values())
