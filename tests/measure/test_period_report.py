"""The report of a period: the same numbers on paper and as data, on every kind of register."""

import csv
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pypdf
import pytest
from python_calamine import CalamineWorkbook

from incidentdesk import clock
from incidentdesk.measure.chart.catalogue import CHARTS
from incidentdesk.measure.metric.definition import DEFINITIONS
from incidentdesk.measure.metric.facts import read_facts
from incidentdesk.measure.metric.grouping import whole
from incidentdesk.measure.metric.measuring import measure
from incidentdesk.measure.metric.period import period_of
from incidentdesk.measure.period_content import _CHARTS, SECTIONS, USUAL
from incidentdesk.measure.period_data import period_csv, period_xlsx
from incidentdesk.measure.report_text_change import keep_sentences
from incidentdesk.measure.sample_desk import fill_desk
from incidentdesk.refusal import Refused
from incidentdesk.schema.opening import open_desk
from tests.measure.period_desk import NOW, content_of, logged, month_of, printed, solved

TIMES = ("time-to-resolve", "time-to-acknowledge", "time-to-detect", "net-time-to-resolve")


@pytest.fixture(autouse=True)
def held_clock():
    yield
    clock.hold(None)


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    """The sample desk as it is on a Monday of November 2026."""
    clock.hold(lambda: datetime(2026, 11, 23, 9, tzinfo=UTC))
    database = open_desk(tmp_path_factory.mktemp("sample") / "sample.db")
    fill_desk(database)
    clock.hold(None)
    yield database
    database.close()


SAMPLE_NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


def sample_content(sample, period="2026-11", **options):
    return content_of(sample, period, now=SAMPLE_NOW, **options)


# ── the same numbers ─────────────────────────────────────────────────────────────────────────────────────────────────


def table_in(rows, name="metric"):
    """The rows of the first table as a mapping from the metric to its cells."""
    headings = list(rows[0])
    assert headings[0] == name
    found = {}
    for row in rows[1:]:
        if not row or not row[0]:
            break
        found[row[0]] = dict(zip(headings, row, strict=False))
    return found


def test_paper_csv_and_workbook_say_what_is_measured_to_the_digit(sample, tmp_path, pages):
    content = sample_content(sample)
    printed(content, tmp_path / "r.pdf")
    period_csv(content, tmp_path / "r.csv")
    period_xlsx(content, tmp_path / "r.xlsx")
    paper = " ".join(pages(tmp_path / "r.pdf"))
    with (tmp_path / "r.csv").open(encoding="utf-8", newline="") as file:
        plain = table_in(list(csv.reader(file)))
    book = CalamineWorkbook.from_path(str(tmp_path / "r.xlsx"))
    sheet = table_in(book.get_sheet_by_index(0).to_python())
    with sample.read() as reader:
        facts = read_facts(reader)
        found = measure(reader, facts, whole(period_of("2026-11", UTC)), clock.stored(SAMPLE_NOW))
    for name in TIMES:
        value = found.of(name)
        assert value.n
        label = DEFINITIONS[name].label
        for key in ("median", "p90", "mean"):
            exact = round(getattr(value, key), 6)
            assert float(plain[name][key]) == exact
            assert float(sheet[name][key]) == exact
        row = f"{label} {value.n} {value.population} {round(value.median, 6)} {round(value.p90, 6)}"
        assert row in paper
    share = found.of("sla-resolution")
    assert float(plain["sla-resolution"]["share"]) == float(sheet["sla-resolution"]["share"]) == round(share.value, 6)
    assert f"{share.value * 100:.1f} %" in paper
    assert f"n={share.n}" in paper


def test_every_chart_is_in_the_data_too(sample, tmp_path):
    content = sample_content(sample)
    period_xlsx(content, tmp_path / "r.xlsx")
    names = CalamineWorkbook.from_path(str(tmp_path / "r.xlsx")).sheet_names
    for charted in content.charts.values():
        assert charted.chart.title[:31] in names


def test_every_chart_that_a_report_names_is_there():
    assert {name for names in _CHARTS.values() for name in names} <= CHARTS.keys()


