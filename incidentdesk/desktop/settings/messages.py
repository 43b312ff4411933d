"""How messages leave the desk: the outlets, and where their passwords lie."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.settings.row import Section, SettingRow
from incidentdesk.desktop.vault import VaultSheet
from incidentdesk.desktop.widgets.button import Button
from incidentdesk.language import _
from incidentdesk.refusal import Refused


class MessagesSection(Section):
    database_wanted = Signal(str)

    def __init__(self, desk: Desk, say: Callable[[Refused | str], None]) -> None:
        super().__init__(desk.theme, _("Messages"), "outbox")
        self._desk = desk
        self.outlets = OutletList(desk, say)
        self.unlock_button = Button(desk.theme, _("Unlock…"), "secret", description=_("Type the passphrase"))
        self.unlock_button.clicked.connect(self._unlock)
        self.add_card(
            SettingRow(
                desk.theme,
                _("&Outlets"),
                _("By these announcements, escalations and reminders leave the desk. Everybody here shares them."),
                self.outlets,
                wide=True,
                words=_("e-mail SMTP chat Slack Teams webhook Apprise notification phone"),
            )
        )
        self._secrets = SettingRow(
            desk.theme, _("Secrets"), "", self.unlock_button, words=_("password keyring vault passphrase")
        )
        self.add_card(self._secrets)
        desk.vault.unlocked.connect(self._tell)

    def showEvent(self, event: QShowEvent) -> None:
        self._tell()
        super().showEvent(event)

    def _tell(self) -> None:
        self._desk.background.run_latest("settings/vault", _vault_state, self._desk.vault, then=self._show_vault)

    def _show_vault(self, state: tuple[bool, bool]) -> None:
        locked, in_vault = state
        self.unlock_button.setVisible(locked)
        if not in_vault:
            self._secrets.tell(_("Passwords of outlets lie in the keyring of this account, never in the database."))
        elif locked:
            self._secrets.tell(_("This machine has no keyring, so passwords lie in a vault. It is locked."))
        else:
            self._secrets.tell(_("This machine has no keyring, so passwords lie in a vault. It is open."))

    def _unlock(self) -> None:
        sheet = VaultSheet(self._desk.theme, self._desk.background, self._desk.vault, self.window())
        sheet.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        sheet.open()


class OutletList(QWidget):
    """Enter or a double click opens an outlet."""

    def __init__(self, desk: Desk, say: Callable[[Refused | str], None]) -> None:
        super().__init__()
        self._desk, self._say = desk, say
        theme = desk.theme
        self.names = QListWidget()
        self.names.setAccessibleName(_("Outlets"))
        self.names.setAccessibleDescription(_("By what messages leave the desk; Enter opens one"))
        self.names.setMinimumHeight(132)
        self.setFocusProxy(self.names)
        self.add_button = Button(theme, _("New outlet…"), "plus", description=_("Set up e-mail, chat or another way"))
        self.open_button = Button(theme, _("Open…"), description=_("Change the chosen outlet, or try it"))
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.add_button)
        row.addWidget(self.open_button)
        row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.names)
        layout.addLayout(row)
        self.add_button.clicked.connect(lambda: self._open(0))
        self.open_button.clicked.connect(self._open_current)
        self.names.itemActivated.connect(lambda _item: self._open_current())
        self.names.currentRowChanged.connect(lambda place: self.open_button.setEnabled(place >= 0))
        self.open_button.setEnabled(False)
        why_shut = str(desk.database.read_only)
        self.add_button.setEnabled(not why_shut)
        self.add_button.setToolTip(why_shut)
        desk.changes.changed.connect(self._hear)

    def showEvent(self, event: QShowEvent) -> None:
        self.reload()
        super().showEvent(event)

    def reload(self) -> None:
        self._desk.background.run_latest(
            "settings/outlets", _read, self._desk.database, then=self._show, failed=self._say
        )

    def _hear(self, changes: Any) -> None:
        if "outlet" in changes and self.isVisible():
            self.reload()

    def _show(self, found: list[tuple[int, str]]) -> None:
        kept = self.names.currentItem()
        chosen = kept.data(Qt.ItemDataRole.UserRole) if kept is not None else 0
        self.names.clear()
        for outlet_id, text in found:
            item = QListWidgetItem(text)
            item.setData(Qt.ItemDataRole.UserRole, outlet_id)
            self.names.addItem(item)
            if outlet_id == chosen:
                self.names.setCurrentItem(item)
        self.open_button.setEnabled(self.names.currentRow() >= 0)

    def _open_current(self) -> None:
        item = self.names.currentItem()
        if item is not None:
            self._open(item.data(Qt.ItemDataRole.UserRole))

    def _open(self, outlet_id: int) -> None:
        from incidentdesk.desktop.settings.outlet_dialog import open_outlet_dialog

        open_outlet_dialog(self._desk, self, outlet_id)


def _vault_state(vault: Any) -> tuple[bool, bool]:
    """Whether the vault is locked, and whether secrets lie in one at all."""
    from incidentdesk.prepare.secret import needs_passphrase

    return vault.is_locked(), needs_passphrase() or vault.is_made()


def _read(database: Any) -> list[tuple[int, str]]:
    from incidentdesk.prepare.outlet_list import outlets

    with database.read() as reader:
        return [(row.id, _line(row)) for row in outlets(reader)]


def _line(row: Any) -> str:
    text = _("{name} · {kind}").format(name=row.name, kind=_(row.kind))
    if row.options.get("nowhere"):
        text = _("{outlet} · of the sample, nothing leaves by it").format(outlet=text)
    return text if row.enabled else _("{outlet} · switched off").format(outlet=text)
