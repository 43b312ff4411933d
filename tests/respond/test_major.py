"""Whether an incident is major: who says so, why, and what makes it a candidate."""

from datetime import UTC

import pytest

from incidentdesk import clock
from incidentdesk.detect import register
from incidentdesk.detect.query import parse
from incidentdesk.detect.register import Context
from incidentdesk.detect.state import State
from incidentdesk.prepare.service import Criticality, service
from incidentdesk.prepare.setting import set_setting
from incidentdesk.refusal import Refused
from incidentdesk.respond.change import change_incident, facts_of
from incidentdesk.respond.major import MajorState
from incidentdesk.respond.major_step import accept, demote, major_of, major_triggers, propose, reject
from incidentdesk.store import ledger


@pytest.fixture
def incident_id(work):
    return work.log(service="Mail")


def major(work, incident_id):
    with work.desk.read() as reader:
        return major_of(reader, incident_id)


def triggers(work, incident_id):
    with work.desk.read() as reader:
        found = [each.sentence for each in major_triggers(reader, incident_id)]
    return [sentence.replace("\u2068", "").replace("\u2069", "") for sentence in found]


def is_major(work, incident_id):
    with work.desk.write(actor="Mei Okafor") as session:
        return facts_of(session, incident_id)["major"]


def make_critical(work, name="Mail"):
    with work.desk.write(actor="Mei Okafor") as session:
        (service_id,) = session.reader.rows("SELECT id FROM service WHERE name = :name", {"name": name})[0]
        ledger.update(session, service, service_id, {"criticality": Criticality.CRITICAL})


def test_nobody_has_said_anything_yet(work, time, incident_id):
    assert major(work, incident_id).state is None


def test_what_is_proposed_is_not_major_yet(work, time, incident_id):
    work.act(propose, incident_id, qualifiers={"clients": "all of accounting"}, reason="payday", actor="Bo Diaz")
    found = major(work, incident_id)
    assert (found.state, found.proposed_by, found.reason) == (MajorState.PROPOSED, "Bo Diaz", "payday")
    assert found.qualifiers == {"clients": "all of accounting"}
    assert not is_major(work, incident_id)


def test_accepting_makes_it_major_and_tells_why_in_its_history(work, time, incident_id):
    work.act(propose, incident_id, qualifiers={"data": ""})
    work.act(accept, incident_id, reason="agreed with the head of IT", actor="Bo Diaz")
    assert is_major(work, incident_id)
    found = major(work, incident_id)
    assert (found.state, found.decided_by) == (MajorState.ACCEPTED, "Bo Diaz")
    assert found.qualifiers == {"data": ""}
    with work.desk.read() as reader:
        reasons = reader.rows(
            "SELECT reason FROM ledger WHERE chain = :id AND noun = 'incident' ORDER BY position", {"id": incident_id}
        )
    assert reasons[-1] == ("agreed with the head of IT",)


def test_a_proposal_is_rejected_with_a_reason_only(work, time, incident_id):
    work.act(propose, incident_id, qualifiers={}, reason="looks bad")
    with pytest.raises(Refused, match="Say why it is not major"):
        work.act(reject, incident_id, reason=" ")
    work.act(reject, incident_id, reason="one user only")
    assert (major(work, incident_id).state, major(work, incident_id).decision) == (MajorState.REJECTED, "one user only")


def test_the_list_finds_what_waits_for_a_decision(work, time, incident_id):
    def waiting():
        with work.desk.read() as reader:
            return list(register.ids(reader, parse("is:proposed"), Context(clock.now(), UTC)))

    work.log(title="Another one")
    assert waiting() == []
    work.act(propose, incident_id, qualifiers={"data": "customer list"})
    assert waiting() == [incident_id]
    work.act(accept, incident_id)
    assert waiting() == []
    work.act(demote, incident_id, reason="One site")
    assert waiting() == []
    work.act(propose, incident_id, qualifiers={"data": "customer list"})
    work.act(reject, incident_id, reason="One user")
    assert waiting() == []


def test_what_was_rejected_can_be_proposed_again(work, time, incident_id):
    work.act(propose, incident_id, qualifiers={}, reason="looks bad")
    work.act(reject, incident_id, reason="one user only")
    work.act(propose, incident_id, qualifiers={"clients": "now all"})
    found = major(work, incident_id)
    assert (found.state, found.decided_at, found.decision) == (MajorState.PROPOSED, None, "")


