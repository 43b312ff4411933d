"""The one registry of what can be done: menus, command palette, shortcut sheet and buttons are made from it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QApplication, QMenu, QMenuBar, QWidget

from incidentdesk.desktop.preferences import Preferences
from incidentdesk.desktop.theme import Theme
from incidentdesk.language import N_, _, isolated
from incidentdesk.refusal import Refused

MENUS: tuple[tuple[str, str], ...] = (
    ("file", N_("&File")),
    ("edit", N_("&Edit")),
    ("view", N_("&View")),
    ("incident", N_("&Incident")),
    ("analysis", N_("&Analysis")),
    ("plans", N_("&Plans")),
    ("drills", N_("&Drills")),
    ("automation", N_("A&utomation")),
    ("reports", N_("&Reports")),
    ("tools", N_("&Tools")),
    ("help", N_("&Help")),
)
SUBMENUS = {
    "view/go": N_("&Go to"),
    "view/theme": N_("&Theme"),
    "view/density": N_("&Density"),
    "view/zoom": N_("&Zoom"),
    "incident/respond": N_("&Respond"),
    "incident/recover": N_("Reco&ver"),
    "incident/restore": N_("Restore tas&k"),
    "incident/follow-up": N_("&Follow up"),
    "plans/edit": N_("&Edit the plan"),
    "analysis/add": N_("&Add to the incident"),
    "analysis/edit": N_("Edi&t causes"),
    "analysis/move": N_("Mo&ve a cause"),
    "analysis/go": N_("&Go to a cause"),
    "analysis/status": N_("&Status of a cause"),
    "analysis/cause": N_("Say &more of a cause"),
    "analysis/reasoning": N_("Reaso&ning"),
    "analysis/votes": N_("V&otes"),
    "analysis/show": N_("S&how in the diagram"),
    "analysis/categories": N_("&Categories"),
    "analysis/evidence": N_("Ev&idence"),
    "analysis/export": N_("&Export diagram"),
}
SCOPES = {
    "global": N_("Everywhere"),
    "list": N_("In a list"),
    "incident": N_("On an incident"),
    "diagram": N_("On a fishbone or 5-Whys"),
    "analyses": N_("In the analyses"),
    "problem": N_("On a problem"),
    "review": N_("On a review"),
    "article": N_("On an article"),
    "person": N_("On the page of a person"),
    "plans": N_("In the plans"),
    "organisation": N_("In people and services"),
    "plan": N_("On a plan"),
    "rota": N_("On a rota"),
    "policy": N_("On a policy"),
    "command": N_("In the command view"),
    "run": N_("On the steps of a plan"),
    "recovery": N_("On restore tasks"),
    "outbox": N_("In the outbox"),
    "service-map": N_("On the service map"),
    "dashboard": N_("On the dashboard"),
    "reports": N_("In the reports"),
    "intake": N_("In the intake"),
    "monitors": N_("In the monitors"),
    "automation": N_("In the automation"),
    "drills": N_("In drills and training"),
    "drill": N_("On a drill"),
    "scenario": N_("On a scenario"),
}


def _nothing() -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Action:
    """One command. `shortcuts` are portable texts as of QKeySequence ("Ctrl+N", "A", "G, I").

    Without `run` it is only declared, and disabled until a page binds it. `why_disabled` gives a sentence, or "" where
    the command can be given. `menu` is a key of MENUS, with the key of a submenu after a slash; "" keeps it out of the
    menus. Actions of one menu are parted by lines where `section` changes, but submenus stand together.
    """

    id: str
    text: str
    run: Callable[[], None] | None = None
    icon: str = ""
    shortcuts: tuple[str, ...] = ()
    scope: str = "global"
    menu: str = ""
    section: int = 0
    why_disabled: Callable[[], str] = _nothing
    checked: Callable[[], bool] | None = None
    synonyms: str = ""
    group: str = "action"
    role: QAction.MenuRole = QAction.MenuRole.NoRole
    # How it is called where its menu is not seen, as "Theme: dark".
    name: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """What the palette and the shortcut sheet show of an action."""

    id: str
    text: str
    icon: str
    shortcut: str
    why_disabled: str
    scope: str
    synonyms: str
    group: str


@dataclass(slots=True)
class _Binding:
    owner: QWidget
    run: Callable[[], None]
    why_disabled: Callable[[], str]
    checked: Callable[[], bool] | None = None


@dataclass(slots=True)
class _Known:
    action: Action
    qaction: QAction
    bindings: list[_Binding] = field(default_factory=list)
    why: str | None = None


class Registry(QObject):
    """All actions by their id.

    `given` carries the id of an action that was run. `refused` carries the Refused that an action raised. `rebound`
    comes when shortcuts have become others.
    """

    given = Signal(str)
    refused = Signal(object)
    rebound = Signal()

    def __init__(self, preferences: Preferences, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._preferences = preferences
        self._theme = theme
        self._known: dict[str, _Known] = {}
        # Which widget counts as having the focus; the window passes over its menus and the command palette.
        self.focus: Callable[[], QWidget | None] = QApplication.focusWidget
        theme.changed.connect(self._dress)
        preferences.changed.connect(self._preference_changed)

    # -- filling

    def add(self, action: Action, owner: QWidget | None = None) -> QAction:
        """Declare an action, and bind its `run` to the widget that it is for.

        An action of the scope "global" acts in the whole window of its owner; any other only while the owner or a
        widget in it has the focus. The same id may be added by several owners; the one with the focus, else the one
        that is visible, gets the command.
        """
        known = self._known.get(action.id)
        if known is None:
            declared = action if owner is None else replace(action, run=None, checked=None)
            known = self._known[action.id] = _Known(declared, self._make(action))
        if action.run is not None and owner is not None:
            self._bind(known, _Binding(owner, action.run, action.why_disabled, action.checked))
        elif action.run is not None:
            known.action = action
        return known.qaction

    def add_all(self, actions: Iterable[Action], owner: QWidget | None = None) -> None:
        for action in actions:
            self.add(action, owner)

    def bind(
        self, owner: QWidget, action_id: str, run: Callable[[], None], why_disabled: Callable[[], str] = _nothing
    ) -> None:
        """Let a widget answer to an action that is declared; raises KeyError if it is not."""
        self._bind(self._known[action_id], _Binding(owner, run, why_disabled))

    def _bind(self, known: _Known, binding: _Binding) -> None:
        owner = binding.owner
        known.bindings = [each for each in known.bindings if each.owner is not owner]
        known.bindings.append(binding)
        owner.addAction(known.qaction)
        owner.destroyed.connect(lambda: self._forget(known))

    def _forget(self, known: _Known) -> None:
        known.bindings = [each for each in known.bindings if shiboken6.isValid(each.owner)]

    def _make(self, action: Action) -> QAction:
        qaction = QAction(action.text, self)
        qaction.setObjectName(action.id)
        qaction.setMenuRole(action.role)
        qaction.setCheckable(action.checked is not None)
        qaction.setShortcutContext(
            Qt.ShortcutContext.WindowShortcut
            if action.scope == "global"
            else Qt.ShortcutContext.WidgetWithChildrenShortcut
        )
        qaction.setShortcuts(self._sequences(action))
        qaction.triggered.connect(lambda _checked=False: self.run(action.id))
        return qaction

    # -- asking

    def ids(self) -> list[str]:
        return list(self._known)

    def action(self, action_id: str) -> Action:
        return self._known[action_id].action

    def qaction(self, action_id: str) -> QAction:
        return self._known[action_id].qaction

    def why_disabled(self, action_id: str) -> str:
        """Why the command cannot be given now; "" if it can."""
        known = self._known[action_id]
        binding = self._current(known)
        if binding is not None:
            return binding.why_disabled()
        if known.action.run is not None and not known.bindings:
            return known.action.why_disabled()
        return _ABSENT.get(known.action.scope, _ABSENT["global"])()

    def shortcut_text(self, action_id: str) -> str:
        """The first shortcut as this platform writes it; "" if there is none."""
        sequences = self.qaction(action_id).shortcuts()
        return sequences[0].toString(QKeySequence.SequenceFormat.NativeText) if sequences else ""

    def shortcut_texts(self, action_id: str) -> list[str]:
        return [each.toString(QKeySequence.SequenceFormat.NativeText) for each in self.qaction(action_id).shortcuts()]

    def entries(self) -> list[Entry]:
        return [self.entry(action_id) for action_id in self._known]

    def entry(self, action_id: str) -> Entry:
        action = self._known[action_id].action
        return Entry(
            id=action.id,
            text=action.name or plain(action.text),
            icon=action.icon,
            shortcut=self.shortcut_text(action_id),
            why_disabled=self.why_disabled(action_id),
            scope=action.scope,
            synonyms=action.synonyms,
            group=action.group,
        )

    def tooltip(self, action_id: str) -> str:
        """The action's text with its shortcut, for a button."""
        text, shortcut = plain(self.action(action_id).text), self.shortcut_text(action_id)
        return f"{text} ({shortcut})" if shortcut else text

    # -- doing

    def run(self, action_id: str) -> None:
        """Give the command to whom it belongs now; a command that is disabled does nothing."""
        known = self._known[action_id]
        if self.why_disabled(action_id):
            self.refresh()
            return
        binding = self._current(known)
        run = binding.run if binding is not None else known.action.run
        try:
            run()
        except Refused as refused:
            self.refused.emit(refused)
        self.given.emit(action_id)
        self.refresh()

    def refresh(self) -> None:
        """Enable, disable and check what has become so; pages call it when their selection changes."""
        for action_id, known in self._known.items():
            why = self.why_disabled(action_id)
            known.qaction.setEnabled(not why)
            if known.why != why or not known.qaction.toolTip():
                known.why = why
                known.qaction.setToolTip(why or self.tooltip(action_id))
                known.qaction.setStatusTip(why)
            if known.qaction.isCheckable():
                known.qaction.setChecked(self._is_checked(known))

    def _is_checked(self, known: _Known) -> bool:
        """What is ticked belongs to the page that gets the command, not to the first one that declared it."""
        binding = self._current(known)
        checked = known.action.checked if binding is None else binding.checked
        return checked() if checked is not None else False

    def _current(self, known: _Known) -> _Binding | None:
        if not known.bindings:
            return None
        bindings = [each for each in known.bindings if shiboken6.isValid(each.owner) and _in_view(each.owner)]
        focus = self.focus()
        focused = [each for each in bindings if not each.owner.isWindow() and _holds(each.owner, focus)]
        # What the window itself can do, such as copying text from a field, goes before what a page can do that has
        # not got the focus.
        ready = [each for each in bindings if each.owner.isWindow() and not each.why_disabled()]
        return _last(focused) or _last(ready) or _last(bindings)

    # -- shortcuts

    def rebind(self, action_id: str, shortcuts: tuple[str, ...]) -> None:
        """Give an action other shortcuts and keep them; raises Refused if one belongs to another action."""
        for text in shortcuts:
            other = self.conflict(action_id, text)
            if other:
                taken = _("{keys} already belongs to “{command}”. Choose other keys, or change those of that command.")
                keys = QKeySequence(text).toString(QKeySequence.SequenceFormat.NativeText)
                raise Refused(taken.format(keys=keys, command=isolated(plain(self.action(other).text))))
        chosen = dict(self._preferences.get("shortcuts"))
        if tuple(shortcuts) == self.action(action_id).shortcuts:
            chosen.pop(action_id, None)
        else:
            chosen[action_id] = list(shortcuts)
        self._preferences.set("shortcuts", chosen)

    def conflict(self, action_id: str, shortcut: str) -> str:
        """The id of another action that answers to the same keys in a scope that overlaps; "" if there is none."""
        wanted = QKeySequence(shortcut)
        scope = self.action(action_id).scope
        for other, known in self._known.items():
            if other == action_id or not _overlap(scope, known.action.scope):
                continue
            if any(QKeySequence(each) == wanted for each in self.bound(other)):
                return other
        return ""

    def bound(self, action_id: str) -> tuple[str, ...]:
        """The shortcuts of an action as portable texts, whether single letters are on or off."""
        chosen = self._preferences.get("shortcuts").get(action_id)
        return tuple(chosen) if isinstance(chosen, list) else self.action(action_id).shortcuts

    def _sequences(self, action: Action) -> list[QKeySequence]:
        chosen = self._preferences.get("shortcuts").get(action.id)
        texts = chosen if isinstance(chosen, list) else action.shortcuts
        letters = self._preferences.get("single_letters")
        return [QKeySequence(text) for text in texts if letters or not is_single_letter(text)]

    def _preference_changed(self, name: str) -> None:
        if name not in ("shortcuts", "single_letters"):
            return
        for known in self._known.values():
            known.qaction.setShortcuts(self._sequences(known.action))
            known.why = None
        self.refresh()
        self.rebound.emit()

    # -- menus

    def fill(self, bar: QMenuBar) -> None:
        """Put the menus into a menu bar; each is made anew when it opens, so that it has what has come since."""
        for key, title in MENUS:
            menu = bar.addMenu(_(title))
            menu.setObjectName(f"menu.{key}")
            menu.setToolTipsVisible(True)
            menu.aboutToShow.connect(lambda menu=menu, key=key: self._open_menu(menu, key))
            self.fill_menu(menu, key)

    def fill_menu(self, menu: QMenu, key: str) -> None:
        """Make a menu of the actions whose `menu` is this key or a submenu of it."""
        self.refresh()
        menu.clear()
        # A menu keeps its submenus as children when it is cleared.
        for old in menu.findChildren(QMenu, options=Qt.FindChildOption.FindDirectChildrenOnly):
            old.deleteLater()
        mine = [known for known in self._known.values() if self._stands_in(known, key)]
        submenus: dict[str, QMenu] = {}
        sections: dict[QMenu, int] = {}
        for known in sorted(mine, key=lambda each: each.action.section):
            where, section = known.action.menu, known.action.section
            target = menu
            if where in SUBMENUS:
                if where not in submenus:
                    _part(menu, sections, section, submenu=True)
                    submenus[where] = menu.addMenu(_(SUBMENUS[where]))
                target = submenus[where]
            _part(target, sections, section)
            target.addAction(known.qaction)

    def _stands_in(self, known: _Known, key: str) -> bool:
        """What belongs to one kind of page stands in a menu only while such a page is in view."""
        if known.action.menu.split("/")[0] != key:
            return False
        return known.action.scope not in _PAGED or self._current(known) is not None

    def _open_menu(self, menu: QMenu, key: str) -> None:
        """Icons are drawn when they are first seen, for drawing all of them would hold up the start."""
        for known in self._known.values():
            if known.action.menu.split("/")[0] == key and known.qaction.icon().isNull():
                self._dress_one(known.action, known.qaction)
        self.fill_menu(menu, key)

    def context_menu(self, parent: QWidget, action_ids: Iterable[str | None]) -> QMenu:
        """A menu of some actions for a right click; None is a line."""
        self.refresh()
        menu = QMenu(parent)
        menu.setToolTipsVisible(True)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for action_id in action_ids:
            if action_id is None:
                menu.addSeparator()
            else:
                known = self._known[action_id]
                self._dress_one(known.action, known.qaction)
                menu.addAction(known.qaction)
        return menu

    def _dress(self) -> None:
        for known in self._known.values():
            if not known.qaction.icon().isNull():
                self._dress_one(known.action, known.qaction)

    def _dress_one(self, action: Action, qaction: QAction) -> None:
        # In a menu the tick of what can be ticked stands in the place of the icon.
        if action.icon and not qaction.isCheckable():
            qaction.setIcon(self._theme.icon(action.icon))


