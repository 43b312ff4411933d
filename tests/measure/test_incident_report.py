import io
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pypdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from incidentdesk import clock
from incidentdesk.detect.affected_person_change import add_affected
from incidentdesk.detect.attachment import attach
from incidentdesk.detect.intake import log_incident
from incidentdesk.measure.incident_report import (
    AttachedFile,
    Field,
    IncidentReport,
    Involved,
    StageTime,
    TimelineEntry,
    gather_incident_report,
    incident_report,
)
from incidentdesk.measure.incident_response import Announced, PlanKept, SlaClock
from incidentdesk.refusal import Refused
from incidentdesk.respond.adherence import PhaseAdherence
from incidentdesk.respond.effort import Effort
from incidentdesk.respond.note import add_note
from incidentdesk.respond.task_change import add_task

BERLIN = ZoneInfo("Europe/Berlin")
AT = clock.stored(datetime(2026, 10, 25, 0, 30, tzinfo=UTC))
MADE = {"zone": BERLIN, "made_by": "Mei Okafor", "made_at": AT}
PUBLIC, SECRET = "We are working on it.", "SECRET-NOTE"


def png(width: int = 40, height: int = 30) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (width, height), "navy").save(file, "PNG")
    return file.getvalue()


def entry(text: str, public: bool = False, at: int = AT, **changes: object) -> TimelineEntry:
    kind = "Public comment" if public else "Work note"
    values = {"happened_at": at, "entered_at": at, "actor": "Jürgen Müller", "glyph": "●", "kind": kind, "text": text}
    return TimelineEntry(**{**values, "public": public, **changes})  # type: ignore[arg-type]


FULL = IncidentReport(
    number="INC-0042",
    title="Payment gateway answers 502",
    state="◑ In Progress",
    priority="▲▲ P1 Critical",
    created_at=AT,
    description="Cards fail since 02:30.",
    resolution_code="Solved by workaround",
    resolution_notes="Old certificate put back.",
    fields=[Field("Service", "Web shop", public=True), Field("Tags", "SECRET-TAG")],
    times=[
        StageTime("Created", AT, "SECRET-SOURCE", public=True),
        StageTime("Acknowledged", None),
        StageTime("SECRET-TIME", AT),
    ],
    people=[Involved("Reporter", "张伟", "SECRET-MAIL", public=True), Involved("Watcher", "SECRET-PERSON")],
    timeline=[entry(PUBLIC, public=True), entry(SECRET)],
    attachments=[AttachedFile("shot.png", 1234, "ab" * 32, "SECRET-UPLOADER", png())],
    ledger_head="9f" * 32,
    desk="Acme IT",
)


def test_the_report_says_what_when_who_and_how_it_ended(tmp_path, pages):
    incident_report(FULL, tmp_path / "report.pdf", internal=True, **MADE)
    text = " ".join(pages(tmp_path / "report.pdf"))
    for part in (
        "INC-0042",
        "Payment gateway answers 502",
        "◑ In Progress",
        "▲▲ P1 Critical",
        "Cards fail since 02:30.",
        "Service Web shop",
        "Reporter 张伟",
        "Solved by workaround",
        "Old certificate put back.",
        PUBLIC,
        SECRET,
        "shot.png",
        "1.2 kB",
        "Acknowledged —",
        "Internal",
        "Made 2026-10-25 02:30 CEST by Mei Okafor",
        "Times are in the zone Europe/Berlin",
    ):
        assert part in text
    assert "ab" * 16 in text.replace(" ", "")
    assert "9f" * 32 in text.replace(" ", "")


def everything_in(path: Path) -> str:
    """All that a reader of the file could find: texts, bookmarks and what the document says about itself."""
    reader = pypdf.PdfReader(path)
    texts = [page.extract_text() for page in reader.pages]
    return " ".join([*texts, str(reader.outline), str(reader.metadata)])


def test_a_public_report_has_nothing_internal_in_it(tmp_path):
    path = tmp_path / "report.pdf"
    incident_report(FULL, path, internal=False, **MADE)
    found = everything_in(path)
    assert PUBLIC in found
    assert "SECRET" not in found
    assert "shot.png" not in found
    assert "Public" in found


