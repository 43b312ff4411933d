"""Training and campaigns on the command line."""

import json
from datetime import UTC, datetime

import pypdfium2
import pytest

from incidentdesk import clock
from incidentdesk.improve.training_result_change import record_result
from incidentdesk.prepare.campaign_change import acknowledge_campaign, start_campaign_over
from incidentdesk.prepare.person import staff_named
from incidentdesk.prepare.policy_change import create_document, publish_draft
from incidentdesk.prepare.training_course_change import create_course
from incidentdesk.schema.opening import open_desk


@pytest.fixture(autouse=True)
def noon():
    clock.hold(lambda: datetime(2026, 1, 2, 12, tzinfo=UTC))
    yield
    clock.hold(None)


@pytest.fixture
def school(file):
    """Two people who need a course that one of them has, and a policy that one of them has read."""
    database = open_desk(file)
    with database.write(actor="Mei Okafor") as session:
        bo, _ada = staff_named(session, "Bo Diaz"), staff_named(session, "Ada Park")
        create_course(session, name="Phishing", valid_months="12", requirements="everybody\t\t2026-01-02\t30")
        record_result(session, course="Phishing", person="Bo Diaz", day="2026-01-02")
        publish_draft(session, create_document(session, name="Acceptable use", text="Use it well."))
        campaign = start_campaign_over(
            session, kind="policy", document="acceptable use", name="Use", due_on="2026-03-31"
        )
        acknowledge_campaign(session, campaign, bo)
    database.close()
    clock.hold(lambda: datetime(2026, 3, 3, 12, tzinfo=UTC))


def test_what_is_overdue_is_listed(run, school):
    assert json.loads(run("training", "overdue", "--json").stdout) == [{
        "person": "Ada Park", "team": "", "course": "Phishing", "due_on": "2026-02-01", "days": 30, "expired": False,
        "next_session": None,
    }]  # fmt: skip
    assert run("training", "overdue").stdout == "2026-02-01  30 days late      Ada Park                  Phishing\n"


def test_an_empty_desk_says_so(run):
    assert run("training", "overdue").stdout == "Nothing is overdue.\n"
    assert run("training", "list").stdout == "Nobody is required to take a course.\n"
    assert run("training", "campaigns").stdout == "There are no campaigns.\n"


def test_everybody_is_listed_with_how_they_stand(run, school):
    found = json.loads(run("training", "list", "--json").stdout)
    assert [(row["person"], row["state"], row["expires_on"]) for row in found] == [
        ("Ada Park", "Overdue", None),
        ("Bo Diaz", "Met", "2027-01-02"),
    ]
    assert "Met             2027-01-02  Bo Diaz" in run("training", "list").stdout


def test_campaigns_say_who_is_missing(run, school):
    found = json.loads(run("training", "campaigns", "--json").stdout)[0]
    assert (found["document"], found["state"]) == ("POL-0001", "Running")
    assert (found["acknowledged"], found["missing"]) == (["Bo Diaz"], ["Ada Park"])
    assert run("training", "campaigns").stdout == "2026-03-31  Running     1 of 2        Use\n    Ada Park\n"


def test_the_report_names_what_is_overdue(run, school, tmp_path):
    out = tmp_path / "training.pdf"
    assert run("report", "training", str(out)).stdout == f"1 page written to {out}.\n"
    with pypdfium2.PdfDocument(out) as document:
        text = document[0].get_textpage().get_text_range()
    assert "1 of 2 required courses are met (50 %); 1 is overdue." in text
    assert "✕ Overdue" in text
