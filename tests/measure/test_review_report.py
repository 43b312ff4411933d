"""The review on paper: read back as whoever gets it reads it."""

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pypdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from incidentdesk import clock
from incidentdesk.improve.review_step import reopen_review, return_review, skip_review, submit_review
from incidentdesk.improve.review_writing import change_review
from incidentdesk.investigate.cause_editing import set_facts
from incidentdesk.investigate.cause_graph import Status
from incidentdesk.investigate.cause_record import cause_graph_of, save_changes
from incidentdesk.investigate.subject import Subject
from incidentdesk.measure.review_content import gather_review_report, names_outside
from incidentdesk.measure.review_report import OUTSIDE, review_report
from incidentdesk.refusal import Refused
from tests.measure.review_desk import WRITTEN, incident_with_review, kept_badly

BERLIN = ZoneInfo("Europe/Berlin")
SECTIONS = [
    "Overview", "Impact", "Timeline", "Detection", "Causes", "Resolution", "What went well", "What went badly",
    "Where we got lucky", "Corrective actions", "Message for outside", "About this review",
]  # fmt: skip


@pytest.fixture
def printed(tmp_path, pages):
    """Prints the review of an incident; gives its text and the document."""

    def print_(made, **options):
        path = tmp_path / "review.pdf"
        with made.desk.read() as reader:
            report = gather_review_report(reader, made.incident_id, zone=BERLIN)
        made_at = clock.stored(datetime(2026, 3, 28, 12, 0, tzinfo=UTC))
        count = review_report(report, path, zone=BERLIN, made_by="Mei Okafor", made_at=made_at, **options)
        texts = pages(path)
        assert len(texts) == count
        return " ".join(texts), pypdf.PdfReader(path)

    return print_


def outline(document):
    return [entry.title for entry in document.outline]


def text_sizes(page, word=""):
    """The sizes in points of the texts on a page that have a word in them."""
    found = []
    page.extract_text(visitor_text=lambda said, _matrix, _at, _font, size: found.append((said.strip(), size)))
    return [size for said, size in found if said and word in said]


def test_how_the_plan_was_kept_to_stands_in_the_review(sqlite_desk, printed):
    text, document = printed(incident_with_review(sqlite_desk, respond=kept_badly))
    assert "How the plan was kept to" in outline(document)
    assert "WAN down (version 1)" in text
    assert "They had called us" in text
    assert "Call the guard" in text


def test_everything_that_was_written_is_there_under_its_heading(sqlite_desk, printed):
    made = incident_with_review(sqlite_desk)
    text, document = printed(made)
    assert outline(document) == [*SECTIONS, "Appendix A: Fishbone", "Appendix B: 5-Whys"]
    for name in ("overview", "impact", "detection", "causes", "outside_message", "lead"):
        assert WRITTEN[name] in text
    for part in (
        "Post-incident review · INC-0001 Branch offices lost WAN access",
        "◔ Draft",
        "People affected 180",
        "Branch offices 4",
        "Time to detect 4 min",
        "Duration of the impact 1 h 30 min",
        "• The duty phone was answered.",
        "Root cause The way back was not tried",
        "Trigger Firmware 7.2.4 drops sessions",
        "Detection gap The alert names the line only",
        "1 was ruled out.",
        "Try the way back before every update ACT-0001 · Prevent nobody yet — Proposed The way back was not tried",
        "Internal · Draft",
    ):
        assert part in text


def test_the_document_says_what_it_is_and_carries_its_fonts(sqlite_desk, printed):
    _text, document = printed(incident_with_review(sqlite_desk))
    about = document.metadata
    assert about.title == "Review of INC-0001 Branch offices lost WAN access"
    assert (about.author, about.subject) == ("Johanna Wiese", "Post-incident review")
    fonts = [font.get_object() for page in document.pages for font in page["/Resources"]["/Font"].values()]
    named = [font for font in fonts if font["/Subtype"] != "/Type3"]  # which are made of outlines in the document
    assert {font["/BaseFont"].split("+")[1] for font in named} >= {"DejaVuSans", "DejaVuSans-Bold", "Inter-Regular"}
    assert all("/FontFile2" in font["/FontDescriptor"] for font in named)


