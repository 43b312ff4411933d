import csv
import json
from pathlib import Path

import pytest

from incidentdesk.cli.metric_lines import percent
from incidentdesk.measure.duration_text import duration_text
from incidentdesk.measure.metric.definition import DEFINITIONS

KEYS = ["n", "population", "coverage", "median", "p90", "mean", "low", "high", "total", "share", "hits", "interval"]
HOUR = 3_600_000_000


@pytest.fixture
def register(run, meddle):
    """Three incidents of 2026: resolved after 59 min and after 3 h, and one that ended before it began."""
    for title, team in (("VPN drops", "Network"), ("Mail is slow", "=cmd()"), ("Printer jams", "Network")):
        run("log", title, "--team", team)
    run("log", "Nothing was wrong")
    run("set", "4", "state=Canceled", "reason=a mistake")
    march = 1_772_452_800_000_000  # 2026-03-02 12:00 UTC
    for number, minutes in ((1, 59), (2, 180), (3, -60)):
        resolved = march + minutes * 60_000_000
        meddle(
            "UPDATE incident SET created_at = ?, detected_at = ?, resolved_at = ?, state = 'Resolved' WHERE id = ?",
            march, march, resolved, number,
        )  # fmt: skip


def told(run, *words):
    return json.loads(run("metrics", "--json", *words).stdout)


def the(run, name, *words):
    return told(run, *words)["groups"][0]["metrics"][name]


def test_json_has_every_metric_with_what_it_rests_on(run, register):
    found = told(run)
    assert list(found) == [
        "period", "query", "zone", "hours", "calendars", "by", "population", "definitions", "groups", "anomalies",
        "services",
    ]  # fmt: skip
    (group,) = found["groups"]
    without_groups = set(DEFINITIONS) - {"mtbf", "availability"}
    assert set(group["metrics"]) == set(found["definitions"]) == without_groups
    assert all(list(each) == [*KEYS, "value", "at_least", "unit"] for each in group["metrics"].values())
    assert all(each["formula"] for each in found["definitions"].values())


def test_lengths_are_seconds_and_nothing_is_rounded_to_hours(run, register):
    found = the(run, "time-to-resolve")
    assert (found["n"], found["population"], found["coverage"]) == (2, 3, pytest.approx(2 / 3, abs=1e-6))
    assert (found["low"], found["median"], found["mean"], found["unit"]) == (59 * 60, 7170, 7170, "seconds")


def test_what_is_missing_is_null_and_not_0(run, register):
    found = the(run, "time-to-mitigate")
    assert (found["n"], found["population"], found["coverage"]) == (0, 3, 0)
    assert found["median"] is found["mean"] is found["p90"] is found["total"] is None
    assert the(run, "sla-resolution")["share"] is None


def test_what_contradicts_itself_is_named(run, register):
    (anomaly,) = [each for each in told(run)["anomalies"] if each["metric"] == "time-to-resolve"]
    assert anomaly == {
        "number": "INC-0003",
        "metric": "time-to-resolve",
        "from": "2026-03-02T12:00:00Z",
        "to": "2026-03-02T11:00:00Z",
    }
    lines = run("metrics", "--names", "time-to-resolve").stdout.splitlines()
    assert any("INC-0003" in line and "2026-03-02 12:00:00 → 2026-03-02 11:00:00" in line for line in lines)


def test_who_is_left_out_is_counted(run, register):
    assert told(run)["population"] == {"incidents": 4, "canceled": 1, "duplicates": 0, "children": 0}


def test_only_what_a_query_finds(run, register):
    assert the(run, "created", "team:Network")["value"] == 2
    assert the(run, "created", "-team:Network")["value"] == 1
    assert told(run, "-team:Network", "vpn", "or", "mail")["query"] == "-team:Network vpn or mail"


def test_what_is_not_understood_is_said(run, register):
    result = run("metrics", "--json", "colour:red")
    assert "colour" in result.stderr
    assert json.loads(result.stdout)["population"]["incidents"] == 0


