"""The commands of the window itself; pages add theirs."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QAction, QGuiApplication, QTextCursor
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QTextEdit

from incidentdesk.desktop.actions import Action, plain
from incidentdesk.desktop.measure.report_kind import KINDS, ReportKind
from incidentdesk.desktop.place_parts import PARTS
from incidentdesk.desktop.respond.hand_over_waiting import open_hand_over
from incidentdesk.desktop.theme import CHOICES
from incidentdesk.language import N_, _

if TYPE_CHECKING:
    from incidentdesk.desktop.main_window import MainWindow

_THEME_NAMES = {"auto": N_("As the &desktop"), "light": N_("&Light"), "dark": N_("D&ark")}
_THEME_ICONS = {"auto": "auto", "light": "sun", "dark": "moon"}
_DENSITY_NAMES = {"comfortable": N_("&Comfortable"), "compact": N_("Com&pact")}
SMALLEST_SCALE, LARGEST_SCALE, SCALE_STEP = 90, 150, 10


def window_actions(window: "MainWindow") -> Iterator[Action]:
    yield from _file(window)
    yield from _edit(window)
    yield from _go(window)
    yield from _parts(window)
    yield from _look(window)
    yield from _reports(window)
    yield from _tools(window)
    yield from _help(window)


def _file(window: "MainWindow") -> Iterator[Action]:
    yield Action(
        "file.open",
        _("&Open database…"),
        lambda: _ask_for_database(window),
        icon="folder",
        shortcuts=("Ctrl+O",),
        menu="file",
        section=40,
        synonyms=_("switch workspace file postgresql"),
    )
    yield Action(
        "file.import",
        _("&Import incidents…"),
        lambda: import_incidents(window),
        icon="import",
        menu="file",
        section=60,
        why_disabled=lambda: str(getattr(window.desk.database, "read_only", "")),
        synonyms=_("csv excel xlsx json servicenow glpi jira statuspage"),
    )
    yield from _paper(window)
    yield Action(
        "file.quit",
        _("&Quit"),
        window.close,
        icon="quit",
        shortcuts=("Ctrl+Q",),
        menu="file",
        section=90,
        role=QAction.MenuRole.QuitRole,
        synonyms=_("exit close"),
    )


def import_incidents(window: "MainWindow", file: str = "") -> None:
    """Open the import wizard, with a file if one was chosen already."""
    from incidentdesk.desktop.detect.importing.wizard import open_import_wizard

    wizard = open_import_wizard(window.desk, window)
    wizard.list_wanted.connect(window.show_query)
    if file:
        wizard.open_file(file)


def _paper(window: "MainWindow") -> Iterator[Action]:
    for name, text, icon, keys, section, run, why, synonyms in (
        ("export", _("&Export…"), "export", (), 60, _export, _why_no_list, _("save as csv excel xlsx json list")),
        ("print_preview", _("Print pre&view…"), "preview", ("Ctrl+P",), 70, _preview, _why_no_paper, _("report pdf")),
        ("print", _("&Print…"), "printer", (), 70, _print, _why_no_paper, _("report paper pdf")),
    ):
        yield Action(
            f"file.{name}",
            text,
            lambda run=run: run(window),
            icon=icon,
            shortcuts=keys,
            menu="file",
            section=section,
            why_disabled=lambda why=why: why(window),
            synonyms=synonyms,
        )


def _reports(window: "MainWindow") -> Iterator[Action]:
    for kind in KINDS:
        yield Action(
            f"reports.{kind.key}",
            _("{report}…").format(report=_(kind.title)),
            lambda kind=kind: _preview_report(window, kind),
            icon=kind.icon,
            shortcuts=kind.shortcuts,
            menu="reports",
            section=10,
            synonyms=_(kind.synonyms),
        )


def _preview_report(window: "MainWindow", kind: ReportKind) -> None:
    from incidentdesk.desktop.measure.report_preview import ReportPreview

    ReportPreview(window.desk, kind.printable(), window).open()


def _edit(window: "MainWindow") -> Iterator[Action]:
    history = window.desk.history
    yield Action(
        "edit.undo",
        _("&Undo"),
        lambda: _text(window, "undo") or history.undo(),
        icon="undo",
        shortcuts=("Ctrl+Z",),
        menu="edit",
        section=10,
        why_disabled=lambda: "" if _text_has(window, "undo") else history.why_no_undo(),
    )
    yield Action(
        "edit.redo",
        _("&Redo"),
        lambda: _text(window, "redo") or history.redo(),
        icon="redo",
        shortcuts=("Ctrl+Shift+Z", "Ctrl+Y"),
        menu="edit",
        section=10,
        why_disabled=lambda: "" if _text_has(window, "redo") else history.why_no_redo(),
    )
    for name, text, icon, keys in (
        ("cut", _("Cu&t"), "cut", "Ctrl+X"),
        ("copy", _("&Copy"), "copy", "Ctrl+C"),
        ("paste", _("&Paste"), "paste", "Ctrl+V"),
        ("selectAll", _("Select &all"), "list", "Ctrl+A"),
    ):
        yield Action(
            f"edit.{name.lower()}",
            text,
            lambda name=name: _text(window, name),
            icon=icon,
            shortcuts=(keys,),
            menu="edit",
            section=20,
            why_disabled=lambda name=name: "" if _text_has(window, name) else _why_no_text(name),
        )
    yield Action(
        "edit.find",
        _("&Find…"),
        scope="global",
        icon="search",
        shortcuts=("Ctrl+F", "/"),
        menu="edit",
        section=30,
        synonyms=_("filter search"),
    )


def _go(window: "MainWindow") -> Iterator[Action]:
    for number, key in enumerate(window.place_keys(), 1):
        place = window.place_named(key)
        yield Action(
            f"go.{key}",
            _(place.text),
            lambda key=key: window.go_to(key),
            icon=place.icon,
            shortcuts=(f"Ctrl+{number}",) if place.in_sidebar and number <= 9 else (),
            menu="view/go" if place.in_sidebar else "",
            group="go" if place.in_sidebar else "hidden",
            synonyms=_(place.synonyms) if place.synonyms else "",
        )
    for name, text, icon, keys, run, why in (
        ("back", _("&Back"), "back", "Alt+Left", window.back, window.why_no_back),
        ("forward", _("For&ward"), "forward", "Alt+Right", window.forward, window.why_no_forward),
        ("next_pane", _("&Next pane"), "preview", "F6", window.next_pane, lambda: ""),
        ("previous_pane", _("&Previous pane"), "sidebar", "Shift+F6", lambda: window.next_pane(-1), lambda: ""),
    ):
        yield Action(
            f"go.{name}", text, run, icon=icon, shortcuts=(keys,), menu="view/go", group="go", why_disabled=why
        )


def _parts(window: "MainWindow") -> Iterator[Action]:
    """The parts of the places, and what can be made in them, also before their page was ever opened."""
    for key in window.place_keys():
        for part in PARTS.get(key, ()):
            reference = f"{key}#{part.key}"
            yield Action(
                f"go.{key}.{part.key}", _(part.text), lambda reference=reference: window.open(reference),
                icon=window.place_named(key).icon, group="part", synonyms=_(part.synonyms),
            )  # fmt: skip
            if part.new:
                yield Action(
                    f"{key}.new.{part.key}", _(part.new), lambda key=key, part=part: _make_new(window, key, part.key),
                    icon="plus", group="part", why_disabled=lambda: str(window.desk.database.read_only),
                )  # fmt: skip


def _make_new(window: "MainWindow", place: str, part: str) -> None:
    window.go_to(place)
    window.page.make_new(part)


def _look(window: "MainWindow") -> Iterator[Action]:
    desk = window.desk
    yield Action(
        "view.sidebar",
        _("&Sidebar with words"),
        window.toggle_sidebar,
        icon="sidebar",
        shortcuts=("Ctrl+B",),
        menu="view",
        section=20,
        checked=lambda: not window.sidebar.rail,
        synonyms=_("navigation rail"),
    )
    for name, text in _DENSITY_NAMES.items():
        yield Action(
            f"view.density.{name}",
            _(text),
            lambda name=name: desk.preferences.set("density", name),
            icon="rows",
            menu="view/density",
            section=30,
            group="settings",
            checked=lambda name=name: desk.preferences.get("density") == name,
            name=_("Density: {name}").format(name=plain(_(text)).lower()),
            synonyms=_("density rows height"),
        )
    for name, text, icon, keys, step in (
        ("in", _("&Larger text"), "zoom-in", ("Ctrl++", "Ctrl+="), SCALE_STEP),
        ("out", _("&Smaller text"), "zoom-out", ("Ctrl+-",), -SCALE_STEP),
        ("reset", _("&Usual text size"), "zoom-reset", ("Ctrl+0",), 0),
    ):
        yield Action(
            f"view.zoom.{name}",
            text,
            lambda step=step: _zoom(window, step),
            icon=icon,
            shortcuts=keys,
            menu="view/zoom",
            section=30,
            group="settings",
            synonyms=_("zoom font scale"),
        )
    for choice in CHOICES:
        yield Action(
            f"view.theme.{choice}",
            _(_THEME_NAMES[choice]),
            lambda choice=choice: choose_theme(window, choice),
            icon=_THEME_ICONS[choice],
            menu="view/theme",
            section=30,
            group="settings",
            checked=lambda choice=choice: desk.theme.choice == choice,
            name=_("Theme: {name}").format(name=plain(_(_THEME_NAMES[choice])).lower()),
            synonyms=_("theme colours dark mode light mode"),
        )
    yield Action(
        "view.theme.next",
        _("&Next theme"),
        lambda: choose_theme(window, CHOICES[(CHOICES.index(desk.theme.choice) + 1) % len(CHOICES)]),
        icon="appearance",
        shortcuts=("Ctrl+Shift+D",),
        menu="view/theme",
        section=30,
        group="settings",
        synonyms=_("dark mode light mode"),
    )
    yield Action(
        "view.refresh",
        _("&Refresh"),
        lambda: _refresh(window),
        icon="refresh",
        shortcuts=("F5",),
        menu="view",
        section=40,
        synonyms=_("reload"),
    )
    yield Action(
        "view.full_screen",
        _("&Full screen"),
        lambda: _toggle_full_screen(window),
        icon="full-screen",
        shortcuts=("F11",),
        menu="view",
        section=40,
        checked=window.isFullScreen,
    )


def _tools(window: "MainWindow") -> Iterator[Action]:
    yield Action(
        "tools.palette",
        _("&Command palette…"),
        lambda: window.palette_box.open(),
        icon="command",
        shortcuts=("Ctrl+K",),
        menu="tools",
        section=10,
        group="hidden",
    )
    yield Action(
        "tools.hand_over",
        _("&Hand-over note…"),
        lambda: open_hand_over(window),
        icon="hand-over",
        menu="tools",
        section=20,
        synonyms=_("shift end next on call take over"),
    )
    for key, text, icon, synonyms in (
        ("outbox", _("&Outbox"), "outbox", _("messages sent failed e-mail")),
        ("service-map", _("Service &map"), "service-map", _("dependencies of services")),
    ):
        if key in window.place_keys():
            yield Action(
                f"tools.{key}", text, lambda key=key: window.go_to(key), icon=icon, menu="tools", section=30,
                synonyms=synonyms,
            )  # fmt: skip
    yield Action(
        "sla.what_if",
        _("SLA &what-if…"),
        lambda: _open_what_if(window),
        icon="swap",
        menu="tools",
        section=30,
        synonyms=_("service level agreement targets calendar recompute compare"),
    )
    yield Action(
        "tools.verify_bundle",
        _("&Verify an evidence bundle…"),
        lambda: _verify_bundle(window),
        icon="verify",
        menu="tools",
        section=40,
        synonyms=_("proof hash seal archive changed"),
    )
    yield Action(
        "tools.settings",
        _("&Settings…"),
        lambda: window.go_to("settings"),
        icon="settings",
        shortcuts=("Ctrl+,",),
        menu="tools",
        section=90,
        role=QAction.MenuRole.PreferencesRole,
        group="settings",
        synonyms=_("preferences options"),
        why_disabled=lambda: "" if "settings" in window.place_keys() else _("There are no settings here."),
    )
    if "settings" in window.place_keys():
        yield from _sections(window)


def _sections(window: "MainWindow") -> Iterator[Action]:
    for key, title, synonyms in (
        ("general", _("General"), _("time zone name language number")),
        ("appearance", _("Appearance"), _("theme density size")),
        ("keyboard", _("Keyboard"), _("shortcuts keys letters")),
        ("words", _("Categories and teams"), _("services templates tags")),
        ("messages", _("Messages"), _("outlet e-mail email mail smtp chat webhook secret password vault")),
        ("data", _("Data and backup"), _("restore check folder")),
    ):
        yield Action(
            f"settings.{key}", title, lambda title=title: window.open(f"settings#{title}"), icon="settings",
            group="part", name=_("Settings: {section}").format(section=title), synonyms=synonyms,
        )  # fmt: skip


def _help(window: "MainWindow") -> Iterator[Action]:
    for name, text, icon, keys, section, role, run in (
        ("guide", _("&User guide"), "help", ("F1",), 10, QAction.MenuRole.NoRole, _open_guide),
        ("shortcuts", _("&Keyboard shortcuts"), "keyboard", ("?",), 10, QAction.MenuRole.NoRole, _open_sheet),
        ("news", _("&What’s new"), "new-feature", (), 20, QAction.MenuRole.NoRole, _open_news),
        ("about", _("&About IncidentDesk"), "info", (), 30, QAction.MenuRole.AboutRole, _open_about),
    ):
        yield Action(
            f"help.{name}",
            text,
            lambda run=run: run(window),
            icon=icon,
            shortcuts=keys,
            menu="help",
            section=section,
            role=role,
            group="help",
        )


# -- what they do


def choose_theme(window: "MainWindow", choice: str) -> None:
    window.desk.theme.choose(choice)
    window.desk.preferences.set("theme", choice)


def _zoom(window: "MainWindow", step: int) -> None:
    # On a wall the letters are larger than anybody has chosen.
    chosen = int(window.desk.preferences.get("font_scale"))
    scale = min(LARGEST_SCALE, max(SMALLEST_SCALE, chosen + step)) if step else 100
    window.desk.theme.choose_scale(scale)
    window.desk.preferences.set("font_scale", scale)


def _refresh(window: "MainWindow") -> None:
    refresh = getattr(window.page, "refresh", None)
    if callable(refresh):
        refresh()
    window.status.refresh()


def _toggle_full_screen(window: "MainWindow") -> None:
    if window.isFullScreen():
        window.showNormal()
    else:
        window.showFullScreen()


def _ask_for_database(window: "MainWindow") -> None:
    from incidentdesk.desktop.database_dialog import DatabaseDialog

    dialog = DatabaseDialog(window.desk, window)
    dialog.chosen.connect(window.another_database_wanted)
    dialog.open()


def _printable(window: "MainWindow") -> Any:
    """What the page has for paper and files; see desktop/printable.py."""
    ask = getattr(window.page, "printable", None)
    return ask() if callable(ask) else None


def _why_no_paper(window: "MainWindow") -> str:
    return "" if hasattr(window.page, "printable") else _("Open a list or an incident first.")


def _why_no_list(window: "MainWindow") -> str:
    return "" if hasattr(window.page, "printable") else _("Open the list of incidents first.")


def _preview(window: "MainWindow") -> None:
    from incidentdesk.desktop.measure.report_preview import ReportPreview

    ReportPreview(window.desk, _printable(window), window).open()


def _verify_bundle(window: "MainWindow") -> None:
    from incidentdesk.desktop.measure.bundle_sheet import ask_bundle

    ask_bundle(window.desk, window)


def _open_what_if(window: "MainWindow") -> None:
    from incidentdesk.desktop.prepare.sla_what_if import open_what_if

    open_what_if(window.desk, window, window.open)


def _print(window: "MainWindow") -> None:
    from incidentdesk.desktop.measure.report_preview import ReportPreview

    ReportPreview(window.desk, _printable(window), window, print_at_once=True).open()


def _export(window: "MainWindow") -> None:
    from incidentdesk.desktop.detect.export_dialog import ExportDialog

    ExportDialog(window.desk, _printable(window), window).open()


def _open_guide(window: "MainWindow") -> None:
    from incidentdesk.desktop.reading_window import open_guide

    open_guide(window.desk, window)


def _open_sheet(window: "MainWindow") -> None:
    from incidentdesk.desktop.shortcut_sheet import ShortcutSheet

    ShortcutSheet(window.desk, window).open()


def _open_news(window: "MainWindow") -> None:
    from incidentdesk.desktop.reading_window import open_news

    open_news(window.desk, window)


def _open_about(window: "MainWindow") -> None:
    from incidentdesk.desktop.about_dialog import AboutDialog

    AboutDialog(window.desk, window).open()


# -- the text under the cursor


def _text(window: "MainWindow", method: str) -> bool:
    """Do it in the text field that has the focus, if there is something to do."""
    if not _text_has(window, method):
        return False
    getattr(window.acting_focus(), method)()
    return True


def _text_has(window: "MainWindow", method: str) -> bool:
    """Whether the text field that has the focus can do it now."""
    field = window.acting_focus()
    check = _CAN.get(method)
    if isinstance(field, QLineEdit):
        return check[0](field)
    if isinstance(field, QPlainTextEdit | QTextEdit):
        return check[1](field)
    return False


def _writable(field: QLineEdit | QPlainTextEdit | QTextEdit) -> bool:
    return not field.isReadOnly()


def _cursor(field: QPlainTextEdit | QTextEdit) -> QTextCursor:
    return field.textCursor()


_CAN: dict[str, tuple[Callable[[QLineEdit], bool], Callable[[QPlainTextEdit | QTextEdit], bool]]] = {
    "undo": (lambda field: field.isUndoAvailable(), lambda field: field.document().isUndoAvailable()),
    "redo": (lambda field: field.isRedoAvailable(), lambda field: field.document().isRedoAvailable()),
    "cut": (
        lambda field: _writable(field) and field.hasSelectedText(),
        lambda field: _writable(field) and _cursor(field).hasSelection(),
    ),
    "copy": (lambda field: field.hasSelectedText(), lambda field: _cursor(field).hasSelection()),
    "paste": (
        lambda field: _writable(field) and bool(QGuiApplication.clipboard().text()),
        lambda field: _writable(field) and field.canPaste(),
    ),
    "selectAll": (lambda field: bool(field.text()), lambda field: not field.document().isEmpty()),
}


def _why_no_text(method: str) -> str:
    return {
        "cut": _("Select some text first."),
        "copy": _("Select some text or a row first."),
        "paste": _("There is nothing to paste here."),
    }.get(method, _("There is nothing to select here."))
