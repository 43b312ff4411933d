import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog

from incidentdesk import clock
from incidentdesk.desktop.detect.choice_popup import ChoicePopup
from incidentdesk.desktop.detect.columns_menu import columns_menu
from incidentdesk.desktop.detect.incident_clip import IDS
from incidentdesk.detect.intake import log_incident
from incidentdesk.detect.query import Order, parse
from incidentdesk.detect.register import Context, ids, rows
from incidentdesk.detect.state import State
from incidentdesk.respond.change import change_incident
from incidentdesk.respond.transition import Move, move

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def titles(page):
    """The titles of the list from top to bottom, headings as they read."""
    model, found = page.model, []
    for row in range(model.rowCount()):
        incident = model.incident(row, 1_000)
        found.append(incident.title if incident else model.data(model.index(row, 0)))
    return found


def stored(database, *wanted):
    with database.read() as reader:
        return rows(reader, wanted)


def count(database, query):
    with database.read() as reader:
        return len(ids(reader, parse(query), Context(clock.now(), clock.now().tzinfo, "mei")))


def press(qtbot, page, *keys, modifier=Qt.KeyboardModifier.NoModifier):
    if not page.window().isActiveWindow():
        # This platform leaves no window active when a dialog goes.
        page.window().activateWindow()
        qtbot.waitUntil(page.window().isActiveWindow)
    for key in keys:
        qtbot.keyClick(page.table, key, modifier)


def current_title(page):
    return page.model.incident(page.table.currentIndex().row()).title


def visible(page, kind):
    return next((each for each in page.window().findChildren(kind) if each.isVisible()), None)


def popup(page, qtbot):
    qtbot.waitUntil(lambda: visible(page, ChoicePopup) is not None)
    return visible(page, ChoicePopup)


def dialog(page, qtbot):
    qtbot.waitUntil(lambda: visible(page, QDialog) is not None)
    qtbot.waitUntil(visible(page, QDialog).isActiveWindow)
    return visible(page, QDialog)


# ── looking ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_last_changed_come_first_and_only_what_is_open(database, fill, open_list, settle):
    older, newer = fill(database, "VPN is down", "Mail is slow")
    with database.write(actor="Mei Okafor") as session:
        move(session, older, Move(State.CANCELED, reason="twice"))
    page = open_list(database)
    assert titles(page) == ["Mail is slow"]
    assert page.filter.count_text == "1 of 2"
    assert page.table.current_id == newer


def test_what_another_window_writes_appears_without_a_key(database, fill, open_list, settle, qtbot):
    (incident_id,) = fill(database, "Mail is slow")
    mine, theirs = open_list(database), open_list(database, actor="Yuki Tanaka")
    theirs.commands.set_fact([incident_id], "assignee", "Yuki Tanaka")
    qtbot.waitUntil(lambda: mine.model.incident(0).assignee == "Yuki Tanaka")
    fill(database, "VPN is down")
    qtbot.waitUntil(lambda: len(mine.model.ids) == 2)
    assert mine.table.current_id == incident_id


def test_what_is_proposed_as_major_appears_where_that_is_looked_for(database, fill, open_list, qtbot):
    from incidentdesk.respond.major_step import propose

    (incident_id,) = fill(database, "Mail is slow")
    page = open_list(database, query="is:proposed")
    assert titles(page) == []
    with database.write(actor="Bo Diaz") as session:
        propose(session, incident_id, qualifiers={"data": "customer list"})
    qtbot.waitUntil(lambda: titles(page) == ["Mail is slow"])


def test_the_row_stays_the_current_one_when_the_order_changes(sqlite_desk, fill, open_list, qtbot, held_clock):
    first, second = fill(sqlite_desk, "VPN is down", "Mail is slow")
    page = open_list(sqlite_desk)
    press(qtbot, page, Qt.Key.Key_J)
    assert page.table.current_id == first
    with sqlite_desk.write(actor="Yuki Tanaka") as session:
        session.at += 60_000_000
        change_incident(session, first, {"title": "VPN is down again"})
    qtbot.waitUntil(lambda: list(page.model.ids) == [first, second])
    assert page.table.current_id == first
    assert page.table.selected_ids() == [first]


