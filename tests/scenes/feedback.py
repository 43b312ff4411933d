"""Scenes of articles, of feedback and its sessions, and of the people that incidents are about."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from tests.scenes.stage import Scene, Stage
from tests.scenes.ways import part, reference

if TYPE_CHECKING:
    from incidentdesk.store.session import Session

_MUCH = ("sample", "empty", "long")
_WAN = "Branch offices lost WAN"
_PAYROLL = "Payroll run failed for 412"


def tell_long(session: "Session", titles: tuple[str, ...], people: tuple[str, ...]) -> None:
    """Articles, feedback, a session and affected people with names that hardly fit; incident 1 is resolved for it."""
    from zoneinfo import ZoneInfo

    from incidentdesk.detect.affected_person_change import change_affected
    from incidentdesk.detect.incident import incident
    from incidentdesk.detect.state import State
    from incidentdesk.improve.article_change import article_from, move_article, write_article
    from incidentdesk.improve.article_use_change import use_article
    from incidentdesk.improve.feedback_change import give_feedback
    from incidentdesk.improve.feedback_session_change import plan_session
    from incidentdesk.prepare.person import person
    from incidentdesk.store import ledger

    solved = {"state": State.RESOLVED, "resolved_at": session.at, "resolution_notes": f"{titles[0]}. " * 4}
    ledger.update(session, incident, 1, solved)
    give_feedback(session, 1, score=2, went_badly=f"{titles[0]}. " * 4, suggestion=titles[1])
    lines = "\n".join(people)
    plan_session(
        session, title=titles[0], starts="2026-12-01 14:00", ends="15:00", zone=ZoneInfo("Europe/Berlin"),
        place=titles[3], agenda=f"{titles[1]}. " * 3, attendees=lines, incidents="1\n2\n3",
    )  # fmt: skip
    for place in range(1, 5):
        change_affected(session, place, "\n".join(f"{name}\t{titles[place % 3]}" for name in people), seen="")
    ledger.update(session, person, session.reader.rows("SELECT max(id) FROM person")[0][0], {"vip": True})
    article_from(session, 1)
    for title in titles:
        article_id = write_article(session, title=title, symptom=title, solution=f"1. {title}\n2. {title}", tags=("a",))
        move_article(session, article_id, "Published")
        use_article(session, article_id, 2)


def _opened(where: str, sql: str) -> Callable[[Stage], None]:
    """A record of the analyses in its dialog, or a page, by the first id that a query finds."""

    def show(stage: Stage) -> None:
        reference(where.format(id=stage.found(sql)), 0.5)(stage)

    return show


def _commanded(title: str, command: str) -> Callable[[Stage], None]:
    """A command on the page of an incident of the sample."""

    def show(stage: Stage) -> None:
        part(title, "follow-up")(stage)
        stage.run(command, 0.6)

    return show


def _logging(stage: Stage) -> None:
    """A VIP calls with what an article knows."""
    from incidentdesk.desktop.detect.log_incident_dialog import LogIncidentDialog

    reference("incidents")(stage)
    stage.run("incident.new", 0.5)
    dialog = next(each for each in stage.window.findChildren(LogIncidentDialog) if each.isVisible())
    dialog.title.setText("VPN disconnects every few minutes from home")
    dialog.reporter.setText("Olivia Grant")
    stage.wait(1.0)


_ARTICLE = "SELECT max(id) FROM article WHERE state = 'Published'"
_DRAFT = "SELECT max(id) FROM article WHERE state = 'Draft'"
_USED = "SELECT article_id FROM article_use GROUP BY article_id ORDER BY count(*) DESC, article_id LIMIT 1"
_SESSION = "SELECT min(id) FROM feedback_session"
_VIP = "SELECT min(id) FROM person WHERE vip"
SCENES = (
    Scene("articles", reference("analyses#articles"), _MUCH),
    Scene("article page", _opened("KB-{id:04d}", _USED), ("sample", "long")),
    Scene("article page draft", _opened("KB-{id:04d}", _DRAFT), half=True),
    Scene("article dialog", _opened("analyses#articles/{id}", _USED), ("sample", "long"), half=True),
    Scene("articles of an incident", part(_WAN, "related"), half=True),
    Scene("articles of a long incident", reference("INC-0002#related"), ("long",), half=True),
    Scene("articles while logging", _logging, half=True),
    Scene("feedback", reference("analyses#feedback"), _MUCH),
    Scene("feedback session held", _opened("analyses#feedback/{id}", _SESSION), ("sample", "long")),
    Scene("feedback of an incident", part(_WAN, "follow-up"), half=True),
    Scene("feedback of a long incident", reference("INC-0001#follow-up"), ("long", "one"), half=True),
    Scene("feedback dialog", _commanded(_WAN, "incident.feedback"), half=True),
    Scene("feedback session new", _commanded(_PAYROLL, "incident.feedback_session"), half=True),
    Scene("affected people", _commanded(_PAYROLL, "incident.affected"), half=True),
    Scene("affected people of a long incident", reference("INC-0002"), ("long",), half=True),
    Scene("person", _opened("PERSON-{id:04d}", _VIP), ("sample", "long")),
    Scene("person unknown", reference("PERSON-0999"), ("empty",), half=True),
)
