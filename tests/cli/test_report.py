from contextlib import closing
from pathlib import Path

import pypdf
import pytest

from incidentdesk.improve.review_writing import change_review, start_review
from incidentdesk.schema.opening import open_desk


@pytest.fixture(autouse=True)
def incident(run):
    run("log", "Printer jams", "--reporter", "Ann")
    run("note", "1", "The switch is old")
    run("note", "1", "We look into it", "--public")


def text_of(path: Path) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(path).pages)


def test_an_incident_with_everything_for_the_desk(run, tmp_path: Path):
    result = run("report", "incident", "INC-0001", tmp_path / "out.pdf")
    assert f"written to {tmp_path / 'out.pdf'}" in result.stdout
    text = text_of(tmp_path / "out.pdf")
    assert "The switch is old" in text
    assert "We look into it" in text


def test_an_incident_for_the_requester(run, tmp_path: Path):
    run("report", "incident", "1", tmp_path / "out.pdf", "--public", "--page-size", "letter")
    text = text_of(tmp_path / "out.pdf")
    assert "The switch is old" not in text
    assert "We look into it" in text


def test_a_list(run, tmp_path: Path):
    run("log", "VPN drops")
    run("report", "list", tmp_path / "out.pdf", "--query", "vpn", "--title", "Monday")
    text = text_of(tmp_path / "out.pdf")
    assert "Monday" in text
    assert "VPN drops" in text
    assert "Printer jams" not in text


def test_an_empty_list_is_a_report_too(run, tmp_path: Path):
    assert run("report", "list", tmp_path / "out.pdf", "--query", "nothing-like-it").exit_code == 0
    assert (tmp_path / "out.pdf").exists()


def test_what_cannot_be_is_refused(run, refused, tmp_path: Path):
    refused(run("report", "incident", "7", tmp_path / "out.pdf"))
    assert not (tmp_path / "out.pdf").exists()
    refused(run("report", "incident", "1", tmp_path / "no such folder" / "out.pdf"))
    refused(run("report", "list", tmp_path / "no such folder" / "out.pdf"))
    assert run("report").exit_code == 2


def test_the_review_for_the_desk_and_for_outside(run, refused, file, tmp_path: Path):
    refused(run("report", "review", "1", tmp_path / "out.pdf"))
    with closing(open_desk(file)) as database, database.write(actor="Mei Okafor") as session:
        start_review(session, 1)
        change_review(session, 1, {"overview": "Mei Okafor pulled the plug.", "went_badly": "Nobody watched."})
    result = run("report", "review", "INC-0001", tmp_path / "out.pdf", "--whole-timeline", "--page-size", "letter")
    assert f"written to {tmp_path / 'out.pdf'}" in result.stdout
    text = text_of(tmp_path / "out.pdf")
    for part in ("Mei Okafor pulled the plug.", "Nobody watched.", "The switch is old"):
        assert part in text
    result = run("report", "review", "1", tmp_path / "out.pdf", "--outside")
    assert "Left out of the texts: Mei Okafor" in result.stderr
    text = text_of(tmp_path / "out.pdf")
    assert "[…] pulled the plug." in text
    assert "Nobody watched." not in text
