"""All surveys, with how satisfied people are by those that the filter leaves."""

from collections.abc import Sequence
from typing import Any

from incidentdesk.desktop import moment
from incidentdesk.desktop.actions import Action
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.improve.follow_up_words import score_role, score_text
from incidentdesk.desktop.improve.improvement_dialog import open_improvement_dialog
from incidentdesk.desktop.improve.satisfaction_strip import SatisfactionStrip
from incidentdesk.desktop.records.column import Column
from incidentdesk.desktop.records.table_pane import RecordListing, TablePane
from incidentdesk.improve.improvement import ImprovementSource
from incidentdesk.improve.survey_list import SurveyRow, satisfaction_in, surveys
from incidentdesk.language import N_, _, isolated, ngettext

COLUMNS = (
    Column(
        "number", N_("Number"), lambda row, _now: row.number, lambda row: row.incident_id, 96, role=lambda *_: "text2"
    ),
    Column(
        "score", N_("Score"), lambda row, _now: "" if row.score is None else score_text(row.score),
        lambda row: row.score, 168, role=lambda row, _now: score_role(row.score),
    ),
    Column(
        "comment", N_("Comment"), lambda row, _now: " ".join(row.comment.split()), lambda row: row.comment.casefold(),
        whole=lambda row, _now: row.comment,
    ),
    Column(
        "standing", N_("State"), lambda row, _now: row.standing, lambda row: row.standing, 120, 1,
        whole=lambda row, _now: row.trouble if row.undelivered else row.standing,
        role=lambda row, _now: "danger" if row.undelivered else "text",
    ),
    Column("who", N_("Who"), lambda row, _now: row.reporter or row.recipient, lambda row: row.reporter, 136, 2),
    Column("team", N_("Team"), lambda row, _now: row.team, lambda row: row.team, 120, 5, role=lambda *_: "text2"),
    Column(
        "service", N_("Service"), lambda row, _now: row.service, lambda row: row.service, 120, 4,
        role=lambda *_: "text2",
    ),
    Column(
        "title", N_("Incident"), lambda row, _now: row.title, lambda row: row.title.casefold(), 176, 3,
        role=lambda *_: "text2",
    ),
    Column(
        "at", N_("When"), lambda row, now: moment.relative(row.answered_at or row.sent_at, now.at, now.zone),
        lambda row: row.answered_at or row.sent_at, 100, 1,
        whole=lambda row, now: moment.full(row.answered_at or row.sent_at, now.zone),
        role=lambda *_: "text2", trailing=True, descending=True,
    ),
)  # fmt: skip


def _searched(row: SurveyRow) -> str:
    words = (row.number, row.title, row.reporter, row.recipient, row.comment, row.team, row.service, row.assignee)
    score = score_text(row.score) if row.score is not None else ""
    return " ".join((*words, row.standing, score, _(row.answered_way) if row.answered_way else ""))


def _listing() -> RecordListing:
    return RecordListing(
        name=_("Surveys"),
        icon="survey",
        columns=COLUMNS,
        identity=lambda row: row.id,
        load=lambda reader, _today: surveys(reader),
        nouns=frozenset({"survey", "incident", "outbox_message"}),
        searched=_searched,
        counted=lambda count: ngettext("{count} survey", "{count} surveys", count).format(count=count),
        placeholder=_("Words of a comment, a name, a team, a service, a state"),
        nothing=_("No surveys yet"),
        teaching=_("Send one from a resolved incident, or let it happen by itself: settings, Follow-up."),
        making=_("Open the settings"),
        offered=("analyses.open", "survey.remind", "survey.improve"),
        menu=("analyses.open", "survey.remind", "survey.improve", None, "edit.copy"),
    )


class SurveysTab(TablePane):
    """Enter opens the follow-up of the incident."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, _listing())
        self.strip = SatisfactionStrip(desk.theme)
        self.column.insertWidget(1, self.strip)
        for action_id, text, run, keys, icon, why in (
            ("survey.remind", _("&Remind now"), self._remind, (), "bell", self._why_no_reminder),
            ("survey.improve", _("Make an i&mprovement of it…"), self._improve, ("M",), "improvement",
             self.why_nothing),
        ):  # fmt: skip
            action = Action(action_id, text, run, icon, keys, "analyses", "analysis", 30, why)
            desk.registry.add(action, self.table)
        self.declare()

    def show_kept(self, rows: Sequence[Any]) -> None:
        super().show_kept(rows)
        self.strip.show_satisfaction(satisfaction_in(rows))
        self.strip.setVisible(bool(self.rows))

    def new(self) -> None:
        """Surveys are sent from an incident, or by themselves."""
        self.opened.emit("settings#" + _("Follow-up"))

    def open_row(self, row: SurveyRow) -> None:
        self.opened.emit(f"{row.number}#follow-up")

    def show_record(self, survey_id: int) -> None:
        self.stand_on(survey_id)

    def _why_no_reminder(self) -> str:
        row: SurveyRow | None = self.table.current()
        why = self.why_nothing()
        if why or row is None:
            return why
        if row.score is not None:
            return _("It is answered already.")
        if row.reminded_at is not None:
            return _("There is one reminder for each survey, and it was sent.")
        return _("Its letter did not arrive. Ask by phone.") if row.undelivered else ""

    def _remind(self) -> None:
        from incidentdesk.improve.survey_change import remind_of_survey

        row: SurveyRow = self.table.current()
        said = _("Reminded {who} of the survey").format(who=isolated(row.recipient))
        self.write_each([row.id], remind_of_survey, said)

    def _improve(self) -> None:
        """What somebody has said becomes an improvement, which knows the survey that it came from."""
        row: SurveyRow = self.table.current()
        begin = {"source": str(ImprovementSource.SURVEY), "description": row.comment}
        origins = {"survey_id": row.id, "from_incident_id": row.incident_id}
        open_improvement_dialog(self.desk, self, opened=self.opened.emit, begin=begin, origins=origins)
