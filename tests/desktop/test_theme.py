import tomllib

import pytest
import shiboken6
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QFrame, QLabel, QWidget

from incidentdesk.desktop.theme import Theme
from incidentdesk.paths import resources

THEMES = ("light", "dark")
READABLE = 4.5
GRAPHIC = 3.0


def colours(name):
    return tomllib.loads((resources() / "themes" / f"{name}.toml").read_text())


def luminance(colour):
    def linear(part):
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    red, green, blue, _alpha = QColor(colour).getRgbF()
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)


def contrast(one, other):
    """WCAG 2.2, definition of contrast ratio."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_both_themes_have_the_same_roles():
    assert colours("light").keys() == colours("dark").keys()


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize("role", ["text", "text2", "hint", "link", "danger", "success", "warning", "info"])
def test_text_is_readable_on_every_ground(name, role):
    theme = colours(name)
    for ground in ("window", "surface", "sidebar"):
        assert contrast(theme[role], theme[ground]) >= READABLE, ground


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize(
    ("front", "back"),
    [
        *((f"p{priority}_fg", f"p{priority}_bg") for priority in range(1, 6)),
        *((kind, f"{kind}_bg") for kind in ("danger", "success", "warning", "info")),
        *(("text", f"{kind}_bg") for kind in ("danger", "success", "warning", "info", "neutral")),
        ("accent_text", "accent"),
        ("accent_text", "accent_hover"),
        ("text", "selection"),
        ("text2", "selection"),
        ("text2", "neutral_bg"),
        ("text", "hover"),
        ("toast_text", "toast"),
        ("toast_link", "toast"),
    ],
)
def test_text_is_readable_on_its_own_ground(name, front, back):
    assert contrast(colours(name)[front], colours(name)[back]) >= READABLE


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize("role", ["outline", "focus", "accent"])
def test_outlines_can_be_seen(name, role):
    theme = colours(name)
    for ground in ("window", "surface"):
        assert contrast(theme[role], theme[ground]) >= GRAPHIC


@pytest.mark.parametrize("name", THEMES)
def test_no_ground_is_pure(name):
    grounds = {colours(name)[role].upper() for role in ("window", "sidebar")}
    assert not grounds & {"#000000", "#FFFFFF"}


def test_the_theme_changes_while_the_window_is_open(theme, qapp, qtbot):
    before = theme.icon("search").pixmap(20, 20).toImage()
    with qtbot.waitSignal(theme.changed):
        theme.choose("dark")
    assert theme.dark
    assert qapp.palette().window().color() == QColor(colours("dark")["window"])
    assert theme.icon("search").pixmap(20, 20).toImage() != before


def test_a_larger_font_scale_reaches_the_program(theme, qapp):
    before = qapp.font().pointSizeF()
    theme.choose_scale(150)
    assert qapp.font().pointSizeF() == pytest.approx(before * 1.5)
    theme.choose_scale(100)


def test_the_scale_stays_between_90_and_300(theme):
    theme.choose_scale(400)
    assert theme.scale == 300
    theme.choose_scale(10)
    assert theme.scale == 90
    theme.choose_scale(100)


def test_an_icon_takes_the_colour_of_its_role(theme):
    image = theme.pixmap("start", "danger", 20, 2.0).toImage()
    seen = {
        image.pixelColor(x, y).name() for x in range(40) for y in range(40) if image.pixelColor(x, y).alpha() == 255
    }
    assert seen == {colours("light")["danger"].lower()}


def test_every_icon_can_be_drawn(theme):
    for file in sorted((resources() / "icons").glob("*.svg")):
        assert not theme.pixmap(file.stem).toImage().isNull()
        assert "currentColor" in file.read_text(), file.name


def test_an_unknown_role_is_a_bug(theme):
    with pytest.raises(KeyError):
        theme.colour("mauve")


def test_an_unknown_theme_is_a_bug(qapp):
    with pytest.raises(ValueError, match="sepia"):
        Theme("light").choose("sepia")


def test_a_live_switch_reaches_a_label_under_a_style_sheet(qtbot, theme):
    frame = QFrame(objectName="card", styleSheet="#card { border: none; }")
    label = QLabel("Root causes", frame)
    qtbot.addWidget(frame)
    with qtbot.waitExposed(frame):
        frame.show()
    theme.choose("dark")
    assert label.palette().windowText().color() == theme.colour("text")


def test_a_tint_outlives_the_style_sheet_above_it_that_changes_with_the_theme(theme, qtbot):
    page = QWidget()
    qtbot.addWidget(page)
    label = QLabel("quiet", page)
    theme.tint(label, "text2")
    theme.changed.connect(lambda: page.setStyleSheet(theme.sheet("QWidget { background: $window; }")))
    page.setStyleSheet(theme.sheet("QWidget { background: $window; }"))
    page.show()
    theme.choose("dark")
    assert label.palette().windowText().color() == theme.colour("text2")


def test_a_tint_goes_with_its_widget(theme, qapp):
    label = QLabel("gone")
    theme.tint(label, "text2")
    shiboken6.delete(label)
    theme.choose("dark")
