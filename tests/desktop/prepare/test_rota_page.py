"""The page of a rota: the timeline under the keyboard, standing in, swaps, layers, findings, export."""

from datetime import UTC, datetime

import pytest
import shiboken6
from PySide6.QtCore import QEvent, QModelIndex, QPoint, Qt
from PySide6.QtGui import QAccessible, QHelpEvent
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QToolTip, QWidget

from incidentdesk import clock
from incidentdesk.desktop.prepare.rota_layer_dialog import LayerDialog
from incidentdesk.desktop.prepare.rota_stand_in_dialog import OverrideDialog, SwapDialog
from incidentdesk.prepare.absence import absence
from incidentdesk.prepare.on_call import on_call, rota_of
from incidentdesk.prepare.person import person, staff_named
from incidentdesk.prepare.rota_change import add_override, change_rota, create_rota, propose_swap
from incidentdesk.prepare.rota_layer import layer_facts
from incidentdesk.prepare.rota_layer_change import add_layer, change_layer
from incidentdesk.prepare.rota_list import stand_ins
from incidentdesk.store import ledger
from tests.desktop.investigate.analyses_window import ALT, CONTROL, SHIFT, Key, Lead, act, read
from tests.desktop.investigate.conftest import furnished

__all__ = ["furnished"]

MEI, BO, ADA = "Mei Okafor", "Bo Diaz", "Ada Novak"


@pytest.fixture(autouse=True)
def _held_clock():
    clock.hold(lambda: datetime(2026, 3, 18, 11, tzinfo=UTC))
    yield
    clock.hold(None)


def at(text):
    return clock.stored(datetime.fromisoformat(text).replace(tzinfo=UTC))


def who(database, rota_id, when):
    return [each.person for each in read(database, on_call, rota_id, at(when))]


@pytest.fixture
def rota_id(sqlite_desk):
    made = act(sqlite_desk, create_rota, name="Network", time_zone="Europe/Berlin", people=[MEI, BO, ADA])
    for name in (MEI, BO, ADA):
        act(sqlite_desk, ledger.update, person, act(sqlite_desk, staff_named, name), {"email": "a@example.org"})
    return made


@pytest.fixture
def sit_down(qtbot, furnished, sqlite_desk):
    windows = []

    def sit_down(reference, actor=ADA, size=(1280, 720)):
        lead = Lead(qtbot, furnished(sqlite_desk, actor), reference, size)
        windows.append(lead)
        return lead

    yield sit_down
    for lead in windows:
        lead.rest()
        shiboken6.delete(lead.window)


@pytest.fixture
def lead(sit_down, rota_id):
    lead = sit_down(f"ROTA-{rota_id:04d}")
    lead.qtbot.waitUntil(lambda: lead.page.timeline.timeline is not None)
    lead.rest()
    lead.page.timeline.setFocus()
    return lead


def chosen(lead):
    bar = lead.page.timeline.chosen
    return (bar.shift.person if bar.shift else "Nobody", bar.row)


def texts(view):
    return [view.item(row).text() for row in range(view.count())]


# ── the timeline ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_page_begins_with_whoever_is_on_call(lead):
    assert chosen(lead) == (MEI, 1)
    assert texts(lead.page.side.now) == [MEI, BO]
    assert lead.page.title() == "ROTA-0001 Network"
    assert "Mei Okafor" in lead.page.chosen.text()


def test_the_arrows_go_through_the_shifts_and_on_into_later_days(lead):
    lead.press(Key.Key_Right)
    assert chosen(lead) == (BO, 1)
    lead.press(Key.Key_Up)
    assert chosen(lead) == (BO, 0)
    before = lead.page.start
    lead.press(Key.Key_Right)
    assert lead.page.start > before
    lead.press(Key.Key_Home)
    assert (chosen(lead), lead.page.start) == ((MEI, 1), before)


def test_every_step_is_announced(lead, monkeypatch):
    said = []
    monkeypatch.setattr(
        QAccessible, "updateAccessibility",
        lambda event: said.append(event.message()) if hasattr(event, "message") else None,
    )  # fmt: skip
    lead.press(Key.Key_Right)
    assert "Bo Diaz" in said[-1]
    assert "Mon 23 Mar 09:00" in said[-1]
    assert said[-1].endswith("Mon 30 Mar 09:00; 2 of 2")


