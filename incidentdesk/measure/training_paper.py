"""Two sheets of training: the list that people sign who come to a session, and the certificate of who has passed."""

from collections.abc import Callable, Sequence
from pathlib import Path

from reportlab.platypus import Flowable

from incidentdesk.improve.training_result import Attendance
from incidentdesk.improve.training_session_list import Attendee, Certificate, SessionRow
from incidentdesk.language import _, isolated, ngettext
from incidentdesk.measure.printed import NEVER, minute_and_zone
from incidentdesk.measure.report_pages import Making, opening, write_report
from incidentdesk.paper.frame import PageSize, Sheet, write_document
from incidentdesk.paper.signature import Signatory, SignatureLines
from incidentdesk.paper.styles import ACCENT, CELL, LABEL, MUTED, STRONG, STRONG_RULE, Face, Style
from incidentdesk.paper.table import Cell, Column, Table, facts
from incidentdesk.paper.text import Ink, draw_lines, line_width, lines_of

# Lines for those who come and were not invited.
_FREE_LINES = 4
# Points of a line that is signed on.
_SIGNING = Style(size=8.5, leading=22)


def attendance_sheet(
    row: SessionRow, path: Path | str, making: Making, cancelled: Callable[[], bool] = lambda: False
) -> int:
    """Write the list to sign as a PDF and return the number of its pages; raises Refused where it can't be written."""
    title = _("Attendance: {course}").format(course=row.course)
    return write_report(path, _attendance(row, making), title, title, making, cancelled)


def _attendance(row: SessionRow, making: Making) -> list[Flowable]:
    blocks = opening(making.desk or _("Incident desk"), _("Attendance"), [row.course])
    pairs = [
        (_("Course"), row.course),
        (_("Begins"), minute_and_zone(row.starts_at, making.zone)),
        (_("Ends"), minute_and_zone(row.ends_at, making.zone)),
        (_("Place"), row.place or NEVER),
        (_("Trainer"), row.trainer or NEVER),
    ]
    columns = [
        Column(_("Name"), share=2),
        Column(_("Team"), share=1),
        Column(_("Signature"), share=2, style=_SIGNING),
        Column(_("Attendance and result"), share=1),
    ]
    rows: list[Sequence[Cell]] = [_attendee(each) for each in row.attendees]
    rows += [("", "", " ", "")] * _FREE_LINES
    trainer = [Signatory(row.trainer or _("Trainer"), _("Signature of the trainer, and the day"))]
    return [*blocks, facts(pairs), Table(columns, rows), SignatureLines(trainer)]


def _attendee(each: Attendee) -> Sequence[Cell]:
    said = [] if each.attendance == Attendance.INVITED else [_(each.attendance)]
    said += [_(each.outcome)] if each.outcome else []
    said += [_("{score} %").format(score=each.score)] if each.score is not None else []
    return ((each.name, STRONG),), ((each.team, LABEL),), " ", ((" · ".join(said) or " ", CELL),)


# -- the certificate

_KICKER = Style(face=Face.BOLD, size=13, leading=18, colour=ACCENT)
_NAME = Style(face=Face.BOLD, size=30, leading=40)
_COURSE = Style(face=Face.BOLD, size=20, leading=28)
_SAID = Style(size=12, leading=18, colour=MUTED)
_FRAME_GAP, _SIDE = 6.0, 48.0


def certificate(
    found: Certificate, path: Path | str, making: Making, cancelled: Callable[[], bool] = lambda: False
) -> int:
    """Write the certificate as a PDF of one page, which is returned; raises Refused where it can't be written."""
    made = minute_and_zone(making.made_at, making.zone)
    sheet = Sheet(
        desk=making.desk or _("Incident desk"),
        title=_("Certificate: {person}, {course}").format(person=found.person, course=found.course),
        made=_("Made {time} by {person}").format(time=made, person=isolated(making.made_by)),
        author=making.made_by,
        subject=_("Certificate"),
        page_size=PageSize(making.page_size),
        landscape=True,
    )
    signers = [found.trainer or _("Trainer"), making.desk or _("Incident desk")]
    page = _CertificatePage(_certificate_lines(found), signers, sheet.text_size)
    return write_document(path, [page], sheet, cancelled=cancelled)


def _certificate_lines(found: Certificate) -> list[tuple[str, Style]]:
    facts_ = [ngettext("{n} minute", "{n} minutes", found.minutes).format(n=found.minutes), found.day]
    facts_ += [_("score {score} %").format(score=found.score)] if found.score is not None else []
    until = _("Good until {day}").format(day=found.expires_on) if found.expires_on else _("Good for ever")
    return [
        (_("Certificate"), _KICKER),
        (found.person, _NAME),
        (_("has passed"), _SAID),
        (found.course, _COURSE),
        (" · ".join(facts_), _SAID),
        (until, _SAID),
    ]


class _CertificatePage(Flowable):  # type: ignore[misc]
    """A frame around lines that stand in its middle, with room below to sign."""

    def __init__(self, lines: Sequence[tuple[str, Style]], signers: Sequence[str], size: tuple[float, float]) -> None:
        super().__init__()
        self._lines, self._size = lines, (size[0], size[1] - 2)
        self._signatures = SignatureLines([Signatory(name, _("Signature, and the day")) for name in signers])

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        return self._size

    def draw(self) -> None:
        width, height = self._size
        self._draw_frame(width, height)
        room = width - 2 * _SIDE
        laid = [(line, style) for text, style in self._lines for line in lines_of(text, style, room)]
        ink = Ink(self.canv)
        _, signed = self._signatures.wrap(room, height)
        top = signed + _SIDE + (height - signed - _SIDE + sum(style.leading for _line, style in laid)) / 2
        for line, style in laid:
            x = _SIDE + (room - line_width(line, style)) / 2
            top = draw_lines(ink, (line,), style, x, top, line_width(line, style) + 1)
        ink.put()
        self._signatures.drawOn(self.canv, _SIDE, _SIDE)

    def _draw_frame(self, width: float, height: float) -> None:
        self.canv.saveState()
        self.canv.setStrokeColorRGB(*ACCENT)
        self.canv.setLineWidth(1.5)
        self.canv.rect(1, 1, width - 2, height - 2)
        self.canv.setStrokeColorRGB(*STRONG_RULE)
        self.canv.setLineWidth(0.5)
        gap = _FRAME_GAP
        self.canv.rect(gap, gap, width - 2 * gap, height - 2 * gap)
        self.canv.restoreState()
