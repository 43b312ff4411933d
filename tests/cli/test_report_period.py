"""The report of a period on the command line."""

from datetime import UTC, datetime

import pypdf
import pytest

from incidentdesk import clock


@pytest.fixture(autouse=True)
def november(run):
    clock.hold(lambda: datetime(2026, 11, 2, 9, tzinfo=UTC))
    run("log", "VPN down")
    yield
    clock.hold(None)


def title(path):
    return pypdf.PdfReader(path).metadata.title


def test_without_a_period_it_is_the_last_whole_month(run, tmp_path):
    result = run("report", "period", tmp_path / "r.pdf")
    assert result.exit_code == 0
    assert "pages written to" in result.output
    assert title(tmp_path / "r.pdf") == "Incidents, October 2026"


@pytest.mark.parametrize(
    ("options", "name"),
    [
        (["--month", "2026-09"], "September 2026"),
        (["--quarter", "2026-Q3"], "Q3 2026"),
        (["--week", "2026-W41"], "week 41 of 2026"),
        (["--from", "2026-10-01", "--to", "2026-10-15"], "2026-10-01 to 2026-10-15"),
    ],
)
def test_any_period_can_be_named(run, tmp_path, options, name):
    run("report", "period", tmp_path / "r.pdf", *options, "--sections", "definitions")
    assert title(tmp_path / "r.pdf") == f"Incidents, {name}"


def test_the_numbers_come_along_as_data(run, tmp_path):
    run("report", "period", tmp_path / "r.pdf", "--month", "2026-11", "--csv", tmp_path / "r.csv")
    text = (tmp_path / "r.csv").read_text(encoding="utf-8")
    assert '"created","Incidents logged","all","count"' in text
    assert "2026-11" in text


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (["--month", "2026-13"], "is no period"),
        (["--month", "2026-10", "--week", "2026-W41"], "Give one of"),
        (["--from", "2026-10-15", "--to", "2026-10-01"], "ends on 2026-10-01, before it begins"),
        (["--sections", "weather"], "no section weather"),
    ],
)
def test_what_can_not_be_is_said(run, tmp_path, options, complaint):
    result = run("report", "period", tmp_path / "r.pdf", *options)
    assert result.exit_code != 0
    assert complaint in result.output
    assert not (tmp_path / "r.pdf").exists()
