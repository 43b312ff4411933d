"""A small desk with drills in every state, and the scenes of drills: lists, scenarios, the console, the sandbox."""

import contextlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from PySide6.QtWidgets import QApplication, QDialog

from incidentdesk import clock
from incidentdesk.improve.drill import DrillPart
from incidentdesk.improve.drill_change import Seating, note_drill, pause_drill, schedule_drill
from incidentdesk.improve.drill_gap import gaps_of, improvement_from_gap
from incidentdesk.improve.drill_script import doings
from incidentdesk.prepare.drill_scenario import DrillKind
from incidentdesk.prepare.drill_scenario_change import create_scenario
from incidentdesk.prepare.person import staff_named
from incidentdesk.prepare.role_change import create_role
from incidentdesk.prepare.scenario_content import Deed, Inject, InjectKind, ScenarioContent
from incidentdesk.refusal import Refused
from incidentdesk.schema.drill_fast import run_fast
from incidentdesk.schema.drill_running import begin_drill, play_due, row_of
from incidentdesk.store.database import Database
from incidentdesk.store.session import Session
from tests.drilling import furnish
from tests.scenes.stage import Scene, Stage

MINUTE = 60_000_000
LONG = "Notfallübung: Ausfall des Rechnungseingangsbearbeitungssystems der Hauptverwaltung in Donaueschingen"
ARABIC = "تمرين: برنامج فدية في خدمة الملفات في المستودع الرئيسي"
PEOPLE = ("Mei Okafor", "Bo Diaz", "Ada Novak", "Karoline-Friederike von der Oberwiesenthal-Hohenschwangau")
ROLES = ("Incident commander", "Communications lead", "Scribe")
_TICK = 15  # seconds

INJECTS = (
    Inject("alert", 0, InjectKind.ALERT, "The file service answers slowly, then not at all",
           "The monitor of the file service has failed three times.", within=300, deed=Deed.ACKNOWLEDGED),
    Inject("note", 240, InjectKind.MESSAGE, "A clerk in Hamburg sees a ransom note",
           "“All your files are encrypted.” The clerk asks whether to switch the machine off.", "Service desk",
           "Tells them to unplug the network and not the power", 300, Deed.JUDGED),
    Inject("admin", 600, InjectKind.FINDING, "The encryption comes from an administrator’s account",
           "It signed in at 03:12 from an address that nobody knows.", "Incident commander", within=600,
           deed=Deed.DECLARED),
    Inject("press", 900, InjectKind.MESSAGE, "The press calls: is it true?", "A journalist has a photo of the note.",
           "Communications lead", within=900, deed=Deed.TOLD),
    Inject("report", 1500, InjectKind.TASK, "The insurer wants a first report within the hour", "", "Scribe",
           "The report is sent", 1800, Deed.JUDGED),
)  # fmt: skip
LONG_INJECTS = tuple(
    Inject(
        f"long-{place}", place * 150, kind, title, f"{title}. " * 4, "Verantwortliche für die Kommunikation", title, 300
    )
    for place, (kind, title) in enumerate([(kind, title) for title in (LONG, ARABIC) for kind in InjectKind])
)


def fill_drills(database: Database) -> None:
    """An ended drill, one that runs, one that is paused, one to come, one given up; and scenarios of every length."""
    with database.write(actor="Mei Okafor", via="window") as session:
        ransom = _prepare(session)
        now = session.at
        ended = _schedule(session, ransom, now)
        long_id = create_scenario(session, name=LONG, content=ScenarioContent(LONG_INJECTS), kind=DrillKind.TABLETOP)
        create_scenario(session, name=ARABIC, content=ScenarioContent(LONG_INJECTS[:1]), every_months=3,
                        next_on="2026-01-31")  # fmt: skip
        create_scenario(session, name="The server room is hot", kind=DrillKind.WALKTHROUGH)
        _schedule(session, ransom, now + 3 * 24 * 60 * MINUTE, effects=("Mail",))
    run_fast(database, ended, actor="Mei Okafor", pace=1.2)
    with database.write(actor="Mei Okafor", via="window") as session:
        note_drill(session, ended, "Nobody knew the number of the insurer.", True)
        note_drill(session, ended, "The hand-over to the second shift went well.")
        improvement_from_gap(session, ended, gaps_of(session.reader, ended)[0].key)
        running = _schedule(session, ransom, now - 17 * MINUTE, people=PEOPLE[:2])
        paused = _schedule(session, long_id, now - 17 * MINUTE, people=PEOPLE[2:])
    _run_for(database, running, 17)
    _run_for(database, paused, 9)
    with database.write(actor="Mei Okafor", via="window") as session:
        note_drill(session, running, "The phone list hangs on the wall and is two years old.", True)
        note_drill(session, running, "The commander says aloud what is decided.")
        pause_drill(session, paused, "INC-0001 is a major incident. The real one goes first.")


def _prepare(session: Session) -> int:
    furnish(session)
    for name in ROLES:
        create_role(session, name=name)
    content = ScenarioContent(INJECTS, "An ordinary Tuesday. You are on duty.", 1, 1, 30)
    return create_scenario(
        session, name="Ransomware in the file service", content=content, plan="VPN outage", service="File service",
        objectives="Who speaks to whom, and when.", owner="Mei Okafor",
    )  # fmt: skip


def _schedule(session: Session, scenario_id: int, at: int, people: tuple[str, ...] = PEOPLE, **facts: Any) -> int:
    roles = [row[0] for row in session.reader.rows("SELECT id FROM role ORDER BY id")]
    parts = (DrillPart.LEAD, DrillPart.PARTICIPANT, DrillPart.PARTICIPANT, DrillPart.OBSERVER)
    seats = [
        Seating(staff_named(session, name) or 0, parts[place], roles[place] if place < len(roles) else None)
        for place, name in enumerate(people)
    ]
    return schedule_drill(session, scenario_id=scenario_id, planned_at=at, participants=seats, **facts)


