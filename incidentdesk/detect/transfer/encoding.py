"""In which encoding a text file is written."""

import codecs
from collections.abc import Iterable
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from incidentdesk.language import _, isolated
from incidentdesk.refusal import Refused

_BLOCK = 1 << 20  # bytes
_SAMPLE = 1 << 17  # bytes; charset-normalizer takes its time
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What exports of help desks are written in. Without this list a short German text is taken for Greek or Hebrew.
_LIKELY = [
    "cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "koi8_r",
    "cp932", "gb18030", "big5", "cp949", "euc_jp",
]  # fmt: skip


def encoding_of(path: Path) -> str:
    """The Python name of the encoding; "utf-8" for plain ASCII."""
    with path.open("rb") as file:
        return encoding_in(file)


def encoding_in(file: BinaryIO) -> str:
    """The same of an open file, which is read to its end."""
    start = file.read(_BLOCK)
    for mark, name in _MARKS:
        if start.startswith(mark):
            return name
    if wide := _wide_encoding(start):
        return wide
    odd = _first_odd_block(chain((start,), iter(lambda: file.read(_BLOCK), b"")))
    return "utf-8" if odd is None else _guessed(odd)


def known_encoding(name: str) -> str:
    """A name that the user typed, as Python knows it; raises Refused if it is none for text."""
    try:
        found = codecs.lookup(name)
    except LookupError:
        found = None
    if found is None or not found._is_text_encoding:
        raise Refused(
            _("{name} is no known encoding; try utf-8, utf-16 or cp1252.").format(name=isolated(name))
        ) from None
    return found.name


def _wide_encoding(start: bytes) -> str:
    """UTF-16 without a mark: every other byte of mostly Latin text is zero."""
    sample = start[: 1 << 12]
    even, odd, half = sample[0::2].count(0), sample[1::2].count(0), len(sample) // 2
    if half < 4 or max(even, odd) < 0.4 * half or min(even, odd) > 0.1 * half:
        return ""
    return "utf-16-le" if odd > even else "utf-16-be"


def _first_odd_block(blocks: Iterable[bytes]) -> bytes | None:
    """The block in which the file stops being UTF-8; None if it does not.

    A file that is UTF-8 but for a few bytes is UTF-8: the rows with these bytes are reported, the others stay right.
    """
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    first_odd, right, wrong = None, 0, 0
    for block in blocks:
        if block.isascii() and not decoder.getstate()[0]:
            continue
        text = decoder.decode(block)
        bad = sum("\udc80" <= character <= "\udcff" for character in text if character > "\x7f")
        wrong += bad
        right += sum(character > "\x7f" for character in text) - bad
        if bad and first_odd is None:
            first_odd = block
    return first_odd if wrong * 20 > right else None


def _guessed(block: bytes) -> str:
    from charset_normalizer import from_bytes

    sample = _around_first_odd_byte(block)
    best = from_bytes(sample, cp_isolation=_LIKELY).best()
    if best is None:
        return "latin-1"
    # Western text fits several code pages equally well; the most common one is the best guess among equals.
    return "cp1252" if "cp1252" in best.could_be_from_charset else best.encoding


def _around_first_odd_byte(block: bytes) -> bytes:
    position = next(index for index, byte in enumerate(block) if byte > 0x7F)
    begin = max(0, position - _SAMPLE // 2)
    return block[begin : begin + _SAMPLE]
