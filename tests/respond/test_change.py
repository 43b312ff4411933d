"""Changing the facts of an incident: priority, reassignment, times, and two people at one time."""

from datetime import timedelta
from typing import Any

import pytest

from incidentdesk.detect.stage_time import source_of
from incidentdesk.refusal import Refused
from incidentdesk.respond.change import FIELDS, change_incident, facts_of
from incidentdesk.store.conflict import Clash, Conflict


def change(work: Any, incident_id: int, *, actor: str = "Mei Okafor", **changes: Any) -> int:
    return int(work.act(change_incident, incident_id, changes, actor=actor))


def facts(work: Any, incident_id: int) -> dict[str, Any]:
    with work.desk.write(actor="reader") as session:
        return facts_of(session, incident_id)


# ── what is written ──────────────────────────────────────────────────────────────────────────────────────────────


def test_every_field_can_be_changed_and_read_back(work, time):
    parent = work.log()
    incident_id = work.log()
    wanted = {
        "title": "VPN slow",
        "description": "since eight",
        "reporter": "Ann",
        "channel": "E-mail",
        "service": "VPN",
        "category": "Network",
        "subcategory": "Remote access",
        "impact": 1,
        "urgency": 3,
        "priority": 1,
        "override_reason": "the board is cut off",
        "team": "Network team",
        "assignee": "Bo",
        "tags": ("vpn", "wan"),
        "major": True,
        "resolution_code": "Solved",
        "resolution_notes": "restarted",
        "parent": f"INC-{parent:04d}",
        "external_ref": "HD-7",
        "occurred_at": time.now - timedelta(hours=9),
        "detected_at": time.now - timedelta(hours=8),
        "created_at": time.now - timedelta(hours=7),
        "acknowledged_at": time.now - timedelta(hours=6),
        "first_response_at": time.now - timedelta(hours=5),
        "mitigated_at": time.now - timedelta(hours=4),
        "restored_at": time.now - timedelta(hours=3),
        "resolved_at": time.now - timedelta(hours=2),
        "closed_at": time.now - timedelta(hours=1),
    }
    assert set(wanted) == set(FIELDS)
    change(work, incident_id, **wanted)
    assert facts(work, incident_id) == wanted


@pytest.mark.parametrize("field", ["title", "impact", "channel", "created_at"])
def test_what_an_incident_must_have_cannot_be_taken_away(sqlite_work, field):
    incident_id = sqlite_work.log()
    with pytest.raises(Refused):
        change(sqlite_work, incident_id, **{field: "" if field in ("title", "channel") else None})


def test_what_may_be_missing_can_be_taken_away_again(work, time):
    incident_id = work.log(
        reporter="Ann", service="VPN", category="Net", subcategory="VPN", team="T", assignee="Bo", tags=("a",)
    )
    names = ("reporter", "service", "category", "subcategory", "team", "assignee", "external_ref", "parent")
    change(work, incident_id, **dict.fromkeys(names, ""), tags=(), detected_at=None)
    after = facts(work, incident_id)
    assert [after[name] for name in names] == [""] * len(names)
    assert (after["tags"], after["detected_at"]) == ((), None)


def test_what_stays_the_same_is_no_change(work, time):
    incident_id = work.log(reporter="Ann", tags=("a", "b"))
    before = work.row(incident_id)
    time.after(hours=1)
    change(work, incident_id, title="VPN down", reporter="ann", tags=["B", "a"], impact=2, priority=3)
    assert work.row(incident_id) == before
    assert work.rows("SELECT count(*) FROM ledger WHERE chain = :id", id=incident_id) == [(1,)]


def test_an_unknown_field_is_refused_by_name(sqlite_work):
    with pytest.raises(Refused, match=r"no field .*colour"):
        change(sqlite_work, sqlite_work.log(), colour="red")


def test_an_incident_that_is_not_there_is_refused_by_number(work):
    with pytest.raises(Refused, match="no incident with the number 99"):
        change(work, 99, title="x")


def test_the_reason_of_a_change_stands_in_the_ledger(work):
    incident_id = work.log()
    work.act(change_incident, incident_id, {"title": "VPN slow"}, reason="Ann\0 said so")
    assert work.rows("SELECT reason FROM ledger WHERE chain = :id AND act = 'changed'", id=incident_id) == [
        ("Ann said so",)
    ]


# ── category ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("order", [("category", "subcategory"), ("subcategory", "category")])
def test_category_and_subcategory_change_together_in_any_order(work, order):
    incident_id = work.log(category="Hardware", subcategory="Printer")
    wanted = {"category": "Network", "subcategory": "VPN"}
    change(work, incident_id, **{name: wanted[name] for name in order})
    assert {name: facts(work, incident_id)[name] for name in wanted} == wanted
    below = "SELECT c.name, p.name FROM category c JOIN category p ON p.id = c.parent_id ORDER BY c.id"
    assert work.rows(below) == [("Printer", "Hardware"), ("VPN", "Network")]


