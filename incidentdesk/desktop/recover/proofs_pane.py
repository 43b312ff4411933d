"""The proofs of a recovery on the page of an incident: exit criteria, soaking monitors, backups and verifications."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QFocusEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from incidentdesk import clock
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.recover.proof_card import Card
from incidentdesk.desktop.recover.proof_commands import ProofCommands
from incidentdesk.desktop.recover.proof_section import ProofSection
from incidentdesk.desktop.recover.proof_words import By, backup_card, criterion_card, soak_card, verification_card
from incidentdesk.desktop.recover.proofs_loading import NOUNS, ProofsLoaded, load_proofs
from incidentdesk.desktop.respond.reason_bar import ReasonBar
from incidentdesk.desktop.widgets.message_bar import MessageBar
from incidentdesk.detect.state import OPEN_STATES
from incidentdesk.language import _
from incidentdesk.recover.proof_list import BackupCheck, Soak, Verification, newest
from incidentdesk.refusal import Refused

if TYPE_CHECKING:
    from incidentdesk.desktop.respond.incident_page import IncidentPage

_BEAT = 5_000  # milliseconds; a soak goes on by itself


class ProofsPane(QWidget):
    """Hidden until a recovery was begun. Its commands are there as soon as it is."""

    def __init__(self, desk: Desk, incident_id: int, page: "IncidentPage") -> None:
        super().__init__(page)
        self.desk, self.incident_id, self._page = desk, incident_id, page
        self.loaded: ProofsLoaded | None = None
        self._stale = True
        self._answer_soon = 0
        self.reason, self.message = ReasonBar(desk), MessageBar(desk.theme)
        self.commands = ProofCommands(self, page)
        self._build()
        self._asked_of = (self.criteria, 0)
        self._beat = QTimer(self, interval=_BEAT)
        self._beat.timeout.connect(self._tick)
        self._beat.start()
        desk.changes.changed.connect(self._heard)
        page.shown.connect(self._show_again)
        self.load()

    def _build(self) -> None:
        desk = self.desk
        self.criteria = ProofSection(
            desk, _("Exit criteria"), _("Begin the recovery: what must be met is proposed then."),
            [("proof.criterion", _("Add criterion…"))],
        )  # fmt: skip
        self.soaks = ProofSection(
            desk, _("Monitors"),
            _("Let the monitors that found the trouble pass again and again before service counts as back."),
            [("proof.soak", _("Soak…"))],
        )  # fmt: skip
        self.backups = ProofSection(
            desk, _("Backups"),
            _("Check a backup before it is used: against its file of hashes, or by a test restore."),
            [("proof.backup", _("Check a backup…"))],
        )  # fmt: skip
        self.verifications = ProofSection(
            desk, _("Verification of what was restored"),
            _("Go through a checklist, hold files against their hashes, or compare row counts; a second person signs."),
            [("proof.checklist", _("Checklist…")), ("proof.files", _("Files…")), ("proof.rows", _("Row counts…"))],
        )  # fmt: skip
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self.message)
        for section in self.sections:
            column.addWidget(section)
            section.wanted.connect(self.commands.do)
        column.insertWidget(1, self.reason)

    @property
    def sections(self) -> tuple[ProofSection, ...]:
        return self.criteria, self.soaks, self.backups, self.verifications

    # -- reading

    def _heard(self, changes: dict[str, Any]) -> None:
        if NOUNS & set(changes):
            self.load()

    def load(self) -> None:
        """Read it anew, as soon as somebody can see the page."""
        self._stale = self.loaded is not None and not self._page.isVisible()
        if not self._stale:
            self.desk.background.run_latest(
                f"proofs of {id(self)}", load_proofs, self.desk.database, self.incident_id, then=self._show,
                failed=self._page.say_refused,
            )  # fmt: skip

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self.load()

    def _tick(self) -> None:
        going = self.loaded is not None and any(own.result == "Open" for own, _progress in self.loaded.soaks)
        if going and self.isVisible():
            self.load()

    def _show_again(self) -> None:
        if self.loaded is not None:
            self._show(self.loaded)

    def _show(self, loaded: ProofsLoaded) -> None:
        self.loaded = loaded
        self.setVisible(loaded.begun)
        by, why = By(clock.stored(clock.now()), self.desk.zone), self.commands.why_nothing()
        over = loaded.state not in OPEN_STATES
        self.criteria.show_cards([criterion_card(each, found, by, why, over=over) for each, found in loaded.criteria])
        self.backups.show_cards([backup_card(each, by, why) for each in loaded.backups])
        self.verifications.show_cards(self._verification_cards(by, why))
        self.soaks.show_cards(self._soak_cards(by, why))
        self.desk.registry.refresh()
        if self._answer_soon and self.verification(self._answer_soon) is not None:
            wanted, self._answer_soon = self._answer_soon, 0
            self.commands.answer(wanted)

    def _verification_cards(self, by: By, why: str) -> list[Card]:
        last = {each.id for each in newest(self.loaded.verifications)}
        return [verification_card(each, each.id in last, by, why) for each in self.loaded.verifications]

    def _soak_cards(self, by: By, why: str) -> list[Card]:
        last = {each.id for each in newest(own for own, _progress in self.loaded.soaks)}
        return [soak_card(own, progress, own.id in last, by, why) for own, progress in self.loaded.soaks]

    def focusInEvent(self, _event: QFocusEvent) -> None:
        """It has nothing of its own: back to the card of which something was asked."""
        section, record_id = self._asked_of
        section.focus_card(record_id)

    # -- for the commands

    def verification(self, verification_id: int) -> Verification | None:
        return next((each for each in self.loaded.verifications if each.id == verification_id), None)

    def soak(self, soak_id: int) -> Soak:
        return next(own for own, _progress in self.loaded.soaks if own.id == soak_id)

    def backup(self, check_id: int) -> BackupCheck | None:
        return next((each for each in self.loaded.backups if each.id == check_id), None)

    def answer_soon(self, verification_id: int) -> None:
        """Open a checklist as soon as it is read."""
        self._answer_soon = verification_id
        self.load()

    def say_refused(self, refused: Refused) -> None:
        self.message.say(str(refused))

    def went_well(self, _result: Any) -> None:
        """What was refused before is no news any more."""
        self.message.clear()

    def ask_near(self, record: Any, ask: Any) -> None:
        """Ask in the layout, above the section that the record stands in."""
        place = {Soak: self.soaks}.get(type(record), self.criteria)
        self._asked_of = (place, record.id)
        self._column.removeWidget(self.reason)
        self._column.insertWidget(self._column.indexOf(place), self.reason)
        ask()
