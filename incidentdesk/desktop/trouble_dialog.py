"""When a database cannot be opened: why, and the ways on."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialogButtonBox, QFileDialog, QLabel, QWidget

from incidentdesk.desktop.background import Background
from incidentdesk.desktop.sheet import Sheet
from incidentdesk.desktop.theme import Theme
from incidentdesk.desktop.widgets.message_bar import MessageBar
from incidentdesk.language import _, isolated
from incidentdesk.paths import data_folder
from incidentdesk.refusal import Refused
from incidentdesk.store.database import is_url


class TroubleDialog(Sheet):
    """`chosen` carries the database to try next: the same one, another, or one restored from the newest backup."""

    chosen = Signal(str)

    def __init__(
        self, theme: Theme, background: Background, place: str, refused: Refused, parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, _("IncidentDesk cannot open its database"), parent)
        self._place, self._background = place, background
        heading = QLabel(_("IncidentDesk cannot open its database"))
        heading.setFont(theme.font("h2"))
        self.message = MessageBar(theme)
        self.message.say(str(refused), dismissable=False)
        self.body.addWidget(heading)
        self.body.addWidget(self.message)
        self.body.addStretch(1)
        roles = QDialogButtonBox.ButtonRole
        if not is_url(place) and Path(place).exists():
            restore = self.add_button(_("Restore newest backup…"), roles.ActionRole)
            restore.setToolTip(_("Makes a new file from the newest backup; this file stays as it is"))
            restore.clicked.connect(self._restore)
        self.add_button(_("Choose another…"), roles.ActionRole).clicked.connect(self._browse)
        self.add_button(_("Quit"), roles.RejectRole)
        self.add_button(_("Try again"), roles.AcceptRole, primary=True).clicked.connect(lambda: self._take(place))
        self.buttons.accepted.disconnect(self.accept)
        self.dress()
        self.setMinimumWidth(600)

    def _take(self, place: str) -> None:
        self.accept()
        self.chosen.emit(place)

    def _browse(self) -> None:
        name, _kind = QFileDialog.getOpenFileName(
            self, _("Open database"), str(data_folder()), _("Databases (*.db);;All files (*)")
        )
        if name:
            self._take(name)

    def _restore(self) -> None:
        self.setEnabled(False)
        self._background.run(restore_newest, Path(self._place), then=self._take, failed=self._not_restored)

    def _not_restored(self, refused: Refused) -> None:
        self.setEnabled(True)
        self.message.say(str(refused), dismissable=False)


def restore_newest(damaged: Path) -> str:
    """A new file beside a damaged one, made from its newest backup that is sound; raises Refused if there is none."""
    from incidentdesk.schema.restoring import restore_desk
    from incidentdesk.store.backup import backups_in

    reason = ""
    for backup in backups_in(data_folder() / "backups", damaged.stem):
        target = damaged.with_name(f"{damaged.stem} restored {backup.made_at:%Y%m%d-%H%M%S}.db")
        if target.exists():
            return str(target)
        try:
            restore_desk(backup.path, target)
        except Refused as refused:
            reason = reason or str(refused)
        else:
            return str(target)
    raise Refused(
        reason or _("There is no backup of {place}. Choose another file.").format(place=isolated(damaged.name))
    )
