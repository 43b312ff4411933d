"""Teams with their members, and departments."""

import pytest

from incidentdesk.prepare.department_change import create_department, rename_department, withdraw_department
from incidentdesk.prepare.person_change import create_person
from incidentdesk.prepare.team_change import change_team, create_team, team_facts, withdraw_team
from incidentdesk.prepare.team_list import departments, teams
from incidentdesk.refusal import Refused
from incidentdesk.store.conflict import Conflict


@pytest.fixture
def network(write):
    for name in ("Mei Okafor", "Bo Diaz", "Ana Ruiz"):
        write(create_person, name=name)
    return write(create_team, name="Network", department="IT", members="Bo Diaz\nMei Okafor\tlead")


@pytest.mark.usefixtures("network")
def test_the_lead_stands_first_among_the_members(read):
    (row,) = read(teams)
    assert (row.department, row.leads) == ("IT", ("Mei Okafor",))
    assert [member.name for member in row.members] == ["Mei Okafor", "Bo Diaz"]


def test_who_becomes_a_member_leaves_the_team_of_before(write, read, network):
    write(create_team, name="Desk", members="Mei Okafor\nAna Ruiz")
    assert {row.name: [each.name for each in row.members] for row in read(teams)} == {
        "Desk": ["Ana Ruiz", "Mei Okafor"], "Network": ["Bo Diaz"],
    }  # fmt: skip
    write(change_team, network, {"members": ""})
    assert read(teams)[1].members == ()


def test_two_who_change_the_members_are_asked(write, desk, network):
    with desk.write(actor="x") as session:
        seen = team_facts(session.reader, network)
    write(change_team, network, {"members": "Mei Okafor\tlead"}, seen=seen, actor="Pia Silva")
    with pytest.raises(Conflict, match="Pia Silva"):
        write(change_team, network, {"members": "Ana Ruiz"}, seen=seen)


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [({"name": ""}, "needs a name"), ({"members": "Nobody"}, "no person"), ({"email": "x"}, "no e-mail address")],
)
def test_what_a_team_can_t_be_is_refused(write, facts, sentence):
    with pytest.raises(Refused, match=sentence):
        write(create_team, **{"name": "Network"} | facts)


def test_departments_are_renamed_and_withdrawn_when_no_team_belongs_to_them(write, read, network):
    finance = write(create_department, name="Finance")
    write(rename_department, finance, "Accounting")
    it = next(row for row in read(departments) if row.name == "IT")
    assert (it.teams, it.people) == (1, 0)
    with pytest.raises(Refused, match=r"still has teams: .*Network"):
        write(withdraw_department, it.id)
    write(withdraw_team, network)
    write(withdraw_department, it.id)
    assert [row.name for row in read(departments)] == ["Accounting"]
    with pytest.raises(Refused, match="already"):
        write(create_department, name="accounting")
