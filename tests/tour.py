"""Photographs every page of the window: light and dark, in two sizes, with much, little, nothing and long names.

    python tests/tour.py [PART_OF_A_SCENE'S_NAME ...]

The pictures go to tests/pictures. The exit code is 1 if Qt warned of anything, if anything was raised, if a picture is
blank, or if a label was cut off. `--readme` also writes the pictures of the README.
"""

import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# The sample desk lives in the zone in which the window shows it.
os.environ["TZ"] = "Europe/Berlin"
# Run as a script, it still finds the graphs that the tests look at.
sys.path.insert(0, str(Path(__file__).parent.parent))

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QSize, Qt, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication, QCheckBox, QDialog, QLabel, QPushButton, QRadioButton, QWidget

from incidentdesk.desktop.desk import Desk, furnish
from incidentdesk.desktop.main_window import MainWindow
from incidentdesk.desktop.preferences import Preferences
from incidentdesk.desktop.theme import Theme
from incidentdesk.prepare.account import desktop_account
from incidentdesk.schema.opening import open_desk
from incidentdesk.store.database import Database

if TYPE_CHECKING:
    from incidentdesk.investigate.cause_graph import CauseGraph

ROOT = Path(__file__).parent.parent
PICTURES = Path(__file__).parent / "pictures"
README_PICTURES = ROOT / "resources" / "pictures"
THEMES = ("light", "dark")
SIZES = (QSize(1280, 720), QSize(1440, 900))
PATIENCE = 10.0  # seconds
# Said by the offscreen platform for every window with a smallest size.
_HARMLESS = ("This plugin does not support",)


