"""The fishbone from the keyboard alone."""

import pytest
from PySide6.QtWidgets import QApplication

from incidentdesk.desktop.investigate.label_editor import LabelEditor
from incidentdesk.investigate.cause_graph import EFFECT, Status
from tests.desktop.investigate.fishbone_window import ALT, CONTROL, SHIFT, Key
from tests.investigate.pictured import six, thirty_nine

STATUS_KEY = {Status.VERIFIED: Key.Key_V, Status.RULED_OUT: Key.Key_X, Status.ROOT_CAUSE: Key.Key_R}


def put_into_label(text):
    """As an input method does it, for letters that no key of this keyboard has."""
    QApplication.focusWidget().setPlainText(text)
    QApplication.processEvents()


def build(lead, wanted, parent):
    """Write everything that stands below a parent, the parent being chosen."""
    for place, cause in enumerate(wanted.children(parent)):
        lead.press(Key.Key_Return if place else Key.Key_Tab)
        put_into_label(cause.text) if not cause.text.isascii() else lead.write(cause.text)
        lead.press(Key.Key_Return)
        mine = lead.page.selection.current
        below = wanted.children(cause.key)
        build(lead, wanted, cause.key)
        while lead.page.selection.current != mine:
            lead.press(Key.Key_Right)
        if cause.status != Status.SUSPECTED and not below:
            lead.press(STATUS_KEY[cause.status])


def test_a_lead_builds_the_fishbone_of_39_causes_undoes_and_redoes_it(lead):
    wanted = thirty_nine()
    lead.press(Key.Key_Home, Key.Key_F2)
    QApplication.focusWidget().selectAll()
    put_into_label(wanted.effect.text)
    lead.press(Key.Key_Return)
    lead.press(Key.Key_Left)
    for place, category in enumerate(wanted.categories):
        if place:
            lead.press(Key.Key_PageDown)
        lead.press(Key.Key_F2)
        lead.write(category.text)
        lead.press(Key.Key_Return)
        build(lead, wanted, category.key)
    # Statuses of causes with sub-causes come last, for nothing is added below what was ruled out.
    for cause in wanted.in_order():
        if cause.status != Status.SUSPECTED and wanted.children(cause.key):
            lead.choose(cause.text)
            lead.press(STATUS_KEY[cause.status])

    def told(graph):
        return [(graph.depth(each.key), each.text, each.status) for each in graph.subtree(EFFECT)]

    built = lead.graph
    assert told(built) == told(wanted)
    assert len(built.in_order()) == 39
    steps = 0
    while lead.page.document.stack.canUndo():
        lead.press(Key.Key_Z, modifier=CONTROL)
        steps += 1
    assert steps > 39
    assert not lead.graph.in_order()
    assert lead.graph.effect.text == "Branch offices lost WAN access"
    for _step in range(steps):
        lead.press(Key.Key_Z, modifier=CONTROL | SHIFT)
    assert lead.graph == built
    assert told(lead.stored()) == told(wanted)


# -- making


def test_tab_adds_below_and_enter_beside(lead):
    lead.press(Key.Key_Tab)
    lead.write("One")
    lead.press(Key.Key_Return, Key.Key_Return)
    lead.write("Three")
    lead.press(Key.Key_Return)
    lead.press(Key.Key_Return, modifier=SHIFT)
    lead.write("Two")
    lead.press(Key.Key_Return, Key.Key_Insert)
    lead.write("Below two")
    lead.press(Key.Key_Return)
    assert lead.texts() == ["One", "Two", "Three"]
    assert lead.texts(lead.cause("Two").key) == ["Below two"]


def test_shift_tab_puts_a_cause_between(lead):
    lead.press(Key.Key_Tab)
    lead.write("One")
    lead.press(Key.Key_Return)
    lead.press(Key.Key_Backtab, modifier=SHIFT)
    lead.write("Between")
    lead.press(Key.Key_Return)
    assert lead.texts() == ["Between"]
    assert lead.texts(lead.cause("Between").key) == ["One"]


