"""How mails are taken in besides the mailboxes: a folder where they are dropped, and how many of one sender."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QSpinBox, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.settings.row import Section, SettingRow
from incidentdesk.desktop.settings.writing import write
from incidentdesk.desktop.widgets.button import Button
from incidentdesk.language import _, isolated
from incidentdesk.refusal import Refused

_MOST_OF_ONE_SENDER = 10_000  # mails an hour


class MailSection(Section):
    def __init__(self, desk: Desk, say: Callable[[Refused | str], None]) -> None:
        super().__init__(desk.theme, _("Mail"), "mail")
        self._desk, self._say = desk, say
        self._values: dict[str, Any] = {}
        self.folder = QLineEdit()
        self.folder.setMaxLength(500)
        self.folder.setPlaceholderText(_("None"))
        self.folder.setClearButtonEnabled(True)
        self.folder.editingFinished.connect(self._folder_typed)
        self.choose_button = Button(
            desk.theme, _("Choose…"), description=_("Choose the folder from which mails are taken in")
        )
        self.choose_button.clicked.connect(self._choose)
        place = QWidget()
        row = QHBoxLayout(place)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.folder, 1)
        row.addWidget(self.choose_button)
        place.setFocusProxy(self.folder)
        self.folder.setAccessibleName(_("Folder for mails"))
        self.folder.setAccessibleDescription(_("The folder from which mails are taken in; empty for none"))
        self.most = QSpinBox()
        self.most.setRange(1, _MOST_OF_ONE_SENDER)
        self.most.setMinimumWidth(140)
        self.most.setSuffix(_(" an hour"))
        self.most.setKeyboardTracking(False)
        self.most.valueChanged.connect(lambda value: self._set("mail_per_sender", value))
        self.state = SettingRow(
            desk.theme, _("&Folder for mails"), "", place, wide=True, words=_("eml mbox drop directory path e-mail")
        )
        self.add_card(
            self.state,
            SettingRow(
                desk.theme,
                _("Mails of &one sender"),
                _("More than that are parked until somebody looks at them, so that nobody floods the desk."),
                self.most,
                words=_("limit flood rate spam e-mail"),
            ),
        )
        desk.changes.changed.connect(self._hear)

    def showEvent(self, event: Any) -> None:
        self.reload()
        super().showEvent(event)

    def _hear(self, changes: Any) -> None:
        if "setting" in changes and self.isVisible():
            self.reload()

    def reload(self) -> None:
        self._desk.background.run_latest("settings/mail", _read, self._desk.database, then=self._show, failed=self._say)

    def _show(self, found: dict[str, Any]) -> None:
        self._values = found
        if not self.folder.hasFocus():
            self.folder.setText(str(found["mail_folder"]))
        self.most.blockSignals(True)
        self.most.setValue(int(found["mail_per_sender"]))
        self.most.blockSignals(False)
        self.state.tell(_told(str(found["mail_folder"]), bool(found["is_there"])))

    def _folder_typed(self) -> None:
        self._set_folder(self.folder.text().strip())

    def _choose(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, _("Folder for mails"), self.folder.text())
        if chosen:
            self.folder.setText(chosen)
            self._set_folder(chosen)

    def _set_folder(self, folder: str) -> None:
        if not self._values or folder == self._values["mail_folder"]:
            return
        if folder and not Path(folder).is_absolute():
            self._say(_("Write the whole path of the folder, from the root of the machine."))
            return
        self._set("mail_folder", folder)

    def _set(self, key: str, value: Any) -> None:
        self._values = {**self._values, key: value}
        write(self._desk, _("Changed how mails are taken in"), _set_setting, key, value, failed=self._say, toast=False)


def _told(folder: str, is_there: bool) -> str:
    if not folder:
        return _("Mails (.eml, .mbox) that are laid into it are taken in by the agent on its machine.")
    if not is_there:
        return _("{folder} is not on this machine. That is right where the agent runs on another one.").format(
            folder=isolated(folder)
        )
    return _("What was taken in moves on to the folder “done” in it.")


# -- away from the GUI thread


def _read(database: Any) -> dict[str, Any]:
    from incidentdesk.prepare.setting_value import setting_of

    with database.read() as reader:
        found = {key: setting_of(reader, key) for key in ("mail_folder", "mail_per_sender")}
    return {**found, "is_there": Path(str(found["mail_folder"])).is_dir()}


def _set_setting(session: Any, key: str, value: Any) -> None:
    from incidentdesk.prepare.setting import set_setting

    set_setting(session, key, value)
