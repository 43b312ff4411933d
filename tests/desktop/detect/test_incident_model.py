from array import array

import pytest
from PySide6.QtCore import QModelIndex
from PySide6.QtTest import QAbstractItemModelTester

from incidentdesk import clock
from incidentdesk.desktop.desk import furnish
from incidentdesk.desktop.detect.incident_model import ID, IncidentModel
from incidentdesk.desktop.detect.listing import Listed, places
from incidentdesk.desktop.detect.row_cache import RowCache
from incidentdesk.desktop.theme import Theme
from incidentdesk.detect.query import parse
from incidentdesk.detect.register import Context, Group


@pytest.fixture
def desk(sqlite_desk, preferences, qapp, qtbot, clear_desk):
    desk = furnish(sqlite_desk, actor="Mei Okafor", preferences=preferences, theme=Theme("light"))
    yield desk
    qtbot.waitUntil(lambda: not desk.background.jobs)
    clear_desk(desk)


@pytest.fixture
def model(desk):
    cache = RowCache(desk, lambda: Context(clock.now(), desk.zone, "mei"))
    model = IncidentModel(desk, cache)
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, model)
    return model


def listed(*ids, groups=(), query=""):
    return Listed(parse(query), array("q", ids), tuple(Group(*each) for each in groups))


def shown(model):
    return [model.id_at(row) for row in range(model.rowCount())]


def test_rows_are_fetched_when_they_are_looked_at(model, sqlite_desk, fill):
    ids = fill(sqlite_desk, "Mail is slow", "VPN is down")
    model.show(listed(*ids))
    assert model.data(model.index(0, 2)) == "Mail is slow"
    assert model.data(model.index(1, 0), ID) == ids[1]


def test_a_longer_list_that_begins_alike_keeps_its_rows(model, qtbot):
    model.show(listed(5, 3))
    with qtbot.waitSignal(model.rowsInserted), qtbot.assertNotEmitted(model.modelReset):
        assert model.show(listed(5, 3, 9, 1)) is False
    assert shown(model) == [5, 3, 9, 1]


def test_another_order_is_another_list(model, qtbot):
    model.show(listed(5, 3))
    with qtbot.waitSignal(model.modelReset):
        assert model.show(listed(3, 5)) is True


def test_the_same_list_changes_nothing(model, qtbot):
    model.show(listed(5, 3))
    with qtbot.assertNotEmitted(model.modelReset):
        assert model.show(listed(5, 3)) is False


def grouped(model):
    model.show(listed(1, 2, 3, 4, 5, groups=[("New", "New", 2), ("Closed", "Closed", 3)], query="group:status"))


def test_groups_have_headings(model):
    grouped(model)
    assert shown(model) == [0, 1, 2, 0, 3, 4, 5]
    assert model.heading(3).group.label == "Closed"
    assert model.data(model.index(3, 0)) == "\u2068Closed\u2069, 3 incidents"


def test_a_folded_group_stays_folded_in_the_next_list(model, qtbot):
    grouped(model)
    with qtbot.waitSignal(model.rowsRemoved):
        model.fold(0, True)
    assert shown(model) == [0, 0, 3, 4, 5]
    model.show(listed(9, 2, 3, groups=[("New", "New", 2), ("Closed", "Closed", 1)], query="group:status"))
    assert shown(model) == [0, 0, 3]
    model.fold(0, False)
    assert shown(model) == [0, 9, 2, 0, 3]


def test_ids_between_rows_leave_the_headings_out(model):
    grouped(model)
    assert list(model.ids_between(1, 5)) == [1, 2, 3, 4]
    assert list(model.ids_between(0, 99)) == [1, 2, 3, 4, 5]
    model.fold(0, True)
    assert list(model.ids_between(0, 2)) == [3]


def test_rows_are_found_by_their_ids(model):
    grouped(model)
    assert model.rows_of([2, 4, 77]) == {2: 2, 4: 5}
    model.fold(0, True)
    assert model.rows_of([2, 4]) == {4: 3}


def test_groups_that_changed_between_two_questions_still_hold_every_row(model):
    model.show(listed(1, 2, 3, groups=[("New", "New", 1)], query="group:status"))
    assert shown(model) == [0, 1, 2, 3]
    model.show(listed(1, groups=[("New", "New", 5), ("Closed", "Closed", 2)], query="group:status"))
    assert shown(model) == [0, 1]


@pytest.mark.parametrize("wanted", [range(3), range(40)])
def test_places_are_found_among_many_ids(wanted):
    # 256 in its eight bytes looks like 1 shifted by one byte.
    ids = array("q", [256, 1, 65536, *range(1_000, 2_000), 2])
    assert places(ids, [*wanted, 1_500]) == {1: 1, 2: 1_003, 1_500: 503}


def test_a_list_has_no_children(model):
    model.show(listed(1, 2))
    assert model.rowCount(model.index(0, 0)) == 0
    assert model.index(0, 0).parent() == QModelIndex()


def test_a_row_that_is_gone_is_blank(model):
    model.show(listed(99))
    assert model.data(model.index(0, 2)) == ""


def test_an_old_row_stays_until_the_new_one_has_come(model, sqlite_desk, fill, qtbot):
    (incident_id,) = fill(sqlite_desk, "Mail is slow")
    model.show(listed(incident_id))
    before = model.incident(0, 1_000)
    model.cache.refresh([incident_id])
    assert model.cache.get(incident_id) is before
    with qtbot.waitSignal(model.cache.arrived):
        model.need(0, 0, 0)
    assert model.cache.get(incident_id) is not before
