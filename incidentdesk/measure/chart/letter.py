"""The letters of charts: Inter from our own files, then what the machine has for other scripts.

Whatever no font has is shown as a box, because matplotlib would warn of each such letter on stderr.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any

from incidentdesk.paths import resources

# matplotlib takes each weight for a family of its own.
REGULAR, STRONG = "Inter", "Inter SemiBold"
_FILES = ("Inter-Regular.ttf", "Inter-SemiBold.ttf", "DejaVuSans.ttf")
_OURS = "DejaVu Sans"
# For what neither Inter nor DejaVu has; the first of each script that is there.
_OTHERS = (
    "Noto Sans Arabic", "Noto Sans Hebrew", "Noto Sans CJK SC", "Noto Sans CJK JP", "Noto Sans CJK KR",
    "Noto Sans Devanagari", "Noto Sans Bengali", "Noto Sans Tamil", "Noto Sans Thai", "Noto Sans Symbols2",
    "Segoe UI", "Microsoft YaHei", "Yu Gothic", "Malgun Gothic", "Nirmala UI", "Leelawadee UI",
    "PingFang SC", "Hiragino Sans", "Apple SD Gothic Neo", "Geeza Pro", "Kohinoor Devanagari", "Thonburi",
)  # fmt: skip
_MISSING = "□"


@cache
def register() -> None:
    """Tell matplotlib of our fonts, once for each process."""
    from matplotlib import font_manager

    for name in _FILES:
        font_manager.fontManager.addfont(resources() / "fonts" / name)


@cache
def _file_of(family: str) -> str | None:
    from matplotlib import font_manager

    register()
    found = [each.fname for each in font_manager.fontManager.ttflist if each.name == family and each.style == "normal"]
    # Our own was registered last.
    return found[-1] if found else None


@cache
def _letters_of(family: str) -> frozenset[int]:
    from matplotlib import font_manager

    file = _file_of(family)
    return frozenset(font_manager.get_font(file).get_charmap()) if file else frozenset()


def families_for(text: str, family: str = REGULAR) -> Sequence[str]:
    """The families in which a text is set: those of other scripts only where it has such letters."""
    missing = {ord(each) for each in text if each > "~"} - _letters_of(family)
    missing -= _letters_of(_OURS) if missing else set()
    found = [family, _OURS]
    for other in _OTHERS:
        if not missing:
            break
        if missing & _letters_of(other):
            found.append(other)
            missing -= _letters_of(other)
    return found


def printable(text: str) -> str:
    """The text on one line, without what can't be shown."""
    line = " ".join(text.split())
    if line.isascii():
        return "".join(each for each in line if each >= " " and each != "\x7f")
    known: set[int] = set()
    for family in families_for(line):
        known |= _letters_of(family)
    return "".join(_shown(each, known) for each in line)


def _shown(letter: str, known: set[int]) -> str:
    if ord(letter) in known:
        return letter
    return "" if not letter.isprintable() else _MISSING


def properties(text: str, size: float, *, strong: bool = False) -> Any:
    """The font for a text; the size in pixels of 1/96 inch."""
    return _properties(tuple(families_for(text, STRONG if strong else REGULAR)), size)


@cache
def _properties(families: tuple[str, ...], size: float) -> Any:
    from matplotlib.font_manager import FontProperties

    register()
    return FontProperties(family=list(families), size=size * 72 / 96)
