"""What can be done with the incident on the page; keys, menus, buttons and the palette lead here.

Commands that a list knows too bear the same ids, so that each stands in the menu once and has the same keys.
"""

from collections.abc import Callable, Iterator
from functools import partial
from html import escape
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QRect, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QPlainTextEdit, QTextEdit, QWidget

from incidentdesk.desktop.actions import Action
from incidentdesk.desktop.clipboard import mime_data
from incidentdesk.desktop.detect.choice_popup import Choice, ChoicePopup
from incidentdesk.desktop.detect.gesture_dialog import GestureDialog, LineDialog, MoveDialog
from incidentdesk.desktop.detect.incident_clip import LINK
from incidentdesk.desktop.detect.incident_commands import priority_choices, state_choices
from incidentdesk.desktop.drafts import draft, forget_draft, keep_draft
from incidentdesk.desktop.respond.composer import Stream
from incidentdesk.desktop.respond.header import NEXT, addressed
from incidentdesk.desktop.respond.sla_commands import SlaCommands
from incidentdesk.desktop.respond.timeline_model import FactRow
from incidentdesk.desktop.respond.upload_list import incoming_of
from incidentdesk.desktop.respond.writing import changing, moving, starring, watching, withdrawing, write
from incidentdesk.detect.number import number
from incidentdesk.detect.priority import priority_of
from incidentdesk.detect.state import State
from incidentdesk.language import _, isolated
from incidentdesk.respond.sheet import Sheet

if TYPE_CHECKING:
    from incidentdesk.desktop.respond.incident_page import IncidentPage

_TEXT_FIELDS = (QLineEdit, QPlainTextEdit, QTextEdit)


