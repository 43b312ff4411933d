"""What the agent listens for: the web form, alerts and heartbeats, where, and how the form greets people."""

import socket
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QTimer, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QPlainTextEdit, QSpinBox, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.settings.row import Section, SettingRow
from incidentdesk.desktop.settings.writing import write
from incidentdesk.desktop.widgets.button import Button
from incidentdesk.language import _, isolated
from incidentdesk.refusal import Refused

_HERE = "127.0.0.1"
_UNTIL_IT_LISTENS = 7_000  # milliseconds; the agent looks at its settings every five seconds
_PATIENCE = 0.5  # seconds for a connection
_INTRO_LINES = 5


@dataclass(frozen=True, slots=True)
class Found:
    """What is set; `answers` whether somebody listens there, `trouble` why nobody will."""

    values: dict[str, Any]
    link: str
    answers: bool
    trouble: str


class WebSection(Section):
    def __init__(self, desk: Desk, say: Callable[[Refused | str], None]) -> None:
        super().__init__(desk.theme, _("Web and alerts"), "webhook")
        self._desk, self._say = desk, say
        self._values: dict[str, Any] = {}
        self._link = ""
        self._checks: dict[str, QCheckBox] = {}
        self._lines: dict[str, QLineEdit] = {}
        self._again = QTimer(self, singleShot=True, interval=_UNTIL_IT_LISTENS)
        self._again.timeout.connect(self.reload)
        self._add_place()
        self._add_form()
        self._add_tls()
        desk.changes.changed.connect(self._hear)

    # -- what there is

    def _add_place(self) -> None:
        theme = self._desk.theme
        self.listen = QCheckBox(_("Listen while the agent works"))
        self.listen.toggled.connect(self._set_listening)
        self.address = self._line("listen", 100, _HERE)
        self.port = QSpinBox()
        self.port.setRange(1, 65_535)
        self.port.setMinimumWidth(140)
        self.port.setGroupSeparatorShown(False)
        self.port.setKeyboardTracking(False)
        self.port.valueChanged.connect(lambda value: self._set("web_port", value))
        self.copy_button = Button(theme, _("Copy link"), "copy", description=_("Copy the address of the form"))
        self.open_button = Button(theme, _("Open form"), "form", description=_("Open the form in the browser"))
        self.copy_button.clicked.connect(self._copy)
        self.open_button.clicked.connect(lambda: QDesktopServices.openUrl(QUrl(self._link)))
        buttons = QWidget()
        row = QHBoxLayout(buttons)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.copy_button)
        row.addWidget(self.open_button)
        row.addStretch(1)
        buttons.setFocusProxy(self.copy_button)
        self.state = SettingRow(theme, _("The &link"), "", buttons, wide=True, words=_("address url browser"))
        self.add_card(
            SettingRow(
                theme,
                _("&Web form and alerts"),
                _("Off at first. This holds for everybody who shares the database, on the machine of the agent."),
                self.listen,
                words=_("http server endpoint intake heartbeat on off"),
            ),
            SettingRow(
                theme,
                _("&Address to listen on"),
                _("127.0.0.1 is that machine only; 0.0.0.0 is its whole network and needs a certificate."),
                self.address,
                words=_("host ip loopback lan"),
            ),
            SettingRow(theme, _("&Port"), _("One that no other program uses."), self.port),
            self.state,
        )

    def _add_form(self) -> None:
        theme = self._desk.theme
        self.form = self._check("form", _("Take reports by the web form"))
        self.alerts = self._check("alerts", _("Take alerts and heartbeats"))
        self.services = self._check("services", _("Offer our services in the form"))
        self.title_line = self._line("title", 100, _("Report an incident"))
        self.intro = QPlainTextEdit()
        self.intro.setTabChangesFocus(True)
        self.intro.setFixedHeight(self.intro.fontMetrics().lineSpacing() * _INTRO_LINES + 16)
        self.intro.setPlaceholderText(_("Tell us what does not work."))
        self.save_button = Button(theme, _("Save text"), description=_("Show this text above the form"))
        self.save_button.clicked.connect(self._save_intro)
        self.intro.textChanged.connect(self._tell_intro)
        texts = QWidget()
        column = QHBoxLayout(texts)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.intro, 1)
        column.addWidget(self.save_button)
        texts.setFocusProxy(self.intro)
        self.intro.setAccessibleName(_("Text above the form"))
        self.intro.setAccessibleDescription(_("What people read before they report something"))
        self.add_card(
            SettingRow(
                theme,
                _("Web &form"),
                _("A page for people without this program: no scripts, in the language of their browser."),
                self.form,
                words=_("report page"),
            ),
            SettingRow(
                theme,
                _("Al&erts and heartbeats"),
                _("What other programs send, each with its own token. Sources are set up on the page Intake."),
                self.alerts,
                words=_("webhook token monitoring"),
            ),
            SettingRow(
                theme,
                _("&Services in the form"),
                _("Everybody who opens the form reads the names of all services then."),
                self.services,
                words=_("catalogue list"),
            ),
            SettingRow(theme, _("&Heading of the form"), _("Empty for the usual one."), self.title_line),
            SettingRow(
                theme, _("Te&xt above the form"), _("Empty for the usual one."), texts, wide=True, words=_("greeting"),
            ),
        )  # fmt: skip

    def _add_tls(self) -> None:
        theme = self._desk.theme
        self.cert = self._line("tls_cert", 500, "/etc/incidentdesk/cert.pem")
        self.key = self._line("tls_key", 500, "/etc/incidentdesk/key.pem")
        self.plain = self._check("without_tls", _("Listen beyond its machine without TLS"))
        self.add_card(
            SettingRow(
                theme,
                _("TLS &certificate"),
                _("A PEM file on the machine of the agent, with the chain."),
                self.cert,
                words=_("https encryption"),
            ),
            SettingRow(theme, _("Private &key"), _("A PEM file; empty if it is in the same file."), self.key),
            SettingRow(
                theme,
                _("With&out TLS"),
                _("Only behind a proxy that speaks TLS: tokens and reports could be read on the way."),
                self.plain,
                words=_("https encryption proxy"),
            ),
        )

    def _check(self, key: str, text: str) -> QCheckBox:
        box = self._checks[key] = QCheckBox(text)
        box.toggled.connect(lambda on: self._set(f"web_{key}", on))
        return box

    def _line(self, key: str, most: int, usual: str) -> QLineEdit:
        line = self._lines[key] = QLineEdit()
        line.setMaxLength(most)
        line.setMinimumWidth(240)
        line.setPlaceholderText(usual)
        line.editingFinished.connect(lambda: self._line_typed(key))
        return line

    # -- what holds

    def showEvent(self, event: Any) -> None:
        self.reload()
        super().showEvent(event)

    def _hear(self, changes: Any) -> None:
        if "setting" in changes and self.isVisible():
            self.reload()
            self._again.start()

    def reload(self) -> None:
        self._desk.background.run_latest("settings/web", _read, self._desk.database, then=self._show, failed=self._say)

    def _show(self, found: Found) -> None:
        self._values, self._link = found.values, found.link
        on = bool(found.values["web_listen"])
        boxes = {self.listen: on, **{box: bool(found.values[f"web_{key}"]) for key, box in self._checks.items()}}
        for box, value in boxes.items():
            box.blockSignals(True)
            box.setChecked(value)
            box.blockSignals(False)
        for key, line in self._lines.items():
            if not line.hasFocus() and (key != "listen" or on):
                line.setText(str(found.values[f"web_{key}"]))
        self.port.blockSignals(True)
        self.port.setValue(int(found.values["web_port"]))
        self.port.blockSignals(False)
        if not self.intro.hasFocus():
            self.intro.setPlainText(str(found.values["web_intro"]))
        self._tell_intro()
        self._tell_state(found, on)

    def _tell_state(self, found: Found, on: bool) -> None:
        form = on and bool(found.values["web_form"])
        self.copy_button.setEnabled(form)
        self.open_button.setEnabled(form and found.answers)
        if not on:
            self.state.tell(_("Nothing is listened to."))
        elif found.trouble:
            self.state.tell(found.trouble)
        elif not found.answers:
            self.state.tell(
                _("Nobody answers at {link} yet. An agent begins within seconds; is one at work?").format(
                    link=isolated(found.link)
                )
            )
        elif form:
            self.state.tell(_("The form is at {link}").format(link=isolated(found.link)))
        else:
            self.state.tell(_("Alerts are taken; the web form is off."))

    def _tell_intro(self) -> None:
        typed = self.intro.toPlainText().strip()
        self.save_button.setEnabled(bool(self._values) and typed != str(self._values["web_intro"]).strip())

    # -- changing it

    def _set_listening(self, on: bool) -> None:
        self._set("web_listen", (self.address.text().strip() or _HERE) if on else "")

    def _line_typed(self, key: str) -> None:
        text = " ".join(self._lines[key].text().split())
        # While it is off, an address is only taken down for when it is switched on.
        if not self._values or (key == "listen" and not self.listen.isChecked()):
            return
        if text != self._values[f"web_{key}"]:
            self._set(f"web_{key}", text or (_HERE if key == "listen" else ""))

    def _save_intro(self) -> None:
        self._set("web_intro", self.intro.toPlainText().strip())

    def _set(self, key: str, value: Any) -> None:
        self._values = {**self._values, key: value}
        write(
            self._desk, _("Changed what the agent listens for"), _set_setting, key, value, failed=self._say, toast=False
        )

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._link)
        self.state.tell(_("Copied: {link}").format(link=isolated(self._link)))


# -- away from the GUI thread


def _read(database: Any) -> Found:
    from incidentdesk.agent.web.listening import link_of, refuse_open, wanted
    from incidentdesk.prepare.setting_value import DEFAULTS, setting_of

    with database.read() as reader:
        values = {key: setting_of(reader, key) for key in DEFAULTS if key.startswith("web_")}
        listening = wanted(reader)
    if not listening.host:
        return Found(values, "", False, "")
    trouble = ""
    try:
        refuse_open(listening.host, listening.tls_cert, listening.without_tls)
    except Refused as refused:
        trouble = str(refused)
    link = link_of(listening, socket.gethostname())
    return Found(values, link, not trouble and _answers(listening.host, listening.port), trouble)


def _answers(host: str, port: int) -> bool:
    """Whether somebody listens there; what listens everywhere also does so here."""
    try:
        with socket.create_connection(({"0.0.0.0": _HERE, "::": "::1"}.get(host, host), port), _PATIENCE):
            return True
    except OSError:
        return False


def _set_setting(session: Any, key: str, value: Any) -> None:
    from incidentdesk.prepare.setting import set_setting

    set_setting(session, key, value)
