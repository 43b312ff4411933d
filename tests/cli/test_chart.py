"""incidentdesk chart."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from incidentdesk.measure.chart.catalogue import CHARTS

Run = Callable[..., Result]


@pytest.mark.parametrize("ending", ["png", "svg", "pdf"])
def test_a_chart_is_written(run: Run, tmp_path: Path, ending: str):
    run("log", "VPN is down")
    out = tmp_path / f"backlog.{ending}"
    result = run("chart", "backlog", out)
    assert result.stdout == f"Written to {out}.\n"
    beginnings = {"png": b"\x89PNG", "svg": b"<?xml", "pdf": b"%PDF"}
    assert out.read_bytes().startswith(beginnings[ending])


def svg(run: Run, tmp_path: Path, *arguments: Any) -> str:
    result = run("chart", "when-incidents-start", tmp_path / "chart.svg", *arguments)
    assert result.exit_code == 0, result.stderr
    return (tmp_path / "chart.svg").read_text("utf-8")


EMPTY = "No incident was logged in this time."


def test_a_query_chooses_incidents(run: Run, tmp_path: Path):
    run("log", "VPN is down", "--impact", "1", "--urgency", "1")
    assert EMPTY not in svg(run, tmp_path, "priority:1")
    assert EMPTY in svg(run, tmp_path, "-priority:1")


@pytest.mark.parametrize("period", [("--period", "2001-10"), ("--from", "2001-10-01", "--to", "2001-10-31")])
def test_a_period_chooses_the_time(run: Run, tmp_path: Path, period: tuple[str, ...]):
    run("log", "VPN is down")
    assert EMPTY in svg(run, tmp_path, *period)
    assert EMPTY not in svg(run, tmp_path, "--period", "all")


def test_size_and_ground_can_be_chosen(run: Run, tmp_path: Path):
    said = svg(run, tmp_path, "--width", "480", "--height", "240", "--dark")
    assert 'width="360pt" height="180pt"' in said
    assert "#171c22" in said


def test_the_names_are_listed(run: Run):
    lines = run("chart", "--list").stdout.splitlines()
    assert [line.split()[0] for line in lines] == [*CHARTS]
    assert lines[0].endswith("Time to resolve by week")


def test_an_unknown_chart_is_refused_with_the_names(run: Run, tmp_path: Path, refused: Callable[[Result], str]):
    assert "Choose from: time-to-resolve" in refused(run("chart", "pie", tmp_path / "pie.png"))


def test_another_ending_is_wrong_usage(run: Run, tmp_path: Path):
    result = run("chart", "backlog", tmp_path / "chart.gif")
    assert result.exit_code == 2
    assert ".png, .svg or .pdf" in result.stderr


def test_a_missing_file_name_is_wrong_usage(run: Run):
    assert "incidentdesk chart time-to-resolve times.png" in run("chart", "backlog").stderr


def test_a_period_and_a_day_exclude_each_other(run: Run, tmp_path: Path):
    result = run("chart", "backlog", tmp_path / "x.png", "--period", "2026-10", "--from", "2026-10-01")
    assert result.exit_code == 2


def test_a_folder_that_there_is_not_is_refused(run: Run, tmp_path: Path, refused: Callable[[Result], str]):
    assert "does not exist" in refused(run("chart", "backlog", tmp_path / "nowhere" / "x.png"))


def test_every_chart_of_an_empty_desk_says_why_it_is_empty(run: Run, tmp_path: Path):
    for name in CHARTS:
        run("chart", name, tmp_path / f"{name}.svg")
        assert ">No " in (tmp_path / f"{name}.svg").read_text("utf-8"), name
