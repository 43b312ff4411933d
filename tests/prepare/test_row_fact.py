"""What stands in rows of its own is kept as well when a person gives it up for what another has written (R12)."""

from incidentdesk.prepare.contact_change import create_contact, give_up_contact
from incidentdesk.prepare.escalation_change import create_escalation, give_up_escalation
from incidentdesk.prepare.escalation_list import Step, steps_text
from incidentdesk.prepare.person import staff_named
from incidentdesk.prepare.service_change import create_service, give_up_service
from incidentdesk.store import verifying


def declined(desk):
    """The nouns of what was given up, in a ledger that is true."""
    with desk.read() as reader:
        found = [noun for (noun,) in reader.rows("SELECT noun FROM ledger WHERE act = 'declined' ORDER BY noun")]
    with desk.engine.connect() as connection:
        assert verifying.verify(connection) == []
    return found


def test_addresses_of_a_contact(write, desk):
    key = write(create_contact, name="Uplink", methods="Phone\t1")
    write(give_up_contact, key, {"note": "Call twice", "methods": "Phone\t2"})
    assert declined(desk) == ["contact", "contact_method"]


def test_what_a_service_needs(write, desk):
    write(create_service, name="Power")
    key = write(create_service, name="WAN", needs="Power")
    write(give_up_service, key, {"needs": "Power\ttwo lines"})
    assert declined(desk) == ["service_dependency"]


def test_steps_of_an_escalation_policy(write, desk):
    mei = write(staff_named, "Mei Okafor")
    key = write(create_escalation, name="R5", steps=steps_text((Step("a", 1, 0, person_id=mei),)))
    write(give_up_escalation, key, {"steps": steps_text((Step("a", 1, 10, person_id=mei),))})
    assert declined(desk) == ["escalation_step"]
