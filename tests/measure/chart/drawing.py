"""Facts to draw charts of, and what can be told of a chart that is drawn."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from incidentdesk import clock
from incidentdesk.detect.stage_time import TIME_NAME
from incidentdesk.detect.state import State
from incidentdesk.measure.chart.canvas import HALOED, contrast
from incidentdesk.measure.chart.chart import Scope
from incidentdesk.measure.chart.drawn import Drawn
from incidentdesk.measure.chart.look import Look, colours_of, paper_look
from incidentdesk.measure.metric.facts import STATES, Facts
from incidentdesk.measure.metric.period import Period, between
from incidentdesk.store.column_reading import MISSING
from incidentdesk.store.reading import Reader

ZONE = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
HALF_A_YEAR = between(date(2026, 6, 1), date(2026, 11, 20), ZONE)
# The cards of the dashboard, a quarter of a small window, and half a page.
LOOKS = [
    *(Look(*size, colours_of(theme)) for theme in ("light", "dark") for size in ((824, 350), (500, 170), (668, 350))),
    Look(668, 350, colours_of("dark"), font_size=18),
    paper_look(500, 200),
]
_HOUR = 3_600_000_000
_NUMBERS = ("service_id", "category_id", "subcategory_id", "team_id", "assignee_id", "parent_id", "reporter_id")


def facts_of(created: Sequence[int], **columns: Any) -> Facts:
    """Resolved incidents that were created at these microseconds; what is not given is missing."""
    n = len(created)
    nothing = np.full(n, MISSING, np.int64)
    found: dict[str, Any] = dict.fromkeys((*TIME_NAME, *_NUMBERS), nothing)
    found |= {
        "id": np.arange(1, n + 1),
        "created_at": np.asarray(created, np.int64),
        "state": np.full(n, STATES.index(State.RESOLVED)),
        "priority": np.full(n, 3),
        **{name: np.zeros(n, np.int64) for name in ("reopen_count", "reassignment_count", "duplicate", "major")},
        "channel": np.zeros(n, np.int64),
    }
    return Facts(found | {name: np.asarray(values) for name, values in columns.items()})


def spread_facts(n: int, first: datetime, last: datetime, seed: int = 1) -> Facts:
    """So many incidents over a time, each third still open, with long and short lives."""
    rng = np.random.default_rng(seed)
    low, high = clock.stored(first), clock.stored(last)
    created = np.sort(rng.integers(low, high, n))
    lives = np.exp(rng.normal(9.5, 1.6, n)) * 1_000_000
    is_open = rng.random(n) < 0.3
    resolved = np.where(is_open, MISSING, created + lives.astype(np.int64))
    states = np.where(is_open, rng.choice([STATES.index(State.NEW), STATES.index(State.ON_HOLD)], n), 3)
    states = np.where(is_open, states, STATES.index(State.RESOLVED))
    return facts_of(
        created.tolist(),
        resolved_at=resolved,
        acknowledged_at=created + _HOUR // 4,
        detected_at=created,
        state=states,
        priority=rng.integers(1, 6, n),
        reassignment_count=rng.integers(0, 7, n),
        channel=rng.integers(0, 5, n),
        service_id=rng.integers(1, 101, n),
    )


def scope_of(
    reader: Reader, facts: Facts, period: Period = HALF_A_YEAR, *, now: datetime = NOW, zone: tzinfo = ZONE
) -> Scope:
    return Scope(reader, facts, facts, period, clock.stored(now), zone)


def weeks_ago(count: float) -> int:
    return clock.stored(NOW - timedelta(weeks=count))


# ── what is drawn ────────────────────────────────────────────────────────────────────────────────────────────────────


def texts_of(drawn: Drawn) -> list[Any]:
    from matplotlib.text import Text

    return [each for each in drawn.figure.findobj(Text) if each.get_text() and each.get_visible()]


def words_of(drawn: Drawn) -> list[str]:
    return [each.get_text() for each in texts_of(drawn)]


def boxes_of(drawn: Drawn) -> Iterator[tuple[str, Any]]:
    """Each text with its box in dots."""
    canvas: Any = drawn.figure.canvas
    for each in texts_of(drawn):
        yield each.get_text(), each.get_window_extent(canvas.get_renderer())


def clashes(drawn: Drawn) -> list[tuple[str, str]]:
    """Texts that touch each other."""
    found = list(boxes_of(drawn))
    return [
        (one, other)
        for place, (one, box) in enumerate(found)
        for other, second in found[:place]
        if box.x0 < second.x1 and second.x0 < box.x1 and box.y0 + 1 < second.y1 and second.y0 + 1 < box.y1
    ]


def cut_off(drawn: Drawn) -> list[str]:
    """Texts that reach over the edge of the figure."""
    width, height = drawn.figure.bbox.width, drawn.figure.bbox.height
    return [
        text
        for text, box in boxes_of(drawn)
        if box.x0 < -0.5 or box.y0 < -0.5 or box.x1 > width + 0.5 or box.y1 > height + 0.5
    ]


def faint(drawn: Drawn) -> list[tuple[str, float]]:
    """Texts that stand on something on which they are hard to read, with their contrast."""
    texts = texts_of(drawn)
    with_texts = _dots(drawn)
    colours = [each.get_color() for each in texts]
    for each in texts:
        # What is left of a label with a halo is the halo.
        if each.get_gid() == HALOED:
            each.set_color(drawn.figure.get_facecolor())
        else:
            each.set_visible(False)
    without = _dots(drawn)
    changed = (with_texts != without).any(axis=2)
    found = []
    for each, colour in zip(texts, colours, strict=True):
        each.set_visible(True)
        each.set_color(colour)
        # Where the letters are, without their soft edges.
        ink = np.array([int(_hex(each.get_color())[place : place + 2], 16) for place in (1, 3, 5)])
        place = _place(drawn, each, without.shape[0])
        inked = changed[place] & (abs(with_texts[place] - ink).sum(axis=2) < 60)
        grounds = {tuple(ground) for ground in without[place][inked].tolist()}
        worst = min((contrast(_hex(each.get_color()), _hex(ground)) for ground in grounds), default=21.0)
        if worst < 4.5:
            found.append((each.get_text(), worst))
    return found


def _dots(drawn: Drawn) -> Any:
    canvas: Any = drawn.figure.canvas
    canvas.draw()
    return np.asarray(canvas.buffer_rgba())[:, :, :3].astype(int).copy()


def _place(drawn: Drawn, text: Any, height: int) -> tuple[slice, slice]:
    """The rows and columns of the dots that a text takes."""
    canvas: Any = drawn.figure.canvas
    box = text.get_window_extent(canvas.get_renderer())
    return slice(max(0, int(height - box.y1)), int(height - box.y0) + 1), slice(max(0, int(box.x0)), int(box.x1) + 1)


def _hex(colour: Any) -> str:
    from matplotlib.colors import to_hex

    if isinstance(colour, str):
        return to_hex(colour)
    return "#" + "".join(f"{int(part):02x}" for part in colour)