def _run_for(database: Database, drill_id: int, minutes: int) -> None:
    """Let a drill have run for some minutes, with somebody who does what is asked."""
    start = clock.now() - timedelta(minutes=minutes)
    moment = [start]
    before = clock.hold(lambda: moment[0])
    sandbox = begin_drill(database, drill_id, actor="Mei Okafor")
    try:
        for second in range(0, minutes * 60, _TICK):
            moment[0] = start + timedelta(seconds=second)
            play_due(database, sandbox, drill_id, actor="Drill", via="drill")
            with sandbox.read() as reader:
                wanted = doings(row_of(database, drill_id), reader, clock.stored(moment[0]), 0.6)
            for doing in wanted:
                with contextlib.suppress(Refused), sandbox.write(actor="Bo Diaz", via="window") as session:
                    doing(session)
    finally:
        sandbox.close()
        clock.hold(before)


# -- scenes


def _of(state: str, noun: str = "DRL") -> Callable[[Stage], str]:
    return lambda stage: f"{noun}-{stage.found('SELECT MIN(id) FROM drill WHERE state = :state', state=state):04d}"


def _drill(state: str, action_id: str = "") -> Callable[[Stage], None]:
    def show(stage: Stage) -> None:
        stage.go(_of(state)(stage), 0.8)
        # The clock of a drill that runs may have been read before its sandbox was open.
        stage.window.page.refresh()
        stage.wait(0.3)
        if action_id:
            stage.run(action_id, 0.6)

    return show


def _list(reference: str, action_id: str = "", row: int = 0) -> Callable[[Stage], None]:
    def show(stage: Stage) -> None:
        stage.go(reference, 0.4)
        table = stage.window.page.pane.table
        if table.model().rowCount() > row:
            table.setCurrentIndex(table.model().index(row, 0))
            table.setFocus()
        stage.wait(0.3)
        if action_id:
            stage.run(action_id, 0.6)

    return show


def _scenario(name: str, action_id: str = "") -> Callable[[Stage], None]:
    def show(stage: Stage) -> None:
        stage.go(f"SCN-{stage.found('SELECT id FROM drill_scenario WHERE name = :name', name=name):04d}", 0.4)
        if action_id:
            stage.run(action_id, 0.6)

    return show


def _sandbox(show_in: Callable[[Any], None]) -> Callable[[Stage], None]:
    """The window on the sandbox of the drill that runs."""

    def show(stage: Stage) -> None:
        _drill("Running")(stage)
        keeping = stage.window.page.keeping()
        row = stage.window.page.sheet.row
        keeping.show_window(row)
        stage.until(lambda: row.id in keeping.stages)
        opened = keeping.stages[row.id]
        stage.others.append(opened.desk)
        opened.window.resize(stage.window.size())
        show_in(opened)
        stage.wait(1.0)
        for dialog in opened.window.findChildren(QDialog):
            if dialog.isVisible():
                stage.extra.append(dialog)
                return
        stage.extra.append(opened.window)

    return show


def _inject(opened: Any) -> None:
    from incidentdesk.desktop.improve.drill_work import PlayedInject

    opened.show_injects([PlayedInject(INJECTS[1], 1)])
    QApplication.processEvents()


SCENES = (
    Scene("drills", _list("drills#drills"), ("drills", "sample", "empty")),
    Scene("drill scenarios", _list("drills#scenarios"), ("drills", "empty"), half=True),
    Scene("drill new", _list("drills#drills", "drills.again"), ("drills",), half=True),
    Scene("drill change", _drill("Scheduled", "drill.change"), ("drills",), half=True),
    Scene("drill scheduled", _drill("Scheduled"), ("drills",), half=True),
    Scene("drill running", _drill("Running"), ("drills",)),
    Scene("drill paused", _drill("Paused"), ("drills",), half=True),
    Scene("drill ended", _drill("Ended"), ("drills", "sample"), readme="light"),
    Scene("drill pause", _drill("Running", "drill.pause"), ("drills",), half=True),
    Scene("drill end", _drill("Running", "drill.end"), ("drills",), half=True),
    Scene("drill conclude", _drill("Ended", "drill.conclude"), ("drills",), half=True),
    Scene("drill report", _drill("Ended", "drill.report"), ("drills",), half=True),
    Scene("drill sandbox", _sandbox(lambda opened: opened.window.open("INC-0001")), ("drills",)),
    Scene("drill sandbox list", _sandbox(lambda opened: opened.window.go_to("incidents")), ("drills",), half=True),
    Scene("drill inject", _sandbox(_inject), ("drills",), half=True),
    Scene("scenario", _scenario("Ransomware in the file service"), ("drills",)),
    Scene("scenario long", _scenario(LONG), ("drills",), half=True),
    Scene("scenario Arabic", _scenario(ARABIC), ("drills",), half=True),
    Scene("scenario none", _scenario("The server room is hot"), ("drills",), half=True),
    Scene("scenario inject", _scenario("Ransomware in the file service", "scenario.edit"), ("drills",), half=True),
    Scene(
        "scenario briefing", _scenario("Ransomware in the file service", "scenario.briefing"), ("drills",), half=True
    ),
    Scene("scenario details", _scenario("Ransomware in the file service", "scenario.details"), ("drills",), half=True),
    Scene("scenario replay", _list("drills#scenarios", "scenarios.replay"), ("drills",), half=True),
)