def test_a_subcategory_does_not_outlive_its_category(sqlite_work):
    incident_id = sqlite_work.log(category="Hardware", subcategory="Printer")
    change(sqlite_work, incident_id, category="Network")
    assert facts(sqlite_work, incident_id)["subcategory"] == ""


def test_the_same_subcategory_name_is_another_one_in_another_category(work):
    incident_id = work.log(category="Hardware", subcategory="Other")
    change(work, incident_id, category="Network", subcategory="Other")
    assert work.rows("SELECT count(*) FROM category WHERE name = 'Other'") == [(2,)]


def test_a_subcategory_alone_needs_a_category(sqlite_work):
    with pytest.raises(Refused, match="needs a category"):
        change(sqlite_work, sqlite_work.log(), subcategory="VPN")


# ── priority ─────────────────────────────────────────────────────────────────────────────────────────────────────


def priority(work: Any, incident_id: int) -> tuple[int, str]:
    row = work.row(incident_id)
    return row["priority"], row["override_reason"]


def test_a_change_of_impact_or_urgency_computes_the_priority_anew(sqlite_work):
    incident_id = sqlite_work.log()
    change(sqlite_work, incident_id, impact=1)
    assert priority(sqlite_work, incident_id) == (2, "")
    change(sqlite_work, incident_id, urgency=1)
    assert priority(sqlite_work, incident_id) == (1, "")


def test_a_priority_of_ones_own_needs_a_reason(sqlite_work):
    incident_id = sqlite_work.log()
    for reason in ("", "  ", "\n"):
        with pytest.raises(Refused, match=r"give P3. To set P1 all the same, say why"):
            change(sqlite_work, incident_id, priority=1, override_reason=reason)
    change(sqlite_work, incident_id, priority=1, override_reason=" the board ")
    assert priority(sqlite_work, incident_id) == (1, "the board")


def test_the_priority_of_the_matrix_needs_none_and_keeps_none(sqlite_work):
    incident_id = sqlite_work.log()
    change(sqlite_work, incident_id, priority=1, override_reason="the board")
    change(sqlite_work, incident_id, priority=3, override_reason="the board")
    assert priority(sqlite_work, incident_id) == (3, "")


def test_impact_ends_an_override(sqlite_work):
    """Leaving the old priority behind is what users complain of elsewhere (glpi#21946)."""
    incident_id = sqlite_work.log()
    change(sqlite_work, incident_id, priority=1, override_reason="the board")
    change(sqlite_work, incident_id, impact=3)
    assert priority(sqlite_work, incident_id) == (4, "")


def test_impact_and_an_override_in_one_go(sqlite_work):
    incident_id = sqlite_work.log()
    change(sqlite_work, incident_id, impact=3, priority=1, override_reason="the board")
    assert priority(sqlite_work, incident_id) == (1, "the board")


def test_another_override_needs_a_reason_of_its_own(sqlite_work):
    incident_id = sqlite_work.log()
    change(sqlite_work, incident_id, priority=1, override_reason="the board")
    with pytest.raises(Refused, match="say why"):
        change(sqlite_work, incident_id, priority=2)
    change(sqlite_work, incident_id, override_reason="the whole board")
    assert priority(sqlite_work, incident_id) == (1, "the whole board")


def test_the_reason_of_an_override_cannot_be_emptied(sqlite_work):
    incident_id = sqlite_work.log()
    change(sqlite_work, incident_id, priority=1, override_reason="the board")
    with pytest.raises(Refused, match="say why"):
        change(sqlite_work, incident_id, override_reason="")


def test_without_an_override_there_is_no_reason_to_keep(sqlite_work):
    incident_id = sqlite_work.log()
    change(sqlite_work, incident_id, override_reason="because")
    assert priority(sqlite_work, incident_id) == (3, "")


@pytest.mark.parametrize("wrong", [0, 6, -1])
def test_a_priority_is_one_to_five(sqlite_work, wrong):
    with pytest.raises(Refused, match="1 to 5"):
        change(sqlite_work, sqlite_work.log(), priority=wrong, override_reason="x")


# ── assignment ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_reassignments_are_counted_from_the_second_holder_on(work):
    incident_id = work.log()
    change(work, incident_id, team="A")
    change(work, incident_id, assignee="Ann")
    assert work.row(incident_id)["reassignment_count"] == 0
    change(work, incident_id, assignee="Bo")
    change(work, incident_id, team="B", assignee="Cy")
    change(work, incident_id, team="B", assignee="cy")
    assert work.row(incident_id)["reassignment_count"] == 2
    change(work, incident_id, assignee="")
    assert work.row(incident_id)["reassignment_count"] == 2


