"""What stands on every report: the name of the desk, its logo, and what SLAs are to be met."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QLineEdit, QSpinBox, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.settings.row import Section, SettingRow
from incidentdesk.desktop.settings.writing import write
from incidentdesk.desktop.widgets.button import Button, LinkButton
from incidentdesk.language import _, isolated
from incidentdesk.refusal import Refused

_LOGO = (160, 40)  # logical pixels


class ReportsSection(Section):
    def __init__(self, desk: Desk, say: Callable[[Refused | str], None]) -> None:
        super().__init__(desk.theme, _("Reports"), "report")
        self._desk, self._say = desk, say
        self.name = QLineEdit()
        self.name.setMaxLength(100)
        self.name.setMinimumWidth(280)
        self.name.editingFinished.connect(self._set_name)
        self.target = QSpinBox()
        self.target.setRange(1, 100)
        self.target.setSuffix(_(" %"))
        self.target.setMinimumWidth(140)
        self.target.setKeyboardTracking(False)
        self.target.valueChanged.connect(lambda value: self._set("sla_target_percent", value))
        self.add_card(
            SettingRow(
                desk.theme,
                _("&Name of the desk"),
                _("It stands on every page that is printed. This holds for everybody who shares the database."),
                self.name,
                words=_("organisation company team report header"),
            ),
            SettingRow(
                desk.theme,
                _("&Logo"),
                _("PNG or JPEG up to 512 kB; it stands on the first page of reports. This holds for everybody."),
                self._logo_field(),
                words=_("picture image brand report"),
            ),
            SettingRow(
                desk.theme,
                _("SLA &targets to be met"),
                _("Share of clocks; the dashed line on charts and in reports. This holds for everybody."),
                self.target,
                words=_("service level agreement percent goal"),
            ),
        )
        desk.changes.changed.connect(self._hear)

    def _logo_field(self) -> QWidget:
        theme = self._desk.theme
        self.picture = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self.picture.setAccessibleName(_("The logo as it is now"))
        self.choose_button = Button(theme, _("Choose…"), "image", description=_("Choose a picture for reports"))
        self.remove_button = LinkButton(theme, _("Remove"), description=_("Print reports without a logo"))
        self.choose_button.clicked.connect(self._ask_file)
        self.remove_button.clicked.connect(lambda: self._write_logo(b""))
        field = QWidget()
        row = QHBoxLayout(field)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for widget in (self.picture, self.choose_button, self.remove_button):
            row.addWidget(widget)
        field.setFocusProxy(self.choose_button)
        return field

    # -- what holds

    def showEvent(self, event: Any) -> None:
        self.reload()
        super().showEvent(event)

    def _hear(self, changes: Any) -> None:
        if "setting" in changes and self.isVisible():
            self.reload()

    def reload(self) -> None:
        self._desk.background.run_latest(
            "settings/reports", _read, self._desk.database, then=self._show, failed=self._say
        )

    def _show(self, found: tuple[str, int, bytes | None]) -> None:
        name, target, logo = found
        if not self.name.hasFocus():
            self.name.setText(name)
        self._name = name
        self.target.blockSignals(True)
        self.target.setValue(target)
        self.target.blockSignals(False)
        self._show_logo(logo)

    def _show_logo(self, logo: bytes | None) -> None:
        image = QImage.fromData(logo) if logo else QImage()
        if image.isNull():
            self.picture.setText(_("none"))
        else:
            modes = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            self.picture.setPixmap(QPixmap.fromImage(image.scaled(*_LOGO, *modes)))
        self.remove_button.setVisible(logo is not None)

    # -- changing it

    def _set_name(self) -> None:
        name = " ".join(self.name.text().split())
        if name != getattr(self, "_name", name):
            self._name = name
            self._set("desk_name", name)

    def _set(self, key: str, value: Any) -> None:
        said = _("Changed a setting of the desk")
        write(self._desk, said, _set_setting, key, value, failed=self._say, toast=False)

    def _ask_file(self) -> None:
        dialog = QFileDialog(self.window(), _("Choose a logo"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(_("Pictures (*.png *.jpg *.jpeg)"))
        dialog.fileSelected.connect(self.take_logo)
        dialog.open()

    def take_logo(self, name: str) -> None:
        """Put the picture of a file on reports; what is no picture, or too large, is said above the page."""
        self._desk.background.run(_read_file, Path(name), then=self._write_logo, failed=self._say)

    def _write_logo(self, picture: bytes) -> None:
        write(self._desk, _("Changed the logo"), _set_logo, picture, failed=self._say, toast=False)


# -- away from the GUI thread


def _read(database: Any) -> tuple[str, int, bytes | None]:
    from incidentdesk.measure.logo import logo_of
    from incidentdesk.prepare.setting import setting_of

    with database.read() as reader:
        return str(setting_of(reader, "desk_name")), int(setting_of(reader, "sla_target_percent")), logo_of(reader)


def _read_file(path: Path) -> bytes:
    from incidentdesk.measure.logo import LARGEST

    try:
        with path.open("rb") as file:
            # One byte more than is taken, so that a file of a gigabyte is not read to be refused.
            return file.read(LARGEST + 1)
    except OSError as error:
        raise Refused(
            _("{file} can't be read: {reason}. Choose another file.").format(
                file=isolated(path.name), reason=error.strerror or error
            )
        ) from error


def _set_setting(session: Any, key: str, value: Any) -> None:
    from incidentdesk.prepare.setting import set_setting

    set_setting(session, key, value)


def _set_logo(session: Any, picture: bytes) -> None:
    from incidentdesk.measure.logo import set_logo

    set_logo(session, picture)
