"""Roles: who holds them, and who is asked when."""

from datetime import UTC, datetime

import pytest

from incidentdesk import clock
from incidentdesk.prepare.absence_change import add_absence
from incidentdesk.prepare.person_change import change_person, create_person
from incidentdesk.prepare.plan_content import new_key
from incidentdesk.prepare.reach import holder_of, people_behind, reach
from incidentdesk.prepare.role_change import (
    STANDARD_ROLES,
    change_role,
    create_role,
    give_up_role,
    make_standard_roles,
    move_role,
    role_facts,
    role_named,
    withdraw_role,
)
from incidentdesk.prepare.role_list import role_names, roles
from incidentdesk.prepare.rota import Every, rota, rota_layer, rota_turn
from incidentdesk.prepare.team_change import create_team
from incidentdesk.refusal import Refused
from incidentdesk.store import ledger, verifying

NOON = clock.stored(datetime(2026, 3, 2, 12, 0, tzinfo=UTC))


@pytest.fixture
def people(write):
    """Mei and Bo of the network team, which Mei leads; Ana by herself."""
    ids = {name: write(create_person, name=name) for name in ("Mei Okafor", "Bo Diaz", "Ana Ruiz")}
    write(create_team, name="Network", members="Mei Okafor\tlead\nBo Diaz")
    return ids


def make_rota(session, *people):
    rota_id = ledger.insert(session, rota, {"name": "Network rota", "time_zone": "Europe/Berlin"})
    for position, person_id in enumerate(people, 1):
        layer = {"key": new_key(), "rota_id": rota_id, "position": position, "name": f"Layer {position}"}
        starts = {"starts": "2026-03-02T09:00", "turn": 1, "every": Every.WEEKS}
        layer_id = ledger.insert(session, rota_layer, {**layer, **starts})
        turn = {"key": new_key(), "layer_id": layer_id, "position": 1, "person_id": person_id}
        ledger.insert(session, rota_turn, turn)
    return rota_id


def test_the_standard_roles_are_made_once(write, read):
    write(make_standard_roles)
    write(make_standard_roles)
    assert read(role_names) == [each.name for each in STANDARD_ROLES]
    assert [row.name for row in read(roles, NOON) if row.commands] == ["Incident commander"]


def test_a_role_is_found_by_its_name_in_any_case(write):
    made = write(role_named, "Scribe")
    assert write(role_named, "scribe ") == made
    assert write(role_named, "") is None


def test_the_holders_are_asked_in_their_order(write, read, people):
    write(make_rota, people["Bo Diaz"])
    write(create_role, name="Scribe", holders="rota\tNetwork rota\nteam\tNetwork\nperson\tAna Ruiz")
    (row,) = read(roles, NOON)
    assert [(each.name, each.source.replace("\u2068", "").replace("\u2069", "")) for each in row.now] == [
        ("Bo Diaz", "on call (Network rota)"),
        ("Mei Okafor", "lead of Network"),
        ("Ana Ruiz", "named"),
    ]


def test_who_is_away_is_left_out_and_the_next_one_says_so(write, read, desk, people):
    write(create_role, name="Scribe", holders="person\tBo Diaz\nperson\tAna Ruiz")
    write(add_absence, people["Bo Diaz"], from_on="2026-03-01", until_on="2026-03-06", reason="leave")
    with desk.read() as reader:
        held = holder_of(reader, "SCRIBE", NOON)
    assert held.name == "Ana Ruiz"
    assert "is absent until 2026-03-06" in held.source
    (row,) = read(roles, NOON)
    assert [each.name for each in row.missing] == ["Bo Diaz"]


def test_nobody_holds_a_role_whose_only_holder_has_left(write, read, desk, people):
    write(create_role, name="Scribe", holders="person\tBo Diaz")
    write(change_person, people["Bo Diaz"], {"left_on": "2026-02-27"})
    with desk.read() as reader:
        assert holder_of(reader, "Scribe", NOON) is None
        assert holder_of(reader, "Pilot", NOON) is None
    assert "left on 2026-02-27" in read(roles, NOON)[0].missing[0].sentence


def test_a_team_is_all_its_members_and_its_lead_is_asked_first(desk, people):
    with desk.read() as reader:
        team_id = reader.rows("SELECT id FROM team")[0][0]
        assert [each.name for each in people_behind(reader, team_id=team_id, at=NOON)] == ["Mei Okafor", "Bo Diaz"]
        assert people_behind(reader, at=NOON) == []


def test_the_second_on_the_rota_stands_in_for_the_first(write, desk, people):
    rota_id = write(make_rota, people["Bo Diaz"], people["Ana Ruiz"])
    write(add_absence, people["Bo Diaz"], from_on="2026-03-01", until_on="2026-03-06")
    with desk.read() as reader:
        found = reach(reader, rota_id=rota_id, at=NOON)
    assert [each.name for each in found.reached] == ["Ana Ruiz"]
    assert [each.name for each in found.missing] == ["Bo Diaz"]


def test_holders_are_changed_as_one_fact(write, desk, people):
    role_id = write(create_role, name="Scribe", holders="person\tBo Diaz")
    write(change_role, role_id, {"holders": "person\tAna Ruiz\nperson\tBo Diaz", "description": "Writes"})
    with desk.write(actor="x") as session:
        facts = role_facts(session.reader, role_id)
    assert facts["holders"] == "person\tAna Ruiz\nperson\tBo Diaz"
    assert facts["description"] == "Writes"


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"name": ""}, "needs a name"),
        ({"holders": "person\tNobody"}, "no person"),
        ({"holders": "team\tNobody"}, "no team"),
        ({"holders": "rota\tNobody"}, "no rota .*Add it first, or choose another kind"),
        ({"holders": "cat\tTom"}, "a rota, a person or a team"),
    ],
)
def test_what_a_role_can_t_be_is_refused(write, facts, sentence):
    with pytest.raises(Refused, match=sentence):
        write(create_role, **{"name": "Scribe"} | facts)


def test_a_standard_role_that_is_named_first_is_that_role(write, read):
    write(role_named, " incident  commander")
    write(role_named, "Crane operator")
    assert [(row.name, row.commands) for row in read(roles, NOON)] == [
        ("incident commander", True), ("Crane operator", False),
    ]  # fmt: skip


def test_roles_are_put_in_order_and_withdrawn(write, read):
    ids = write(make_standard_roles)
    write(move_role, ids[2], -1)
    write(withdraw_role, ids[0])
    assert read(role_names) == ["Scribe", "Deputy", "Communications lead", "Subject-matter expert"]


@pytest.mark.usefixtures("people")
def test_what_somebody_gave_up_for_another_is_kept_in_a_true_history(write, desk):
    role_id = write(create_role, name="Scribe", holders="person\tBo Diaz")
    write(give_up_role, role_id, {"description": "Writes", "holders": "person\tAna Ruiz"})
    with desk.read() as reader:
        assert reader.rows("SELECT count(*) FROM ledger WHERE act = 'declined'") == [(2,)]
        chains = [row[0] for row in reader.rows("SELECT chain FROM ledger_head")]
    with desk.engine.connect() as connection:
        assert verifying.verify(connection) == []
        assert verifying.differing(connection, chains) == []
