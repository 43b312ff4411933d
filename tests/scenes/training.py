"""Scenes of training: the matrix in its three views, sessions, campaigns, the ladder, and their dialogs and sheets."""

from collections.abc import Callable
from datetime import timedelta

from incidentdesk import clock
from tests.scenes.desks import LONG_PEOPLE, LONG_TITLES
from tests.scenes.stage import Scene, Stage

_LONG_COURSE = "Datenschutzgrundverordnungsschulung für Administratorinnen und Administratoren der Hauptverwaltung"
_FIRST = ("Ada", "Bo", "Cy", "Dee", "Eli", "Fay", "Gus", "Hana", "Ivo", "Jun", "Kim", "Lea")
_ALL = ("sample", "empty", "long")


def _tab(key: str, then: str = "", *, view: str = "") -> Callable[[Stage], None]:
    """A tab with its first row chosen, and a command that is given there."""

    def show(stage: Stage) -> None:
        _fill(stage)
        stage.go(f"drills#{key}", 0.6)
        pane = stage.window.page.pane
        if view:
            pane.show_as(view)
            stage.wait(0.3)
        pane.panes()[0].setFocus()
        if then:
            stage.run(then, 0.8)

    return show


def _fill(stage: Stage) -> None:
    """What the desks of long names and of many records lack of training."""
    with stage.desk.database.read() as reader:
        known = reader.rows("SELECT 1 FROM training_course LIMIT 1")
        people = [str(row[0]) for row in reader.rows("SELECT name FROM person WHERE withdrawn_at IS NULL ORDER BY id")]
    if not known and LONG_PEOPLE[0] in people:
        _fill_desk(stage, people)


def _fill_desk(stage: Stage, people: list[str]) -> None:
    """Sixty people and fifteen courses, as long as names can be."""
    from incidentdesk.improve.commander_ladder import record_evidence
    from incidentdesk.improve.training_result_change import invite, record_result
    from incidentdesk.prepare.campaign_change import acknowledge_campaign, start_campaign_over
    from incidentdesk.prepare.person import staff_named
    from incidentdesk.prepare.policy_change import create_document, publish_draft
    from incidentdesk.prepare.training_course_change import create_course
    from incidentdesk.prepare.training_session_change import plan_session

    today = clock.now().date()
    with stage.desk.database.write(actor="Zoë") as session:
        others = (f"{first} {last}" for first in _FIRST for last in ("Diaz", "Okafor", "Schneider", "Novák", "Park"))
        names = list(dict.fromkeys([*LONG_PEOPLE, *people, *others]))[:60]
        ids = [staff_named(session, name) or 0 for name in names]
        for place in range(15):
            name = (
                f"{_LONG_COURSE} {place}"
                if place % 3 == 0
                else f"{LONG_TITLES[place % len(LONG_TITLES)][:120]} {place}"
            )
            create_course(session, name=name, valid_months="12", requirements="everybody\t\t2026-01-01\t30")
            for who, person in enumerate(names):
                if (who * 7 + place * 3) % 4:
                    day = today - timedelta(days=(who * 53 + place * 29) % 360)
                    record_result(session, course=name, person=person, day=day.isoformat())
            if place < 3:
                held = plan_session(session, course=name, starts="+3d", place=LONG_TITLES[0], trainer=LONG_PEOPLE[0])
                invite(session, held, ids[: 4 + place])
        publish_draft(session, create_document(session, name=LONG_TITLES[0][:150], text="Read it."))
        until = (today + timedelta(days=9)).isoformat()
        campaign = start_campaign_over(
            session,
            kind="policy",
            document=LONG_TITLES[0][:150],
            name=LONG_TITLES[1],
            due_on=until,
            message=LONG_TITLES[2],
        )
        for person_id in ids[:5]:
            acknowledge_campaign(session, campaign, person_id)
        for person in names[:3]:
            record_evidence(session, person=person, step="Shadow", note=LONG_TITLES[1], signed_by=LONG_PEOPLE[1])


SCENES = (
    Scene("training", _tab("training", view="people"), _ALL),
    Scene("training by role", _tab("training", view="roles"), ("sample", "long"), half=True),
    Scene("training courses", _tab("training", view="courses"), ("sample", "long"), half=True),
    Scene("training learner", _tab("training", "drills.open", view="people"), ("sample", "long"), half=True),
    Scene("training course", _tab("training", "drills.edit"), ("sample", "long"), half=True),
    Scene("training new course", _tab("training", "drills.new"), half=True),
    Scene("training result", _tab("training", "training.result", view="people"), ("sample", "long"), half=True),
    Scene("training matrix on paper", _tab("training", "training.print"), half=True),
    Scene("training sessions", _tab("sessions"), ("sample", "empty", "long")),
    Scene("training session", _tab("sessions", "drills.open"), ("sample", "long"), half=True),
    Scene("training invite", _tab("sessions", "drills.invite"), ("sample", "long"), half=True),
    Scene("training session dialog", _tab("sessions", "drills.edit"), ("sample", "long"), half=True),
    Scene("training list to sign", _tab("sessions", "session.sheet"), half=True),
    Scene("training campaigns", _tab("campaigns"), ("sample", "empty", "long")),
    Scene("training campaign", _tab("campaigns", "drills.open"), ("sample", "long"), half=True),
    Scene("training campaign dialog", _tab("campaigns", "drills.edit"), ("sample", "long"), half=True),
    Scene("training commanders", _tab("commanders"), ("sample", "empty", "long")),
    Scene("training commander", _tab("commanders", "drills.open"), ("sample", "long"), half=True),
    Scene("training rung", _tab("commanders", "commander.record"), ("sample", "long"), half=True),
)
