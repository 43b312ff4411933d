"""The words of a mail: text out of HTML, and what of an answer is new."""

import re
from html.parser import HTMLParser

from incidentdesk.prepare.wording import LONGEST_TEXT

# The patterns that find where a quotation begins take time that grows faster than the text.
_LONGEST_STRIPPED = 20_000  # characters
_LANGUAGES = ["en", "de", "fr", "es", "it", "nl", "pl", "sv", "da", "cs"]
_BLOCKS = frozenset({
    "address", "article", "blockquote", "br", "dd", "div", "dl", "dt", "fieldset", "footer", "form", "h1", "h2",
    "h3", "h4", "h5", "h6", "header", "hr", "li", "ol", "p", "pre", "section", "table", "tr", "ul",
})  # fmt: skip
_UNSEEN = frozenset({"script", "style", "head", "title", "template", "noscript"})
_SPACE = re.compile(r"[ \t\r\n\f\v\u00a0]+")
_EMPTY_LINES = re.compile(r"\n{3,}")
_MARKER = "##- "  # begins the line above which an answer is to be written


class _Words(HTMLParser):
    """Collects what a person would read; nesting of any depth costs nothing, for nothing is kept but a count."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._unseen = ""
        self._link = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSEEN and not self._unseen:
            self._unseen = tag
        elif tag in _BLOCKS:
            self.pieces.append("\n- " if tag == "li" else "\n")
        elif tag == "td":
            self.pieces.append(" ")
        elif tag == "a":
            self._link = dict(attrs).get("href") or ""
        elif tag == "img" and (alt := dict(attrs).get("alt")):
            self.pieces.append(f"[{alt}]")

    def handle_endtag(self, tag: str) -> None:
        if tag == self._unseen or tag == "body":
            self._unseen = ""
        elif tag in _BLOCKS:
            self.pieces.append("\n")
        elif tag == "a":
            self._name_link()

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.pieces.append(_SPACE.sub(" ", data))

    def _name_link(self) -> None:
        """An address that is not in the text would be lost."""
        link, self._link = self._link, ""
        if link.startswith(("http://", "https://")) and link not in "".join(self.pieces[-3:]):
            self.pieces.append(f" <{link[:2000]}>")


def text_of_html(html: str) -> str:
    """The text that a person would read; what comes after a million characters is left out."""
    words = _Words()
    words.feed(html[: 4 * LONGEST_TEXT])
    words.close()
    lines = (line.strip() for line in "".join(words.pieces).split("\n"))
    text = _EMPTY_LINES.sub("\n\n", "\n".join(lines)).strip()
    # A page that is one unclosed head or script says nothing otherwise.
    return text or _EMPTY_LINES.sub("\n\n", re.sub(r"<[^<>]{0,2000}>", " ", html[:LONGEST_TEXT])).strip()


def new_words(text: str) -> str:
    """What of an answer is new, without what it quotes; the whole where nothing would be left."""
    above = text.split(_MARKER, 1)[0] if _MARKER in text else text
    stripped = _without_quotation(above) if len(above) <= _LONGEST_STRIPPED else above
    return stripped.strip() or above.strip() or text.strip()


def _without_quotation(text: str) -> str:
    from mailparser_reply import EmailReplyParser  # type: ignore[import-untyped]

    try:
        found = EmailReplyParser(languages=list(_LANGUAGES)).parse_reply(text) or ""
    except Exception:
        # It is a library for well-behaved texts; the whole text is never wrong.
        return text
    lines = found.rstrip().split("\n")
    while lines and (lines[-1].startswith(">") or not lines[-1].strip()):
        lines.pop()
    return "\n".join(lines)
