"""A response plan from Markdown, and as Markdown: headings are phases, items of lists are actions.

What stands below an item, and every other paragraph, table, note and link, stays as Markdown in the instructions. An
export begins with `+++` and says in TOML what belongs to the whole plan; it comes in again exactly as it was.
"""

import json
import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from incidentdesk.language import _
from incidentdesk.prepare.plan_action_line import action_lines, escaped, is_attribute, spoken
from incidentdesk.prepare.plan_content import PlanChannel, PlanContact, PlanContent
from incidentdesk.prepare.plan_heading import shaped
from incidentdesk.prepare.plan_html import html_pieces, html_text
from incidentdesk.prepare.plan_preview import Became, Piece, Preview, carried, unnumbered
from incidentdesk.prepare.plan_table import table_pieces
from incidentdesk.prepare.plan_wording import titles_of
from incidentdesk.prepare.wording import clean
from incidentdesk.refusal import Refused

FORMAT = "IncidentDesk plan"
_FENCE = "+++"
_MARK = re.compile(r"^(\s*)(?:[-*+]|\d{1,9}[.)])(?:\s{1,4}(?=\S)|\s*$)")
_NESTED = re.compile(r"^ {0,3}(?:[-*+]|\d{1,9}[.)])\s")
_BELOW = re.compile(rf"{_NESTED.pattern}|^ {{0,3}}(?:>|```|~~~|\|)")
_STRUCK = re.compile(r"~~(?=\S).+?~~")
_PLACE_ONLY = re.compile(r"^\[[^\]]*\]\(#(?!TODO)[^)]*\)$")
_PICTURES = re.compile(r"^(?:\[?!\[[^\]]*\]\([^)]*\)(?:\]\([^)]*\))?\s*)+$")
_BOLD_LINE = re.compile(r"^(\*\*|__)(?=\S)([^*_]{2,80})(?:\1:?|:\1)\s*$")
_HEADING = re.compile(r"^ {0,3}#{1,6}\s|^ {0,3}(?:=+|-{2,})\s*$")
_NOTE = re.compile(r'^(?:!!!|\?\?\?\+?)\s+(\w+)(?:\s+"(.*)")?\s*$')
_WARNING = re.compile(r"^(\*\*|__)?(?:note|warning|caution|danger|hint|hinweis|achtung)(?:\1:|:\1|:)\s", re.IGNORECASE)
_WORD = re.compile(r"\w")
_CHECK_BOX = re.compile(r"^\[[ xX]\](?:\s+|$)")
_ANCHOR = re.compile(r"<a\s+(?:name|id)=\"[^\"]*\"\s*(?:/>|>\s*</a>)", re.IGNORECASE)
_DECIMAL = re.compile(r"^\s*\d{1,2}(?:\.\d{1,2}){1,2}[.)]?\s+(?=\S)")
_TODO = re.compile(r"^`?TODO\b[^`]*`?$", re.DOTALL)
_LINK_ONLY = re.compile(
    r"^(?:<a [^>]*>\s*</a>\s*)*(?:\[[^\]]*\]\([^)]*\)|<https?://[^>]*>|https?://\S+)(?:,.*)?$", re.DOTALL
)
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")


# ── reading ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def markdown_preview(text: str, name: str = "") -> Preview:
    """What the lines of a Markdown text become; `name` is used where the text has no title.

    Raises Refused where it says that it is an exported plan and can't be read as one.
    """
    text = clean(text).removeprefix("\ufeff")
    lines = text.split("\n")
    start, base, title = _front_matter(lines)
    own = base is not None
    noted: frozenset[int] = frozenset()
    if not own:
        lines, noted = _without_margins([_ANCHOR.sub("", line) for line in lines])
        lines = lines if any(map(_HEADING.match, lines[start:])) else [_BOLD_LINE.sub(r"## \2", each) for each in lines]
    body = "\n".join([""] * start + lines[start:])
    pieces = list(_pieces(body, lines, own=own))
    pieces = pieces if own else shaped(carried([_noted(each) if each.line in noted else each for each in pieces]))
    # What an exported plan says at its head was read as facts of the plan, so it was not left out.
    front = [Piece(1, start, Became.LEFT_OUT, "\n".join(lines[:start]))] if start and not own else []
    named = next((piece.text for piece in pieces if piece.became == Became.NAME), title)
    return Preview(" ".join(named.split()) or name, (*front, *pieces), base or PlanContent(), own)


