"""Colours, sizes and movement."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QCheckBox, QComboBox

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.settings.row import Section, SettingRow
from incidentdesk.language import N_, _
from incidentdesk.refusal import Refused

_THEMES = {"auto": N_("As the desktop"), "light": N_("Light"), "dark": N_("Dark")}
_DENSITIES = {"comfortable": N_("Comfortable"), "compact": N_("Compact")}
SCALES = (90, 100, 110, 120, 130, 140, 150)


class AppearanceSection(Section):
    def __init__(self, desk: Desk, say: Callable[[Refused | str], None]) -> None:
        super().__init__(desk.theme, _("Appearance"), "appearance")
        self._desk, self._say = desk, say
        self.theme_choice = self._choice("theme", {key: _(text) for key, text in _THEMES.items()})
        self.density = self._choice("density", {key: _(text) for key, text in _DENSITIES.items()})
        self.scale = self._choice("font_scale", {scale: _("{percent} %").format(percent=scale) for scale in SCALES})
        self.motion = self._check("reduced_motion", _("Reduce movement"))
        self.preview = self._check("preview", _("Show the preview"))
        theme = desk.theme
        self.add_card(
            SettingRow(
                theme,
                _("&Theme"),
                _("Light or dark colours, at once."),
                self.theme_choice,
                words=_("dark mode light mode colours"),
            ),
            SettingRow(theme, _("&Density"), _("How high the rows of lists are."), self.density, words=_("compact")),
            SettingRow(
                theme,
                _("Text &size"),
                _("Relative to the size of the desktop. Ctrl++ and Ctrl+- do the same."),
                self.scale,
                words=_("font zoom scale larger smaller"),
            ),
        )
        self.add_card(
            SettingRow(
                theme,
                _("&Movement"),
                _("Nothing slides or moves when this is on."),
                self.motion,
                words=_("animation reduced motion accessibility"),
            ),
            SettingRow(
                theme,
                _("&Preview"),
                _("The selected incident beside the list, where the window is wide enough."),
                self.preview,
            ),
        )
        desk.preferences.changed.connect(self._show)

    def _choice(self, name: str, options: dict[Any, str]) -> QComboBox:
        box = QComboBox()
        box.setMinimumWidth(180)
        for value, text in options.items():
            box.addItem(text, value)
        box.setCurrentIndex(box.findData(self._desk.preferences.get(name)))
        box.currentIndexChanged.connect(lambda _index: self._set(name, box.currentData()))
        return box

    def _check(self, name: str, text: str) -> QCheckBox:
        box = QCheckBox(text)
        box.setChecked(self._desk.preferences.get(name))
        box.toggled.connect(lambda on: self._set(name, on))
        return box

    def _set(self, name: str, value: Any) -> None:
        if name == "theme":
            self._desk.theme.choose(value)
        elif name == "font_scale":
            self._desk.theme.choose_scale(value)
        try:
            self._desk.preferences.set(name, value)
        except Refused as refused:
            self._say(refused)

    def _show(self, name: str) -> None:
        """Follow what was set elsewhere, in a menu or by keys."""
        value = self._desk.preferences.get(name) if name in _SHOWN else None
        boxes = {"theme": self.theme_choice, "density": self.density, "font_scale": self.scale}
        checks = {"reduced_motion": self.motion, "preview": self.preview}
        if name in boxes:
            with QSignalBlocker(boxes[name]):
                boxes[name].setCurrentIndex(boxes[name].findData(value))
        elif name in checks:
            with QSignalBlocker(checks[name]):
                checks[name].setChecked(value)


_SHOWN = frozenset({"theme", "density", "font_scale", "reduced_motion", "preview"})