def test_a_label_goes_on_with_a_sibling_or_a_sub_cause(lead):
    lead.press(Key.Key_Tab)
    lead.write("One")
    lead.press(Key.Key_Return, modifier=CONTROL)
    lead.write("Two")
    lead.press(Key.Key_Tab)
    lead.write("Below")
    lead.press(Key.Key_Return)
    assert lead.texts() == ["One", "Two"]
    assert lead.texts(lead.cause("Two").key) == ["Below"]


def test_esc_keeps_what_was_typed_into_a_new_label_and_removes_an_empty_one(lead):
    lead.press(Key.Key_Tab)
    lead.write("Half a tho")
    lead.press(Key.Key_Escape)
    assert lead.texts() == ["Half a tho"]
    lead.press(Key.Key_Return, Key.Key_Escape)
    assert lead.texts() == ["Half a tho"]
    assert lead.current.text == "Half a tho"
    assert lead.page.document.stack.count() == 1


def test_esc_brings_the_previous_text_back_and_what_was_typed_is_one_step_away(lead):
    lead.press(Key.Key_Tab)
    lead.write("Before")
    lead.press(Key.Key_Return, Key.Key_F2)
    QApplication.focusWidget().selectAll()
    lead.write("Typed with care")
    lead.press(Key.Key_Escape)
    assert lead.texts() == ["Before"]
    lead.press(Key.Key_Z, modifier=CONTROL)
    assert lead.texts() == ["Typed with care"]


def test_alt_enter_breaks_the_line_in_a_label_and_commands_stay_letters(lead):
    lead.press(Key.Key_Tab)
    lead.write("sv")
    lead.press(Key.Key_Return, modifier=ALT)
    lead.write("xr +-")
    assert QApplication.focusWidget().toPlainText() == "sv\nxr +-"
    lead.press(Key.Key_Return)
    assert lead.current.text == "sv xr +-"
    assert lead.current.status == Status.SUSPECTED


def test_rapid_entry_goes_on_until_a_label_stays_empty(lead):
    lead.desk.registry.run("diagram.rapid")
    lead.press(Key.Key_Tab)
    for text in ("One", "Two", "Three", ""):
        lead.write(text)
        lead.press(Key.Key_Return)
    assert lead.texts() == ["One", "Two", "Three"]
    assert lead.page.canvas.editor is None
    assert lead.current.text == "Three"


def test_below_the_problem_stands_a_category(lead):
    lead.press(Key.Key_Home, Key.Key_Tab)
    lead.write("Weather")
    lead.press(Key.Key_Return)
    assert [each.text for each in lead.graph.categories][-1] == "Weather"


# -- walking


@pytest.fixture
def six_causes(sit_down):
    return sit_down(six())


def test_the_arrows_go_along_the_branches(six_causes):
    lead = six_causes
    lead.choose("Spooler")
    lead.press(Key.Key_Left)
    assert lead.current.text == "Driver 4.1 leaks"
    lead.press(Key.Key_Right)
    assert lead.current.text == "Spooler runs out of handles"
    lead.press(Key.Key_Right)
    assert lead.current.text == "Technology"
    lead.press(Key.Key_Right)
    assert lead.current.text == "People"
    lead.press(Key.Key_Right)
    assert lead.page.selection.current == EFFECT
    lead.press(Key.Key_Left, Key.Key_Left)
    assert lead.current.text == "Technology"
    lead.press(Key.Key_Home)
    assert lead.page.selection.current == EFFECT


def test_up_and_down_go_by_what_is_seen_and_on_to_the_neighbour(six_causes):
    lead = six_causes
    lead.press(Key.Key_Home)
    seen = []
    for _step in range(12):
        lead.press(Key.Key_Down)
        seen.append(lead.current.text)
    assert seen == [
        "People", "No one owns the print server", "Restart not in the morning checklist", "Process", "Technology",
        "Driver 4.1 leaks", "Spooler runs out of handles", "DHCP lease ends at 07:00", "Environment", "Information",
        "Contract covers hardware only", "Suppliers",
    ]  # fmt: skip
    lead.press(Key.Key_Down)
    assert lead.current.text == "Suppliers"
    lead.press(Key.Key_PageUp)
    assert lead.current.text == "Information"
    lead.press(Key.Key_PageDown)
    assert lead.current.text == "Suppliers"


