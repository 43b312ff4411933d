"""Starting and ending: one program, one window for each database, and a way out of every trouble at the start."""

import logging
import signal
import socket
import sys
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from PySide6.QtCore import QEvent, QObject, QSocketNotifier, Qt, QTimer, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication, QWidget

from incidentdesk import __version__
from incidentdesk.desktop.background import Background
from incidentdesk.desktop.backups import back_up_if_due, backup_folder
from incidentdesk.desktop.binder_keeping import BinderKeeping
from incidentdesk.desktop.crash import CrashHandler
from incidentdesk.desktop.desk import Desk, furnish
from incidentdesk.desktop.garbage import GarbageCollection
from incidentdesk.desktop.preferences import Preferences
from incidentdesk.desktop.preloading import IDLE_AFTER, preload_charts, preload_pages, preload_writing
from incidentdesk.desktop.respond.hand_over_waiting import HandOverWaiting
from incidentdesk.desktop.runtime_check import refuse_known_bad_pair
from incidentdesk.desktop.single_instance import SingleInstance
from incidentdesk.desktop.theme import Theme
from incidentdesk.desktop.vault import Vault
from incidentdesk.desktop.window_agent import WindowAgent
from incidentdesk.desktop.zone import system_zone, zone_named
from incidentdesk.language import _, isolated
from incidentdesk.paths import data_folder, default_database, resources, state_folder
from incidentdesk.prepare.account import desktop_account, person_of_account
from incidentdesk.refusal import Refused
from incidentdesk.store.database import Database, is_url

log = logging.getLogger(__name__)

_BACKUP_CHECK = 60_000  # milliseconds
_IMPORTABLE = (".csv", ".tsv", ".txt", ".xlsx", ".xls", ".ods", ".json", ".jsonl")


def run(database_argument: str = "", demo: bool = False, self_test: bool = False) -> int:
    """Open the window on a database, or on this account's own; returns the exit status when it is closed.

    With `demo` the database is a throw-away one and nothing is remembered of it. Raises Refused for a pair of Python
    and Qt that is known to abort.
    """
    refuse_known_bad_pair()
    if self_test:
        return _self_test()
    app = _application()
    program = Program(app, demo=demo)
    try:
        return program.start(str(database_argument or default_database()))
    finally:
        program.end()


def self_test() -> int:
    """Open the window on samples, print one report, tell versions and times; 0 if all of it worked."""
    refuse_known_bad_pair()
    return _self_test()


def _self_test() -> int:
    from incidentdesk.desktop.self_test import run_self_test

    return run_self_test(_application())


def _application() -> QApplication:
    app = QApplication.instance()
    if app is None:
        QApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
        app = QApplication(sys.argv[:1])
    app.setApplicationName("IncidentDesk")
    app.setApplicationVersion(__version__)
    app.setDesktopFileName("incidentdesk")
    app.setWindowIcon(QIcon(str(resources() / "incidentdesk.svg")))
    # While one window closes and the next opens there is none for a moment.
    app.setQuitOnLastWindowClosed(False)
    return app


