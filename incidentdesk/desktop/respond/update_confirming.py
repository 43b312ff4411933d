"""Asking once more before a letter goes to many: the button says what it does, and the safe one is the default."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialogButtonBox, QLabel, QWidget

from incidentdesk.desktop.sheet import Sheet
from incidentdesk.desktop.theme import Theme
from incidentdesk.language import _, ngettext
from incidentdesk.prepare.outlet import OutletKind
from incidentdesk.respond.status_update_list import Receiver


def by_mail(receivers: Iterable[Sequence[Receiver]]) -> int:
    """How many letters of e-mail these are."""
    return sum(each.outlet_kind == OutletKind.EMAIL for some in receivers for each in some)


class SendConfirmation(Sheet):
    def __init__(self, theme: Theme, letters: int, parent: QWidget | None = None) -> None:
        super().__init__(theme, _("Send to many"), parent)
        said = ngettext(
            "This goes to {count} address by e-mail and can't be taken back.",
            "This goes to {count} addresses by e-mail and can't be taken back.",
            letters,
        )
        label = QLabel(said.format(count=letters), wordWrap=True)
        label.setTextFormat(Qt.TextFormat.PlainText)
        self.body.addWidget(label)
        verb = ngettext("Send {count} e-mail", "Send {count} e-mails", letters).format(count=letters)
        self.send_button = self.add_button(verb, QDialogButtonBox.ButtonRole.AcceptRole)
        self.cancel_button = self.add_close_button(_("Cancel"))
        self.cancel_button.setDefault(True)
        self.cancel_button.setAutoDefault(True)
        self.cancel_button.setFocus()
        self.setMinimumWidth(420)
        self.dress()
