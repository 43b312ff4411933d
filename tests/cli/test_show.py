from incidentdesk.respond.task_change import add_task
from incidentdesk.schema.opening import open_desk


def test_show_tells_facts_times_and_timeline(run):
    run("log", "VPN drops", "--reporter", "Ann", "--description", "every ten minutes", "--occurred", "2026-03-08 09:50")
    run("set", "1", "impact=1")
    run("note", "1", "Two lines\nof text", "--public")
    told = run("show", "inc-1").stdout
    assert told.startswith("INC-0001  VPN drops\n")
    assert "Reporter           Ann\n" in told
    assert "Occurred           2026-03-08 09:50 UTC\n" in told
    assert "\nDescription\nevery ten minutes\n" in told
    assert "Mei Okafor [public]: Two lines\n                    of text\n" in told
    assert "\u2068" not in told


def test_json_tells_changes_with_before_and_after(run, shown):
    run("log", "x")
    run("set", "1", "impact=1", "occurred_at=2026-03-08T09:50Z")
    changes = {change["field"]: (change["before"], change["after"]) for change in shown()["timeline"][1]["changes"]}
    assert changes["impact"] == ("Medium", "High")
    assert changes["occurred_at"] == (None, "2026-03-08T09:50:00Z")


def test_the_time_of_work_stands_with_its_people(run, shown, file):
    run("log", "x")
    assert "Work" not in run("show", "1").stdout
    desk = open_desk(file)
    with desk.write(actor="Mei Okafor") as session:
        add_task(session, 1, title="Trace the line", person="Bo Diaz", minutes=120)
        add_task(session, 1, title="Tell branches", person="Mei Okafor", minutes=10)
    desk.close()
    assert "Work               2 h 10 min (Bo Diaz 2 h, Mei Okafor 10 min)\n" in run("show", "1").stdout
    assert shown()["work_minutes"] == {"Bo Diaz": 120, "Mei Okafor": 10}


def test_a_number_that_does_not_exist(run, refused):
    assert "no incident INC-0007" in refused(run("show", "7"))
    assert "is no number" in refused(run("show", "seven"))