class Program(QObject):
    """The life of the program between its start and its end; everything else is given what it needs.

    `window_ready` carries each main window; `finished` the exit status when the last one is closed.
    """

    window_ready = Signal(object)
    finished = Signal(int)

    def __init__(self, app: QApplication, *, demo: bool = False, preferences: Preferences | None = None) -> None:
        super().__init__()
        self._app = app
        self._demo = demo
        self._log: logging.Handler | None = None
        self.crash = CrashHandler(state_folder() / "crashes", self)
        self.crash.crashed.connect(self._show_crash)
        self.preferences = preferences or Preferences()
        self.theme = Theme(self.preferences.get("theme"), self.preferences.get("font_scale"), self)
        self.theme.apply(app)
        self.background = Background(self)
        self.background.refused.connect(self._refused)
        self.vault = Vault(self)
        self.agent = WindowAgent(lambda: self.window, self.background, self.preferences, self.vault, self)
        self.window: Any = None
        self._first_run: Any = None
        self._place = ""
        self._import_after = ""
        self._instance: SingleInstance | None = None
        self._garbage = GarbageCollection(self)
        self._backups = QTimer(self, interval=_BACKUP_CHECK)
        self._backups.timeout.connect(self._back_up)
        self._crash_open = False
        self._status = 0
        self._notifier: QSocketNotifier | None = None

    # -- start and end

    def start(self, place: str) -> int:
        """Run until the window is closed; returns the exit status."""
        self._hear_signals()
        self.finished.connect(self._app.exit)
        return self._app.exec() if self.begin(place) else self._status

    def begin(self, place: str) -> bool:
        """Get the first window under way; False where another one comes forward instead."""
        self.crash.install()
        self._garbage.begin()
        if not self._take(place):
            return False
        if self._is_first_run(place):
            self._ask_how_to_begin(place)
        else:
            self._open(place)
        return True

    def end(self) -> None:
        """Close what is open; called however the program ends."""
        self._backups.stop()
        self._close_desk()
        self.background.stop()
        self._destroy_windows()
        if self._instance is not None:
            self._instance.release()
        self._garbage.end()
        self.crash.remove()
        if self._log is not None:
            from incidentdesk.desktop.log_file import close_log

            close_log(self._log)

    def _destroy_windows(self) -> None:
        """While what they are made of is still there; the interpreter's own order at its end is any."""
        for window in (self.window, self._first_run):
            if window is not None:
                window.removeEventFilter(self)
                window.close()
                window.deleteLater()
        self.window = self._first_run = None
        self._app.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)

    def _take(self, place: str) -> bool:
        """Whether this start goes on: not where a window on the same database comes forward instead."""
        instance = SingleInstance(place, self)
        if instance.take():
            instance.asked_forward.connect(self._come_forward)
            if self._instance is not None:
                self._instance.release()
            self._instance = instance
            return True
        if instance.ask_forward():
            log.info("the window that is open comes forward")
            return False
        self._status = 1
        sys.stderr.write(_("IncidentDesk is open on this database already, but does not answer.") + "\n")
        return False

    def _come_forward(self) -> None:
        window = self.window or self._first_run
        if window is None:
            return
        if hasattr(window, "bring_forward"):
            window.bring_forward()
        else:
            window.raise_()
            window.activateWindow()

    def _is_first_run(self, place: str) -> bool:
        return not self._demo and not is_url(place) and not Path(place).expanduser().exists()

    def _hear_signals(self) -> None:
        """End in order on SIGTERM and Ctrl+C; a handler in Python only runs when the interpreter is woken."""
        if sys.platform == "win32":
            return
        reading, writing = socket.socketpair()
        writing.setblocking(False)
        signal.set_wakeup_fd(writing.fileno(), warn_on_full_buffer=False)
        for each in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(each, lambda _number, _frame: None)
        self._notifier = QSocketNotifier(reading.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(lambda: self._signalled(reading))
        self._wake = (reading, writing)

    def _signalled(self, reading: socket.socket) -> None:
        reading.recv(64)
        self._close_window()
        self.finished.emit(0)

    # -- the first start

    def _ask_how_to_begin(self, place: str) -> None:
        from incidentdesk.desktop.first_run import FirstRun

        self._open_log()
        self._instance.listen()
        self._first_run = FirstRun(self.theme, self.preferences)
        self._first_run.chosen.connect(lambda beginning: self._begin(beginning, place))
        self._first_run.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose)
        self._first_run.installEventFilter(self)
        self._first_run.show()

    def eventFilter(self, watched: QObject, event: Any) -> bool:
        if event.type() == event.Type.Close and watched in (self._first_run, self.window):
            # The window is still being shown while another one takes its place.
            QTimer.singleShot(0, self._quit_if_alone)
        return False

    def _quit_if_alone(self) -> None:
        if not any(each.isVisible() for each in self._app.topLevelWidgets() if each in (self._first_run, self.window)):
            self.finished.emit(0)

    def _begin(self, beginning: Any, own: str) -> None:
        for name, value in (("name", beginning.name), ("team", beginning.team), ("time_zone", beginning.zone)):
            self._remember(name, value)
        place = own
        if beginning.way == "sample":
            place = str(sample_database())
        elif beginning.way == "open" and Path(beginning.file).suffix.lower() not in _IMPORTABLE:
            place = beginning.file
        elif beginning.way == "open":
            self._import_after = beginning.file
        job = self.background.run(
            prepare_desk, place, beginning, then=self._opened, failed=lambda refused: self._first_run.say(str(refused))
        )
        self._first_run.line.follow(job)

    # -- opening

    def _open(self, place: str) -> None:
        self.background.run(open_desk_with_actor, place, then=self._opened, failed=lambda no: self._failed(place, no))

    def _opened(self, opened: tuple[Database, str]) -> None:
        database, actor = opened
        if not self._take_other(str(database.path or database.url)):
            database.close()
            if self.window is None:
                self.finished.emit(self._status)
            return
        self._close_desk()
        self._place = str(database.path or database.url)
        desk = furnish(
            database,
            actor=actor,
            account=desktop_account(),
            zone=self._zone(),
            preferences=self.preferences,
            theme=self.theme,
            listen=False,
            vault=self.vault,
        )
        self._show_window(desk)

    def _take_other(self, place: str) -> bool:
        """The lock of what was really opened, where it is not what was asked for at the start."""
        return (self._instance is not None and self._instance.holds(place)) or self._take(place)

    def _show_window(self, desk: Desk) -> None:
        from incidentdesk.desktop.main_window import MainWindow

        window = MainWindow(desk)
        window.installEventFilter(self)
        window.painted.connect(self._painted)
        window.another_database_wanted.connect(self._switch)
        before, self.window = self.window or self._first_run, window
        self._first_run = None
        window.go_to(window.place_keys()[0])
        window.show()
        if before is not None:
            before.close()
            before.deleteLater()
        self.window_ready.emit(window)

    def _painted(self) -> None:
        """The first page is on the screen: now comes what could wait."""
        desk = self.window.desk
        self._open_log()
        self._instance.listen()
        if not self._demo:
            self._remember_recent(desk.database.place)
        self.background.run(_follow_and_preload, desk, then=self._ready)
        for text in [*desk.database.warnings, desk.database.read_only]:
            if text:
                self.window.say(text, "warning")
        self._offer_unread_report()
        if self._place == str(sample_database()):
            self.window.say(
                _("This is sample data. Try everything; your own desk starts empty."),
                "info",
                _("Start my own desk"),
                self._start_own_desk,
            )

    def _preload(self) -> None:
        self.background.run(preload_pages)
        self.background.run(preload_charts)

    def _ready(self, _nothing: object) -> None:
        if not self._demo:
            self._back_up()
            self._backups.start()
        self.agent.begin(nowhere=self._demo or self._place == str(sample_database()))
        if self.window is not None:
            HandOverWaiting(self.window)
            self.background.run(drill_of, self.window.desk.database, then=self._mark_drill)
            BinderKeeping(self.window.desk, self._binder_failed, self.window)
        QTimer.singleShot(IDLE_AFTER, self, self._preload)
        if self._import_after and self.window is not None:
            file, self._import_after = self._import_after, ""
            from incidentdesk.desktop.commands import import_incidents

            import_incidents(self.window, file)

    def _mark_drill(self, number: str) -> None:
        """The sandbox of a drill is marked as one, however it was opened; on another desk its drills are kept going."""
        if self.window is None:
            return
        if not number:
            from incidentdesk.desktop.improve.drill_keeping import keeping_of

            keeping_of(self.window.desk, self.window).tell_running()
            return
        from incidentdesk.desktop.improve.drill_banner import DrillBanner

        leaving = _("This is the sandbox of a drill. What is done here counts nowhere.")
        self.window.crown(DrillBanner(self.theme, number, "", leaving), _("DRILL"))

    def _open_log(self) -> None:
        if self._log is None:
            from incidentdesk.desktop.log_file import open_log

            self._log = open_log(state_folder() / "log")
            log.info("IncidentDesk %s has started", __version__)

    def _start_own_desk(self) -> None:
        self._switch(str(default_database()))

    def _switch(self, place: str) -> None:
        """Open another database in the place of this one."""
        self.background.run(
            open_desk_with_actor,
            place,
            then=self._opened,
            failed=lambda refused: self.window.say_refused(refused),
            title=_("Opening {place}").format(place=isolated(Path(place).name)),
        )

    def _failed(self, place: str, refused: Refused) -> None:
        from incidentdesk.desktop.trouble_dialog import TroubleDialog

        self._open_log()
        log.warning("%s", refused)
        dialog = TroubleDialog(self.theme, self.background, place, refused)
        dialog.chosen.connect(self._try_other)
        dialog.rejected.connect(self._give_up)
        dialog.show()

    def _try_other(self, place: str) -> None:
        if self._take_other(place):
            self._open(place)
        else:
            self.finished.emit(self._status)

    def _give_up(self) -> None:
        self.finished.emit(1)

    # -- while it is open

    def _back_up(self) -> None:
        if self.window is None or self.window.desk.database.read_only:
            return
        desk = self.window.desk
        self.background.run_latest(
            "backup", back_up_if_due, desk.database, backup_folder(self.preferences), failed=self._backup_failed
        )

    def _binder_failed(self, refused: Refused) -> None:
        if self.window is not None:
            self.window.say(_("The crisis binder was not kept. {reason}").format(reason=refused), "warning")

    def _backup_failed(self, refused: Refused) -> None:
        if self.window is not None:
            self.window.say(_("No backup could be made. {reason}").format(reason=refused), "warning")

    def _refused(self, refused: Refused) -> None:
        log.warning("%s", refused)
        if self.window is not None:
            self.window.say_refused(refused)

    def _zone(self) -> ZoneInfo:
        return zone_named(self.preferences.get("time_zone")) or system_zone()

    def _remember(self, name: str, value: Any) -> None:
        try:
            self.preferences.set(name, value)
        except Refused as refused:
            log.warning("%s", refused)

    def _remember_recent(self, place: str) -> None:
        recent = [place, *(each for each in self.preferences.get("recent_databases") if each != place)]
        self._remember("recent_databases", recent[:10])

    # -- trouble

    def _show_crash(self, path: str) -> None:
        if self._crash_open:
            return
        from incidentdesk.desktop.crash_dialog import CrashDialog

        self._crash_open = True
        file = Path(path) if path else None
        text = file.read_text(encoding="utf-8") if file else _("The report could not be written.")
        dialog = CrashDialog(self.theme, text, file, earlier=False, parent=self._visible_window())
        dialog.finished.connect(lambda _result: self._crash_shown(file))
        dialog.open()

    def _crash_shown(self, file: Path | None) -> None:
        self._crash_open = False
        if file is not None:
            self.crash.read(file)

    def _offer_unread_report(self) -> None:
        unread = self.crash.unread()
        if unread and self.window is not None:
            self.window.say(
                _("IncidentDesk ended unexpectedly last time. What was saved is saved."),
                "warning",
                _("Show report"),
                lambda: self._show_earlier(unread),
            )

    def _show_earlier(self, unread: list[Path]) -> None:
        from incidentdesk.desktop.crash_dialog import CrashDialog

        self.window.message.clear()
        text = unread[0].read_text(encoding="utf-8", errors="replace")
        CrashDialog(self.theme, text, unread[0], earlier=True, parent=self.window).open()
        for each in unread:
            self.crash.read(each)

    def _visible_window(self) -> QWidget | None:
        window = self.window or self._first_run
        return window if window is not None and window.isVisible() else None

    def _close_window(self) -> None:
        if self.window is not None:
            self.window.close()

    def _close_desk(self) -> None:
        if self.window is None:
            return
        self.agent.stop()
        desk = self.window.desk
        desk.background.stop()
        self.background.wait()
        desk.database.close()


