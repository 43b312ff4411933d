"""incidentdesk report actions, sla and service."""

import csv

import pypdfium2
import pytest

from incidentdesk import clock
from incidentdesk.prepare.service_change import create_service
from incidentdesk.schema.opening import open_desk
from tests.measure.what_if_desk import agree, at, solved


@pytest.fixture
def worked(file):
    """It is the second of April; in March one incident of the mail was resolved in time and one too late."""
    database = open_desk(file)
    agree(database)
    at(database, "1 09:00", lambda session: create_service(session, name="Mail"))
    solved(database, "9 10:00", "9 11:30", said="9 10:10", service="Mail")
    solved(database, "10 15:00", "11 16:30", said="10 15:30", service="Mail")
    database.close()
    clock.hold(lambda: clock.instant(1775120400000000))
    yield
    clock.hold(None)


def text_of(path):
    with pypdfium2.PdfDocument(path) as document:
        return " ".join(" ".join(page.get_textpage().get_text_range().split()) for page in document)


def cells_of(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def test_without_a_period_it_is_the_last_whole_month(run, worked, tmp_path):
    said = run("report", "sla", tmp_path / "s.pdf", "--csv", tmp_path / "s.csv").stdout
    assert said.startswith("3 pages written to ")
    text = text_of(tmp_path / "s.pdf")
    assert "Service level agreements, March 2026" in text
    assert "Resolution: 50.0 % met" in text
    cells = cells_of(tmp_path / "s.csv")
    assert cells[0][:5] == ["priority", "metric", "clocks", "met", "share"]
    assert ["all", "sla-resolution", "2", "1", "0.5"] in [row[:5] for row in cells]


def test_a_query_and_days_of_ones_own(run, worked, tmp_path):
    run("report", "sla", tmp_path / "s.pdf", "--from", "2026-03-09", "--to", "2026-03-09", "--query", "service:Mail")
    text = text_of(tmp_path / "s.pdf")
    assert "filter: service:Mail" in text
    assert "Resolution: 100.0 % met" in text


def test_one_service_and_its_file(run, worked, tmp_path):
    run("report", "service", tmp_path / "v.pdf", "mail", "--month", "2026-03", "--csv", tmp_path / "v.csv")
    assert "Mail, March 2026" in text_of(tmp_path / "v.pdf")
    assert ["created", "Incidents logged", "Mail"] in [row[:3] for row in cells_of(tmp_path / "v.csv")]


def test_a_service_that_there_is_not(run, worked, tmp_path, refused):
    assert refused(run("report", "service", tmp_path / "v.pdf", "Fax")) == "There is no service “Fax”."
    assert not (tmp_path / "v.pdf").exists()


def test_actions_with_a_query(run, worked, tmp_path):
    result = run(
        "report", "actions", tmp_path / "a.pdf", "--query", "is:overdue nonsense:1", "--csv", tmp_path / "a.csv"
    )
    assert result.exit_code == 0
    assert "nonsense" in result.stderr
    assert "No corrective action matches this." in text_of(tmp_path / "a.pdf")
    assert cells_of(tmp_path / "a.csv")[0][0] == "number"


def test_two_periods_at_once_are_refused(run, worked, tmp_path):
    result = run("report", "sla", tmp_path / "s.pdf", "--month", "2026-03", "--week", "2026-W10")
    assert result.exit_code == 2
    assert "Give one of --period, --month, --quarter, --week, or --from and --to." in result.stderr


def test_what_is_no_period(run, worked, tmp_path, refused):
    assert "is no period" in refused(run("report", "sla", tmp_path / "s.pdf", "--month", "soon"))
