"""The head of the page of a rota: its number and name, and what is done most often."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QVBoxLayout, QWidget

from incidentdesk.desktop.theme import Theme
from incidentdesk.desktop.widgets.button import Button, IconButton, LinkButton, PrimaryButton
from incidentdesk.desktop.widgets.elided_label import ElidedLabel
from incidentdesk.language import _
from incidentdesk.prepare.rota_sheet import RotaSheet


class RotaHeader(QFrame):
    def __init__(self, theme: Theme, number: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setObjectName("header")
        self.back = LinkButton(theme, _("On call"), "chevron-left", description=_("Back to the rotas"))
        self.number, self.name, self.told = QLabel(number), ElidedLabel(), QLabel(wordWrap=True)
        self.number.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.number.setAccessibleName(number)
        self.number.setAccessibleDescription(_("Number of the rota"))
        self.told.setTextFormat(Qt.TextFormat.PlainText)
        self.stand_in = PrimaryButton(theme, _("Let somebody stand in…"), "users")
        self.take = Button(theme, _("Take this shift"), "hand-over")
        self.more = IconButton(theme, "more", _("More"), description=_("What else can be done with this rota"))
        self.more.setPopupMode(IconButton.ToolButtonPopupMode.InstantPopup)
        self.more.setMenu(QMenu(self.more))
        first, second = QHBoxLayout(), QHBoxLayout()
        first.setSpacing(8)
        for widget, share in (
            (self.back, 0), (self.number, 0), (self.name, 1), (self.take, 0), (self.stand_in, 0), (self.more, 0),
        ):  # fmt: skip
            first.addWidget(widget, share)
        second.setContentsMargins(6, 0, 0, 0)
        second.addWidget(self.told, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 16, 8)
        column.setSpacing(4)
        column.addLayout(first)
        column.addLayout(second)
        theme.changed.connect(self._dress)
        self._dress()

    def show_sheet(self, sheet: RotaSheet) -> None:
        self.name.setText(sheet.rota.name)
        self.name.setToolTip(sheet.rota.name)
        parts = [sheet.rota.team, sheet.rota.zone.key, " ".join(sheet.description.split())]
        self.told.setText(" · ".join(filter(None, parts)))

    def _dress(self) -> None:
        theme = self._theme
        self.setStyleSheet(
            theme.sheet("#header { background: $surface; border: none; border-bottom: 1px solid $border; }")
        )
        self.name.setFont(theme.font("h2"))
        for label in (self.number, self.told):
            theme.tint(label, "text2")