def test_more_and_fewer_days_are_shown(lead):
    lead.press(Key.Key_Minus)
    assert (lead.page.days, lead.page.zooms.value) == (28, 28)
    lead.press(Key.Key_Z)
    assert lead.page.days == 14
    lead.press(Key.Key_Z, modifier=SHIFT)
    assert lead.page.days == 28


def test_the_time_of_the_rota_is_told_where_it_is_another(sqlite_desk, sit_down):
    act(sqlite_desk, create_rota, name="Sydney", time_zone="Australia/Sydney", people=[MEI])
    lead = sit_down("ROTA-0001")
    lead.qtbot.waitUntil(lambda: lead.page.timeline.timeline is not None)
    bar = lead.page.timeline.timeline.bars[0]
    point = QPoint(round(bar.left) + 20, round(lead.page.timeline.timeline.rows[0].top) + 10)
    event = QHelpEvent(QEvent.Type.ToolTip, point, lead.page.timeline.mapToGlobal(point))
    QApplication.sendEvent(lead.page.timeline, event)
    assert "Australia/Sydney: Mon" in QToolTip.text()
    QToolTip.hideText()


def test_a_gap_is_shown_as_nobody(sqlite_desk, lead, rota_id):
    known = act(sqlite_desk, staff_named, BO)
    days = {"key": "a", "person_id": known, "from_on": "2026-03-25", "until_on": "2026-03-26"}
    act(sqlite_desk, ledger.insert, absence, days)
    lead.qtbot.waitUntil(lambda: any(bar.kind == "away" for bar in lead.page.timeline.timeline.bars))
    gaps = [bar for bar in lead.page.timeline.timeline.bars if bar.kind == "gap"]
    assert (gaps[-1].from_at, gaps[-1].until_at) == (at("2026-03-24T23:00"), at("2026-03-26T23:00"))
    assert any("Bo Diaz" in text and "absent" in text for text in texts(lead.page.side.findings))


# ── standing in ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_override_of_the_chosen_shift_with_the_keys_alone(sqlite_desk, lead, rota_id):
    lead.press(Key.Key_Right, Key.Key_Return)
    dialog = lead.wait_for(OverrideDialog)
    assert dialog.form.fields["from_at"].text() == "2026-03-23 09:00"
    lead.write(MEI)
    lead.press(Key.Key_Return, modifier=CONTROL)
    lead.qtbot.waitUntil(lambda: who(sqlite_desk, rota_id, "2026-03-24T12:00") == [MEI])
    lead.qtbot.waitUntil(lambda: lead.page.side.stand_ins.count() == 1)
    lead.desk.history.undo()
    lead.qtbot.waitUntil(lambda: who(sqlite_desk, rota_id, "2026-03-24T12:00") == [BO])


def test_an_override_of_a_span_that_was_drawn(lead):
    timeline = lead.page.timeline
    row = timeline.timeline.rows[0]
    y = round(row.top + row.height / 2)
    left, right = (
        round(timeline.timeline.room.gutter + share * (timeline.width() - timeline.timeline.room.gutter))
        for share in (0.52, 0.6)
    )
    QTest.mousePress(timeline, Qt.MouseButton.LeftButton, pos=QPoint(left, y))
    for x in (left + 10, right):
        QTest.mouseMove(timeline, QPoint(x, y))
    QTest.mouseRelease(timeline, Qt.MouseButton.LeftButton, pos=QPoint(right, y))
    dialog = lead.wait_for(OverrideDialog)
    assert dialog.form.fields["from_at"].text().startswith("2026-03-23")
    assert dialog.form.fields["until_at"].text().startswith("2026-03-24")
    lead.press(Key.Key_Escape)


def test_an_override_of_no_length_is_refused_and_nothing_typed_is_lost(sqlite_desk, lead, rota_id):
    lead.press(Key.Key_O)
    dialog = lead.wait_for(OverrideDialog)
    dialog.form.fields["reason"].setText("Dentist")
    dialog.form.fields["until_at"].setText(dialog.form.fields["from_at"].text())
    lead.press(Key.Key_Return, modifier=CONTROL)
    assert "The end is not after the beginning" in dialog.form.error("until_at")
    lead.press(Key.Key_Escape)
    assert read(sqlite_desk, stand_ins, rota_id, 0) == []
    lead.come()
    lead.page.timeline.setFocus()
    lead.press(Key.Key_O)
    assert lead.wait_for(OverrideDialog).form.fields["reason"].text() == "Dentist"
    lead.press(Key.Key_Escape)


