"""Scenes of what follows on a resolution: the part of the incident, surveys, follow-ups, and their dialogs."""

from collections.abc import Callable
from typing import Any

from tests.scenes.desks import LONG_PEOPLE, LONG_TITLES
from tests.scenes.stage import Scene, Stage
from tests.scenes.ways import record, reference

DONE = "Branch offices lost WAN access"
_CALLER = "Maximiliane-Dorothea von der Wilmersdorf-Charlottenburg"


def _part(stage: Stage, title: str) -> Any:
    stage.go(f"INC-{stage.id_of(title):04d}#follow-up", 0.6)
    return next(each for each in stage.window.page.more_parts if each.key == "follow-up")


def _at(title: str, then: str = "") -> Callable[[Stage], None]:
    def show(stage: Stage) -> None:
        part = _part(stage, title)
        part.survey.setFocus()
        stage.wait(0.2)
        if then:
            stage.run(then, 0.5)

    return show


def _answered(then: str = "") -> Callable[[Stage], None]:
    """The newest incident with a comment in its survey."""

    def show(stage: Stage) -> None:
        incident_id = stage.found(
            "SELECT incident_id FROM survey WHERE comment <> '' AND score < :score ORDER BY id DESC LIMIT 1", score=4
        )
        stage.go(f"INC-{incident_id:04d}#follow-up", 0.6)
        if then:
            stage.run(then, 0.5)

    return show


def _waiting(then: str) -> Callable[[Stage], None]:
    """The newest survey that nobody has answered."""

    def show(stage: Stage) -> None:
        incident_id = stage.found(
            "SELECT incident_id FROM survey WHERE score IS NULL AND id > :id ORDER BY id DESC LIMIT 1", id=0
        )
        stage.go(f"INC-{incident_id:04d}#follow-up", 0.6)
        stage.run(then, 0.5)

    return show


def _long(place: str, then: str = "") -> Callable[[Stage], None]:
    def show(stage: Stage) -> None:
        _fill_long(stage)
        stage.go(place, 0.6)
        if then:
            stage.run(then, 0.5)

    return show


def _fill_long(stage: Stage) -> None:
    from incidentdesk.detect.incident import incident
    from incidentdesk.improve.confirming import confirm_by_phone
    from incidentdesk.improve.follow_up import ConfirmationAnswer
    from incidentdesk.improve.follow_up_making import make_follow_ups
    from incidentdesk.improve.survey_change import answer_by_phone
    from incidentdesk.prepare.follow_up_template_change import create_follow_up_template
    from incidentdesk.store import ledger

    with stage.desk.database.write(actor=LONG_PEOPLE[2]) as session:
        if session.reader.rows("SELECT 1 FROM follow_up_template"):
            return
        for place, title in enumerate(LONG_TITLES[:4]):
            create_follow_up_template(session, title=title, days=place, instructions=title * 2)
        for incident_id in (2, 3, 4):
            over = {"state": "Resolved", "resolved_at": session.at, "major": False}
            ledger.update(session, incident, incident_id, over)
        make_follow_ups(session, 2)
    # Nobody writes down an answer about their own work.
    with stage.desk.database.write(actor="Zoë") as session:
        for incident_id in (2, 3, 4):
            answer_by_phone(
                session, incident_id, score=incident_id, comment=LONG_TITLES[incident_id - 2], by=_CALLER
            )  # fmt: skip
        confirm_by_phone(session, 2, answer=ConfirmationAnswer.SOLVED, comment=LONG_TITLES[1], by=_CALLER)


SCENES = (
    Scene("surveys", reference("analyses#surveys"), ("sample", "empty")),
    Scene("surveys long", _long("analyses#surveys"), ("long",), half=True),
    Scene("follow-up of a major", _at(DONE)),
    Scene("follow-up answered", _answered(), half=True),
    Scene("follow-up of one", _at("Printer jams"), ("one",), half=True),
    Scene("follow-up long", _long("INC-0002#follow-up"), ("long",)),
    Scene("follow-up by phone", _waiting("follow_up.phone"), half=True),
    Scene("follow-up confirmed", _waiting("follow_up.confirm"), half=True),
    Scene("follow-ups added", _waiting("follow_up.add"), half=True),
    Scene("plans follow-ups", reference("plans#follow-ups"), ("sample", "empty"), half=True),
    Scene("plans follow-ups long", _long("plans#follow-ups"), ("long",), half=True),
    Scene("follow-up template", record("plans", "follow-ups", "follow_up_template"), half=True),
)
