"""Two people have changed one plan: both changes are kept, action by action and field by field (R12).

What both have changed, differently, is a clash; a person decides it, and the merge is made once more with the choices.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any, TypeVar

from incidentdesk.language import _, isolated
from incidentdesk.prepare.plan_content import Action, Phase, PlanChannel, PlanContact, PlanContent
from incidentdesk.prepare.plan_wording import FIELD_NAME, shown, titles_of
from incidentdesk.store.conflict import Clash

MINE, THEIRS = "mine", "theirs"

_PLAIN = ("purpose", "cadence", "first_message")
_OF_ACTION = tuple(each.name for each in fields(Action) if each.name != "key")
K = TypeVar("K", bound=Hashable)
_Three = tuple[PlanContent, PlanContent, PlanContent]


@dataclass(frozen=True, slots=True)
class Merge:
    """`content` holds mine wherever there is a clash; by `clashes` a person decides."""

    content: PlanContent
    clashes: tuple[Clash, ...]


@dataclass
class _Ballot:
    """Takes the value of the one who changed it; asks the choices, and else notes a clash, where both have."""

    choices: Mapping[str, str]
    titles: Mapping[str, str]
    clashes: list[Clash] = field(default_factory=list)
    asked: dict[str, int] = field(default_factory=dict)

    def pick(self, part: str, of: str | None, seen: Any, theirs: Any, mine: Any) -> Any:
        """`of` is the title of what the part belongs to, None for the plan."""
        if theirs in (seen, mine):
            return mine
        if mine == seen:
            return theirs
        name = self._name(part, of)
        if name in self.choices:
            return theirs if self.choices[name] == THEIRS else mine
        self.clashes.append(Clash(name, *(self._shown(part, each) for each in (seen, theirs, mine))))
        return mine

    def _name(self, part: str, of: str | None) -> str:
        """Two actions may have the same title; a choice belongs to one of them."""
        name = _(FIELD_NAME[part])
        if of is not None:
            name = _("{field} of {title}").format(field=name, title=isolated(f"“{of}”"))
        self.asked[name] = self.asked.get(name, 0) + 1
        return name if self.asked[name] == 1 else f"{name} ({self.asked[name]})"

    def _shown(self, part: str, value: Any) -> str:
        if part == "there":
            return _("removed") if value is None else getattr(value, "title", str(value))
        return shown(part, value, self.titles)


def merged(
    seen: PlanContent, theirs: PlanContent, mine: PlanContent, choices: Mapping[str, str] | None = None
) -> Merge:
    """What `theirs` and `mine` have made of `seen`; `choices` say MINE or THEIRS by the names of clashes."""
    versions = (seen, theirs, mine)
    ballot = _Ballot(choices or {}, titles_of(mine, theirs, seen))
    plain = {name: ballot.pick(name, None, *(getattr(each, name) for each in versions)) for name in _PLAIN}
    content = PlanContent(
        **plain,
        phases=_phases(ballot, versions),
        roles=_names(ballot, "roles", [each.roles for each in versions]),
        audiences=_names(ballot, "audiences", [each.audiences for each in versions]),
        contacts=_contacts(ballot, versions),
        channels=_channels(ballot, versions),
    )
    return Merge(_without_dangling(content, versions), tuple(ballot.clashes))


def recognised(content: PlanContent, known: PlanContent) -> PlanContent:
    """The plan with the keys of the same phases and actions, by their titles, in a version that is known.

    So what comes in from a file a second time is compared with what it was, and not with nothing.
    """
    phases = {phase.title.casefold(): phase.key for phase in reversed(known.phases)}
    actions = {action.title.casefold(): action.key for action in reversed(known.actions)}
    new_keys: dict[str, str] = {}
    for phase in content.phases:
        new_keys[phase.key] = phases.pop(phase.title.casefold(), phase.key)
        for action in phase.actions:
            new_keys[action.key] = actions.pop(action.title.casefold(), action.key)
    return replace(content, phases=tuple(_keyed(phase, new_keys) for phase in content.phases))


def _keyed(phase: Phase, keys: Mapping[str, str]) -> Phase:
    actions = tuple(
        replace(each, key=keys[each.key], needs=tuple(keys.get(need, need) for need in each.needs))
        for each in phase.actions
    )
    return replace(phase, key=keys[phase.key], actions=actions)


# ── what stands in the plan, by its key ───────────────────────────────────────────────────────────────────────────────


def _phases(ballot: _Ballot, versions: _Three) -> tuple[Phase, ...]:
    actions, place = _actions(ballot, versions)
    found = [{phase.key: phase.title for phase in each.phases} for each in versions]
    titles = _merged_texts(ballot, found, "title")
    for key in place.values():
        # An action was put into a phase that the other has removed.
        titles.setdefault(key, ballot.titles[key])
    rows = _ordered(ballot, "actions", [[action.key for action in each.actions] for each in versions], place)
    order = _ordered(ballot, "phases", [list(each) for each in found], titles)
    return tuple(Phase(key, titles[key], tuple(actions[each] for each in rows if place[each] == key)) for key in order)


def _actions(ballot: _Ballot, versions: _Three) -> tuple[dict[str, Action], dict[str, str]]:
    """The actions that stay, and the key of the phase of each, by their keys."""
    found = [{action.key: action for action in each.actions} for each in versions]
    places = [{a.key: phase.key for phase in each.phases for a in phase.actions} for each in versions]
    actions: dict[str, Action] = {}
    place: dict[str, str] = {}
    for key in _all_keys(found):
        action = _action(ballot, *(each.get(key) for each in found))
        if action is not None:
            actions[key] = action
            known = [each.get(key, "") for each in places]
            place[key] = (
                ballot.pick("place", action.title, *known) if all(known[1:]) else known[2] or known[1] or known[0]
            )
    return actions, place


def _action(ballot: _Ballot, seen: Action | None, theirs: Action | None, mine: Action | None) -> Action | None:
    if theirs is None or mine is None:
        present = mine or theirs or seen
        added_or_kept: Action | None = _one_side(ballot, present.title if present else "", seen, theirs, mine)
        return added_or_kept
    before = seen or Action(mine.key, "")
    values = {
        part: ballot.pick(part, mine.title, *(getattr(each, part) for each in (before, theirs, mine)))
        for part in _OF_ACTION
    }
    return replace(mine, **values)


def _one_side(ballot: _Ballot, title: str, seen: Any, theirs: Any, mine: Any) -> Any:
    """What one has added stays; what was removed by one and changed by the other is a clash."""
    if seen is None:
        return theirs if mine is None else mine
    return ballot.pick("there", title, seen, theirs, mine)


def _merged_texts(ballot: _Ballot, found: Sequence[Mapping[K, str]], part: str) -> dict[K, str]:
    kept = {}
    for key in _all_keys(found):
        seen, theirs, mine = (each.get(key) for each in found)
        title = ballot.titles.get(str(key), "") if part == "title" else _name_in(key)
        if theirs is None or mine is None:
            text = _one_side(ballot, title, seen, theirs, mine)
        else:
            text = ballot.pick(part, title, seen, theirs, mine)
        if text is not None:
            kept[key] = text
    return kept


def _contacts(ballot: _Ballot, versions: _Three) -> tuple[PlanContact, ...]:
    found = [_counted((each.name, each.what_for) for each in version.contacts) for version in versions]
    kept = _merged_texts(ballot, found, "what_for")
    order = _ordered(ballot, "contacts", [list(each) for each in found], kept)
    return tuple(PlanContact(key[0], kept[key]) for key in order)


def _channels(ballot: _Ballot, versions: _Three) -> tuple[PlanChannel, ...]:
    found = [_counted((each.name, each.address) for each in version.channels) for version in versions]
    kept = _merged_texts(ballot, found, "address")
    order = _ordered(ballot, "channels", [list(each) for each in found], kept)
    return tuple(PlanChannel(key[0], kept[key]) for key in order)


def _counted(pairs: Iterable[tuple[str, str]]) -> dict[tuple[str, int], str]:
    """By the name, and which of that name it is."""
    found: dict[tuple[str, int], str] = {}
    for name, value in pairs:
        found[name, sum(1 for known, _number in found if known == name)] = value
    return found


def _name_in(key: Any) -> str:
    return str(key[0])


def _names(ballot: _Ballot, part: str, found: list[tuple[str, ...]]) -> tuple[str, ...]:
    seen, theirs, mine = found
    keep = [name for name in (*mine, *theirs) if (name in mine and name in theirs) or name not in seen]
    return tuple(_ordered(ballot, part, [list(each) for each in found], keep))


def _all_keys(found: Sequence[Mapping[K, Any]]) -> list[K]:
    """In the order of mine, then theirs, then what was there."""
    return list(dict.fromkeys(key for each in reversed(found) for key in each))


# ── orders ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _ordered(ballot: _Ballot, part: str, orders: list[list[K]], keep: Iterable[K]) -> list[K]:
    """`keep` in the order of the one who has moved something; what was added stands behind what it was put behind."""
    kept = set(keep)
    seen, theirs, mine = orders
    common = set(seen).intersection(theirs, mine)
    moved = [tuple(each for each in order if each in common) for order in orders]
    chosen = ballot.pick(part, None, *(tuple(map(_plain_key, each)) for each in moved))
    base, other = (mine, theirs) if chosen == tuple(map(_plain_key, moved[2])) else (theirs, mine)
    order = [each for each in dict.fromkeys(base) if each in kept]
    for source in (other, seen):
        _insert(order, [each for each in source if each in kept])
    # Only what an action needs and nobody has any more.
    order += [each for each in keep if each not in order]
    return order


def _plain_key(key: Any) -> str:
    return str(key[0]) if isinstance(key, tuple) else str(key)


def _insert(order: list[K], source: list[K]) -> None:
    there = set(order)
    previous: K | None = None
    for each in source:
        if each not in there:
            order.insert(order.index(previous) + 1 if previous is not None else 0, each)
            there.add(each)
        previous = each


def _without_dangling(content: PlanContent, versions: _Three) -> PlanContent:
    """Without needs of actions that one of both has removed."""
    gone = {action.key for each in versions for action in each.actions} - {action.key for action in content.actions}
    if not any(gone.intersection(action.needs) for action in content.actions):
        return content
    phases = tuple(
        replace(phase, actions=tuple(_without_needs(action, gone) for action in phase.actions))
        for phase in content.phases
    )
    return replace(content, phases=phases)


def _without_needs(action: Action, gone: set[str]) -> Action:
    return replace(action, needs=tuple(each for each in action.needs if each not in gone))
