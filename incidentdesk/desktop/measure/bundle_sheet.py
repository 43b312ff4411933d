"""Verifying an evidence bundle that somebody brings."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QDialogButtonBox, QFileDialog, QFormLayout, QLabel, QLineEdit, QListWidget, QWidget

from incidentdesk.desktop.background import Job
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.file_name import documents
from incidentdesk.desktop.sheet import Sheet
from incidentdesk.desktop.widgets.message_bar import MessageBar
from incidentdesk.desktop.widgets.progress_line import ProgressLine
from incidentdesk.language import _, isolated, ngettext

_SEAL_DIGITS = 64


class BundleSheet(Sheet):
    """`verified` comes with each verdict."""

    verified = Signal(object)

    def __init__(self, desk: Desk, path: Path, parent: QWidget | None = None) -> None:
        super().__init__(desk.theme, _("Verify an evidence bundle"), parent)
        self._desk, self.path = desk, path
        self._job: Job | None = None
        self.seal = QLineEdit()
        self.seal.setPlaceholderText(_("From the timeline of the incident; empty if you do not know it"))
        self.seal.setAccessibleName(_("Seal"))
        self.seal.setAccessibleDescription(_("With it a bundle that was made anew is recognised too"))
        width = QFontMetrics(desk.theme.font("base")).horizontalAdvance("0") * (_SEAL_DIGITS + 4)
        self.seal.setMinimumWidth(width)
        file = QLabel(isolated(str(path)), wordWrap=True)
        file.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        form = QFormLayout()
        form.setSpacing(8)
        form.addRow(_("File"), file)
        form.addRow(_("&Seal"), self.seal)
        self.line = ProgressLine(desk.theme, desk.preferences)
        self.message = MessageBar(desk.theme)
        self.findings = QListWidget()
        self.findings.setAccessibleName(_("What is wrong"))
        self.findings.setAccessibleDescription(_("One line for each thing that was changed"))
        self.findings.setWordWrap(True)
        self.findings.setMinimumHeight(160)
        self.findings.hide()
        self.body.addLayout(form)
        self.body.addWidget(self.line)
        self.body.addWidget(self.message)
        self.body.addWidget(self.findings, 1)
        self.body.addStretch(0)
        self.add_close_button(_("Close"))
        self.again = self.add_button(
            _("&Verify"), QDialogButtonBox.ButtonRole.AcceptRole, primary=True, description=_("Look at every byte")
        )
        self.buttons.accepted.disconnect(self.accept)
        self.again.clicked.connect(self.verify)
        self.finished.connect(self._stop)
        self.dress()
        self.verify()

    def verify(self) -> None:
        self._stop()
        self.again.setEnabled(False)
        self._job = self._desk.background.run(
            _verdict, self.path, self.seal.text(), then=self._show, progress=True, cancellable=True,
            title=_("Verifying an evidence bundle"),
        )  # fmt: skip
        self.line.follow(self._job)

    def _show(self, verdict: Any) -> None:
        from incidentdesk.measure.bundle_words import finding_text, verdict_text

        self._job = None
        self.again.setEnabled(True)
        self.findings.clear()
        self.findings.setVisible(not verdict.unchanged)
        if verdict.unchanged:
            self.message.say(verdict_text(verdict), "success", dismissable=False)
        else:
            count = len(verdict.findings)
            text = ngettext("{count} thing is not as it was.", "{count} things are not as they were.", count)
            self.message.say(text.format(count=f"{count:,}"), "danger", dismissable=False)
            self.findings.addItems([finding_text(each) for each in verdict.findings])
        self.grow()
        self.verified.emit(verdict)

    def _stop(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self._job = None


def _verdict(path: Path, seal: str, *, progress: Any, cancelled: Any) -> Any:  # noqa: ARG001
    """`progress` raises by itself when it was cancelled."""
    from incidentdesk.measure.bundle_check import verify_bundle

    return verify_bundle(path, seal=seal, progress=progress)


def ask_bundle(desk: Desk, window: QWidget) -> QFileDialog:
    """Ask for a file and show what is to be said of it."""
    title, kinds = _("Verify an evidence bundle"), _("Evidence bundles (*.evidence.zip);;All files (*)")
    dialog = QFileDialog(window, title, str(documents()), kinds)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.fileSelected.connect(lambda path: BundleSheet(desk, Path(path), window).open())
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    return dialog