def test_a_list_without_incidents_says_how_to_begin(sqlite_desk, open_list):
    page = open_list(sqlite_desk, query="")
    assert page.first_use.isVisible()
    assert page.first_use.action_button.text() == "New incident"


def test_a_filter_without_matches_can_be_cleared(sqlite_desk, fill, open_list, settle, qtbot):
    fill(sqlite_desk, "Mail is slow")
    page = open_list(sqlite_desk, query="nowhere")
    assert page.nothing.isVisible()
    qtbot.mouseClick(page.nothing.action_button, Qt.MouseButton.LeftButton)
    settle(page)
    assert titles(page) == ["Mail is slow"]


def test_opening_an_incident_marks_it_as_read(database, fill, open_list, settle, qtbot):
    (incident_id,) = fill(database, "Mail is slow")
    page = open_list(database)
    assert page.model.incident(0).unread
    with qtbot.waitSignal(page.opened) as opened:
        press(qtbot, page, Qt.Key.Key_Return)
    assert opened.args == [f"INC-{incident_id:04d}"]
    qtbot.waitUntil(lambda: not page.model.incident(0, 100).unread)


# ── the filter ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_typing_filters_the_list(sqlite_desk, fill, open_list, settle, qtbot):
    fill(sqlite_desk, "VPN is down", "Mail is slow")
    page = open_list(sqlite_desk)
    press(qtbot, page, Qt.Key.Key_F, modifier=CONTROL) if "edit.find" in page._desk.registry.ids() else None
    page.filter.line.setFocus()
    qtbot.keyClicks(page.filter.line, "vpn")
    qtbot.waitUntil(lambda: titles(page) == ["VPN is down"])
    assert page.filter.count_text == "1 of 2"


def test_a_key_that_is_none_gets_a_hint_and_no_dialog(sqlite_desk, fill, open_list, settle):
    fill(sqlite_desk, "Mail is slow")
    page = open_list(sqlite_desk, query="foo:bar")
    assert page.filter.hint_text == "\u2068foo:\u2069 is not a filter, searched as text."


def test_enter_in_the_filter_goes_back_to_the_list(sqlite_desk, fill, open_list, settle, qtbot):
    fill(sqlite_desk, "VPN is down", "Mail is slow")
    page = open_list(sqlite_desk)
    page.filter.line.setFocus()
    qtbot.keyClicks(page.filter.line, "mail")
    qtbot.keyClick(page.filter.line, Qt.Key.Key_Return)
    settle(page)
    assert titles(page) == ["Mail is slow"]
    assert page.table.hasFocus()


def test_a_click_on_a_title_sorts_and_shift_adds_a_column(sqlite_desk, fill, open_list, settle):
    fill(sqlite_desk, "B", "A", "C")
    page = open_list(sqlite_desk)
    page.table.resorted.emit((Order("title", False),))
    settle(page)
    assert titles(page) == ["A", "B", "C"]
    page.table.resorted.emit((Order("status", False), Order("title", True)))
    settle(page)
    assert titles(page) == ["C", "B", "A"]


def test_groups_fold_with_enter(sqlite_desk, fill, open_list, settle, qtbot):
    fill(sqlite_desk, "VPN is down", team="Network")
    fill(sqlite_desk, "Mail is slow", team="Service desk")
    page = open_list(sqlite_desk)
    page.group_by("team")
    settle(page)
    headings = ["\u2068Network\u2069, 1 incident", "\u2068Service desk\u2069, 1 incident"]
    assert titles(page) == [headings[0], "VPN is down", headings[1], "Mail is slow"]
    page.table.go_to_row(0)
    press(qtbot, page, Qt.Key.Key_Return)
    assert titles(page) == [headings[0], headings[1], "Mail is slow"]


