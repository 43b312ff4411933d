"""The look of fields, so that forms of several pages are alike."""

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
QComboBox QAbstractItemView { background: $surface; color: $text; border: 1px solid $border;
    selection-background-color: $selection; selection-color: $text; outline: 0; }
"""


def dress_fields(widget: QWidget, theme: Theme, more: str = "") -> None:
    """Give the fields in a form their look, and again whenever the theme changes (call it from there).

    A field whose property "invalid" is True gets a red frame. `more` is a style sheet with `$role`s for the same
    widget.
    """
    widget.setStyleSheet(theme.sheet(FIELDS.replace("$arrow", theme.image("chevron-down")) + more))


def mark_invalid(field: QWidget, invalid: bool) -> None:
    """Frame a field in red, or no more."""
    field.setProperty("invalid", invalid)
    field.style().unpolish(field)
    field.style().polish(field)
