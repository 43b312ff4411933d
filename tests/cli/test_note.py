import pytest


@pytest.fixture(autouse=True)
def incident(run):
    run("log", "x", "--reporter", "Ann")


def notes(shown):
    return [fact for fact in shown()["timeline"] if fact["kind"] in ("note", "comment")]


def test_a_work_note_is_for_the_team(run, shown):
    run("note", "1", "The switch is old")
    assert [(note["text"], note["public"], note["actor"]) for note in notes(shown)] == [
        ("The switch is old", False, "Mei Okafor")
    ]
    assert shown()["first_response_at"] is None


def test_a_public_comment_is_the_first_response(run, shown):
    run("note", "1", "-", "--public", standard_input="We look into it\n")
    assert [(note["text"], note["public"]) for note in notes(shown)] == [("We look into it", True)]
    assert shown()["first_response_at"] is not None


def test_a_note_can_be_back_dated(run, shown):
    run("note", "1", "Rebooted", "--happened", "2026-03-08 09:50")
    assert notes(shown)[0]["happened_at"] == "2026-03-08T09:50:00Z"


def test_the_answer_of_the_caller_ends_the_hold(run, shown):
    run("set", "1", "on_hold_reason=caller", "comment=Which floor?")
    run("note", "1", "Floor 2", "--from-caller", "Ann")
    assert shown()["state"] == "In Progress"
    assert notes(shown)[-1]["actor"] == "Ann"


def test_bad_notes_are_refused(run, refused):
    assert "can't be empty" in refused(run("note", "1", "  "))
    assert "still to come" in refused(run("note", "1", "x", "--happened", "2199-01-01 00:00"))
    assert "at most 1000000 characters" in refused(run("note", "1", "-", standard_input="x" * 1_000_001))
    refused(run("note", "7", "x"))
