from incidentdesk.desktop.drafts import draft, drafts, drafts_folder, forget_draft, keep_draft


def test_a_draft_is_found_again():
    keep_draft("desk.db", "INC-0001-note", {"text": "Zeile 1\nمرحبا"})
    assert draft("desk.db", "INC-0001-note") == {"text": "Zeile 1\nمرحبا"}


def test_each_database_has_its_own_drafts():
    keep_draft("desk.db", "note", {"text": "a"})
    assert draft("other.db", "note") == {}


def test_a_forgotten_draft_is_gone():
    keep_draft("desk.db", "note", {"text": "a"})
    forget_draft("desk.db", "note")
    forget_draft("desk.db", "note")
    assert draft("desk.db", "note") == {}


def test_a_damaged_draft_is_no_draft():
    keep_draft("desk.db", "note", {"text": "a"})
    next(drafts_folder("desk.db").iterdir()).write_text("{half")
    assert draft("desk.db", "note") == {}
    assert drafts("desk.db", "note") == []


def test_the_drafts_of_one_kind_stand_the_latest_first():
    import os

    for place, name in enumerate(("one", "two")):
        keep_draft("desk.db", f"new-{name}", {"text": name})
        os.utime(drafts_folder("desk.db") / f"new-{name}.json", (place, place))
    keep_draft("desk.db", "other", {"text": "x"})
    assert [values["text"] for _key, values in drafts("desk.db", "new-")] == ["two", "one"]


def test_a_key_leads_to_no_other_folder():
    keep_draft("desk.db", "../../evil", {"text": "a"})
    assert draft("desk.db", "../../evil") == {"text": "a"}
    assert [file.parent for file in drafts_folder("desk.db").iterdir()] == [drafts_folder("desk.db")]


def test_half_a_surrogate_pair_can_be_kept():
    keep_draft("desk.db", "note", {"text": "\ud83d"})
    assert draft("desk.db", "note") == {"text": "\ud83d"}


def test_a_folder_that_cannot_be_written_stops_nobody(profile):
    profile.mkdir(parents=True, exist_ok=True)
    (profile / "xdg_state_home").write_text("a file where the folder should be")
    keep_draft("desk.db", "note", {"text": "a"})
    assert draft("desk.db", "note") == {}
