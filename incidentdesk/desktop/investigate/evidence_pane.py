"""The evidence of an incident or a problem: a list, what can be done with it, and how far a look at its hashes is."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QMimeData, QPoint, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QStackedWidget, QVBoxLayout, QWidget

from incidentdesk.desktop.background import Job
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.investigate.evidence_acts import verify_all
from incidentdesk.desktop.investigate.evidence_commands import OF_PIECE, EvidenceCommands
from incidentdesk.desktop.investigate.evidence_content import is_content
from incidentdesk.desktop.investigate.evidence_dialog import open_evidence_dialog
from incidentdesk.desktop.investigate.evidence_forms import VerdictDialog, verdicts_text
from incidentdesk.desktop.investigate.evidence_list_view import EvidenceListView
from incidentdesk.desktop.investigate.evidence_model import EvidenceModel
from incidentdesk.desktop.investigate.evidence_writing import EvidencePage, load_evidence
from incidentdesk.desktop.respond.fact_field import fill
from incidentdesk.desktop.widgets.button import Button, LinkButton
from incidentdesk.desktop.widgets.command_button import command_button, follow
from incidentdesk.desktop.widgets.drop_frame import DropFrame
from incidentdesk.desktop.widgets.empty import EmptyState
from incidentdesk.desktop.widgets.flow import FlowLayout
from incidentdesk.investigate.evidence_list import Act, Piece, summary_of
from incidentdesk.investigate.subject import Subject
from incidentdesk.language import _, ngettext

_NOUNS = frozenset({"evidence", "cause_evidence", "custody", "cause", "attachment"})


class EvidencePane(QWidget):
    """A part of the page of an incident or a problem, as desktop.respond.page_part says.

    `owner` is that page, to which the commands are bound; `why_not` says why nothing can be changed there.
    """

    key = "evidence"
    row_actions: tuple[str, ...] = ()
    file_actions: tuple[str, ...] = ()
    menu_actions = ("evidence.add",)
    renamed = Signal()
    opened = Signal(str)
    refused = Signal(object)

    def __init__(
        self, desk: Desk, subject: Subject, owner: QWidget, why_not: Callable[[], str], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.desk, self.subject = desk, subject
        self.staff: tuple[str, ...] = ()
        self._owner, self._why_not = owner, why_not
        self._stale = True
        self._job: Job | None = None
        self._wanted = 0
        self.model = EvidenceModel(desk.zone, self)
        self.list = EvidenceListView(desk, self.model)
        self.commands = EvidenceCommands(self, owner, why_not)
        self._build()
        self.list.chosen.connect(desk.registry.refresh)
        self.list.open_wanted.connect(lambda: desk.registry.run("evidence.open"))
        self.list.away_wanted.connect(lambda: desk.registry.run("evidence.take_away"))
        self.list.menu_wanted.connect(self._open_menu)
        self.setAcceptDrops(True)
        desk.changes.changed.connect(self._heard)
        desk.theme.changed.connect(self._dress)
        self._dress()
        self._load()

    def _build(self) -> None:
        theme = self.desk.theme
        self.add_button = self._command("evidence.add", Button)
        self.verify_button = self._command("evidence.verify", Button)
        self.summary = QLabel()
        self.summary.setTextFormat(Qt.TextFormat.PlainText)
        bar = QHBoxLayout()
        bar.setContentsMargins(16, 12, 16, 8)
        bar.setSpacing(8)
        bar.addWidget(self.add_button)
        bar.addWidget(self.verify_button)
        bar.addWidget(self.summary, 1, Qt.AlignmentFlag.AlignTrailing)
        self.progress = self._progress_row()
        self.footer = QFrame()
        self.footer.setObjectName("footer")
        flow = FlowLayout(self.footer, gap=4)
        flow.setContentsMargins(12, 6, 12, 6)
        self.piece_buttons = [self._command(action_id, LinkButton) for action_id in OF_PIECE]
        for button in self.piece_buttons:
            flow.addWidget(button)
        full = QWidget()
        column = _column(full)
        column.addLayout(bar)
        column.addWidget(self.progress)
        column.addWidget(self.list, 1)
        column.addWidget(self.footer)
        self.empty = EmptyState(
            theme,
            "evidence",
            _("No evidence yet"),
            _("Drop files, pictures or lines of the timeline here. Each is hashed at once, so that it counts later."),
            _("Add evidence…"),
            lambda: self.desk.registry.run("evidence.add"),
            primary=False,
        )
        follow(self.empty.action_button, self.desk.registry, "evidence.add")
        self.stack = QStackedWidget()
        self.stack.addWidget(self.empty)
        self.stack.addWidget(full)
        _column(self).addWidget(self.stack)
        self.drop_frame = DropFrame(
            theme, _("Drop to add as evidence to {number}").format(number=self.subject.number), self
        )

    def _command(self, action_id: str, kind: type[Button]) -> Button:
        return command_button(self.desk.theme, self.desk.registry, action_id, kind)

    def _progress_row(self) -> QWidget:
        self.bar = QProgressBar()
        self.bar.setRange(0, 1_000)
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(6)
        self.bar.setAccessibleName(_("Progress"))
        self.bar.setAccessibleDescription(_("How much of the evidence is verified"))
        self.cancel = LinkButton(self.desk.theme, _("Cancel"), description=_("Stop verifying; nothing is written then"))
        self.cancel.clicked.connect(self.stop)
        row = QWidget()
        layout = QHBoxLayout(row)
        layout.setContentsMargins(16, 0, 16, 8)
        layout.setSpacing(8)
        layout.addWidget(self.bar, 1)
        layout.addWidget(self.cancel)
        row.hide()
        return row

    # -- as a part of a page

    def title(self) -> str:
        return _("Evidence")

    def count(self) -> int:
        return len(self.model.pieces)

    def pane(self) -> QWidget:
        return self.list if self.model.pieces else self.empty.action_button

    def takes(self, source: QMimeData) -> bool:
        return is_content(source) and not self._why_not()

    def take(self, source: QMimeData) -> None:
        """Add what was dropped or is carried here."""
        open_evidence_dialog(self.desk, self, self.subject, dropped=source, done=self.show_record)

    # -- reading

    def _heard(self, changes: dict[str, Any]) -> None:
        if _NOUNS & set(changes):
            self._load()

    def _load(self) -> None:
        """Read it anew, as soon as somebody can see the page."""
        self._stale = not self._owner.isVisible()
        if self._stale:
            return
        self.desk.background.run_latest(
            f"evidence of pane {id(self)}", load_evidence, self.desk.database, self.subject,
            then=self._show, failed=self.refused.emit,
        )  # fmt: skip

    def _show(self, page: EvidencePage) -> None:
        self.staff = page.staff
        self.list.show_pieces(page.pieces)
        if self._wanted:
            self.choose(self._wanted)
        self.stack.setCurrentIndex(1 if page.pieces else 0)
        self.summary.setText(_summary(page.pieces))
        self.summary.setAccessibleName(self.summary.text())
        self.desk.registry.refresh()
        self.renamed.emit()

    def show_record(self, evidence_id: int) -> None:
        """Choose a piece as soon as it is there."""
        self._wanted = evidence_id
        self.choose(evidence_id)

    def choose(self, evidence_id: int) -> None:
        place = self.model.place_of(evidence_id)
        if place.isValid():
            self._wanted = 0
            self.list.setCurrentIndex(place)
            self.list.scrollTo(place)

    def showEvent(self, event: Any) -> None:
        super().showEvent(event)
        if self._stale:
            self._load()
        self.desk.registry.refresh()

    def _open_menu(self, where: QPoint) -> None:
        self.desk.registry.context_menu(self, [*OF_PIECE[:-1], None, OF_PIECE[-1]]).popup(where)

    # -- verifying

    @property
    def verifying(self) -> bool:
        return self._job is not None

    def verify(self) -> None:
        desk = self.desk
        self._job = desk.background.run(
            verify_all, desk.database, desk.actor, self.subject, progress=True,
            title=_("Verifying the evidence of {number}").format(number=self.subject.number),
            then=self._verified, failed=self.refused.emit,
        )  # fmt: skip
        self._job.progressed.connect(self._move)
        self._job.finished.connect(self._finished)
        self.bar.setValue(0)
        self.progress.show()
        self.desk.registry.refresh()

    def stop(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def _move(self, done: int, total: int) -> None:
        self.bar.setValue(1_000 * done // max(1, total))

    def _finished(self) -> None:
        self._job = None
        self.progress.hide()
        self.desk.registry.refresh()

    def _verified(self, findings: list[Any]) -> None:
        if all(finding.verdict == Act.MATCHES for finding in findings):
            said = _("Evidence of {number} verified: {verdicts}")
            self.desk.toasts.show(said.format(number=self.subject.number, verdicts=verdicts_text(findings)))
        else:
            VerdictDialog(self.desk, findings, self.window()).open()

    # -- dropping

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self.takes(event.mimeData()):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self.drop_frame.appear()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.drop_frame.hide()
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        self.drop_frame.hide()
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        self.take(event.mimeData())

    # -- look

    def _dress(self) -> None:
        theme = self.desk.theme
        fill(self, theme)
        self.summary.setFont(theme.font("small"))
        self.footer.setStyleSheet(theme.sheet("#footer { background: $surface; border-top: 1px solid $border; }"))
        self.bar.setStyleSheet(
            theme.sheet(
                "QProgressBar { background: $border; border: none; border-radius: 3px; }"
                "QProgressBar::chunk { background: $accent; border-radius: 3px; }"
            )
        )
        theme.tint(self.summary, "text2")


def _summary(pieces: list[Piece]) -> str:
    """ "7 pieces · 1 does not match · 2 never verified"."""
    summary = summary_of(pieces)
    parts = [ngettext("{count} piece", "{count} pieces", summary.count).format(count=summary.count)]
    for count, sentence in (
        (summary.differing, ngettext("{count} does not match", "{count} do not match", summary.differing)),
        (summary.missing, ngettext("{count} is missing", "{count} are missing", summary.missing)),
        (summary.unchecked, ngettext("{count} never verified", "{count} never verified", summary.unchecked)),
    ):
        if count:
            parts.append(sentence.format(count=count))
    return " · ".join(parts)


def _column(widget: QWidget) -> QVBoxLayout:
    layout = QVBoxLayout(widget)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    return layout