# ── doing ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_j_and_k_move_and_x_keeps_rows_selected(sqlite_desk, fill, open_list, qtbot):
    low, middle, top = fill(sqlite_desk, "C", "B", "A")
    page = open_list(sqlite_desk)
    press(qtbot, page, Qt.Key.Key_X, Qt.Key.Key_J, Qt.Key.Key_J, Qt.Key.Key_X)
    assert page.table.selected_ids() == [top, low]
    qtbot.waitUntil(lambda: page.footer.text == "2 selected")
    press(qtbot, page, Qt.Key.Key_K)
    assert (page.table.current_id, page.table.selected_ids()) == (middle, [top, low])
    press(qtbot, page, Qt.Key.Key_Escape)
    assert page.table.selected_ids() == [middle]


def test_shift_and_arrows_select_a_stretch_and_ctrl_a_all(sqlite_desk, fill, open_list, settle, qtbot):
    fill(sqlite_desk, "C", "B", "A")
    page = open_list(sqlite_desk)
    press(qtbot, page, Qt.Key.Key_Down, modifier=SHIFT)
    assert page.table.selected_count() == 2
    press(qtbot, page, Qt.Key.Key_A, modifier=CONTROL)
    assert page.table.selected_count() == 3


def test_a_and_a_name_assign_all_selected_in_one_step(database, fill, open_list, settle, qtbot):
    fill(database, "C", "B", "A", assignee="Yuki Tanaka")
    page = open_list(database)
    press(qtbot, page, Qt.Key.Key_A, modifier=CONTROL)
    press(qtbot, page, Qt.Key.Key_A)
    qtbot.keyClicks(popup(page, qtbot).line, "Lena")
    qtbot.keyClick(popup(page, qtbot).line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: count(database, "assignee:Lena") == 3)
    settle(page)
    page._desk.history.undo()
    qtbot.waitUntil(lambda: count(database, 'assignee:"Yuki Tanaka"') == 3)


def test_a_a_assigns_to_me(sqlite_desk, fill, open_list, qtbot):
    fill(sqlite_desk, "Mail is slow")
    page = open_list(sqlite_desk)
    press(qtbot, page, Qt.Key.Key_A)
    qtbot.keyClick(popup(page, qtbot).line, Qt.Key.Key_A)
    qtbot.waitUntil(lambda: count(sqlite_desk, 'assignee:"Mei Okafor"') == 1)


def test_a_digit_sets_the_priority_and_asks_why_where_the_matrix_says_otherwise(
    database, fill, open_list, settle, qtbot
):
    (incident_id,) = fill(database, "Mail is slow")
    page = open_list(database)
    press(qtbot, page, Qt.Key.Key_1)
    asked = dialog(page, qtbot)
    assert not asked.save_button.isEnabled()
    qtbot.keyClicks(asked.line, "the director waits")
    qtbot.keyClick(asked.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: stored(database, incident_id)[0].priority == 1)
    assert stored(database, incident_id)[0].override_reason == "the director waits"
    settle(page)
    press(qtbot, page, Qt.Key.Key_3)
    qtbot.waitUntil(lambda: stored(database, incident_id)[0].priority == 3)


def test_resolving_asks_for_code_and_notes(database, fill, open_list, settle, qtbot):
    (incident_id,) = fill(database, "Mail is slow")
    page = open_list(database)
    press(qtbot, page, Qt.Key.Key_R)
    asked = dialog(page, qtbot)
    assert asked.save_button.toolTip() == "Say what solved it."
    qtbot.keyClicks(asked.text, "restarted the queue")
    qtbot.keyClick(asked.text, Qt.Key.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: stored(database, incident_id)[0].state == "Resolved")
    assert stored(database, incident_id)[0].resolution_code == "Solved"


