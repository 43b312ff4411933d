"""A file that holds a response plan, read and written."""

import re
from pathlib import Path

from incidentdesk.language import _, isolated, ngettext
from incidentdesk.prepare.attachment_link import linked_files
from incidentdesk.prepare.naming import LONGEST_NAME
from incidentdesk.prepare.plan_content import PlanContent
from incidentdesk.prepare.plan_preview import BULLETS, Became, Preview, count
from incidentdesk.refusal import Refused

LARGEST = 1_000_000  # bytes
LONGEST_LINE = 20_000  # characters
MOST_LINES = 20_000
MOST_ACTIONS = 500
_MARKDOWN = re.compile(r"^#{1,6}\s+\S", re.MULTILINE)
_UNWRITTEN = re.compile(r"[\x00-\x08\x0e-\x1f]")
_LISTED = re.compile(rf"^[ \t]*(?:[-*+{BULLETS}]|\d{{1,9}}[.)])", re.MULTILINE)
_DEEP = re.compile(r"^[\s>*+-]{400,}", re.MULTILINE)


def plan_preview(path: Path) -> Preview:
    """What a file of Markdown (.md) or plain text becomes, for a person to correct.

    Raises Refused where the file can't be read, is no text, is empty, or too large for a plan.
    """
    return preview_of(_text_in(path), name=_name_of(path), markdown=path.suffix.lower() in (".md", ".markdown"))


def preview_of(text: str, *, name: str = "", markdown: bool | None = None) -> Preview:
    """As `plan_preview`, of a text; without `markdown` it is Markdown where it has a heading of it."""
    _refuse_too_much(text)
    if markdown or text.startswith("+++") or _MARKDOWN.search(text):
        from incidentdesk.prepare.plan_markdown import markdown_preview

        found = markdown_preview(text, name)
    else:
        from incidentdesk.prepare.plan_text import text_preview

        found = text_preview(text, name)
    _refuse_too_many(count(found)[Became.ACTION])
    return found


def write_plan(path: Path, name: str, content: PlanContent) -> None:
    """Write the plan as Markdown, whole or not at all. Raises Refused where the place can't be written to."""
    from incidentdesk.paper.file import replacing
    from incidentdesk.prepare.plan_markdown import plan_markdown

    with replacing(path) as file:
        file.write(plan_markdown(name, content).encode("utf-8", "replace"))


def files_staying(content: PlanContent) -> str:
    """That what is attached to the actions is not in a file of Markdown; '' where nothing is."""
    count = len({file.digest for action in content.actions for file in linked_files(action.instructions)})
    if not count:
        return ""
    return ngettext("{n} attached file stays at this desk.", "{n} attached files stay at this desk.", count).format(
        n=count
    )


def told(preview: Preview) -> str:
    """3 phases, 14 actions; 6 lines were left out."""
    content = preview.content
    phases = ngettext("{n} phase", "{n} phases", len(content.phases)).format(n=len(content.phases))
    actions = ngettext("{n} action", "{n} actions", len(content.actions)).format(n=len(content.actions))
    left = [piece for piece in preview.pieces if piece.became == Became.LEFT_OUT and piece.text.strip()]
    lines = sum(piece.last - piece.line + 1 for piece in left)
    if not lines:
        return f"{phases}, {actions}"
    return f"{phases}, {actions}; " + ngettext("{n} line was left out", "{n} lines were left out", lines).format(
        n=lines
    )


def _text_in(path: Path) -> str:
    try:
        if path.stat().st_size > LARGEST:
            raise Refused(
                _("{file} has {size} MB; a plan is at most {most} MB of text.").format(
                    file=isolated(path.name), size=-(-path.stat().st_size // 1_000_000), most=LARGEST // 1_000_000
                )
            )
        data = path.read_bytes()
    except OSError as error:
        raise Refused(
            _("{file} can't be read: {reason}.").format(file=isolated(str(path)), reason=error.strerror or error)
        ) from error
    text = _decoded(data)
    if text is None:
        raise Refused(
            _("{file} is no text. Bring in Markdown (.md) or plain text (.txt).").format(file=isolated(path.name))
        )
    return text


def _decoded(data: bytes) -> str | None:
    """UTF-8, or UTF-16 with its mark, or Windows-1252; None for what is no text."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = data.decode("utf-16", "replace")
        return None if _UNWRITTEN.search(text) else text
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
        if text.count("\ufffd") > len(text) // 100:
            return None
    return None if _UNWRITTEN.search(text) else text


def _name_of(path: Path) -> str:
    words = " ".join(re.split(r"[\s_-]+", path.stem)).strip()
    return (words[:1].upper() + words[1:])[:LONGEST_NAME]


def _refuse_too_much(text: str) -> None:
    if not text.strip():
        raise Refused(_("The file is empty."))
    lines = text.count("\n") + 1
    if lines > MOST_LINES:
        raise Refused(
            _("The file has {lines} lines; a plan has at most {most}.").format(
                lines=f"{lines:,}", most=f"{MOST_LINES:,}"
            )
        )
    longest = max(map(len, text.split("\n")))
    if longest > LONGEST_LINE:
        raise Refused(
            _("A line of the file has {count} characters; a plan has lines of at most {most}.").format(
                count=f"{longest:,}", most=f"{LONGEST_LINE:,}"
            )
        )
    if _DEEP.search(text):
        raise Refused(_("A line of the file is nested more deeply than any plan is."))
    listed = sum(1 for _found in _LISTED.finditer(text))
    if listed > MOST_ACTIONS * 4:
        _refuse_too_many(listed)


def _refuse_too_many(actions: int) -> None:
    if actions > MOST_ACTIONS:
        raise Refused(
            _("The file would become {actions} actions; a plan has at most {most}. Divide it into several.").format(
                actions=f"{actions:,}", most=MOST_ACTIONS
            )
        )
