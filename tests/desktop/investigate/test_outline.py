"""The outline: a tree that follows every graph, and from which the same causes are edited."""

import random
from dataclasses import replace

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication

from incidentdesk.desktop.investigate.outline_model import EVIDENCE, HUE, IS_CATEGORY, STATUS, VOTES, OutlineModel
from incidentdesk.desktop.investigate.outline_row import OutlineEditor
from incidentdesk.investigate.cause_editing import add_below, insert_parent, move, remove
from incidentdesk.investigate.cause_graph import EFFECT, CauseGraph, applied, refuse_ring
from incidentdesk.refusal import Refused
from tests.desktop.investigate.fishbone_window import CONTROL, Key
from tests.investigate.pictured import six, thirty_nine, three_hundred


@pytest.fixture
def model(qapp):
    model = OutlineModel("Mei Okafor")
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    yield model
    tester.deleteLater()
    model.deleteLater()


def tree(model, parent=QModelIndex()):
    return [
        (model.key_of(index), tree(model, index))
        for row in range(model.rowCount(parent))
        for index in [model.index(row, 0, parent)]
    ]


def wanted(graph, key=EFFECT):
    children = graph.children(key)
    if key == EFFECT:
        children = [*graph.categories, *graph.loose]
    return [(each.key, wanted(graph, each.key)) for each in children]


def test_it_is_the_tree_of_the_graph(model):
    graph = six()
    model.show_graph(graph)
    assert tree(model) == wanted(graph)
    technology = next(each for each in graph.categories if each.text == "Technology")
    index = model.index_of(technology.key)
    assert index.data(IS_CATEGORY)
    assert index.data(HUE) == "category_3"
    driver = model.index(0, 0, model.index(0, 0, index))
    assert (driver.data(), driver.data(STATUS), driver.data(VOTES), driver.data(EVIDENCE)) == (
        "Driver 4.1 leaks", "Root cause", 3, 2,
    )  # fmt: skip
    spoken = driver.data(Qt.ItemDataRole.AccessibleTextRole).replace("\u2068", "").replace("\u2069", "")
    assert spoken == "Driver 4.1 leaks, root cause, 2 evidence, 3 votes"


def test_it_follows_any_graph_to_any_other(model):
    chance = random.Random(7)
    graph = thirty_nine()
    model.show_graph(graph)
    for _round in range(150):
        try:
            after = applied(graph, some_gesture(graph, chance))
            refuse_ring(after)
        except Refused:
            continue
        graph = after
        model.show_graph(graph)
        assert tree(model) == wanted(graph)


def some_gesture(graph, chance):
    keys = list(graph.causes)
    key, other = chance.choice(keys), chance.choice([*keys, EFFECT])
    what = chance.randrange(4)
    if what == 0:
        return add_below(graph, other).gesture
    if what == 1:
        return move(graph, [key], other, chance.randrange(4))
    if what == 2:
        return insert_parent(graph, key).gesture
    return remove(graph, [key]) if len(keys) > 25 else ()


def test_parents_and_children_change_places(model):
    graph = six()
    spooler = next(each for each in graph.causes.values() if each.text.startswith("Spooler"))
    driver = graph.children(spooler.key)[0]
    turned = {
        **graph.causes,
        driver.key: replace(driver, parent=spooler.parent, position=spooler.position),
        spooler.key: replace(spooler, parent=driver.key),
    }
    model.show_graph(graph)
    model.show_graph(replace(graph, causes=turned))
    assert tree(model) == wanted(replace(graph, causes=turned))
    model.show_graph(three_hundred())
    model.show_graph(CauseGraph())
    assert tree(model) == []


@pytest.fixture
def lead(sit_down):
    return sit_down(six())


def row(lead, text):
    return lead.page.outline.model.index_of(lead.cause(text).key)


def test_what_is_chosen_in_one_is_chosen_in_the_other(lead):
    view = lead.page.outline.view
    view.setCurrentIndex(row(lead, "Driver"))
    assert lead.current.text == "Driver 4.1 leaks"
    lead.choose("DHCP")
    assert view.currentIndex() == row(lead, "DHCP")
    lead.page.selection.choose(lead.cause("DHCP").key, lead.cause("Driver").key)
    assert len(view.selectionModel().selectedRows()) == 2
    lead.page.selection.clear()
    assert not view.selectionModel().hasSelection()