def test_taking_an_incident_on_acknowledges_it_once(work, time):
    incident_id = work.log()
    change(work, incident_id, assignee="Bo")
    assert work.row(incident_id)["acknowledged_at"] is None
    first = time.after(minutes=5)
    change(work, incident_id, assignee="mei okafor")
    time.after(minutes=5)
    change(work, incident_id, assignee="Bo")
    change(work, incident_id, assignee="Mei Okafor")
    assert facts(work, incident_id)["acknowledged_at"] == first


def test_who_gets_an_incident_is_staff_from_then_on(work):
    change(work, work.log(reporter="Ann"), assignee="Bo")
    assert work.rows("SELECT name, staff FROM person ORDER BY name") == [("Ann", False), ("Bo", True)]


# ── stage times ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_typed_time_says_whether_it_is_of_before_and_by_whom(work, time):
    incident_id = work.log()
    start = time.now
    time.after(hours=1)
    change(work, incident_id, actor="Bo", mitigated_at=start, restored_at=time.now)
    sources = work.row(incident_id)["time_sources"]
    assert source_of(sources, "mitigated_at") == ("back-dated", "Bo")
    assert source_of(sources, "restored_at") == ("manual", "Bo")
    assert source_of(sources, "created_at") == ("auto", "")
    change(work, incident_id, restored_at=None)
    assert source_of(work.row(incident_id)["time_sources"], "restored_at") == ("auto", "")


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("occurred_at", "detected_at"),
        ("detected_at", "acknowledged_at"),
        ("occurred_at", "acknowledged_at"),
        ("occurred_at", "mitigated_at"),
        ("mitigated_at", "restored_at"),
        ("occurred_at", "restored_at"),
    ],
)
def test_the_order_rule_holds_for_each_pair(sqlite_work, time, earlier, later):
    incident_id = sqlite_work.log()
    change(sqlite_work, incident_id, detected_at=None)
    time.after(hours=1)
    before = sqlite_work.row(incident_id)
    with pytest.raises(Refused, match="can't be later than"):
        change(sqlite_work, incident_id, **{earlier: time.now, later: time.now - timedelta(microseconds=1)})
    assert sqlite_work.row(incident_id) == before
    change(sqlite_work, incident_id, **{earlier: time.now, later: time.now})


def test_a_time_is_held_against_those_that_stand_already(sqlite_work, time):
    incident_id = sqlite_work.log()
    with pytest.raises(Refused, match="“Detected” can't be later than “Acknowledged”"):
        change(sqlite_work, incident_id, acknowledged_at=time.now - timedelta(hours=1))


def test_taking_on_and_back_dating_in_one_go_keeps_the_order(sqlite_work, time):
    incident_id = sqlite_work.log()
    typed = time.after(hours=1) - timedelta(minutes=30)
    change(sqlite_work, incident_id, assignee="Mei Okafor", acknowledged_at=typed)
    assert facts(sqlite_work, incident_id)["acknowledged_at"] == typed


def test_a_stage_that_is_still_to_come_is_refused(sqlite_work, time):
    with pytest.raises(Refused, match="“Restored” is still to come"):
        change(sqlite_work, sqlite_work.log(), restored_at=time.now + timedelta(hours=1))


def test_a_disorder_that_came_with_an_import_does_not_stop_other_changes(work, time):
    incident_id = work.log()
    with work.desk.write(actor="import") as session:
        from incidentdesk.detect.incident import incident
        from incidentdesk.store import ledger

        ledger.update(session, incident, incident_id, {"occurred_at": time.stored + 1})
    change(work, incident_id, title="VPN slow")
    with pytest.raises(Refused, match="“Occurred” can't be later than “Detected”"):
        change(work, incident_id, mitigated_at=time.now)
    change(work, incident_id, occurred_at=time.now)


# ── two people at one time (R12) ─────────────────────────────────────────────────────────────────────────────────


def save(work: Any, incident_id: int, seen: dict[str, Any], *, actor: str, **changes: Any) -> None:
    work.act(change_incident, incident_id, changes, seen=seen, actor=actor)


def test_changes_of_different_fields_both_stay(work):
    incident_id = work.log()
    seen = facts(work, incident_id)
    save(work, incident_id, seen, actor="Ann", title="VPN slow", tags=("vpn",))
    save(work, incident_id, seen, actor="Bo", description="since eight", reporter="Cy")
    after = facts(work, incident_id)
    assert (after["title"], after["description"]) == ("VPN slow", "since eight")
    assert (after["tags"], after["reporter"]) == (("vpn",), "Cy")


