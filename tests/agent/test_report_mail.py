"""A report on its way: e-mail takes the file along, others say where it lies."""

import io

import pytest

from incidentdesk.agent import letter as letters
from incidentdesk.agent.delivery import deliver_outlet
from incidentdesk.detect.attachment import attach
from incidentdesk.prepare.audience_change import create_audience
from incidentdesk.respond.report_sending import send_report

PDF = b"%PDF-1.7\n" + bytes(range(256)) * 40


@pytest.fixture
def report(box):
    """Sends a report to an audience of one address; hands over the desk's outlet for e-mail."""

    def report(port):
        outlet_id = box.mail(port)
        with box.desk.write(actor="IncidentDesk") as session:
            audience_id = create_audience(session, name="Board", members="address\tboss@example.org")
            attachment_id = attach(session, None, "Größe 2026-10.pdf", io.BytesIO(PDF), size=len(PDF))
            send_report(
                session, key="report-1-2026-10", audience_id=audience_id, subject="Monthly report: October 2026",
                body="All is well.", attachment_id=attachment_id,
            )  # fmt: skip
        return outlet_id

    return report


def test_an_e_mail_has_the_sentences_as_its_text_and_the_pages_as_its_file(box, report, start_mail):
    handler, port = start_mail()
    deliver_outlet(box.desk, report(port), box.post, lambda: True)
    (mail,) = handler.taken
    assert mail.get_body(("plain",)).get_content().strip() == "All is well."
    (file,) = mail.iter_attachments()
    assert (file.get_filename(), file.get_content_type()) == ("Größe 2026-10.pdf", "application/pdf")
    assert file.get_content() == PDF
    assert box.states() == ["Sent"]


def test_a_file_that_is_too_large_stays_at_the_desk_and_the_text_says_so(box, report, start_mail, monkeypatch):
    monkeypatch.setattr(letters, "LARGEST_ENCLOSURE", 1000)
    handler, port = start_mail()
    deliver_outlet(box.desk, report(port), box.post, lambda: True)
    (mail,) = handler.taken
    assert list(mail.iter_attachments()) == []
    assert "is too large for an e-mail. It lies at the desk, on the page Outbox." in mail.get_content()


def test_a_file_whose_bytes_were_changed_is_not_sent(box, report, start_mail):
    handler, port = start_mail()
    outlet_id = report(port)
    with box.desk.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE attachment_chunk SET data = x'00'")
    deliver_outlet(box.desk, outlet_id, box.post, lambda: True)
    assert handler.taken == []
    assert "is not what was attached" in box.rows()[0].trouble
    # A person has to tell it by hand.
    assert box.states() == ["Failed", "By hand"]
