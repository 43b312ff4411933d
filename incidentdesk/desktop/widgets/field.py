"""The look of fields, so that forms of several pages are alike."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from incidentdesk.desktop.theme import Theme

FIELDS = """
QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QDateTimeEdit, QSpinBox, QFontComboBox { color: $text;
    background: $surface; border: 1px solid $outline; border-radius: 6px; padding: 1px 7px; min-height: 28px;
    selection-background-color: $selection; selection-color: $text; }
QPlainTextEdit, QTextEdit { padding: 3px 5px; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QComboBox:focus, QDateTimeEdit:focus, QSpinBox:focus {
    border: 2px solid $focus; padding: 0 6px; }
QPlainTextEdit:focus, QTextEdit:focus { padding: 2px 4px; }
QLineEdit:disabled, QPlainTextEdit:disabled, QTextEdit:disabled, QComboBox:disabled { color: $text2;
    background: $window; border-color: $border; }
QLineEdit[invalid="true"], QComboBox[invalid="true"], QPlainTextEdit[invalid="true"] { border: 2px solid $danger;
    padding: 0 6px; }
QComboBox::drop-down, QDateTimeEdit::drop-down { border: none; width: 24px; }
QComboBox::down-arrow, QDateTimeEdit::down-arrow { image: url($arrow); width: 12px; height: 12px; }
QSpinBox QLineEdit, QComboBox QLineEdit, QDateTimeEdit QLineEdit, QSpinBox QLineEdit:focus, QComboBox QLineEdit:focus,
QDateTimeEdit QLineEdit:focus { background: transparent; border: none; padding: 0; min-height: 0; }
QSpinBox QLineEdit, QSpinBox QLineEdit:focus { padding: 0 7px; }
QSpinBox::up-button, QSpinBox::down-button { border: none; width: 22px; }
QSpinBox::up-arrow { image: url($up); width: 10px; height: 10px; }
QSpinBox::down-arrow { image: url($arrow); width: 10px; height: 10px; }
QCheckBox, QRadioButton { color: $text; spacing: 8px; padding: 3px; border: 2px solid transparent; border-radius: 6px; }
QCheckBox:focus, QRadioButton:focus { border-color: $focus; }
QCheckBox:disabled, QRadioButton:disabled { color: $outline; }
QCheckBox::indicator, QRadioButton::indicator { width: 16px; height: 16px; border: 1px solid $outline;
    background: $surface; border-radius: 4px; }
QRadioButton::indicator { border-radius: 9px; }
QCheckBox::indicator:checked { background: $accent; border-color: $accent; image: url($check); }
QRadioButton::indicator:checked { border: 5px solid $accent; width: 8px; height: 8px; }
QComboBox QAbstractItemView { background: $surface; color: $text; border: 1px solid $border;
    selection-background-color: $selection; selection-color: $text; outline: 0; }
"""

SCROLL_BARS = """
QScrollBar:vertical { background: transparent; width: 12px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 0; }
QScrollBar::handle { background: $outline; border-radius: 3px; }
QScrollBar::handle:vertical { min-height: 32px; margin: 2px 3px; }
QScrollBar::handle:horizontal { min-width: 32px; margin: 3px 2px; }
QScrollBar::handle:hover { background: $text2; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
"""
LISTS = """
QTreeView, QListView { background: $surface; color: $text; border: 1px solid $border; border-radius: 6px; outline: 0; }
QTreeView:focus, QListView:focus { border-color: $focus; }
QTreeView::item, QListView::item { padding: 5px 6px; border: none; }
QTreeView::item:hover, QListView::item:hover { background: $hover; }
QTreeView::item:selected, QListView::item:selected { background: $selection; color: $text; }
QHeaderView { background: $surface; border: none; }
QHeaderView::section { background: $surface; color: $text2; border: none; border-bottom: 1px solid $border;
    padding: 6px; font-weight: 600; }
"""


def dress_fields(widget: QWidget, theme: Theme, more: str = "") -> None:
    """Give the fields in a form their look, and again whenever the theme changes (call it from there).

    A field whose property "invalid" is True gets a red frame. `more` is a style sheet with `$role`s for the same
    widget.
    """
    widget.setStyleSheet(theme.sheet(_with_images(FIELDS, theme) + SCROLL_BARS + more))


def _with_images(sheet: str, theme: Theme) -> str:
    for name, icon, role in (
        ("$arrow", "chevron-down", "text2"),
        ("$up", "chevron-up", "text2"),
        ("$check", "check", "accent_text"),
    ):
        sheet = sheet.replace(name, theme.image(icon, role))
    return sheet


def mark_invalid(field: QWidget, invalid: bool) -> None:
    """Frame a field in red, or no more."""
    field.setProperty("invalid", invalid)
    field.style().unpolish(field)
    field.style().polish(field)


def buddy_of(field: QWidget) -> QWidget:
    """Whom the key of a label leads to: Qt passes over what takes no focus by itself, though it hands it on."""
    takes_focus = field.focusPolicy() != Qt.FocusPolicy.NoFocus
    return field if takes_focus else field.focusProxy() or field
