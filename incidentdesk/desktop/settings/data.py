"""Where the records lie, how large a file may be, and the backups."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from PySide6.QtCore import QLocale, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QSpinBox,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from incidentdesk import clock
from incidentdesk.desktop import moment
from incidentdesk.desktop.backups import backup_folder, backup_stem
from incidentdesk.desktop.binder_folder import binder_file, binder_folder, keep_binder_in, kept_at
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.settings.row import Section, SettingRow
from incidentdesk.desktop.settings.writing import write
from incidentdesk.desktop.widgets.button import Button
from incidentdesk.language import _, isolated
from incidentdesk.refusal import Refused

_MEBIBYTE = 1024 * 1024


class DataSection(Section):
    database_wanted = Signal(str)

    def __init__(self, desk: Desk, say: Callable[[Refused | str], None]) -> None:
        super().__init__(desk.theme, _("Data and backup"), "database")
        self._desk, self._say = desk, say
        theme = desk.theme
        self.place = QLabel(isolated(str(getattr(desk.database, "place", ""))), wordWrap=True)
        self.place.setTextFormat(Qt.TextFormat.PlainText)
        self.place.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._place_row = SettingRow(theme, _("Database"), "", self.place, wide=True, words=_("file size folder"))
        self.limit = self._spin(1, 2_048, _(" MiB"), "attachment_limit", _MEBIBYTE)
        self.minutes = self._spin(5, 24 * 60, _(" min"), "backup_minutes", 1)
        self.folder = QLabel(wordWrap=True)
        self.folder.setTextFormat(Qt.TextFormat.PlainText)
        self.now_button = Button(theme, _("Back up now"), "save", description=_("Make a backup at once"))
        self.now_button.clicked.connect(self._back_up)
        self.copy_button = Button(theme, _("Back up to…"), description=_("Write a backup into a file of your choice"))
        self.copy_button.clicked.connect(self._back_up_to)
        self.folder_button = Button(theme, _("Change folder…"), "folder", description=_("Choose where backups go"))
        self.folder_button.clicked.connect(self._choose_folder)
        self.show_button = Button(theme, _("Show folder"), description=_("Open the folder of the backups"))
        self.show_button.clicked.connect(self._open_folder)
        self.backups = BackupTable(desk, self._restore)
        self.add_card(
            self._place_row,
            SettingRow(
                theme,
                _("Largest &attachment"),
                _("A larger file is refused before it is read. This holds for everybody who shares the database."),
                self.limit,
                words=_("limit size file"),
            ),
        )
        self._folder_row = SettingRow(
            theme,
            _("Backups"),
            _("A backup is made at the start and while something changes, and is looked through before it counts."),
            self._column(
                self.folder,
                self._buttons(self.now_button, self.copy_button),
                self._buttons(self.folder_button, self.show_button),
            ),
            wide=True,
        )
        self.add_card(
            self._folder_row,
            SettingRow(
                theme,
                _("Back up &every"),
                _("While something changes."),
                self.minutes,
                words=_("automatic backup interval"),
            ),
            SettingRow(
                theme,
                _("Last &backups"),
                _("A backup is restored into a new file; the one that is open stays as it is."),
                self.backups,
                wide=True,
                words=_("restore"),
            ),
        )
        self.binder = QLabel(wordWrap=True)
        self.binder.setTextFormat(Qt.TextFormat.PlainText)
        self.binder_button = Button(theme, _("Choose folder…"), "folder", description=_("Keep the newest copy there"))
        self.binder_button.clicked.connect(self._choose_binder_folder)
        self.no_binder_button = Button(theme, _("Keep none"), description=_("Keep no copy any more"))
        self.no_binder_button.clicked.connect(lambda: self._keep_binder_in(""))
        self.add_card(
            SettingRow(
                theme,
                _("Crisis binder"),
                _(
                    "Plans, contacts, rota and service map as one PDF: the newest copy is kept here by itself, on a USB"
                    " stick or in a folder that is there when the network is not."
                ),
                self._column(self.binder, self._buttons(self.binder_button, self.no_binder_button)),
                wide=True,
                words=_("emergency print plans paper"),
            )
        )
        exchange = self._exchange()
        if exchange is not None:
            self.add_card(exchange)
        desk.changes.changed.connect(self._hear)

    def showEvent(self, event: Any) -> None:
        self.reload()
        super().showEvent(event)

    def reload(self) -> None:
        folder = backup_folder(self._desk.preferences)
        self.folder.setText(isolated(str(folder)))
        kept = binder_folder(self._desk)
        self.binder.setText(isolated(str(kept)) if kept else _("No copy is kept yet."))
        self.no_binder_button.setVisible(kept is not None)
        self._desk.background.run_latest(
            "settings/data", _facts, self._desk.database, folder, kept, then=self._show, failed=self._say
        )

    # -- building

    def _spin(self, least: int, most: int, suffix: str, key: str, unit: int) -> QSpinBox:
        box = QSpinBox()
        box.setRange(least, most)
        box.setSuffix(suffix)
        box.setMinimumWidth(140)
        box.setKeyboardTracking(False)
        box.valueChanged.connect(lambda value: self._set(key, value * unit))
        return box

    def _buttons(self, *buttons: Button) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for button in buttons:
            row.addWidget(button)
        row.addStretch(1)
        return holder

    def _column(self, *widgets: QWidget) -> QWidget:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for widget in widgets:
            column.addWidget(widget)
        return holder

    def _exchange(self) -> SettingRow | None:
        """Ways in and out, as far as the window has them."""
        registry = self._desk.registry
        buttons = []
        for action_id, text in (("file.import", _("Import incidents…")), ("file.export", _("Export incidents…"))):
            if action_id in registry.ids():
                button = Button(self._desk.theme, text)
                button.clicked.connect(lambda _checked=False, name=action_id: registry.run(name))
                buttons.append(button)
        if not buttons:
            return None
        return SettingRow(
            self._desk.theme,
            _("In and out"),
            _("Incidents from and for other tools: CSV, Excel, JSON."),
            self._buttons(*buttons),
        )

    # -- showing

    def _show(self, facts: dict[str, Any]) -> None:
        size = QLocale().formattedDataSize(facts["size"]) if facts["size"] else ""
        incidents = QLocale().toString(facts["incidents"])
        if size:
            text = _("{incidents} incidents, {size}").format(incidents=incidents, size=size)
        else:
            text = _("{incidents} incidents").format(incidents=incidents)
        self._place_row.tell(text)
        for box, key, unit in ((self.limit, "attachment_limit", _MEBIBYTE), (self.minutes, "backup_minutes", 1)):
            box.blockSignals(True)
            box.setValue(max(1, facts[key] // unit))
            box.blockSignals(False)
        self.backups.show_backups(facts["backups"])
        self._show_binder(*facts["binder"])

    def _show_binder(self, folder: Path | None, written: datetime | None) -> None:
        if folder is None:
            return
        said = _("No copy is in it yet.")
        if written is not None:
            said = _("Last copy: {time}").format(time=moment.full(clock.stored(written), self._desk.zone))
        self.binder.setText(f"{isolated(str(folder))}\n{said}")

    def _hear(self, changes: Any) -> None:
        if "setting" in changes and self.isVisible():
            self.reload()

    # -- doing

    def _set(self, key: str, value: int) -> None:
        write(self._desk, _("Changed a setting of the desk"), _set_setting, key, value, failed=self._say, toast=False)

    def _back_up(self) -> None:
        self.now_button.setEnabled(False)
        job = self._desk.background.run(
            _back_up,
            self._desk.database,
            backup_folder(self._desk.preferences),
            then=self._backed_up,
            failed=self._say,
            progress=True,
            title=_("Backup"),
        )
        job.finished.connect(lambda: self.now_button.setEnabled(True))

    def _backed_up(self, path: Path | None) -> None:
        if path is None:
            self._desk.toasts.show(_("Nothing has changed since the last backup."))
        else:
            self._desk.toasts.show(_("Backed up to {file}").format(file=isolated(path.name)))
        self.reload()

    def _back_up_to(self) -> None:
        start = Path.home() / f"{backup_stem(self._desk.database)} {clock.now():%Y-%m-%d}.db"
        name, _kind = QFileDialog.getSaveFileName(self, _("Back up to"), str(start), _("Databases (*.db)"))
        if name:
            self._desk.background.run(
                _back_up_to,
                self._desk.database,
                Path(name),
                then=lambda path: self._desk.toasts.show(_("Backed up to {file}").format(file=isolated(path.name))),
                failed=self._say,
                progress=True,
                title=_("Backup"),
            )

    def _choose_folder(self) -> None:
        here = str(backup_folder(self._desk.preferences))
        name = QFileDialog.getExistingDirectory(self, _("Folder of the backups"), here)
        if name:
            try:
                self._desk.preferences.set("backup_folder", name)
            except Refused as refused:
                self._say(refused)
            self.reload()

    def _choose_binder_folder(self) -> None:
        here = str(binder_folder(self._desk) or Path.home())
        name = QFileDialog.getExistingDirectory(self, _("Folder of the crisis binder"), here)
        if name:
            self._keep_binder_in(name)

    def _keep_binder_in(self, folder: str) -> None:
        try:
            keep_binder_in(self._desk, folder)
        except Refused as refused:
            self._say(refused)
        self.reload()

    def _open_folder(self) -> None:
        folder = backup_folder(self._desk.preferences)
        if folder.is_dir():
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
        else:
            self._say(_("There is no backup yet. Back up now makes the first one."))

    def _restore(self, backup: Path) -> None:
        start = backup.with_name(f"{backup.stem} restored.db")
        name, _kind = QFileDialog.getSaveFileName(self, _("Restore into a new file"), str(start), _("Databases (*.db)"))
        if name:
            self._desk.background.run(
                _restore,
                backup,
                Path(name),
                then=self.database_wanted.emit,
                failed=self._say,
                progress=True,
                title=_("Restoring"),
            )


class BackupTable(QWidget):
    """The last backups, each of which can be restored."""

    def __init__(self, desk: Desk, restore: Callable[[Path], None]) -> None:
        super().__init__()
        self._desk, self._restore = desk, restore
        self.tree = QTreeWidget()
        self.tree.setHeaderLabels([_("Made"), _("Size"), _("File")])
        self.tree.setRootIsDecorated(False)
        self.tree.setUniformRowHeights(True)
        self.tree.setMinimumHeight(120)
        self.tree.setMaximumHeight(200)
        self.tree.header().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.tree.setAccessibleName(_("Last backups"))
        self.tree.setAccessibleDescription(_("When each was made, its size and its file"))
        self.empty = QLabel(_("There is no backup yet."))
        self.button = Button(desk.theme, _("Restore…"), "backup", description=_("Restore the chosen backup"))
        self.button.setEnabled(False)
        self.button.clicked.connect(self._restore_chosen)
        self.tree.currentItemChanged.connect(lambda item, _old: self.button.setEnabled(item is not None))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.empty)
        layout.addWidget(self.tree)
        layout.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeading)

    def show_backups(self, backups: list[Any]) -> None:
        self.tree.clear()
        now = clock.stored(clock.now())
        for backup in backups:
            made = clock.stored(backup.made_at)
            item = QTreeWidgetItem(
                [
                    moment.day_and_time(made, now, self._desk.zone),
                    QLocale().formattedDataSize(backup.size),
                    backup.path.name,
                ]
            )
            item.setToolTip(0, moment.full(made, self._desk.zone))
            item.setTextAlignment(1, Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter)
            item.setData(0, Qt.ItemDataRole.UserRole, str(backup.path))
            self.tree.addTopLevelItem(item)
        self.tree.setVisible(bool(backups))
        self.button.setVisible(bool(backups))
        self.empty.setVisible(not backups)

    def _restore_chosen(self) -> None:
        item = self.tree.currentItem()
        if item is not None:
            self._restore(Path(item.data(0, Qt.ItemDataRole.UserRole)))


# -- away from the GUI thread


def _facts(database: Any, folder: Path, kept: Path | None) -> dict[str, Any]:
    from incidentdesk.prepare.setting import setting_of
    from incidentdesk.store.backup import backups_in

    with database.read() as reader:
        incidents = reader.rows("SELECT count(*) FROM incident WHERE withdrawn_at IS NULL")[0][0]
        settings = {key: setting_of(reader, key) for key in ("attachment_limit", "backup_minutes")}
    size = database.path.stat().st_size if database.path else 0
    backups = backups_in(folder, backup_stem(database))[:20]
    written = None if kept is None else kept_at(binder_file(kept))
    return {"incidents": incidents, "size": size, "backups": backups, "binder": (kept, written), **settings}


def _set_setting(session: Any, key: str, value: Any) -> None:
    from incidentdesk.prepare.setting import set_setting

    set_setting(session, key, value)


def _back_up(database: Any, folder: Path, progress: Callable[[int, int], None]) -> Path | None:
    from incidentdesk.store.backup import back_up_if_changed

    made = back_up_if_changed(database, folder, backup_stem(database), progress)
    return made.path if made else None


def _back_up_to(database: Any, target: Path, progress: Callable[[int, int], None]) -> Path:
    from incidentdesk.store.backup import back_up

    back_up(database, target, progress)
    return target


def _restore(backup: Path, target: Path, progress: Callable[[int, int], None]) -> str:
    from incidentdesk.schema.restoring import restore_desk

    restore_desk(backup, target, progress)
    return str(target)
