"""Where labels go, and how much of a long one is shown."""

from collections.abc import Sequence

from incidentdesk.measure.chart.canvas import Canvas, width_of, write
from incidentdesk.measure.chart.letter import printable

APART = 14.0


def apart(wanted: Sequence[float], low: float, high: float, gap: float = APART) -> list[float]:
    """Places as near as can be to those that are wanted, at least `gap` from one another, between `low` and `high`.

    Where there is no room for all, they are spread evenly.
    """
    order = sorted(range(len(wanted)), key=wanted.__getitem__)
    if (len(order) - 1) * gap >= high - low:
        step = (high - low) / max(1, len(order) - 1)
        return [low + order.index(place) * step for place in range(len(order))]
    # Each label less its distance from the first one: what stands in the wrong order is drawn together to its mean.
    pools: list[tuple[float, int]] = []
    for rank, place in enumerate(order):
        pools.append((wanted[place] - rank * gap, 1))
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            (mean, n), (other, m) = pools.pop(), pools.pop()
            pools.append(((mean * n + other * m) / (n + m), n + m))
    flat = [mean for mean, n in pools for _each in range(n)]
    most = high - (len(order) - 1) * gap
    found = [0.0] * len(order)
    for rank, place in enumerate(order):
        found[place] = min(max(flat[rank], low), most) + rank * gap
    return found


def elided(canvas: Canvas, text: str, room: float, size: float = 0.0, *, strong: bool = False) -> str:
    """As much of a text as fits into so many pixels, with "…" where something is missing; "" where nothing fits."""
    shown = printable(text)
    width = width_of(canvas, shown, size, strong=strong)
    if width <= room:
        return shown
    # Letters are of much the same width, so little is to be tried around where the text would be full.
    kept = min(len(shown) - 1, int(len(shown) * room / width) + 1)
    while kept > 0 and width_of(canvas, shown[:kept].rstrip() + "…", size, strong=strong) > room:
        kept -= 1
    return shown[:kept].rstrip() + "…" if kept > 0 else ""


def wrapped(canvas: Canvas, text: str, room: float, size: float = 0.0, lines: int = 2) -> list[str]:
    """A text on at most so many lines; the last one is shortened."""
    words, found = printable(text).split(" "), [""]
    blank, used = width_of(canvas, "n n", size) - width_of(canvas, "nn", size), 0.0
    for place, word in enumerate(words):
        width = width_of(canvas, word, size)
        if not found[-1] or used + blank + width <= room:
            used += width + (blank if found[-1] else 0.0)
            found[-1] = f"{found[-1]} {word}".strip()
        elif len(found) < lines:
            found.append(word)
            used = width
        else:
            found[-1] = " ".join([found[-1], *words[place:]])
            break
    return [elided(canvas, line, room, size) for line in found]


def say_why_empty(canvas: Canvas, sentence: str) -> None:
    """In the middle of a chart without anything to show."""
    look = canvas.look
    lines = wrapped(canvas, sentence, look.width - 32, lines=3)
    for place, line in enumerate(lines):
        y = look.height / 2 + (place - (len(lines) - 1) / 2) * look.font_size * 1.5
        write(canvas, look.width / 2, y, line, colour=canvas.colour("text2"), align="center")