@pytest.mark.parametrize(
    ("words", "n", "key"),
    [
        (["--period", "2026-03"], 2, "2026-03"),
        (["--period", "2026-W10"], 2, "2026-W10"),
        (["--period", "2025"], 0, "2025"),
        (["--from", "2026-03-02", "--to", "2026-03-02"], 2, "2026-03-02..2026-03-02"),
        (["--from", "2026-03-03"], 0, "2026-03-03.."),
        (["--to", "2026-03-01"], 0, "..2026-03-01"),
        (["--period", "all"], 2, "all"),
    ],
)
def test_a_period(run, register, words, n, key):
    found = told(run, *words)
    assert (found["groups"][0]["metrics"]["time-to-resolve"]["n"], found["period"]["key"]) == (n, key)


@pytest.mark.parametrize(
    "words",
    [
        ["--period", "2026-13"], ["--period", "yesterday"], ["--period", ""], ["--from", "2026-02-30"],
        ["--from", "2026-03-02", "--to", "2026-03-01"], ["--to", "9999-12-31"], ["--by", "colour"],
        ["--names", "time-to-heal"], ["--names", "actions-on-time", "--by", "team"],
    ],
)  # fmt: skip
def test_what_can_t_be_measured_is_refused_with_a_sentence(run, refused, words):
    assert refused(run("metrics", *words))


def test_both_ways_to_say_a_period_are_wrong_usage(run):
    assert run("metrics", "--period", "2026", "--from", "2026-01-01").exit_code == 2
    assert run("metrics", "--jsn").exit_code == 2


def test_groups_find_their_incidents(run, register):
    found = told(run, "--by", "team", "--names", "created", "vpn or mail")
    groups = {each["key"]: each["metrics"]["created"]["value"] for each in found["groups"]}
    assert groups == {"=cmd()": 1, "Network": 1}
    for group in found["groups"]:
        assert len(json.loads(run("list", "--json", group["query"]).stdout)) == groups[group["key"]]


def test_steps_of_time_name_their_days(run, register):
    (march,) = [each for each in told(run, "--by", "month", "--period", "2026")["groups"] if each["key"] == "2026-03"]
    assert march["period"] == {"key": "2026-03", "first": "2026-03-01", "last": "2026-03-31"}
    assert march["metrics"]["resolved"]["value"] == 3


def test_by_service_with_outages(run, meddle):
    run("log", "VPN drops", "--service", "VPN")
    meddle(
        "INSERT INTO outage (key, service_id, began_at, ended_at, degree, planned) VALUES ('a', 1, ?, ?, 'Full', 0)",
        HOUR, 3 * HOUR,
    )  # fmt: skip
    found = told(run, "--period", "1970-01")
    (vpn,) = found["services"]
    hours = 31 * 24
    assert vpn == {
        "name": "VPN", "availability": pytest.approx((hours - 2) / hours), "mtbf_seconds": (hours - 2) * 3600,
        "mtbf_at_least": False, "mtbsi_seconds": hours * 3600, "agreed_seconds": hours * 3600, "downtime_seconds": 7200,
        "degraded_seconds": 0, "failures": 1,
    }  # fmt: skip
    assert "VPN" in run("metrics", "--period", "1970-01").stdout
    without = the(run, "mtbf", "--period", "1971", "--by", "service")
    assert (without["value"], without["n"], without["at_least"]) == (365 * 86_400, 0, True)


def test_business_hours_name_their_calendars(run, register, meddle):
    assert told(run, "--business")["calendars"] == [None]
    meddle(
        "INSERT INTO calendar (name, time_zone, windows) VALUES ('Office', 'UTC', ?)", '{"mon": [["12:30", "17:00"]]}'
    )
    found = told(run, "--business", "--names", "time-to-resolve")
    assert (found["hours"], found["calendars"]) == ("business", ["Office"])
    assert found["groups"][0]["metrics"]["time-to-resolve"]["low"] == 29 * 60
    assert "working hours (Office)" in run("metrics", "--business").stdout


def test_the_table_shows_n_and_coverage_beside_every_figure(run, register):
    lines = run("metrics").stdout.splitlines()
    (resolve,) = [line for line in lines if line.startswith("Time to resolve")]
    assert resolve.split("  ")[0] == "Time to resolve (MTTR-resolve)"
    assert all(text in resolve for text in ("2 of 3", "66.7 %", "59 min" if "59 min" in resolve else "1 h 59 min"))
    (mitigate,) = [line for line in lines if line.startswith("Time to mitigate")]
    assert mitigate.split() == ["Time", "to", "mitigate", "0", "of", "3", "0.0", "%", "no", "data"]
    assert lines[0] == "Period: all time (UTC)"
    assert "it is neither 0 nor now" in " ".join(lines)


