"""What training has to print, as it is shown before: the matrix, the list to sign, a certificate."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from incidentdesk import clock
from incidentdesk.desktop.printable import PrintableReport
from incidentdesk.language import _, isolated
from incidentdesk.refusal import Refused

if TYPE_CHECKING:
    from incidentdesk.desktop.desk import Desk


def printable_matrix(*, by_role: bool = False) -> PrintableReport:
    """Who needs what and has it, by person or by role."""

    def write(desk: "Desk", path: Path, page_size: str, cancelled: Callable[[], bool]) -> None:
        from incidentdesk.measure.training_report import gather_training, training_report

        making = _making(desk, page_size)
        with desk.database.read() as reader:
            content = gather_training(reader, zone=desk.zone, now=making.made_at)
        training_report(content, path, making, cancelled, by_role=by_role)

    title = _("Training by role") if by_role else _("Training")
    return PrintableReport(title, title, write)


def printable_attendance(session_id: int, course: str) -> PrintableReport:
    """The list that those sign who come to a session."""

    def write(desk: "Desk", path: Path, page_size: str, cancelled: Callable[[], bool]) -> None:
        from incidentdesk.improve.training_session_list import session_row
        from incidentdesk.measure.training_paper import attendance_sheet

        with desk.database.read() as reader:
            row = session_row(reader, session_id)
        if row is None:
            raise Refused(_("The session is not there any more; somebody has taken it away."))
        attendance_sheet(row, path, _making(desk, page_size), cancelled)

    title = _("Attendance: {course}").format(course=isolated(course))
    return PrintableReport(title, _("Attendance {course}").format(course=course), write)


def printable_certificate(result_id: int, person: str, course: str) -> PrintableReport:
    """Of somebody who has passed."""

    def write(desk: "Desk", path: Path, page_size: str, cancelled: Callable[[], bool]) -> None:
        from incidentdesk.improve.training_session_list import certificate_of
        from incidentdesk.measure.training_paper import certificate

        with desk.database.read() as reader:
            found = certificate_of(reader, result_id)
        if found is None:
            raise Refused(_("Nothing was passed here, so there is no certificate."))
        certificate(found, path, _making(desk, page_size), cancelled)

    title = _("Certificate: {person}, {course}").format(person=isolated(person), course=isolated(course))
    return PrintableReport(title, _("Certificate {person} {course}").format(person=person, course=course), write)


def _making(desk: "Desk", page_size: str) -> Any:
    from incidentdesk.measure.report_pages import Making
    from incidentdesk.prepare.setting import setting_of

    with desk.database.read() as reader:
        name = str(setting_of(reader, "desk_name"))
    return Making(name, desk.zone, desk.actor, clock.stored(clock.now()), page_size)
