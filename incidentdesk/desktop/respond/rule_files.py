"""Rules as files: saved for another desk or for `incidentdesk rule try`, and taken from one."""

import json
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from incidentdesk.desktop.file_name import documents, safe_file_name
from incidentdesk.language import _, isolated
from incidentdesk.refusal import Refused
from incidentdesk.respond.rule_file import LARGEST, rule_facts, rule_in
from incidentdesk.respond.rule_list import Rule

# What these get is the list of rules: a widget with `desk`, `fail(refused)` and `new_like(rule)`.


def ask_for_rule_file(pane: Any) -> None:
    dialog = _dialog(pane, _("Take a rule from a file"), QFileDialog.AcceptMode.AcceptOpen)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.fileSelected.connect(lambda name: take_rule_file(pane, Path(name)))
    dialog.open()


def ask_where_to_save(pane: Any, rule: Rule) -> None:
    dialog = _dialog(pane, _("Save a rule as a file"), QFileDialog.AcceptMode.AcceptSave)
    dialog.selectFile(safe_file_name(rule.name, ".json"))
    dialog.fileSelected.connect(lambda name: save_rule_file(pane, rule, Path(name)))
    dialog.open()


def _dialog(pane: Any, title: str, mode: QFileDialog.AcceptMode) -> QFileDialog:
    dialog = QFileDialog(pane.window(), title)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setAcceptMode(mode)
    dialog.setNameFilters([_("Rules (*.toml *.json)"), _("All files (*)")])
    dialog.setDirectory(str(documents()))
    return dialog


def take_rule_file(pane: Any, file: Path) -> None:
    """Open the editor with the rule of a file; nothing is saved before somebody wants it."""
    pane.desk.background.run(_read, file, then=pane.new_like, failed=pane.fail)


def save_rule_file(pane: Any, rule: Rule, file: Path) -> None:
    """Write a rule into a file."""
    said = _("Saved as {file}.").format(file=isolated(str(file)))
    pane.desk.background.run(_write, rule, file, then=lambda _none: pane.desk.toasts.show(said), failed=pane.fail)


def _read(file: Path) -> Rule:
    try:
        with file.open("rb") as stream:
            data = stream.read(LARGEST + 1)
    except OSError as error:
        raise Refused(
            _("{file} can't be read: {reason}.").format(file=isolated(file.name), reason=error.strerror)
        ) from error
    return rule_in(data)


def _write(rule: Rule, file: Path) -> None:
    text = json.dumps(rule_facts(rule), ensure_ascii=False, indent=2)
    try:
        file.write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        raise Refused(
            _("{file} can't be written: {reason}.").format(file=isolated(file.name), reason=error.strerror)
        ) from error
