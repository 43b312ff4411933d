"""What the lines of a file become in a plan, before it is one: a person can correct each of them.

Both readers (`plan_markdown`, `plan_text`) cut a file into pieces; here the pieces are put together.
"""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from incidentdesk.language import N_, _
from incidentdesk.prepare.plan_action_line import Written, needs_of, read_action
from incidentdesk.prepare.plan_content import Action, Phase, PlanContent, new_key
from incidentdesk.prepare.plan_due_word import due_of_heading
from incidentdesk.prepare.plan_role_word import role_of_heading
from incidentdesk.prepare.plan_tidying import tidied

# Of a class in a pattern: what word processors write before an item, also the private letters of their symbol fonts.
BULLETS = "•▪●■◦○‣⁃–➢➤►✓❑\uf000-\uf0ff"
_READING = re.compile(
    r"(?:additional|further) (?:information|reading|resources)|references?|see also|links|bibliography"
    r"|(?:table of )?contents|inhalt(?:sverzeichnis)?|roles(?: and responsibilities)?"
    r"|(?:emergency |key )?contacts?(?: list)?|glossary|definitions|appendix\b.*|revision history|change ?log"
    r"|document (?:control|history)",
    re.IGNORECASE,
)
_NUMBERED = re.compile(
    r"^(?:(?:phase|stage|part|section|chapter|abschnitt)\s+)?(?:\d{1,2}(?:\.\d{1,2})*|[IVX]{1,4}|[A-H])"
    r"(?:\s*[.):]|\s+[–—-])\s+(?=\S)",
    re.IGNORECASE,
)
_VERB = re.compile(r"[^\W\d_]+\s*:")
_LISTED = re.compile(r"^(?:[-*+]|\d{1,9}[.)])\s+(\S.*)$", re.DOTALL)


class Became(StrEnum):
    NAME = N_("Name of the plan")
    PURPOSE = N_("Purpose")
    PHASE = N_("Phase")
    ACTION = N_("Action")
    INSTRUCTION = N_("Instructions")
    LEFT_OUT = N_("Left out")


@dataclass(frozen=True, slots=True)
class Piece:
    """Some lines of the file; `line` and `last` count from 1. `text` is what they say without marks of their kind.

    `gap` is the number of empty lines above it.
    """

    line: int
    last: int
    became: Became
    text: str
    gap: int = 0


@dataclass(frozen=True, slots=True)
class Preview:
    """A file that was read. `own` is that it was exported from here and is taken by the word; `base` holds what such a
    file says of the whole plan.
    """

    name: str
    pieces: tuple[Piece, ...]
    base: PlanContent = field(default_factory=PlanContent)
    own: bool = False

    @property
    def content(self) -> PlanContent:
        return content_of_pieces(self)

    def but(self, place: int, became: Became) -> "Preview":
        """With one piece, by its place, as a person wants it."""
        pieces = (*self.pieces[:place], replace(self.pieces[place], became=became), *self.pieces[place + 1 :])
        names = [each.text for each in pieces if each.became == Became.NAME]
        return replace(self, pieces=pieces, name=" ".join(names[0].split()) if names else self.name)


@dataclass
class _Open:
    """A phase that is being put together; `texts` are what stands in it before its first action."""

    title: str
    actions: list[Written] = field(default_factory=list)
    texts: str = ""


def content_of_pieces(preview: Preview) -> PlanContent:
    """The plan that the pieces make; equal for equal pieces but for the keys."""
    purpose = ""
    phases: list[_Open] = []
    for piece in preview.pieces:
        phase = phases[-1] if phases else None
        match piece.became:
            case Became.PURPOSE:
                purpose = _joined(purpose, piece.text, piece.gap)
            case Became.PHASE:
                phases.append(_Open(" ".join(piece.text.split())))
            case Became.ACTION:
                if phase is None:
                    phase = _Open(_("Response"))
                    phases.append(phase)
                phase.actions.append(read_action(piece.text, own=preview.own))
            case Became.INSTRUCTION:
                if phase is None:
                    purpose = _joined(purpose, piece.text, piece.gap)
                elif phase.actions:
                    phase.actions[-1] = _instructed(phase.actions[-1], piece.text, piece.gap)
                else:
                    phase.texts = _joined(phase.texts, piece.text, piece.gap)
    if not preview.own:
        _hand_down(phases)
    made = [_phase(each, own=preview.own) for each in phases]
    return tidied(
        replace(preview.base, purpose=purpose.strip("\n"), phases=_with_needs([each for each in made if each]))
    )