def test_the_outline_is_walked_and_edited_with_the_same_keys(lead):
    view = lead.page.outline.view
    view.setFocus()
    view.setCurrentIndex(row(lead, "DHCP"))
    lead.press(Key.Key_Return)
    assert isinstance(QApplication.focusWidget(), OutlineEditor)
    lead.write("Lease too short")
    lead.press(Key.Key_Tab)
    lead.write("Nobody set it")
    lead.press(Key.Key_Return)
    assert QApplication.focusWidget() is view
    lead.press(Key.Key_V)
    technology = lead.category("Technology").key
    assert lead.texts(technology)[-1] == "Lease too short"
    assert lead.texts(lead.cause("Lease").key) == ["Nobody set it"]
    assert lead.cause("Nobody set it").status == "Verified"
    lead.press(Key.Key_F2)
    QApplication.focusWidget().selectAll()
    lead.write("Other words")
    lead.press(Key.Key_Escape)
    assert lead.current.text == "Nobody set it"
    lead.press(Key.Key_Z, modifier=CONTROL)
    assert lead.current.text == "Other words"
    lead.press(Key.Key_Return, Key.Key_Escape)
    assert lead.texts(lead.cause("Lease").key) == ["Other words"]
    lead.press(Key.Key_Delete)
    assert lead.texts(lead.cause("Lease").key) == []


def test_arrows_are_those_of_a_tree(lead):
    view = lead.page.outline.view
    view.setFocus()
    view.setCurrentIndex(row(lead, "Spooler"))
    lead.press(Key.Key_Left)
    assert not view.isExpanded(row(lead, "Spooler"))
    lead.press(Key.Key_Down)
    assert lead.current.text == "DHCP lease ends at 07:00"


def test_rows_are_dragged_among_others_and_into_others(lead):
    model = lead.page.outline.model
    contract = model.mimeData([row(lead, "Contract")])
    technology = model.index_of(lead.category("Technology").key)
    model.dropMimeData(contract, Qt.DropAction.MoveAction, 1, 0, technology)
    lead.rest()
    assert lead.texts(technology.internalId() and lead.category("Technology").key) == [
        "Spooler runs out of handles", "Contract covers hardware only", "DHCP lease ends at 07:00",
    ]  # fmt: skip
    model.dropMimeData(model.mimeData([row(lead, "Contract")]), Qt.DropAction.MoveAction, -1, -1, row(lead, "DHCP"))
    lead.rest()
    assert lead.texts(lead.cause("DHCP").key) == ["Contract covers hardware only"]
    people = model.mimeData([model.index_of(lead.category("People").key)])
    model.dropMimeData(people, Qt.DropAction.MoveAction, 3, 0, QModelIndex())
    assert [each.text for each in lead.graph.categories][:3] == ["Process", "Technology", "People"]
    model.dropMimeData(people, Qt.DropAction.MoveAction, -1, -1, row(lead, "DHCP"))
    assert "can't be put below a cause" in lead.page.editor.message.text


def test_assistive_tools_rename_through_the_model(lead):
    assert lead.page.outline.model.setData(row(lead, "DHCP"), "Lease")
    assert lead.cause("Lease").text == "Lease"
    lead.press(Key.Key_Z, modifier=CONTROL)
    assert lead.cause("DHCP")


def test_what_is_read_only_is_not_dragged_or_renamed(lead):
    lead.desk.database.read_only = "This database is read-only."
    lead.page.editor.show_graph()
    lead.rest()
    model, index = lead.page.outline.model, row(lead, "DHCP")
    assert not model.flags(index) & Qt.ItemFlag.ItemIsEditable
    assert not model.setData(index, "Lease")
    assert not model.canDropMimeData(model.mimeData([index]), Qt.DropAction.MoveAction, 0, 0, QModelIndex())
    lead.desk.database.read_only = ""


def test_causes_on_no_bone_stand_in_the_outline_and_can_be_hung_on_one(lead):
    step = add_below(lead.graph, EFFECT, "From the 5-Whys")
    lead.page.document.do(step.gesture, "New cause")
    lead.rest()
    assert step.key not in lead.page.boxes
    assert "1 on no bone" in lead.page.editor.footer.counts.text()
    model = lead.page.outline.model
    people = model.index_of(lead.category("People").key)
    model.dropMimeData(model.mimeData([model.index_of(step.key)]), Qt.DropAction.MoveAction, -1, -1, people)
    assert step.key in lead.page.boxes
