"""The address and the token of a source of alerts, shown once."""

import socket
from dataclasses import dataclass
from typing import Any

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.respond.alert_sheet import label
from incidentdesk.desktop.sheet import Sheet
from incidentdesk.desktop.widgets.button import Button
from incidentdesk.desktop.widgets.message_bar import MessageBar
from incidentdesk.detect.alert_preset import PRESETS
from incidentdesk.detect.alert_source_list import SourceRow, source_row
from incidentdesk.language import _
from incidentdesk.prepare.setting import setting_of
from incidentdesk.refusal import Refused

_WIDTH = 620


@dataclass(frozen=True, slots=True)
class Listening:
    """Where alerts are posted to; `listens` tells whether the agent does."""

    source: SourceRow
    root: str
    listens: bool


class TokenSheet(Sheet):
    def __init__(self, desk: Desk, source_id: int, token: str, parent: QWidget | None = None) -> None:
        super().__init__(desk.theme, _("Address of the source"), parent)
        self._desk, self._token = desk, token
        self.heading = QLabel(_("Address of the source"))
        self.message = MessageBar(desk.theme)
        self.help = label("")
        for widget in (self.heading, self.help, self.message):
            self.body.addWidget(widget)
        self.address = self._add(_("&Post alerts to"), _("Copy address"))
        self.secret = self._add(_("&Token or secret"), _("Copy"))
        self.secret.setText(token)
        self.body.addWidget(label(_("The token is shown this once. Whoever has it can post alerts; give it to no one"
                                    " else. A lost one is replaced by a new token.")))  # fmt: skip
        self.body.addStretch(1)
        self.add_close_button(_("Done"))
        self.setMinimumWidth(_WIDTH)
        self.dress()
        desk.background.run(load_listening, desk.database, source_id, then=self._show, failed=self._fail)

    def _add(self, text: str, verb: str) -> QLineEdit:
        line = QLineEdit()
        line.setReadOnly(True)
        line.setAccessibleName(text.replace("&", ""))
        line.setAccessibleDescription(_("To be copied into the program that sends"))
        caption = QLabel(text)
        caption.setBuddy(line)
        copy = Button(self.theme, verb, "copy", description=_("Put it on the clipboard"))
        copy.setAutoDefault(False)
        copy.clicked.connect(lambda: self._copy(line))
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(line, 1)
        row.addWidget(copy)
        self.body.addWidget(caption)
        self.body.addLayout(row)
        return line

    def _copy(self, line: QLineEdit) -> None:
        QGuiApplication.clipboard().setText(line.text())
        self.message.say(_("Copied."), "success")

    def _show(self, found: Listening) -> None:
        source = found.source
        preset = PRESETS.get(source.preset)
        self.help.setText(_(preset.help) if preset else "")
        self.help.setVisible(bool(preset))
        self.address.setText(f"{found.root}/alerts/{source.key if source.signed else self._token}")
        self.address.setCursorPosition(0)
        if not found.listens:
            self.message.say(
                _("The agent does not listen for alerts yet. Switch that on in the settings; then this address works."),
                "warning", dismissable=False,
            )  # fmt: skip

    def _fail(self, refused: Refused) -> None:
        self.message.say(str(refused), "danger")

    def dress(self) -> None:
        super().dress()
        self.heading.setFont(self.theme.font("h2"))


def load_listening(database: Any, source_id: int) -> Listening:
    with database.read() as reader:
        source = source_row(reader, source_id)
        host, port = str(setting_of(reader, "web_listen")), int(setting_of(reader, "web_port"))
        secure, alerts = bool(setting_of(reader, "web_tls_cert")), bool(setting_of(reader, "web_alerts"))
    if source is None:
        raise Refused(_("This is not there any more; somebody has taken it away."))
    return Listening(source, f"{'https' if secure else 'http'}://{_shown(host)}:{port}", bool(host) and alerts)


def _shown(host: str) -> str:
    """By which name others reach it; one that listens everywhere is reached by the name of its machine."""
    if host in ("0.0.0.0", "::"):
        return socket.gethostname()
    return f"[{host}]" if ":" in host else host or "127.0.0.1"
