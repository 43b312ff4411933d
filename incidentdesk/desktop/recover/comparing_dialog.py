"""Holding a folder or an archive against its file of hashes; hashing runs in the background and can be stopped.

What came of it is shown first and kept when somebody says so: a wrong file of hashes is corrected and tried again.
"""

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QPlainTextEdit, QProgressBar, QWidget

from incidentdesk.desktop.background import Job
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.detect.gesture_dialog import GestureDialog, text_field
from incidentdesk.desktop.recover.path_field import PathField
from incidentdesk.desktop.widgets.button import Button, LinkButton
from incidentdesk.desktop.widgets.message_bar import MessageBar
from incidentdesk.desktop.widgets.time_field import TimeField
from incidentdesk.language import _
from incidentdesk.recover.tree_comparison import TreeComparison, compare_tree, manifest_at, verdict
from incidentdesk.refusal import Refused

_SHOWN = 50  # findings
_WIDTH = 620


class ComparingDialog(GestureDialog):
    """`found` is what the last look gave, None before there was one and once something else is chosen."""

    def __init__(self, desk: Desk, title: str, verb: str, parent: QWidget | None = None) -> None:
        super().__init__(desk, title, verb, parent)
        self.found: TreeComparison | None = None
        self.doubts: list[str] = []
        self._job: Job | None = None
        self.name = QLineEdit()
        self.place = PathField(desk.theme, _("Folder or archive"), folders=True)
        self.manifest = PathField(desk.theme, _("File of hashes"))
        self.extra = QCheckBox(_("Files &beside those of the manifest are a finding too"))
        self.extra.setChecked(True)
        self.extra.setAccessibleDescription(_("A restored folder holds nothing that was not in the backup"))
        self.compare_button = Button(desk.theme, _("Compare"), "compare", description=_("Hash every file now"))
        self.compare_button.setAutoDefault(False)
        self.compare_button.clicked.connect(self.compare)
        self.cancel_hashing = LinkButton(desk.theme, _("Stop"), description=_("Stop hashing; nothing is kept of it"))
        self.cancel_hashing.setAutoDefault(False)
        self.cancel_hashing.clicked.connect(self.stop)
        self.progress = QProgressBar(textVisible=False)
        self.progress.setRange(0, 1000)
        self.progress.setFixedHeight(6)
        self.progress.setAccessibleName(_("Progress"))
        self.progress.setAccessibleDescription(_("How much is hashed"))
        self.result = MessageBar(desk.theme)
        self.list = QPlainTextEdit(readOnly=True)
        self.list.setTabChangesFocus(True)
        self.list.setAccessibleName(_("What differs"))
        self.list.setAccessibleDescription(_("The files that are not as the manifest says"))
        self.list.setMinimumHeight(110)
        self.setMinimumWidth(_WIDTH)

    def add_comparison(self) -> None:
        """The fields of the comparison, below those that are there."""
        self.add_field(_("&Folder or archive"), self.place, _("What was backed up, or restored; it is only read"))
        about = _("As sha256sum, md5sum, hashdeep or Get-FileHash write it")
        self.add_field(_("File of &hashes"), self.manifest, about)
        self._body.addSpacing(4)
        self._body.addWidget(self.extra)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.compare_button)
        row.addWidget(self.progress, 1)
        row.addWidget(self.cancel_hashing)
        row.addStretch(0)
        self._body.addSpacing(8)
        self._body.addLayout(row)
        self._body.addSpacing(4)
        self._body.addWidget(self.result)
        self._body.addWidget(self.list, 1)
        for widget in (self.progress, self.cancel_hashing, self.list):
            widget.hide()
        for field in (self.place, self.manifest):
            field.changed.connect(self._forget)
        self.extra.toggled.connect(self._forget)
        self.name.textChanged.connect(self.check)

    def _forget(self) -> None:
        """What was found is of something else."""
        self.found, self.doubts = None, []
        self.result.clear()
        self.list.hide()
        self.check()

    # -- comparing

    def why_not_compare(self) -> str:
        if self._job is not None:
            return _("It is being hashed.")
        if not self.place.text():
            return _("Choose the folder or the archive first.")
        return "" if self.manifest.text() else _("Choose the file of hashes first.")

    def compare(self) -> None:
        if self.why_not_compare():
            return
        self._forget()
        self.progress.setValue(0)
        self._job = self._desk.background.run(
            _compare, Path(self.place.text()), Path(self.manifest.text()), self.extra.isChecked(),
            then=self._show, failed=self._failed, progress=True, title=_("Comparing with the file of hashes"),
        )  # fmt: skip
        self._job.progressed.connect(self._move)
        self._job.finished.connect(self._ended)
        self.progress.show()
        self.cancel_hashing.show()
        self.check()

    def stop(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def _move(self, done: int, total: int) -> None:
        self.progress.setValue(round(done * 1000 / total) if total else 0)

    def _ended(self) -> None:
        self._job = None
        self.progress.hide()
        self.cancel_hashing.hide()
        self.check()

    def _failed(self, refused: Refused) -> None:
        self.result.say(str(refused), "danger", dismissable=False)

    def _show(self, found: TreeComparison) -> None:
        self.found = found
        self.look_closer(found)
        self.check()

    def look_closer(self, found: TreeComparison) -> None:
        """Say what came of it."""
        self.show_result(found, [])

    def show_result(self, found: TreeComparison, doubts: list[str]) -> None:
        self.doubts = doubts
        kind = "success" if found.whole and not doubts else "warning" if found.whole else "danger"
        self.result.say(" ".join([verdict(found), *doubts]), kind, dismissable=False)
        self.list.setVisible(bool(found.findings) and not found.of_another)
        self.list.setPlainText(findings_text(found))

    def check(self) -> None:
        super().check()
        why = self.why_not_compare()
        self.compare_button.setEnabled(not why)
        self.compare_button.setToolTip(why or self.compare_button.accessibleDescription())

    def done(self, result: int) -> None:
        self.stop()
        super().done(result)

    def _dress(self) -> None:
        super()._dress()
        self.list.setFont(self._desk.theme.font("small"))


def findings_text(found: TreeComparison) -> str:
    shown = [
        f"{_(each.difference)}: {each.path}" + (f" ({each.said})" if each.said else "")
        for each in found.findings[:_SHOWN]
    ]
    more = len(found.findings) - _SHOWN
    return "\n".join([*shown, _("… and {n} more").format(n=more)] if more > 0 else shown)


class BackupDialog(ComparingDialog):
    """Checking a backup before it is used; without a file of hashes by what a test restore has shown."""

    def __init__(self, desk: Desk, incident_id: int, parent: QWidget | None = None) -> None:
        super().__init__(desk, _("Check a backup before it is used"), _("Keep the check"), parent)
        self._incident_id = incident_id
        self.made = TimeField(desk.theme, desk.zone, _("When it was made"), placeholder=_("unknown"))
        self.test_restore = text_field(56)
        self.add_field(_("&Which backup"), self.name, _("Such as the night of which it is, or its tape"))
        self.add_field(
            _("When it was &made"), self.made, _("A time such as yesterday 22:00; empty where it is unknown")
        )
        self.add_comparison()
        self.extra.setChecked(False)
        self.add_field(_("What a &test restore has shown"), self.test_restore, _("May stay empty with a manifest"))
        self.test_restore.textChanged.connect(self.check)
        self.made.changed.connect(self.check)
        self.ready()
        self.name.setFocus()

    def made_at(self) -> Any:
        """A datetime, None where it is unknown; raises Refused for what is no time."""
        return self.made.value() if self.made.text().strip() else None

    def look_closer(self, found: TreeComparison) -> None:
        self.show_result(found, [])
        self._desk.background.run(
            _doubts, self._desk.database, self._incident_id, self.name.text(), self._made(), found,
            then=lambda doubts: self.show_result(found, doubts) if self.found is found else None,
        )  # fmt: skip

    def _made(self) -> Any:
        try:
            return self.made_at()
        except Refused:
            return None

    def why_not(self) -> str:
        if self._job is not None:
            return _("It is being hashed.")
        if not self.name.text().strip():
            return _("Say which backup it is.")
        try:
            self.made_at()
        except Refused as refused:
            return str(refused)
        if self.found is None and not self.test_restore.toPlainText().strip():
            return _("Compare it with its file of hashes, or say what a test restore has shown.")
        return ""


class FilesDialog(ComparingDialog):
    """Holding restored files against the file of hashes of what they should be."""

    def __init__(self, desk: Desk, title: str = "", parent: QWidget | None = None) -> None:
        super().__init__(desk, _("Verify restored files"), _("Keep the result"), parent)
        self.add_field(_("&What is verified"), self.name, _("Such as the service or the share"))
        self.name.setText(title)
        self.add_comparison()
        self.ready()
        (self.place if title else self.name).setFocus(Qt.FocusReason.OtherFocusReason)

    def why_not(self) -> str:
        if self._job is not None:
            return _("It is being hashed.")
        if not self.name.text().strip():
            return _("Say what is verified.")
        return "" if self.found is not None else _("Compare it first.")


def _compare(place: Path, manifest: Path, extra: bool, progress: Any) -> TreeComparison:
    return compare_tree(place, manifest_at(manifest), extra=extra, progress=progress)


def _doubts(database: Any, incident_id: int, name: str, made: Any, found: TreeComparison) -> list[str]:
    from incidentdesk import clock
    from incidentdesk.recover.backup_checking import backup_doubts

    at = clock.stored(made) if made is not None else None
    with database.read() as reader:
        return backup_doubts(reader, incident_id, name=name, backup_at=at, compared=found)