def _joined(before: str, text: str, gap: int) -> str:
    return f"{before}\n{chr(10) * gap}{text}" if before else text


def _instructed(written: Written, text: str, gap: int) -> Written:
    before = written.action.instructions
    return replace(written, action=replace(written.action, instructions=_joined(before, text, gap)))


def _hand_down(phases: Sequence[_Open]) -> None:
    """The text of a phase without actions, such as its objective, goes to the first part of it."""
    for phase, following in itertools.pairwise(phases):
        if phase.texts and not phase.actions and following.title.startswith(f"{phase.title}: "):
            following.texts = _joined(phase.texts, following.texts, 1) if following.texts else phase.texts
            phase.texts = ""


def _phase(found: _Open, *, own: bool) -> tuple[str, list[Written]] | None:
    """What stands above the first action belongs to it; a phase of text alone is one action of its name."""
    actions = list(found.actions)
    if found.texts and actions:
        first = actions[0]
        below = first.action.instructions
        texts = f"{found.texts}\n\n{below}" if below else found.texts
        actions[0] = replace(first, action=replace(first.action, instructions=texts))
    elif found.texts:
        actions = [
            Written(Action(new_key(), found.title, instructions=found.texts, mandatory=not is_reading(found.title)))
        ]
    if not own:
        actions = _headed(found.title, actions)
    return (found.title, actions) if actions or own else None


def _headed(title: str, actions: Sequence[Written]) -> list[Written]:
    """With the role and the due time that the title of their phase says, where they say none themselves."""
    role, due = role_of_heading(title), due_of_heading(title)
    return [
        replace(
            each,
            action=replace(
                each.action,
                role=each.action.role or role,
                offset=due if each.action.offset is None else each.action.offset,
            ),
        )
        for each in actions
    ]


def unnumbered(title: str) -> str:
    """A heading without its number, for phases are numbered when they are shown."""
    return _NUMBERED.sub("", title) or title


def carried(pieces: Sequence[Piece]) -> list[Piece]:
    """“Determine:” is no action; what is listed below it are: “Determine if it is targeted”."""
    found = list(pieces)
    verb = ""
    for at, piece in enumerate(pieces):
        listed = _LISTED.match(piece.text) if piece.became == Became.INSTRUCTION else None
        following = pieces[at + 1] if at + 1 < len(pieces) else None
        if piece.became == Became.ACTION and _VERB.fullmatch(piece.text.strip()) and following:
            announces = following.became == Became.INSTRUCTION and _LISTED.match(following.text)
            verb = piece.text.strip(" :") if announces else ""
            found[at] = replace(piece, became=Became.LEFT_OUT) if verb else piece
        elif verb and listed:
            said = listed[1]
            said = said if said[:2].isupper() else f"{said[:1].lower()}{said[1:]}"
            found[at] = replace(piece, became=Became.ACTION, text=f"{verb} {said}", gap=0)
        elif piece.became != Became.INSTRUCTION:
            verb = ""
    return found


def is_reading(title: str) -> bool:
    """Whether what stands below a heading is to be read and not done."""
    return bool(_READING.fullmatch(title.strip(" :")))


def _with_needs(phases: Sequence[tuple[str, list[Written]]]) -> tuple[Phase, ...]:
    """Needs are written as numbers or titles, which can only be looked up when all actions are there."""
    numbers = {
        f"{at}.{place}": each.action.key
        for at, (_title, actions) in enumerate(phases, 1)
        for place, each in enumerate(actions, 1)
    }
    titles = {each.action.title.casefold(): each.action.key for _title, actions in phases for each in actions}
    return tuple(
        Phase(new_key(), title, tuple(needs_of(each, numbers, titles) for each in actions)) for title, actions in phases
    )


def count(preview: Preview) -> dict[Became, int]:
    """How many pieces became what."""
    found = dict.fromkeys(Became, 0)
    for piece in preview.pieces:
        found[piece.became] += 1
    return found
