"""A response plan from plain text, as it comes out of a PDF: headings in capitals or with numbers, and bullets.

Page numbers, headers and footers are left out, a second column beside the text is put below it, lines that were broken
for the page are joined again. The method sheets of computer emergency teams are written so.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from incidentdesk.prepare.plan_preview import BULLETS, Became, Piece, Preview, carried
from incidentdesk.prepare.wording import clean

_DECIMAL = r"\d{1,2}(?:\.\d{1,2}){1,2}[.)]?(?=\s+\S)"
_BULLET = re.compile(
    rf"^(\s*)([{BULLETS}*+]|-(?=\s)|o(?=\s{{1,3}}\S)|{_DECIMAL}|\d{{1,2}}[.)](?=\s)|[a-z]\)(?=\s))\s*(\S.*)?$"
)
_NUMBERED = re.compile(r"^(\d{1,2}(?:\.\d{1,2})*)[.)]?\s+(\S.*)$")
_PAGE = re.compile(r"^\s*(?:page\s+)?\d{1,4}(?:\s*(?:/|of)\s*\d{1,4})?\s*$|^\s*-\s*\d{1,4}\s*-\s*$", re.IGNORECASE)
_NAMED = re.compile(r"^[A-Z][\w -]{1,24}: \S")
_STEP = re.compile(r"^(?:step|schritt) \d{1,2}\s*[.:)–-]\s*\S", re.IGNORECASE)
_CENTRED = 16  # blanks before a line that stands in the middle of the page
_LONGEST_HEADING = 70  # characters
_LONGEST_HEADING_OF_TEXT = 45  # characters; a longer line may as well be the first of a paragraph
_SECOND_COLUMN = 50  # blanks before a line of it, at least


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    text: str
    furniture: bool = False

    @property
    def indent(self) -> int:
        return len(self.text) - len(self.text.lstrip())

    @property
    def said(self) -> str:
        return " ".join(self.text.split())

    @property
    def is_heading(self) -> bool:
        """A short line in capitals."""
        said = self.said
        letters = [each for each in said if each.isalpha()]
        return (
            len(letters) > 2 and said == said.upper() and len(said) <= _LONGEST_HEADING and not _BULLET.match(self.text)
        )


def text_preview(text: str, name: str = "") -> Preview:
    """What the lines of a plain text become; `name` is that of the plan."""
    pieces = _headed(list(_pieces(_lines(clean(text).removeprefix("\ufeff")))))
    made = list(_in_phases(pieces))
    title = _title(pieces)
    if title:
        made[0] = _piece(pieces[0], Became.NAME, title)
    return Preview(title or name, tuple(carried(made)))


# ── the page ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _lines(text: str) -> list[_Line]:
    raw = [line.replace("\f", "").rstrip().expandtabs(4) for line in text.split("\n")]
    repeated = Counter(line.strip() for line in raw if line.strip())
    found = [_Line(at, line, _is_furniture(line, repeated)) for at, line in enumerate(raw, 1)]
    pages: list[list[_Line]] = [[]]
    for line in found:
        pages[-1].append(line)
        if line.furniture and _PAGE.match(line.text):
            pages.append([])
    return [line for page in pages for line in _one_column(page)]


def _is_furniture(line: str, repeated: Counter[str]) -> bool:
    indent = len(line) - len(line.lstrip())
    said = line.strip()
    if not said:
        return False
    if _PAGE.match(line) and indent >= _CENTRED:
        return True
    return indent >= _CENTRED and repeated[said] >= 2 and len(said) <= _LONGEST_HEADING and not _BULLET.match(line)


def _one_column(page: Sequence[_Line]) -> list[_Line]:
    """A box beside the text goes below it; it is one where several lines go on at the same place after a gap."""
    starts: Counter[int] = Counter()
    for line in page:
        gap = re.search(r"(?:^|\S)(\s{2,})(?=\S)(?!.*\s{4})", line.text)
        if gap and gap.end() >= _SECOND_COLUMN and not line.furniture:
            starts[gap.end()] += 1
    at, count = starts.most_common(1)[0] if starts else (0, 0)
    split = [line for line in page if count >= 3 and _goes_on(line, at)]
    if not any(line.text[:at].strip() for line in split):
        return list(page)
    left = [_Line(each.number, each.text[:at].rstrip(), each.furniture) if each in split else each for each in page]
    right = [_Line(each.number, each.text[at:].strip()) for each in split]
    return [*left, *_paragraphs_of_box(right)]


def _goes_on(line: _Line, at: int) -> bool:
    return not line.furniture and len(line.text) > at and line.text[at] != " " and line.text[at - 2 : at] == "  "


def _paragraphs_of_box(right: Sequence[_Line]) -> Iterator[_Line]:
    """Each as one line in sentence case, because capitals there do not make a heading."""
    gathered: list[str] = []
    for line, following in zip(right, [*right[1:], None], strict=True):
        gathered.append(line.said)
        if following is None or line.said.endswith(".") or following.number > line.number + 2:
            text = " ".join(gathered)
            yield _Line(line.number, "")
            yield _Line(line.number, text.capitalize() if text.isupper() else text)
            gathered = []


# ── the pieces ────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass
class _Block:
    """Lines that belong together; `depth` is how deep a bullet stands."""

    kind: str
    first: int
    last: int
    text: str
    indent: int = 0
    gap: int = 0


def _pieces(lines: Sequence[_Line]) -> Iterator[_Block]:
    """Headings, bullets and paragraphs, with lines that go on joined to what they belong to."""
    open_block: _Block | None = None
    gap = 0
    for at, line in enumerate(lines):
        if line.furniture:
            yield _Block("furniture", line.number, line.number, line.said)
            continue
        if not line.text.strip():
            gap += 1
            if open_block and open_block.kind != "bullet":
                yield open_block
                open_block = None
            continue
        kind, text = _kind(lines, at, gap, open_block)
        if kind == "goes on" and open_block:
            open_block.text += f" {text}"
            open_block.last = line.number
        else:
            if open_block:
                yield open_block
            open_block = _Block(kind, line.number, line.number, text, line.indent, gap)
        gap = 0
    if open_block:
        yield open_block


def _kind(lines: Sequence[_Line], at: int, gap: int, before: _Block | None) -> tuple[str, str]:
    line = lines[at]
    bullet = _BULLET.match(line.text)
    if bullet and bullet[3] and not _is_numbered_heading(lines, at):
        return "bullet", " ".join(bullet[3].split())
    if _STEP.match(line.said) and not (at + 1 < len(lines) and _BULLET.match(lines[at + 1].text)):
        return "bullet", line.said
    if (
        before
        and before.kind == "bullet"
        and line.indent > before.indent
        and (not gap or line.indent > before.indent + 1)
    ):
        return "goes on", line.said
    if line.is_heading and (gap or not before or before.kind != "paragraph"):
        objective = re.match(r"^[A-Z ]{4,20}: ", line.said)
        return ("paragraph" if objective else "heading"), line.said
    if before and before.kind == "paragraph" and not gap and not _begins_anew(lines, at, before):
        return "goes on", line.said
    if _is_numbered_heading(lines, at):
        return "heading", _NUMBERED.match(line.said)[2]  # type: ignore[index]
    if before and before.kind == "subheading" and not gap:
        return "paragraph", line.said
    return ("subheading" if _is_subheading(lines, at) else "paragraph"), line.said


def _begins_anew(lines: Sequence[_Line], at: int, before: _Block) -> bool:
    """“Version: 2.0” below “Author: …”, “→ address”, and capitals below small letters go on with nothing."""
    said = lines[at].said
    named = _NAMED.match(said) and _NAMED.match(lines[at - 1].said)
    shouts = lines[at].is_heading and len(said.split()) > 2 and not before.text.isupper()
    return bool(named) or said[0] in "→➔➜" or shouts


def _is_numbered_heading(lines: Sequence[_Line], at: int) -> bool:
    """“1. Triage”, with bullets, text or a deeper number below it and not the next number; “1.1 Look” has no text."""
    found = _NUMBERED.match(lines[at].text)
    if not found or len(lines[at].said) > _LONGEST_HEADING or lines[at].said[-1] in ".;,":
        return False
    if at and _NUMBERED.match(lines[at - 1].text):
        return False
    following = next((line for line in lines[at + 1 :] if line.text.strip() and not line.furniture), None)
    if following is None:
        return False
    if "." in found[1].rstrip("."):
        return bool(_BULLET.match(following.text)) and following.said.startswith((f"{found[1]}.", *BULLETS, "- ", "* "))
    return not _NUMBERED.match(following.text) or following.said.startswith(f"{found[1].rstrip('.')}.")


def _is_subheading(lines: Sequence[_Line], at: int) -> bool:
    """A short line that is no sentence, right above a bullet or a paragraph."""
    line = lines[at]
    said = line.said
    if at + 1 < len(lines) and _NAMED.match(said) and _NAMED.match(lines[at + 1].said):
        return False
    if line.indent > 3 or len(said) > _LONGEST_HEADING or said[-1] in ".,;:" or not said[0].isupper():
        return False
    if at + 1 >= len(lines):
        return False
    following = lines[at + 1]
    if not following.text.strip():
        following = next((each for each in lines[at + 1 :] if each.text.strip() and not each.furniture), following)
        return bool(_BULLET.match(following.text))
    if _BULLET.match(following.text):
        return True
    return not following.furniture and len(said) <= _LONGEST_HEADING_OF_TEXT and following.said[0].isupper()


# ── what they become ──────────────────────────────────────────────────────────────────────────────────────────────────


def _headed(blocks: list[_Block]) -> list[_Block]:
    """Without headings that go on: the same one again at the top of the next page, and the lines of a cover."""
    found: list[_Block] = []
    current = ""
    for block in blocks:
        if block.kind == "heading":
            if block.text.casefold() == current.casefold():
                block.kind = "furniture"
            current = block.text
        found.append(block)
    return found


def _in_phases(blocks: Sequence[_Block]) -> Iterator[Piece]:
    introduced = _introduction(blocks)
    main, objective, acting = "", "", False
    for at, block in enumerate(blocks):
        if block.kind == "furniture":
            yield _piece(block, Became.LEFT_OUT, block.text)
        elif at < introduced:
            mark = "- " if block.kind == "bullet" else "**" if block.kind == "heading" else ""
            yield _piece(block, Became.PURPOSE, f"{mark}{block.text}{'**' if mark == '**' else ''}")
        elif block.kind == "heading":
            main, acting = _cased(block.text), False
            yield _piece(block, Became.PHASE, main)
        elif block.kind == "subheading":
            has_actions = _followed_by_actions(blocks, at)
            title = f"{main}: {block.text}" if main and has_actions else block.text
            yield _piece(block, Became.PHASE if has_actions else Became.ACTION, title)
        elif block.kind == "bullet":
            acting = True
            yield _bullet(blocks, at)
        elif block.text.isupper() and (acting or block.text == objective):
            yield _piece(block, Became.LEFT_OUT, block.text)
        else:
            objective = block.text if block.text.isupper() else objective
            said = block.text.capitalize() if block.text.isupper() else block.text
            yield _piece(block, Became.INSTRUCTION, said)


def _piece(block: _Block, became: Became, text: str) -> Piece:
    return Piece(block.first, block.last, became, text, min(block.gap, 1))


def _bullet(blocks: Sequence[_Block], at: int) -> Piece:
    """A bullet is an action, but below another bullet, or right below a sentence that announces a list."""
    block = blocks[at]
    if _is_listed(blocks, at):
        outer = _outer_indent(blocks, at)
        return _piece(block, Became.INSTRUCTION, f"{'  ' if block.indent > outer + 6 else ''}- {block.text}")
    return _piece(block, Became.ACTION, block.text)


def _outer_indent(blocks: Sequence[_Block], at: int) -> int:
    return min(each.indent for each in blocks[: at + 1] if each.kind == "bullet")


def _is_listed(blocks: Sequence[_Block], at: int) -> bool:
    indent = blocks[at].indent
    for before in reversed(blocks[:at]):
        if before.kind == "bullet":
            if before.indent < indent - 1:
                return True
            indent = min(indent, before.indent)
        elif before.kind != "furniture":
            return before.kind == "paragraph" and before.text.endswith(":") and not before.text.isupper()
    return False


def _followed_by_actions(blocks: Sequence[_Block], at: int) -> bool:
    for place in range(at + 1, len(blocks)):
        if blocks[place].kind in ("heading", "subheading"):
            return False
        if blocks[place].kind == "bullet" and not _is_listed(blocks, place):
            return True
    return False


def _title(blocks: Sequence[_Block]) -> str:
    """One line alone at the top that says no more than what it is about; a cover of several lines is none."""
    if len(blocks) < 2 or _introduction(blocks) or blocks[0].kind not in ("heading", "subheading", "paragraph"):
        return ""
    first, second = blocks[0], blocks[1]
    ends = first.text[-1] in ".;,:" or first.last > first.first or len(first.text) > _LONGEST_HEADING
    alone = second.gap or second.kind == "heading"
    acts = (second.kind == "bullet" and first.kind != "paragraph") or (
        first.kind == "heading" and not any(each.kind == "heading" for each in blocks[1:])
    )
    return "" if ends or not alone or acts else _cased(first.text)


def _introduction(blocks: Sequence[_Block]) -> int:
    """How many blocks come before the plan begins: up to a list of contents, whose items are later headings."""
    headings = {block.text.casefold(): at for at, block in enumerate(blocks) if block.kind == "heading"}
    listed = [
        (at, headings[name])
        for at, block in enumerate(blocks)
        if block.kind == "bullet"
        and (name := block.text.partition(":")[0].casefold()) in headings
        and headings[name] > at
    ]
    return min(heading for _at, heading in listed) if len(listed) >= 3 else 0


def _cased(text: str) -> str:
    return text.capitalize() if text.isupper() else text