def test_a_time_that_does_not_exist_is_explained_while_it_is_typed(lead):
    lead.press(Key.Key_O)
    dialog = lead.wait_for(OverrideDialog)
    dialog.form.fields["from_at"].setText("2026-03-29 02:30")
    assert "02:30 does not exist" in dialog.meaning.text()
    dialog.form.fields["from_at"].setText("someday")
    assert "is no time" in dialog.meaning.text()
    lead.press(Key.Key_Escape)


def test_nobody_of_that_name_can_stand_in(lead):
    lead.press(Key.Key_O)
    dialog = lead.wait_for(OverrideDialog)
    dialog.form.fields["person"].setText("Nobody Known")
    lead.press(Key.Key_Return, modifier=CONTROL)
    lead.qtbot.waitUntil(lambda: "There is nobody called" in dialog.message.text)
    lead.press(Key.Key_Escape)


def test_a_name_without_a_place_to_break_leaves_the_timeline_as_wide_as_the_page(sqlite_desk, lead, rota_id):
    long = ("W" * 200, "ض" * 200)
    layer = {"name": "Primary", "people": long, "turn": 1, "every": "days", "starts": "2026-03-16T09:00"}
    act(sqlite_desk, change_layer, lead.page.layers()[0].id, **layer)
    act(sqlite_desk, change_rota, rota_id, {"name": "R" * 200})
    lead.qtbot.waitUntil(lambda: lead.page.header.name.text() == "R" * 200)
    lead.rest()
    lead.press(Key.Key_Right, Key.Key_Right)
    assert lead.page.scroll.widget().width() <= lead.page.scroll.viewport().width()


def test_a_shift_is_taken_with_two_keys_oncall_4538(sqlite_desk, lead, rota_id):
    lead.press(Key.Key_Right, Key.Key_T)
    lead.qtbot.waitUntil(lambda: who(sqlite_desk, rota_id, "2026-03-24T12:00") == [ADA])


def test_ones_own_shift_can_not_be_taken(sit_down, rota_id):
    lead = sit_down("ROTA-0001", actor=MEI)
    lead.qtbot.waitUntil(lambda: lead.page.timeline.chosen is not None)
    lead.rest()
    assert not lead.page.header.take.isEnabled()
    assert lead.page.header.take.toolTip() == "This is your own shift."


def test_a_swap_is_proposed_and_agreed(sqlite_desk, lead, rota_id):
    lead.press(Key.Key_S)
    dialog = lead.wait_for(SwapDialog)
    fields = dialog.form.fields
    assert (fields["first"].text(), fields["second"].text()) == (MEI, BO)
    lead.press(Key.Key_Return, modifier=CONTROL)
    lead.qtbot.waitUntil(lambda: lead.page.side.stand_ins.count() == 2)
    assert who(sqlite_desk, rota_id, "2026-03-24T12:00") == [BO]
    lead.page.side.stand_ins.setCurrentRow(0)
    assert lead.page.side.agree.isVisibleTo(lead.page)
    lead.page.side.agree.click()
    lead.qtbot.waitUntil(lambda: who(sqlite_desk, rota_id, "2026-03-24T12:00") == [MEI])
    assert who(sqlite_desk, rota_id, "2026-03-19T12:00") == [BO]


def test_an_override_is_taken_away_with_del(sqlite_desk, lead, rota_id):
    span = {"from_at": at("2026-03-19T12:00"), "until_at": at("2026-03-19T18:00")}
    act(sqlite_desk, add_override, rota_id, person_id=act(sqlite_desk, staff_named, ADA), **span)
    lead.qtbot.waitUntil(lambda: lead.page.side.stand_ins.count() == 1)
    lead.page.side.stand_ins.setFocus()
    lead.page.side.stand_ins.setCurrentRow(0)
    lead.press(Key.Key_Delete)
    lead.qtbot.waitUntil(lambda: who(sqlite_desk, rota_id, "2026-03-19T13:00") == [MEI])


