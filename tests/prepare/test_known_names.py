"""The names that the desk knows."""

from incidentdesk.prepare.department import department
from incidentdesk.prepare.known_names import people_to_ask
from incidentdesk.prepare.person import person, staff_named
from incidentdesk.prepare.role import role, role_holder
from incidentdesk.store import ledger


def test_who_belongs_to_a_department_or_holds_a_role_can_be_asked_too(desk):
    with desk.write(actor="Mei Okafor") as session:
        staff_named(session, "Mei Okafor")
        finance = ledger.insert(session, department, {"name": "Finance"})
        ledger.insert(session, person, {"name": "Renate Vogel", "department_id": finance})
        ledger.insert(session, person, {"name": "Zoe Caller"})
        holder = ledger.insert(session, person, {"name": "Tomasz Plant"})
        ledger.insert(session, person, {"name": "Ann Gone", "staff": True, "left_on": "2020-01-01"})
        guard = ledger.insert(session, role, {"name": "Guard", "position": 1})
        ledger.insert(session, role_holder, {"key": "h", "role_id": guard, "position": 1, "person_id": holder})
    with desk.read() as reader:
        assert people_to_ask(reader) == ("Mei Okafor", "Renate Vogel", "Tomasz Plant")
