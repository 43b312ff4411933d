import json

import pytest

from incidentdesk.desktop.preferences import Preferences
from incidentdesk.refusal import Refused


def test_a_value_survives_the_program(tmp_path, qtbot):
    Preferences(tmp_path).set("theme", "dark")
    assert Preferences(tmp_path).get("theme") == "dark"


def test_what_was_never_set_has_its_default(preferences):
    assert preferences.get("density") == "comfortable"


def test_an_unknown_name_is_a_bug(preferences):
    with pytest.raises(KeyError):
        preferences.set("colour_of_the_sky", "blue")


@pytest.mark.parametrize("content", ["", "{", "[1, 2]", '{"theme": 7}', "\0\0\0"])
def test_a_spoilt_file_gives_the_defaults(tmp_path, qtbot, content):
    (tmp_path / "settings.json").write_text(content)
    assert Preferences(tmp_path).get("theme") == "auto"


def test_what_a_newer_version_wrote_is_kept(tmp_path, qtbot):
    (tmp_path / "settings.json").write_text('{"later": 1}')
    Preferences(tmp_path).set("theme", "dark")
    assert json.loads((tmp_path / "settings.json").read_text()) == {"later": 1, "theme": "dark"}


def test_no_half_file_is_left_behind(tmp_path, preferences):
    preferences.set("font_scale", 120)
    assert [file.name for file in preferences.folder.iterdir()] == ["settings.json"]


def test_a_folder_that_cannot_be_written_is_refused_with_a_reason(tmp_path, qtbot):
    (tmp_path / "file").write_text("in the way")
    preferences = Preferences(tmp_path / "file")
    with pytest.raises(Refused, match="could not be saved"):
        preferences.set("theme", "dark")
    assert preferences.get("theme") == "dark"


def test_the_latest_comes_first_and_only_once(preferences):
    for name in ("a", "b", "a"):
        preferences.remember("recent_databases", name)
    assert preferences.get("recent_databases") == ["a", "b"]


def test_reduced_motion_takes_no_time(preferences):
    assert preferences.duration(150) == 150
    preferences.set("reduced_motion", True)
    assert preferences.duration(150) == 0


def test_compact_rows_are_lower(preferences):
    assert preferences.row_height == 36
    preferences.set("density", "compact")
    assert preferences.row_height == 28
