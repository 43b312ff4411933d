import csv
import json
from zipfile import ZipFile

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget
from python_calamine import CalamineWorkbook

from incidentdesk.desktop.detect import exporting
from incidentdesk.desktop.detect.export_dialog import ExportDialog
from incidentdesk.desktop.detect.exporting import Format, Scope
from incidentdesk.desktop.printable import PrintableIncident


@pytest.fixture
def open_dialog(open_list, fill, sqlite_desk, settle, tmp_path):
    """The dialog over a list of three open incidents, of which some may be selected."""
    fill(sqlite_desk, "Mail is down", "=SUM(A1) opens a calculator", "VPN drops", team="Service desk")

    def open_dialog(query="", select=()):
        page = open_list(sqlite_desk, query=query)
        if select:
            page.table.select_rows(select)
        settle(page)
        dialog = ExportDialog(page._desk, page.printable(), page.window())
        dialog.open()
        dialog.file.setText(str(tmp_path / "out.csv"))
        dialog.file.textEdited.emit(dialog.file.text())
        return dialog

    return open_dialog


def done(qtbot, dialog):
    """Press the button and wait for the end."""
    shown = []
    dialog._desk.toasts.shown.connect(shown.append)
    with qtbot.waitSignal(dialog.accepted, timeout=20_000):
        dialog.export_button.click()
    return shown


