"""What has changed between two versions of a plan, as data and as text."""

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum

from incidentdesk.language import N_, _
from incidentdesk.prepare.plan_content import Action, PlanContent
from incidentdesk.prepare.plan_wording import FIELD_NAME, shown, titles_of

_WORD = re.compile(r"\s+|\w+|[^\w\s]")
_MOST_WORDS = 4_000
# Of two texts that share less than this part, nobody reads words among words.
_LITTLE = 0.4
_OF_ACTION = tuple(each.name for each in fields(Action) if each.name != "key")
_OF_PLAN = ("purpose", "cadence", "first_message", "roles", "audiences")


class Kind(StrEnum):
    ADDED = N_("Added")
    REMOVED = N_("Removed")
    MOVED = N_("Moved")
    CHANGED = N_("Changed")


class Noun(StrEnum):
    PLAN = N_("Plan")
    PHASE = N_("Phase")
    ACTION = N_("Action")
    CONTACT = N_("Contact")
    CHANNEL = N_("Channel")


@dataclass(frozen=True, slots=True)
class Span:
    """A part of a text: in both (""), only before ("-") or only after ("+")."""

    sign: str
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. `part` is the field, as `plan_wording.FIELD_NAME` names it; `where` the phase of an action."""

    kind: Kind
    noun: Noun
    title: str
    key: str = ""
    part: str = ""
    before: str = ""
    after: str = ""
    where: str = ""

    @property
    def spans(self) -> tuple[Span, ...]:
        """The text after with what was before it, word by word; one below the other where they share little."""
        spans = tuple(word_spans(self.before, self.after))
        shared = sum(len(span.text.strip()) for span in spans if not span.sign)
        if not (self.before and self.after) or shared >= _LITTLE * max(len(self.before), len(self.after)):
            return spans
        return (Span("-", self.before), Span("", "\n"), Span("+", self.after))


def plan_difference(before: PlanContent, after: PlanContent) -> list[Change]:
    """All changes in the order of the plan; what was removed stands at the end of its kind."""
    titles = titles_of(after, before)
    return [
        *_of_plan(before, after, titles),
        *_of_names(
            Noun.CONTACT,
            [(c.name, c.what_for) for c in before.contacts],
            [(c.name, c.what_for) for c in after.contacts],
        ),
        *_of_names(
            Noun.CHANNEL, [(c.name, c.address) for c in before.channels], [(c.name, c.address) for c in after.channels]
        ),
        *_of_phases(before, after),
        *_of_actions(before, after, titles),
    ]


def word_spans(before: str, after: str) -> Iterator[Span]:
    """The words of two texts, those that stayed, went and came; a very long text is compared line by line."""
    cut = _WORD if len(before) + len(after) < _MOST_WORDS * 6 else re.compile(r"[^\n]*\n|[^\n]+")
    first, second = cut.findall(before), cut.findall(after)
    for sign, a, b, c, d in difflib.SequenceMatcher(None, first, second, autojunk=False).get_opcodes():
        if sign == "equal":
            yield Span("", "".join(first[a:b]))
            continue
        if b > a:
            yield Span("-", "".join(first[a:b]))
        if d > c:
            yield Span("+", "".join(second[c:d]))


def _of_plan(before: PlanContent, after: PlanContent, titles: dict[str, str]) -> Iterator[Change]:
    for part in _OF_PLAN:
        old, new = getattr(before, part), getattr(after, part)
        if old != new:
            yield Change(Kind.CHANGED, Noun.PLAN, "", "", part, shown(part, old, titles), shown(part, new, titles))


def _of_names(noun: Noun, before: list[tuple[str, str]], after: list[tuple[str, str]]) -> Iterator[Change]:
    old, new = dict(before), dict(after)
    part = "what_for" if noun == Noun.CONTACT else "address"
    moved = _moved([name for name, _value in before], [name for name, _value in after])
    for name, value in new.items():
        if name not in old:
            yield Change(Kind.ADDED, noun, name, after=value)
            continue
        if name in moved:
            yield Change(Kind.MOVED, noun, name)
        if old[name] != value:
            yield Change(Kind.CHANGED, noun, name, part=part, before=old[name], after=value)
    for name, value in old.items():
        if name not in new:
            yield Change(Kind.REMOVED, noun, name, before=value)


def _of_phases(before: PlanContent, after: PlanContent) -> Iterator[Change]:
    old = {phase.key: phase for phase in before.phases}
    moved = _moved(list(old), [phase.key for phase in after.phases])
    for phase in after.phases:
        if phase.key not in old:
            yield Change(Kind.ADDED, Noun.PHASE, phase.title, phase.key)
            continue
        if phase.key in moved:
            yield Change(Kind.MOVED, Noun.PHASE, phase.title, phase.key)
        was = old[phase.key].title
        if was != phase.title:
            yield Change(Kind.CHANGED, Noun.PHASE, phase.title, phase.key, "title", was, phase.title)
    there = {phase.key for phase in after.phases}
    for phase in before.phases:
        if phase.key not in there:
            yield Change(Kind.REMOVED, Noun.PHASE, phase.title, phase.key)


def _of_actions(before: PlanContent, after: PlanContent, titles: dict[str, str]) -> Iterator[Change]:
    old = {action.key: action for action in before.actions}
    phase_before = {action.key: phase for phase in before.phases for action in phase.actions}
    there = {action.key for action in after.actions}
    for phase in after.phases:
        stayed = [a.key for a in phase.actions if a.key in old and phase_before[a.key].key == phase.key]
        known = next((each.actions for each in before.phases if each.key == phase.key), ())
        moved = _moved([action.key for action in known], stayed)
        for action in phase.actions:
            if action.key not in old:
                yield Change(Kind.ADDED, Noun.ACTION, action.title, action.key, after=_said(action), where=phase.title)
                continue
            origin = phase_before[action.key]
            if origin.key != phase.key:
                yield Change(
                    Kind.MOVED, Noun.ACTION, action.title, action.key, "place", origin.title, phase.title, phase.title
                )
            elif action.key in moved:
                yield Change(Kind.MOVED, Noun.ACTION, action.title, action.key, where=phase.title)
            yield from _of_action(old[action.key], action, phase.title, titles)
    for action in before.actions:
        if action.key not in there:
            where = phase_before[action.key].title
            yield Change(Kind.REMOVED, Noun.ACTION, action.title, action.key, before=_said(action), where=where)


def _of_action(before: Action, after: Action, where: str, titles: dict[str, str]) -> Iterator[Change]:
    for part in _OF_ACTION:
        old, new = getattr(before, part), getattr(after, part)
        if old != new:
            texts = (shown(part, old, titles), shown(part, new, titles))
            yield Change(Kind.CHANGED, Noun.ACTION, after.title, after.key, part, *texts, where)


def _said(action: Action) -> str:
    """Who does it by when, as far as the plan says."""
    return ", ".join(filter(None, (shown("offset", action.offset, {}), action.role, action.criterion)))


def _moved(before: Sequence[str], after: Sequence[str]) -> set[str]:
    """The fewest that have to be moved so that one order becomes the other."""
    old = [each for each in before if each in set(after)]
    new = [each for each in after if each in set(before)]
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    stayed = {each for block in matcher.get_matching_blocks() for each in old[block.a : block.a + block.size]}
    return set(new) - stayed


# ── as text ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def difference_markdown(changes: Sequence[Change]) -> str:
    """The changes as a list in Markdown: what went is ~~struck~~, what came is **strong**."""
    if not changes:
        return _("The two versions say the same.") + "\n"
    return "\n".join(f"- {_line(change)}" for change in changes) + "\n"


def change_title(change: Change) -> str:
    """Changed action “Isolate the host”: due time."""
    title = f"{_(change.kind)}: {_(change.noun).lower()}"
    if change.title:
        title += f" “{change.title}”"
    if change.part and change.part != "place":
        title += f", {_(FIELD_NAME[change.part])}"
    return title


def _line(change: Change) -> str:
    text = change_title(change)
    if change.where and change.kind != Kind.MOVED:
        text += f" ({change.where})"
    if change.kind == Kind.MOVED and change.part:
        text += ": " + _("from “{before}” to “{after}”").format(before=change.before, after=change.after)
    elif change.kind == Kind.CHANGED:
        text += ": " + "".join(_marked(span) for span in change.spans).replace("\n", "\n  ")
    elif change.before or change.after:
        text += f": {change.before or change.after}"
    return text


_MARKS: dict[str, str] = {"-": "~~", "+": "**", "": ""}


def _marked(span: Span) -> str:
    """White space stays outside of the marks, where Markdown wants it."""
    mark, said = _MARKS[span.sign], span.text.strip()
    if not mark or not said:
        return span.text
    start = span.text[: len(span.text) - len(span.text.lstrip())]
    end = span.text[len(span.text.rstrip()) :]
    return f"{start}{mark}{said}{mark}{end}"
