"""Colours, fonts and icons of the window; light and dark switch while it is open."""

import tomllib
from functools import cache
from pathlib import Path
from string import Template
from weakref import WeakKeyDictionary

import shiboken6
from PySide6.QtCore import QByteArray, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QIcon, QImage, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication, QWidget

from incidentdesk.paths import resources

CHOICES = ("auto", "light", "dark")
_ICON_SIZES = (16, 20)
# Directional icons point the other way where text runs from right to left.
_DIRECTIONAL = frozenset(
    {"back", "forward", "chevron-left", "chevron-right", "undo", "redo", "send", "external", "quit"}
)
_SCHEMES = {
    "auto": Qt.ColorScheme.Unknown,
    "light": Qt.ColorScheme.Light,
    "dark": Qt.ColorScheme.Dark,
}


@cache
def _colours(name: str) -> dict[str, QColor]:
    with (resources() / "themes" / f"{name}.toml").open("rb") as file:
        return {role: QColor(value) for role, value in tomllib.load(file).items()}


@cache
def _svg(name: str) -> str:
    return (resources() / "icons" / f"{name}.svg").read_text(encoding="utf-8")


@cache
def _folder() -> Path:
    """Style sheets read images from files only; the folder goes with the program."""
    import atexit
    import shutil
    import tempfile

    folder = tempfile.mkdtemp(prefix="incidentdesk-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder)


class Theme(QObject):
    """What a role looks like now. Emits `changed` when colours or font sizes have become others."""

    changed = Signal()

    def __init__(self, choice: str = "auto", scale: int = 100, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._base = QFont(QApplication.font())
        self._choice = choice
        self._scale = scale
        self._applied: QApplication | None = None
        self._pixmaps: dict[tuple, QPixmap] = {}
        self._icons: dict[tuple[str, str], QIcon] = {}
        self._fonts: dict[str, QFont] = {}
        self._tints: WeakKeyDictionary[QWidget, dict[QPalette.ColorRole, str]] = WeakKeyDictionary()
        self._name = self._wanted()
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._follow)

    @property
    def dark(self) -> bool:
        return self._name == "dark"

    @property
    def choice(self) -> str:
        """ "auto", "light" or "dark": what was asked for, not what it led to."""
        return self._choice

    @property
    def scale(self) -> int:
        """The font scale in percent."""
        return self._scale

    def choose(self, choice: str) -> None:
        """Take "light" or "dark", or with "auto" whatever the desktop has."""
        if choice not in CHOICES:
            raise ValueError(choice)
        self._choice = choice
        self._ask_frames()
        self._follow()

    def choose_scale(self, percent: int) -> None:
        """Font sizes in percent of the desktop's, 90 to 300; the settings offer up to 150, a wall has more."""
        self._scale = self.possible(percent)
        self._refresh()

    @staticmethod
    def possible(percent: int) -> int:
        return min(300, max(90, percent))

    def apply(self, app: QApplication) -> None:
        """Make this theme the look of the whole program."""
        self._applied = app
        app.setStyle("Fusion")
        self._ask_frames()
        self._refresh()

    def colour(self, role: str) -> QColor:
        """Raises KeyError for a role that the theme files do not have."""
        return QColor(_colours(self._name)[role])

    def css(self, role: str) -> str:
        return _colours(self._name)[role].name()

    def roles(self) -> dict[str, str]:
        """The colours of all roles as they are now, by name."""
        return {role: colour.name() for role, colour in _colours(self._name).items()}

    def sheet(self, text: str) -> str:
        """A style sheet for one widget, with `$role` replaced by the role's colour."""
        return Template(text).substitute(self.roles())

    def font(self, kind: str = "base") -> QFont:
        """ "small", "base", "strong", "h2", "h1" or "mono", all relative to the desktop's font."""
        if kind not in self._fonts:
            self._fonts[kind] = self._make_font(kind)
        return QFont(self._fonts[kind])

    def _make_font(self, kind: str) -> QFont:
        if kind == "mono":
            font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
            font.setPointSizeF(self._points(0))
            return font
        font = QFont(self._base)
        font.setPointSizeF(self._points({"small": -1, "base": 0, "strong": 0, "h2": 2, "h1": 5}[kind]))
        if kind in ("strong", "h2", "h1"):
            font.setWeight(QFont.Weight.DemiBold)
        return font

    def icon(self, name: str, role: str = "text2") -> QIcon:
        key = (name, role)
        if key not in self._icons:
            self._icons[key] = self._make_icon(name, role)
        return self._icons[key]

    def pixmap(self, name: str, role: str = "text2", size: int = 20, ratio: float = 1.0) -> QPixmap:
        """The icon of that name in one colour, `size` logical pixels wide and high at `ratio` pixels each."""
        key = (name, role, size, ratio)
        if key not in self._pixmaps:
            mirrored = name in _DIRECTIONAL and QGuiApplication.layoutDirection() == Qt.LayoutDirection.RightToLeft
            self._pixmaps[key] = QPixmap.fromImage(_draw_svg(name, self.css(role), size, ratio, mirrored))
        return self._pixmaps[key]

    def cached(self, key: tuple, draw) -> QPixmap:
        """A pixmap that is drawn once for each theme; `key` must hold everything that it depends on."""
        if key not in self._pixmaps:
            self._pixmaps[key] = draw()
        return self._pixmaps[key]

    def image(self, name: str, role: str = "text2") -> str:
        """The path of an icon in one colour, for the `url()` of a style sheet."""
        file = _folder() / f"{name}-{self.css(role)[1:]}.svg"
        if not file.exists():
            file.write_text(_svg(name).replace("currentColor", self.css(role)), encoding="utf-8")
        return file.as_posix()

    def tint(self, widget: QWidget, role: str, where: QPalette.ColorRole = QPalette.ColorRole.WindowText) -> None:
        """Give one colour of a widget's palette that of a role, now and whenever the theme becomes another.

        Qt takes a palette back to what it was when a style sheet above the widget is set anew, which every change of
        the theme does; so it is given again after all of them.
        """
        self._tints.setdefault(widget, {})[where] = role
        self._give_tints(widget)

    def _give_tints(self, widget: QWidget) -> None:
        palette = widget.palette()
        for where, role in self._tints[widget].items():
            palette.setColor(where, self.colour(role))
        widget.setPalette(palette)

    def palette(self) -> QPalette:
        return _palette(_colours(self._name))

    def _points(self, more: float) -> float:
        base = self._base.pointSizeF()
        if base <= 0:
            base = self._base.pixelSize() * 0.75
        return max(6.0, (base + more) * self._scale / 100)

    def _make_icon(self, name: str, role: str) -> QIcon:
        icon = QIcon()
        ratios = {1.0, *(screen.devicePixelRatio() for screen in QGuiApplication.screens())}
        faded = "outline" if role not in ("accent_text", "toast_text") else role
        for size in _ICON_SIZES:
            for ratio in ratios:
                icon.addPixmap(self.pixmap(name, role, size, ratio), QIcon.Mode.Normal)
                icon.addPixmap(self.pixmap(name, faded, size, ratio), QIcon.Mode.Disabled)
                if role == "text2":
                    icon.addPixmap(self.pixmap(name, "text", size, ratio), QIcon.Mode.Active)
        return icon

    def _wanted(self) -> str:
        if self._choice != "auto":
            return self._choice
        return "dark" if QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark else "light"

    def _ask_frames(self) -> None:
        """The desktop draws the window frames in the same scheme where it can."""
        if self._applied is not None:
            QGuiApplication.styleHints().setColorScheme(_SCHEMES[self._choice])

    def _follow(self, _scheme: object = None) -> None:
        if self._name != self._wanted():
            self._name = self._wanted()
            self._refresh()

    def _refresh(self) -> None:
        self._pixmaps.clear()
        self._icons.clear()
        self._fonts.clear()
        if self._applied is not None:
            self._applied.setPalette(self.palette())
            self._applied.setFont(self.font("base"))
            _hand_palette_on()
        self.changed.emit()
        for widget in list(self._tints):
            if shiboken6.isValid(widget):
                self._give_tints(widget)


def _hand_palette_on() -> None:
    """Qt hands a new palette on to no widget that has ever been under a style sheet, nor to what is inside it."""
    for widget in QApplication.allWidgets():
        if widget.testAttribute(Qt.WidgetAttribute.WA_StyleSheet) and not widget.palette().resolveMask():
            widget.setPalette(QPalette())


@cache
def _draw_svg(name: str, colour: str, size: int, ratio: float, mirrored: bool) -> QImage:
    image = QImage(QSize(round(size * ratio), round(size * ratio)), QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(ratio)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    if mirrored:
        painter.translate(size, 0)
        painter.scale(-1, 1)
    text = _svg(name).replace("currentColor", colour)
    QSvgRenderer(QByteArray(text.encode())).render(painter, QRectF(0, 0, size, size))
    painter.end()
    return image


def _palette(colours: dict[str, QColor]) -> QPalette:
    role = QPalette.ColorRole
    palette = QPalette()
    for where, name in (
        (role.Window, "window"),
        (role.WindowText, "text"),
        (role.Base, "surface"),
        (role.AlternateBase, "neutral_bg"),
        (role.Text, "text"),
        (role.Button, "surface"),
        (role.ButtonText, "text"),
        (role.BrightText, "danger"),
        (role.Highlight, "selection"),
        (role.HighlightedText, "text"),
        (role.Accent, "accent"),
        (role.Link, "link"),
        (role.LinkVisited, "link"),
        (role.PlaceholderText, "hint"),
        (role.ToolTipBase, "toast"),
        (role.ToolTipText, "toast_text"),
        (role.Light, "surface"),
        (role.Midlight, "hover"),
        (role.Mid, "border"),
        (role.Dark, "outline"),
        (role.Shadow, "border"),
    ):
        palette.setColor(where, colours[name])
    for where in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText):
        palette.setColor(QPalette.ColorGroup.Disabled, where, colours["outline"])
    return palette