def test_the_arrows_are_mirrored_with_the_window(six_causes):
    lead = six_causes
    lead.page.canvas.setLayoutDirection(lead.page.layoutDirection().RightToLeft)
    lead.page.setLayoutDirection(lead.page.layoutDirection().RightToLeft)
    lead.choose("Spooler")
    lead.press(Key.Key_Right)
    assert lead.current.text == "Driver 4.1 leaks"
    lead.press(Key.Key_Left)
    assert lead.current.text == "Spooler runs out of handles"
    lead.choose("DHCP")
    lead.press(Key.Key_Right, modifier=CONTROL)
    assert lead.graph.causes[lead.current.parent].text == "Spooler runs out of handles"


# -- moving


def test_control_and_arrows_move_a_cause(six_causes):
    lead = six_causes
    technology = lead.category("Technology").key
    lead.choose("DHCP")
    lead.press(Key.Key_Up, modifier=CONTROL)
    assert lead.texts(technology)[0] == "DHCP lease ends at 07:00"
    lead.press(Key.Key_Down, modifier=CONTROL)
    assert lead.texts(technology)[1] == "DHCP lease ends at 07:00"
    lead.press(Key.Key_Left, modifier=CONTROL)
    assert lead.texts(lead.cause("Spooler").key) == ["Driver 4.1 leaks", "DHCP lease ends at 07:00"]
    lead.press(Key.Key_Right, modifier=CONTROL)
    assert lead.texts(technology) == ["Spooler runs out of handles", "DHCP lease ends at 07:00"]


# -- what is known about it


def test_letters_set_the_status_of_all_that_are_chosen(six_causes):
    lead = six_causes
    lead.page.selection.choose(lead.cause("No one").key, lead.cause("Contract").key)
    for key, status in (
        (Key.Key_V, Status.VERIFIED), (Key.Key_X, Status.RULED_OUT), (Key.Key_R, Status.ROOT_CAUSE),
        (Key.Key_S, Status.SUSPECTED),
    ):  # fmt: skip
        lead.press(key)
        assert {lead.cause("No one").status, lead.cause("Contract").status} == {status}


def test_ruling_out_leaves_sub_causes_and_offers_to_take_them_along(six_causes):
    lead = six_causes
    lead.choose("Spooler")
    lead.press(Key.Key_X)
    assert lead.cause("Driver").status == Status.ROOT_CAUSE
    assert lead.page.editor.message.action_button.text() == "Also rule out 1 sub-cause"
    lead.page.editor.message.action_button.click()
    assert lead.cause("Driver").status == Status.RULED_OUT
    assert not lead.page.editor.message.isVisible()


def test_below_what_was_ruled_out_nothing_is_added(six_causes):
    lead = six_causes
    lead.choose("DHCP")
    lead.press(Key.Key_Tab)
    assert "was ruled out" in lead.window.message.text


def test_plus_and_minus_vote_and_n_and_m_lead_into_the_inspector(six_causes):
    lead = six_causes
    lead.choose("No one")
    lead.write("++-")
    assert lead.graph.votes_of(lead.current.key) == 1
    lead.press(Key.Key_N)
    assert QApplication.focusWidget() is lead.page.inspector.note
    lead.write("Asked twice.")
    lead.page.canvas.setFocus()
    assert lead.current.note == "Asked twice."
    lead.press(Key.Key_M)
    lead.write("Name an owner")
    lead.press(Key.Key_Return)
    assert [each.text for each in lead.graph.measures_of(lead.current.key)] == ["Name an owner"]


def test_w_asks_why_in_the_other_diagram(six_causes, qtbot):
    lead = six_causes
    lead.choose("No one")
    key = lead.current.key
    with qtbot.waitSignal(lead.page.opened) as opened:
        lead.press(Key.Key_W)
    assert opened.args == [f"{lead.subject.number}/whys#{key}"]
    assert lead.graph.causes[key].asked
    qtbot.waitUntil(lambda: lead.window.page is not lead.page)


# -- looking