def titles(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [row["title"] for row in csv.DictReader(file)]


def test_the_list_goes_out_as_it_is_filtered_and_ordered(open_dialog, tmp_path, qtbot):
    dialog = open_dialog("title:mail,vpn sort:created-asc")
    said = done(qtbot, dialog)
    assert titles(tmp_path / "out.csv") == ["Mail is down", "VPN drops"]
    assert "2 incidents written" in said[0]
    assert str(tmp_path / "out.csv") in said[0]


def test_the_selection_is_proposed_where_there_is_one(open_dialog, tmp_path, qtbot):
    dialog = open_dialog(select=[(0, 1)])
    assert dialog.scope == Scope.SELECTION
    done(qtbot, dialog)
    assert len(titles(tmp_path / "out.csv")) == 2


def test_all_incidents_go_out_whatever_the_filter(open_dialog, tmp_path, qtbot):
    dialog = open_dialog("mail")
    dialog.scopes[Scope.ALL].click()
    done(qtbot, dialog)
    assert titles(tmp_path / "out.csv")[::2] == ["Mail is down", "VPN drops"]


def test_no_cell_is_a_formula(open_dialog, tmp_path, qtbot):
    done(qtbot, open_dialog())
    assert "'=SUM(A1) opens a calculator" in titles(tmp_path / "out.csv")


def test_only_the_columns_that_are_wanted(open_dialog, tmp_path, qtbot):
    dialog = open_dialog()
    dialog.columns.choose(["number", "team"])
    done(qtbot, dialog)
    assert (tmp_path / "out.csv").read_text().splitlines()[0] == '"number","team"'


def test_the_columns_of_the_list_are_one_click_away(open_dialog):
    dialog = open_dialog()
    dialog.list_columns.click()
    assert "title" in dialog.columns.chosen()
    assert "reopen_count" not in dialog.columns.chosen()
    dialog.all_columns.click()
    assert "reopen_count" in dialog.columns.chosen()


def test_a_byte_order_mark_for_excel_only_where_it_means_something(open_dialog, tmp_path, qtbot):
    dialog = open_dialog()
    dialog.bom.click()
    dialog.format.button(Format.JSON).click()
    assert not dialog.bom.isVisible()
    dialog.format.button(Format.CSV).click()
    assert dialog.bom.isVisible()
    done(qtbot, dialog)
    assert (tmp_path / "out.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_the_name_follows_the_format(open_dialog, tmp_path, qtbot):
    dialog = open_dialog()
    dialog.format.button(Format.XLSX).click()
    assert dialog.file.text() == str(tmp_path / "out.xlsx")
    done(qtbot, dialog)
    rows = CalamineWorkbook.from_path(str(tmp_path / "out.xlsx")).get_sheet_by_index(0).to_python()
    assert "=SUM(A1) opens a calculator" in [cell for row in rows for cell in row]


def test_json_is_one_object_for_each_incident(open_dialog, tmp_path, qtbot):
    dialog = open_dialog("mail")
    dialog.format.button(Format.JSON).click()
    done(qtbot, dialog)
    (found,) = json.loads((tmp_path / "out.json").read_text())
    assert found["title"] == "Mail is down"
    assert found["created_at"].endswith(("Z", "+00:00"))


def test_the_whole_desk_goes_into_one_file_whatever_is_chosen(open_dialog, tmp_path, qtbot):
    dialog = open_dialog("mail")
    dialog.format.button(Format.DESK).click()
    assert not dialog.columns.isEnabled()
    assert not dialog.scopes[Scope.LIST].isEnabled()
    assert dialog.scope == Scope.ALL
    assert "all incidents" in dialog.columns.toolTip()
    said = done(qtbot, dialog)
    assert "The whole desk" in said[0]
    with ZipFile(tmp_path / "out.incidentdesk") as archive:
        assert len(archive.read("tables/incident.jsonl").splitlines()) == 3
    assert [each.name for each in tmp_path.iterdir() if each.name.startswith(".")] == []


def test_after_the_whole_desk_a_list_can_be_chosen_again(open_dialog):
    dialog = open_dialog()
    dialog.format.button(Format.DESK).click()
    dialog.format.button(Format.CSV).click()
    assert dialog.columns.isEnabled()
    assert dialog.scopes[Scope.LIST].isEnabled()
    assert dialog.scope == Scope.LIST
    assert "Alt" in dialog.columns.toolTip()


def test_a_name_without_an_ending_gets_one(open_dialog, tmp_path, qtbot):
    dialog = open_dialog()
    dialog.file.setText(str(tmp_path / "incidents of March 3.5"))
    done(qtbot, dialog)
    assert (tmp_path / "incidents of March 3.5.csv").exists()


def test_a_file_that_is_there_is_replaced_knowingly(open_dialog, tmp_path, qtbot):
    (tmp_path / "out.csv").write_text("old")
    dialog = open_dialog()
    assert dialog.export_button.text() == "Replace file"
    assert "will be replaced" in dialog.replaced.text()
    done(qtbot, dialog)
    assert titles(tmp_path / "out.csv")


def test_what_is_missing_is_said_at_the_button(open_dialog, tmp_path):
    dialog = open_dialog()
    dialog.columns.choose([])
    assert not dialog.export_button.isEnabled()
    assert dialog.export_button.toolTip() == "Choose a column first."
    dialog.columns.choose(["title"])
    dialog.file.setText("")
    assert dialog.export_button.toolTip() == "Name a file first."
    dialog.file.setText(str(tmp_path))
    assert "is a folder" in dialog.export_button.toolTip()


def test_what_cannot_be_written_says_why_and_the_choice_stays(open_dialog, tmp_path, qtbot):
    dialog = open_dialog()
    dialog.file.setText(str(tmp_path / "no such folder" / "out.csv"))
    dialog.export_button.click()
    qtbot.waitUntil(lambda: bool(dialog.message.text))
    assert "no such folder" in dialog.message.text
    assert dialog.isVisible()
    assert dialog.export_button.isEnabled()


def test_a_long_list_is_written_beside_the_window(open_dialog, tmp_path, qtbot, monkeypatch):
    monkeypatch.setattr(exporting, "MOST_HERE", 1)
    dialog = open_dialog("sort:created-asc")
    dialog.columns.choose(["number", "title"])
    done(qtbot, dialog)
    assert titles(tmp_path / "out.csv") == ["Mail is down", "'=SUM(A1) opens a calculator", "VPN drops"]
    assert sorted(each.name for each in tmp_path.glob("*out.csv*")) == ["out.csv"]


def test_beside_the_window_a_refusal_names_the_chosen_file(open_dialog, tmp_path, qtbot, monkeypatch):
    monkeypatch.setattr(exporting, "MOST_HERE", 1)
    dialog = open_dialog()
    dialog.file.setText(str(tmp_path / "no such folder" / "out.csv"))
    dialog.export_button.click()
    qtbot.waitUntil(lambda: bool(dialog.message.text), timeout=20_000)
    assert str(tmp_path / "no such folder" / "out.csv") in dialog.message.text
    assert ".part" not in dialog.message.text


def test_cancel_midway_leaves_the_file_that_was_there_and_no_other(
    open_dialog, tmp_path, qtbot, monkeypatch, fill, sqlite_desk
):
    fill(sqlite_desk, *(f"Printer {place} jams" for place in range(30)))
    monkeypatch.setattr(exporting, "MOST_HERE", 1)
    (tmp_path / "out.csv").write_text("old")
    dialog = open_dialog()
    before = {each.name for each in tmp_path.iterdir()}
    dialog.export_button.click()
    qtbot.waitUntil(lambda: {each.name for each in tmp_path.iterdir()} != before)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not dialog._desk.background.jobs, timeout=20_000)
    assert dialog.isVisible()
    assert dialog.message.text == "Stopped. Nothing was written."
    assert (tmp_path / "out.csv").read_text() == "old"
    assert {each.name for each in tmp_path.iterdir()} == before
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_a_file_is_chosen_in_the_usual_dialog(open_dialog, tmp_path):
    dialog = open_dialog()
    dialog.browse.click()
    chooser = dialog.findChild(QFileDialog)
    assert chooser.acceptMode() == QFileDialog.AcceptMode.AcceptSave
    chooser.fileSelected.emit(str(tmp_path / "other.csv"))
    chooser.close()
    assert dialog.file.text() == str(tmp_path / "other.csv")


def test_from_the_page_of_an_incident_all_incidents_go_out(open_dialog, tmp_path, qtbot):
    listed = open_dialog()
    dialog = ExportDialog(listed._desk, PrintableIncident(1), listed.parentWidget())
    assert list(dialog.scopes) == [Scope.ALL]
    assert dialog.file.text().endswith("Incidents 2026-03-28.csv")
    dialog.file.setText(str(tmp_path / "all.csv"))
    dialog.open()
    done(qtbot, dialog)
    assert len(titles(tmp_path / "all.csv")) == 3


def test_everything_in_it_has_a_name(open_dialog):
    dialog = open_dialog()
    for widget in dialog.findChildren(QWidget):
        if widget.focusPolicy() != Qt.FocusPolicy.NoFocus and widget.isVisible() and not widget.focusProxy():
            assert widget.accessibleName(), widget
