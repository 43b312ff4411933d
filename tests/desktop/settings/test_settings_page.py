from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QKeySequence
from PySide6.QtWidgets import QFileDialog, QLabel

from incidentdesk.desktop.backups import backup_folder
from incidentdesk.desktop.binder_folder import binder_file, binder_folder
from incidentdesk.desktop.desk import furnish
from incidentdesk.desktop.main_window import MainWindow
from incidentdesk.desktop.places import PLACES, Place

TITLES = {
    "GeneralSection": "General",
    "AppearanceSection": "Appearance",
    "KeyboardSection": "Keyboard",
    "WordsSection": "Categories and teams",
    "ReportsSection": "Reports",
    "DataSection": "Data and backup",
}


@pytest.fixture
def desk(sqlite_desk, preferences, theme):
    desk = furnish(sqlite_desk, actor="Mei Okafor", preferences=preferences, theme=theme)
    yield desk
    desk.background.stop()


@pytest.fixture
def page(desk, qtbot):
    settings = next(place for place in PLACES if place.key == "settings")
    window = MainWindow(desk, (Place("incidents", "Incidents", "incident", lambda _desk: QLabel("list")), settings), ())
    qtbot.addWidget(window)
    window.go_to("settings")
    window.show()
    qtbot.waitActive(window)
    return window.page


def section(page, name):
    page.show_section(TITLES[name])
    return next(each for each in page.sections_made if type(each).__name__ == name)


def choose(box, value):
    box.setCurrentIndex(box.findData(value))


def words(desk, noun):
    with desk.database.read() as reader:
        return [row[0] for row in reader.rows(f"SELECT name FROM {noun} WHERE withdrawn_at IS NULL ORDER BY name")]


def test_one_section_is_shown_at_a_time(page):
    section(page, "KeyboardSection")
    assert [type(each).__name__ for each in page.sections_made if each.isVisible()] == ["KeyboardSection"]


def test_a_search_goes_through_all_sections(page):
    page.field.setText("backup")
    assert [type(each).__name__ for each in page.sections_made if each.isVisible()] == ["DataSection"]
    page.field.setText("shortcuts")
    assert [type(each).__name__ for each in page.sections_made if each.isVisible()] == ["KeyboardSection"]
    page.field.setText("no such thing")
    assert page._empty.isVisible()


def test_the_theme_changes_at_once_and_is_kept(page, desk):
    choose(section(page, "AppearanceSection").theme_choice, "dark")
    assert desk.theme.dark
    assert desk.preferences.get("theme") == "dark"


def test_density_size_and_movement_are_kept(page, desk):
    look = section(page, "AppearanceSection")
    choose(look.density, "compact")
    choose(look.scale, 130)
    look.motion.setChecked(True)
    assert [desk.preferences.get(name) for name in ("density", "font_scale", "reduced_motion")] == [
        "compact",
        130,
        True,
    ]
    assert desk.theme.scale == 130


def test_what_keys_change_is_shown_here_too(page, desk):
    look = section(page, "AppearanceSection")
    desk.registry.run("view.density.compact")
    assert look.density.currentData() == "compact"


def test_keys_are_changed(page, desk):
    keys = section(page, "KeyboardSection").keys
    keys.choose("view.refresh")
    keys.edit.setKeySequence(QKeySequence("Ctrl+R"))
    keys.set_button.click()
    assert desk.registry.shortcut_text("view.refresh") == "Ctrl+R"
    keys.reset_button.click()
    assert desk.registry.shortcut_text("view.refresh") == "F5"


def test_keys_of_another_command_are_refused_by_name(page, desk):
    keys = section(page, "KeyboardSection").keys
    keys.choose("view.refresh")
    keys.edit.setKeySequence(QKeySequence("Ctrl+K"))
    keys.set_button.click()
    assert "Command palette" in page.message.text
    assert desk.registry.shortcut_text("view.refresh") == "F5"


def test_single_letters_can_be_switched_off(page, desk):
    section(page, "KeyboardSection").letters.setChecked(False)
    assert desk.registry.shortcut_texts("help.shortcuts") == []