def test_several_are_not_resolved_while_the_recovery_of_a_major_one_is_not_proven(
    database, fill, open_list, settle, qtbot
):
    fill(database, "Mail is slow")
    fill(database, "VPN is down", major=True)
    page = open_list(database)
    page.table.selectAll()
    press(qtbot, page, Qt.Key.Key_R)
    asked = dialog(page, qtbot)
    qtbot.keyClicks(asked.text, "restarted the queue")
    qtbot.keyClick(asked.text, Qt.Key.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: "INC-0002 is a major incident" in asked.message.text)
    assert asked.message.text.endswith("Nothing was changed.")
    assert asked.text.toPlainText() == "restarted the queue"
    assert {row.state for row in stored(database, 1, 2)} == {"New"}
    asked.reject()
    settle(page)


def test_a_state_that_cannot_follow_is_offered_with_its_reason(sqlite_desk, fill, open_list, qtbot):
    fill(sqlite_desk, "Mail is slow")
    page = open_list(sqlite_desk)
    press(qtbot, page, Qt.Key.Key_S)
    offered = popup(page, qtbot)
    disabled = [choice.text for choice in offered._choices if choice.why_disabled]
    assert disabled == ["New", "Closed"]
    qtbot.keyClicks(offered.line, "in prog")
    qtbot.keyClick(offered.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: count(sqlite_desk, "status:in-progress") == 1)


def test_a_refused_change_says_which_incident_and_changes_none(sqlite_desk, fill, open_list, settle, qtbot):
    good, bad = fill(sqlite_desk, "VPN is down", "Mail is slow")
    with sqlite_desk.write(actor="Mei Okafor") as session:
        move(session, bad, Move(State.IN_PROGRESS))
    page = open_list(sqlite_desk)
    page.commands.move(State.IN_PROGRESS, [good, bad])
    qtbot.waitUntil(lambda: page.message.text != "")
    assert page.message.text.startswith(f"INC-{bad:04d}: ")
    assert count(sqlite_desk, "status:in-progress") == 1


def test_a_tag_goes_on_and_off(sqlite_desk, fill, open_list, settle, qtbot):
    (incident_id,) = fill(sqlite_desk, "Mail is slow", tags=["mail"])
    page = open_list(sqlite_desk)
    press(qtbot, page, Qt.Key.Key_T)
    qtbot.keyClicks(popup(page, qtbot).line, "queue")
    qtbot.keyClick(popup(page, qtbot).line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: stored(sqlite_desk, incident_id)[0].tags == ("mail", "queue"))
    settle(page)
    press(qtbot, page, Qt.Key.Key_T)
    qtbot.keyClicks(popup(page, qtbot).line, "mail")
    qtbot.keyClick(popup(page, qtbot).line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: stored(sqlite_desk, incident_id)[0].tags == ("queue",))


def test_del_moves_to_the_trash_and_undo_brings_back(database, fill, open_list, settle, qtbot):
    fill(database, "VPN is down", "Mail is slow")
    page = open_list(database)
    with qtbot.waitSignal(page._desk.toasts.shown) as told:
        press(qtbot, page, Qt.Key.Key_Delete)
    assert told.args[0].endswith("moved to the trash")
    qtbot.waitUntil(lambda: titles(page) == ["VPN is down"])
    settle(page)
    assert current_title(page) == "VPN is down"
    page._desk.history.undo()
    qtbot.waitUntil(lambda: titles(page) == ["Mail is slow", "VPN is down"])


def test_a_note_is_added_to_all_selected(sqlite_desk, fill, open_list, settle, qtbot):
    fill(sqlite_desk, "VPN is down", "Mail is slow")
    page = open_list(sqlite_desk)
    page.table.selectAll()
    press(qtbot, page, Qt.Key.Key_C)
    asked = dialog(page, qtbot)
    qtbot.keyClicks(asked.text, "the router is being replaced")
    qtbot.keyClick(asked.text, Qt.Key.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: count(sqlite_desk, "has:note") == 2)


