"""The words of a mail: text out of HTML, and what of an answer is new."""

import re
from collections.abc import Iterator
from functools import lru_cache
from html import unescape
from typing import Any

from incidentdesk.prepare.wording import LONGEST_TEXT

# The patterns that find where a quotation begins take time that grows faster than the text.
_LONGEST_STRIPPED = 50_000  # characters
_PATIENCE = 0.5  # seconds for one of these patterns
_LANGUAGES = ("en", "de", "fr", "es", "it", "nl", "pl", "sv", "da", "cs")
_LONGEST_TAG = 20_000  # characters
_BLOCKS = frozenset({
    "address", "article", "blockquote", "br", "dd", "div", "dl", "dt", "fieldset", "footer", "form", "h1", "h2",
    "h3", "h4", "h5", "h6", "header", "hr", "li", "ol", "p", "pre", "section", "table", "tr", "ul",
})  # fmt: skip
_UNSEEN = frozenset({"script", "style", "head", "title", "template", "noscript"})
_NAME = re.compile(r"/?[a-z][a-z0-9]*", re.IGNORECASE)
_ADDRESS = re.compile(r"""\bhref\s{0,9}=\s{0,9}["']?(https?://[^"'\s>]{1,2000})""", re.IGNORECASE)
_INSTEAD = re.compile(r"""\balt\s{0,9}=\s{0,9}(?:"([^"]{1,500})"|'([^']{1,500})')""", re.IGNORECASE)
_SPACE = re.compile(r"[ \t\r\n\f\v\u00a0]+")
_EMPTY_LINES = re.compile(r"\n{3,}")


def text_of_html(html: str) -> str:
    """The text that a person would read; what comes after four million characters is left out.

    The parser of the standard library takes time that grows with the square of what is not closed; this one reads
    once, whatever the nesting.
    """
    pieces: list[str] = []
    unseen = link = ""
    for tag, text in _pieces(html[: 4 * LONGEST_TEXT]):
        name = tag and _NAME.match(tag).group().lower()  # type: ignore[union-attr]
        if not tag:
            pieces += [] if unseen else [_SPACE.sub(" ", unescape(text))]
        elif name.startswith("/"):
            if name == f"/{unseen}" or name == "/body":
                unseen = ""
            if name == "/a" and link and link not in "".join(pieces[-3:]):
                # An address that is not in the text would be lost.
                pieces.append(f" <{link}>")
            pieces += ["\n"] if name[1:] in _BLOCKS else []
        elif name == "body":
            unseen = ""
        elif name in _UNSEEN:
            unseen = unseen or name
        elif not unseen:
            link = _link(tag) if name == "a" else link
            pieces.append(_instead(name, tag))
    lines = (line.strip() for line in "".join(pieces).split("\n"))
    return _EMPTY_LINES.sub("\n\n", "\n".join(lines)).strip()


def _pieces(html: str) -> Iterator[tuple[str, str]]:
    """Tags and texts in turn, as (tag, "") or ("", text); a sign that opens no tag is text."""
    at, closing = 0, -1
    while (opening := html.find("<", at)) >= 0:
        if opening > at:
            yield "", html[at:opening]
        if html.startswith("<!--", opening):
            end = html.find("-->", opening + 4)
            at = end + 3 if end >= 0 else len(html)
            continue
        if closing < opening:
            closing = html.find(">", opening)
        if closing < 0:
            at = opening
            break
        tag = html[opening + 1 : closing] if closing - opening < _LONGEST_TAG else ""
        if _NAME.match(tag):
            yield tag, ""
            at = closing + 1
        elif tag.startswith(("!", "?")):
            at = closing + 1
        else:
            yield "", "<"
            at = opening + 1
    if at < len(html):
        yield "", html[at:]


def _link(tag: str) -> str:
    found = _ADDRESS.search(tag)
    return unescape(found.group(1)) if found else ""


def _instead(name: str, tag: str) -> str:
    """What stands for a tag that is no text."""
    if name == "img":
        found = _INSTEAD.search(tag)
        return f"[{unescape(found.group(1) or found.group(2))}]" if found else ""
    if name == "td":
        return " "
    if name in _BLOCKS:
        return "\n- " if name == "li" else "\n"
    return ""


def new_words(text: str) -> str:
    """What of an answer is new, without what it quotes; the whole where nothing would be left."""
    stripped = _without_quotation(text) if len(text) <= _LONGEST_STRIPPED else text
    return stripped.strip() or text.strip()


def _without_quotation(text: str) -> str:
    from mailparser_reply.parser import EmailMessage  # type: ignore[import-untyped]

    # Lines are stripped by the library too, and more than one empty line means nothing.
    lines = [line.strip() for line in text.replace("\r\n", "\n").split("\n")]
    message = EmailMessage(text=_EMPTY_LINES.sub("\n\n", "\n".join(lines)), languages=list(_LANGUAGES))
    message._header_regex, message._disclaimers_regex, message._signature_regex = _patterns()
    try:
        found = message.read().latest_reply or ""
    except Exception:
        # It is a library for well-behaved texts, or the time is up; the whole text is never wrong.
        return text
    kept = found.rstrip().split("\n")
    while kept and (kept[-1].startswith(">") or not kept[-1].strip()):
        kept.pop()
    return "\n".join(kept)


class _Patient:
    """A pattern of the library that gives up when the time is up; raises TimeoutError."""

    def __init__(self, pattern: str) -> None:
        import regex

        self._pattern = regex.compile(pattern, flags=regex.MULTILINE | regex.IGNORECASE)

    def findall(self, text: str) -> list[Any]:
        return list(self._pattern.findall(text, timeout=_PATIENCE))

    def search(self, text: str) -> Any:
        return self._pattern.search(text, timeout=_PATIENCE)


@lru_cache(maxsize=1)
def _patterns() -> tuple[_Patient, _Patient, _Patient]:
    """Of headers of quotations, of disclaimers and of signatures; the last two are not cut off, so none is sought."""
    from mailparser_reply.parser import EmailMessage

    library = EmailMessage(text="", languages=list(_LANGUAGES))
    never = _Patient(r"(?!)")
    return _Patient(library.HEADER_REGEX.pattern), never, never