def _part(menu: QMenu, sections: dict[QMenu, int], section: int, *, submenu: bool = False) -> None:
    """A line where the section changes, except between two submenus."""
    before = menu.actions()[-1:]
    if before and sections[menu] != section and not (submenu and before[0].menu()):
        menu.addSeparator()
    sections[menu] = section


def plain(text: str) -> str:
    """A menu text without its mnemonic and its dots."""
    return text.replace("&&", "\0").replace("&", "").replace("\0", "&").removesuffix("…")


def is_single_letter(shortcut: str) -> bool:
    """Whether keys act without a modifier, so that they would disturb typing (WCAG 2.1.4)."""
    return all(len(part.strip()) == 1 for part in shortcut.split(", "))


def _overlap(one: str, other: str) -> bool:
    return one == other or "global" in (one, other)


def _last(bindings: list[_Binding]) -> _Binding | None:
    return bindings[-1] if bindings else None


def _in_view(widget: QWidget) -> bool:
    return widget.isWindow() or widget.isVisibleTo(widget.window())


def _holds(widget: QWidget, focus: QWidget | None) -> bool:
    return focus is not None and (focus is widget or widget.isAncestorOf(focus))


_PAGED = frozenset({
    "diagram", "analyses", "problem", "review", "article", "person", "plans", "organisation", "plan", "rota",
    "policy", "command", "outbox", "service-map",
})  # fmt: skip
_ABSENT: dict[str, Callable[[], str]] = {
    "global": lambda: _("This is not at hand on the page that is open."),
    "list": lambda: _("Open a list first."),
    "incident": lambda: _("Select or open an incident first."),
    "review": lambda: _("Open the review of an incident first."),
    "run": lambda: _("Open the plan of an incident first."),
    "drill": lambda: _("Open a drill first."),
    "scenario": lambda: _("Open a scenario first."),
    "recovery": lambda: _("Open the recovery of an incident first."),
}