def test_many_changes_can_be_cancelled_and_then_none_is_made(sqlite_desk, open_list, settle, qtbot):
    with sqlite_desk.write(actor="Mei Okafor") as session:
        for each in range(240):
            log_incident(session, title=f"Incident {each}")
    page = open_list(sqlite_desk)
    page.table.selectAll()
    page.commands.set_fact(page.commands.ids(), "team", "Network")
    assert page.footer.working
    assert page.footer.cancel_button.isVisible()
    qtbot.mouseClick(page.footer.cancel_button, Qt.MouseButton.LeftButton)
    settle(page)
    assert not page.footer.working
    assert count(sqlite_desk, "no:team") == 240


# ── changing in place ────────────────────────────────────────────────────────────────────────────────────────────────


def test_f2_changes_the_title(database, fill, open_list, settle, qtbot):
    (incident_id,) = fill(database, "Mail is slow")
    page = open_list(database)
    press(qtbot, page, Qt.Key.Key_F2)
    editor = page.inline.editor
    assert (editor.text(), editor.selectedText()) == ("Mail is slow", "Mail is slow")
    qtbot.keyClicks(editor, "Mail is down, a P1")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: stored(database, incident_id)[0].title == "Mail is down, a P1")
    settle(page)
    assert page.inline.editor is None
    assert titles(page) == ["Mail is down, a P1"]
    assert page.table.hasFocus()


def test_esc_leaves_the_title_as_it_was(sqlite_desk, fill, open_list, settle, qtbot):
    fill(sqlite_desk, "Mail is slow")
    page = open_list(sqlite_desk)
    press(qtbot, page, Qt.Key.Key_F2)
    qtbot.keyClicks(page.inline.editor, "x")
    qtbot.keyClick(page.inline.editor, Qt.Key.Key_Escape)
    settle(page)
    assert titles(page) == ["Mail is slow"]


def test_a_refused_title_stays_in_the_editor_with_the_reason(sqlite_desk, fill, open_list, qtbot):
    fill(sqlite_desk, "Mail is slow")
    page = open_list(sqlite_desk)
    press(qtbot, page, Qt.Key.Key_F2)
    editor = page.inline.editor
    qtbot.keyClicks(editor, "  ")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: editor.complaint.startswith("An incident needs a title."))
    assert page.inline.editor is editor
    qtbot.keyClick(editor, Qt.Key.Key_Escape)


def test_tab_goes_to_the_next_cell_and_offers_its_values(sqlite_desk, fill, open_list, settle, qtbot):
    (incident_id,) = fill(sqlite_desk, "Mail is slow")
    page = open_list(sqlite_desk)
    press(qtbot, page, Qt.Key.Key_F2)
    qtbot.keyClicks(page.inline.editor, "Mail is down")
    qtbot.keyClick(page.inline.editor, Qt.Key.Key_Tab)
    offered = popup(page, qtbot)
    assert "In Progress" in offered.texts()
    qtbot.keyClick(offered.line, Qt.Key.Key_Escape)
    assert stored(sqlite_desk, incident_id)[0].title == "Mail is down"


@pytest.mark.parametrize(("mine_stays", "title"), [(True, "Mail is down"), (False, "Mail is lost")])
def test_a_title_that_both_have_changed_is_decided_by_the_person(
    database, fill, open_list, settle, qtbot, monkeypatch, mine_stays, title
):
    (incident_id,) = fill(database, "Mail is slow")
    page = open_list(database)
    press(qtbot, page, Qt.Key.Key_F2)
    qtbot.keyClicks(page.inline.editor, "Mail is down")
    with database.write(actor="Yuki Tanaka") as session:
        change_incident(session, incident_id, {"title": "Mail is lost"})

    def decide(_parent, _desk, conflict):
        (clash,) = conflict.clashes
        return {"title": clash.mine if mine_stays else clash.theirs}

    monkeypatch.setattr("incidentdesk.desktop.conflict_dialog.ask_conflict", decide)
    qtbot.keyClick(page.inline.editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.inline.editor is None)
    assert stored(database, incident_id)[0].title == title


