"""incidentdesk survey: asking how satisfied whoever reported is, and what they have answered."""

from typing import TYPE_CHECKING, Any

import click

from incidentdesk import clock
from incidentdesk.cli.desk import Desk, pass_desk
from incidentdesk.cli.printing import column, plain, print_json
from incidentdesk.detect.number import incident_id_of
from incidentdesk.language import _, isolated, ngettext

if TYPE_CHECKING:
    from incidentdesk.improve.survey_list import Satisfaction, SurveyRow


@click.group("survey", short_help=_("Send surveys and list their answers."), help=_("Surveys after a resolution."))
def command() -> None:
    pass


@command.command(
    "send",
    short_help=_("Send the survey of an incident."),
    help=_("Send the survey of incident NUMBER to whoever reported it. It goes out by the agent, once."),
)
@click.argument("number")
@click.option("--to", "recipient", metavar="ADDRESS", default="", help=_("To this e-mail address instead."))
@pass_desk
def send_command(desk: Desk, number: str, recipient: str) -> None:
    from incidentdesk.improve.survey_change import send_survey
    from incidentdesk.improve.survey_list import survey_of

    incident_id = incident_id_of(number)
    with desk.write() as session:
        send_survey(session, incident_id, recipient=recipient)
        sent = survey_of(session.reader, incident_id)
    who = isolated(sent.recipient) if sent is not None else ""
    said = _("Survey of {number} queued for {who}.")
    click.echo(plain(said.format(number=sent.number if sent is not None else number, who=who)))


@command.command(
    "answer",
    short_help=_("Write down an answer given by phone."),
    help=_("Write down what somebody says of incident NUMBER on the phone: a SCORE from 1 to 5."),
)
@click.argument("number")
@click.argument("score", type=int)
@click.option("--comment", metavar="TEXT", default="", help=_("What they say about it."))
@click.option("--by", metavar="NAME", default="", help=_("Who says so; else whoever reported it."))
@pass_desk
def answer_command(desk: Desk, number: str, score: int, comment: str, by: str) -> None:
    from incidentdesk.improve.survey_change import answer_by_phone

    incident_id = incident_id_of(number)
    with desk.write() as session:
        answer_by_phone(session, incident_id, score=score, comment=comment, by=by)
    click.echo(_("Answer written down."))


@command.command(
    "list",
    short_help=_("List surveys and how satisfied people are."),
    help=_("List surveys, the newest first, and the score with its response rate and number of answers."),
)
@click.option("--json", "as_json", is_flag=True, help=_("Print a JSON object, times in UTC."))
@pass_desk
def list_command(desk: Desk, as_json: bool) -> None:
    from incidentdesk.improve.survey_list import satisfaction_in, surveys

    with desk.database.read() as reader:
        rows = surveys(reader)
    found = satisfaction_in(rows)
    if as_json:
        print_json({"satisfaction": _figures(found), "surveys": [_as_json(row) for row in rows]})
        return
    for row in rows:
        score = "—" if row.score is None else _("{score} of 5").format(score=row.score)
        parts = (column(row.number, 9), column(score, 7), column(row.standing, 14), column(row.reporter, 20))
        click.echo(plain(" ".join((*parts, " ".join(row.comment.split()))).rstrip()))
    click.echo(plain(_told(found)))


def _told(found: "Satisfaction") -> str:
    """The score never stands without the response rate and the number of answers."""
    answers = ngettext("{n} answer", "{n} answers", found.answered).format(n=found.answered)
    letters = _("{answered} of {sent} letters answered").format(answered=found.answered_of_sent, sent=found.sent)
    if found.score is None:
        return _("No score yet: {letters}.").format(letters=letters)
    return _("Score {score} of 5 from {answers}; {letters}.").format(
        score=f"{found.score:.1f}", answers=answers, letters=letters
    )


def _figures(found: "Satisfaction") -> dict[str, Any]:
    """Shares from 0 to 1, the score from 1 to 5; null where there is nothing to reckon with."""
    return {
        "score": found.score,
        "satisfied_share": found.satisfied_share,
        "answers": found.answered,
        "answers_only_by_phone": found.by_phone,
        "response_rate": found.response_rate,
        "letters": found.sent,
        "letters_answered": found.answered_of_sent,
        "letters_not_delivered": found.undelivered,
    }


def _as_json(row: "SurveyRow") -> dict[str, Any]:
    """Times in ISO 8601 in UTC; what is missing is null."""
    return {
        "incident": row.number,
        "recipient": row.recipient or None,
        "sent_at": clock.iso(row.sent_at),
        "reminded_at": clock.iso(row.reminded_at),
        "score": row.score,
        "comment": row.comment,
        "answered_at": clock.iso(row.answered_at),
        "answered_by": row.answered_by or None,
        "answered_way": row.answered_way or None,
        "not_delivered": row.undelivered,
    }