def test_a_service_is_added_renamed_and_withdrawn(page, desk, qtbot):
    services = section(page, "WordsSection").lists["service"]
    services.field.setText("WAN")
    qtbot.keyClick(services.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: services.tree.topLevelItemCount() == 1)
    services.tree.topLevelItem(0).setText(0, "WAN / Internet")
    qtbot.waitUntil(lambda: words(desk, "service") == ["WAN / Internet"])
    qtbot.waitUntil(lambda: services.words[0][1] == "WAN / Internet")
    services.tree.setCurrentItem(services.tree.topLevelItem(0))
    services.withdraw_button.click()
    qtbot.waitUntil(lambda: services.tree.topLevelItemCount() == 0)
    assert words(desk, "service") == []


def test_adding_can_be_undone(page, desk, qtbot):
    teams = section(page, "WordsSection").lists["team"]
    teams.field.setText("Service Desk")
    teams.add_button.click()
    qtbot.waitUntil(lambda: not desk.history.why_no_undo())
    desk.history.undo()
    qtbot.waitUntil(lambda: words(desk, "team") == [])


def test_a_name_that_is_taken_is_refused_and_the_old_one_returns(page, desk, qtbot):
    teams = section(page, "WordsSection").lists["team"]
    for name in ("Network", "Service Desk"):
        teams.field.setText(name)
        teams.add_button.click()
        qtbot.waitUntil(lambda name=name: name in words(desk, "team"))
    qtbot.waitUntil(lambda: teams.tree.topLevelItemCount() == 2)
    teams.tree.topLevelItem(1).setText(0, "Network")
    qtbot.waitUntil(lambda: "Network" in page.message.text)
    qtbot.waitUntil(lambda: teams.tree.topLevelItem(1).text(0) == "Service Desk")


def test_subcategories_stand_below_their_category(page, desk, qtbot):
    from incidentdesk.prepare.category import category_named

    with desk.database.write(actor="Mei Okafor") as session:
        category_named(session, "WAN", category_named(session, "Network"))
    categories = section(page, "WordsSection").lists["category"]
    qtbot.waitUntil(lambda: categories.tree.topLevelItemCount() == 1)
    assert categories.tree.topLevelItem(0).child(0).text(0) == "WAN"


def test_the_last_resolution_code_stays(page, desk, qtbot):
    codes = section(page, "WordsSection").lists["resolution_code"]
    qtbot.waitUntil(lambda: codes.tree.topLevelItemCount() > 1)
    count = codes.tree.topLevelItemCount()
    codes.tree.setCurrentItem(codes.tree.topLevelItem(0))
    codes.withdraw_button.click()
    qtbot.waitUntil(lambda: codes.tree.topLevelItemCount() == count - 1)


@pytest.mark.parametrize(
    ("field", "key", "usual", "wanted"),
    [
        ("review_days", "review_due_days", 3, 5),
        ("risk_percent", "sla_risk_percent", 75, 60),
        ("stale_days", "contact_stale_days", 180, 90),
    ],
)
def test_until_when_reviews_are_due_and_from_when_a_clock_is_at_risk_are_of_the_desk(
    page, desk, qtbot, field, key, usual, wanted
):
    from incidentdesk.prepare.setting import setting_of

    box = getattr(section(page, "GeneralSection"), field)
    qtbot.waitUntil(lambda: box.value() == usual)
    box.setValue(wanted)

    def chosen():
        with desk.database.read() as reader:
            return setting_of(reader, key)

    qtbot.waitUntil(lambda: chosen() == wanted)


def test_the_attachment_limit_is_one_of_the_desk(page, desk, qtbot):
    from incidentdesk.prepare.setting import setting_of

    data = section(page, "DataSection")
    qtbot.waitUntil(lambda: data.limit.value() == 25)
    data.limit.setValue(40)

    def limit():
        with desk.database.read() as reader:
            return setting_of(reader, "attachment_limit")

    qtbot.waitUntil(lambda: limit() == 40 * 1024 * 1024)


