"""The proofs and the gate on the page of an incident: nothing is resolved, signed or waived before its time."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog

from incidentdesk.desktop.recover.comparing_dialog import ComparingDialog
from incidentdesk.desktop.recover.recovery_part import RecoveryPart
from incidentdesk.desktop.respond import incident_page
from incidentdesk.desktop.widgets.button import Button
from incidentdesk.detect.check import Outcome
from incidentdesk.detect.intake import log_incident
from incidentdesk.detect.monitor_change import create_monitor
from incidentdesk.prepare.service_change import create_service
from incidentdesk.recover.recovery_change import begin_recovery
from incidentdesk.recover.row_comparison import compare_rows, read_counts
from incidentdesk.recover.verification_change import record_rows
from incidentdesk.respond.check_taking import Checked, take_checks
from incidentdesk.respond.exit_criterion_list import criteria_of
from tests.desktop.respond import conftest as windows
from tests.recover.test_tree_comparison import FILES, manifest_of, written

open_window, settle = windows.open_window, windows.settle


@pytest.fixture
def major(sqlite_desk):
    with sqlite_desk.write(actor="Mei Okafor") as session:
        create_service(session, name="Payroll database")
        create_monitor(session, name="Payroll", kind="TCP port", target="127.0.0.1:9", service="Payroll database")
        incident_id = log_incident(session, title="Payroll is down", service="Payroll database", major=True)
        begin_recovery(session, incident_id)
    return incident_id


@pytest.fixture
def opened(open_window, sqlite_desk, major, monkeypatch, settle, qtbot):
    """Opens the recovery of the major incident as somebody; hands over the page, the proofs and the gate."""
    real = incident_page.IncidentPage

    def opened(actor="Mei Okafor", account=""):
        with monkeypatch.context() as patched:
            patched.setattr(windows, "IncidentPage", lambda desk, wanted: real(desk, wanted, parts=(RecoveryPart,)))
            page = open_window(sqlite_desk, major, actor, account)
        page.show_part("recovery")
        settle(page.desk)
        part = page.more_parts[0]
        proofs = part.proofs.itemAt(0).widget()
        gate = part.gate.itemAt(0).widget()
        qtbot.waitUntil(lambda: bool(proofs.criteria.cards))
        return page, proofs, gate

    return opened


def card(section, title):
    return next(each for each in section.cards if each.card.title == title)


def press(qtbot, button):
    assert button.isEnabled(), button.toolTip()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def dialog_of(page, qtbot):
    qtbot.waitUntil(lambda: bool(_dialogs(page)))
    return _dialogs(page)[-1]


def _dialogs(page):
    return [each for each in page.window().findChildren(QDialog) if each.isVisible()]


def words(bar):
    return bar.message.text.replace("\u2068", "").replace("\u2069", "")


def test_the_gate_is_closed_until_every_criterion_is_decided_on_and_it_is_declared(opened, qtbot, settle, sqlite_desk):
    page, proofs, gate = opened()
    assert words(gate) == "The gate to Resolved is closed. 0 of 4 exit criteria are decided on."
    assert not page.desk.registry.qaction("proof.declare").isEnabled()
    for title in [each.card.title for each in proofs.criteria.cards]:
        own = card(proofs.criteria, title)
        if own.buttons["meet"].isEnabled():
            press(qtbot, own.buttons["meet"])
        else:
            press(qtbot, own.buttons["waive"])
            proofs.reason.line.setText("Nothing of it was lost.")
            qtbot.keyClick(proofs.reason.line, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda title=title: "reopen" in card(proofs.criteria, title).buttons)
        settle(page.desk)
    qtbot.waitUntil(lambda: "Declare it recovered" in words(gate))
    press(qtbot, gate.message.action_button)
    qtbot.waitUntil(lambda: "The gate is open" in words(gate))
    assert words(gate).startswith("Declared recovered by Mei Okafor")


def test_a_waiver_without_a_reason_is_refused_and_nothing_is_lost(opened, qtbot, sqlite_desk, major):
    _page, proofs, _gate = opened()
    own = card(proofs.criteria, "The backups were checked before use")
    press(qtbot, own.buttons["waive"])
    qtbot.keyClick(proofs.reason.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "can't be waived without a reason" in proofs.reason.complaint.text())
    assert proofs.reason.isVisible()
    with sqlite_desk.read() as reader:
        assert all(each.is_open for each in criteria_of(reader, major))


def test_what_is_not_proven_can_t_be_signed_and_says_why(opened):
    _page, proofs, _gate = opened()
    button = card(proofs.criteria, "What was restored is verified").buttons["meet"]
    assert not button.isEnabled()
    assert button.toolTip() == "Nothing was verified yet."


def test_the_command_to_resolve_says_what_is_open_and_leads_there(opened, qtbot):
    page, _proofs, _gate = opened()
    assert "4 exit criteria are open" in page.desk.registry.why_disabled("list.resolve")
    page.show_part("timeline")
    press(qtbot, page.header.next)
    assert "4 exit criteria are open" in page.message.text
    press(qtbot, page.message.action_button)
    assert page.part_in_view() is page.more_parts[0]


# ── files ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def manifest_file(place: Path, files: dict[str, bytes], name: str = "hashes.sha256") -> Path:
    lines = [f"{each.hash}  {each.path}\n" for each in manifest_of(files).files]
    place.mkdir(parents=True, exist_ok=True)
    (place / name).write_text("".join(lines))
    return place / name


def test_a_restored_tree_with_one_byte_changed_fails_and_passes_when_it_is_right(opened, qtbot, settle, tmp_path):
    page, proofs, _gate = opened()
    place = written(tmp_path / "restored", FILES)
    manifest = manifest_file(tmp_path / "hashes", FILES)
    (place / "a.txt").write_bytes(b"alphA")
    press(qtbot, _button(proofs.verifications, "proof.files", page))
    dialog = dialog_of(page, qtbot)
    dialog.name.setText("Payroll files")
    _compare(qtbot, dialog, place, manifest)
    assert "1 is changed" in dialog.result.text
    assert "Changed: a.txt" in dialog.list.toPlainText()
    press(qtbot, dialog.save_button)
    qtbot.waitUntil(lambda: [each.card.state.split(" ·")[0] for each in proofs.verifications.cards] == ["Failed"])
    (place / "a.txt").write_bytes(b"alpha")
    settle(page.desk)
    press(qtbot, proofs.verifications.cards[0].buttons["again"])
    dialog = dialog_of(page, qtbot)
    assert dialog.name.text() == "Payroll files"
    _compare(qtbot, dialog, place, manifest)
    press(qtbot, dialog.save_button)
    qtbot.waitUntil(lambda: len(proofs.verifications.cards) == 2)
    newest = proofs.verifications.cards[0]
    assert newest.card.state.startswith("Passed")
    press(qtbot, newest.buttons["sign"])
    qtbot.waitUntil(lambda: "signed by somebody else" in proofs.message.text)


def _compare(qtbot, dialog: ComparingDialog, place: Path, manifest: Path) -> None:
    dialog.place.setText(str(place))
    dialog.manifest.setText(str(manifest))
    press(qtbot, dialog.compare_button)
    qtbot.waitUntil(lambda: bool(dialog.result.text) and dialog._job is None)


def _button(section, action_id, page):
    text = page.desk.registry.entry(action_id).text
    return next(each for each in section.findChildren(Button) if each.accessibleName() == text)


def test_the_manifest_of_another_backup_is_named_and_can_be_changed_for_the_right_one(opened, qtbot, tmp_path):
    page, proofs, _gate = opened()
    place = written(tmp_path / "backup", FILES)
    wrong = manifest_file(tmp_path, {f"mail/{n}.mbox": b"x" for n in range(30)}, "mail.sha256")
    press(qtbot, _button(proofs.backups, "proof.backup", page))
    dialog = dialog_of(page, qtbot)
    dialog.name.setText("Night to Tuesday")
    assert not dialog.save_button.isEnabled()
    _compare(qtbot, dialog, place, wrong)
    assert "is the manifest of another backup" in dialog.result.text
    _compare(qtbot, dialog, place, manifest_file(tmp_path / "right", FILES))
    assert "All 3 files are exactly" in dialog.result.text
    press(qtbot, dialog.save_button)
    qtbot.waitUntil(lambda: len(proofs.backups.cards) == 1)
    assert proofs.backups.cards[0].card.state.startswith("Passed")
    qtbot.waitUntil(lambda: card(proofs.criteria, "The backups were checked before use").buttons["meet"].isEnabled())


def test_a_file_that_is_no_manifest_gets_a_sentence(opened, qtbot, tmp_path):
    page, proofs, _gate = opened()
    (tmp_path / "letter.txt").write_text("Dear all\nnothing here\n")
    press(qtbot, _button(proofs.verifications, "proof.files", page))
    dialog = dialog_of(page, qtbot)
    _compare(qtbot, dialog, written(tmp_path / "tree", FILES), tmp_path / "letter.txt")
    assert "is no file of hashes" in dialog.result.text
    assert dialog.found is None
    dialog.reject()


def test_hashing_can_be_stopped(opened, qtbot, tmp_path):
    page, proofs, _gate = opened()
    place = written(tmp_path / "tree", {"large": b"x" * 64_000_000})
    manifest = manifest_file(tmp_path, {"large": b"x" * 64_000_000})
    press(qtbot, _button(proofs.verifications, "proof.files", page))
    dialog = dialog_of(page, qtbot)
    dialog.place.setText(str(place))
    dialog.manifest.setText(str(manifest))
    press(qtbot, dialog.compare_button)
    assert dialog.cancel_hashing.isVisible()
    press(qtbot, dialog.cancel_hashing)
    qtbot.waitUntil(lambda: dialog.compare_button.isEnabled())
    assert dialog.found is None
    assert dialog.place.text() == str(place)
    dialog.reject()


# ── checklist, rows, monitors ────────────────────────────────────────────────────────────────────────────────────────


def test_a_checklist_fits_the_service_is_gone_through_and_signed_by_a_second_person(opened, qtbot, settle):
    page, proofs, _gate = opened()
    press(qtbot, _button(proofs.verifications, "proof.checklist", page))
    dialog = dialog_of(page, qtbot)
    assert dialog.type.currentText() == "Database"
    dialog.points.setPlainText("It starts\nA user signs in")
    press(qtbot, dialog.save_button)
    qtbot.waitUntil(lambda: any(hasattr(each, "rows") for each in _dialogs(page)))
    sheet = next(each for each in _dialogs(page) if hasattr(each, "rows"))
    assert not sheet.end_button.isEnabled()
    for row in sheet.rows:
        row.answer.setCurrentIndex(1)
        row.answer.activated.emit(1)
        settle(page.desk)
    press(qtbot, sheet.end_button)
    qtbot.waitUntil(lambda: proofs.verifications.cards[0].card.state.startswith("Passed"))
    page2, proofs2, _gate2 = opened("Bo Diaz")
    press(qtbot, proofs2.verifications.cards[0].buttons["sign"])
    qtbot.waitUntil(lambda: any("Signed by" in line for line in proofs2.verifications.cards[0].card.lines))
    qtbot.waitUntil(lambda: card(proofs2.criteria, "What was restored is verified").buttons["meet"].isEnabled())
    settle(page2.desk)


def test_two_people_of_one_name_may_sign_for_one_another_and_nobody_for_themselves(opened, qtbot, sqlite_desk, major):
    counts = read_counts(b"orders,12", "a.csv")
    with sqlite_desk.write(actor="Jan Novák") as session:
        compared = compare_rows(counts, counts, ("a.csv", "b.csv"))
        record_rows(session, major, compared, title="Orders", account="jnovak")
    _page, proofs, _gate = opened("Jan Novák-Weiss", "jnovak")
    press(qtbot, proofs.verifications.cards[0].buttons["sign"])
    qtbot.waitUntil(lambda: "signed by somebody else" in proofs.message.text)
    _page, proofs, _gate = opened("Jan Novák", "jnovak2")
    press(qtbot, proofs.verifications.cards[0].buttons["sign"])
    qtbot.waitUntil(lambda: any("jnovak2" in line for line in proofs.verifications.cards[0].card.lines))


def test_row_counts_are_compared_from_two_files(opened, qtbot, tmp_path):
    page, proofs, _gate = opened()
    (tmp_path / "before.csv").write_text("table,rows\norders,12\n")
    (tmp_path / "after.csv").write_text("table,rows\norders,11\n")
    press(qtbot, _button(proofs.verifications, "proof.rows", page))
    dialog = dialog_of(page, qtbot)
    dialog.name.setText("Payroll")
    dialog.expected.setText(str(tmp_path / "before.csv"))
    dialog.actual.setText(str(tmp_path / "after.csv"))
    qtbot.waitUntil(lambda: dialog.found is not None)
    assert dialog.list.toPlainText() == "orders: 12 rows → 11 rows"
    press(qtbot, dialog.save_button)
    qtbot.waitUntil(lambda: len(proofs.verifications.cards) == 1)
    assert proofs.verifications.cards[0].card.late


def test_a_soak_moves_with_the_checks_and_is_stopped_with_a_reason(opened, qtbot, settle, sqlite_desk):
    page, proofs, _gate = opened()
    press(qtbot, _button(proofs.soaks, "proof.soak", page))
    dialog = dialog_of(page, qtbot)
    dialog.passes.setValue(2)
    dialog.minutes.setValue(0)
    press(qtbot, dialog.save_button)
    qtbot.waitUntil(lambda: len(proofs.soaks.cards) == 1)
    assert proofs.soaks.cards[0].card.lines[0] == "0 of 2 checks passed, 0 of 0 minutes"
    with sqlite_desk.write(actor="agent") as session:
        take_checks(session, [Checked(1, Outcome(True, "Answered."), session.at)])
    proofs.load()
    qtbot.waitUntil(lambda: proofs.soaks.cards[0].card.lines[0].startswith("1 of 2"))
    press(qtbot, proofs.soaks.cards[0].buttons["stop"])
    proofs.reason.line.setText("We restore once more.")
    qtbot.keyClick(proofs.reason.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: proofs.soaks.cards[0].card.state == "Failed")
    settle(page.desk)


def test_check_now_counts_and_a_failure_ends_the_soak(opened, qtbot, settle, sqlite_desk):
    page, proofs, _gate = opened()
    press(qtbot, _button(proofs.soaks, "proof.soak", page))
    press(qtbot, dialog_of(page, qtbot).save_button)
    qtbot.waitUntil(lambda: len(proofs.soaks.cards) == 1)
    settle(page.desk)
    press(qtbot, proofs.soaks.cards[0].buttons["check_now"])
    qtbot.waitUntil(lambda: proofs.soaks.cards[0].card.state == "Failed", timeout=15_000)
    qtbot.waitUntil(lambda: "soak_again" in proofs.soaks.cards[0].buttons)


def test_everything_is_reached_by_keys_and_named(opened, qtbot):
    _page, proofs, _gate = opened()
    for section in proofs.sections:
        for button in section.findChildren(Button):
            assert button.accessibleName()
            assert button.accessibleDescription()
            assert button.focusPolicy() & Qt.FocusPolicy.TabFocus
    own = card(proofs.criteria, "The backups were checked before use")
    own.buttons["waive"].setFocus()
    qtbot.keyClick(own.buttons["waive"], Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: proofs.reason.line.hasFocus())
    qtbot.keyClick(proofs.reason.line, Qt.Key.Key_Escape)
    assert not proofs.reason.isVisible()
    assert own.isAncestorOf(QApplication.focusWidget())
    press(qtbot, own.buttons["waive"])
    proofs.reason.line.setText("No backup was used.")
    qtbot.keyClick(proofs.reason.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "reopen" in card(proofs.criteria, "The backups were checked before use").buttons)
    qtbot.waitUntil(lambda: card(proofs.criteria, "The backups were checked before use").buttons["reopen"].hasFocus())


def test_the_tab_key_goes_from_card_to_card(opened, qtbot):
    page, proofs, _gate = opened()
    _button(proofs.criteria, "proof.criterion", page).setFocus()
    passed = []
    for _step in range(5):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        passed.append(next((each.card.title for each in proofs.criteria.cards if (
            each.isAncestorOf(QApplication.focusWidget()))), ""))  # fmt: skip
    # The first three can only be waived yet.
    titles = [each.card.title for each in proofs.criteria.cards]
    assert passed == [*titles[:3], titles[3], titles[3]]


def test_a_criterion_of_one_s_own_is_added_and_signed_with_what_was_seen(opened, qtbot):
    page, proofs, _gate = opened()
    press(qtbot, _button(proofs.criteria, "proof.criterion", page))
    dialog = dialog_of(page, qtbot)
    assert not dialog.save_button.isEnabled()
    qtbot.keyClicks(dialog.text, "Accounting has closed the day")
    qtbot.keyClick(dialog.text, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(proofs.criteria.cards) == 5)
    press(qtbot, proofs.criteria.cards[-1].buttons["meet"])
    seen = dialog_of(page, qtbot)
    seen.text.setPlainText("Ms Vogel called at noon.")
    press(qtbot, seen.save_button)
    qtbot.waitUntil(lambda: proofs.criteria.cards[-1].card.state.startswith("Met"))
    assert proofs.criteria.cards[-1].card.lines == ("Ms Vogel called at noon.",)


def test_a_waiver_is_undone_in_one_step(opened, qtbot, settle):
    page, proofs, _gate = opened()
    title = "The backups were checked before use"
    press(qtbot, card(proofs.criteria, title).buttons["waive"])
    proofs.reason.line.setText("None was used.")
    qtbot.keyClick(proofs.reason.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: card(proofs.criteria, title).card.state.startswith("Waived"))
    settle(page.desk)
    page.desk.history.undo()
    qtbot.waitUntil(lambda: card(proofs.criteria, title).card.state == "Open")