def _front_matter(lines: Sequence[str]) -> tuple[int, PlanContent | None, str]:
    """How many lines it has, what it says of an exported plan, and the title that it gives."""
    fence = lines[0].rstrip() if lines else ""
    if fence not in (_FENCE, "---"):
        return 0, None, ""
    end = next((at for at, line in enumerate(lines[1:], 1) if line.rstrip() == fence), 0)
    if not end:
        return 0, None, ""
    inside = lines[1:end]
    if fence == _FENCE:
        content = _settings("\n".join(inside))
        return end + 1, content, ""
    titles = [line.partition(":")[2].strip().strip("\"'") for line in inside if line.lower().startswith("title:")]
    return end + 1, None, titles[0] if titles else ""


def _without_margins(lines: Sequence[str]) -> tuple[list[str], frozenset[int]]:
    """What stands indented below `!!! note` without its margin, and the numbers of its lines."""
    found, numbers, within = list(lines), set(), False
    for at, line in enumerate(lines):
        if _NOTE.match(line):
            within = True
        elif within and line.strip() and not line.startswith("    "):
            within = False
        elif within:
            found[at] = line[4:]
            numbers.add(at + 1)
    return found, frozenset(numbers)


def _noted(piece: Piece) -> Piece:
    """An item of a note is not to be done."""
    return replace(piece, became=Became.INSTRUCTION, text=f"- {piece.text}") if piece.became == Became.ACTION else piece


def _settings(text: str) -> PlanContent | None:
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Refused(
            _("The head of the file, between the two +++, can't be read: {why}.").format(why=error)
        ) from error
    if found.get("format") != FORMAT:
        return None
    try:
        return PlanContent(
            roles=_texts(found.get("roles", [])),
            contacts=tuple(PlanContact(*_pair(each)) for each in found.get("contacts", [])),
            channels=tuple(PlanChannel(*_pair(each)) for each in found.get("channels", [])),
            audiences=_texts(found.get("audiences", [])),
            cadence=max(0, min(int(found.get("cadence", 30)), 10_080)),
            first_message=_texts([found.get("first_message", "")])[0],
        )
    except (TypeError, ValueError) as error:
        raise Refused(
            _("The head of the file has something in the wrong place. Roles and audiences are lists of texts.")
        ) from error


def _texts(found: Any) -> tuple[str, ...]:
    if not isinstance(found, list) or not all(isinstance(each, str) for each in found):
        raise TypeError
    return tuple(" ".join(each.split()) for each in found)


def _pair(found: Any) -> tuple[str, str]:
    first, second, *_rest = [*_texts(found), ""]
    return first, second


@cache
def _parser() -> Any:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark").enable("table")


