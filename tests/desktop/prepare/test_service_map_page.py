"""The map of services in the window."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from incidentdesk.desktop.detect.choice_popup import ChoicePopup
from incidentdesk.desktop.diagram.far import FAR
from incidentdesk.desktop.prepare.service_dialog import ServiceDialog
from incidentdesk.prepare.service_change import create_service
from incidentdesk.prepare.service_list import service_row, services
from tests.desktop.investigate.analyses_window import CONTROL, Key, act, held_clock, log, read, sit_down
from tests.desktop.investigate.conftest import furnished
from tests.desktop.test_accessibility import controls

__all__ = ["furnished", "held_clock", "sit_down"]


@pytest.fixture
def catalogue(sqlite_desk):
    """Mail needs the network, which needs power; printers need nothing."""
    power = act(sqlite_desk, create_service, name="Power", criticality="Critical")
    network = act(sqlite_desk, create_service, name="Network", needs="Power")
    mail = act(sqlite_desk, create_service, name="Mail", needs="Network")
    printers = act(sqlite_desk, create_service, name="Printers")
    log(sqlite_desk, service="Mail")
    return {"power": power, "network": network, "mail": mail, "printers": printers}


@pytest.fixture
def lead(catalogue, sit_down):
    lead = sit_down("service-map")
    lead.page.view.setFocus()
    return lead


def click(view, service_id, how=QTest.mouseClick):
    place = view.to_view(view.box_of(str(service_id))).center().toPoint()
    how(view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)


def test_a_click_marks_what_it_needs_and_what_breaks_with_it(lead, catalogue):
    view, side = lead.page.view, lead.page.side
    click(view, catalogue["network"])
    assert view.needed == {catalogue["power"]}
    assert view.broken == {catalogue["mail"]}
    assert side.name.text() == "Network"
    assert side.needs.texts() == ["Power"]
    assert side.breaks.texts() == ["Mail"]
    click(view, catalogue["printers"])
    assert (view.needed, view.broken) == (frozenset(), frozenset())


def test_the_arrows_walk_through_the_map(lead, catalogue):
    view = lead.page.view
    lead.press(Key.Key_Home)
    assert view.current == catalogue["mail"]
    lead.press(Key.Key_Right)
    assert view.current == catalogue["network"]
    lead.press(Key.Key_Right)
    assert view.current == catalogue["power"]
    lead.press(Key.Key_Left)
    assert view.current == catalogue["network"]
    lead.press(Key.Key_End)
    assert view.current == catalogue["printers"]
    lead.press(Key.Key_Escape)
    assert view.current == 0
    assert not lead.page.side.name.isVisible()


def test_enter_and_a_double_click_open_a_service(lead, catalogue):
    lead.press(Key.Key_Home, Key.Key_Return)
    assert lead.wait_for(ServiceDialog).record_id == catalogue["mail"]
    lead.window.findChild(ServiceDialog).reject()
    lead.rest()
    click(lead.page.view, catalogue["power"], QTest.mouseDClick)
    assert lead.wait_for(ServiceDialog).record_id == catalogue["power"]


def test_a_dependency_is_added_and_taken_away_with_the_keys(sqlite_desk, lead, catalogue):
    lead.page.view.choose(catalogue["printers"])
    lead.press(Key.Key_A)
    lead.wait_for(ChoicePopup)
    lead.write("netw")
    lead.press(Key.Key_Return)
    lead.qtbot.waitUntil(lambda: len(read(sqlite_desk, service_row, catalogue["printers"]).needs) == 1)
    lead.qtbot.waitUntil(lambda: f"{catalogue['printers']}>{catalogue['network']}" in lead.page.view.map.links)
    lead.page.view.setFocus()
    lead.press(Key.Key_Delete)
    lead.wait_for(ChoicePopup)
    lead.press(Key.Key_Return)
    lead.qtbot.waitUntil(lambda: read(sqlite_desk, service_row, catalogue["printers"]).needs == ())
    lead.undo()
    assert len(read(sqlite_desk, service_row, catalogue["printers"]).needs) == 1


def test_what_would_close_a_circle_is_not_offered(lead, catalogue):
    lead.page.view.choose(catalogue["power"])
    lead.page.ask_need()
    popup = lead.wait_for(ChoicePopup)
    shut = {choice.text for choice in popup._choices if choice.why_disabled}
    assert shut == {"Network", "Mail"}


def test_a_circle_that_two_people_close_is_refused_in_words(sqlite_desk, lead, catalogue):
    lead.page.add_need(catalogue["power"], catalogue["mail"])
    lead.qtbot.waitUntil(lambda: "circle" in lead.page.message.text)
    assert read(sqlite_desk, service_row, catalogue["power"]).needs == ()


def test_del_in_the_list_takes_a_dependency_away(sqlite_desk, lead, catalogue):
    lead.page.view.choose(catalogue["network"])
    lead.page.side.needs.setFocus()
    lead.page.side.needs.setCurrentRow(0)
    lead.page.side.needs.removed.emit(catalogue["power"])
    lead.qtbot.waitUntil(lambda: read(sqlite_desk, service_row, catalogue["network"]).needs == ())


def test_open_incidents_stand_on_the_card_and_lead_there(lead, catalogue):
    view = lead.page.view
    view.choose(catalogue["mail"])
    assert "1 open incident" in view.map.drawing.group(str(catalogue["mail"])).name
    assert lead.page.side.opened.text() == "1 open incident"
    lead.page.side.opened.click()
    lead.rest()
    assert lead.page.filter.text == 'is:open service:"Mail"'


def test_wheel_keys_and_buttons_zoom_and_fit(lead):
    view = lead.page.view
    lead.press(Key.Key_Home)
    before = view.scale
    lead.press(Key.Key_Plus, modifier=CONTROL)
    assert view.scale > before
    lead.press(Key.Key_0, modifier=CONTROL)
    assert view.scale == 1.0
    middle = QPointF(view.viewport().rect().center())
    wheel = QWheelEvent(
        middle, view.viewport().mapToGlobal(middle), QPoint(), QPoint(0, 240), Qt.MouseButton.NoButton, CONTROL,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(view.viewport(), wheel)
    assert view.scale > 1.4
    lead.press(Key.Key_F)
    assert view.all_in_view()


def test_the_background_is_dragged(lead, catalogue):
    view = lead.page.view
    view.zoom_to(3.0)
    left, viewport = view.seen().left, view.viewport()
    free = next(
        QPoint(x, y) for y in range(8, viewport.height(), 16) for x in range(viewport.width() - 200, 200, -16)
        if not view.service_at(QPointF(x, y))
    )  # fmt: skip
    QTest.mousePress(viewport, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, free)
    QTest.mouseMove(viewport, free - QPoint(60, 0))
    QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, free - QPoint(60, 0))
    assert view.seen().left != left


def test_from_far_away_it_is_still_painted(lead, catalogue):
    view = lead.page.view
    view.choose(catalogue["network"])
    view.zoom_to(FAR / 2, least=0.01)
    picture = view.grab().toImage()
    colours = {picture.pixelColor(x, y).name() for x in range(0, picture.width(), 3) for y in range(picture.height())}
    assert len(colours) > 3


def test_words_find_a_service(lead, catalogue):
    lead.page.search.set_text("pri")
    lead.qtbot.waitUntil(lambda: lead.page.view.current == catalogue["printers"])
    assert lead.page.search.count_text.startswith("1")


@pytest.mark.parametrize(("form", "start"), [("svg", b"<?xml"), ("png", b"\x89PNG"), ("pdf", b"%PDF")])
def test_the_map_is_exported(lead, tmp_path, form, start):
    path = tmp_path / f"map.{form}"
    lead.page.write_file(form, path)
    lead.qtbot.waitUntil(path.exists)
    lead.rest()
    assert path.read_bytes().startswith(start)


def test_a_folder_that_is_not_there_is_said(lead, tmp_path):
    lead.page.write_file("svg", tmp_path / "nowhere" / "map.svg")
    lead.qtbot.waitUntil(lambda: bool(lead.page.message.text))


def test_the_picture_is_copied(lead):
    lead.run("service-map.copy")
    assert not QGuiApplication.clipboard().image().isNull()


def test_news_are_shown_and_the_choice_stays(sqlite_desk, lead, catalogue):
    lead.page.view.choose(catalogue["mail"])
    act(sqlite_desk, create_service, name="Storage", needs="Power")
    lead.qtbot.waitUntil(lambda: len(lead.page.rows) == 5)
    assert lead.page.view.current == catalogue["mail"]


def test_an_empty_map_offers_the_first_service(sit_down, sqlite_desk):
    lead = sit_down("service-map")
    lead.qtbot.waitUntil(lambda: lead.page.empty.isVisible())
    lead.page.empty.action_button.click()
    lead.wait_for(ServiceDialog)
    lead.write("WAN")
    lead.press(Key.Key_Return, modifier=CONTROL)
    lead.qtbot.waitUntil(lambda: len(read(sqlite_desk, services)) == 1)
    lead.qtbot.waitUntil(lambda: lead.page.view.isVisible())
    assert lead.page.view.current == 1


def test_every_control_is_named(lead, catalogue):
    lead.page.view.choose(catalogue["network"])
    nameless = [each for each in controls(lead.page) if not each.accessibleName() or not each.accessibleDescription()]
    assert nameless == []
