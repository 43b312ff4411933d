"""What the headings of a Markdown file mean: the name of the plan, a phase, an action, or nothing."""

import re
from collections.abc import Sequence
from dataclasses import replace

from incidentdesk.prepare.plan_preview import Became, Piece, is_reading

_LISTED = re.compile(r"^(?:[-*+]|\d{1,9}[.)])\s")
# What stands below these, above the first phase, is what the plan is for.
_ABOUT = re.compile(r"purpose|scope|introduction|background|about|when to use(?: it| this)?|zweck|ziel", re.IGNORECASE)
_STEP = re.compile(r"^(?:step|schritt)\s+\d", re.IGNORECASE)


def shaped(pieces: Sequence[Piece]) -> list[Piece]:
    """The first heading is the name where it stands above all others; a heading of text alone, below another, is an
    action of the phase above it; what says nothing is left out. The level of a heading stands in its gap."""
    headings = [at for at, piece in enumerate(pieces) if piece.became == Became.PHASE]
    pieces = _without_readings(_stepped(pieces, headings), headings)
    found = list(pieces)
    levels = [pieces[at].gap for at in headings]
    others = [pieces[at].gap for at in headings[1:] if not is_reading(pieces[at].text)]
    if others and levels[0] < min(others) and not _acts(pieces, headings, 0):
        found[headings[0]] = replace(pieces[headings[0]], became=Became.NAME)
    phase_level = 0
    for place, at in enumerate(headings):
        piece = found[at]
        if piece.became == Became.NAME:
            continue
        level = piece.gap
        if _acts(pieces, headings, place):
            phase_level = level
        elif not _says(pieces, headings, place):
            found[at] = replace(piece, became=Became.LEFT_OUT)
            if place + 1 < len(levels) and levels[place + 1] > level and _may_act(pieces, headings, place + 1):
                found[at] = piece
                phase_level = level
        elif phase_level and level > phase_level:
            text = f"{piece.text} [optional]" if is_reading(piece.text) else piece.text
            found[at] = replace(piece, became=Became.ACTION, text=text)
        elif not phase_level and _ABOUT.fullmatch(piece.text):
            found[at] = replace(piece, became=Became.LEFT_OUT)
        else:
            phase_level = level
    for at in headings:
        found[at] = replace(found[at], gap=0)
    return _purposed(found)


def _may_act(pieces: Sequence[Piece], headings: Sequence[int], place: int) -> bool:
    return bool(_STEP.match(pieces[headings[place]].text)) or not _acts(pieces, headings, place)


def _stepped(pieces: Sequence[Piece], headings: Sequence[int]) -> list[Piece]:
    """“Step 3” below another heading is an action, and what is listed below it says how."""
    found = list(pieces)
    highest = min((pieces[at].gap for at in headings[1:]), default=0)
    for place, at in enumerate(headings):
        if _STEP.match(pieces[at].text) and pieces[at].gap > highest:
            for below, piece in enumerate(_section(pieces, headings, place), at + 1):
                found[below] = _as_instruction(piece, nested=piece.became == Became.INSTRUCTION)
    return found


def _as_instruction(piece: Piece, *, nested: bool = False) -> Piece:
    if piece.became == Became.ACTION:
        return replace(piece, became=Became.INSTRUCTION, text=f"- {piece.text}")
    inner = nested and not piece.gap and _LISTED.match(piece.text)
    return replace(piece, text="\n".join(f"  {line}" for line in piece.text.split("\n"))) if inner else piece


def _without_readings(pieces: Sequence[Piece], headings: Sequence[int]) -> list[Piece]:
    """What is listed below “References” is to be read and not done."""
    found = list(pieces)
    for place, at in enumerate(headings):
        if is_reading(pieces[at].text):
            for below, piece in enumerate(_section(pieces, headings, place), at + 1):
                found[below] = _as_instruction(piece)
    return found


def _purposed(pieces: Sequence[Piece]) -> list[Piece]:
    """Text above the first phase says what the plan is for."""
    found: list[Piece] = []
    for at, piece in enumerate(pieces):
        if piece.became in (Became.PHASE, Became.ACTION):
            return found + list(pieces[at:])
        found.append(replace(piece, became=Became.PURPOSE) if piece.became == Became.INSTRUCTION else piece)
    return found


def _section(pieces: Sequence[Piece], headings: Sequence[int], place: int) -> Sequence[Piece]:
    end = headings[place + 1] if place + 1 < len(headings) else len(pieces)
    return pieces[headings[place] + 1 : end]


def _acts(pieces: Sequence[Piece], headings: Sequence[int], place: int) -> bool:
    return any(piece.became == Became.ACTION for piece in _section(pieces, headings, place))


def _says(pieces: Sequence[Piece], headings: Sequence[int], place: int) -> bool:
    return any(piece.became == Became.INSTRUCTION for piece in _section(pieces, headings, place))