def test_a_declined_swap_moves_nothing(sqlite_desk, lead, rota_id):
    ids = [act(sqlite_desk, staff_named, name) for name in (MEI, BO)]
    act(
        sqlite_desk, propose_swap, rota_id,
        first_id=ids[0], first_span=(at("2026-03-20T08:00"), at("2026-03-21T08:00")),
        second_id=ids[1], second_span=(at("2026-03-24T08:00"), at("2026-03-25T08:00")),
    )  # fmt: skip
    lead.qtbot.waitUntil(lambda: lead.page.side.stand_ins.count() == 2)
    lead.page.side.stand_ins.setCurrentRow(1)
    lead.page.side.decline.click()
    lead.qtbot.waitUntil(lambda: read(sqlite_desk, stand_ins, rota_id, 0)[0].state == "Declined")
    assert who(sqlite_desk, rota_id, "2026-03-24T12:00") == [BO]


# ── layers ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_order_is_changed_with_the_keys_and_what_moves_is_told_before(sqlite_desk, lead, rota_id):
    lead.press(Key.Key_E)
    dialog = lead.wait_for(LayerDialog)
    QAbstractItemModelTester(dialog.people.list.model(), QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert "Nobody's shifts" in dialog.moves.text()
    dialog.people.list.setFocus()
    dialog.people.list.setCurrentRow(2)
    lead.press(Key.Key_Up, modifier=ALT)
    assert dialog.people.names() == (MEI, ADA, BO)
    lead.qtbot.waitUntil(lambda: "move for 2 people" in dialog.moves.text())
    assert "Bo Diaz" in dialog.moves.text()
    dialog.save.click()
    lead.qtbot.waitUntil(lambda: who(sqlite_desk, rota_id, "2026-03-24T12:00") == [ADA])
    assert who(sqlite_desk, rota_id, "2026-03-18T12:00") == [MEI]


def test_the_order_is_changed_by_dragging(lead):
    lead.press(Key.Key_E)
    dialog = lead.wait_for(LayerDialog)
    model = dialog.people.list.model()
    # What Qt does with the rows at the end of a drag.
    model.moveRow(QModelIndex(), 0, QModelIndex(), 3)
    assert dialog.people.names() == (BO, ADA, MEI)
    lead.qtbot.waitUntil(lambda: "Nobody's shifts" in dialog.moves.text())
    lead.press(Key.Key_Escape)


def test_people_are_added_and_taken_out(lead):
    lead.press(Key.Key_E)
    dialog = lead.wait_for(LayerDialog)
    dialog.people.line.setText("Jan Petersen, Ona Ruiz")
    dialog.people.add.click()
    dialog.people.list.setCurrentRow(0)
    dialog.people.list.setFocus()
    lead.press(Key.Key_Delete)
    assert dialog.people.names() == (BO, ADA, "Jan Petersen", "Ona Ruiz")
    lead.press(Key.Key_Escape)


def test_what_is_typed_into_a_layer_is_kept_when_it_is_left(lead):
    lead.press(Key.Key_L)
    dialog = lead.wait_for(LayerDialog)
    dialog.form.fields["name"].setText("Nights")
    dialog.people.line.setText(BO)
    lead.press(Key.Key_Escape)
    lead.come()
    lead.page.timeline.setFocus()
    lead.press(Key.Key_L)
    dialog = lead.wait_for(LayerDialog)
    assert (dialog.form.fields["name"].text(), dialog.people.names()) == ("Nights", (BO,))
    lead.press(Key.Key_Escape)


def test_times_that_are_none_are_said_and_nothing_is_saved(sqlite_desk, lead, rota_id):
    lead.press(Key.Key_L)
    dialog = lead.wait_for(LayerDialog)
    dialog.form.fields["windows"].setText("at night")
    dialog.save.click()
    lead.qtbot.waitUntil(lambda: "can't be read as times" in dialog.message.text)
    assert dialog.form.fields["windows"].text() == "at night"
    assert len(read(sqlite_desk, rota_of, rota_id).layers) == 1
    lead.press(Key.Key_Escape)


def test_two_people_who_change_a_layer_are_told(sqlite_desk, lead, rota_id):
    lead.press(Key.Key_E)
    dialog = lead.wait_for(LayerDialog)
    whole = read(sqlite_desk, rota_of, rota_id)
    facts = layer_facts(whole, whole.layers[0]) | {"name": "First line"}
    act(sqlite_desk, change_layer, whole.layers[0].id, **facts)
    dialog.form.fields["name"].setText("Frontline")
    dialog.save.click()
    lead.qtbot.waitUntil(lambda: "has changed the same fields" in dialog.message.text)
    dialog.message.action_button.click()
    lead.qtbot.waitUntil(lambda: read(sqlite_desk, rota_of, rota_id).layers[0].name == "Frontline")


def test_layers_change_places_with_the_keys(sqlite_desk, lead, rota_id):
    act(
        sqlite_desk, add_layer, rota_id, name="Secondary", people=[ADA], turn=1, every="weeks",
        starts="2026-03-16T09:00",
    )  # fmt: skip
    lead.qtbot.waitUntil(lambda: lead.page.side.layers.count() == 2)
    lead.page.side.layers.setFocus()
    lead.page.side.layers.setCurrentRow(1)
    lead.press(Key.Key_Up, modifier=ALT)
    lead.qtbot.waitUntil(lambda: who(sqlite_desk, rota_id, "2026-03-18T12:00") == [ADA, MEI])


def test_a_layer_is_ended_and_the_past_stays(sqlite_desk, lead, rota_id):
    lead.press(Key.Key_E)
    dialog = lead.wait_for(LayerDialog)
    next(button for button in dialog.buttons.buttons() if "End" in button.text()).click()
    lead.qtbot.waitUntil(lambda: who(sqlite_desk, rota_id, "2026-03-19T12:00") == [])
    assert who(sqlite_desk, rota_id, "2026-03-17T12:00") == [MEI]


# ── the side ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_who_is_on_call_at_a_time_is_answered_while_it_is_typed(lead):
    lead.page.side.at.setFocus()
    lead.write("2026-03-24 12:00")
    assert "Bo Diaz" in lead.page.side.answer.text()
    lead.press(Key.Key_Return)
    assert chosen(lead)[0] == BO
    lead.page.side.at.setText("someday")
    assert "is no time" in lead.page.side.answer.text()


def test_a_finding_leads_to_its_place(sqlite_desk, lead, rota_id):
    days = {
        "key": "a",
        "person_id": act(sqlite_desk, staff_named, MEI),
        "from_on": "2026-04-08",
        "until_on": "2026-04-09",
    }
    act(sqlite_desk, ledger.insert, absence, days)
    lead.qtbot.waitUntil(lambda: lead.page.side.findings.count() == 1)
    lead.page.side.findings.setFocus()
    lead.page.side.findings.setCurrentRow(0)
    assert "Add an override" in lead.page.side.mend.text()
    lead.press(Key.Key_Return)
    lead.qtbot.waitUntil(lambda: lead.page.timeline.chosen.from_at == at("2026-04-07T22:00"))


@pytest.mark.parametrize(("kind", "begins"), [("ics", b"BEGIN:VCALENDAR"), ("csv", b"\xef\xbb\xbfrota,layer,person")])
def test_the_shifts_are_exported(lead, tmp_path, monkeypatch, kind, begins):
    path = tmp_path / f"out.{kind}"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_arguments: (str(path), ""))
    lead.desk.registry.run(f"rota.{kind}14")
    lead.qtbot.waitUntil(path.exists)
    lead.rest()
    content = path.read_bytes()
    assert content.startswith(begins)
    assert b"Bo Diaz" in content