def test_who_goes_on_writing_after_a_conflict_finds_the_own_text(sqlite_desk, fill, open_list, qtbot, monkeypatch):
    (incident_id,) = fill(sqlite_desk, "Mail is slow")
    page = open_list(sqlite_desk)
    press(qtbot, page, Qt.Key.Key_F2)
    qtbot.keyClicks(page.inline.editor, "Mail is down")
    with sqlite_desk.write(actor="Yuki Tanaka") as session:
        change_incident(session, incident_id, {"title": "Mail is lost"})
    monkeypatch.setattr("incidentdesk.desktop.conflict_dialog.ask_conflict", lambda *_: None)
    qtbot.keyClick(page.inline.editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "Yuki Tanaka" in page.inline.editor.complaint)
    assert page.inline.editor.text() == "Mail is down"
    qtbot.keyClick(page.inline.editor, Qt.Key.Key_Escape)


def test_rows_stay_in_place_while_somebody_types(sqlite_desk, fill, open_list, settle, qtbot):
    fill(sqlite_desk, "Mail is slow")
    page = open_list(sqlite_desk)
    press(qtbot, page, Qt.Key.Key_F2)
    qtbot.keyClicks(page.inline.editor, "Mail is do")
    fill(sqlite_desk, "VPN is down", actor="Yuki Tanaka")
    qtbot.waitUntil(lambda: page._deferred is not None)
    assert (len(page.model.ids), page.inline.editor.text()) == (1, "Mail is do")
    qtbot.keyClick(page.inline.editor, Qt.Key.Key_Escape)
    assert len(page.model.ids) == 2


# ── taking along ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_copying_takes_a_table_and_ids_along(sqlite_desk, fill, open_list, settle):
    first, second = fill(sqlite_desk, "=cmd|calc", "Mail <slow>")
    page = open_list(sqlite_desk)
    page.table.selectAll()
    page.commands.copy()
    settle(page)
    data = QGuiApplication.clipboard().mimeData()
    lines = data.text().splitlines()
    assert lines[0].split("\t")[:3] == ["Priority", "Number", "Title"]
    assert lines[2].split("\t")[2] == "'=cmd|calc"
    assert "<td>Mail &lt;slow&gt;</td>" in data.html()
    assert bytes(data.data(IDS)).decode() == f"{second}\n{first}"


def test_a_link_has_number_and_title(sqlite_desk, fill, open_list, settle, qtbot):
    (incident_id,) = fill(sqlite_desk, "Mail is slow")
    page = open_list(sqlite_desk)
    press(qtbot, page, Qt.Key.Key_C, modifier=CONTROL | SHIFT)
    data = QGuiApplication.clipboard().mimeData()
    assert data.text() == f"INC-{incident_id:04d} Mail is slow"
    assert f'href="incidentdesk:INC-{incident_id:04d}"' in data.html()


# ── views and columns ────────────────────────────────────────────────────────────────────────────────────────────────


def test_views_have_counts_and_can_be_shown(database, fill, open_list, settle, qtbot):
    fill(database, "VPN is down", assignee="Yuki Tanaka")
    fill(database, "Mail is slow", major=True)
    page = open_list(database)
    qtbot.waitUntil(lambda: [each.count for each in page.saved.entries] == [0, 1, 0, 1, 0, 0])
    page.show_view("default:unassigned")
    settle(page)
    assert titles(page) == ["Mail is slow"]
    assert page.filter.chips == ["is:open", "assignee:none"]


