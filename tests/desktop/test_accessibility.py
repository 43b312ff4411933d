"""Whoever cannot see the window, or needs larger text, can use it all the same."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QComboBox,
    QHeaderView,
    QKeySequenceEdit,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QScrollBar,
    QTextEdit,
    QWidget,
)

from incidentdesk.desktop.about_dialog import AboutDialog
from incidentdesk.desktop.crash_dialog import CrashDialog
from incidentdesk.desktop.database_dialog import DatabaseDialog
from incidentdesk.desktop.desk import furnish
from incidentdesk.desktop.first_run import FirstRun
from incidentdesk.desktop.main_window import MainWindow
from incidentdesk.desktop.places import PLACES, Place
from incidentdesk.desktop.reading_window import open_guide
from incidentdesk.desktop.shortcut_sheet import ShortcutSheet
from incidentdesk.desktop.trouble_dialog import TroubleDialog
from incidentdesk.desktop.widgets.button import Button
from incidentdesk.desktop.widgets.empty import EmptyState
from incidentdesk.refusal import Refused

CONTROLS = (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QKeySequenceEdit,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
)
# What Qt puts into its own widgets and names itself.
INSIDE = (QComboBox, QAbstractSpinBox, QKeySequenceEdit, QLineEdit)


@pytest.fixture
def desk(sqlite_desk, preferences, theme):
    desk = furnish(sqlite_desk, actor="Mei Okafor", preferences=preferences, theme=theme, listen=False)
    yield desk
    desk.background.stop()


@pytest.fixture
def window(desk, qtbot):
    def page(desk):
        return EmptyState(
            desk.theme, "incident", "No incidents yet", "Log the first one.", "New incident", lambda: None
        )

    settings = next(place for place in PLACES if place.key == "settings")
    window = MainWindow(desk, (Place("incidents", "Incidents", "incident", page), settings), ())
    qtbot.addWidget(window)
    window.resize(1280, 720)
    window.go_to("incidents")
    window.show()
    return window


def settings_page(window):
    window.go_to("settings")
    assert window.page.sections
    return window.page


def crash_dialog(window):
    return CrashDialog(window.desk.theme, "Traceback", None, earlier=False, parent=window)


def trouble_dialog(window):
    refused = Refused("The database is damaged. Restore the newest backup.")
    return TroubleDialog(window.desk.theme, window.desk.background, __file__, refused, window)


SURFACES = {
    "window": lambda window: window,
    "settings": settings_page,
    "first run": lambda window: FirstRun(window.desk.theme, window.desk.preferences, None),
    "about": lambda window: AboutDialog(window.desk, window),
    "databases": lambda window: DatabaseDialog(window.desk, window),
    "shortcuts": lambda window: ShortcutSheet(window.desk, window),
    "guide": lambda window: open_guide(window.desk, window),
    "crash": crash_dialog,
    "trouble": trouble_dialog,
}


@pytest.fixture(params=SURFACES)
def surface(request, window, qtbot):
    surface = SURFACES[request.param](window)
    qtbot.addWidget(surface)
    surface.show()
    yield surface
    window.desk.background.wait()


def left_out_by_tab(qtbot, window):
    """The controls at which the Tab key never arrives, though they can have the focus."""
    qtbot.waitUntil(lambda: window.focusWidget() is not None and window.focusWidget().isVisible())
    wanted = [
        widget
        for widget in controls(window)
        if widget.isEnabled() and widget.isVisible() and not _is_chosen_by_arrows(widget)
    ]
    met = set()
    for _press in range(2 * len(wanted)):
        qtbot.keyClick(window.focusWidget() or window, Qt.Key.Key_Tab)
        met.add(window.focusWidget())
    return [widget.accessibleName() for widget in wanted if widget not in met]


def controls(surface):
    for widget in surface.findChildren(QWidget):
        if not isinstance(widget, CONTROLS) or isinstance(widget, QHeaderView | QScrollBar):
            continue
        parents = [widget.parentWidget(), widget.parentWidget() and widget.parentWidget().parentWidget()]
        if any(isinstance(parent, INSIDE) for parent in parents) or widget.objectName().startswith("qt_"):
            continue
        yield widget


def _is_chosen_by_arrows(widget):
    return isinstance(widget, QAbstractButton) and widget.group() is not None and not widget.isChecked()


def test_every_control_has_a_name_and_a_description(surface):
    nameless = [
        f"{type(widget).__name__} {widget.objectName()}"
        for widget in controls(surface)
        if not widget.accessibleName() or not widget.accessibleDescription()
    ]
    assert nameless == []


def test_every_control_can_be_reached_by_tab(surface):
    unreachable = [
        f"{type(widget).__name__} {widget.accessibleName()}"
        for widget in controls(surface)
        if not widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not isinstance(widget.parentWidget(), QAbstractScrollArea)
        # The palette's list is moved by the arrows of its field.
        and widget.objectName() != "palette.view"
    ]
    assert unreachable == []


def cut_off(surface):
    """Texts that have less room than they need."""
    for widget in surface.findChildren(QWidget):
        if not widget.isVisible() or not isinstance(widget, QLabel | Button):
            continue
        if isinstance(widget, QLabel) and (
            not widget.text() or widget.sizePolicy().horizontalPolicy() == widget.sizePolicy().Policy.Ignored
        ):
            continue
        wraps = isinstance(widget, QLabel) and widget.wordWrap()
        needed = widget.heightForWidth(widget.width()) if wraps else widget.sizeHint().height()
        if widget.height() < needed - 1 or (not wraps and widget.width() < widget.sizeHint().width()):
            yield f"{widget.text()[:40]}: {widget.width()}x{widget.height()} for {widget.sizeHint()}"


@pytest.mark.parametrize("scale", [100, 150])
def test_no_text_is_cut_off(surface, theme, scale, qtbot):
    theme.choose_scale(scale)

    def nothing_is_cut_off():
        assert list(cut_off(surface)) == []

    qtbot.waitUntil(nothing_is_cut_off)
    theme.choose_scale(100)


def test_nothing_scrolls_sideways_at_150_percent(surface, theme, qtbot):
    theme.choose_scale(150)
    areas = surface.findChildren(QScrollArea)
    # Layouts settle over some turns of the event loop.
    qtbot.waitUntil(lambda: all(area.horizontalScrollBar().maximum() == 0 for area in areas))
    theme.choose_scale(100)
