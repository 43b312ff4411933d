from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pypdf
import pytest

from incidentdesk import clock
from incidentdesk.detect import register
from incidentdesk.detect.intake import log_incident
from incidentdesk.detect.register import IncidentRow
from incidentdesk.measure.list_report import COLUMNS, USUAL, list_report
from incidentdesk.refusal import Refused

AT = clock.stored(datetime(2026, 11, 23, 17, 0, tzinfo=UTC))
MADE = {"zone": ZoneInfo("Europe/Berlin"), "made_by": "Mei Okafor", "made_at": AT, "title": "Open incidents"}
DEFAULTS = {
    "state": "New",
    "priority": 3,
    "impact": 2,
    "urgency": 2,
    "channel": "Phone",
    "created_at": AT,
    "updated_at": AT,
    "tags": ("wan",),
    "assignee": "Jürgen Müller",
}


def row(number: int, **values: object) -> IncidentRow:
    missing = {name: None if "None" in str(kind) else "" for name, kind in IncidentRow.__annotations__.items()}
    counts = {
        "reopen_count": 0,
        "reassignment_count": 0,
        "children": 0,
        "attachments": 0,
        "major": False,
        "unread": False,
    }
    known = {"id": number, "number": f"INC-{number:04d}", "title": f"title {number}"}
    return IncidentRow(**{**missing, **counts, **DEFAULTS, **known, **values})  # type: ignore[arg-type]


def test_the_list_says_for_what_and_when_it_holds(tmp_path, pages):
    list_report([row(1), row(2)], tmp_path / "list.pdf", query_text="is:open team:network", desk="Acme IT", **MADE)
    (text,) = pages(tmp_path / "list.pdf")
    for part in (
        "Open incidents",
        "Filter: is:open team:network",
        "2 incidents · as of 2026-11-23 18:00 CET, times in the zone Europe/Berlin",
        "INC-0002 title 2 ○ New ▬ P3 Moderate Jürgen Müller",
        "2026-11-23 18:00",
        "page 1 of 1",
    ):
        assert part in text


def test_every_page_of_a_long_list_has_the_headings_and_no_row_is_lost(tmp_path, pages):
    rows = [row(number, title=f"title {number} " + "long " * (number % 30)) for number in range(1000)]
    count = list_report(rows, tmp_path / "list.pdf", query_text="", **MADE)
    texts = pages(tmp_path / "list.pdf")
    assert count == len(texts)
    assert all("Number Title State Priority Assignee Team Created Last change" in text for text in texts)
    words = [word for word in " ".join(texts).split() if word.startswith("INC-")]
    assert words == [f"INC-{number:04d}" for number in range(1000)]


def test_the_list_says_that_it_is_only_the_beginning(tmp_path, pages):
    list_report([row(1)], tmp_path / "list.pdf", query_text="a", total=12345, **MADE)
    assert "The first 1 of 12,345 incidents" in pages(tmp_path / "list.pdf")[0]


@pytest.mark.parametrize(("query", "said"), [("is:open", "No incident matches it."), ("", "There are no incidents.")])
def test_an_empty_list_says_so(query, said, tmp_path, pages):
    assert list_report([], tmp_path / "list.pdf", query_text=query, **MADE) == 1
    assert said in pages(tmp_path / "list.pdf")[0]


def test_every_column_can_be_printed(tmp_path, pages):
    full = row(
        1,
        parent_id=7,
        on_hold_reason="Awaiting Vendor",
        state="On Hold",
        external_ref="X-1",
        resolved_at=AT,
        major=True,
    )
    for name in COLUMNS:
        list_report([full], tmp_path / "list.pdf", query_text="", columns=["number", name], **MADE)
        (text,) = pages(tmp_path / "list.pdf")
        assert "Without room" not in text


def test_columns_without_room_are_named(tmp_path, pages):
    list_report([row(1)], tmp_path / "list.pdf", query_text="", columns=list(COLUMNS), **MADE)
    (text,) = pages(tmp_path / "list.pdf")
    assert "Without room on the page: " in text
    assert "Attachments" in text.partition("Without room on the page: ")[2]


@pytest.mark.parametrize("page_size", ["A4", "Letter"])
def test_the_usual_columns_fit_on_the_page(page_size, tmp_path, pages):
    list_report([row(1)], tmp_path / "list.pdf", query_text="", columns=USUAL, page_size=page_size, **MADE)
    assert "Without room" not in pages(tmp_path / "list.pdf")[0]


def test_an_unknown_column_is_refused_with_those_that_there_are(tmp_path):
    with pytest.raises(Refused, match=r"colour.*number, title"):
        list_report([row(1)], tmp_path / "list.pdf", query_text="", columns=["colour"], **MADE)


def test_a_list_is_a_landscape_page_with_a_title_of_its_own(tmp_path):
    list_report([row(1)], tmp_path / "list.pdf", query_text="", **MADE)
    reader = pypdf.PdfReader(tmp_path / "list.pdf")
    assert reader.pages[0].mediabox.width > reader.pages[0].mediabox.height
    assert reader.metadata.title == "Open incidents"


def test_progress_can_stop_it_and_nothing_is_left(tmp_path):
    class Stopped(Exception):
        pass

    heard = []

    def progress(done: int, total: int) -> None:
        heard.append((done, total))
        if done > 300:
            raise Stopped

    rows = [row(number) for number in range(1000)]
    with pytest.raises(Stopped):
        list_report(rows, tmp_path / "list.pdf", query_text="", progress=progress, **MADE)
    assert heard[0][1] == 1000
    assert not [path for path in tmp_path.iterdir() if path.is_file()]


def test_a_list_is_made_of_the_register(desk, tmp_path, pages):
    with desk.write(actor="Mei Okafor") as session:
        for name in ("张伟", "مريم الأحمد", "अनुराधा"):
            log_incident(session, title=f"VPN of {name}", assignee=name)
    with desk.read() as reader:
        rows = register.rows(reader, [3, 1, 2])
    list_report(rows, tmp_path / "list.pdf", query_text="", **MADE)
    (text,) = pages(tmp_path / "list.pdf")
    assert all(word in text for word in ("张伟", "مريم", "الأحمد", "अनुराधा"))
