"""What was decided and what happened last, on the command view, with a line to log the next decision."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy

from incidentdesk import clock
from incidentdesk.desktop import moment
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.draft_timer import DraftTimer
from incidentdesk.desktop.drafts import draft, forget_draft, keep_draft
from incidentdesk.desktop.respond.command_card import CommandCard
from incidentdesk.desktop.widgets.button import Button, LinkButton
from incidentdesk.desktop.widgets.field import dress_fields
from incidentdesk.desktop.widgets.two_line_list import TwoLineList
from incidentdesk.language import _
from incidentdesk.respond.timeline import sentence
from incidentdesk.respond.timeline_fact import Fact


class FactList(TwoLineList):
    """Facts, the latest first; it takes what height there is. What they all begin with, `prefix`, is left out."""

    def __init__(self, desk: Desk, name: str, prefix: str = "") -> None:
        super().__init__(desk.theme, name, most=99)
        self._desk, self._prefix = desk, prefix
        self._facts: tuple[Fact, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)

    def show_facts(self, facts: Sequence[Fact], now: int) -> None:
        """What stands there already stays where it is."""
        if facts and tuple(facts) == self._facts:
            self.tick(now)
            return
        self._facts = tuple(facts)
        zone = self._desk.zone
        items = []
        for fact in facts:
            at = clock.instant(fact.happened_at).astimezone(zone).strftime("%H:%M")
            ago = moment.relative(fact.happened_at, now, zone)
            key = (fact.entry_id, fact.happened_at, fact.entered_at, fact.text)
            text = sentence(fact, zone).removeprefix(self._prefix)
            items.append({"key": key, "head": f"{at} · {fact.actor}", "text": text, "note": ago})
        self.show_items(items)

    def tick(self, now: int) -> None:
        """Say how long ago it is now."""
        self.show_notes(moment.relative(fact.happened_at, now, self._desk.zone) for fact in self._facts)

    def _fit(self) -> None:
        """It is as high as its place."""


class DecisionsCard(CommandCard):
    """Emits `decided(text)` for a decision that is to be logged; `written()` or `failed()` answer it.

    Emits `timeline_wanted` to see what was around one.

    What is typed is kept on this machine under `key` until it is written.
    """

    decided = Signal(str)
    timeline_wanted = Signal()

    def __init__(self, desk: Desk, key: str) -> None:
        super().__init__(desk, _("Decisions"))
        self._key = key
        self.nothing = self.add_text(_("What is decided here, and what is starred in the timeline, stands here."))
        self.list = FactList(desk, _("Decisions"), _("Decision: {text}").format(text=""))
        self.list.opened.connect(lambda _key: self.timeline_wanted.emit())
        self.inside.addWidget(self.list, 1)
        self.line = QLineEdit()
        self.line.setPlaceholderText(_("Log a decision; Enter writes it"))
        self.line.setAccessibleName(_("Log a decision"))
        self.line.setAccessibleDescription(_("Enter writes it into the timeline with a star"))
        self.button = Button(desk.theme, _("Log"), description=_("Log the decision (Enter)"))
        self.button.setAutoDefault(False)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.line, 1)
        row.addWidget(self.button)
        self.inside.addLayout(row)
        self.line.returnPressed.connect(self._decide)
        self.button.clicked.connect(self._decide)
        self._keeping = DraftTimer(self.keep, self)
        self.line.setText(str(draft(desk.database.place, key).get("text", "")))
        self.line.textChanged.connect(lambda _text: self._enable())
        self.line.textChanged.connect(self._keeping.begin)
        self._why = ""
        self.dress()
        self._enable()

    def show_decisions(self, facts: Sequence[Fact], now: int, why: str) -> None:
        self._why = why
        self.list.show_facts(facts, now)
        self.nothing.setVisible(not facts)
        self.say(str(len(facts)) if facts else "")
        self.line.setEnabled(not why)
        self.line.setToolTip(why)
        self._enable()

    def tick(self, now: int) -> None:
        self.list.tick(now)

    def _enable(self) -> None:
        why = self._why or ("" if self.line.text().strip() else _("Write the decision first."))
        self.button.setEnabled(not why)
        self.button.setToolTip(why or _("Log the decision (Enter)"))

    def _decide(self) -> None:
        text = self.line.text().strip()
        if text and not self._why:
            self.line.setEnabled(False)
            self.decided.emit(text)

    def keep(self) -> None:
        """Keep what is typed, or forget it where nothing is."""
        place, text = self.desk.database.place, self.line.text()
        if text.strip():
            keep_draft(place, self._key, {"text": text})
        else:
            forget_draft(place, self._key)

    def written(self) -> None:
        # Unlike clear() it leaves nothing to undo, so that Ctrl+Z takes back the decision and not the typing of it.
        self.line.setText("")
        self._keeping.stop()
        self.keep()
        self.failed()

    def failed(self) -> None:
        """What was typed stays."""
        self.line.setEnabled(not self._why)
        self.line.setFocus()

    def dress(self) -> None:
        super().dress()
        dress_fields(self.line, self.desk.theme)


class LatestCard(CommandCard):
    """Emits `timeline_wanted` to see everything."""

    timeline_wanted = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, _("What happened last"))
        self.whole = self.add_button(
            LinkButton(desk.theme, _("Timeline"), "history", description=_("Open the timeline"))
        )
        self.whole.clicked.connect(self.timeline_wanted)
        self.list = FactList(desk, _("What happened last"))
        self.list.opened.connect(lambda _key: self.timeline_wanted.emit())
        self.inside.addWidget(self.list, 1)
        self.dress()

    def show_latest(self, facts: Sequence[Fact], now: int) -> None:
        self.list.show_facts(facts, now)

    def tick(self, now: int) -> None:
        self.list.tick(now)