def test_the_folder_of_the_binder_is_chosen_and_says_when_its_copy_was_written(
    page, desk, qtbot, tmp_path, monkeypatch
):
    data = section(page, "DataSection")
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_arguments: str(tmp_path))
    data.binder_button.click()
    assert binder_folder(desk) == tmp_path
    qtbot.waitUntil(lambda: "No copy is in it yet." in data.binder.text())
    binder_file(tmp_path).write_bytes(b"%PDF")
    data.reload()
    qtbot.waitUntil(lambda: "Last copy: " in data.binder.text())
    data.no_binder_button.click()
    assert binder_folder(desk) is None
    assert data.binder.text() == "No copy is kept yet."


def test_a_backup_is_made_and_listed(page, desk, qtbot):
    from incidentdesk.prepare.team import team_named

    with desk.database.write(actor="Mei Okafor") as session:
        team_named(session, "Service Desk")
    data = section(page, "DataSection")
    data.now_button.click()
    qtbot.waitUntil(lambda: data.backups.tree.topLevelItemCount() == 1)
    assert [file.suffix for file in backup_folder(desk.preferences).iterdir()] == [".db"]


def test_a_backup_is_restored_into_a_new_file_and_opened(page, desk, qtbot, monkeypatch, tmp_path):
    from PySide6.QtWidgets import QFileDialog

    from incidentdesk.prepare.team import team_named

    with desk.database.write(actor="Mei Okafor") as session:
        team_named(session, "Service Desk")
    data = section(page, "DataSection")
    data.now_button.click()
    qtbot.waitUntil(lambda: data.backups.tree.topLevelItemCount() == 1)
    target = tmp_path / "again.db"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(target), ""))
    data.backups.tree.setCurrentItem(data.backups.tree.topLevelItem(0))
    with qtbot.waitSignal(page.database_wanted) as wanted:
        data.backups.button.click()
    assert wanted.args == [str(target)]
    assert Path(target).is_file()


def test_another_zone_opens_the_window_again(page, desk, qtbot):
    general = section(page, "GeneralSection")
    general.zone.setCurrentText("Asia/Tokyo")
    with qtbot.waitSignal(page.database_wanted):
        general.zone.activated.emit(0)
    assert desk.preferences.get("time_zone") == "Asia/Tokyo"


# -- reports


@pytest.fixture
def picture(tmp_path, qapp):
    image = QImage(64, 16, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.darkBlue)
    file = tmp_path / "logo.png"
    image.save(str(file))
    return file


def test_the_name_of_the_desk_and_the_target_hold_for_everybody(page, desk, qtbot):
    from incidentdesk.prepare.setting import setting_of

    reports = section(page, "ReportsSection")
    qtbot.waitUntil(lambda: not desk.background.jobs)
    reports.name.setText("Nordwind IT")
    reports.name.editingFinished.emit()
    reports.target.setValue(95)
    qtbot.waitUntil(lambda: not desk.background.jobs)
    with desk.database.read() as reader:
        assert setting_of(reader, "desk_name") == "Nordwind IT"
        assert setting_of(reader, "sla_target_percent") == 95


def test_a_logo_is_shown_and_can_be_taken_away_again(page, desk, picture, qtbot):
    from incidentdesk.measure.logo import logo_of

    reports = section(page, "ReportsSection")
    reports.take_logo(str(picture))
    qtbot.waitUntil(lambda: not reports.picture.pixmap().isNull())
    with desk.database.read() as reader:
        assert logo_of(reader) == picture.read_bytes()
    reports.remove_button.click()
    qtbot.waitUntil(lambda: reports.picture.text() == "none")
    with desk.database.read() as reader:
        assert logo_of(reader) is None


def test_what_is_no_picture_is_refused_with_a_sentence_and_the_logo_stays(page, desk, picture, tmp_path, qtbot):
    reports = section(page, "ReportsSection")
    reports.take_logo(str(picture))
    qtbot.waitUntil(lambda: not reports.picture.pixmap().isNull())
    wrong = tmp_path / "logo.pdf"
    wrong.write_bytes(b"%PDF-1.7")
    reports.take_logo(str(wrong))
    qtbot.waitUntil(lambda: "PNG or JPEG" in page.message.text)
    assert not reports.picture.pixmap().isNull()