def test_diagrams_have_pages_of_their_own_and_text_of_seven_points(sqlite_desk, printed):
    _text, document = printed(incident_with_review(sqlite_desk))
    whole, fishbone, whys = document.pages[:-2], document.pages[-2], document.pages[-1]
    assert all(page.mediabox.width < page.mediabox.height for page in whole)
    for page, heading in ((fishbone, "Appendix A: Fishbone"), (whys, "Appendix B: 5-Whys")):
        assert page.mediabox.width > page.mediabox.height
        assert heading in page.extract_text()
        assert "/XObject" not in page["/Resources"] or all(
            each.get_object()["/Subtype"] == "/Form" for each in page["/Resources"]["/XObject"].values()
        )
        assert min(text_sizes(page)) >= 7


def test_three_hundred_causes_are_readable_too(sqlite_desk, printed):
    text, document = printed(incident_with_review(sqlite_desk, cause_count=300))
    assert "296 more are only suspected." in text
    assert outline(document)[-2:] == ["Appendix A: Fishbone", "Appendix B: 5-Whys"]
    sizes = [size for page in document.pages for size in text_sizes(page, "many")]
    assert len(sizes) >= 296
    assert min(sizes) >= 6.99
    assert "Cause 299 of many" in text


@pytest.mark.parametrize("page_size", ["A4", "Letter"])
def test_paper_of_both_continents(sqlite_desk, printed, page_size):
    _text, document = printed(incident_with_review(sqlite_desk), page_size=page_size)
    assert round(document.pages[0].mediabox.width) == (595 if page_size == "A4" else 612)
    assert round(document.pages[-1].mediabox.width) in ((842, 1191) if page_size == "A4" else (792, 1224))


def test_only_starred_entries_are_told_unless_all_are_wanted(sqlite_desk, printed):
    made = incident_with_review(sqlite_desk)
    text, _document = printed(made)
    assert "The alert came in." in text
    assert "Nothing to see here." not in text
    text, _document = printed(made, whole_timeline=True)
    assert "Nothing to see here." in text


def test_who_stands_up_for_it_is_named_with_a_line_to_sign_on(sqlite_desk, printed):
    made = incident_with_review(sqlite_desk)
    text, _document = printed(made)
    assert "Reviewed by" not in text
    made.publish()
    text, _document = printed(made)
    for part in ("■ Published", "Reviewed by Johanna Wiese", "Published by Carl Chief", "Internal · Published"):
        assert part in text
    for line in (r"Mei Okafor Author", r"Johanna Wiese Reviewed 20\S+", r"Carl Chief Published 20\S+"):
        assert re.search(line, text)


def test_a_review_that_only_its_author_has_looked_at_says_so(sqlite_desk, printed):
    from incidentdesk.improve.review_step import approve_review

    made = incident_with_review(sqlite_desk)
    made.act(submit_review)
    made.act(approve_review)
    assert "Mei Okafor\u2069, who also wrote it".replace("\u2069", "") in printed(made)[0]


def test_it_says_when_causes_were_changed_after_it_was_published(sqlite_desk, printed):
    made = incident_with_review(sqlite_desk)
    made.publish()
    later = "The causes have been changed since it was published."
    assert later not in printed(made)[0]
    subject = Subject("incident", made.incident_id)
    with sqlite_desk.write(actor="Mei Okafor") as session:
        graph = cause_graph_of(session.reader, subject)
        key = next(cause.key for cause in graph.in_order() if cause.status == Status.RULED_OUT)
        save_changes(session, subject, set_facts(graph, [key], status=Status.SUSPECTED))
    assert later in printed(made)[0]


def test_without_an_investigation_and_with_hardly_a_word_it_is_a_document_all_the_same(sqlite_desk, printed):
    empty = {name: "" for name, value in WRITTEN.items() if isinstance(value, str)}
    made = incident_with_review(sqlite_desk, cause_count=0, **empty, people_affected=None, impact_numbers=[])
    text, document = printed(made)
    assert outline(document) == SECTIONS
    assert text.count("Nothing was written here.") == 7
    assert "No action was planned." in text
    assert "Back to 7.2.3." in text


def test_what_was_not_recorded_is_not_invented(sqlite_desk, printed):
    from incidentdesk.respond.change import change_incident

    made = incident_with_review(sqlite_desk)
    made.act(change_incident, {"occurred_at": None, "mitigated_at": None, "restored_at": None})
    text, _document = printed(made)
    assert "Duration of the impact not recorded" in text
    assert "missing: Occurred, Mitigated" in text


