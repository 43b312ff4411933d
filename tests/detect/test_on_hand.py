"""What somebody has on their hands when they go."""

from incidentdesk.detect.intake import log_incident
from incidentdesk.detect.on_hand import on_hand
from incidentdesk.prepare.person_change import create_person
from incidentdesk.prepare.plan_content import new_key
from incidentdesk.prepare.role_change import create_role
from incidentdesk.prepare.rota import Every, rota, rota_layer, rota_turn
from incidentdesk.prepare.service import service, service_named
from incidentdesk.store import ledger


def take_turns(session, person_id):
    rota_id = ledger.insert(session, rota, {"name": "Network rota", "time_zone": "Europe/Berlin"})
    layer = {"key": new_key(), "rota_id": rota_id, "position": 1, "name": "First", "starts": "2026-03-02T09:00"}
    layer_id = ledger.insert(session, rota_layer, {**layer, "turn": 1, "every": Every.WEEKS})
    ledger.insert(session, rota_turn, {"key": new_key(), "layer_id": layer_id, "position": 1, "person_id": person_id})


def test_open_incidents_turns_roles_and_services_are_named(desk):
    with desk.write(actor="Pia Silva") as session:
        mei = create_person(session, name="Mei Okafor")
        for title in ("VPN down", "WAN down"):
            log_incident(session, title=title, assignee="Mei Okafor")
        take_turns(session, mei)
        create_role(session, name="Scribe", holders="person\tMei Okafor")
        payroll = service_named(session, "Payroll")
        ledger.update(session, service, payroll, {"owner_id": mei})
    with desk.read() as reader:
        held = on_hand(reader, mei)
    assert held.incidents == ("INC-0001", "INC-0002")
    assert (held.rotas, held.roles, held.services) == (("Network rota",), ("Scribe",), ("Payroll",))
    assert held.lines[0] == "2 open incidents: INC-0001, INC-0002"


def test_who_has_nothing_on_hand_may_go(desk):
    with desk.write(actor="Pia Silva") as session:
        mei = create_person(session, name="Mei Okafor")
    with desk.read() as reader:
        assert not on_hand(reader, mei)
        assert on_hand(reader, mei).lines == []