def _pieces(body: str, lines: Sequence[str], *, own: bool) -> Iterator[Piece]:
    tokens = _parser().parse(body)
    at = 0
    end = 0
    while at < len(tokens):
        token = tokens[at]
        closing = _closing(tokens, at)
        if token.map:
            first, last = token.map
            gap = max(0, first - end) if end else 0
            while last > first + 1 and not lines[last - 1].strip():
                last -= 1
            end = last
            match token.type:
                case "heading_open":
                    yield _heading(token, tokens[at + 1].content, first, last, own=own)
                case "bullet_list_open" | "ordered_list_open":
                    yield from _items(tokens[at:closing], lines, gap, own=own)
                case "hr":
                    yield Piece(first + 1, last, Became.LEFT_OUT, lines[first].strip(), gap)
                case "html_block":
                    source = "\n".join(lines[first:last])
                    said = html_text(source)
                    text = Piece(first + 1, last, Became.INSTRUCTION if said else Became.LEFT_OUT, said or source, gap)
                    yield from html_pieces(source, first + 1, last) or [text]
                case "table_open" if not own:
                    rows = table_pieces(lines[first:last], first + 1, gap)
                    yield from rows or [_text_piece(lines, first, last, gap)]
                case "paragraph_open" if not own and all(map(_DECIMAL.match, lines[first:last])):
                    for at_line in range(first, last):
                        yield Piece(at_line + 1, at_line + 1, Became.ACTION, _DECIMAL.sub("", lines[at_line]))
                case "blockquote_open" if own:
                    said = "\n".join(line.removeprefix(">").removeprefix(" ") for line in lines[first:last])
                    yield Piece(first + 1, last, Became.INSTRUCTION, said, gap)
                case _:
                    yield _text_piece(lines, first, last, gap)
        at = closing + 1


def _closing(tokens: Sequence[Any], at: int) -> int:
    """Where the block that begins at `at` ends."""
    if tokens[at].nesting != 1:
        return at
    level = tokens[at].level
    return next(
        place for place in range(at + 1, len(tokens)) if tokens[place].level == level and tokens[place].nesting == -1
    )


def _heading(token: Any, content: str, first: int, last: int, *, own: bool) -> Piece:
    level = int(token.tag[1:])
    if own:
        became = Became.NAME if level == 1 else Became.PHASE
        return Piece(first + 1, last, became, " ".join(_ESCAPE.sub(r"\1", content).split()))
    # The level stands in the gap until `shaped` knows all headings.
    title = unnumbered(spoken(content)).rstrip(" :")
    return Piece(first + 1, last, Became.PHASE if title else Became.LEFT_OUT, title, level)


def _text_piece(lines: Sequence[str], first: int, last: int, gap: int) -> Piece:
    text = "\n".join(lines[first:last])
    note = _NOTE.match(lines[first])
    if note:
        head = f"**{note[1].capitalize()}: {note[2]}**" if note[2] else f"**{note[1].capitalize()}**"
        text = "\n".join([head, "", *(line.strip() for line in lines[first + 1 : last])])
    became = Became.LEFT_OUT if _TODO.match(text.strip()) or _PICTURES.match(text) else Became.INSTRUCTION
    return Piece(first + 1, last, became, text, gap)


def _items(tokens: Sequence[Any], lines: Sequence[str], gap: int, *, own: bool) -> Iterator[Piece]:
    level = tokens[0].level + 1
    for token in tokens:
        if token.type != "list_item_open" or token.level != level:
            continue
        first, last = token.map
        while last > first + 1 and not lines[last - 1].strip():
            last -= 1
        yield from _item(lines, first, last, gap, own=own)
        gap = 0


def _item(lines: Sequence[str], first: int, last: int, gap: int, *, own: bool) -> Iterator[Piece]:
    """The first paragraph is the action; what stands below it are instructions, each nested item a piece of its own."""
    mark = _MARK.match(lines[first])
    offset = len(mark[0]) if mark else 0
    inside = [lines[first][offset:], *(_dedented(line, offset) for line in lines[first + 1 : last])]
    inside[1:] = inside[1:] if own else _flush_left(inside[1:])
    until = 1
    while until < len(inside) and inside[until].strip() and (own or not _BELOW.match(inside[until])):
        until += 1
    while not own and until < len(inside) and is_attribute(inside[until]):
        until += 1
    said = _CHECK_BOX.sub("", "\n".join(inside[:until])) if not own else "\n".join(inside[:until])
    told = not own and (_LINK_ONLY.match(said.strip()) or _WARNING.match(said))
    became = Became.INSTRUCTION if told else Became.ACTION
    nothing = _PLACE_ONLY.match(said) or not _WORD.search(_STRUCK.sub("", said))
    if not own and nothing and until == len(inside):
        became = Became.LEFT_OUT
    text = f"- {said}" if became == Became.INSTRUCTION else said
    yield Piece(first + 1, first + until, became, text, gap)
    yield from _below(inside, first, until)


