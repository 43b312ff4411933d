"""Scenes of what comes in by itself and what the desk does by itself: intake, monitors, rules, the agent."""

import json
from collections.abc import Callable
from typing import Any

from tests.scenes.arrivals import GROUPED, MAPPED
from tests.scenes.stage import Scene, Stage


def _place(reference: str, row: int | None = 0) -> Callable[[Stage], None]:
    """A page with the row that somebody stands on."""

    def show(stage: Stage) -> None:
        stage.go(reference)
        page: Any = stage.window.page
        pane = getattr(page, "pane", None) or getattr(page, "list", page)
        table = getattr(pane, "table", None)
        if table is not None and row is not None and table.model().rowCount() > row:
            table.setCurrentIndex(table.model().index(row, 0))
        stage.wait(0.3)

    return show


def _on(reference: str, action_id: str, row: int = 0, after: float = 0.4) -> Callable[[Stage], None]:
    """A command about a row of a page."""

    def show(stage: Stage) -> None:
        _place(reference, row)(stage)
        stage.run(action_id, after)

    return show


def _opened(reference: str, row: int = 0) -> Callable[[Stage], None]:
    """What a row of a page opens."""

    def show(stage: Stage) -> None:
        _place(reference, row)(stage)
        pane: Any = stage.window.page.pane
        pane.open_row(pane.table.current())
        stage.wait(0.4)

    return show


def _mapped(stage: Stage) -> None:
    from incidentdesk.desktop.respond.payload_sheet import PayloadSheet

    stage.go("intake#sources")
    row: Any = next(each for each in stage.window.page.pane.rows if each.preset == "mapping")
    PayloadSheet(stage.desk, row.preset, row.mapping, json.dumps(MAPPED, indent=2), stage.window).open()
    stage.wait(0.6)


def _token(stage: Stage) -> None:
    from incidentdesk.desktop.respond.token_sheet import TokenSheet

    stage.go("intake#sources")
    first = stage.found("SELECT MIN(id) FROM alert_source")
    TokenSheet(stage.desk, first, "pvB3uVQk-9Hr2Jm0WzTt6yXcNd4LsEaGfKiOoPqRsTu", stage.window).open()
    stage.wait(0.3)


def _down(stage: Stage) -> None:
    _place("monitors")(stage)
    page: Any = stage.window.page
    page.list.stand_on(stage.found("SELECT monitor_id FROM monitor_state WHERE health = 'Down'"))
    stage.wait(0.5)


def _monitor_new(kind: str) -> Callable[[Stage], None]:
    def show(stage: Stage) -> None:
        from incidentdesk.desktop.respond.monitor_dialog import open_monitor_dialog

        stage.go("monitors")
        dialog: Any = open_monitor_dialog(stage.desk, stage.window)
        dialog.kind.setCurrentIndex(dialog.kind.findData(kind))
        stage.wait(0.3)

    return show


def _rule(then: str) -> Callable[[Stage], None]:
    """The rule with a group of conditions, and what is done about it."""

    def show(stage: Stage) -> None:
        stage.go("automation#rules")
        pane: Any = stage.window.page.pane
        pane.stand_on(stage.found("SELECT id FROM rule WHERE name = :name", name=GROUPED))
        stage.wait(0.3)
        if then:
            stage.run(then, 0.8)

    return show


def _came_in(stage: Stage) -> None:
    stage.go(f"INC-{stage.found('SELECT MAX(incident_id) FROM alert'):04d}")


def _letter(stage: Stage) -> None:
    _place("automation#news")(stage)
    tab: Any = stage.window.page.pane
    tab.list.setCurrentRow(7)
    stage.wait(0.6)


SCENES = (
    Scene("intake alerts", _place("intake#alerts", 1), ("sample", "arrivals", "empty"), readme="dark"),
    Scene("intake letters", _place("intake#letters"), ("arrivals", "empty"), half=True),
    Scene("intake sources", _place("intake#sources"), ("arrivals", "empty"), half=True),
    Scene("intake mailboxes", _place("intake#mailboxes"), ("arrivals", "empty"), half=True),
    Scene("alert told", _opened("intake#alerts"), ("arrivals",), half=True),
    Scene("letter told", _opened("intake#letters"), ("arrivals",), half=True),
    Scene("alert source", _opened("intake#sources"), ("arrivals",), half=True),
    Scene("alert mapping", _mapped, ("arrivals",)),
    Scene("alert token", _token, ("arrivals",), half=True),
    Scene("monitors", _down, ("sample", "arrivals"), readme="light"),
    Scene("monitors none", _place("monitors"), ("empty",), half=True),
    Scene("monitor new page", _monitor_new("Web page"), ("arrivals",), half=True),
    Scene("monitor new heartbeat", _monitor_new("Heartbeat"), ("arrivals",), half=True),
    Scene("monitor windows", _on("monitors", "monitors.windows"), ("arrivals",), half=True),
    Scene("rules", _rule(""), ("arrivals",)),
    Scene("rules none", _place("automation#rules"), ("empty",)),
    Scene("rule editor", _rule("automation.open"), ("arrivals",)),
    Scene("rule trial", _rule("automation.try"), ("arrivals",), half=True),
    Scene("rule log", _place("automation#log"), ("arrivals", "empty"), half=True),
    Scene("automation agent", _place("automation#agent"), ("arrivals", "empty"), half=True),
    Scene("automation news", _place("automation#news"), ("arrivals",), half=True),
    Scene("automation letter", _letter, ("arrivals",), half=True),
    Scene("incident came in", _came_in, ("arrivals",), half=True),
)
