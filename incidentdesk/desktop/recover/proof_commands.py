"""What can be done to prove a recovery: criteria, backups, verifications, monitors; and declaring it recovered."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from incidentdesk import clock
from incidentdesk.desktop.actions import Action
from incidentdesk.desktop.recover.checklist_dialog import ChecklistSheet, NewChecklistDialog
from incidentdesk.desktop.recover.comparing_dialog import BackupDialog, FilesDialog
from incidentdesk.desktop.recover.criterion_dialog import CriterionDialog, SeenDialog
from incidentdesk.desktop.recover.proof_sheet import ProofSheet
from incidentdesk.desktop.recover.proofs_loading import check_now
from incidentdesk.desktop.recover.rows_dialog import RowsDialog
from incidentdesk.desktop.recover.soak_dialog import SoakDialog
from incidentdesk.desktop.writing import write
from incidentdesk.detect.number import number
from incidentdesk.language import _, isolated
from incidentdesk.recover.proof import VerificationKind
from incidentdesk.recover.proof_list import BackupCheck, Verification
from incidentdesk.respond.exit_criterion import CriterionKind
from incidentdesk.respond.exit_criterion_list import Criterion

if TYPE_CHECKING:
    from incidentdesk.desktop.recover.proofs_pane import ProofsPane
    from incidentdesk.desktop.respond.incident_page import IncidentPage

_MENU = "incident/recover"
_CRITERIA = "respond.exit_criterion_change"
_VERIFYING, _BACKUPS, _SOAKS = "recover.verification_change", "recover.backup_checking", "recover.soak_watching"


class ProofCommands(QObject):
    def __init__(self, pane: "ProofsPane", page: "IncidentPage") -> None:
        super().__init__(pane)
        self._pane, self._page, self._desk, self._id = pane, page, page.desk, page.incident_id
        page.desk.registry.add_all(self._actions(), page)

    def _actions(self) -> Iterator[Action]:
        for key, text, run, icon, why in (
            ("backup", _("Check a backu&p…"), self.check_backup, "backup", self.why_not_begun),
            ("checklist", _("Veri&fy by a checklist…"), self.begin_checklist, "checklist", self.why_not_begun),
            ("files", _("&Verify restored files…"), self.verify_files, "compare", self.why_not_begun),
            ("rows", _("&Compare row counts…"), self.compare_rows, "rows", self.why_not_begun),
            ("soak", _("Let the &monitors prove it…"), self.begin_soak, "soak", self.why_no_monitor),
            ("criterion", _("Add an e&xit criterion…"), self.add_criterion, "gate", self.why_not_begun),
            ("declare", _("Declare recovered &now"), self.declare, "gate", self.why_not_declare),
        ):
            yield Action(
                f"proof.{key}", text, run, icon=icon, scope="incident", menu=_MENU, section=30, why_disabled=why,
                synonyms=_("proof verify integrity restore gate exit criteria sign"),
            )  # fmt: skip

    # -- why not

    def why_nothing(self) -> str:
        return str(self._page.commands.why_nothing())

    def why_not_begun(self) -> str:
        loaded = self._pane.loaded
        begun = loaded is not None and loaded.begun
        return self.why_nothing() or ("" if begun else _("Begin the recovery first."))

    def why_no_monitor(self) -> str:
        loaded = self._pane.loaded
        return self.why_not_begun() or ("" if loaded.monitors else _("No monitor watches what was broken."))

    def why_not_declare(self) -> str:
        why = self.why_not_begun()
        if why:
            return why
        loaded = self._pane.loaded
        waiting = next((each for each, _evidence in loaded.criteria if each.is_open), None)
        if waiting is not None:
            return _("“{criterion}” is open. Meet it, or waive it with a reason.").format(
                criterion=isolated(waiting.title)
            )
        last = max((each.decided_at or 0 for each, _evidence in loaded.criteria), default=0)
        done = loaded.declared_at is not None and loaded.declared_at >= last and not loaded.closed
        return _("It is declared recovered already.") if done else ""

    # -- what cards ask for

    def do(self, key: str, record_id: int) -> None:
        """What a button of a card asks for."""
        {
            "meet": self.meet, "waive": self.waive, "reopen": self.reopen,
            "details": lambda each: self.show_details(self._pane.verification(each)),
            "backup_details": lambda each: self.show_details(self._pane.backup(each)),
            "withdraw_criterion": lambda each: self._act(
                _CRITERIA, "withdraw_criterion", each, _("Criterion taken away"), toast=True),
            "withdraw_backup": lambda each: self._act(
                _BACKUPS, "withdraw_backup_check", each, _("Backup check taken away"), toast=True),
            "withdraw_verification": lambda each: self._act(
                _VERIFYING, "withdraw_verification", each, _("Verification taken away"), toast=True),
            "sign": self.sign,
            "answer": self.answer, "again": self.verify_again, "check_now": self.check_now, "stop": self.stop_soak,
            "soak_again": self.soak_again,
        }[key](record_id)  # fmt: skip

    # -- criteria

    def add_criterion(self) -> None:
        dialog = CriterionDialog(self._desk, self._page.window())
        self._ask(
            dialog, lambda: _use(_CRITERIA, "add_criterion", self._id, kind=str(CriterionKind.OTHER),
                                 text=dialog.text.text()),
            _("Exit criterion of {number} added").format(number=number(self._id)),
        )  # fmt: skip

    def meet(self, criterion_id: int) -> None:
        criterion = self._criterion(criterion_id)
        said = _("Criterion met: {criterion}").format(criterion=isolated(criterion.title))
        if criterion.kind != CriterionKind.OTHER:
            self._write(_use("recover.criterion_evidence", "sign_criterion", criterion_id), said)
            return
        dialog = SeenDialog(self._desk, criterion.title, self._page.window())
        self._ask(
            dialog, lambda: _use("recover.criterion_evidence", "sign_criterion", criterion_id,
                                 seen=dialog.text.toPlainText()), said,
        )  # fmt: skip

    def waive(self, criterion_id: int) -> None:
        self._ask_why(
            _CRITERIA, "waive_criterion", self._criterion(criterion_id), _("Why is “{title}” waived?"), _("Waive"),
            _("Criterion waived: {title}"),
        )  # fmt: skip

    def reopen(self, criterion_id: int) -> None:
        self._ask_why(
            _CRITERIA, "reopen_criterion", self._criterion(criterion_id), _("Why is “{title}” open again?"),
            _("Open again"), _("Criterion opened again: {title}"),
        )  # fmt: skip

    def declare(self) -> None:
        said = _("{number} declared recovered").format(number=number(self._id))
        self._write(_use("recover.declaring", "declare_recovered", self._id), said, toast=True)

    # -- backups and verifications

    def check_backup(self) -> None:
        dialog = BackupDialog(self._desk, self._id, self._page.window())

        def act() -> Callable[[Any], Any]:
            made = dialog.made_at()
            return _use(
                _BACKUPS, "record_backup_check", self._id, name=dialog.name.text(), compared=dialog.found,
                location=dialog.place.text(), backup_at=clock.stored(made) if made is not None else None,
                test_restore=dialog.test_restore.toPlainText(),
            )  # fmt: skip

        self._ask(dialog, act, _("Backup check of {number} kept").format(number=number(self._id)))

    def begin_checklist(self, title: str = "", points: tuple[str, ...] = ()) -> None:
        dialog = NewChecklistDialog(self._desk, self._pane.loaded.service, title, points, self._page.window())
        self._ask(
            dialog,
            lambda: _use(
                _VERIFYING, "begin_checklist", self._id, title=dialog.name.text(), points=dialog.lines(),
            ),
            _("Checklist of {number} begun").format(number=number(self._id)),
            then=self._pane.answer_soon,
        )  # fmt: skip

    def verify_files(self, title: str = "") -> None:
        dialog = FilesDialog(self._desk, title, self._page.window())
        self._keep(dialog, "record_tree")

    def compare_rows(self, title: str = "") -> None:
        dialog = RowsDialog(self._desk, title, self._page.window())
        self._keep(dialog, "record_rows")

    def _keep(self, dialog: Any, function: str) -> None:
        self._ask(
            dialog,
            lambda: _use(
                _VERIFYING, function, self._id, dialog.found, title=dialog.name.text(), account=self._desk.account
            ),
            _("Verification of {number} kept").format(number=number(self._id)),
        )  # fmt: skip

    def verify_again(self, verification_id: int) -> None:
        own = self._pane.verification(verification_id)
        if own.kind == VerificationKind.CHECKLIST:
            self.begin_checklist(own.title, tuple(each["text"] for each in own.points))
        elif own.kind == VerificationKind.FILE_TREE:
            self.verify_files(own.title)
        else:
            self.compare_rows(own.title)

    def sign(self, verification_id: int) -> None:
        act = _use(_VERIFYING, "sign_verification", verification_id, account=self._desk.account)
        self._write(act, _("Verification signed"))

    def answer(self, verification_id: int) -> None:
        own = self._pane.verification(verification_id)
        if own is not None:
            ChecklistSheet(self._desk, own, self._page.window()).open()

    def show_details(self, own: BackupCheck | Verification | None) -> None:
        if own is not None:
            ProofSheet(self._desk, own, self._page.window()).open()

    # -- monitors

    def begin_soak(self, ticked: tuple[int, ...] = ()) -> None:
        loaded = self._pane.loaded
        open_soaks = {each.monitor_id for each, _progress in loaded.soaks if each.result == "Open"}
        free = [each for each in loaded.monitors if each[0] not in open_soaks]
        dialog = SoakDialog(self._desk, free, ticked or tuple(key for key, _name in free), self._page.window())

        def act() -> Callable[[Any], Any]:
            return _soaking(self._id, dialog.chosen(), dialog.passes.value(), dialog.minutes.value())

        self._ask(dialog, act, _("Monitors of {number} soak").format(number=number(self._id)))

    def soak_again(self, soak_id: int) -> None:
        self.begin_soak((self._pane.soak(soak_id).monitor_id,))

    def stop_soak(self, soak_id: int) -> None:
        self._ask_why(
            _SOAKS, "stop_soak", self._pane.soak(soak_id), _("Why does “{title}” stop soaking?"), _("Stop"),
            _("Soak stopped: {title}"),
        )  # fmt: skip

    def check_now(self, soak_id: int) -> None:
        self._desk.background.run(
            check_now, self._desk.database, self._desk.vault, self._pane.soak(soak_id).monitor_id,
            then=lambda _said: self._pane.load(), failed=self._page.say_refused, title=_("Checking a monitor"),
        )  # fmt: skip

    # -- writing

    def _criterion(self, criterion_id: int) -> Criterion:
        return next(each for each, _evidence in self._pane.loaded.criteria if each.id == criterion_id)

    def _act(self, module: str, function: str, record_id: int, said: str, *, toast: bool = False) -> None:
        self._write(_use(module, function, record_id), said, toast=toast)

    def _write(self, act: Callable[[Any], Any], said: str, *, toast: bool = False) -> None:
        write(self._desk, self._pane, act, said, failed=self._pane.say_refused, then=self._pane.went_well, toast=toast)

    def _ask(
        self, dialog: Any, act: Callable[[], Callable[[Any], Any]], said: str,
        then: Callable[[Any], None] | None = None,
    ) -> None:  # fmt: skip
        def done(result: Any) -> None:
            dialog.accept()
            if then is not None:
                then(result)

        dialog.wanted.connect(lambda: write(self._desk, dialog, act(), said, then=done, failed=dialog.fail))
        dialog.open()

    def _ask_why(self, module: str, function: str, record: Any, question: str, verb: str, said: str) -> None:
        """Ask in the layout; what was typed stays until it is saved."""
        bar, title = self._pane.reason, isolated(record.title)

        def saved(_result: Any) -> None:
            self._pane.went_well(None)
            bar.saved()

        def answer(typed: str) -> None:
            write(
                self._desk, self._pane, _use(module, function, record.id, reason=typed), said.format(title=title),
                then=saved, failed=lambda refused: bar.complain(str(refused)),
            )  # fmt: skip

        self._pane.ask_near(record, lambda: bar.ask(
            question.format(title=title), verb, answer, key=(function, record.id), back=self._pane))  # fmt: skip


def _use(module: str, function: str, *arguments: Any, **named: Any) -> Callable[[Any], Any]:
    """A use case by the names of its module and itself, so that it is loaded when it is first needed."""

    def act(session: Any) -> Any:
        from importlib import import_module

        return getattr(import_module(f"incidentdesk.{module}"), function)(session, *arguments, **named)

    return act


def _soaking(incident_id: int, monitors: list[int], passes: int, minutes: int) -> Callable[[Any], Any]:
    def act(session: Any) -> None:
        from incidentdesk.recover.soak_watching import begin_soak

        for monitor_id in monitors:
            begin_soak(session, incident_id, monitor_id, passes=passes, minutes=minutes)

    return act