def test_a_public_report_shows_attachments_only_where_that_was_chosen(tmp_path):
    path = tmp_path / "report.pdf"
    incident_report(FULL, path, internal=False, attachments=True, **MADE)
    assert "shot.png" in everything_in(path)
    assert len(pypdf.PdfReader(path).pages[-1].images) == 1
    incident_report(FULL, path, internal=True, attachments=False, **MADE)
    assert "shot.png" not in everything_in(path)


def test_the_two_hours_of_the_night_in_which_the_clock_goes_back_are_told_apart(tmp_path, pages):
    report = IncidentReport(
        "INC-1", "Clock", "○ New", "▼ P4 Low", AT, timeline=[entry("first"), entry("second", at=AT + 3_600_000_000)]
    )
    incident_report(report, tmp_path / "report.pdf", internal=True, **MADE)
    text = " ".join(pages(tmp_path / "report.pdf"))
    assert "2026-10-25 02:30 CEST ● Work note" in text
    assert "2026-10-25 02:30 CET ● Work note" in text


def test_a_late_entry_says_when_it_was_entered(tmp_path, pages):
    report = IncidentReport(
        "INC-1", "Late", "○ New", "▼ P4 Low", AT, timeline=[entry("text", entered_at=AT + 7_200_000_000)]
    )
    incident_report(report, tmp_path / "report.pdf", internal=True, **MADE)
    assert "entered 2026-10-25 03:30 CET" in pages(tmp_path / "report.pdf")[0]


def test_an_empty_incident_makes_a_page_that_says_so(tmp_path, pages):
    report = IncidentReport("INC-0001", "VPN", "○ New", "▼ P4 Low", AT)
    assert incident_report(report, tmp_path / "report.pdf", internal=True, **MADE) == 1
    (text,) = pages(tmp_path / "report.pdf")
    for part in ("No description was written.", "Not resolved yet.", "Nothing was written yet."):
        assert part in text


def test_a_long_timeline_keeps_every_entry_and_repeats_its_heading(tmp_path, pages):
    entries = [entry(f"entry-{number} " + "and so on " * (number % 50)) for number in range(700)]
    report = IncidentReport("INC-0042", "t" * 200, "○ New", "▼ P4 Low", AT, timeline=entries)
    count = incident_report(report, tmp_path / "report.pdf", internal=True, **MADE)
    texts = pages(tmp_path / "report.pdf")
    assert count == len(texts) > 50
    words = [word for word in " ".join(texts).split() if word.startswith("entry-")]
    assert words == [f"entry-{number}" for number in range(700)]
    assert all("Time What happened" in text for text in texts[1:-1])


def test_the_sections_are_bookmarks(tmp_path):
    incident_report(FULL, tmp_path / "report.pdf", internal=True, **MADE)
    titles = [bookmark["/Title"] for bookmark in pypdf.PdfReader(tmp_path / "report.pdf").outline]
    assert titles[:3] == ["Description", "Details", "Times"]
    assert "Timeline" in titles


def test_the_report_can_be_on_letter_paper(tmp_path):
    incident_report(FULL, tmp_path / "report.pdf", internal=True, page_size="Letter", **MADE)
    assert pypdf.PdfReader(tmp_path / "report.pdf").pages[0].mediabox.width == 612


def test_a_folder_that_does_not_exist_is_refused(tmp_path):
    with pytest.raises(Refused, match="does not exist"):
        incident_report(FULL, tmp_path / "missing" / "report.pdf", internal=True, **MADE)


texts = st.text(st.characters() | st.characters(categories=["Cs", "Cf", "Lo"]), max_size=80)
instants = st.integers(-(10**17), 3 * 10**17) | st.integers(-(2**63), 2**63 - 1)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=texts, at=instants, later=instants, data=st.binary(max_size=60), internal=st.booleans())
def test_any_incident_can_be_printed(text, at, later, data, internal, tmp_path):
    report = IncidentReport(
        number=text,
        title=text,
        state=text,
        priority=text,
        created_at=at,
        description=text,
        resolution_notes=text,
        fields=[Field(text, text, public=True)],
        times=[StageTime(text, at, text, public=True)],
        clocks=[SlaClock(text, text, text, text, text, text, public=True)],
        people=[Involved(text, text, text, public=True)],
        plans=[PlanKept(text, [PhaseAdherence(text, 3, 1, 1, 1, 0, 2)])],
        effort=[Effort(text, 61), Effort("", 1)],
        announced=[Announced(at, text, text, text, text, text)],
        timeline=[entry(text, public=True, at=at, entered_at=later, actor=text, glyph=text, kind=text)],
        attachments=[
            AttachedFile(text, abs(at), text, text, picture) for picture in (data, b"\x89PNG\r\n\x1a\n" + data)
        ],
        ledger_head=text,
        desk=text,
    )
    values = {"zone": BERLIN, "made_by": text, "made_at": at}
    assert incident_report(report, tmp_path / "any.pdf", internal=internal, attachments=True, **values) >= 1