def test_a_file_that_can_not_be_written_is_said(lead, tmp_path):
    lead.page.commands.write_file(tmp_path / "missing" / "out.ics", "ics", 14)
    lead.qtbot.waitUntil(lambda: "cannot be written" in lead.page.message.text)


def test_a_rota_that_is_not_there_is_said(sit_down):
    lead = sit_down("ROTA-0009")
    lead.qtbot.waitUntil(lambda: lead.page.stack.count() == 2)
    assert lead.page.stack.currentWidget().accessibleName() == "ROTA-0009 can't be shown"


def test_a_rota_without_layers_teaches_how_to_begin(sqlite_desk, lead, rota_id):
    from incidentdesk.prepare.rota import rota_layer

    layer = read(sqlite_desk, rota_of, rota_id).layers[0]
    act(sqlite_desk, ledger.withdraw, rota_layer, layer.id)
    lead.qtbot.waitUntil(lambda: lead.page.places.currentWidget() is lead.page.empty)
    lead.page.empty.action_button.click()
    lead.wait_for(LayerDialog)
    lead.press(Key.Key_Escape)


def test_everything_on_the_page_has_a_name(lead):
    for widget in lead.page.findChildren(QWidget):
        if widget.focusPolicy() != Qt.FocusPolicy.NoFocus and widget.isVisible():
            assert widget.accessibleName(), widget
            assert widget.accessibleDescription(), widget