@dataclass
class Stage:
    """A window on a desk, and what was found wrong in it."""

    app: QApplication
    desk: Desk
    window: MainWindow
    folder: Path
    extra: list[QWidget] = field(default_factory=list)  # windows beside the main one; the last one is photographed

    def settle(self) -> None:
        """Wait until nothing is under way and what came of it has been painted."""
        end = time.monotonic() + PATIENCE
        quiet = 0
        while quiet < 3:
            self.app.processEvents()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
            quiet = 0 if self.desk.background.jobs else quiet + 1
            if time.monotonic() > end:
                raise TimeoutError("the window does not come to rest")
            time.sleep(0.02)

    def wait(self, seconds: float) -> None:
        """Let timers run out that gather keys or news."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.app.processEvents()
            time.sleep(0.01)
        self.settle()

    def id_of(self, title: str) -> int:
        with self.desk.database.read() as reader:
            found = reader.rows("SELECT id FROM incident WHERE title LIKE :title", {"title": f"%{title}%"})
        return int(found[0][0])


@dataclass(frozen=True)
class Scene:
    """What is photographed: `show` brings it about. `desks` names the contents that it is shown with."""

    name: str
    show: Callable[[Stage], None]
    desks: tuple[str, ...] = ("sample",)
    readme: str = ""  # the theme in which its picture stands in the README


# ── contents ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _fill_sample(database: Database) -> None:
    from incidentdesk.measure.sample_desk import fill_desk

    fill_desk(database)


def _fill_nothing(_database: Database) -> None:
    pass


def _fill_one(database: Database) -> None:
    from incidentdesk.detect.intake import log_incident

    with database.write(actor="Mei Okafor", via="window") as session:
        log_incident(session, title="Printer jams")


LONG_TITLES = (
    "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenhersteller kann das Rechnungseingangsbearbeitungssystem"
    " seit der Umstellung der Sicherheitszertifikatsverwaltung nicht mehr erreichen",
    "لا يمكن لموظفي قسم الجمارك في المستودع الرئيسي طباعة وثائق الشحن من نظام تخطيط الموارد منذ تحديث البارحة ليلاً",
    "倉庫管理システムのハンディスキャナーが在庫データベースに接続できず、朝から出荷作業が完全に停止しています",
    "https://intranet.nordwind.example/" + "a-very-long-address-without-any-place-to-break/" * 4,
    "Short",
)


def _fill_long(database: Database) -> None:
    from incidentdesk.detect.intake import log_incident
    from incidentdesk.respond.note import add_note

    with database.write(actor="Mei Okafor", via="window") as session:
        for title in LONG_TITLES:
            incident_id = log_incident(
                session,
                title=title,
                description=f"{title}. " * 6,
                reporter="Hubert Blaine Wolfeschlegelsteinhausenbergerdorff Sr.",
                service="Rechnungseingangsbearbeitungssystem der Hauptverwaltung",
                category="Netzwerkinfrastruktur und Standortvernetzung",
                subcategory="Sicherheitszertifikatsverwaltung",
                team="فريق البنية التحتية والشبكات",
                assignee="عبد الرحمن بن محمد الخطيب الأنصاري",
                tags=[f"schlagwort-nummer-{number}" for number in range(12)],
                impact=1,
                urgency=1,
                major=True,
            )
            add_note(session, incident_id, f"{title}\n\n{title} " * 3, public=True)


def _fill_causes(database: Database) -> None:
    """Investigations with no cause, with one, and with very many, each under the name of its scene."""
    from tests.investigate.investigated import investigate

    with database.write(actor="Mei Okafor", via="window") as session:
        for name, graph in _graphs().items():
            investigate(session, graph, tags=(name,))


_GRAPHS = (
    *("fishbone-0", "fishbone-1", "fishbone-6", "fishbone-39", "fishbone-63", "fishbone-300"),
    *("whys-0", "whys-1", "whys-payroll", "whys-foreign", "whys-12", "whys-60"),
)


def _graphs() -> dict[str, "CauseGraph"]:
    from tests.investigate.pictured import none, one, six, sixty_three, thirty_nine, three_hundred
    from tests.investigate.pictured_whys import chain, foreign, many, payroll
    from tests.investigate.pictured_whys import none as no_why
    from tests.investigate.pictured_whys import one as one_why

    graphs = (
        *(none(), one(), six(), thirty_nine(), sixty_three(), three_hundred()),
        *(no_why(), one_why(), payroll(), foreign(), chain(12), many(60)),
    )
    return dict(zip(_GRAPHS, graphs, strict=True))


DESKS: dict[str, Callable[[Database], None]] = {
    "sample": _fill_sample,
    "empty": _fill_nothing,
    "one": _fill_one,
    "long": _fill_long,
    "causes": _fill_causes,
}


# ── scenes ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def _list(stage: Stage) -> None:
    _filter(stage, "is:open")
    _choose_row(stage, 1)


def _choose_row(stage: Stage, row: int) -> None:
    table = stage.window.page.table
    if table.model().rowCount() > row:
        table.setCurrentIndex(table.model().index(row, 0))
    stage.wait(0.3)


def _list_all(stage: Stage) -> None:
    _list(stage)
    _filter(stage, "")


def _filter(stage: Stage, text: str) -> None:
    stage.window.go_to("incidents")
    stage.settle()
    page = stage.window.page
    page.filter.set_text(text)
    page.group_by(None)
    stage.wait(0.3)


def _list_filtered(stage: Stage) -> None:
    _filter(stage, "is:open priority:1..3 tag:vpn,wan,erp")


def _list_without_match(stage: Stage) -> None:
    _filter(stage, "assignee:me nothing-is-called-like-this")


def _list_grouped(stage: Stage) -> None:
    _filter(stage, "")
    stage.window.page.group_by("status")
    stage.wait(0.3)


def _incident(title: str) -> Callable[[Stage], None]:
    def show(stage: Stage) -> None:
        stage.window.open(f"INC-{stage.id_of(title):04d}")
        stage.wait(0.3)

    return show


def _tab(title: str, tab: str) -> Callable[[Stage], None]:
    def show(stage: Stage) -> None:
        _incident(title)(stage)
        stage.window.page.show_part(tab)
        stage.wait(0.3)

    return show


def _reference(reference: str, after: float = 0.6) -> Callable[[Stage], None]:
    def show(stage: Stage) -> None:
        stage.window.open(reference)
        stage.wait(after)

    return show


def _causes(name: str) -> Callable[[Stage], None]:
    """The fishbone or the 5-Whys of the investigation that was made for it."""

    def show(stage: Stage) -> None:
        number = list(_graphs()).index(name) + 1
        _reference(f"INC-{number:04d}/{name.partition('-')[0]}")(stage)

    return show


def _diagram(title: str, kind: str, then: str = "", after: float = 0.6) -> Callable[[Stage], None]:
    """A diagram or the review of an incident of the sample, and a command given there."""

    def show(stage: Stage) -> None:
        _reference(f"INC-{stage.id_of(title):04d}/{kind}")(stage)
        if then:
            stage.desk.registry.run(then)
            stage.wait(after)

    return show


def _report(stage: Stage) -> None:
    _incident("VPN-Einwahl")(stage)
    stage.desk.registry.run("file.print_preview")
    stage.wait(2.0)


def _first_incident(stage: Stage) -> None:
    stage.window.open("INC-0001")
    stage.wait(0.3)


def _run(action_id: str, after: float = 0.3) -> Callable[[Stage], None]:
    def show(stage: Stage) -> None:
        _list(stage)
        stage.desk.registry.run(action_id)
        stage.wait(after)

    return show


def _palette(stage: Stage) -> None:
    _list(stage)
    stage.window.palette_box.open("re")
    stage.wait(0.3)


def _settings(section: int) -> Callable[[Stage], None]:
    def show(stage: Stage) -> None:
        stage.window.go_to("settings")
        stage.settle()
        stage.window.page._show_only(section)
        stage.wait(0.2)

    return show


def _menu(name: str) -> Callable[[Stage], None]:
    def show(stage: Stage) -> None:
        _list(stage)
        action = next(each for each in stage.window.menuBar().actions() if each.text().replace("&", "") == name)
        menu = action.menu()
        menu.popup(stage.window.mapToGlobal(stage.window.menuBar().actionGeometry(action).bottomLeft()))
        stage.wait(0.1)

    return show


TICKETS = """Number;Short description;State;Priority;Caller;Opened;Assignment group
INC0010023;Printer on floor 2 jams;Active;3 - Moderate;Carla Rossi;03.05.2026 09:12;Workplace
INC0010024;VPN-Einwahl bricht ab;Awaiting User Info;2 - High;Wiebke Petersen-Claußen;03.05.2026 09:40;Network
INC0010025;لا يمكن طباعة وثائق الجمارك;Dormant;2 - High;ليلى منصور;04.05.2026 10:02;Workplace
INC0010026;;New;4 - Low;Paul Dubois;04.05.2026 11:30;Service Desk
"""


def _import(step: int) -> Callable[[Stage], None]:
    """The wizard after so many steps with a file that has something to ask about."""

    def show(stage: Stage) -> None:
        from incidentdesk.desktop.detect.importing.wizard import ImportWizard

        _list(stage)
        file = stage.folder / "tickets of another tool.csv"
        file.write_text(TICKETS, encoding="utf-8")
        wizard = ImportWizard(stage.desk, stage.window)
        wizard.open()
        stage.settle()
        if step:
            wizard.open_file(str(file))
            stage.settle()
        for _each in range(step - 1):
            wizard.accept()
            stage.wait(0.3)

    return show


def _on_row(action_id: str) -> Callable[[Stage], None]:
    """A command on the row that is chosen."""

    def show(stage: Stage) -> None:
        _list(stage)
        stage.window.page.table.setFocus()
        stage.desk.registry.run(action_id)
        stage.wait(0.3)

    return show


def _toast(stage: Stage) -> None:
    _list(stage)
    stage.desk.toasts.show("3 incidents assigned to Mei Okafor", undo=lambda: None)
    stage.wait(0.4)


def _message(stage: Stage) -> None:
    _list(stage)
    stage.window.say("The folder of it-desk.db is read-only: you can look at everything and change nothing.", "warning")
    stage.wait(0.2)


def _first_run(stage: Stage) -> None:
    from incidentdesk.desktop.first_run import FirstRun

    stage.extra.append(FirstRun(stage.desk.theme, stage.desk.preferences))
    stage.extra[-1].show()
    stage.settle()


def _run_on_list(action_id: str) -> Callable[[Stage], None]:
    def show(stage: Stage) -> None:
        _list_all(stage)
        stage.desk.registry.run(action_id)
        stage.wait(1.0)

    return show


def _report(title: str) -> Callable[[Stage], None]:
    def show(stage: Stage) -> None:
        _incident(title)(stage)
        stage.desk.registry.run("file.print_preview")
        stage.wait(1.0)

    return show


def _crash(stage: Stage) -> None:
    from incidentdesk.desktop.crash_dialog import CrashDialog

    report = "Traceback (most recent call last):\n  …\nZeroDivisionError: division by zero\n" * 6
    dialog = CrashDialog(stage.desk.theme, report, None, earlier=False, parent=stage.window)
    dialog.open()
    stage.settle()


def _trouble(stage: Stage) -> None:
    from incidentdesk.desktop.trouble_dialog import TroubleDialog
    from incidentdesk.refusal import Refused

    refused = Refused("it-desk.db is damaged and is not written any more. Restore the newest backup.")
    dialog = TroubleDialog(stage.desk.theme, stage.desk.background, str(stage.folder / "it-desk.db"), refused)
    stage.extra.append(dialog)
    dialog.show()
    stage.settle()


SCENES = (
    Scene("list", _list, ("sample", "empty", "one", "long"), readme="light"),
    Scene("list all", _list_all, ("sample", "long")),
    Scene("list filtered", _list_filtered),
    Scene("list without a match", _list_without_match),
    Scene("list grouped", _list_grouped),
    Scene("incident major", _incident("Branch offices lost WAN"), readme="dark"),
    Scene("incident German", _incident("VPN-Einwahl")),
    Scene("incident Arabic", _incident("لا يمكن طباعة")),
    *(Scene(f"incident tab {tab}", _tab("VPN-Einwahl", tab)) for tab in ("attachments", "related")),
    Scene("incident children", _tab("Branch offices lost WAN", "related")),
    *(Scene(f"WAN tab {tab}", _tab("Branch offices lost WAN", tab)) for tab in ("analysis", "evidence")),
    Scene("incident tab analysis", _tab("VPN-Einwahl", "analysis")),
    *(Scene(name, _causes(name), ("causes",)) for name in _GRAPHS),
    Scene("fishbone", _diagram("Branch offices lost WAN", "fishbone"), readme="light"),
    Scene("fishbone on paper", _diagram("Branch offices lost WAN", "fishbone", "file.print_preview", 3.0)),
    Scene("whys", _diagram("Payroll", "whys"), readme="dark"),
    Scene("whys on paper", _diagram("Payroll", "whys", "file.print_preview", 3.0)),
    Scene("review", _diagram("Branch offices lost WAN", "review"), readme="light"),
    Scene("review on paper", _diagram("Branch offices lost WAN", "review", "file.print_preview", 4.0)),
    Scene("review not begun", _reference("INC-0001/review"), ("one", "long")),
    *(
        Scene(f"analyses {part}", _reference(f"analyses#{part}"), ("sample", "empty", "long"))
        for part in ("investigations", "problems", "actions", "known-errors", "lessons", "reviews")
    ),
    Scene("problem", _reference("PRB-0002")),
    Scene("problem fishbone", _reference("PRB-0002/fishbone")),
    Scene("menu analysis", _menu("Analysis")),
    Scene("report of an incident", _report),
    Scene("report of a list", _run("file.print_preview", 2.0)),
    Scene("export", _run("file.export"), ("sample", "empty")),
    Scene("incident one", _first_incident, ("one", "long")),
    Scene("log", _run("incident.new", 0.5), ("sample", "empty")),
    Scene("palette", _palette),
    Scene("shortcuts", _run("help.shortcuts")),
    Scene("guide", _run("help.guide")),
    Scene("news", _run("help.news")),
    Scene("about", _run("help.about")),
    Scene("open database", _run("file.open")),
    *(Scene(f"import {step}", _import(step)) for step in range(5)),
    *(Scene(f"row {name}", _on_row(f"list.{name}")) for name in ("assign", "priority", "state", "tag", "resolve")),
    Scene("export", _run_on_list("file.export"), ("sample", "empty")),
    Scene("preview list", _run_on_list("file.print_preview"), ("sample", "empty", "long")),
    Scene("preview incident", _report("Branch offices lost WAN")),
    Scene("menu file", _menu("File")),
    Scene("menu incident", _menu("Incident")),
    *(Scene(f"settings {section}", _settings(section)) for section in range(4)),
    Scene("toast", _toast),
    Scene("message", _message),
    Scene("first run", _first_run, ("empty",)),
    Scene("crash", _crash, ("empty",)),
    Scene("trouble", _trouble, ("empty",)),
)


# ── the tour ─────────────────────────────────────────────────────────────────────────────────────────────────────────


class Complaints:
    """What went wrong on the way, with the scene in which it did."""

    def __init__(self) -> None:
        self.scene = ""
        self.found: list[str] = []
        qInstallMessageHandler(self._hear_qt)
        sys.excepthook = self._hear_python

    def add(self, text: str) -> None:
        self.found.append(f"{self.scene}: {text}")
        print(f"  ✕ {self.found[-1]}", flush=True)

    def _hear_qt(self, kind: QtMsgType, _context: Any, text: str) -> None:
        if kind != QtMsgType.QtDebugMsg and kind != QtMsgType.QtInfoMsg and not text.startswith(_HARMLESS):
            self.add(f"Qt says: {text}")

    def _hear_python(self, kind: type[BaseException], error: BaseException, trace: Any) -> None:
        import traceback

        self.add("".join(traceback.format_exception(kind, error, trace)))


@contextmanager
def _stage(app: QApplication, filled: Path, theme_name: str, folder: Path) -> Iterator[Stage]:
    database = open_desk(filled)
    preferences = Preferences(folder / "settings")
    preferences.set("reduced_motion", True)
    theme = Theme(theme_name)
    theme.apply(app)
    desk = furnish(
        database,
        actor="Mei Okafor",
        account=desktop_account(),
        zone=ZoneInfo("Europe/Berlin"),
        preferences=preferences,
        theme=theme,
    )
    window = MainWindow(desk)
    window.go_to("incidents")
    window.show()
    stage = Stage(app, desk, window, folder)
    try:
        stage.settle()
        yield stage
    finally:
        stage.settle()
        window.close()
        window.deleteLater()
        desk.background.stop()
        database.close()
        app.processEvents()


def _photograph(stage: Stage) -> QImage:
    """The window with whatever stands open over it, or the window beside it."""
    if stage.extra:
        return stage.extra[-1].grab().toImage()
    image = stage.window.grab().toImage()
    painter = QPainter(image)
    for other in _open_over(stage):
        at = other.mapToGlobal(QPoint()) - stage.window.mapToGlobal(QPoint())
        if isinstance(other, QDialog):
            # There is no window manager that would put it there and draw an edge.
            at = stage.window.rect().center() - other.rect().center()
            painter.fillRect(stage.window.rect(), QColor(0, 0, 0, 60))
        painter.drawPixmap(at, other.grab())
    painter.end()
    return image


def _open_over(stage: Stage) -> list[QWidget]:
    return [
        other
        for other in QApplication.topLevelWidgets()
        if other is not stage.window and other.isVisible() and other.width() > 1
    ]


def _clear(stage: Stage) -> None:
    """Back to the bare window."""
    for other in QApplication.topLevelWidgets():
        if other is not stage.window and other.isVisible():
            other.close()
            other.hide()
            if other in stage.extra:
                other.deleteLater()
    stage.extra.clear()
    stage.window.palette_box.dismiss()
    stage.window.message.clear()
    stage.window._message_margin.hide()
    for toast in stage.desk.toasts.toasts():
        toast.hide()
    stage.settle()


def _judge(image: QImage, complaints: Complaints) -> None:
    """A picture on which nearly every point has one colour shows nothing."""
    seen = Counter(
        image.pixel(x, y) for x in range(2, image.width(), 5) for y in range(2, image.height(), 5)
    ).most_common(400)
    if len(seen) < 8 or seen[0][1] > 0.985 * sum(count for _colour, count in seen):
        complaints.add("the picture is blank")


def _judge_texts(stage: Stage, complaints: Complaints) -> None:
    """Texts that have less room than they need."""
    for window in stage.extra or [stage.window, *_open_over(stage)]:
        for widget in window.findChildren(QWidget):
            text = _cut_text(widget) if widget.isVisible() and not widget.visibleRegion().isEmpty() else ""
            if text:
                complaints.add(f"cut off: {text[:60]!r} ({type(widget).__name__}, {widget.width()} wide)")


def _cut_text(widget: QWidget) -> str:
    if isinstance(widget, QLabel):
        if widget.wordWrap() or not widget.text() or widget.textFormat() == Qt.TextFormat.RichText:
            return ""
    elif not isinstance(widget, QPushButton | QCheckBox | QRadioButton):
        return ""
    text = widget.text()
    # What is shortened on purpose ends in an ellipsis and has a tooltip with the whole.
    if not text or text.endswith("…") or widget.minimumWidth() == widget.maximumWidth():
        return ""
    return text if widget.sizeHint().width() > widget.width() + 1 else ""


def tour(wanted: list[str], readme: bool) -> int:
    started = time.monotonic()
    app = QApplication.instance() or QApplication(sys.argv[:1])
    complaints = Complaints()
    PICTURES.mkdir(exist_ok=True)
    scenes = [scene for scene in SCENES if not wanted or any(word in scene.name for word in wanted)]
    count = 0
    with tempfile.TemporaryDirectory(prefix="incidentdesk-tour-") as name:
        for contents in DESKS:
            there = [scene for scene in scenes if contents in scene.desks]
            if not there:
                continue
            filled = Path(name) / f"{contents}.db"
            database = open_desk(filled)
            DESKS[contents](database)
            database.close()
            for theme in THEMES:
                with _stage(app, filled, theme, Path(name) / f"{contents} {theme}") as stage:
                    for size in SIZES:
                        for scene in there:
                            count += _take(stage, scene, f"{contents} {theme} {size.width()}", size, complaints, readme)
    print(f"{count} pictures in {time.monotonic() - started:.0f} s, {len(complaints.found)} complaints")
    for complaint in complaints.found:
        print(f"✕ {complaint}")
    return 1 if complaints.found else 0


def _take(stage: Stage, scene: Scene, which: str, size: QSize, complaints: Complaints, readme: bool) -> int:
    complaints.scene = f"{scene.name} {which}"
    try:
        stage.window.resize(size)
        stage.settle()
        scene.show(stage)
        image = _photograph(stage)
        _judge_texts(stage, complaints)
    except Exception as error:
        complaints._hear_python(type(error), error, error.__traceback__)
        _clear(stage)
        return 0
    _judge(image, complaints)
    path = PICTURES / f"{scene.name} {which}.png".replace(" ", "_")
    image.save(str(path))
    if readme and which == f"sample {scene.readme} 1440":
        README_PICTURES.mkdir(exist_ok=True)
        image.save(str(README_PICTURES / f"{scene.name}-{which.split()[1]}.png".replace(" ", "-")))
    _clear(stage)
    return 1


if __name__ == "__main__":
    words = sys.argv[1:]
    sys.exit(tour([word for word in words if not word.startswith("--")], "--readme" in words))
