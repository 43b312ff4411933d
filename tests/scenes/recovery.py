"""Scenes of a recovery: restore tasks in their order, temporary fixes, the all-clear, and their dialogs."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from incidentdesk import clock
from tests.scenes.desks import LONG_AUDIENCES, LONG_PEOPLE, LONG_SERVICES, LONG_TITLES
from tests.scenes.stage import Scene, Stage

RUNNING = "ERP night job for invoices has not finished"
DONE = "Branch offices lost WAN access"
NOT_BEGUN = "Several colleagues report a mail from"


def _part(stage: Stage, title: str) -> Any:
    stage.go(f"INC-{stage.id_of(title):04d}#recovery", 0.6)
    return next(each for each in stage.window.page.more_parts if each.key == "recovery")


def _at(title: str, section: str = "", then: str = "") -> Callable[[Stage], None]:
    """A section in view, the tasks with the keyboard, and a command given there."""

    def show(stage: Stage) -> None:
        part = _part(stage, title)
        part.reason.close_bar()
        if part.sheet is not None:
            part.view.setFocus()
        stage.wait(0.2)
        part.scroll.verticalScrollBar().setValue(_top(part, section))
        stage.wait(0.2)
        if then:
            stage.run(then, 0.6)

    return show


def _top(part: Any, section: str) -> int:
    """Where a section begins; the whole part for none."""
    if not section:
        return 0
    wanted = getattr(part, section)
    return int(wanted.mapTo(part.scroll.widget(), wanted.rect().topLeft()).y()) - 12


def _skip(stage: Stage) -> None:
    """Why is asked in the layout, and an empty reason is not enough."""
    _at(RUNNING, "summary", "recovery.skip")(stage)
    part = next(each for each in stage.window.page.more_parts if each.key == "recovery")
    part.reason.button.click()
    stage.wait(0.4)


def _long(section: str, then: str = "") -> Callable[[Stage], None]:
    def show(stage: Stage) -> None:
        _fill_long(stage)
        _at(LONG_TITLES[0][:40], section, then)(stage)

    return show


def _fill_long(stage: Stage) -> None:
    from incidentdesk.recover.recovery_change import add_restore_task, begin_recovery, recovery_row
    from incidentdesk.recover.temporary_fix_change import place_fix
    from incidentdesk.recover.temporary_fix_list import fixes
    from incidentdesk.respond.announcing import draft_announcement, send_announcement

    with stage.desk.database.write(actor=LONG_PEOPLE[1]) as session:
        if recovery_row(session, 1) is None:
            begin_recovery(session, 1, coordinator=LONG_PEOPLE[2])
        if fixes(session.reader, 1):
            return
        for place, title in enumerate(LONG_TITLES[:4]):
            add_restore_task(
                session, 1, title=title, owner=LONG_PEOPLE[place % 3], service=LONG_SERVICES[0], rto="1 h 30 min",
                rpo="15 min", instructions=title * 2, rollback=LONG_TITLES[1],
            )  # fmt: skip
        for title in LONG_TITLES[:3]:
            place_fix(session, 1, text=title, expires=clock.now() + timedelta(hours=5))
        for name in LONG_AUDIENCES:
            row = session.reader.rows("SELECT id FROM audience WHERE name = :name", {"name": name})[0]
            drafted = draft_announcement(session, 1, audience_id=row[0], subject=LONG_TITLES[0], body=LONG_TITLES[1])
            send_announcement(session, drafted)


SCENES = (
    Scene("recovery", _at(RUNNING), readme="light"),
    Scene("recovery tasks", _at(RUNNING, "view"), half=True),
    Scene("recovery below", _at(RUNNING, "outages"), half=True),
    Scene("recovery of what is done", _at(DONE), half=True),
    Scene("recovery not begun", _at(NOT_BEGUN), half=True),
    Scene("recovery of one", _at("Printer jams"), ("one",), half=True),
    Scene("recovery long", _long(""), ("long",)),
    Scene("recovery long tasks", _long("view"), ("long",), half=True),
    Scene("recovery long below", _long("fixes"), ("long",), half=True),
    Scene("recovery skip", _skip, half=True),
    Scene("recovery done dialog", _at(RUNNING, "view", "recovery.finish"), half=True),
    Scene("recovery task dialog", _at(RUNNING, "view", "recovery.edit"), half=True),
    Scene("recovery task long", _long("view", "recovery.edit"), ("long",), half=True),
    Scene("recovery coordinator", _at(RUNNING, "view", "recovery.change"), half=True),
    Scene("recovery fix dialog", _at(RUNNING, "fixes", "recovery.fix"), half=True),
    Scene("recovery fix longer", _at(RUNNING, "fixes", "recovery.extend_fix"), half=True),
    Scene("recovery all-clear sheet", _at(RUNNING, "all_clear", "recovery.all_clear")),
)
