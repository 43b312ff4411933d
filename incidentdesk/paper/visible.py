"""What cannot be seen in a text, made visible."""

import re
import unicodedata

_ODD = re.compile(
    "[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\u202d\u202e\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
    + "".join(f"{chr(plane * 0x10000 + 0xFFFE)}{chr(plane * 0x10000 + 0xFFFF)}" for plane in range(1, 17))
    + "]"
)
_KEYCAP = re.compile("([0-9#*])\ufe0f?\u20e3")


def visible(text: str) -> str:
    """The text with control characters, lone surrogates and direction overrides made visible, so that none is lost.

    A key cap stands in brackets, because no font places that sign over a digit of another font.
    """
    if text.isascii() and text.isprintable():
        return text
    text = unicodedata.normalize("NFC", text).replace("\t", "    ").replace("\ufeff", "")
    return _ODD.sub(_shown, _KEYCAP.sub(r"[\1]", text))


def _shown(match: re.Match[str]) -> str:
    code = ord(match[0])
    return chr(0x2400 + code) if code < 0x20 else f"[U+{code:04X}]"
