"""What a document has to say on its page: what was recovered, what is not saved and why, what two people wrote."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from incidentdesk.desktop.conflict_dialog import ask_conflict, given_up
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.investigate.cause_document import SAVED, TROUBLE, CauseDocument
from incidentdesk.desktop.investigate.gesture_state import record_values
from incidentdesk.desktop.widgets.message_bar import MessageBar
from incidentdesk.investigate.cause_editing import shortened_cause
from incidentdesk.investigate.cause_graph import EFFECT, CauseGraph
from incidentdesk.language import _, isolated
from incidentdesk.refusal import Refused
from incidentdesk.store.conflict import Conflict

_LONGEST_SAID = 160


class MessageMargin(QWidget):
    """The room around a message bar, there as long as the bar is."""

    def __init__(self, bar: MessageBar, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        margin = QVBoxLayout(self)
        margin.setContentsMargins(16, 0, 16, 8)
        margin.addWidget(bar)
        bar.installEventFilter(self)
        self.hide()

    def eventFilter(self, _bar: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShowToParent:
            self.show()
        elif event.type() == QEvent.Type.HideToParent:
            self.hide()
        return False


class DiagramMessages(QObject):
    """Says it in the bar, and asks in a dialog where a person has to decide."""

    def __init__(self, page: QWidget, desk: Desk, document: CauseDocument, bar: MessageBar) -> None:
        super().__init__(page)
        self._page, self._desk, self._document, self._bar = page, desk, document, bar
        self._said_state = ""
        document.refused.connect(self.say_refused)
        document.rejected.connect(self._say_rejected)
        document.recovered.connect(self._say_recovered)
        document.conflicted.connect(self._decide)
        document.state_changed.connect(self._say_state)

    def say_refused(self, refused: Refused) -> None:
        self._bar.say(str(refused), "danger")

    def offer(self, text: str, action: str, run: Callable[[], None]) -> None:
        """Say something that asks for no answer; whoever takes what is offered is done with it."""

        def take() -> None:
            self._bar.clear()
            run()

        self._bar.say(text, "info", action, take)

    def _say_rejected(self, refused: Refused, texts: str) -> None:
        if not texts:
            self.say_refused(refused)
            return
        said = _("{reason} You had written: “{text}”").format(reason=str(refused), text=isolated(_short(texts)))
        self._bar.say(said, "danger", _("Copy the text"), lambda: QGuiApplication.clipboard().setText(texts))

    def _say_recovered(self, texts: str) -> None:
        if texts:
            said = _("Recovered what was typed and not saved: “{text}”").format(text=isolated(_short(texts)))
        else:
            said = _("Recovered what was changed and not saved.")
        self._bar.say(said, "info", _("Undo"), self._take_back)

    def _take_back(self) -> None:
        self._bar.clear()
        self._document.stack.undo()

    def _say_state(self) -> None:
        state = self._document.state
        if state.kind == TROUBLE:
            self._said_state = state.why
            kept = _("{reason} What you change is kept here until it can be saved.").format(reason=state.why)
            self._bar.say(kept, "warning", _("Try again"), self._document.retry, dismissable=False)
        elif state.kind == SAVED and self._said_state:
            self._said_state = ""
            self._bar.clear()

    # -- two people

    def _decide(self, conflict: Conflict) -> None:
        """Ask which text stays; who does not want to choose now finds the question in the bar."""
        about = _about(self._document.graph, conflict)
        decided = ask_conflict(self._page, self._desk, conflict, about=about, words=self._words)
        if decided is None:
            self._said_state = _("Not saved yet: {name} has changed the same in “{text}”.").format(
                name=isolated(conflict.changed_by), text=isolated(_short(about))
            )
            self._bar.say(self._said_state, "warning", _("Decide…"), self._decide_again, dismissable=False)
            return
        self._bar.clear()
        if isinstance(decided.get("text"), str):
            decided["text"] = shortened_cause(decided["text"])[0]
        self._document.decide(decided, given_up(conflict, decided))

    def _decide_again(self) -> None:
        conflict = self._document.conflict
        if conflict is not None:
            self._decide(conflict)

    def _words(self, field: str, value: Any) -> str | None:
        """How a value of a cause is written where it is no text."""
        if field in ("parent", "cause"):
            graph = self._document.graph
            return graph.effect.text if value == EFFECT else _text_of(graph, "cause", value)
        if field in ("status", "role", "state", "effort", "side", "voting", "kind"):
            return _(value) if value else ""
        if field == "asked":
            return _("yes") if value else _("no")
        return None


def _about(graph: CauseGraph, conflict: Conflict) -> str:
    return graph.effect.text if conflict.key == EFFECT else _text_of(graph, conflict.noun, conflict.key)


def _text_of(graph: CauseGraph, noun: str, key: str) -> str:
    return str((record_values(graph, noun, key) or {}).get("text", ""))


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST_SAID else f"{line[: _LONGEST_SAID - 1]}…"