# -- work that no window needs


def sample_database() -> Path:
    """Where the desk with sample data lies: beside one's own, never in it."""
    return data_folder() / "sample.db"


def open_desk_with_actor(place: str) -> tuple[Database, str]:
    """The database and the name of who works under this account; raises Refused as `open_desk` does."""
    from incidentdesk.schema.opening import open_desk

    database = open_desk(place)
    try:
        with database.read() as reader:
            return database, person_of_account(reader, desktop_account())[1]
    except BaseException:
        database.close()
        raise


def prepare_desk(place: str, beginning: Any) -> tuple[Database, str]:
    """Make a desk and write down who begins with it; raises Refused as `open_desk` does."""
    from incidentdesk.schema.opening import open_desk

    fills = beginning.way == "sample" and not Path(place).exists()
    database = open_desk(place)
    try:
        if fills:
            from incidentdesk.measure.sample_desk import fill_desk

            fill_desk(database)
        if not database.read_only:
            _introduce(database, beginning)
        with database.read() as reader:
            return database, person_of_account(reader, desktop_account())[1]
    except BaseException:
        database.close()
        raise


def drill_of(database: Database) -> str:
    """The number of the drill whose sandbox a desk is; "" for any other desk."""
    from incidentdesk.prepare.setting_value import setting_of

    with database.read() as reader:
        return str(setting_of(reader, "drill"))


def _introduce(database: Database, beginning: Any) -> None:
    from incidentdesk.prepare.person import make_person_of_account, person
    from incidentdesk.prepare.team import team_named
    from incidentdesk.store import ledger

    with database.write(actor=beginning.name, via="window") as session:
        person_id = make_person_of_account(session, desktop_account(), beginning.name)
        team_id = team_named(session, beginning.team)
        if ledger.current(session, person, person_id)["team_id"] is None:
            ledger.update(session, person, person_id, {"team_id": team_id})


def _follow_and_preload(desk: Desk) -> None:
    """Hear of changes, and load what the first write, the first report and the first export need."""
    desk.changes.follow(desk.database)
    preload_writing()