def test_texts_of_ten_thousand_characters_are_all_there(sqlite_desk, printed):
    words = " ".join(f"word{n}" for n in range(1300))
    text, _document = printed(incident_with_review(sqlite_desk, overview=words, went_badly="x" * 10_000))
    assert all(f"word{n}" in text for n in range(1300))
    assert text.count("x") >= 10_000


# -- for outside


def test_outside_gets_overview_impact_and_message_and_no_name(sqlite_desk, printed):
    made = incident_with_review(
        sqlite_desk,
        overview="Mei Okafor updated the firewall. Johanna found it.",
        outside_message="Ask Lindqvist for more.",
        impact_numbers=[("Calls taken by Mei", "12")],
    )
    made.publish()
    text, document = printed(made, audience=OUTSIDE)
    assert outline(document) == ["What you should know", "What happened", "Impact", "About these numbers"]
    assert "[…] updated the firewall. […] found it." in text
    assert "Counters paid out on paper." in text
    assert "Duration of the impact 1 h 30 min" in text
    for name in ("Mei", "Okafor", "Johanna", "Wiese", "Lindqvist", "Carl"):
        assert name not in text
        assert name not in str(document.metadata)
    for inside in ("duty phone", "way back", "INC-0001", "Time to acknowledge", "The alert came in", "Saturday"):
        assert inside not in text


def test_who_would_be_named_outside_is_told_beforehand(sqlite_desk):
    made = incident_with_review(sqlite_desk, overview="Mei updated it.", outside_message="Ask Lindqvist.")
    with sqlite_desk.read() as reader:
        report = gather_review_report(reader, made.incident_id, zone=BERLIN)
    assert names_outside(report) == ["Ann Lindqvist", "Mei Okafor"]


# -- what there is not


def test_there_must_be_a_review(sqlite_desk):
    made = incident_with_review(sqlite_desk)
    with sqlite_desk.write(actor="x") as session:
        from incidentdesk.detect.intake import log_incident

        other = log_incident(session, title="Another")
    with sqlite_desk.read() as reader:
        with pytest.raises(Refused, match="There is no review of INC-0002 yet"):
            gather_review_report(reader, other, zone=BERLIN)
        with pytest.raises(Refused, match="There is no incident INC-0099"):
            gather_review_report(reader, 99, zone=BERLIN)
    made.act(skip_review, "A test of the alarm.")
    with sqlite_desk.read() as reader, pytest.raises(Refused, match="The review of INC-0001 was skipped"):
        gather_review_report(reader, made.incident_id, zone=BERLIN)


def test_it_can_be_stopped_and_then_nothing_is_written(sqlite_desk, tmp_path):
    made = incident_with_review(sqlite_desk)
    with sqlite_desk.read() as reader:
        report = gather_review_report(reader, made.incident_id, zone=BERLIN)
    with pytest.raises(Refused, match="Nothing was written"):
        review_report(report, tmp_path / "out.pdf", zone=BERLIN, made_by="x", made_at=0, cancelled=lambda: True)
    assert not (tmp_path / "out.pdf").exists()


def test_a_corrected_review_is_a_draft_again_and_says_when_it_was_published(sqlite_desk, printed):
    made = incident_with_review(sqlite_desk)
    made.publish()
    made.act(reopen_review, "A number was wrong.")
    text, _document = printed(made)
    assert "◔ Draft" in text
    assert "Published by" not in text


# -- whatever people write


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    texts=st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=400), min_size=3, max_size=3),
    title=st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=60),
)
def test_no_text_breaks_the_document(sqlite_desk, tmp_path, texts, title):
    made = incident_with_review(sqlite_desk, cause_count=0)
    made.act(change_review, {"overview": texts[0], "went_well": texts[1], "outside_message": texts[2]})
    made.act(change_review, {"impact_numbers": [(title, texts[0][:50])]})
    for audience in ("desk", OUTSIDE):
        with sqlite_desk.read() as reader:
            report = gather_review_report(reader, made.incident_id, zone=BERLIN)
        path = tmp_path / "any.pdf"
        count = review_report(report, path, zone=BERLIN, made_by=title, made_at=0, audience=audience)
        assert len(pypdf.PdfReader(path).pages) == count


def test_a_review_sent_back_stays_printable(sqlite_desk, printed):
    made = incident_with_review(sqlite_desk)
    made.act(submit_review)
    assert "◑ In Review" in printed(made)[0]
    made.act(return_review, "The timeline has a hole.")
    assert "◔ Draft" in printed(made)[0]
