"""Shows the report of a fault in the program, to be copied by hand."""

from pathlib import Path

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QLabel, QPlainTextEdit, QWidget

from incidentdesk.desktop.sheet import Sheet
from incidentdesk.desktop.theme import Theme
from incidentdesk.language import _


class CrashDialog(Sheet):
    """Says that it was the program's fault, that what was saved is saved, and how to go on."""

    def __init__(self, theme: Theme, report: str, path: Path | None, *, earlier: bool, parent: QWidget | None = None):
        super().__init__(theme, _("An error in IncidentDesk"), parent)
        self._report = report
        heading = QLabel(
            _("IncidentDesk ended unexpectedly last time") if earlier else _("Something went wrong in IncidentDesk")
        )
        heading.setFont(theme.font("h2"))
        heading.setWordWrap(True)
        explanation = QLabel(
            _(
                "This is an error of the program, not yours. What was shown as saved is saved. The report below helps "
                "to mend it; it stays on this machine until you copy it. Read it before you pass it on: it may "
                "contain words of your records."
            )
        )
        explanation.setWordWrap(True)
        self.text = QPlainTextEdit(report)
        self.text.setReadOnly(True)
        self.text.setFont(theme.font("mono"))
        self.text.setAccessibleName(_("Report"))
        self.text.setAccessibleDescription(_("What happened, for whoever mends the program"))
        self.text.setTabChangesFocus(True)
        self.body.addWidget(heading)
        self.body.addWidget(explanation)
        self.body.addWidget(self.text, 1)
        if path is not None:
            where = QLabel(_("Also in {file}").format(file=path))
            where.setWordWrap(True)
            where.setFont(theme.font("small"))
            self.body.addWidget(where)
        roles = QDialogButtonBox.ButtonRole
        self.add_button(_("Copy report"), roles.ActionRole).clicked.connect(self._copy)
        if not earlier:
            self.add_button(_("Quit"), roles.DestructiveRole).clicked.connect(self._quit)
        go_on = self.add_button(_("Close") if earlier else _("Go on"), roles.AcceptRole, primary=True)
        go_on.setFocus()
        self.dress()
        scale = max(1.0, theme.scale / 100)
        self.resize(round(640 * scale), round(480 * scale))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._report)

    def _quit(self) -> None:
        self.reject()
        QApplication.closeAllWindows()
        QApplication.quit()