def test_a_change_of_the_same_field_shows_both_texts_and_saves_neither(work):
    incident_id = work.log()
    seen = facts(work, incident_id)
    save(work, incident_id, seen, actor="Ann", title="VPN slow")
    with pytest.raises(Conflict, match=r"Ann.* has changed the same fields meanwhile: title") as clash:
        save(work, incident_id, seen, actor="Bo", title="VPN gone", description="since eight")
    assert clash.value.clashes == (Clash("title", "VPN down", "VPN slow", "VPN gone"),)
    after = facts(work, incident_id)
    assert (after["title"], after["description"]) == ("VPN slow", "")


def test_the_conflict_names_who_changed_the_field_and_not_who_wrote_last(work):
    incident_id = work.log()
    seen = facts(work, incident_id)
    save(work, incident_id, seen, actor="Ann", service="VPN")
    change(work, incident_id, actor="Bo", title="VPN slow")
    with pytest.raises(Conflict, match="Ann"):
        save(work, incident_id, seen, actor="Cy", service="Mail")


def test_the_same_change_by_two_is_no_conflict(work):
    incident_id = work.log()
    seen = facts(work, incident_id)
    save(work, incident_id, seen, actor="Ann", title="VPN slow", tags=("a", "b"))
    save(work, incident_id, seen, actor="Bo", title="VPN slow", tags=["b", "A"])
    assert facts(work, incident_id)["title"] == "VPN slow"


def test_what_the_later_one_gives_up_stays_in_the_history(work):
    from incidentdesk.detect.incident import incident
    from incidentdesk.store import ledger

    incident_id = work.log()
    seen = facts(work, incident_id)
    save(work, incident_id, seen, actor="Ann", title="VPN slow")
    work.act(ledger.decline, incident, incident_id, {"title": "VPN gone"}, actor="Bo", reason="kept Ann's")
    acts = work.rows("SELECT actor, act, changes FROM ledger WHERE chain = :id ORDER BY position", id=incident_id)
    assert acts[1:] == [
        ("Ann", "changed", '{"title":["VPN down","VPN slow"]}'),
        ("Bo", "declined", '{"title":["VPN slow","VPN gone"]}'),
    ]
    assert facts(work, incident_id)["title"] == "VPN slow"


def test_the_later_one_may_choose_the_own_text_knowing_the_other(work):
    incident_id = work.log()
    seen = facts(work, incident_id)
    save(work, incident_id, seen, actor="Ann", title="VPN slow")
    save(work, incident_id, facts(work, incident_id), actor="Bo", title="VPN gone")
    texts = work.rows("SELECT changes FROM ledger WHERE chain = :id AND act = 'changed' ORDER BY id", id=incident_id)
    assert texts == [('{"title":["VPN down","VPN slow"]}',), ('{"title":["VPN slow","VPN gone"]}',)]


def test_a_new_impact_does_not_silently_end_an_override_that_was_not_seen(work):
    incident_id = work.log()
    seen = facts(work, incident_id)
    save(work, incident_id, seen, actor="Ann", priority=1, override_reason="the board")
    with pytest.raises(Conflict) as clash:
        save(work, incident_id, seen, actor="Bo", impact=3)
    assert clash.value.clashes == (Clash("override_reason", "", "the board", ""),)


def test_a_new_category_does_not_silently_take_away_a_subcategory_that_was_not_seen(work):
    incident_id = work.log(category="Network")
    seen = facts(work, incident_id)
    save(work, incident_id, seen, actor="Ann", subcategory="VPN")
    with pytest.raises(Conflict) as clash:
        save(work, incident_id, seen, actor="Bo", category="Hardware")
    assert clash.value.clashes == (Clash("subcategory", "", "VPN", ""),)


def test_an_override_and_a_new_impact_of_another_clash_in_the_priority(work):
    incident_id = work.log()
    seen = facts(work, incident_id)
    save(work, incident_id, seen, actor="Ann", impact=3)
    with pytest.raises(Conflict) as clash:
        save(work, incident_id, seen, actor="Bo", priority=1, override_reason="the board")
    assert [found.field for found in clash.value.clashes] == ["priority"]


def test_stage_times_of_two_people_both_stay_with_their_sources(work, time):
    incident_id = work.log()
    seen = facts(work, incident_id)
    time.after(hours=1)
    save(work, incident_id, seen, actor="Ann", mitigated_at=time.now)
    save(work, incident_id, seen, actor="Bo", restored_at=time.now)
    sources = work.row(incident_id)["time_sources"]
    assert source_of(sources, "mitigated_at") == ("manual", "Ann")
    assert source_of(sources, "restored_at") == ("manual", "Bo")
