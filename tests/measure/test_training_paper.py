"""The list to sign and the certificate as PDFs that are read back."""

from datetime import UTC, datetime

import pypdfium2
import pytest

from incidentdesk import clock
from incidentdesk.improve.training_list import matrix
from incidentdesk.improve.training_session_list import Attendee, Certificate, SessionRow
from incidentdesk.measure.report_pages import Making
from incidentdesk.measure.training_paper import attendance_sheet, certificate
from incidentdesk.measure.training_report import TrainingContent, training_report
from incidentdesk.prepare.person import staff_named
from incidentdesk.prepare.role_change import create_role
from incidentdesk.prepare.training_course_change import create_course

NOW = clock.stored(datetime(2026, 3, 2, 10, tzinfo=UTC))
MAKING = Making("Acme IT", UTC, "Mei Okafor", NOW)
ROW = SessionRow(1, 1, "Phishing", 80, NOW, NOW + 3_600_000_000, "Room 2", "Mei Okafor", "", "Planned", None, "k", 1)


def texts(path) -> list[str]:
    with pypdfium2.PdfDocument(path) as document:
        return [page.get_textpage().get_text_range() for page in document]


def attendee(place: int, **facts) -> Attendee:
    said = {"attendance": "Invited", "outcome": "", "score": None, **facts}
    return Attendee(place, place, f"Person {place}", "Network", "", expires_on="", note="", **said)


def test_everybody_who_is_invited_has_a_line_to_sign(tmp_path):
    from dataclasses import replace

    row = replace(ROW, attendees=tuple(attendee(place) for place in range(60)))
    assert attendance_sheet(row, tmp_path / "a.pdf", MAKING) > 1
    text = "\n".join(texts(tmp_path / "a.pdf"))
    assert all(f"Person {place}" in text for place in range(60))
    assert "2026-03-02 10:00 UTC" in text
    assert "Signature of the trainer" in text


@pytest.mark.parametrize("name", ["Bo Diaz", "Amélie Schneider-Wohlleben-" + "Unterwaldenburg " * 6, "محمد الأحمد"])
def test_a_certificate_is_one_page(tmp_path, name):
    found = Certificate(name, "Phishing", 60, "2026-03-02", "2027-03-02", 85, "Mei Okafor", "Passed")
    assert certificate(found, tmp_path / "c.pdf", MAKING) == 1
    text = texts(tmp_path / "c.pdf")[0]
    assert "score 85 %" in text
    assert "Good until 2027-03-02" in text


def test_sixty_people_and_fifteen_courses_are_printed_in_parts_that_can_be_read(sqlite_desk, tmp_path):
    with sqlite_desk.write(actor="Mei Okafor") as session:
        for place in range(60):
            staff_named(session, f"Person {place:02}")
        create_role(session, name="Scribe", holders="person\tPerson 00")
        for place in range(15):
            create_course(session, name=f"Course {place:02}", requirements="everybody\t\t2026-01-01\t30")
    with sqlite_desk.read() as reader:
        content = TrainingContent(matrix(reader, "2026-03-02"), "2026-03-02", NOW)
    assert training_report(content, tmp_path / "t.pdf", MAKING) > 3
    text = "\n".join(texts(tmp_path / "t.pdf"))
    assert "Who has what, courses 1 to 5" in text
    assert "Who has what, courses 11 to 15" in text
    assert all(f"Course {place:02}" in text for place in range(15))
    assert training_report(content, tmp_path / "r.pdf", MAKING, by_role=True) == 1
    assert "Person 00" not in texts(tmp_path / "r.pdf")[0]
    assert "✕ 0 of 1" in texts(tmp_path / "r.pdf")[0]
