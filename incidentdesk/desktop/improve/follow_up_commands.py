"""What can be done after a resolution; keys, menus, buttons and the palette lead here."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from incidentdesk.desktop.actions import Action
from incidentdesk.desktop.detect.gesture_dialog import GestureDialog
from incidentdesk.desktop.improve.answer_dialog import ConfirmationDialog, FollowUpChoice, SurveyAnswerDialog
from incidentdesk.desktop.writing import write
from incidentdesk.detect.number import number
from incidentdesk.detect.state import State
from incidentdesk.language import _, ngettext

if TYPE_CHECKING:
    from incidentdesk.desktop.improve.follow_up_part import FollowUpPart
    from incidentdesk.desktop.respond.incident_page import IncidentPage

_MENU = "incident/follow-up"


class FollowUpCommands(QObject):
    def __init__(self, part: "FollowUpPart", page: "IncidentPage") -> None:
        super().__init__(part)
        self._part, self._page, self._desk = part, page, page.desk
        self._id, self._name = page.incident_id, number(page.incident_id)
        page.desk.registry.add_all(self._actions(), page)

    def _actions(self) -> Iterator[Action]:
        for key, text, run, icon, section, why in (
            ("survey", _("Send the &survey"), self.send_survey, "send", 10, self.why_no_survey),
            ("phone", _("Survey by &phone…"), self.phone, "phone", 10, self.why_no_answer),
            ("ask", _("&Ask whether it is solved"), self.ask, "mail", 20, self.why_not_asked),
            ("confirm", _("&Write down the answer…"), self.confirm, "confirm", 20, self.why_no_confirmation),
            ("add", _("Add follow-&ups…"), self.add, "task", 30, self.why_no_template),
            ("on", _("&Log one that follows on it"), self.follow_on, "forward", 40, self.why_nothing_follows),
        ):
            yield Action(
                f"follow_up.{key}", text, run, icon=icon, scope="incident", menu=_MENU, section=section,
                why_disabled=why, synonyms=_("csat satisfaction feedback check-in confirmation reopen linked"),
            )  # fmt: skip

    # -- why not

    def why_not_over(self) -> str:
        sheet, why = self._part.sheet, self._page.commands.why_nothing()
        if why or sheet is None:
            return why or _("The incident is not shown yet.")
        return "" if sheet.over else _("What follows begins with the resolution.")

    def why_no_survey(self) -> str:
        sheet = self._part.sheet
        sent = sheet is not None and sheet.survey is not None
        return self.why_not_over() or (_("There is one survey for each incident; this one was sent.") if sent else "")

    def why_no_answer(self) -> str:
        sheet = self._part.sheet
        answered = sheet is not None and sheet.survey is not None and sheet.survey.score is not None
        return self.why_not_over() or (_("The survey is answered; the first answer counts.") if answered else "")

    def why_not_asked(self) -> str:
        sheet, why = self._part.sheet, self.why_not_over()
        if why or sheet is None:
            return why
        if sheet.state == State.CLOSED:
            return _("The incident is closed already.")
        return _("It was asked already.") if sheet.confirmation is not None else ""

    def why_no_confirmation(self) -> str:
        sheet = self._part.sheet
        row = sheet.confirmation if sheet is not None else None
        answered = row is not None and row.answered_at is not None
        return self.why_not_over() or (_("This was answered already.") if answered else "")

    def why_no_template(self) -> str:
        sheet, why = self._part.sheet, self.why_not_over()
        if why or sheet is None:
            return why
        none = _("Every follow-up template was used, or there is none. Write them under Plans, Follow-ups.")
        return "" if sheet.templates else none

    def why_nothing_follows(self) -> str:
        sheet, why = self._part.sheet, self._page.commands.why_nothing()
        over = sheet is not None and (sheet.over or sheet.state == State.CANCELED)
        return why or ("" if over else _("The incident is not over yet, so nothing follows on it."))

    # -- doing

    def send_survey(self) -> None:
        def act(session: Any) -> None:
            from incidentdesk.improve.survey_change import send_survey

            send_survey(session, self._id)

        self._write(act, _("Survey of {number} leaves in a minute").format(number=self._name))

    def phone(self) -> None:
        dialog = SurveyAnswerDialog(self._desk, self._name, self._reporter(), self._page.window())

        def act(session: Any) -> None:
            from incidentdesk.improve.survey_change import answer_by_phone

            answer_by_phone(session, self._id, **dialog_said)

        dialog_said: dict[str, Any] = {}
        self._ask(dialog, lambda: dialog_said.update(dialog.said()), act, _("Survey of {number} answered"))

    def ask(self) -> None:
        def act(session: Any) -> None:
            from incidentdesk.improve.confirming import ask_confirmation

            ask_confirmation(session, self._id)

        self._write(act, _("The question whether {number} is solved leaves in a minute").format(number=self._name))

    def confirm(self) -> None:
        dialog = ConfirmationDialog(self._desk, self._name, self._reporter(), self._page.window())
        said: dict[str, Any] = {}

        def act(session: Any) -> int:
            from incidentdesk.improve.confirming import confirm_by_phone

            return confirm_by_phone(session, self._id, **said)

        self._ask(dialog, lambda: said.update(dialog.said()), act, _("Answer about {number} written down"), self._go_on)

    def add(self) -> None:
        sheet = self._part.sheet
        if sheet is None:
            return
        dialog = FollowUpChoice(self._desk, self._name, sheet.templates, self._page.window())
        chosen: list[int] = []

        def act(session: Any) -> None:
            from incidentdesk.improve.follow_up_making import add_follow_up

            for template_id in chosen:
                add_follow_up(session, self._id, template_id)

        count = len(sheet.templates)
        said = ngettext("Follow-up added to {number}", "Follow-ups added to {number}", count)
        self._ask(dialog, lambda: chosen.extend(dialog.chosen()), act, said)

    def follow_on(self) -> None:
        def act(session: Any) -> int:
            from incidentdesk.improve.follow_on import follow_on

            return follow_on(session, self._id)

        self._write(act, _("Incident logged that follows on {number}").format(number=self._name), self._go_on)

    # -- ways

    def _go_on(self, incident_id: int) -> None:
        """To the incident in which it goes on."""
        if incident_id != self._id:
            self._part.opened.emit(number(incident_id))

    def _reporter(self) -> str:
        return self._part.sheet.reporter if self._part.sheet is not None else ""

    def _write(self, act: Callable[[Any], Any], said: str, then: Callable[[Any], None] | None = None) -> None:
        write(self._desk, self._part, act, said, then=then, failed=self._part.refused.emit, toast=True)

    def _ask(
        self,
        dialog: GestureDialog,
        take: Callable[[], object],
        act: Callable[[Any], Any],
        said: str,
        then: Callable[[Any], None] | None = None,
    ) -> None:
        def done(result: Any) -> None:
            dialog.accept()
            if then is not None:
                then(result)

        def save() -> None:
            take()
            write(
                self._desk, dialog, act, said.format(number=self._name), then=done, failed=dialog.fail, toast=True
            )  # fmt: skip

        dialog.wanted.connect(save)
        dialog.open()
