"""Scenes of a response: clocks, the plan that runs, updates, the command view, major incidents, outbox, binder."""

from collections.abc import Callable
from typing import Any

from incidentdesk import clock
from tests.scenes.stage import Scene, Stage
from tests.scenes.ways import choose_row, incident, reference, run, show_filtered

RUNNING = "ERP night job for invoices has not finished"
# A rule offers a plan for it, and nobody has activated it yet.
OFFERED = "Several colleagues report a mail from"


def _filtered(query: str) -> Callable[[Stage], None]:
    def show(stage: Stage) -> None:
        show_filtered(stage, query)
        choose_row(stage, 0)

    return show


def _on(title: str, then: str, part: str = "plan", after: float = 0.3) -> Callable[[Stage], None]:
    """A part of the page of an incident, and a command given there."""

    def show(stage: Stage) -> None:
        stage.go(f"INC-{stage.id_of(title):04d}#{part}")
        if then:
            stage.run(then, after)

    return show


def _plan_part(stage: Stage) -> Any:
    page: Any = stage.window.page
    return next(each for each in page.more_parts if each.key == "plan")


def _view(name: str) -> Callable[[Stage], None]:
    def show(stage: Stage) -> None:
        _on(RUNNING, "")(stage)
        part = _plan_part(stage)
        part._opened = None
        part._show_tasks()
        part.header.view.choose(name)
        part.header.viewed.emit(name)
        stage.wait(0.4)

    return show


def _unfolded(stage: Stage) -> None:
    """The next step with its instructions."""
    _view("steps")(stage)
    part = _plan_part(stage)
    part._show_step(part.current_task().id)
    stage.wait(0.4)


def _command(stage: Stage) -> None:
    stage.go(f"INC-{stage.id_of(RUNNING):04d}/command")


def _in_command(action_id: str) -> Callable[[Stage], None]:
    def show(stage: Stage) -> None:
        _command(stage)
        stage.run(action_id)

    return show


def _told(stage: Stage) -> None:
    """An update that was sent, with what came of it for each recipient."""
    _on(RUNNING, "", "updates")(stage)
    page: Any = stage.window.page
    part = next(each for each in page.more_parts if each.key == "updates")
    sent = "SELECT max(id) FROM announcement WHERE state = 'Sent' AND incident_id = :id"
    part.open_told(stage.found(sent, id=stage.id_of(RUNNING)))
    stage.wait(0.3)


def _late(stage: Stage) -> None:
    from incidentdesk.agent.overdue import overdue_work
    from incidentdesk.desktop.late_work_sheet import LateWorkSheet

    stage.go("incidents")
    now = clock.stored(clock.now()) + 3 * 3_600_000_000
    with stage.desk.database.read() as reader:
        late = overdue_work(reader, now)
    LateWorkSheet(stage.desk, late, now, stage.window).open()
    stage.settle()


def _first(part: str, then: str = "") -> Callable[[Stage], None]:
    def show(stage: Stage) -> None:
        stage.go(f"INC-0001#{part}" if part != "command" else "INC-0001/command")
        if then:
            stage.run(then)

    return show


SCENES = (
    Scene("list SLA at risk", _filtered("sla:risk"), half=True),
    Scene("list SLA breached", _filtered("is:open sla:breached"), half=True),
    Scene("list due", _filtered("is:open sort:due"), ("sample", "long")),
    Scene("incident clocks", incident(RUNNING)),
    Scene("SLA explained", _on(RUNNING, "incident.explain_sla")),
    Scene("SLA explained long", _first("plan", "incident.explain_sla"), ("long",), half=True),
    Scene("plan runner", _view("steps"), readme="light"),
    Scene("plan runner step", _unfolded, half=True),
    Scene("plan runner lanes", _view("lanes")),
    Scene("plan step waits", _on(RUNNING, "run.need"), half=True),
    Scene("plan runner long", _first("plan"), ("long",)),
    Scene("plan none", _first("plan"), ("one",), half=True),
    Scene("plan offered", _on(OFFERED, "")),
    Scene("plan chooser", _on(OFFERED, "list.plan"), half=True),
    Scene("task new", _on(RUNNING, "run.new"), half=True),
    Scene("role hand-over", _in_command("command.role"), half=True),
    Scene("updates", _on(RUNNING, "", "updates")),
    Scene("updates none", _first("updates"), ("one", "long"), half=True),
    Scene("update sheet", _on(RUNNING, "updates.write", "updates", 1.0)),
    Scene("update told", _told, half=True),
    Scene("command view", _command, readme="dark"),
    Scene("command view long", _first("command"), ("long",)),
    Scene("command view bare", _first("command"), ("one",), half=True),
    Scene("major proposed", _on(OFFERED, "major.propose"), half=True),
    Scene("hand-over note", run("tools.hand_over", 1.0), ("sample", "empty"), half=True),
    Scene("outbox", reference("outbox"), ("sample", "empty")),
    Scene("binder", run("reports.binder", 1.0), half=True),
    Scene("late work", _late, half=True),
    Scene("incident escalated", _on(OFFERED, "incident.escalate", "timeline", 0.8), half=True),
)
