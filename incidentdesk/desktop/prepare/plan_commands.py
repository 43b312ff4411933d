"""What can be done with a plan as a whole, as commands of its page."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog

from incidentdesk.desktop.actions import Action
from incidentdesk.desktop.conflict_dialog import THEIRS, ConflictDialog
from incidentdesk.desktop.prepare import plan_reading as reading
from incidentdesk.desktop.prepare.plan_export import export_plan
from incidentdesk.desktop.prepare.plan_facts_dialog import open_plan_facts
from incidentdesk.desktop.prepare.plan_head import DISCARDED
from incidentdesk.desktop.prepare.plan_import_sheet import PlanImportSheet
from incidentdesk.desktop.prepare.plan_step_sheet import PlanStepSheet
from incidentdesk.desktop.prepare.plan_versions_sheet import PlanVersionsSheet
from incidentdesk.desktop.writing import write
from incidentdesk.language import _, isolated, ngettext
from incidentdesk.prepare.plan import VersionState
from incidentdesk.prepare.plan_change import PlanConflict
from incidentdesk.prepare.plan_check import Weight
from incidentdesk.prepare.plan_content import PlanContent
from incidentdesk.prepare.plan_merge import MINE
from incidentdesk.prepare.plan_merge import THEIRS as TAKE_THEIRS

if TYPE_CHECKING:
    from incidentdesk.desktop.prepare.plan_page import PlanPage


class PlanCommands:
    def __init__(self, page: "PlanPage") -> None:
        self.page, self.desk, self.draft = page, page.desk, page.draft
        draft, review, approved = VersionState.DRAFT, VersionState.IN_REVIEW, VersionState.APPROVED
        for key, text, run, keys, icon, section, why in (
            ("submit", _("&Submit for review…"), lambda: self.ask(review), ("S",), "send", 10, self._why_not_submitted),
            ("approve", _("&Approve…"), lambda: self.ask(approved), ("A",), "verify", 10, self.why_closed),
            ("send_back", _("Send &back…"), lambda: self.ask(draft), ("B",), "back", 10, self._why_not_sent_back),
            ("begin", _("Begin the ne&xt version"), self.begin, ("X",), "new", 10, self._why_open),
            ("discard", _("&Discard the draft"), self.discard, (), "undo", 10, self._why_not_discarded),
            ("finding", _("Go to the next &finding"), page.body.next_finding, ("F8",), "warning", 20,
             self._why_no_finding),
            ("versions", _("&Versions and what changed…"), self.show_versions, ("V",), "history", 30, self.why_absent),
            ("details", _("&Name, owner, review…"), self.details, ("Alt+Return",), "settings", 30, self.why_absent),
            ("import", _("&Import over this plan…"), self.choose_file, ("I",), "import", 40, self.why_read_only),
            ("export", _("&Export plan…"), self.export, ("Ctrl+E",), "export", 40, self.why_absent),
            ("print", _("&Print runbook…"), self.print_runbook, ("P",), "printer", 40, self.why_absent),
            ("withdraw", _("Move to the tras&h"), self.withdraw, (), "trash", 90, self.why_read_only),
        ):  # fmt: skip
            action = Action(f"plan.{key}", text, run, icon, keys, "plan", "plans", section, why)
            self.desk.registry.add(action, page)

    def fill_more(self) -> None:
        menu = self.page.head.more.menu()
        menu.clear()
        names = ("details", "versions", "acknowledge", None, "import", "export", "print", None, "withdraw")
        for name in names:
            if name is None:
                menu.addSeparator()
            else:
                menu.addAction(self.desk.registry.qaction(f"plan.{name}"))

    # -- why not

    def why_absent(self) -> str:
        return "" if self.draft.sheet else _("The plan is not here yet.")

    def why_read_only(self) -> str:
        return self.why_absent() or str(self.desk.database.read_only)

    def why_closed(self) -> str:
        return self.draft.why_fixed()

    def _state(self) -> str:
        return self.draft.sheet.version.state if self.draft.sheet else ""

    def _why_not_submitted(self) -> str:
        why = self.why_closed()
        return why or ("" if self._state() == VersionState.DRAFT else _("This version is in review already."))

    def _why_not_sent_back(self) -> str:
        why = self.why_closed()
        return why or ("" if self._state() == VersionState.IN_REVIEW else _("Only what is in review can be sent back."))

    def _why_open(self) -> str:
        why = self.why_read_only()
        return why or (_("There is a draft already.") if self.draft.sheet.version.is_open else "")

    def _why_not_discarded(self) -> str:
        why = self.why_closed()
        return why or ("" if len(self.draft.sheet.versions) > 1 else _("This is the only version of the plan."))

    def _why_no_finding(self) -> str:
        return self.why_absent() or ("" if self.page.findings else _("Nothing is wrong with this plan."))

    # -- the steps of a version

    def want(self, state: str) -> None:
        """A button of the state was pressed."""
        if state == DISCARDED:
            self.discard()
        elif state == VersionState.DRAFT and not self.draft.sheet.version.is_open:
            self.begin()
        else:
            self.ask(state)

    def begin(self) -> None:
        said = _("Next version of {name} begun").format(name=isolated(self.draft.sheet.row.name))
        write(
            self.desk, self.page, reading.starting(self.draft.plan_id), said, failed=self.page.say_refused,
            then=lambda _id: self.page.outline.setFocus(),
        )  # fmt: skip

    def discard(self) -> None:
        version = self.draft.sheet.version
        said = _("Version {number} discarded").format(number=version.number)
        write(self.desk, self.page, reading.dropping(version.id), said, failed=self.page.say_refused, toast=True)

    def ask(self, state: str) -> None:
        """Say more of a step and take it; errors come first, and an error leads to its place."""
        self.draft.flush()
        errors = [each for each in self.page.findings if each.weight == Weight.ERROR]
        if errors and state != VersionState.DRAFT:
            said = ngettext("Correct {count} error first: {text}", "Correct {count} errors first: {text}", len(errors))
            self.page.message.say(
                said.format(count=len(errors), text=isolated(errors[0].text)), "danger", _("Show it"),
                lambda: self.page.body.show_finding(errors[0]),
            )  # fmt: skip
            self.page.body.show_finding(errors[0])
            return
        sheet = PlanStepSheet(self.desk, self.draft.sheet, state, len(self.page.findings), self.page.window())
        seen = self.draft.content
        sheet.wanted.connect(lambda note, review_by: self._take(sheet, state, note, review_by, seen))
        sheet.open()

    def _take(self, sheet: PlanStepSheet, state: str, note: str, review_by: str, seen: PlanContent) -> None:
        version = self.draft.sheet.version
        words = {"number": version.number, "name": isolated(self.draft.sheet.row.name)}
        if state == VersionState.APPROVED:
            act = reading.approving(version.id, note, review_by, seen)
            said = _("Version {number} of {name} approved")
        elif state == VersionState.IN_REVIEW:
            act, said = reading.submitting(version.id, note), _("Version {number} of {name} submitted")
        else:
            act, said = reading.sending_back(version.id, note), _("Version {number} of {name} sent back")
        write(
            self.desk,
            sheet,
            act,
            said.format(**words),
            then=lambda _none: sheet.accept(),
            failed=sheet.fail,
            toast=True,
        )

    # -- the plan

    def details(self) -> None:
        open_plan_facts(self.desk, self.page, self.draft.plan_id)

    def show_versions(self) -> None:
        self.draft.flush()
        sheet = PlanVersionsSheet(self.desk, self.draft.sheet, self.page.window())
        sheet.open()

    def choose_file(self) -> None:
        self.draft.flush()
        sheet = PlanImportSheet(self.desk, self.draft.plan_id, self.page.window())
        sheet.imported.connect(lambda _id: self.draft.load())
        sheet.open()

    def export(self) -> None:
        sheet = self.draft.sheet
        export_plan(self.desk, self.page, sheet.row.name, self.draft.content, self.page.say_refused)

    def print_runbook(self) -> None:
        from incidentdesk.desktop.measure.report_preview import ReportPreview

        self.draft.flush()
        ReportPreview(self.desk, self.page.printable(), self.page.window()).open()

    def withdraw(self) -> None:
        said = _("Moved to the trash: {name}").format(name=isolated(self.draft.sheet.row.name))
        act = reading.withdrawing([self.draft.plan_id])
        write(self.desk, self.page, act, said, failed=self.page.say_refused, toast=True)

    # -- two people

    def decide(self, conflict: PlanConflict) -> None:
        """Ask whose values are kept where both have changed the same."""
        about = self.draft.sheet.row.name if self.draft.sheet else ""
        dialog = ConflictDialog(self.desk, conflict, self.page.window(), about=about)
        try:
            accepted = dialog.exec() == QDialog.DialogCode.Accepted
            choices = {
                box.clash.field: TAKE_THEIRS if box.choice() == THEIRS else MINE for box in dialog.boxes
            }  # fmt: skip
        finally:
            dialog.deleteLater()
        self.draft.decide(conflict.theirs, choices if accepted else None)
        if not accepted:
            said = _("What you have written is not saved yet.")
            self.page.message.say(said, "warning", _("Save"), self.draft.save)
