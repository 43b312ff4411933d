"""How rows of the incident list are painted.

A page of the list is painted in one go and not cell by cell through Qt: asking the model and the delegate for each of
two hundred cells takes several times as long as painting them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QLocale, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen, QStaticText, QTransform

from incidentdesk import clock
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.detect.incident_column import COLUMNS, Column, cell_text
from incidentdesk.desktop.detect.incident_model import Band
from incidentdesk.desktop.widgets.chip import paint_priority_chip, state_glyph
from incidentdesk.desktop.widgets.clock_level import LEVEL_ROLE
from incidentdesk.detect.register import IncidentRow
from incidentdesk.detect.sla_clock import Clock, ClockState, leading
from incidentdesk.detect.sla_wording import level, standing_text
from incidentdesk.language import _, ngettext

PAD = 12
_GLYPH, _GAP = 14, 6
_BAR = 3
_MOST_TEXTS = 6_000
_FADED = 0.45
_INKS = ("text", "text2", "hint", "accent", "success", "danger")
_BAR_HEIGHT, _BAR_LENGTH = 4, 96


@dataclass(frozen=True, slots=True)
class Cell:
    """A column that is in view: its number, its left edge and its width."""

    number: int
    left: int
    width: int


@dataclass(slots=True)
class Line:
    """A row that is in view; `incident` is None until it has come and in the heading of a group."""

    top: int
    height: int
    incident: IncidentRow | None
    band: Band | None = None
    selected: bool = False
    current: bool = False


class IncidentPainter:
    """Paints lines; keeps laid-out texts, because the same names come again and again."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._theme = desk.theme
        self.mirrored = False
        self._paint: dict[str, Callable] = {
            "priority": self._paint_priority,
            "title": self._paint_titles,
            "status": self._paint_states,
            "assignee": self._paint_assignees,
            "sla": self._paint_clocks,
        }
        self.dress()

    def dress(self) -> None:
        """Take the colours and sizes of the theme as it is now."""
        theme = self._theme
        self._fonts: dict[str, QFont] = {kind: theme.font(kind) for kind in ("base", "strong", "small")}
        self._fonts["italic"] = theme.font("base")
        self._fonts["italic"].setItalic(True)
        self._metrics = {kind: QFontMetrics(font) for kind, font in self._fonts.items()}
        self._texts: dict[tuple[str, str, int], tuple[QStaticText, int]] = {}
        self._pens = {role: QPen(theme.colour(role)) for role in _INKS}

    def row_height(self) -> int:
        """Logical pixels of a row, more where the text is larger."""
        wanted = self._desk.preferences.row_height
        return max(wanted, self._metrics["base"].height() + (16 if wanted > 30 else 8))

    # -- a page

    def paint(
        self,
        painter: QPainter,
        width: int,
        cells: Sequence[Cell],
        lines: Sequence[Line],
        *,
        focused: bool,
        faded: bool = False,
    ) -> None:
        if faded:
            painter.setOpacity(_FADED)
        self._paint_ground(painter, width, lines)
        told = [line for line in lines if line.incident is not None]
        for cell in cells:
            column = COLUMNS[cell.number]
            paint = self._paint.get(column.key)
            if paint is not None:
                paint(painter, cell, told)
            else:
                self._paint_texts(painter, cell, told, column)
        for line in lines:
            if line.band is not None:
                self._paint_heading(painter, width, line)
            if line.current and focused:
                self._paint_focus(painter, width, line)
        painter.setOpacity(1.0)

    def _paint_ground(self, painter: QPainter, width: int, lines: Sequence[Line]) -> None:
        theme = self._theme
        tint, accent, border = theme.colour("selection"), theme.colour("accent"), theme.colour("border")
        heading = theme.colour("window")
        edge = width - _BAR if self.mirrored else 0
        for line in lines:
            if line.selected:
                painter.fillRect(0, line.top, width, line.height, tint)
                painter.fillRect(edge, line.top, _BAR, line.height, accent)
            elif line.band is not None:
                painter.fillRect(0, line.top, width, line.height, heading)
            if line.band is None:
                painter.fillRect(PAD, line.top + line.height - 1, width - 2 * PAD, 1, border)

    def _paint_focus(self, painter: QPainter, width: int, line: Line) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._theme.colour("focus"), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(1, line.top + 1, width - 2, line.height - 2), 4, 4)
        painter.restore()

    def _paint_heading(self, painter: QPainter, width: int, line: Line) -> None:
        band = line.band
        if band is None:
            return
        name = "chevron-right" if band.folded else "chevron-down"
        icon = self._theme.pixmap(name, "text2", 16, painter.device().devicePixelRatioF())
        left = width - PAD - 16 if self.mirrored else PAD
        painter.drawPixmap(QPointF(left, line.top + (line.height - 16) // 2), icon)
        size = ngettext("{count} incident", "{count} incidents", band.group.size)
        told = size.format(count=QLocale().toString(band.group.size))
        start = PAD + 16 + 8
        name_width = self._draw(painter, line, band.group.label, "strong", "text", start, width - 2 * start, width)
        self._draw(
            painter, line, told, "base", "text2", start + name_width + PAD, width - 2 * start - name_width, width
        )

    # -- columns

    def _paint_priority(self, painter: QPainter, cell: Cell, lines: Sequence[Line]) -> None:
        painter.setLayoutDirection(Qt.LayoutDirection.RightToLeft if self.mirrored else Qt.LayoutDirection.LeftToRight)
        for line in lines:
            rect = QRect(cell.left + PAD, line.top, cell.width - 2 * PAD, line.height - 1)
            paint_priority_chip(painter, rect, line.incident.priority, self._theme)

    def _paint_titles(self, painter: QPainter, cell: Cell, lines: Sequence[Line]) -> None:
        ratio = painter.device().devicePixelRatioF()
        for line in lines:
            row = line.incident
            skip = 0
            for icon, role, wanted in (("major", "danger", row.major), ("vip", "warning", row.vip)):
                if wanted:
                    mark = self._theme.pixmap(icon, role, 16, ratio)
                    left = cell.left + cell.width - PAD - 16 - skip if self.mirrored else cell.left + PAD + skip
                    painter.drawPixmap(QPointF(left, line.top + (line.height - 16) // 2), mark)
                    skip += 16 + _GAP
            self._put(painter, cell, line, row.title, "strong" if row.unread else "base", "text", skip)

    def _paint_states(self, painter: QPainter, cell: Cell, lines: Sequence[Line]) -> None:
        ratio = painter.device().devicePixelRatioF()
        words: dict[str, str] = {}
        for line in lines:
            state = line.incident.state
            glyph = self._theme.cached(
                ("state", str(state), ratio), lambda state=state: state_glyph(state, self._theme, ratio)
            )
            left = cell.left + cell.width - PAD - _GLYPH if self.mirrored else cell.left + PAD
            painter.drawPixmap(QPointF(left, line.top + (line.height - _GLYPH) // 2), glyph)
            if state not in words:
                words[state] = _(str(state))
            self._put(painter, cell, line, words[state], "base", "text", _GLYPH + _GAP)

    def _paint_assignees(self, painter: QPainter, cell: Cell, lines: Sequence[Line]) -> None:
        nobody = _("unassigned")
        for line in lines:
            name = line.incident.assignee
            if name:
                self._put(painter, cell, line, name, "base", "text")
            else:
                self._put(painter, cell, line, nobody, "italic", "text2")

    def _paint_clocks(self, painter: QPainter, cell: Cell, lines: Sequence[Line]) -> None:
        """Time left over a bar of what is used up; what is over in bold, what has ended without a bar."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        shown = [(line, leading(line.incident.clocks)) for line in lines]
        for line, one in shown:
            if one is not None and one.is_open:
                self._paint_bar(painter, cell, line, one)
        painter.restore()
        for line, one in shown:
            lift = _BAR_HEIGHT if one is not None and one.is_open else 0
            raised = replace(line, height=line.height - 2 * lift)
            self._put(painter, cell, raised, standing_text(one), *_clock_look(one))

    def _paint_bar(self, painter: QPainter, cell: Cell, line: Line, one: Clock) -> None:
        length = min(_BAR_LENGTH, cell.width - 2 * PAD)
        used = max(_BAR_HEIGHT, round(length * min(1.0, one.percent / 100)))
        top = line.top + line.height - _BAR_HEIGHT - 6
        left = cell.left + cell.width - PAD - length if self.mirrored else cell.left + PAD
        radius = _BAR_HEIGHT / 2
        painter.setBrush(self._theme.colour("neutral_bg" if not line.selected else "border"))
        painter.drawRoundedRect(QRectF(left, top, length, _BAR_HEIGHT), radius, radius)
        painter.setBrush(self._theme.colour(LEVEL_ROLE[level(one)] if one.state != ClockState.PAUSED else "hint"))
        start = left + length - used if self.mirrored else left
        painter.drawRoundedRect(QRectF(start, top, used, _BAR_HEIGHT), radius, radius)

    def _paint_texts(self, painter: QPainter, cell: Cell, lines: Sequence[Line], column: Column) -> None:
        role = "text2" if column.instant is not None or column.key == "id" else "text"
        now, zone = clock.stored(clock.now()), self._desk.zone
        for line in lines:
            text = cell_text(column, line.incident, now, zone)
            if text:
                self._put(painter, cell, line, text, "base", role, trailing=column.trailing)

    # -- text

    def _put(
        self,
        painter: QPainter,
        cell: Cell,
        line: Line,
        text: str,
        kind: str,
        role: str,
        skip: int = 0,
        *,
        trailing: bool = False,
    ) -> None:
        """Text in a cell, `skip` pixels after its leading edge, or at its trailing edge."""
        room = cell.width - PAD - skip - (PAD if trailing else 4)
        static, width = self._laid_out(text, kind, room)
        if trailing != self.mirrored:
            left = cell.left + cell.width - PAD - width - (0 if trailing else skip)
        else:
            left = cell.left + PAD + (0 if trailing else skip)
        self._draw_static(painter, static, left, line, kind, role)

    def _draw(
        self, painter: QPainter, line: Line, text: str, kind: str, role: str, start: int, room: int, width: int
    ) -> int:
        static, used = self._laid_out(text, kind, room)
        left = width - start - used if self.mirrored else start
        self._draw_static(painter, static, left, line, kind, role)
        return used

    def _draw_static(
        self, painter: QPainter, static: QStaticText, left: float, line: Line, kind: str, role: str
    ) -> None:
        painter.setFont(self._fonts[kind])
        painter.setPen(self._pens[role])
        painter.drawStaticText(QPointF(left, line.top + (line.height - 1 - static.size().height()) // 2), static)

    def _laid_out(self, text: str, kind: str, room: int) -> tuple[QStaticText, int]:
        key = (text, kind, room)
        found = self._texts.get(key)
        if found is None:
            if len(self._texts) > _MOST_TEXTS:
                self._texts.clear()
            found = self._texts[key] = self._lay_out(text, kind, room)
        return found

    def _lay_out(self, text: str, kind: str, room: int) -> tuple[QStaticText, int]:
        # No letter is narrower than two pixels, so what lies beyond need not be measured.
        shown = text if len(text) <= max(20, room // 2) else text[: max(20, room // 2)] + "…"
        static = _static(shown, self._fonts[kind])
        if static.size().width() > room:
            static = _static(
                self._metrics[kind].elidedText(shown, Qt.TextElideMode.ElideRight, max(0, room)), self._fonts[kind]
            )
        return static, int(static.size().width() + 0.999)


def _clock_look(one: Clock | None) -> tuple[str, str]:
    """Font and colour of what is said of a clock."""
    if one is None or one.state == ClockState.CANCELLED:
        return "base", "text2"
    if one.state == ClockState.BREACHED:
        return ("strong" if one.is_open else "base"), "danger"
    return "base", "success" if one.state == ClockState.MET else "text2" if one.state == ClockState.PAUSED else "text"


def _static(text: str, font: QFont) -> QStaticText:
    static = QStaticText(text)
    static.setTextFormat(Qt.TextFormat.PlainText)
    static.prepare(QTransform(), font)
    return static