# ── from the database ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def logged(desk):
    """An incident with a note, a comment, a back-dated time and two files; gives its id."""
    with desk.write(actor="Mei Okafor") as session:
        incident_id = log_incident(
            session,
            title="Mail is slow",
            description="Since this morning.",
            reporter="张伟",
            service="Mail",
            team="Network",
            assignee="Jürgen Müller",
            tags=("secret-tag",),
            occurred_at=clock.now() - timedelta(hours=2),
        )
        add_note(session, incident_id, "secret note")
        add_note(session, incident_id, "We look into it.", public=True)
        attach(session, incident_id, "shot.png", io.BytesIO(png()), size=len(png()))
        attach(session, incident_id, "not-a-picture.png", io.BytesIO(b"text"), size=4)
    return incident_id


def test_a_report_is_gathered_from_the_database(desk, logged):
    with desk.read() as reader:
        report = gather_incident_report(reader, logged, zone=BERLIN)
    assert report.number == "INC-0001"
    assert report.title == "Mail is slow"
    assert report.state == "○ New"
    assert {field.label: field.value for field in report.fields}["Service"] == "Mail"
    assert [person.name for person in report.people] == ["张伟", "Jürgen Müller"]
    assert [time.source for time in report.times if time.label == "Occurred"] == [
        "back-dated by \u2068Mei Okafor\u2069"
    ]
    assert [fact.text for fact in report.timeline if fact.public] == ["We look into it."]
    assert [file.picture is not None for file in report.attachments] == [True, False]
    assert len(report.ledger_head) == 64


def test_who_is_affected_stands_in_the_report_for_the_team_only(desk, logged, tmp_path):
    with desk.write(actor="Mei Okafor") as session:
        add_affected(session, logged, "Zoe Adams", note="Payroll closes today")
    with desk.read() as reader:
        report = gather_incident_report(reader, logged, zone=BERLIN)
    path = tmp_path / "report.pdf"
    incident_report(report, path, internal=True, **MADE)
    assert "Zoe Adams" in everything_in(path)
    assert "Payroll closes today" in everything_in(path)
    incident_report(report, path, internal=False, **MADE)
    assert "Zoe Adams" not in everything_in(path)


def test_the_time_of_work_stands_in_the_report_for_the_team_only(desk, logged, tmp_path):
    with desk.write(actor="Mei Okafor") as session:
        add_task(session, logged, title="Trace the line", person="Bo Diaz", minutes=125)
        add_task(session, logged, title="Tell branches", person="Lin Novak", minutes=10)
    with desk.read() as reader:
        report = gather_incident_report(reader, logged, zone=BERLIN)
    path = tmp_path / "report.pdf"
    incident_report(report, path, internal=True, **MADE)
    assert "2 h 5 min" in everything_in(path)
    assert "2 h 15 min" in everything_in(path)
    incident_report(report, path, internal=False, **MADE)
    assert "2 h 5 min" not in everything_in(path)


def test_the_public_report_of_a_real_incident_has_no_work_note(desk, logged, tmp_path):
    with desk.read() as reader:
        report = gather_incident_report(reader, logged, zone=BERLIN)
    path = tmp_path / "report.pdf"
    incident_report(report, path, internal=False, **MADE)
    assert "We look into it." in everything_in(path)
    assert "secret" not in everything_in(path)
    assert "back-dated" not in everything_in(path)
    incident_report(report, path, internal=True, **MADE)
    assert "secret note" in everything_in(path)
    assert "secret-tag" in everything_in(path)


def test_an_incident_that_does_not_exist_is_refused(desk):
    with desk.read() as reader, pytest.raises(Refused, match="no incident"):
        gather_incident_report(reader, 99, zone=BERLIN)