def test_satisfaction_and_drills_stand_with_their_n_and_the_same_in_the_data(sample, tmp_path, pages):
    content = sample_content(sample, "2026-10")
    printed(content, tmp_path / "r.pdf")
    paper = " ".join(pages(tmp_path / "r.pdf"))
    csat, rate, drill = (content.figures.of(name) for name in ("csat", "response-rate", "drill-score"))
    assert csat.n
    assert drill.n
    assert f"{100 * csat.value:.1f} % (n={csat.n})" in paper.replace("\u00a0", " ")
    assert f"{rate.hits} of {rate.n} letters answered" in paper
    assert f"median {drill.median:g} of 100 (n={drill.n})" in paper
    for name in ("csat", "response-rate", "drill-score"):
        assert DEFINITIONS[name].formula.split(",")[0] in paper
    period_csv(content, tmp_path / "r.csv")
    with (tmp_path / "r.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    counts = [int(row[1]) for row in rows if len(row) == 4 and row[0] in "12345" and row[2] == str(csat.n)]
    assert sum(counts) == csat.n
    assert sum(counts[3:]) == csat.hits


# ── the first page ───────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("page_size", ["A4", "Letter"])
def test_the_first_page_answers_the_three_questions(sample, tmp_path, pages, page_size):
    printed(sample_content(sample), tmp_path / "r.pdf", page_size=page_size)
    first, second = pages(tmp_path / "r.pdf")[:2]
    for words in (
        "Incidents, November 2026", "Median to resolve", "90 % resolved within", "SLA met: resolution", "Open now",
        "In three sentences", "SLA met per month", "Time to resolve by week", "Root causes behind most incidents",
        "Decisions needed from you",
    ):  # fmt: skip
        assert words in first
    assert second.count("Response times") == 1
    assert "Decisions needed" not in second


def test_long_sentences_leave_the_decisions_on_the_first_page(sample, tmp_path, pages):
    with sample.write(actor="Mei Okafor") as session:
        keep_sentences(session, period="2026-10", query="", sentences=["Wir haben " * 29, "Wort " * 59, "مرحبا " * 49])
    content = sample_content(sample, "2026-10")
    assert content.edited_by == "Mei Okafor"
    printed(content, tmp_path / "r.pdf", page_size="Letter")
    first = pages(tmp_path / "r.pdf")[0]
    assert "edited by Mei Okafor" in first.replace("\u2068", "").replace("\u2069", "")
    assert "Decisions needed from you" in first
    assert "Wir haben Wir haben" in first


def test_it_has_a_title_an_author_bookmarks_and_embedded_fonts(sample, tmp_path):
    printed(sample_content(sample), tmp_path / "r.pdf")
    document = pypdf.PdfReader(tmp_path / "r.pdf")
    assert document.metadata.title == "Incidents, November 2026"
    assert document.metadata.author == "Mei Okafor"
    tops = [each.title for each in document.outline if not isinstance(each, list)]
    assert tops == [SECTIONS[name] for name in USUAL]
    for page in document.pages:
        for font in page["/Resources"]["/Font"].values():
            font = font.get_object()
            assert font["/Subtype"] == "/Type3" or "/FontFile2" in font["/FontDescriptor"]


def test_chosen_sections_stand_in_their_order_and_the_summary_is_always_first(sample, tmp_path):
    content = sample_content(sample, sections=["definitions", "volume"])
    printed(content, tmp_path / "r.pdf")
    outline = pypdf.PdfReader(tmp_path / "r.pdf").outline
    assert [each.title for each in outline if not isinstance(each, list)] == [
        SECTIONS["summary"], SECTIONS["volume"], SECTIONS["definitions"],
    ]  # fmt: skip
    with pytest.raises(Refused, match="no section weather"):
        sample_content(sample, sections=["weather"])


def test_diagrams_have_pages_of_their_own(sample, tmp_path):
    plain, drawn = (tmp_path / name for name in ("plain.pdf", "drawn.pdf"))
    without = printed(sample_content(sample, "2026-Q4", sections=["majors"]), plain)
    content = sample_content(sample, "2026-Q4", sections=["majors", "diagrams"])
    assert content.diagrams
    assert printed(content, drawn) >= without + len(content.diagrams)


def test_a_major_incident_has_its_strip_its_causes_its_actions_and_its_review(sample, tmp_path, pages):
    printed(sample_content(sample, "2026-Q4"), tmp_path / "r.pdf")
    text = " ".join(pages(tmp_path / "r.pdf"))
    start = text.index("Branch offices lost WAN access")
    block = text[start : start + 1500]
    for words in ("Mitigated", "Restored", "Root cause", "Rollback plan not tested", "ACT-", "Review", "UTC"):
        assert words in block


# ── words that follow from numbers ───────────────────────────────────────────────────────────────────────────────────


def test_a_faster_month_is_told_as_faster(sqlite_desk):
    month_of(sqlite_desk, 9, [600 + place for place in range(20)])
    month_of(sqlite_desk, 10, [60 + place for place in range(20)])
    content = content_of(sqlite_desk)
    doing, changed, needed = content.sentences
    assert doing.startswith("In October 2026 half of 20 incidents were resolved within 1 h 9 min, nine of ten within")
    assert "the median time to resolve fell by 89\xa0%" in changed.replace(" %", "\xa0%")
    assert "20 incidents came in, and the backlog went from 0 to 0." in changed
    assert needed == "Nothing is needed from you."


def test_the_same_month_twice_has_not_changed(sqlite_desk):
    for month in (9, 10):
        month_of(sqlite_desk, month, range(30, 60))
    assert "neither times to resolve nor targets met have changed by more than chance" in content_of(
        sqlite_desk
    ).sentences[1]  # fmt: skip


def test_few_incidents_make_no_claim(sqlite_desk):
    month_of(sqlite_desk, 10, [30, 60, 90])
    content = content_of(sqlite_desk)
    assert "only 3 incidents were resolved, which is too few" in content.sentences[0]
    assert content.sentences[1].startswith("There were too few incidents to compare with September 2026.")
    assert content.changes["median"].text == "nothing to compare with"


def test_a_filter_narrows_every_part(sqlite_desk):
    month_of(sqlite_desk, 10, [30] * 4, team="Network")
    month_of(sqlite_desk, 10, [600] * 6, team="Mail")
    content = content_of(sqlite_desk, query="team:Network")
    assert content.resolve.n == 4
    assert content.resolve.median == 1800.0
    assert [group.label for group in content.by["team"].groups if group.key != "none"] == ["Network"]


def test_what_is_left_out_is_counted_for_the_period_only(sqlite_desk):
    from incidentdesk.respond.transition import Move, move

    for month in (8, 10):
        incident_id = logged(sqlite_desk, datetime(2026, month, 3, 9, tzinfo=UTC))
        with sqlite_desk.write(actor="Mei Okafor") as session:
            move(session, incident_id, Move("Canceled", reason="Logged twice by mistake."))
    assert content_of(sqlite_desk).left_out.canceled == 1


# ── every kind of register ───────────────────────────────────────────────────────────────────────────────────────────


def test_an_empty_desk_says_so_and_not_nought(desk, tmp_path, pages):
    printed(content_of(desk), tmp_path / "r.pdf")
    first = pages(tmp_path / "r.pdf")[0]
    assert "In October 2026 no incident was resolved" in first
    assert "no data" in first
    assert "0 min" not in first
    assert "None for this period." in first


def test_one_incident_and_many_in_the_same_second(sqlite_desk, tmp_path):
    moment = datetime(2026, 10, 5, 9, tzinfo=UTC)
    solved(sqlite_desk, moment, 0)
    assert printed(content_of(sqlite_desk), tmp_path / "one.pdf") > 3
    for _each in range(11):
        solved(sqlite_desk, moment, 0)
    content = content_of(sqlite_desk)
    assert content.resolve.median == 0.0
    assert printed(content, tmp_path / "many.pdf") > 3


@pytest.mark.parametrize(
    ("period", "now", "zone"),
    [
        ("1970-01", NOW, UTC),
        ("2100-12", NOW, UTC),
        ("2026-10", NOW, ZoneInfo("Asia/Kolkata")),
        ("2026-Q4", NOW, ZoneInfo("Australia/Lord_Howe")),
        ("2026-W44", NOW, ZoneInfo("Asia/Kathmandu")),
        ("2026", NOW, UTC),
        ("2026-10-25..2026-10-25", NOW, ZoneInfo("Europe/Berlin")),
        ("all", NOW, UTC),
    ],
)
def test_every_period_in_every_zone_is_printed(sqlite_desk, tmp_path, pages, period, now, zone):
    month_of(sqlite_desk, 10, range(20, 50))
    content = content_of(sqlite_desk, period, now=now, zone=zone)
    printed(content, tmp_path / "r.pdf")
    assert "Time zone" in " ".join(pages(tmp_path / "r.pdf"))


def test_working_hours_hold_on_every_page(sqlite_desk, tmp_path, pages):
    month_of(sqlite_desk, 10, [60 * 24] * 10)
    printed(content_of(sqlite_desk, business=True), tmp_path / "r.pdf")
    text = pages(tmp_path / "r.pdf")
    assert "times in working hours" in text[0]
    # A working day has no 24 hours, so days are not told.
    assert "24 h" in text[0]
    assert "1 d" not in text[0]


def test_a_hundred_services_with_long_names_do_not_run_over_one_another(sqlite_desk, tmp_path, pages):
    start = datetime(2026, 10, 1, 9, tzinfo=UTC)
    for place in range(100):
        script = "خوادم البريد الإلكتروني" if place % 2 else "Donaudampfschifffahrtsgesellschaftskapitänsdienst"
        solved(sqlite_desk, start + timedelta(hours=place), 30 + place, service=f"{script} {place}")
    content = content_of(sqlite_desk)
    printed(content, tmp_path / "r.pdf")
    text = " ".join(pages(tmp_path / "r.pdf"))
    assert "92 more had 92 incidents together." in text
    assert "100 services had no outage." in text


def test_it_stops_when_it_is_told_to_and_writes_nothing(sqlite_desk, tmp_path):
    with pytest.raises(Refused, match="Stopped"):
        printed(content_of(sqlite_desk), tmp_path / "r.pdf", cancelled=lambda: True)
    assert not (tmp_path / "r.pdf").exists()


def test_it_tells_how_far_it_is(sqlite_desk, tmp_path):
    told = []
    printed(content_of(sqlite_desk), tmp_path / "r.pdf", progress=lambda *each: told.append(each))
    assert told[-1] == (len(USUAL), len(USUAL))
