"""The passphrase of the vault, as long as the window is open; asked for once, where this machine has no keyring."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialogButtonBox, QLabel, QLineEdit, QWidget

from incidentdesk.desktop.background import Background
from incidentdesk.desktop.sheet import Sheet
from incidentdesk.desktop.theme import Theme
from incidentdesk.desktop.widgets.message_bar import MessageBar
from incidentdesk.language import _
from incidentdesk.refusal import Refused

_WIDTH = 460


class Vault(QObject):
    """What reads secrets and keeps them; its functions may be called in any thread."""

    unlocked = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._passphrase = ""

    def passphrase(self) -> str:
        """What was typed, or what the environment says."""
        from incidentdesk.prepare.secret import passphrase_of_environment

        return self._passphrase or passphrase_of_environment()

    def secret_of(self, name: str) -> str | None:
        from incidentdesk.prepare.secret import secret_of

        return secret_of(name, passphrase=self.passphrase)

    def set_secret(self, name: str, value: str) -> None:
        from incidentdesk.prepare.secret import set_secret

        set_secret(name, value, passphrase=self.passphrase)

    def is_locked(self) -> bool:
        """Whether nothing can be read or kept until the passphrase is typed."""
        from incidentdesk.prepare.secret import needs_passphrase

        return not self._passphrase and needs_passphrase()

    def is_made(self) -> bool:
        from incidentdesk.prepare.secret import vault_file

        return vault_file().exists()

    def unlock(self, passphrase: str) -> None:
        """Keep the passphrase until the window closes; raises Refused where it does not open the vault.

        Where there is no vault yet, this becomes its passphrase with the first secret.
        """
        from incidentdesk.prepare.secret import SHORTEST_PASSPHRASE, secret_of, vault_file

        if vault_file().exists():
            secret_of("", passphrase=lambda: passphrase)
        elif len(passphrase) < SHORTEST_PASSPHRASE:
            raise Refused(
                _("The passphrase of the vault needs at least {least} characters.").format(least=SHORTEST_PASSPHRASE)
            )
        self._passphrase = passphrase
        self.unlocked.emit()


class VaultSheet(Sheet):
    """Asks for the passphrase; accepted once it opens the vault."""

    def __init__(self, theme: Theme, background: Background, vault: Vault, parent: QWidget | None = None) -> None:
        super().__init__(theme, _("Unlock the vault"), parent)
        self._background, self._vault = background, vault
        self.message = MessageBar(theme)
        explanation = QLabel(
            _(
                "This machine has no keyring, so the passwords of your outlets lie in a file that a passphrase opens. "
                "It is asked for once while the window is open."
            ),
            wordWrap=True,
        )
        self.field = QLineEdit()
        self.field.setEchoMode(QLineEdit.EchoMode.Password)
        self.field.setAccessibleName(_("Passphrase"))
        self.field.setAccessibleDescription(_("Opens the file in which the passwords of outlets lie"))
        label = QLabel(_("&Passphrase"))
        label.setBuddy(self.field)
        for widget in (explanation, self.message, label, self.field):
            self.body.addWidget(widget)
        self.body.addStretch(1)
        self.add_close_button(_("Cancel"))
        self.unlock_button = self.add_button(_("Unlock"), QDialogButtonBox.ButtonRole.AcceptRole, primary=True)
        self.buttons.accepted.disconnect()
        self.buttons.accepted.connect(self._unlock)
        self.field.textChanged.connect(lambda text: self.unlock_button.setEnabled(bool(text)))
        self.unlock_button.setEnabled(False)
        self.setMinimumWidth(_WIDTH)
        self.dress()
        self.field.setFocus()

    def _unlock(self) -> None:
        self.unlock_button.setEnabled(False)
        self._background.run(self._vault.unlock, self.field.text(), then=self._opened, failed=self._failed)

    def _opened(self, _nothing: object) -> None:
        self.accept()

    def _failed(self, refused: Refused) -> None:
        self.message.say(str(refused), "danger", dismissable=False)
        self.unlock_button.setEnabled(True)
        self.field.selectAll()
        self.field.setFocus()