def test_leaving_a_view_leads_to_all_that_is_open(sqlite_desk, fill, open_list, settle, qtbot):
    fill(sqlite_desk, "VPN is down", assignee="Yuki Tanaka")
    fill(sqlite_desk, "Mail is slow")
    page = open_list(sqlite_desk)
    qtbot.waitUntil(lambda: page.saved.views != ())
    page.show_view("default:unassigned")
    settle(page)
    with qtbot.waitSignal(page.view_shown) as shown:
        page.leave_view()
    settle(page)
    assert (shown.args, len(page.model.ids), page.filter.text) == ([""], 2, "is:open")
    page.filter.set_text("mail")
    page.leave_view()
    assert page.filter.text == "mail"


def test_a_filter_can_be_saved_changed_and_reset(database, fill, open_list, settle, qtbot):
    fill(database, "VPN is down", "Mail is slow")
    page = open_list(database, query="mail")
    qtbot.mouseClick(page.filter.save_button, Qt.MouseButton.LeftButton)
    asked = dialog(page, qtbot)
    qtbot.keyClicks(asked.line, "Mail")
    qtbot.keyClick(asked.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.saved.views and page.saved.views[-1].name == "Mail")
    settle(page)
    assert not page.filter.save_button.isVisible()
    page.table.show_columns(["id", "title", "team"])
    assert page.filter.reset_button.isVisible()
    qtbot.mouseClick(page.filter.reset_button, Qt.MouseButton.LeftButton)
    settle(page)
    assert page.table.wanted_columns[0] == "priority"
    page.group_by("team")
    qtbot.mouseClick(page.filter.save_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.saved.views[-1].layout == {"group": "team"})


def test_the_title_keeps_its_room_and_lesser_columns_go(sqlite_desk, fill, open_list, settle):
    fill(sqlite_desk, "Mail is slow")
    page = open_list(sqlite_desk, size=(960, 600))
    assert page.table.columnWidth(2) >= 280
    assert {"priority", "id", "title"} <= set(page.table.shown_columns())


def test_a_column_can_be_added_and_stays(sqlite_desk, fill, open_list, settle):
    fill(sqlite_desk, "Mail is slow")
    page = open_list(sqlite_desk)
    entry = next(each for each in columns_menu(page.table).actions() if each.text() == "Reporter")
    entry.trigger()
    assert "reporter" in page.table.shown_columns()
    kept = page._desk.preferences.get("column_layouts")["incidents"]
    assert "reporter" in kept["columns"]


def test_the_preview_follows_the_current_row(sqlite_desk, fill, open_list, settle, qtbot):
    fill(sqlite_desk, "VPN is down", "Mail is slow", description="Since the update.", service="Mail")
    page = open_list(sqlite_desk)
    qtbot.waitUntil(lambda: "Since the update." in page.preview.texts())
    assert {"Mail is slow", "Mail"} <= set(page.preview.texts())
    press(qtbot, page, Qt.Key.Key_J)
    qtbot.waitUntil(lambda: "VPN is down" in page.preview.texts())


def test_the_space_bar_shows_the_preview_in_a_narrow_window(sqlite_desk, fill, open_list, settle, qtbot):
    fill(sqlite_desk, "Mail is slow")
    page = open_list(sqlite_desk, size=(1000, 600))
    assert page.preview.isHidden()
    press(qtbot, page, Qt.Key.Key_Space)
    assert page.preview.isVisible()
    press(qtbot, page, Qt.Key.Key_Space)
    assert page.preview.isHidden()


@pytest.mark.parametrize("size", [(960, 600), (1280, 720), (1600, 900)])
def test_every_control_has_a_name(sqlite_desk, open_list, size):
    from PySide6.QtWidgets import QAbstractButton, QLineEdit

    page = open_list(sqlite_desk, size=size)
    controls = [*page.findChildren(QAbstractButton), *page.findChildren(QLineEdit), page.table]
    nameless = [each for each in controls if each.isVisible() and not each.accessibleName()]
    assert nameless == []
