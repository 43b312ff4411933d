import pytest

from incidentdesk.detect.query import parse
from incidentdesk.detect.saved_view import change_view, rename_view, reorder_views, save_view, withdraw_view
from incidentdesk.detect.view import DEFAULTS, views
from incidentdesk.refusal import Refused
from incidentdesk.store import undoing


def write(desk, use_case, *args, **keywords):
    with desk.write(actor="Mei Okafor") as session:
        use_case(session, *args, **keywords)
        return session.gesture


def listed(desk):
    with desk.read() as reader:
        return views(reader)


def names(desk):
    return [view.name for view in listed(desk)]


def test_our_views_stand_there_without_records(desk):
    assert names(desk) == ["My open", "Unassigned", "Breaching in 4 h", "Major", "On hold", "Resolved this week"]
    assert all(view.id is None for view in listed(desk))


def test_our_views_are_understood_without_a_hint():
    assert [parse(view.query).hints for view in DEFAULTS] == [()] * 6


def test_a_saved_view_comes_last(desk):
    write(desk, save_view, name="  Printers ", query="tag:printer", layout={"columns": ["id", "title"]})
    last = listed(desk)[-1]
    assert (last.name, last.query, last.layout) == ("Printers", "tag:printer", {"columns": ["id", "title"]})


def test_a_changed_view_of_ours_keeps_its_place_and_name(desk):
    write(desk, change_view, "default:major", query="is:major", layout={"group": "team"})
    changed = listed(desk)[3]
    assert (changed.key, changed.name, changed.query, changed.layout) == (
        "default:major", "Major", "is:major", {"group": "team"},
    )  # fmt: skip


def test_a_view_of_ours_can_be_taken_away_and_brought_back(desk):
    gesture = write(desk, withdraw_view, "default:unassigned")
    assert "Unassigned" not in names(desk)
    with desk.write(actor="Mei Okafor") as session:
        undoing.undo(session, gesture)
    assert "Unassigned" in names(desk)


def test_a_view_gets_another_name(desk):
    write(desk, rename_view, "default:mine", "What I do")
    assert names(desk)[0] == "What I do"


def test_views_can_be_put_into_another_order(desk):
    write(desk, save_view, name="Printers", query="tag:printer")
    last = listed(desk)[-1].key
    write(desk, reorder_views, [last, "default:hold"])
    assert names(desk) == [
        "Printers",
        "On hold",
        "My open",
        "Unassigned",
        "Breaching in 4 h",
        "Major",
        "Resolved this week",
    ]


@pytest.mark.parametrize("name", ["", "   ", "x" * 61, "my OPEN"])
def test_a_name_must_be_there_short_and_free(desk, name):
    with pytest.raises(Refused):
        write(desk, save_view, name=name, query="")


def test_a_view_that_is_gone_is_refused(desk):
    with pytest.raises(Refused):
        write(desk, change_view, "99", query="", layout={})
