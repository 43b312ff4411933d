import pytest

from incidentdesk.prepare.incident_template import drop_template, keep_template, templates
from incidentdesk.refusal import Refused
from incidentdesk.store import undoing


def names(desk):
    with desk.read() as reader:
        return [template["name"] for template in templates(reader)]


def keep(desk, **template):
    with desk.write(actor="Mei Okafor", via="window") as session:
        keep_template(session, template)
        return session.gesture


def drop(desk, name):
    with desk.write(actor="Mei Okafor", via="window") as session:
        drop_template(session, name)
        return session.gesture


def test_a_new_desk_has_four_templates_by_name(desk):
    assert names(desk) == ["New starter: account missing", "No Internet", "Password reset", "Printer"]


def test_a_template_is_kept_whole_beside_the_others(desk):
    keep(desk, name="  Beamer  dark ", title="Beamer stays dark", service="Rooms", impact=1, channel="email")
    with desk.read() as reader:
        kept = templates(reader)[0]
    assert kept == {
        "name": "Beamer dark",
        "title": "Beamer stays dark",
        "description": "",
        "service": "Rooms",
        "category": "",
        "subcategory": "",
        "team": "",
        "tags": "",
        "channel": "email",
        "impact": 1,
        "urgency": 2,
    }
    assert len(names(desk)) == 5


def test_one_of_the_same_name_is_overwritten(desk):
    keep(desk, name="PRINTER", title="Toner is empty")
    assert names(desk) == ["New starter: account missing", "No Internet", "Password reset", "PRINTER"]


def test_what_was_kept_or_dropped_can_be_undone(desk):
    before = names(desk)
    keep(desk, name="Beamer", title="Beamer stays dark")
    gesture = drop(desk, "no internet")
    assert names(desk) == ["Beamer", "New starter: account missing", "Password reset", "Printer"]
    with desk.write(actor="Mei Okafor", via="window") as session:
        undoing.undo(session, gesture)
    assert names(desk) == sorted([*before, "Beamer"])


def test_the_first_change_of_all_can_be_undone(desk):
    before = names(desk)
    gesture = drop(desk, "Printer")
    with desk.write(actor="Mei Okafor", via="window") as session:
        undoing.undo(session, gesture)
    assert names(desk) == before


def test_the_last_template_can_go(desk):
    for name in names(desk):
        drop(desk, name)
    assert names(desk) == []


@pytest.mark.parametrize(
    "template", [{"name": " ", "title": "x"}, {"name": "x" * 81, "title": "x"}, {"name": "Nothing", "channel": "email"}]
)
def test_a_template_that_says_too_little_or_too_much_is_refused(desk, template):
    with pytest.raises(Refused):
        keep(desk, **template)
    assert len(names(desk)) == 4


def test_dropping_what_is_not_there_is_refused(desk):
    with pytest.raises(Refused, match="no template"):
        drop(desk, "Beamer")