def test_space_folds_and_alt_and_digits_show_levels(six_causes):
    lead = six_causes
    driver = lead.cause("Driver").key
    lead.choose("Spooler")
    lead.press(Key.Key_Space)
    assert driver not in lead.page.boxes
    lead.press(Key.Key_Space)
    assert driver in lead.page.boxes
    lead.press(Key.Key_1, modifier=ALT)
    assert driver not in lead.page.boxes
    assert lead.cause("Spooler").key in lead.page.boxes
    lead.press(Key.Key_4, modifier=ALT)
    assert driver in lead.page.boxes
    lead.page.go(lead.category("Technology").key)
    lead.press(Key.Key_Space, modifier=CONTROL)
    assert driver not in lead.page.boxes


def test_what_is_folded_is_shown_when_it_is_gone_to(six_causes):
    lead = six_causes
    lead.press(Key.Key_1, modifier=ALT)
    lead.choose("Driver")
    assert lead.cause("Driver").key in lead.page.boxes


def test_a_branch_is_shown_alone_and_not_alone_again(six_causes):
    lead = six_causes
    lead.choose("Spooler")
    lead.press(Key.Key_E, modifier=CONTROL | SHIFT)
    shown = {lead.graph.causes[key].text for key in lead.page.boxes if key}
    assert shown == {"Technology", "Spooler runs out of handles", "Driver 4.1 leaks"}
    lead.press(Key.Key_E, modifier=CONTROL | SHIFT)
    assert len(lead.page.boxes) == 13


def test_control_and_shift_fit_and_tidy(six_causes):
    lead = six_causes
    lead.page.canvas.zoom_to(2.5)
    lead.press(Key.Key_F, modifier=CONTROL | SHIFT)
    assert lead.page.canvas.all_in_view()
    lead.choose("No one")
    for _count in range(4):
        lead.press(Key.Key_Return)
        lead.write("More")
        lead.press(Key.Key_Return)
    before = lead.page.boxes[lead.cause("No one").key]
    lead.press(Key.Key_L, modifier=CONTROL | SHIFT)
    assert lead.page.boxes[lead.cause("No one").key] != before


def test_slash_finds_a_cause(six_causes):
    lead = six_causes
    lead.press(Key.Key_Slash)
    lead.write("handles")
    assert lead.current.text == "Spooler runs out of handles"
    lead.press(Key.Key_Escape)
    assert QApplication.focusWidget() is lead.page.canvas


def test_esc_lets_go_and_then_tab_leaves_the_canvas(six_causes):
    lead = six_causes
    lead.choose("No one")
    lead.press(Key.Key_Escape)
    assert lead.page.selection.keys == ()
    count = len(lead.graph.causes)
    lead.press(Key.Key_Tab)
    assert QApplication.focusWidget() is not lead.page.canvas
    assert len(lead.graph.causes) == count


def test_del_removes_and_goes_on_with_the_next(six_causes):
    lead = six_causes
    lead.choose("Spooler")
    lead.press(Key.Key_Delete)
    assert lead.texts(lead.category("Technology").key) == ["DHCP lease ends at 07:00"]
    assert lead.current.text == "DHCP lease ends at 07:00"
    lead.press(Key.Key_Z, modifier=CONTROL)
    assert lead.cause("Driver").status == Status.ROOT_CAUSE
    assert lead.current.text in ("Spooler runs out of handles", "Driver 4.1 leaks")


def test_every_command_has_keys_or_a_menu_and_says_why_it_is_disabled(six_causes):
    registry = six_causes.desk.registry
    mine = [each for each in registry.ids() if each.startswith("diagram.")]
    assert len(mine) > 50
    for action_id in mine:
        action = registry.action(action_id)
        assert action.menu.startswith("analysis")
        assert action.scope == "diagram"
        assert registry.qaction(action_id).isEnabled() or registry.why_disabled(action_id)


def test_writing_into_a_label_closes_when_it_is_left(lead):
    lead.press(Key.Key_Tab)
    lead.write("Left open")
    assert isinstance(QApplication.focusWidget(), LabelEditor)
    lead.page.inspector.text.setFocus()
    assert lead.texts() == ["Left open"]
    assert lead.stored().in_order()[0].text == "Left open"
