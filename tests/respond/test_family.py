"""Parents are one level deep and never in a circle."""

import pytest

from incidentdesk.detect.incident import incident
from incidentdesk.refusal import Refused
from incidentdesk.respond.change import change_incident
from incidentdesk.respond.family import children_of
from incidentdesk.store import ledger


def link(work, child, parent):
    work.act(change_incident, child, {"parent": str(parent)})


@pytest.mark.parametrize("form", ["INC-0001", "inc-1", "1", " inc1 "])
def test_a_parent_is_named_by_its_number(work, form):
    parent, child = work.log(), work.log()
    link(work, child, form)
    assert work.row(child)["parent_id"] == parent
    with work.desk.write(actor="x") as session:
        assert [row.id for row in children_of(session, parent)] == [child]


def test_an_incident_is_not_its_own_parent(work):
    incident_id = work.log()
    with pytest.raises(Refused, match="its own parent"):
        link(work, incident_id, incident_id)


def test_a_child_has_no_children(work):
    grandparent, parent, child = work.log(), work.log(), work.log()
    link(work, parent, grandparent)
    with pytest.raises(Refused, match="INC-0002 has a parent itself"):
        link(work, child, parent)


def test_a_parent_has_no_parent(work):
    grandparent, parent, child = work.log(), work.log(), work.log()
    link(work, child, parent)
    with pytest.raises(Refused, match="This incident has children"):
        link(work, parent, grandparent)


def test_there_is_no_circle_of_two(work):
    first, second = work.log(), work.log()
    link(work, first, second)
    with pytest.raises(Refused):
        link(work, second, first)


@pytest.mark.parametrize("wrong", ["99", "INC-99999999999999999", "one", "INC-0001-2", "-1"])
def test_a_parent_that_is_not_there_is_refused(work, wrong):
    work.log()
    with pytest.raises(Refused):
        link(work, work.log(), wrong)


def test_an_incident_in_the_trash_is_no_parent(work):
    parent, child = work.log(), work.log()
    work.act(ledger.withdraw, incident, parent)
    with pytest.raises(Refused, match="There is no incident"):
        link(work, child, parent)
