"""Painting the timeline of a rota; nothing in it is told by colour alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from PySide6.QtCore import QLocale, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetrics, QPainter, QPen

from incidentdesk import clock
from incidentdesk.desktop.theme import Theme
from incidentdesk.drawing.palette import DARK, LIGHT, hue
from incidentdesk.language import _
from incidentdesk.prepare.rota_layout import AWAY, GAP, OVERRIDE, Bar, Row, Tick, Timeline

_PAD, _NARROW = 8, 11


@dataclass(frozen=True, slots=True)
class Look:
    """What the picture is painted with: the number of the hue of each person, the zone of the scale, what is chosen."""

    theme: Theme
    zone: ZoneInfo
    hues: Mapping[int, int]
    chosen: Bar | None = None
    focused: bool = False
    picked: tuple[float, float, int] | None = None  # left, right, row
    mirrored: bool = False


def paint_timeline(painter: QPainter, timeline: Timeline, look: Look) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _paint_scale(painter, timeline, look)
    for row in timeline.rows:
        _paint_row(painter, timeline, row, look)
    for bar in timeline.bars:
        _paint_bar(painter, timeline.rows[bar.row], bar, look, timeline.now_x)
    _paint_now(painter, timeline, look)
    if look.picked:
        _paint_picked(painter, timeline, look)


def _paint_scale(painter: QPainter, timeline: Timeline, look: Look) -> None:
    theme, room = look.theme, timeline.room
    painter.setFont(theme.font("small"))
    metrics = QFontMetrics(theme.font("small"))
    free_from = room.gutter
    for tick in timeline.ticks:
        painter.setPen(QPen(theme.colour("outline" if tick.strong else "border"), 1))
        painter.drawLine(QPointF(tick.x, room.head - 6), QPointF(tick.x, timeline.height))
        text = tick_text(tick, look.zone, now=timeline.start)
        width = metrics.horizontalAdvance(text)
        if tick.labelled and tick.x >= free_from and tick.x + width + 4 <= room.width:
            painter.setPen(theme.colour("text2"))
            painter.drawText(QRectF(tick.x + 4, 0, width + 4, room.head - 6), Qt.AlignmentFlag.AlignVCenter, text)
            free_from = tick.x + width + 12


def tick_text(tick: Tick, zone: ZoneInfo, now: int) -> str:
    """ "Mon 23 Mar" """
    day = clock.instant(tick.at).astimezone(zone)
    name = QLocale().dayName(day.isoweekday(), QLocale.FormatType.ShortFormat)
    month = QLocale().monthName(day.month, QLocale.FormatType.ShortFormat)
    year = "" if day.year == clock.instant(now).astimezone(zone).year else f" {day.year}"
    return _("{weekday} {day} {month}").format(weekday=name, day=day.day, month=month) + year


def _paint_row(painter: QPainter, timeline: Timeline, row: Row, look: Look) -> None:
    theme, room = look.theme, timeline.room
    painter.setPen(QPen(theme.colour("border"), 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    across = QRectF(room.gutter, row.top, room.width - room.gutter - 1, row.height)
    painter.drawRoundedRect(across, 4, 4)
    font = theme.font("strong" if row.is_final else "base")
    painter.setFont(font)
    painter.setPen(theme.colour("text"))
    box = QRectF(4, row.top, room.gutter - 4 - _PAD, row.height)
    text = QFontMetrics(font).elidedText(row.name, Qt.TextElideMode.ElideRight, int(box.width()))
    side = Qt.AlignmentFlag.AlignRight if look.mirrored else Qt.AlignmentFlag.AlignLeft
    painter.drawText(box, side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter, text)


def _paint_bar(painter: QPainter, row: Row, bar: Bar, look: Look, now_x: float | None) -> None:
    box = QRectF(bar.left + 1, row.top + 2, max(2.0, bar.right - bar.left - 2), row.height - 4)
    ink = _ink(bar, look)
    if box.width() < _NARROW:
        _paint_narrow(painter, box, bar, look, ink)
        return
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_ground(bar, look))
    painter.drawRoundedRect(box, 4, 4)
    if bar.kind in (OVERRIDE, GAP):
        hatch = QColor(ink)
        hatch.setAlphaF(0.35)
        painter.setBrush(QBrush(hatch, Qt.BrushStyle.BDiagPattern if bar.kind == OVERRIDE else _GAP_PATTERN))
        painter.drawRoundedRect(box, 4, 4)
    style = Qt.PenStyle.DashLine if bar.kind in (AWAY, GAP) else Qt.PenStyle.SolidLine
    painter.setPen(QPen(ink, 1, style))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
    if bar.kind not in (AWAY, GAP) and not bar.opens_left and box.width() > 8:
        painter.fillRect(QRectF(box.left(), box.top() + 3, 4, box.height() - 6), ink)
    _paint_words(painter, box, bar, look, now_x)
    _paint_choice(painter, box, bar, look)


def _paint_narrow(painter: QPainter, box: QRectF, bar: Bar, look: Look, ink: QColor) -> None:
    """A stripe: frames and letters would leave nothing of it."""
    painter.fillRect(box, _ground(bar, look) if bar.kind == AWAY else ink)
    if bar.kind in (OVERRIDE, GAP):
        painter.fillRect(box, QBrush(look.theme.colour("surface"), Qt.BrushStyle.BDiagPattern))
    _paint_choice(painter, box, bar, look)


def _paint_choice(painter: QPainter, box: QRectF, bar: Bar, look: Look) -> None:
    if look.chosen == bar:
        painter.setPen(QPen(look.theme.colour("focus" if look.focused else "outline"), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box.adjusted(-1, -1, 1, 1), 5, 5)


_GAP_PATTERN = Qt.BrushStyle.DiagCrossPattern


def person_colour(theme: Theme, number: int) -> QColor:
    """The colour of the person with that number in the order of the rota."""
    return QColor((DARK if theme.dark else LIGHT)[hue(number)])


def _ink(bar: Bar, look: Look) -> QColor:
    if bar.kind == GAP:
        return look.theme.colour("danger")
    if bar.kind == AWAY or bar.shift is None:
        return look.theme.colour("outline")
    return person_colour(look.theme, look.hues.get(bar.shift.person_id, 0))


def _ground(bar: Bar, look: Look) -> QColor:
    if bar.kind == GAP:
        return look.theme.colour("danger_bg")
    if bar.kind == AWAY or bar.shift is None:
        return look.theme.colour("neutral_bg")
    palette = DARK if look.theme.dark else LIGHT
    return QColor(palette[f"{hue(look.hues.get(bar.shift.person_id, 0))}_fill"])


def bar_words(bar: Bar) -> str:
    """What stands in a bar."""
    if bar.shift is None:
        return _("Nobody")
    if bar.kind == AWAY:
        return (_("{name} has left") if bar.shift.away == "left" else _("{name} is absent")).format(
            name=bar.shift.person
        )
    return bar.shift.person


def _paint_words(painter: QPainter, box: QRectF, bar: Bar, look: Look, now_x: float | None) -> None:
    font = look.theme.font("small" if box.width() < 120 else "base")
    text, room = _fitted(bar, QFontMetrics(font), box.adjusted(9, 0, -5, 0), now_x)
    if not text:
        return
    painter.setFont(font)
    if bar.kind in (OVERRIDE, GAP):
        # The hatching must not cross the letters.
        width = QFontMetrics(font).horizontalAdvance(text) + 6
        height = QFontMetrics(font).height()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(_ground(bar, look))
        painter.drawRect(QRectF(room.left() - 3, box.center().y() - height / 2, min(width, room.width() + 4), height))
    painter.setPen(look.theme.colour("danger" if bar.kind == GAP else "text2" if bar.kind == AWAY else "text"))
    side = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter
    painter.drawText(room, side, text)


def _fitted(bar: Bar, metrics: QFontMetrics, room: QRectF, now_x: float | None) -> tuple[str, QRectF]:
    """The words and where they stand: beside the line of now, which must not cross them."""
    words = bar_words(bar)
    text = fitting_words(words, bar, metrics, int(room.width()))
    if now_x is None or not room.left() - 4 <= now_x <= room.left() + metrics.horizontalAdvance(text) + 4:
        return text, room
    before = QRectF(room.left(), room.top(), now_x - 4 - room.left(), room.height())
    after = QRectF(now_x + 6, room.top(), room.right() - now_x - 6, room.height())
    found = [(fitting_words(words, bar, metrics, int(each.width())), each) for each in (after, before)]
    return max(found, key=lambda each: len(each[0]))


def fitting_words(text: str, bar: Bar, metrics: QFontMetrics, width: int) -> str:
    """The whole text, else the first name, else the initials, else nothing: never a cut letter."""
    words = text.split()
    initials = "".join(word[0] for word in words[:2]).upper() if bar.shift else ""
    for candidate in (text, words[0] if words and bar.shift else "", initials):
        if candidate and metrics.horizontalAdvance(candidate) <= width:
            return candidate
    return ""


def _paint_now(painter: QPainter, timeline: Timeline, look: Look) -> None:
    if timeline.now_x is None:
        return
    theme, head = look.theme, timeline.room.head
    painter.setPen(QPen(theme.colour("accent"), 2))
    painter.drawLine(QPointF(timeline.now_x, head - 8), QPointF(timeline.now_x, timeline.height))
    painter.setBrush(theme.colour("accent"))
    painter.drawEllipse(QPointF(timeline.now_x, head - 6), 4, 4)


def _paint_picked(painter: QPainter, timeline: Timeline, look: Look) -> None:
    assert look.picked
    left, right, row = look.picked
    where = timeline.rows[row]
    fill = look.theme.colour("accent")
    fill.setAlphaF(0.2)
    painter.setBrush(fill)
    painter.setPen(QPen(look.theme.colour("accent"), 2))
    painter.drawRect(QRectF(min(left, right), where.top, abs(right - left), where.height))
