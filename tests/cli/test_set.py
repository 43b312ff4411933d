import pytest


@pytest.fixture(autouse=True)
def incident(run):
    run("log", "Printer jams", "--tag", "paper", "--reporter", "Ann")


def test_several_fields_at_once(run, shown):
    result = run("set", "1", "title=Printer on fire", "impact=1", "urgency=1", "service=Printing", "major=yes")
    assert (result.exit_code, result.stdout) == (0, "INC-0001\n")
    found = shown()
    assert (found["title"], found["priority"], found["service"], found["major"]) == (
        "Printer on fire",
        1,
        "Printing",
        True,
    )


def test_an_empty_value_empties_the_field(run, shown):
    run("set", "1", "reporter=", "tags=")
    assert (shown()["reporter"], shown()["tags"]) == (None, [])


def test_tags_are_given_in_full_or_added_and_taken_away(run, shown):
    run("set", "1", "tags=+Jam,-paper,+floor2")
    assert shown()["tags"] == ["floor2", "jam"]
    run("set", "1", "tags=one,two")
    assert shown()["tags"] == ["one", "two"]


def test_watchers_come_and_go(run, shown):
    run("set", "1", "watchers=+Mei Okafor,Jonas Weber")
    assert shown()["watchers"] == ["Jonas Weber", "Mei Okafor"]
    run("set", "1", "watchers=-Jonas Weber")
    assert shown()["watchers"] == ["Mei Okafor"]


def test_a_life_from_new_to_closed(run, shown):
    run("set", "1", "state=In Progress", "assignee=Mei Okafor")
    assert shown()["acknowledged_at"] is not None
    run("set", "1", "state=on-hold", "on_hold_reason=caller", "comment=Which floor?")
    assert (shown()["state"], shown()["on_hold_reason"]) == ("On Hold", "Awaiting Caller")
    assert shown()["first_response_at"] is not None
    run("set", "1", "state=in_progress")
    run("set", "1", "state=Resolved", "resolution_code=Solved", "resolution_notes=New roller")
    run("set", "1", "state=Closed")
    found = shown()
    assert (found["state"], found["resolution_code"], found["resolution_notes"]) == ("Closed", "Solved", "New roller")
    run("set", "1", "state=In Progress", "reason=It jams again")
    assert (shown()["reopen_count"], shown()["closed_at"]) == (1, None)


def test_a_major_incident_is_not_resolved_before_its_recovery_is_proven(run, shown):
    run("set", "1", "major=yes")
    result = run("set", "1", "state=Resolved", "resolution_code=Solved", "resolution_notes=New roller")
    assert result.exit_code == 1
    assert "INC-0001 is a major incident: it is resolved when its recovery is proven." in result.stderr
    assert shown()["state"] == "New"


def test_a_reason_to_hold_puts_it_on_hold(run, shown):
    run("set", "1", "on_hold_reason=Awaiting Vendor")
    assert shown()["state"] == "On Hold"


def test_the_state_that_it_is_in_already_changes_nothing(run, shown):
    assert run("set", "1", "state=New", "impact=1").exit_code == 0
    assert shown()["impact"] == 1


def test_a_priority_of_ones_own_needs_a_reason(run, shown, refused):
    assert "say why" in refused(run("set", "1", "priority=1"))
    run("set", "1", "priority=P1", "override_reason=The board meets at ten")
    assert (shown()["priority"], shown()["override_reason"]) == (1, "The board meets at ten")


def test_times_are_typed_as_iso_or_as_local(run, shown):
    run("set", "1", "occurred_at=2026-03-08T09:50:00+01:00", "detected_at=2026-03-08 09:00")
    assert (shown()["occurred_at"], shown()["detected_at"]) == ("2026-03-08T08:50:00Z", "2026-03-08T09:00:00Z")
    run("set", "1", "occurred_at=")
    assert shown()["occurred_at"] is None


def test_a_parent_is_named_by_its_number(run, shown):
    run("log", "The whole floor")
    run("set", "1", "parent=INC-0002")
    assert (shown("1")["parent"], shown("2")["children"]) == ("INC-0002", ["INC-0001"])


def test_a_comment_without_a_state_goes_to_the_requester(run, shown):
    run("set", "1", "comment=We are on it")
    assert shown()["first_response_at"] is not None


def test_resolution_notes_can_be_piped_in(run, shown):
    run("set", "1", "state=Resolved", "resolution_code=Solved", "resolution_notes=-", standard_input="long\ntext")
    assert shown()["resolution_notes"] == "long\ntext"


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        (["state=Closed"], "New can't become Closed"),
        (["state=Sleeping"], "“Sleeping” is no state"),
        (["state=On Hold"], "On Hold needs a reason"),
        (["state=On Hold", "on_hold_reason=lunch"], "is no reason for On Hold"),
        (["state=On Hold", "on_hold_reason=Awaiting Caller"], "needs a public comment"),
        (["state=Resolved"], "needs a resolution code"),
        (["state=Canceled"], "needs a reason"),
        (["impact=7"], "1 (high), 2 (medium) or 3 (low)"),
        (["impact=high"], "impact is a number"),
        (["impact=²"], "impact is a number"),
        (["priority=9"], "A priority is 1 to 5"),
        (["major=perhaps"], "major is yes or no"),
        (["channel=pigeon"], "is no channel"),
        (["title="], "needs a title"),
        (["created_at="], "can't be empty"),
        (["occurred_at=noon"], "is no time"),
        (["parent=1"], "can't be its own parent"),
        (["parent=99"], "There is no incident 99"),
        (["parent=x"], "is no number of an incident"),
        (["colour=red"], "has no field “colour”"),
        (["reopen_count=3"], "has no field"),
        (["title"], "is no assignment"),
        (["=x"], "is no assignment"),
        (["title=a", "Title=b"], "title is given twice"),
        (["title=good", "impact=9"], "1 (high), 2 (medium) or 3 (low)"),
    ],
)
def test_what_the_rules_forbid_is_refused_and_nothing_is_changed(run, shown, changes, why, refused):
    before = shown()
    assert why in refused(run("set", "1", *changes))
    assert shown() == before


@pytest.mark.parametrize("number", ["99", "INC-0099", "INC-x", "", "-1", "99999999999999999999"])
def test_a_number_that_does_not_exist(run, number, refused):
    refused(run("set", "--", number, "title=x"))


def test_nothing_to_set_is_wrong_usage(run):
    assert run("set", "1").exit_code == 2