def _below(inside: Sequence[str], first: int, until: int) -> Iterator[Piece]:
    """A piece for each nested item and each paragraph; put together with their gaps they are what stood there."""
    begin, gap = -1, 0
    for at in range(until, len(inside) + 1):
        line = inside[at] if at < len(inside) else ""
        if begin >= 0 and (not line.strip() or _NESTED.match(line)):
            text = "\n".join(inside[begin:at])
            yield Piece(first + begin + 1, first + at, Became.INSTRUCTION, text, gap)
            begin, gap = -1, 0
        if not line.strip():
            gap += 1
        elif begin < 0:
            begin = at


def _flush_left(lines: Sequence[str]) -> list[str]:
    """Without what all lines have before them: people indent by four where three are enough."""
    least = min((len(line) - len(line.lstrip(" ")) for line in lines if line.strip()), default=0)
    return [line[least:] for line in lines]


def _dedented(line: str, offset: int) -> str:
    """Without so many columns of white space at the beginning, or what there is of it."""
    column = 0
    for at, character in enumerate(line):
        if column >= offset or character not in " \t":
            return " " * max(0, column - offset) + line[at:]
        column += 4 - column % 4 if character == "\t" else 1
    return ""


# ── writing ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def plan_markdown(name: str, content: PlanContent) -> str:
    """The plan as Markdown that `markdown_preview` reads as the same plan."""
    parts = [_head(content), "", f"# {escaped(name)}", ""]
    if content.purpose:
        parts += [*(f"> {line}" if line else ">" for line in content.purpose.split("\n")), ""]
    numbers = {
        action.key: f"{at}.{place}"
        for at, phase in enumerate(content.phases, 1)
        for place, action in enumerate(phase.actions, 1)
    }
    titles = titles_of(content)
    for phase in content.phases:
        parts += [f"## {escaped(phase.title)}".rstrip(), ""]
        for place, action in enumerate(phase.actions, 1):
            parts += _action_block(place, action_lines(action, numbers, titles), action.instructions)
        parts += [""] if parts[-1] else []
    return "\n".join(parts).rstrip("\n") + "\n"


def _action_block(place: int, lines: Sequence[str], instructions: str) -> list[str]:
    mark = f"{place}. "
    margin = " " * len(mark)
    block = [f"{mark}{lines[0]}", *(f"{margin}{line}" for line in lines[1:])]
    if instructions.strip():
        block += ["", *(f"{margin}{line}" if line.strip() else "" for line in instructions.split("\n")), ""]
    return block


def _head(content: PlanContent) -> str:
    lines = [
        _FENCE,
        f"format = {_toml(FORMAT)}",
        _list("roles", [_toml(each) for each in content.roles]),
        _list("contacts", [f"[{_toml(each.name)}, {_toml(each.what_for)}]" for each in content.contacts]),
        _list("channels", [f"[{_toml(each.name)}, {_toml(each.address)}]" for each in content.channels]),
        _list("audiences", [_toml(each) for each in content.audiences]),
        f"cadence = {content.cadence}",
        f"first_message = {_toml(content.first_message)}" if content.first_message else "",
        _FENCE,
    ]
    return "\n".join(filter(None, lines))


def _list(name: str, values: Sequence[str]) -> str:
    if not values:
        return ""
    inside = "".join(f"\n  {value}," for value in values)
    return f"{name} = [{inside}\n]"


def _toml(text: str) -> str:
    """A basic string; its escapes are those of JSON but for DEL."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