class PageCommands(QObject):
    def __init__(self, page: "IncidentPage") -> None:
        super().__init__(page)
        self._page = page
        self._desk = page.desk
        self._id = page.incident_id
        page.desk.registry.add_all(self.actions(), page)
        self.sla = SlaCommands(page)
        self._take_over_pasting()

    # -- all of them

    def actions(self) -> Iterator[Action]:
        for key, text, run, keys, icon in (
            ("assign", _("&Assign…"), self.assign, ("A",), "assign"),
            ("priority", _("&Priority…"), self.choose_priority, ("P",), "priority"),
            ("state", _("&State…"), self.choose_state, ("S",), "state"),
            ("tag", _("&Tag…"), lambda: self.edit_fact("tags"), ("T",), "tag"),
            ("team", _("T&eam…"), lambda: self.edit_fact("team"), (), "team"),
            ("service", _("Ser&vice…"), lambda: self.edit_fact("service"), (), "service"),
            ("category", _("Cate&gory…"), lambda: self.edit_fact("category"), (), "category"),
            ("comment", _("Add &note…"), lambda: self.write(self._page.composer.stream), ("C",), "comment"),
        ):
            yield self._action(f"list.{key}", text, run, keys, icon, 20, self.why_nothing)
        yield self._action("list.resolve", _("&Resolve…"), self.resolve, ("R",), "resolve", 20, self.why_not_resolve)
        yield self._action("list.close", _("C&lose and go on"), self.close, ("E",), "archive", 20, self.why_not_close)
        yield self._action(
            "list.copy_link", _("Copy &link"), self.copy_link, ("Ctrl+Shift+C",), "link", 30, self.why_absent
        )
        yield self._action(
            "list.restore", _("Bring &back from the trash"), self.restore, (), "restore", 40, self.why_not_restore
        )
        yield self._action(
            "list.trash", _("Move to the tras&h"), self.to_trash, ("Del",), "trash", 40, self.why_nothing
        )
        yield from self._only_here()

    def _only_here(self) -> Iterator[Action]:
        nothing = self.why_nothing
        for key, text, run, keys, icon, section, why in (
            ("note", _("&Work note"), lambda: self.write(Stream.NOTE), ("N",), "note", 22, self.why_nothing),
            ("public", _("P&ublic comment"), lambda: self.write(Stream.COMMENT), ("Shift+N",), "public", 22, nothing),
            ("star", _("St&ar for the report"), self.star, ("*",), "star", 22, self.why_no_entry),
            ("correct", _("&Correct the note…"), self.correct, (), "edit", 22, self.why_not_correct),
            ("attach", _("Attach &files…"), self._page.files.choose, ("Ctrl+Shift+A",), "attachment", 24, nothing),
            ("watch", _("Watc&h, or no more"), self.watch, ("W",), "eye", 24, self.why_nothing),
            ("major", _("Ma&jor incident, or no more"), self.toggle_major, (), "major", 24, self.why_nothing),
            ("reopen", _("Re&open…"), self.reopen, (), "restore", 24, self.why_not_reopen),
            ("edit", _("Ed&it the title, or the note that is chosen"), self.edit, ("F2",), "edit", 24, nothing),
        ):  # fmt: skip
            yield self._action(f"incident.{key}", text, run, keys, icon, section, why, scope="incident")
        for key, text, step, shortcut, icon in (
            ("next_part", _("Ne&xt part"), 1, "Ctrl+Tab", "chevron-right"),
            ("previous_part", _("Pre&vious part"), -1, "Ctrl+Shift+Tab", "chevron-left"),
        ):
            yield self._action(
                f"incident.{key}", text, partial(self._page.parts.step, step), (shortcut,), icon, 26, lambda: "",
                scope="incident",
            )  # fmt: skip

    def _action(
        self,
        action_id: str,
        text: str,
        run: Callable[[], None],
        keys: tuple[str, ...],
        icon: str,
        section: int,
        why: Callable[[], str],
        scope: str = "list",
    ) -> Action:
        return Action(
            action_id,
            text,
            run,
            icon=icon,
            shortcuts=keys,
            scope=scope,
            menu="incident",
            section=section,
            why_disabled=why,
        )

    def menu(self, parent: QWidget) -> QMenu:
        """What stands behind the three dots."""
        ids: list[str | None] = ["list.state", "list.assign", "list.priority", "list.tag", None]
        ids += ["incident.note", "incident.public", "incident.attach", None]
        later = (*self._page.more_parts, *self._page.more_commands)
        more = [action for part in later for action in part.menu_actions]
        ids += [*more, None] if more else []
        ids += [
            "incident.watch",
            "incident.major",
            "incident.reopen",
            "incident.explain_sla",
            None,
            "list.copy_link",
            "list.restore",
            "list.trash",
        ]
        menu = self._desk.registry.context_menu(parent, ids)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        return menu

    # -- why not

    @property
    def sheet(self) -> Sheet | None:
        return self._page.loaded.sheet if self._page.loaded else None

    def why_absent(self) -> str:
        return "" if self.sheet else _("The incident is not shown yet.")

    def why_nothing(self) -> str:
        if self._desk.database.read_only:
            return str(self._desk.database.read_only)
        if self.sheet is not None and self.sheet.withdrawn:
            return _("The incident is in the trash. Bring it back first.")
        return self.why_absent()

    def why_not(self, state: State) -> str:
        """Why a state can't follow, in the words of the one who decides it."""
        why = self.why_nothing()
        if why or self.sheet is None:
            return why
        from incidentdesk.respond.transition import refusal_for

        loaded = self._page.loaded
        more = {State.RESOLVED: loaded.gate, State.CLOSED: loaded.held_up, State.IN_PROGRESS: loaded.shut}
        return refusal_for(state, {"state": self.sheet.state}) or more.get(state, "")

    def why_not_resolve(self) -> str:
        return self.why_not(State.RESOLVED)

    def why_not_close(self) -> str:
        return self.why_not(State.CLOSED)

    def why_not_reopen(self) -> str:
        if self.sheet is not None and self.sheet.state in (State.RESOLVED, State.CLOSED, State.CANCELED):
            return self.why_nothing() or self._page.loaded.shut
        return self.why_nothing() or _("Only what is resolved, closed or canceled can be reopened.")

    def why_not_restore(self) -> str:
        withdrawn = self.sheet is not None and self.sheet.withdrawn
        return "" if withdrawn else _("The incident is not in the trash.")

    def _entry(self) -> Any:
        row = self._page.timeline.view.current_row()
        return row.fact if isinstance(row, FactRow) and row.fact.entry_id is not None else None

    def why_no_entry(self) -> str:
        return self.why_nothing() or ("" if self._entry() else _("Select a note in the timeline first."))

    def why_not_correct(self) -> str:
        why = self.why_no_entry()
        if not why and self._entry().actor != self._desk.actor:
            return _("Only {name} can correct this note. Write another one.").format(name=isolated(self._entry().actor))
        return why

    # -- saying

    def _write(self, act: Callable[[Any], Any], said: str, *, toast: bool = False, then: Any = None) -> None:
        write(
            self._desk,
            self._page,
            act,
            said.format(number=number(self._id)),
            toast=toast,
            then=then,
            failed=self._page.say_refused,
        )

    def write(self, stream: Stream) -> None:
        self._page.show_part("timeline")
        self._page.composer.choose(stream)

    def edit_fact(self, name: str) -> None:
        self._page.show_details()
        self._page.details.edit(name)

    def star(self) -> None:
        fact = self._entry()
        if fact is not None:
            self._write(starring(fact.entry_id, not fact.starred), _("Star in {number} changed"))

    def correct(self) -> None:
        row = self._page.timeline.view.current_row()
        if isinstance(row, FactRow):
            self._page.notes.correct(row)

    def edit(self) -> None:
        """F2: the note under the cursor where the timeline has the focus, else the title."""
        row = self._page.timeline.view.current_row()
        if self._page.timeline.view.hasFocus() and isinstance(row, FactRow) and row.fact.entry_id is not None:
            self._page.notes.edit(row)
        else:
            self._page.header.title.edit()

    def watch(self) -> None:
        watches = self._desk.actor not in self.sheet.watchers
        said = _("You watch {number}") if watches else _("You watch {number} no more")
        self._write(watching(self._id, self._desk.actor, watches), said)

    def toggle_major(self) -> None:
        major = self.sheet.facts["major"]
        self._page.facts.change("major", not major, major)

    def copy_link(self) -> None:
        data = mime_data()
        plain = addressed(self.sheet).replace("\u2068", "").replace("\u2069", "")
        data.setText(plain)
        name = number(self._id)
        data.setHtml(f'<a href="{LINK.format(number=name)}">{name}</a> {escape(self.sheet.facts["title"])}')
        QGuiApplication.clipboard().setMimeData(data)
        self._desk.toasts.show(_("{number} copied").format(number=name))

    # -- people and priority

    def assign(self) -> None:
        me = self._desk.actor
        staff = [name for name in self._page.offered.names.staff if name != me]
        choices = [Choice(me, me, meaning=_("me · A A"), key="A"), *(Choice(name, name) for name in staff)]
        choices.append(Choice("", _("Nobody"), meaning=_("leaves it empty")))
        popup = self._popup(_("Assign to"), choices, self.sheet.facts["assignee"], _("Create “{name}”"))
        seen = self.sheet.facts["assignee"]
        popup.chosen.connect(lambda name: self._page.facts.change("assignee", name, seen))
        popup.open_at(_rect(self._page.header.assignee))

    def choose_priority(self) -> None:
        popup = self._popup(_("Priority"), priority_choices(self._desk.theme), self.sheet.facts["priority"])
        popup.chosen.connect(self.set_priority)
        popup.open_at(_rect(self._page.header.priority))

    def set_priority(self, wanted: int) -> None:
        """Set it, and ask why where impact and urgency give another one."""
        facts = self.sheet.facts
        seen = {"priority": facts["priority"], "override_reason": facts["override_reason"]}
        said = _("{number} set to P{priority}").replace("{priority}", str(wanted))
        if priority_of(facts["impact"], facts["urgency"]) == wanted:
            self._write(changing(self._id, {"priority": wanted, "override_reason": ""}, seen), said)
            return
        dialog = LineDialog(
            self._desk,
            _("Set {incidents} to P{priority}").format(incidents=number(self._id), priority=wanted),
            _("Impact and urgency give another priority. &Why this one?"),
            _("Set priority"),
            _("Say why."),
            parent=self._page.window(),
        )
        self._ask(
            dialog,
            lambda: changing(self._id, {"priority": wanted, "override_reason": dialog.line.text().strip()}, seen),
            said,
        )

    def _popup(self, title: str, choices: list[Choice], current: Any, new: str = "") -> ChoicePopup:
        return ChoicePopup(self._desk.theme, title, choices, current=current, new=new, window=self._page.window())

    # -- state

    def choose_state(self) -> None:
        popup = self._popup(_("State"), state_choices(self._desk.theme, [self.sheet.state]), None)
        popup.chosen.connect(lambda state: self.move(State(state)))
        popup.open_at(_rect(self._page.header.state))

    def next(self) -> None:
        """What the one filled button does."""
        self.move(NEXT[self.sheet.state][1])

    def resolve(self) -> None:
        self.move(State.RESOLVED)

    def close(self) -> None:
        self.move(State.CLOSED)

    def reopen(self) -> None:
        self.move(State.NEW if self.sheet.state == State.CANCELED else State.IN_PROGRESS)

    def move(self, state: State) -> None:
        """Move to a state, and ask for what it needs."""
        why = self.why_not(state)
        if why:
            self._say_why(why)
            return
        reopening = state == State.IN_PROGRESS and self.sheet.state in (State.RESOLVED, State.CLOSED)
        said = _("{number}: {state}").replace("{state}", _(state))
        if state in (State.ON_HOLD, State.RESOLVED, State.CANCELED) or reopening:
            self._ask_for(state, reopening, said)
            return
        from incidentdesk.respond.transition import Move

        self._write(moving(self._id, Move(state)), said)

    def _say_why(self, why: str) -> None:
        """With the way on: to what opens the gate of a major incident, or to one that follows on what is over."""
        if why == self._page.loaded.gate and "recovery" in self._page.parts.keys:
            self._page.say(why, "warning", _("Show the recovery"), lambda: self._page.show_part("recovery"))
        elif why == self._page.loaded.shut and "follow-up" in self._page.parts.keys:
            run = self._desk.registry.run
            self._page.say(why, "warning", _("Log one that follows on it"), lambda: run("follow_up.on"))
        else:
            self._page.say(why, "warning")

    def _ask_for(self, state: State, reopening: bool, said: str) -> None:
        title, verb = _MOVE_WORDS["reopen" if reopening else state]()
        dialog = MoveDialog(
            self._desk,
            state,
            title.format(incidents=number(self._id)),
            verb,
            codes=self._page.offered.codes,
            reopening=reopening,
            parent=self._page.window(),
        )
        key = f"{number(self._id)}-{'reopen' if reopening else state}"
        self._fill_in(dialog, state, key)
        dialog.rejected.connect(lambda: self._keep(dialog, key))
        self._ask(dialog, lambda: moving(self._id, dialog.wish()), said, then=lambda: forget_draft(self._place, key))

    def _fill_in(self, dialog: MoveDialog, state: State, key: str) -> None:
        """What was typed last time and not saved, else what is known."""
        facts = self.sheet.facts
        kept = str(draft(self._place, key).get("text", ""))
        known = facts["resolution_notes"] if state == State.RESOLVED else ""
        dialog.text.setPlainText(kept or known)
        dialog.text.moveCursor(dialog.text.textCursor().MoveOperation.End)
        if state == State.RESOLVED and facts["resolution_code"]:
            place = dialog.code.findData(facts["resolution_code"])
            if place < 0:
                dialog.code.insertItem(0, facts["resolution_code"], facts["resolution_code"])
            dialog.code.setCurrentIndex(max(0, place))

    def _keep(self, dialog: MoveDialog, key: str) -> None:
        text = dialog.text.toPlainText()
        if text.strip():
            keep_draft(self._place, key, {"text": text})
        else:
            forget_draft(self._place, key)

    @property
    def _place(self) -> str:
        return self._desk.database.place

    def _ask(
        self, dialog: GestureDialog, act: Callable[[], Any], said: str, then: Callable[[], None] | None = None
    ) -> None:
        """Do it when the dialog has what it needs; it stays open until it is saved."""

        def saved(_result: Any) -> None:
            dialog.accept()
            if then is not None:
                then()

        def save() -> None:
            text = said.format(number=number(self._id))
            write(self._desk, dialog, act(), text, then=saved, failed=dialog.fail)

        dialog.wanted.connect(save)
        dialog.open()

    # -- trash

    def to_trash(self) -> None:
        self._write(withdrawing(self._id, True), _("{number} moved to the trash"), toast=True)

    def restore(self) -> None:
        self._write(withdrawing(self._id, False), _("{number} brought back"))

    # -- pasting

    def _take_over_pasting(self) -> None:
        """Ctrl+V pastes text where text is written; anywhere else on the page the part in view takes what it can use,
        else a picture or files are attached."""
        registry = self._desk.registry
        if "edit.paste" in registry.ids():
            registry.bind(self._page, "edit.paste", self.paste, self.why_no_paste)

    def paste(self) -> None:
        focus = QApplication.focusWidget()
        if isinstance(focus, _TEXT_FIELDS) and not focus.isReadOnly():
            focus.paste()
            return
        source, part = QGuiApplication.clipboard().mimeData(), self._page.part_in_view()
        if part is not None and part.takes(source):
            part.take(source)
            return
        files = incoming_of(source, self._desk.zone)
        if files:
            self._page.files.attach(files)

    def why_no_paste(self) -> str:
        source = QGuiApplication.clipboard().mimeData()
        focus = QApplication.focusWidget()
        if isinstance(focus, _TEXT_FIELDS) and not focus.isReadOnly():
            return ""
        part = self._page.part_in_view()
        if source is not None and part is not None and part.takes(source):
            return ""
        holds_files = source is not None and (source.hasImage() or source.hasUrls())
        return self.why_nothing() if holds_files else _("There is nothing to paste here.")


_MOVE_WORDS: dict[str, Callable[[], tuple[str, str]]] = {
    "reopen": lambda: (_("Reopen {incidents}"), _("Reopen")),
    State.ON_HOLD: lambda: (_("Put {incidents} on hold"), _("Put on hold")),
    State.RESOLVED: lambda: (_("Resolve {incidents}"), _("Resolve")),
    State.CANCELED: lambda: (_("Cancel {incidents}"), _("Cancel incident")),
}


def _rect(widget: QWidget) -> QRect:
    return QRect(widget.mapToGlobal(widget.rect().topLeft()), widget.size())