def test_the_table_of_groups(run, register):
    lines = run("metrics", "--by", "team", "--names", "time-to-resolve,created").stdout.splitlines()
    place = lines.index("Time to resolve (MTTR-resolve)")
    assert [line.split()[0] for line in lines[place + 1 : place + 3]] == ["=cmd()", "Network"]


def test_an_empty_desk_has_no_data(run):
    found = told(run)
    assert found["groups"][0]["metrics"]["time-to-resolve"]["median"] is None
    assert run("metrics").exit_code == 0


def test_the_same_numbers_stand_in_the_files(run, register, tmp_path: Path):
    import python_calamine

    paths = tmp_path / "all.csv", tmp_path / "all.xlsx"
    result = run("metrics", "--by", "team", "--json", "--csv", paths[0], "--xlsx", paths[1])
    expected = {
        (name, group["key"]): each
        for group in json.loads(result.stdout)["groups"]
        for name, each in group["metrics"].items()
    }
    first = paths[0].read_text(encoding="utf-8").split("\n\n")[0]
    in_csv = {(row["metric"], row["group"].removeprefix("'")): row for row in csv.DictReader(first.splitlines())}
    book = python_calamine.CalamineWorkbook.from_path(str(paths[1]))
    headings, *rows = book.get_sheet_by_index(0).to_python()
    in_xlsx = {(row[0], row[2]): dict(zip(headings, row, strict=True)) for row in rows}
    assert in_csv.keys() == in_xlsx.keys() == expected.keys()
    for key, each in expected.items():
        for name in ("n", "coverage", "median", "p90", "mean", "total", "share", "value"):
            wanted = "" if each[name] is None else each[name]
            assert in_xlsx[key][name] == wanted
            assert (float(in_csv[key][name]) if in_csv[key][name] else "") == wanted
    assert book.sheet_names == ["Metrics", "Services", "Anomalies", "Definitions", "About"]


def test_a_file_carries_no_formula(run, register, tmp_path: Path):
    run("metrics", "--by", "team", "--csv", tmp_path / "all.csv", "--xlsx", tmp_path / "all.xlsx")
    with (tmp_path / "all.csv").open(encoding="utf-8", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert "'=cmd()" in cells
    assert not [cell for cell in cells if cell[:1] in tuple("=+@") or (cell[:1] == "-" and not _is_number(cell))]


def _is_number(cell):
    try:
        float(cell)
    except ValueError:
        return False
    return True


def test_a_file_says_what_it_means(run, register, tmp_path: Path):
    import python_calamine

    run("metrics", "vpn", "--period", "2026-03", "--xlsx", tmp_path / "all.xlsx")
    book = python_calamine.CalamineWorkbook.from_path(str(tmp_path / "all.xlsx"))
    about = {row[0]: row[1] for row in book.get_sheet_by_name("About").to_python()}
    assert (about["Period"], about["Filter"], about["Incidents"]) == ("2026-03-01 to 2026-03-31 (UTC)", "vpn", 1)
    formulas = {row[1]: row[3] for row in book.get_sheet_by_name("Definitions").to_python()}
    assert formulas["time-to-resolve"] == "last resolved − created"


def test_a_file_that_cannot_be_written_is_refused(run, refused, tmp_path: Path):
    assert "cannot be written" in refused(run("metrics", "--csv", tmp_path / "no such folder" / "all.csv"))


@pytest.mark.parametrize(
    ("seconds", "worked", "text"),
    [
        (None, False, "no data"), (0, False, "0 s"), (40, False, "40 s"), (59 * 60, False, "59 min"),
        (42 * 60, False, "42 min"), (5 * 3600 + 20 * 60, False, "5 h 20 min"), (76 * 3600, False, "3 d 4 h"),
        (76 * 3600 + 60, True, "76 h 1 min"), (30, True, "30 s"),
    ],
)  # fmt: skip
def test_lengths_in_words(seconds, worked, text):
    assert duration_text(seconds, worked=worked) == text


def test_shares_in_words():
    assert (percent(0.65), percent(None), percent(1)) == ("65.0 %", "—", "100.0 %")