def test_a_major_incident_is_demoted_with_a_reason(work, time, incident_id):
    work.act(accept, incident_id, reason="everybody is out")
    with pytest.raises(Refused, match="Say why it is no major"):
        work.act(demote, incident_id, reason="")
    work.act(demote, incident_id, reason="one site only")
    assert not is_major(work, incident_id)
    assert major(work, incident_id).state == MajorState.DEMOTED


def test_it_can_be_accepted_at_once_with_a_reason(work, time, incident_id):
    with pytest.raises(Refused, match="Nobody has proposed it"):
        work.act(accept, incident_id)
    work.act(accept, incident_id, qualifiers={"critical": "mail"})
    assert is_major(work, incident_id)


def test_the_flag_by_itself_counts(work, time, incident_id):
    work.act(change_incident, incident_id, {"major": True})
    assert major(work, incident_id).state == MajorState.ACCEPTED
    work.act(demote, incident_id, reason="was a slip")
    work.act(change_incident, incident_id, {"major": True})
    assert major(work, incident_id).state == MajorState.ACCEPTED
    work.act(change_incident, incident_id, {"major": False})
    assert major(work, incident_id).state == MajorState.DEMOTED


@pytest.mark.parametrize(
    ("before", "step", "facts", "sentence"),
    [
        ([], propose, {"qualifiers": {}}, "Tick what holds"),
        ([], propose, {"qualifiers": {"weather": ""}}, "no qualifier"),
        ([], reject, {"reason": "no"}, "Nothing is proposed"),
        ([], demote, {"reason": "no"}, "no major incident"),
        ([(propose, {"qualifiers": {"data": ""}})], propose, {"qualifiers": {"data": ""}}, "proposed it already"),
        ([(accept, {"reason": "bad"})], propose, {"qualifiers": {"data": ""}}, "major incident already"),
        ([(accept, {"reason": "bad"})], accept, {"reason": "worse"}, "major incident already"),
    ],
)
def test_what_can_not_follow_is_refused(work, time, incident_id, before, step, facts, sentence):
    for earlier, its_facts in before:
        work.act(earlier, incident_id, **its_facts)
    with pytest.raises(Refused, match=sentence):
        work.act(step, incident_id, **facts)


def test_an_incident_that_is_over_is_not_proposed(work, time, incident_id):
    work.move(incident_id, State.RESOLVED, resolution_code="Solved", resolution_notes="Restarted")
    with pytest.raises(Refused, match="Only an open incident"):
        work.act(propose, incident_id, qualifiers={"data": ""})


def test_the_highest_priority_on_a_critical_service_is_a_candidate(work, time):
    incident_id = work.log(service="Mail", impact=1, urgency=1)
    assert triggers(work, incident_id) == []
    make_critical(work)
    assert triggers(work, incident_id) == ["P1 on the critical service Mail"]
    assert triggers(work, work.log(service="Mail", impact=1, urgency=2)) == []


def test_a_parent_of_many_is_a_candidate(work, time, incident_id):
    for number in range(3):
        assert triggers(work, incident_id) == []
        child = work.log(title=f"Child {number}")
        work.act(change_incident, child, {"parent": str(incident_id)})
    assert triggers(work, incident_id) == ["3 child incidents"]


def test_a_burst_of_incidents_of_one_service_is_a_candidate(work, time):
    first = work.log(service="VPN")
    time.after(hours=3)
    ids = [work.log(service="VPN") for _each in range(5)]
    assert triggers(work, ids[-1]) == ["5 open incidents of VPN within 60 minutes"]
    assert triggers(work, first) == []


def test_rules_are_settings_and_can_be_switched_off(work, time):
    ids = [work.log(service="VPN") for _each in range(2)]
    work.act(set_setting, "major_service_incidents", 2)
    assert triggers(work, ids[0]) == ["2 open incidents of VPN within 60 minutes"]
    work.act(set_setting, "major_service_incidents", 0)
    assert triggers(work, ids[0]) == []


def test_what_is_over_is_no_candidate(work, time):
    make_id = work.log(service="Mail", impact=1, urgency=1)
    make_critical(work)
    work.move(make_id, State.RESOLVED, resolution_code="Solved", resolution_notes="Restarted")
    assert triggers(work, make_id) == []
